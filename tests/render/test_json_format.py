"""JSON holds a trace exactly: floats to the bit, keys in the agreed order, nothing in it that acts."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from documents import ENGLISH, HOSTILE, Attention, document
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tracer.axes import Axis
from tracer.document.blocks import Document, Prose, Stage
from tracer.expression import Symbol
from tracer.render import Options
from tracer.render.json_format import dumps, write


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def written(doc: Document) -> str:
    stream = io.StringIO()
    write(doc, stream, Options())
    return stream.getvalue()


def read(doc: Document) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(written(doc), parse_constant=refuse)
    return result


def stage(values: np.ndarray, name: str = "x", op: str = "add", edited: np.ndarray | None = None) -> Stage:
    axes = tuple(Axis(f"a{place}", size) for place, size in enumerate(values.shape))
    return Stage(name, 1, op, "X", Symbol("E + P"), ("embedding",), axes, values, edited)


def floats(nested: Any) -> Any:
    return [floats(part) for part in nested] if isinstance(nested, list) else float(nested)


def test_a_trace_has_the_agreed_keys_in_the_agreed_order() -> None:
    text = written(document(ENGLISH))
    trace = json.loads(text)
    assert list(trace) == ["format", "model", "tokens", "steps"]
    assert trace["format"] == "ttrace/1"
    assert trace["model"] == {"name": "encoder", "layers": 1, "heads": 2, "d_model": 4}
    assert trace["tokens"] == ["Thinking", "Machines"]
    scores = trace["steps"][1]
    assert list(scores) == ["name", "level", "op", "symbol", "formula", "inputs", "axes", "shape", "values"]
    assert scores["name"] == "encoder.0.attention.scores"
    assert scores["inputs"] == ["encoder.0.attention.q", "encoder.0.attention.k"]
    assert scores["axes"][1] == {"name": "query", "labels": ["Thinking", "Machines"]}
    assert scores["shape"] == [2, 2, 2]
    assert scores["values"] == Attention(ENGLISH).scores.tolist()
    assert text.endswith("}\n")


@given(arrays.arrays(st.sampled_from([np.float64, np.float32]), arrays.array_shapes(min_dims=0, max_dims=3, max_side=4)))
def test_every_float_reads_back_to_the_same_bits(values: np.ndarray) -> None:
    values = np.where(np.isnan(values), np.nan, values).astype(values.dtype)
    found = np.array(floats(read(Document("", [stage(values)]))["steps"][0]["values"]), dtype=values.dtype).reshape(values.shape)
    same = (found == values) & (np.signbit(found) == np.signbit(values))
    assert (same | (np.isnan(found) & np.isnan(values))).all()


def test_numbers_without_a_json_form_are_the_agreed_strings() -> None:
    values = np.array([np.inf, -np.inf, np.nan, -0.0, 1e-300])
    assert '"values": ["inf", "-inf", "nan", -0.0, 1e-300]' in written(Document("", [stage(values)]))
    assert dumps({"a": [float("inf"), np.float32(0.5), np.arange(2)]}) == '{"a": ["inf", 0.5, [0, 1]]}'


def test_a_large_stage_is_written_in_pieces_that_join_to_the_same_numbers() -> None:
    values = np.arange(3 * 50_000, dtype=float).reshape(3, 1, 50_000)
    assert read(Document("", [stage(values)]))["steps"][0]["values"] == values.tolist()


def test_parameters_stand_apart_from_the_steps_wherever_they_came() -> None:
    blocks = [
        stage(np.eye(2), "W_Q", "parameter"),
        Prose("q = x W_Q"),
        stage(np.ones(2), "q"),
        stage(np.zeros(1), "b", "parameter"),
    ]
    trace = read(Document("", blocks, {"model": {}}))
    assert list(trace) == ["format", "model", "steps", "parameters"]
    assert [step["name"] for step in trace["steps"]] == ["q"]
    assert list(trace["parameters"]) == ["W_Q", "b"]
    assert list(trace["parameters"]["W_Q"]) == ["axes", "shape", "values"]
    assert trace["parameters"]["W_Q"]["values"] == [[1.0, 0.0], [0.0, 1.0]]


def test_edited_places_are_listed_and_only_where_there_are_any() -> None:
    edited = np.array([[False, True], [False, False]])
    steps = read(Document("", [stage(np.eye(2), edited=edited), stage(np.eye(2), edited=edited & False)]))["steps"]
    assert steps[0]["edited"] == [[0, 1]]
    assert "edited" not in steps[1]


def test_a_document_without_stages_is_what_its_facts_say() -> None:
    facts = {"model": {"name": "encoder"}, "json": {"cell": "scores[0, 0, 1]", "value": 0.1}}
    assert written(Document("", [Prose("…")], facts)) == '{"cell": "scores[0, 0, 1]", "value": 0.1}\n'


def test_further_facts_stand_before_the_steps() -> None:
    facts = {"tokens": ["a"], "token_ids": [5], "target_tokens": ["b"], "json": {"loss": 0.5}}
    trace = read(Document("", [stage(np.ones(1))], facts))
    assert list(trace) == ["format", "tokens", "token_ids", "target_tokens", "loss", "steps"]


@given(st.lists(st.text(st.characters(codec=None)), max_size=4))
def test_text_from_outside_survives_and_never_acts(tokens: list[str]) -> None:
    facts = {"tokens": [*tokens, *HOSTILE]}
    text = written(Document("", [stage(np.ones(1))], facts))
    assert not [char for char in text if char != "\n" and (ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0)]
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff")
    text.encode()  # no lone surrogate
    pairs_joined = [token.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") for token in facts["tokens"]]
    assert json.loads(text)["tokens"] == pairs_joined


def test_chinese_stays_readable() -> None:
    assert dumps(["动物", "👩‍🔬"]) == '["动物", "👩‍🔬"]'


@pytest.mark.parametrize("value", [True, None, 3, "x", 0.1])
def test_plain_values_are_what_json_says(value: Any) -> None:
    assert dumps(value) == json.dumps(value)
