"""GIFT, read as Moodle's importer reads it, and by a parser of npm where it is installed."""

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiz_examples import HOSTILE, Text, agrees_with_marking, sheets, written

from tracer import language
from tracer.render.quizzes.gift import escaped

PARSER = Path(os.environ.get("TTRACE_NODE_MODULES", "-")) / "gift-pegjs"
SIGNS = {f"\\{sign}": f"&&{ord(sign):03};" for sign in ":#={}~"} | {"\\n": "&&010;"}


def held_back(text):
    """Escaped signs as placeholders, so that none of them is taken for syntax."""
    text = text.replace("\\\\", "&&092;")
    for sign, placeholder in SIGNS.items():
        text = text.replace(sign, placeholder)
    return text.replace("&&092;", "\\")


def restored(text):
    for sign, placeholder in SIGNS.items():
        text = text.replace(placeholder, "\n" if sign == "\\n" else sign[1])
    return text


def alternatives(answers):
    """(number, tolerance, feedback) of each answer; a wrong one's number begins with its weight."""
    assert answers.startswith("#=") and "~" not in answers
    parts = [answer.strip().partition("#") for answer in answers[2:].split("=")]
    return [(*answer.split(":"), restored(told)) for answer, _, told in parts]


def questions(content):
    """(category, name, HTML, right number, tolerance, feedback) of every question."""
    category, result = "", []
    for paragraph in re.split(r"\n\s*\n", content.decode()):
        lines = [line for line in paragraph.split("\n") if not line.strip().startswith("//")]
        text = held_back("\n".join(lines).strip())
        if text.startswith("$CATEGORY:"):
            category = text.removeprefix("$CATEGORY:").strip()
            continue
        _, name, text = text.split("::", 2)
        start, end = text.index("{"), text.index("}")
        assert end == len(text) - 1 and text.count("{") == text.count("}") == 1
        answer, _, feedback = text[start + 1 : end].partition("####")
        (right, tolerance, told), *wrong = alternatives(answer)
        assert told == "" and all(weight.startswith("%0%") and told for weight, _, told in wrong)
        assert text.startswith("[html]<")
        result.append((category, restored(name), restored(text[6:start]), Decimal(right), Decimal(tolerance), restored(feedback)))
    return result


# where two placeholders' beginnings stand in outside text, Moodle itself cannot tell; HTML escapes the sign they begin with
@given(st.text("ab\\:#={}~% 1n-", max_size=30))
def test_escaped_text_reads_back(words):
    assert restored(held_back(escaped(words))) == words


@pytest.mark.parametrize("tokens", [(), HOSTILE[:6], HOSTILE[6:12], HOSTILE[12:]], ids=["plain", "a", "b", "c"])
def test_each_blank_is_a_question_that_marks_as_we_do(tokens):
    asked, (entry,) = questions(written("gift", "", tokens=tokens)), sheets("", tokens=tokens)
    assert len(asked) == len(entry.blanks) == len({name for _, name, *_ in asked})
    agrees_with_marking(lambda blank, number: abs(number - asked[blank - 1][3]) <= asked[blank - 1][4], entry)
    for question, (_, _, html, _, _, feedback) in zip(entry.blanks, asked, strict=True):
        text = Text(html)
        assert question.address.partition("[")[0] in text.text and set(text.tags) & {"script"} == set()
        assert "aligned" in feedback or "\\(" in feedback


def test_a_pool_has_a_category_a_blank_and_a_class_one_a_pupil():
    pool = questions(written("gift", "", ""))
    categories = [category for category, *_ in pool]
    assert all(categories.count(category) == 2 for category in categories) and len(set(categories)) == len(pool) / 2
    pupils = [category for category, *_ in questions(written("gift", "Ada", "Bob"))]
    assert {category.rpartition(" · ")[2] for category in pupils} == {"Ada", "Bob"}


def test_both_languages():
    with language.speaking("zh"):
        (_, name, html, *_), *_ = questions(written("gift", ""))
    assert "第 1 空" in name and "请算出空缺的数" in html


@pytest.mark.skipif(not PARSER.is_dir() or not shutil.which("node"), reason="gift-pegjs (TTRACE_NODE_MODULES names its folder)")
def test_a_parser_of_npm_reads_the_same(tmp_path):
    content = written("gift", "", tokens=("a=b", "{~c}"))
    (tmp_path / "quiz.gift").write_bytes(content)
    program = (
        f"const {{parse}} = require({json.dumps(str(PARSER))});"
        "const read = parse(require('fs').readFileSync(process.argv[1], 'utf8')).filter(q => q.type === 'Numerical');"
        "console.log(JSON.stringify(read.map(q => [q.title, q.stem.format, q.choices[0].text.number, q.choices[0].text.range, q.choices.length])))"
    )
    done = subprocess.run(["node", "-e", program, str(tmp_path / "quiz.gift")], capture_output=True, text=True, check=True)
    read = json.loads(done.stdout)
    assert [question[:4] for question in read] == [
        [name, "html", float(right), float(tolerance)] for _, name, _, right, tolerance, _ in questions(content)
    ]
    assert max(answers for *_, answers in read) > 1
