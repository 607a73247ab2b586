"""A run that ends early has the same numbers as far as it goes, and goes no further."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tracer.address import matching
from tracer.cli import answer
from tracer.cli.writer import write_result
from tracer.errors import TracerError
from tracer.session import make_request, run

GPT = Path(__file__).parent.parent / "cases" / "hf" / "families" / "gpt2"
MODELS = ("encoder", "decoder", "encoder-decoder", "attention", "lstm")


def request(model, **settings):
    return make_request("it was it", model=model, **({"target": "a b"} if model == "encoder-decoder" else {}), **settings)


@pytest.mark.parametrize("model", MODELS)
def test_each_stage_has_the_numbers_of_the_whole_run_and_is_the_last(model):
    whole = run(request(model))
    for name in list(whole.steps)[::4]:
        part = run(request(model), until=(name,))
        last = [step for step in whole.steps if step in matching(name, whole.steps)][-1]
        assert list(part.steps) == list(whole.steps)[: len(part.steps)] and list(part.steps)[-1] == last
        assert all(np.array_equal(step.values, whole.steps[name].values) for name, step in part.steps.items())


def test_of_several_stages_the_run_goes_to_the_last():
    steps = run(
        request("encoder", layers=3), until=("encoder.1.attention.softmax", "encoder.0.ffn.hidden", "encoder.1.*.q")
    ).steps
    assert list(steps)[-1] == "encoder.1.attention.softmax"
    assert list(run(request("encoder", layers=3), until=("softmax",)).steps)[-1] == "encoder.2.attention.softmax"


def test_a_checkpoint_reads_no_parameter_behind_the_stage():
    part = run(
        make_request(model=str(GPT), target_ids=[1, 2, 3]), keep=("decoder.0.attention.q",), until=("decoder.0.attention.q",)
    )
    assert list(part.steps) == ["decoder.0.attention.q"]
    assert "decoder.0.attention.W_Q" in part.parameters and not any(".ffn." in name for name in part.parameters)


@pytest.mark.parametrize(
    "given",
    [{"edits": {"encoder.0.ffn.hidden[0, 0]": 1.0}}, {"weights": {"encoder.0.ffn.W_1": np.ones((4, 16))}, "seed": 1}],
)
def test_a_run_with_numbers_of_its_own_is_whole(given):
    whole = run(make_request("it was it", **given))
    assert list(run(make_request("it was it", **given), until=("softmax",)).steps) == list(whole.steps)


def test_what_is_missing_behind_the_stage_is_an_error_as_in_the_whole_run():
    weights = {"W_Q": np.eye(4)}
    with pytest.raises(TracerError) as whole:
        run(make_request("it was it", weights=weights))
    with pytest.raises(TracerError) as part:
        run(make_request("it was it", weights=weights), until=("q",))
    assert str(part.value) == str(whole.value)


def test_a_stage_nobody_knows_is_refused():
    with pytest.raises(TracerError, match="softmx"):
        run(request("encoder"), until=("softmx",))


@pytest.mark.parametrize("format", ["terminal", "json", "markdown", "latex", "csv"])
@pytest.mark.parametrize(
    "words", [["--stage", "q"], ["--stage", "scores,z", "--layers", "2"], ["--stage", "norm.mean", "--detail"]]
)
def test_the_command_prints_what_the_whole_run_prints(words, format, monkeypatch, capsys):
    def printed():
        write_result(answer(["it was it", *words, "--format", format]), sys.stdout, sys.stderr)
        return capsys.readouterr().out

    part = printed()
    monkeypatch.setattr("tracer.session.partial_run.last_stage", lambda *_: "")
    assert part == printed()
