"""Traces read back from what `--format json` and `--format npz` wrote."""

import io
import json

import numpy as np
import pytest

from tracer import TracerError, trace
from tracer.document.data_document import data_document
from tracer.document.selection import Selection, layer_of
from tracer.document.sentence import part_title
from tracer.files.stored_trace import bare_trace, read_axes, read_json
from tracer.record.precision import Precision
from tracer.render import write


def written(run):
    stream = io.StringIO()
    write(data_document(run, Selection()), "json", stream)
    return stream.getvalue()


@pytest.mark.parametrize("options", [{}, {"model": "decoder"}, {"also": ["x y z"]}, {"model": "lstm"}, {"dtype": "float32"}])
def test_json_reads_back_bit_for_bit_with_its_axes(options):
    run = trace("2 b", **options)
    again = read_json("t.json", written(run))
    assert [step.name for step in again] == [step.name for step in run]
    for step in run:
        np.testing.assert_array_equal(again[step.name].values, step.values)
        assert [axis.name for axis in again[step.name].axes] == [axis.name for axis in step.axes]
    if "also" not in options:
        assert again[run.shown[0].name].axes[0].labels == run.shown[0].axes[0].labels
        assert not again[run.shown[0].name].axes[1].labelled


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_stored_trace_knows_its_precision(dtype):
    run = trace("a b", dtype=dtype)
    assert {step.attrs["precision"].dtype for step in read_json("t.json", written(run))} == {dtype}


def test_bare_arrays_have_axes_without_names():
    half = bare_trace({"softmax": np.ones((2, 3), "float16"), "words": np.array(["a"])}, {})
    assert [axis.name for axis in half["softmax"].axes] == ["axis 0", "axis 1"] and list(half.every) == ["softmax"]
    assert half["softmax"].attrs["precision"].dtype == "float16" and half["softmax"].values.dtype == np.float64


@pytest.mark.parametrize(("values", "decimals"), [([0.25, 0.125], 3), ([1, 2], None), ([0.1 + 0.2, 1 / 3], None), ([], None)])
def test_a_file_written_by_hand_is_as_exact_as_its_decimals(values, decimals):
    step = {"name": "x", "axes": [{"name": "token", "labels": list("ab")[: len(values)]}], "values": values}
    text = json.dumps({"format": "ttrace/1", "steps": [step]})
    assert read_json("t.json", text)["x"].attrs["precision"] == Precision("float64", decimals)
    with pytest.raises(TracerError, match="t.json"):
        read_json("t.json", text.replace("{", '{"dtype": "float8", ', 1))


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}", '{"format": "ttrace/1"}', '{"format": "ttrace/1", "steps": [{"name": "x"}]}', "[" * 100_000]
)
def test_what_is_no_trace_is_refused(text):
    with pytest.raises(TracerError, match="t.json"):
        read_json("t.json", text)


def test_infinities_survive():
    run = trace("a b", model="decoder")
    text = written(run)
    assert '"-inf"' in text and json.loads(text)["format"] == "ttrace/1"
    assert np.isneginf(read_json("t.json", text)["masked"].values).sum() == 2


STEP = {"name": "q", "level": 1, "axes": [{"name": "token", "labels": ["a"]}], "values": [1.0]}
ODD = [None, 3, 1.5, True, [], {}, ["x"], {"a": 1}, "9" * 5000]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:12])
def test_what_is_no_text_where_a_text_belongs_is_refused_or_read_never_met_later(odd):
    changes = [
        {**STEP, "name": odd}, {**STEP, "level": odd}, {**STEP, "axes": [{"name": odd, "labels": ["a"]}]}, {**STEP, "inputs": odd},
        {**STEP, "axes": [{"name": "token", "labels": [odd]}]}, {**STEP, "axes": odd}, {**STEP, "values": odd}, odd,
        {**STEP, "axes": [{"name": "token", "labels": ["a"], "of": odd}]},
    ]  # fmt: skip
    files = [{"steps": [change]} for change in changes] + [
        {"steps": [STEP], key: odd} for key in ("tokens", "model", "dtype", "steps")
    ]
    for file in files:
        try:
            found = read_json("t.json", json.dumps({"format": "ttrace/1", **file}))
        except TracerError:
            continue
        assert all(isinstance(name, str) for name in found.steps)
        assert all(isinstance(label, str) for step in found.steps.values() for axis in step.axes for label in axis.labels)
        assert isinstance(found.tokens, list)
        assert isinstance(found.model, dict)


def test_stages_with_names_that_only_look_like_those_of_passes_and_layers_can_be_shown():
    names = [
        "pass",
        "pass.x.y",
        "generate",
        "encoder",
        "encoder.x.q",
        f"encoder.{'9' * 5000}.q",
        "step",
        f"step.{'9' * 5000}.q",
        "encoder.².q",
    ]
    for name in names:
        part_title(name)
        layer_of(name)


@pytest.mark.parametrize("shape", [(1, 1), (2,), (2, 4, 1), (3, 4), ()])
def test_an_array_of_another_shape_beside_stored_axes_has_axes_without_names_and_the_others_keep_theirs(shape):
    run = trace("Thinking Machines", model="attention", layers=1)
    stream = io.BytesIO()
    write(data_document(run, Selection()), "npz", stream)
    stream.seek(0)
    with np.load(stream) as stored:
        arrays = dict(stored)
    text = str(arrays.pop("axes"))
    name = next(name for name in arrays if name.endswith("input"))
    arrays[name] = np.zeros(shape)
    axes = read_axes(text, arrays)
    assert name not in axes and axes
    read = bare_trace(arrays, axes)
    assert [axis.size for axis in read.steps[name].axes] == list(shape)
