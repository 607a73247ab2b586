"""Cards for Anki: what its importer reads, a card a blank and a term, in both languages."""

import base64
import csv
import io

import pytest
from quiz_examples import HOSTILE, Text, element, sheets

from tracer import language
from tracer.exercises.deck import Term, deck
from tracer.render.quizzes import write

TERMS = [Term("glossary.score", "scores", "S"), Term("glossary.dropout", "dropout", "")]


def cards(entries, terms=TERMS):
    """(headers, [front, back, tags]) as Anki's importer reads a file: headers first, then CSV."""
    stream = io.BytesIO()
    write(deck(entries, terms), "csv-anki", stream)
    lines = stream.getvalue().decode().split("\n")
    headers = dict(line[1:].split(":", 1) for line in lines if line.startswith("#"))
    body = [line for line in lines if not line.startswith("#")]
    assert len(headers) + len(body) == len(lines) and headers["separator"] == "Comma" and headers["html"] == "true"
    return headers, list(csv.reader(body))[: len(body) - 1]


@pytest.mark.parametrize("tokens", [(), HOSTILE[:9], HOSTILE[9:]], ids=["plain", "a", "b"])
def test_a_card_for_each_blank_and_each_term(tokens):
    (entry,) = sheets("", tokens=tokens)
    headers, rows = cards([entry])
    assert len(rows) == len(entry.blanks) + len(TERMS) and all(len(row) == 3 for row in rows)
    assert len({front for front, _, _ in rows}) == len(rows)  # Anki takes two with the same front for one
    assert len(headers["columns"].split(",")) == 3 and headers["tags column"] == "3"
    for front, back, tags in rows:
        assert "[sound:" not in front + back and "script" not in Text(front + back).tags and "ttrace" in tags.split()
        assert element(f"<div>{front}{back}</div>") is not None
    for question, (front, back, _) in zip(entry.blanks, rows, strict=False):
        assert question.address.partition("[")[0] in Text(front).text and "aligned" in back


def test_the_answer_is_on_the_back_only():
    (entry,) = sheets("", difficulty="hard")
    _, rows = cards([entry], [])
    for question, (front, back, _) in zip(entry.blanks, rows, strict=True):
        number = f"{question.value:.3f}"
        assert number in back and f"<td>{number}</td>" not in front


def test_attention_weights_have_a_picture_of_their_head():
    (entry,) = sheets("")
    _, rows = cards([entry], [])
    for question, (_, back, _) in zip(entry.blanks, rows, strict=True):
        pictures = [source for source in Text(back).values if source and source.startswith("data:image/svg+xml;base64,")]
        assert len(pictures) == question.stage.endswith("softmax")
        for picture in pictures:
            drawn = element(base64.b64decode(picture.partition(",")[2]))
            head = entry.trace.steps[question.stage].values[question.index[0]]
            told = "".join(drawn.itertext())
            assert all(f"{number:.2f}" in told for number in head.ravel())


@pytest.mark.parametrize(("spoken", "front", "back"), [("en", "score (before softmax)", "分数"), ("zh", "分数", "score (before")])
def test_a_term_has_its_formula_and_both_languages(spoken, front, back):
    with language.speaking(spoken):
        _, rows = cards(sheets(""), TERMS[:1])
    term = rows[-1]
    assert front in term[0] and back in term[1] and "\\(S = q k^{T}\\)" in term[1]
    assert "inner product" in term[1] and "内积" in term[1]


def test_a_deck_of_a_hostile_text_is_one_deck():
    headers, _ = cards(sheets("", tokens=("a::b", "c")))
    assert "::" not in headers["deck"]
