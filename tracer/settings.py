"""Every named choice a run depends on, once: its key, its default, the values it takes.

A key is what a trace file calls it; the command line has the same name with `-` for `_`. The first value is the default.
Sizes left at None follow from the weights given, or from `SIZES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tracer.errors import TracerError

ACTIVATIONS = ("relu", "gelu", "gelu-tanh", "silu", "sigmoid", "tanh", "none")
MODELS = ("encoder", "attention", "decoder", "encoder-decoder", "rnn", "lstm", "gru")
SIZES = {"layers": 1, "heads": 2, "d_model": 4, "d_ff": 8, "hidden": 4}
MOST_SIZE = 1 << 24  # larger sizes are slips of the hand; memory is checked apart


def _size() -> Any:
    return field(default=None, metadata={"kind": "size"})


def _flag(default: bool) -> Any:
    return field(default=default, metadata={"kind": "flag"})


def _choice(*choices: str, kind: str = "choice") -> Any:
    return field(default=choices[0], metadata={"kind": kind, "choices": choices})


def _number(default: float | None, least: float | None = None, most: float | None = None) -> Any:
    return field(default=default, metadata={"kind": "number", "least": least, "most": most})


def _whole(default: int | None, least: int = 0, most: int | None = None) -> Any:
    return field(default=default, metadata={"kind": "whole", "least": least, "most": most})


def _parts(default: bool | str, *choices: str) -> Any:
    """A choice, or the list of sublayers (`attention`, `cross`, `ffn`) it holds for."""
    return field(default=default, metadata={"kind": "parts", "choices": choices})


@dataclass(slots=True)
class Settings:
    """The choices of one run; see the table in the README for what each value does."""

    model: str = "encoder"
    layers: int | None = _size()
    heads: int | None = _size()
    d_model: int | None = _size()
    d_k: int | None = _size()
    d_v: int | None = _size()
    d_ff: int | None = _size()
    hidden: int | None = _size()
    seed: int = _whole(0)
    init: str = _choice("uniform", "integers")
    dtype: str = _choice("float64", "float32")
    bias: bool | None = field(default=None, metadata={"kind": "flag"})  # None: in the feed-forward only, as in the paper
    scale: Any = field(default=True, metadata={"kind": "scale"})  # true (√d_k), false, "d_model", a number
    mask: Any = field(default="none", metadata={"kind": "mask", "choices": ("none", "causal")})
    target_mask: Any = field(default="causal", metadata={"kind": "mask", "choices": ("causal", "none")})
    memory_mask: Any = field(default="none", metadata={"kind": "mask", "choices": ("none",)})
    mask_fill: Any = field(default="-inf", metadata={"kind": "fill", "choices": ("-inf", "renormalise")})
    softmax_over: str = _choice("key", "query")
    positions: Any = field(
        default="sinusoidal", metadata={"kind": "positions", "choices": ("sinusoidal", "learned", "rope", "none")}
    )
    position_base: float = _number(10000.0, least=0.0)
    position_layout: str = _choice("interleaved", "halves", "timescales")
    position_exponent: str = _choice("2i", "2*column", "2*even")
    embedding_scale: bool = _flag(False)
    norm: Any = _parts("post", "post", "pre", "none")
    norm_kind: str = _choice("layer", "batch", "rms")
    variance: str = _choice("population", "sample")
    epsilon: float = _number(1e-5, least=0.0)
    epsilon_at: str = _choice("variance", "deviation")
    norm_statistics: str = _choice("batch", "running")
    momentum: float = _number(0.1, least=0.0, most=1.0)
    residual: Any = _parts(True)
    activation: str = _choice(*ACTIVATIONS)
    activation_after: str = _choice("hidden", "both")
    layout: str = _choice("x W", "W x")
    final_norm: bool = _flag(False)
    dropout: float = _number(0.0, least=0.0, most=0.999999)
    tied: bool = _flag(False)
    bidirectional: bool = _flag(False)
    gru_update: str = _choice("keep", "take")
    gru_reset: str = _choice("after", "before")
    paper: int | None = _whole(None, most=12)

    def given(self) -> dict[str, Any]:
        """The settings that differ from their defaults, in the order of the class."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


FIELDS = {f.name: f for f in fields(Settings)}


def read(key: str, raw: Any) -> Any:
    """`raw` (from a file or the command line) as the value of setting `key`.

    Raises TracerError naming the key, the value and the values it takes; an unknown key names its nearest.
    """
    if key not in FIELDS:
        raise TracerError.near("settings.unknown", key, FIELDS)
    kind = FIELDS[key].metadata.get("kind", "text")
    value = _READERS[kind](raw, FIELDS[key].metadata)
    if value is _REFUSED:
        takes = _takes(kind, FIELDS[key].metadata)
        raise TracerError("settings.value", key=key, value=str(raw), takes=takes)
    return value


def read_all(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: read(key, value) for key, value in raw.items()}


_REFUSED = object()


def _read_flag(raw: Any, _: Mapping[str, Any]) -> Any:
    if isinstance(raw, bool):
        return raw
    return {"true": True, "false": False}.get(str(raw).lower(), _REFUSED)


def _read_number(raw: Any, meta: Mapping[str, Any]) -> Any:
    if isinstance(raw, bool):
        return _REFUSED
    try:
        value = float(raw)
    except (TypeError, ValueError, OverflowError):
        return _REFUSED
    least, most = meta.get("least"), meta.get("most")
    fits = value - value == 0 and (least is None or value >= least) and (most is None or value <= most)
    return value if fits else _REFUSED


def _read_whole(raw: Any, meta: Mapping[str, Any]) -> Any:
    if isinstance(raw, bool) or (isinstance(raw, float) and not raw.is_integer()):
        return _REFUSED
    try:
        value = int(raw)
    except (TypeError, ValueError):
        return _REFUSED
    most = meta.get("most")
    return value if value >= meta["least"] and (most is None or value <= most) else _REFUSED


def _read_size(raw: Any, _: Mapping[str, Any]) -> Any:
    value = _read_whole(raw, {"least": 1})
    return _REFUSED if value is not _REFUSED and value > MOST_SIZE else value


def _read_choice(raw: Any, meta: Mapping[str, Any]) -> Any:
    return raw if raw in meta["choices"] else _REFUSED


def _read_scale(raw: Any, _: Mapping[str, Any]) -> Any:
    if isinstance(raw, bool) or raw == "d_model":
        return raw
    if str(raw).lower() in ("true", "false"):
        return str(raw).lower() == "true"
    value = _read_number(raw, {})
    return _REFUSED if value is not _REFUSED and value == 0 else value


def _read_fill(raw: Any, meta: Mapping[str, Any]) -> Any:
    if raw in meta["choices"]:
        return raw
    if raw == float("-inf"):
        return "-inf"
    return _read_number(raw, {})


def _read_matrix_or_choice(raw: Any, meta: Mapping[str, Any]) -> Any:
    """One of the choices, or rows of numbers (of a mask: 0 and 1), also as text such as `[[1, 0], [1, 1]]`."""
    from json import loads  # here, so that a run without such rows does not load it

    if isinstance(raw, str) and raw in meta["choices"]:
        return raw
    try:
        rows = loads(raw) if isinstance(raw, str) else raw.tolist() if hasattr(raw, "tolist") else raw
        numbers = [one for row in rows for one in row]
        good = all(one - one == 0 for one in numbers) and len({len(row) for row in rows}) == 1
    except (TypeError, ValueError, RecursionError):
        return _REFUSED
    return rows if good and numbers and (meta["kind"] != "mask" or set(numbers) <= {0, 1}) else _REFUSED


def _read_parts(raw: Any, meta: Mapping[str, Any]) -> Any:
    if isinstance(raw, bool) and not meta["choices"]:
        return raw
    if isinstance(raw, str):
        if raw in meta["choices"]:
            return raw
        if not meta["choices"] and raw.lower() in ("true", "false"):
            return raw.lower() == "true"
        raw = raw.split(",")
    good = isinstance(raw, (list, tuple)) and all(part in ("attention", "cross", "ffn") for part in raw)
    return tuple(raw) if good else _REFUSED


_READERS: dict[str, Any] = {
    "flag": _read_flag,
    "number": _read_number,
    "whole": _read_whole,
    "size": _read_size,
    "choice": _read_choice,
    "scale": _read_scale,
    "fill": _read_fill,
    "mask": _read_matrix_or_choice,
    "positions": _read_matrix_or_choice,
    "parts": _read_parts,
    "text": lambda raw, _: str(raw),
}


def _takes(kind: str, meta: Mapping[str, Any]) -> str:
    choices = ", ".join(meta.get("choices", ()))
    more = {
        "flag": "true, false",
        "number": _bounds(meta),
        "whole": f"0, 1, 2 … {meta['most']}" if meta.get("most") else f"0, 1, 2 … (≥ {meta.get('least', 0)})",
        "size": f"1, 2 … {MOST_SIZE}",
        "scale": "true, false, d_model, NUMBER ≠ 0",
        "fill": "NUMBER",
        "mask": "[[1, 0], [1, 1]]",
        "positions": "[[…], […]]",
        "parts": ("" if choices else "true, false, ") + "attention, cross, ffn",
    }.get(kind, "")
    return ", ".join(filter(None, (choices, more)))


def _bounds(meta: Mapping[str, Any]) -> str:
    low = "" if meta.get("least") is None else f" ≥ {meta['least']:g}"
    high = "" if meta.get("most") is None else f" ≤ {meta['most']:g}"
    return f"NUMBER{low}{high}"


def in_part(value: Any, part: str) -> bool:
    """Whether a `norm` or `residual` setting holds for a sublayer (`attention`, `cross`, `ffn`)."""
    if isinstance(value, tuple):
        return part in value
    return bool(value) and value != "none"
