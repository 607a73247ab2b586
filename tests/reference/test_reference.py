"""The reference says everything: each setting, key and option, and every field that JSON really has."""

import json

import click
import numpy as np
import pytest

from tests.models.checkpoints import CASES
from tracer import language, settings
from tracer.cli import main
from tracer.cli.reference import CommandTable
from tracer.cli.root import group
from tracer.document.blocks import Heading, Prose, Table
from tracer.files.trace_file import DATA
from tracer.language import knows
from tracer.reference import PAGES
from tracer.reference.json_fields import FIELDS
from tracer.reference.page import page
from tracer.reference.reference import meaning

OPEN = {"model", "parameters", "settings", "models", "card", "validation", "figures[]"}  # fields that hold names of their own


def commands():
    """Every command of the command line, as the reference lists it."""
    return list(CommandTable.of(click.Context(group)).commands())


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("TTRACE_LANG", "en")
    language.use(None)
    yield
    language.use(None)


def fields_of(value, place=""):
    """The paths of a JSON document as the reference writes them; below an open one nothing is asked."""
    if place in OPEN:
        yield place
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from fields_of(part, f"{place}.{key}" if place else key)
    elif isinstance(value, list) and (not value or isinstance(value[0], dict)):
        for part in value:
            if f"{place}[]" in OPEN:
                yield from (f"{place}[].{key}" for key in ("kind", "title") if key in part)
                yield f"{place}[]"
            else:
                yield from fields_of(part, f"{place}[]")
    elif place:
        yield place


DOCUMENTS = {
    "trace": ["a b", "--set", "scores[0, 0, 1]=3", "--parameters", "--also", "c"],
    "trace, target": ["I love", "--target", "我 爱", "--model", "encoder-decoder", "--columns", "0:1", "--stage", "decoder.*"],
    "trace, writing": ["the cat", "--model", "letters", "--generate", "2", "--stage", "logits"],
    "trace, training": ["train", "a b", "--labels", "0,1", "--stage", "loss"],
    "explain": ["explain", "a b", "softmax[0, 0, 0]", "--paper", "2"],
    "explain, edited": ["explain", "a b", "scores[0, 0, 0]", "--set", "scores[0, 0, 0]=1"],
    "forward": ["explain", "a b", "q[0, 0, 0]", "--forward"],
    "list": ["a b", "--list"],
    "compare": ["compare", "a b", "a c"],
    "compare, model": ["compare", "a b", "a b", "--stage", "softmax"],
    "figure": ["a b", "--figure", "heads"],
    "cut": ["a b", "--tokens"],
    **{
        f"cut, {name}": ["the animals", "--tokens", "--detail", "--model", str(CASES / name / "model")]
        for name in ("bert", "gpt2", "t5")
    },
    "experiment": ["experiment", "scaling", "a b"],
    "models": ["models"],
}


def printed(capsys, words):
    with pytest.raises(SystemExit) as done:
        main([*words, "--format", "json"])
    said = capsys.readouterr()
    assert done.value.code in (0, 1), said.err
    return json.loads(said.out)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_field_of_json_is_described(capsys, kind):
    known = FIELDS[kind.partition(",")[0]]
    assert set(fields_of(printed(capsys, DOCUMENTS[kind]))) <= set(known)


def test_every_field_of_arrays_beside_a_run_is_described(capsys, tmp_path):
    np.savez(tmp_path / "mine.npz", q=np.ones((1, 2, 2, 2)), foo=np.ones(3))
    code = printed(capsys, ["compare", "a b", str(tmp_path / "mine.npz")])
    assert set(fields_of(code)) <= set(FIELDS["compare"]) and code["left_out"] and code["stages"][0]["array"]["name"] == "q"


def test_differences_and_claims_have_the_fields_described(capsys, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("2 + 2 = 5\n\n<!-- ttrace a b softmax[0, 0, 0] -->9.99<!-- /ttrace -->\n", encoding="utf-8")
    for words in (["check", str(page)], ["check", "--claims", str(page)]):
        found = printed(capsys, words)
        assert found
        assert {f"[].{key}" for one in found for key in one} <= set(FIELDS["check"])


def test_marks_have_the_fields_described(capsys, tmp_path):
    key, answers = str(tmp_path / "key.json"), tmp_path / "a.csv"
    with pytest.raises(SystemExit):
        main(["worksheet", "make", "a b", "--blank", "scores", "--key", key, "-o", str(tmp_path / "sheet.md")])
    answers.write_text("name,1,2\nAda,9,x\nBob,9,\nBob,1,\n", encoding="utf-8")
    marks = printed(capsys, ["worksheet", "mark", key, str(answers)])
    assert set(fields_of(marks)) <= set(FIELDS["mark"])
    assert marks["pupils"] and marks["not_marked"] and marks["wrong_values"]


def text_of(document):
    """Everything a page says, by part."""
    part, said = "", {}
    for block in document.blocks():
        if isinstance(block, Heading):
            part = block.text
        elif isinstance(block, Table):
            said.setdefault(part, []).extend(cell for row in block.rows for cell in row)
        elif isinstance(block, Prose):
            said.setdefault(part, []).append(block.text)
    return said


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_every_setting_key_and_option_stands_in_it(lang):
    language.use(lang)
    said = text_of(page("reference", commands()))
    assert set(settings.FIELDS) <= set(said[language.say("reference.settings")])
    assert set(DATA) <= set(said[language.say("reference.keys")])
    for command in commands():
        whole = " ".join(said[f"ttrace {command.name}"])
        for option in command.options:
            assert option.names.split()[0].rstrip(",") in whole, option


@pytest.mark.parametrize("key", DATA)
def test_every_key_of_a_trace_file_has_its_sentence(key):
    assert meaning(key)
    assert knows(f"reference.data_{key}") or knows(f"options.{key}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_shown_in_both_languages_and_as_markdown(capsys, name):
    shown = {}
    for words in ([], ["--lang", "zh"], ["--contents"]):
        with pytest.raises(SystemExit) as done:
            main(["lesson", name, *words])
        assert done.value.code == 0
        shown[tuple(words)] = capsys.readouterr().out
        language.use(None)
    assert shown[("--contents",)].startswith("# ")
    assert len(set(shown.values())) == 3


def test_a_page_takes_no_sentence_and_a_slip_is_answered_with_its_name(capsys):
    for words, reason in ((["glossary", "--text", "a"], "leave --text and --seed out"), (["glossry"], "glossary")):
        with pytest.raises(SystemExit) as done:
            main(["lesson", *words])
        assert done.value.code == 2
        assert reason in capsys.readouterr().err
