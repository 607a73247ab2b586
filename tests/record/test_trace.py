"""A trace: stages by their endings, cells by their addresses."""

import pytest

from tracer import TracerError, trace

RUN = trace("the cat the", layers=2)


def test_a_whole_name_or_an_ending_only_one_stage_has():
    assert RUN["embedding"] is RUN.steps["embedding"]
    assert RUN["encoder.1.attention.scores"].name == "encoder.1.attention.scores"
    assert RUN["1.attention.W_Q"].name == "encoder.1.attention.W_Q"


@pytest.mark.parametrize(
    ("name", "says"), [("score", "Did you mean"), ("scores", "2 stages"), ("", "No stage"), ("x" * 99, "No")]
)
def test_other_names_are_refused(name, says):
    with pytest.raises(TracerError, match=says):
        RUN[name]


def test_endings_and_globs_as_filters():
    assert [step.name for step in RUN.matching("scores")] == ["encoder.0.attention.scores", "encoder.1.attention.scores"]
    assert len(RUN.matching("*.norm")) == 4
    assert [step.name for step in RUN.matching("encoder.0.ffn.W_1")] == ["encoder.0.ffn.W_1"]


def test_a_cell_by_position_token_and_place():
    scores = RUN["encoder.0.attention.scores"].array
    assert RUN.cell("encoder.0.attention.scores[1, cat, the#2]") == scores[1, 1, 2]
    assert RUN.cell("encoder.0.attention.scores[key=0, head=0, query=2]") == scores[0, 2, 0]
    with pytest.raises(TracerError, match="the#1, the#2"):
        RUN.cell("encoder.0.attention.scores[0, the, 0]")


def test_it_shows_itself():
    assert str(trace("a")).startswith("Trace of “a”") and max(map(len, str(trace("a")).splitlines())) <= 80
    assert set(RUN["embedding"]._repr_mimebundle_()) >= {"text/plain", "text/html"}
