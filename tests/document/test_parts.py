"""Which blocks a page keeps, and under which title."""

import pytest

from tracer import TracerError, trace
from tracer.document.blocks import Document, Figure, Formula, Heading, Matrix, Note, Prose, Table, Working
from tracer.document.parts import NO_TITLE, PARTS, only, titled
from tracer.document.selection import Selection
from tracer.document.trace_document import document

KINDS = {"working": Working, "formula": Formula, "sentence": Prose}


def headings(page):
    return [(block.level, block.text) for block in page.blocks() if isinstance(block, Heading)]


@pytest.mark.parametrize("part", KINDS)
def test_one_part_of_one_stage_is_that_part_and_nothing_else(part):
    whole = document(trace("a b"), Selection(stages=("scores",)))
    kept = list(only(whole, [part]).blocks())
    assert kept == [block for block in whole.blocks() if isinstance(block, KINDS[part])]
    assert kept


def test_tables_of_one_stage_stand_without_a_heading():
    kept = list(only(document(trace("a b"), Selection(stages=("q",))), ["table"]).blocks())
    assert [type(block) for block in kept] == [Matrix, Matrix]


def test_several_parts_keep_their_order():
    kept = only(document(trace("a b"), Selection(stages=("scores",))), ["working", "table"]).blocks()
    assert [type(block) for block in kept] == [Matrix, Matrix, Working]


def test_headings_of_several_stages_stay_where_there_is_something_below():
    page = only(document(trace("a b", layers=2)), ["working"])
    blocks = list(page.blocks())
    assert len(headings(page)) == sum(isinstance(block, Working) for block in blocks) > 3
    assert all(isinstance(below, Working) for block, below in zip(blocks, blocks[1:], strict=False) if isinstance(block, Heading))


def test_what_a_run_warns_of_and_what_a_table_leaves_out_is_still_said():
    page = Document("t", [Heading(1, "t"), Table(["a"], [[1]]), Note("left out"), Prose("p"), Note("source"), Note("warned")])
    page = page.replace(facts={"notes": ["warned"]})
    assert list(only(page, ["table"]).blocks()) == [Table(["a"], [[1]]), Note("left out"), Note("warned")]
    assert list(only(page, ["sentence"]).blocks()) == [Prose("p"), Note("warned")]


def test_a_part_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(TracerError, match="no figure") as refused:
        only(document(trace("a b")), ["figure"])
    assert [part for part in PARTS if f"{part}" in str(refused.value).partition(":")[2]] == [
        "working",
        "formula",
        "table",
        "sentence",
    ]


def test_the_blocks_are_made_once():
    made = []

    def blocks():
        made.append(1)
        yield Prose("p")

    list(only(Document("t", blocks), ["sentence"]).blocks())
    assert made == [1]


@pytest.mark.parametrize(
    ("stages", "title", "expected"),
    [
        ((), "Mine", (1, "Mine")),
        (("scores",), "Mine", (3, "Mine")),
        (("q", "k"), "Mine", (1, "Mine")),
    ],
)
def test_a_title_takes_the_place_of_the_first_heading_or_stands_above(stages, title, expected):
    whole = document(trace("a b"), Selection(stages=stages))
    page = titled(whole, title)
    assert headings(page)[0] == expected
    assert len(headings(page)) == len(headings(whole)) + (len(stages) > 1)
    assert page.title == title


def test_no_title():
    whole = document(trace("a b"))
    assert headings(titled(whole, NO_TITLE)) == headings(whole)[1:]
    for stages in (("scores",), ("q", "k")):
        assert not headings(titled(document(trace("a b"), Selection(stages=stages)), NO_TITLE))


def test_a_picture_has_its_own_title():
    page = Document("t", [Figure("heads", "t", {"n": 1})])
    assert list(titled(page, "Mine").blocks()) == [Figure("heads", "Mine", {"n": 1})]
    assert list(titled(page, NO_TITLE).blocks()) == [Figure("heads", "", {"n": 1})]
