"""`compare --diagnose`: the causes after the comparison, in the document and in JSON; asked for, and unasked at a terminal."""

import json

import numpy as np
import pytest

import tracer
from tracer.cli.caller import Caller
from tracer.cli.causes import diagnoses

TEXT = "the cat sat"


@pytest.fixture
def theirs(ttrace):
    trace = tracer.trace(TEXT, activation="gelu")
    np.savez("theirs.npz", **{step.name: step.values for step in trace.shown})
    return "theirs.npz"


def test_the_cause_is_told_after_the_comparison(ttrace, theirs):
    code, out, _ = ttrace("compare", TEXT, theirs, "--diagnose")
    assert code == 1
    before, _, after = out.partition("Why the numbers differ")
    assert "They part at encoder.0.ffn.activation[" in before
    assert "The run does the same with --activation gelu." in after


def test_the_option_that_is_told_does_the_same(ttrace, theirs):
    assert ttrace("compare", TEXT, theirs, "--activation", "gelu", "--diagnose")[0] == 0


def test_json_has_it_too(ttrace, theirs):
    found = json.loads(ttrace("compare", TEXT, theirs, "--diagnose", "--format", "json")[1])
    assert found["diagnosis"]["findings"][0]["cause"]["id"] == "activation"
    assert found["cell"].startswith("encoder.0.ffn.activation[")
    assert "diagnosis" not in json.loads(ttrace("compare", TEXT, theirs, "--format", "json")[1])


def test_two_runs_are_diagnosed_as_well(ttrace):
    code, out, _ = ttrace("compare", TEXT, "--with", "variance=sample", "--diagnose")
    assert code == 1 and "--variance sample" in out.partition("Why the numbers differ")[2]


def test_nothing_is_diagnosed_where_nothing_differs(ttrace, theirs):
    code, out, _ = ttrace("compare", TEXT, TEXT, "--diagnose")
    assert code == 0 and "Why the numbers differ" not in out


def test_without_a_run_it_is_refused(ttrace, theirs):
    ttrace(TEXT, "-o", "ours.json")
    code, _, err = ttrace("compare", "ours.json", theirs, "--diagnose")
    assert code == 2 and "--diagnose tries causes on a run" in err


def test_two_texts_differ_for_a_reason_of_their_own(ttrace):
    code, _, err = ttrace("compare", TEXT, "the dog sat", "--diagnose")
    assert code == 2 and "two texts" in err


def test_unasked_only_where_a_reader_waits_for_a_small_run(monkeypatch):
    trace = tracer.trace(TEXT)
    assert not diagnoses(None, trace, trace, Caller())  # no terminal
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert diagnoses(None, trace, trace, Caller())
    assert not diagnoses(None, trace, trace, Caller(depth=1))  # a document
    assert not diagnoses(False, trace, trace, Caller())
    monkeypatch.setattr("tracer.cli.causes._SMALL", 10)
    assert not diagnoses(None, trace, trace, Caller())
