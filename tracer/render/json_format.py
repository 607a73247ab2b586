"""JSON, exact: every float reads back to the same bits, and the text is safe to print.

A document with stages becomes a trace (`"format": "ttrace/1"`, the facts, `steps`, `parameters`), written step by step.
A document without stages whose facts hold `json` (an explanation, a list, measured numbers) becomes that mapping.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TextIO

import numpy as np

from tracer.axes import Axis
from tracer.document.blocks import Document, Expression, Stage
from tracer.errors import TracerError
from tracer.render.notation.text import exact_text, text
from tracer.render.options import Options

FORMAT = "ttrace/1"
HEAD = ("model", "dtype", "notes", "tokens", "token_ids", "target_tokens", "target_token_ids", "generated_ids", "generated_text")
_JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together, and no screen acts on them
_AT_ONCE = 1 << 16  # numbers turned into text together: enough to be fast, few enough to stay small


def write(document: Document, stream: TextIO, options: Options) -> None:
    """One JSON object and a newline. Nothing of `options` changes data.

    Raises TracerError for a document that has neither stages nor numbers of its own.
    """
    stages = (block for block in document.blocks() if isinstance(block, Stage))
    first = next(stages, None)
    further = document.facts.get("json", {})
    if first is None and "json" in document.facts:
        stream.write(dumps(further) + "\n")
        return
    if first is None:
        raise TracerError("render.no_numbers", format="json")
    head = {"format": FORMAT, **{key: document.facts[key] for key in HEAD if key in document.facts}, **further}
    stream.write("{" + ",\n ".join(f"{_string(key)}: {dumps(value)}" for key, value in head.items()))
    _write_stages(stream, chain([first], stages))
    stream.write("}\n")


def _write_stages(stream: TextIO, stages: Iterable[Stage]) -> None:
    """`steps` as they come; parameters, which come between them, are kept (views) and follow."""
    parameters: list[Stage] = []
    stream.write(',\n "steps": [')
    separator = "\n  "
    for stage in stages:
        if stage.op == "parameter":
            parameters.append(stage)
            continue
        stream.write(separator + "{")
        _write_step(stream, stage)
        stream.write("}")
        separator = ",\n  "
    stream.write("]")
    if parameters:
        stream.write(',\n "parameters": {')
        for number, stage in enumerate(parameters):
            stream.write(",\n  " if number else "\n  ")
            stream.write(f"{_string(stage.name)}: {{")
            _write_tensor(stream, stage)
            stream.write("}")
        stream.write("}")


def _write_step(stream: TextIO, stage: Stage) -> None:
    about: dict[str, Any] = {
        "name": stage.name,
        "level": stage.level,
        "op": stage.op,
        "symbol": stage.symbol,
        "formula": "" if stage.formula is None else text(stage.formula, None),
        "inputs": list(stage.inputs),
    }
    stream.write(dumps(about)[1:-1] + ", ")
    _write_tensor(stream, stage)


def _write_tensor(stream: TextIO, stage: Stage) -> None:
    axes = dumps([_axis(axis, stage.cut) for axis in stage.axes])
    stream.write(f'"axes": {axes}, "shape": {list(stage.values.shape)}, "values": ')
    for part in _numbers(stage.values):
        stream.write(part)
    if stage.edited is not None and stage.edited.any():
        stream.write(f', "edited": {np.argwhere(stage.edited).tolist()}')


def _axis(axis: Axis, cut: Mapping[str, int]) -> dict[str, Any]:
    """Name and labels; of an axis cut to some of its places also of how many (`of`)."""
    whole = {"of": cut[axis.name]} if axis.name in cut else {}
    return {"name": axis.name, "labels": list(axis.labels), **whole}


def _numbers(values: np.ndarray) -> Iterator[str]:
    """The array as nested lists, in pieces."""
    if values.ndim > 1 and values.size > _AT_ONCE:
        for place, part in enumerate(values):
            yield ", " if place else "["
            yield from _numbers(part)
        yield "]"
        return
    text = json.dumps((values.astype(int) if values.dtype == bool else values).tolist())
    if "I" in text or "N" in text:
        text = text.replace("-Infinity", '"-inf"').replace("Infinity", '"inf"').replace("NaN", '"nan"')
    yield text


def dumps(value: Any) -> str:
    """Any plain value (mappings, sequences, arrays, text, numbers, expressions as exact text) as JSON under the same rules."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_string(str(key))}: {dumps(part)}" for key, part in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return "".join(_numbers(value))
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(dumps, value)) + "]"
    if isinstance(value, Expression):
        return _string(exact_text(value))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return "".join(_numbers(np.asarray(value)))
    return json.dumps(value)


def _string(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    if quoted.isascii() and quoted.isprintable():
        return quoted
    return "".join(json.dumps(char)[1:-1] if _acts(char) else char for char in quoted)


def _acts(char: str) -> bool:
    """Whether a screen or an editor might act on the character, or cannot write it at all."""
    return char not in _JOINERS and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")
