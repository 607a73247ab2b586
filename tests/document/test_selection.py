"""What of a trace is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import TracerError, trace
from tracer.axes import Axis
from tracer.document.places import Places
from tracer.document.selection import (
    MOST_ROWS,
    Selection,
    check_selection,
    positions,
    select_heads,
    select_rows,
    select_steps,
)


@given(size=st.integers(1, 600))
def test_long_axes_show_their_ends(size):
    shown = select_rows(size, Selection())
    assert (shown is None) == (size <= MOST_ROWS)
    assert shown is None or (shown[0] == 0 and shown[-1] == size - 1 and len(set(shown)) == len(shown))
    assert select_rows(size, Selection(everything=True)) is None


def test_tokens_by_position_word_and_place():
    axis = Axis("token", 4, ["the", "cat", "the", "2"])
    assert positions(axis, ("the",)) == [0, 2] and positions(axis, ("the#2", "cat")) == [1, 2] and positions(axis, ("2",)) == [2]
    with pytest.raises(TracerError, match="Did you mean cat"):
        positions(axis, ("cta",))


def test_heads_and_columns():
    assert select_heads(Axis("head", 12), Selection()) == [0, 1] and select_heads(Axis("head", 3), Selection()) == [0, 1, 2]
    assert select_heads(Axis("head", 12), Selection(heads=(7, 3))) == [3, 7]
    assert select_heads(Axis("kv_head", 2), Selection(heads=(1, 3))) == [1]
    assert (
        select_heads(Axis("kv_head", 2), Selection(heads=(3,))) == [0, 1]
        and select_heads(Axis("head", 2), Selection(heads=(3,))) == []
    )
    columns = Places(span=(2, 4))
    assert columns.on(Axis("d_k", 8)) == [2, 3] and columns.on(Axis("d_k", 2)) is None


def test_stages_in_their_order_and_layers():
    run = trace("a b", layers=2)
    assert [step.name for step in select_steps(run, Selection(stages=("softmax", "embedding")))][0] == "embedding"
    assert all(".1." in step.name for step in select_steps(run, Selection(layers=(1,))))
    with pytest.raises(TracerError, match="no layer 2; the layers are 0 to 1"):
        select_steps(run, Selection(layers=(2,)))


def test_a_token_of_either_text_is_enough():
    run = trace("cat sat", model="encoder-decoder", target="le chat")
    for word in ("cat", "chat"):
        assert check_selection(run.shown, Selection(tokens=(word,))) == run.shown
    with pytest.raises(TracerError):
        check_selection(run.shown, Selection(tokens=("chien",)))
