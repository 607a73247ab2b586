"""Lines, columns and spans of a text, against reading it again each time."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.living.places import Lines, Spans

TEXT = st.text(st.sampled_from("ab\n"), max_size=30)


@given(TEXT, st.integers(0, 30))
def test_a_line_and_a_column_are_counted(text, place):
    place = min(place, len(text))
    before = text[:place]
    lines = Lines(text)
    assert (lines.line(place), lines.column(place)) == (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


@given(TEXT, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=6))
def test_spans_may_overlap(text, drawn):
    spans = [(min(start, len(text)), min(start + size, len(text))) for start, size in drawn]
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    made = Spans(spans)
    assert [place in made for place in range(len(text))] == inside
    assert made.blanked(text) == "".join(" " if hidden else sign for sign, hidden in zip(text, inside, strict=True))
