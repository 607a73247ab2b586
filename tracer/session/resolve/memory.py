"""Memory side: inputs that keys and values are computed from, where they differ from the text."""

from __future__ import annotations

from typing import Any

from tracer.axes import Axis
from tracer.models.frame import Frame, Text
from tracer.session.request import Request
from tracer.session.resolve.side import given_rows


def take_memory(frame: Frame, request: Request) -> None:
    """Put `memory_inputs`, `key_inputs` and `value_inputs` into the frame."""
    data = request.data
    frame.memory = _rows("memory_inputs", data.memory_inputs)
    frame.keys = _rows("key_inputs", data.key_inputs)
    frame.values = _rows("value_inputs", data.value_inputs)


def _rows(key: str, value: Any) -> Text | None:
    return None if value is None else given_rows(key, value, None)


def name_widths(frame: Frame) -> None:
    """Give key and value inputs of another width than the queries an axis of their own."""
    for text, name in ((frame.memory, "d_memory"), (frame.keys, "d_key"), (frame.values, "d_value")):
        if text is not None and text.width is not None:
            text.width = frame.d_model if text.width.size == frame.d_model.size else Axis(name, text.width.size)
