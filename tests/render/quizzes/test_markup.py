"""What comes from outside is text to every reader on the way: HTML, MathJax, Moodle, Anki."""

import base64
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quiz_examples import HOSTILE, Text, element

from tracer.document.blocks import (
    Code,
    Figure,
    Formula,
    Heading,
    Marked,
    Note,
    Points,
    Prose,
    Span,
    Symbol,
    Table,
    Tokens,
    Working,
)
from tracer.expression import Call, Cell
from tracer.render.quizzes.markup import Markup, literal
from tracer.sanitize import sanitize

ACTED_UPON = re.compile(r"\{(?:#|\d*:)|@@|\[sound:|\[\$")  # Moodle's fields and files; Anki's sounds and LaTeX


def typeset(html: str) -> list[str]:
    """What MathJax would take for a formula: it reads text between elements, each class it leaves alone apart."""
    strings = re.split(r'<span class="tex2jax_ignore mathjax_ignore">.*?</span>', html)
    return [part for string in strings for part in re.findall(r"\\\(|\\\[|\$\$", Text(string).text)]


@settings(max_examples=60)
@given(st.one_of(st.text(), st.text("{}[]()\\$@#:<>&;1n ", max_size=12)))
def test_any_text_stays_itself_and_nothing_acts_upon_it(words):
    html = literal(words)
    assert Text(html).text == sanitize(words) and set(Text(html).tags) <= {"span"}
    assert not ACTED_UPON.search(html) and typeset(html) == []


@settings(max_examples=40)
@given(st.text(max_size=20))
def test_a_word_inside_a_formula_acts_upon_nothing(word):
    working = Working("S[0]", f"S[{word}]", None, Call("add", (Cell("a", word, 1.0), Cell("b", "b", 2.0))), 3.0, 1)
    html = Markup().html([working])
    assert not ACTED_UPON.search(html) and len(typeset(html)) == 1
    assert element(f"<p>{html.replace('&nbsp;', ' ')}</p>") is not None


BLOCKS = [
    Heading(1, "Given <b>"),
    Prose(Marked([Span("see "), Span("softmax", "code"), Span("here", "link", "https://example.org/?a=1&b=2")])),
    Note("a & b"),
    Points([("1.", "first {1:NUMERICAL:=2}", 0)]),
    Formula(Symbol("x"), "S"),
    Table(["word", "number"], [(word, 0.5) for word in HOSTILE], (0, 2)),
    Tokens("read as", HOSTILE),
    Working("S[0]", "S[0]", Symbol("x"), Call("add", (Cell("a", "a", 1.0), Cell("b", "b", 2.0))), 3.0, 1, note="the rest"),
    Figure("heads", "Weights", {"panels": [{"title": "0", "values": np.eye(2), "rows": ["a", "]]>"], "columns": ["a", "b"]}]}),
    Code("ttrace 'x'\n  --y"),
]


@pytest.mark.parametrize("in_tex", [True, False], ids=["tex", "mathml"])
def test_every_block_is_well_formed(in_tex):
    root = element(f"<div>{Markup(formulas_in_tex=in_tex).html(BLOCKS)}</div>")
    told = "".join(root.itertext())
    assert all(sanitize(word) in told for word in HOSTILE)
    assert len(root.findall(".//math")) == (0 if in_tex else 2)


def test_a_picture_is_embedded_whole():
    root = element(Markup().html([block for block in BLOCKS if isinstance(block, Figure)]))
    kind, _, data = root.find("img").get("src").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert element(base64.b64decode(data, validate=True)).tag == "svg" and root.find("img").get("alt") == "Weights"
