"""Rotary positions as configurations state them, plain or scaled for longer texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tracer.checkpoints.config import Config
from tracer.errors import TracerError
from tracer.models.architecture import Rope

_KEYS = ("rope_scaling", "rope_parameters", "rope_theta", "rotary_emb_base", "rotary_pct", "partial_rotary_factor")

_WIDEST = 1 << 16  # columns of a head; something is made for each pair before the tensors are looked at


def rope(
    c: Config,
    d_k: int,
    raw: Mapping[str, Any] | None = None,
    base: float | None = None,
    base_keys: Sequence[str] = ("rope_theta", "rotary_emb_base"),
    rotary_pct: float | None = None,
    original: int | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Rope:
    """The rotary positions a configuration states: `rope_parameters` (transformers 5), or `rope_theta` and `rope_scaling`.

    raw: the object to read in place of these two. base: where that names none; base_keys: where else it may stand. rotary_pct:
    the share of a head's columns where the configuration names none; None: always all. original: the default of
    `original_max_position_embeddings`. aliases: kinds of scaling that a family calls otherwise. Raises TracerError for a scaling
    that is not known or lacks a number, and for an odd number of columns.
    """
    stated = dict(raw if raw is not None else c.mapping("rope_scaling") or c.mapping("rope_parameters"))
    c.ignore(*_KEYS)
    if any(isinstance(value, Mapping) for value in stated.values()):  # another for each kind of layers: only Gemma 3 has kinds
        c.refuse("rope_scaling", "rope_parameters")
    kind = str(stated.get("rope_type") or stated.get("type") or "default")
    kind = (aliases or {}).get(kind, kind)
    theta = stated.get("rope_theta") or base or next(filter(None, map(c.get, base_keys)), 10000.0)
    columns = _columns(c, d_k, stated, rotary_pct)
    limit = c.get("max_position_embeddings") or 2048
    trained = int(
        c.stated("original_max_position_embeddings", original) or stated.get("original_max_position_embeddings") or limit
    )
    try:
        scaled: Rope = _ROPES[kind](stated, float(theta), columns, int(limit), trained)
    except KeyError as missing:
        what = f"rope_type = {kind}" if kind not in _ROPES else f"rope: {missing.args[0]}"
        raise TracerError("checkpoints.keys", file=c.origin, keys=what) from None
    for scaling in filter(None, (scaled.scaling, scaled.long)):
        if not _is_usable(scaling, columns // 2):
            raise TracerError("checkpoints.keys", file=c.origin, keys=f"rope_type = {kind}: {list(scaling[1:])}")
    return scaled


def _is_usable(scaling: tuple[Any, ...], pairs: int) -> bool:
    """Whether frequencies can be scaled so: by positive numbers, as many as there are pairs where each has its own."""
    name, *numbers = scaling
    if name == "each" and len(numbers) != pairs:
        return False
    return all(math.isfinite(number) and number > 0 for number in numbers) and (name != "llama3" or numbers[1] < numbers[2])


def _columns(c: Config, d_k: int, stated: Mapping[str, Any], rotary_pct: float | None) -> int:
    """How many columns of a head are rotated, in pairs: all where a family has no such share, whatever is stated."""
    named = stated.get("partial_rotary_factor") or c.raw.get("partial_rotary_factor") or c.raw.get("rotary_pct", rotary_pct)
    share = 1.0 if rotary_pct is None else named or 1.0
    columns = int(d_k * float(share))
    if columns > _WIDEST:
        raise TracerError("checkpoints.value", file=c.origin, key="head_dim", value=str(d_k), takes=f"1, 2 … {_WIDEST}")
    if columns % 2:
        even = f"{2 / d_k:g}, {4 / d_k:g} …"
        raise TracerError("checkpoints.value", file=c.origin, key="partial_rotary_factor", value=str(share), takes=even)
    return columns


def _llama3(stated: Mapping[str, Any], base: float, columns: int, limit: int, original: int) -> Rope:
    numbers = (float(stated["factor"]), float(stated["low_freq_factor"]), float(stated["high_freq_factor"]), float(original))
    return Rope(base, columns, ("llama3", *numbers))


def _longrope(stated: Mapping[str, Any], base: float, columns: int, limit: int, original: int) -> Rope:
    """LongRoPE (arXiv 2402.13753), as Phi-3 uses it: a divisor for each pair, another list beyond the original length."""
    stretch = stated.get("factor") or limit / original
    factor = stated.get("attention_factor")
    if factor is None:
        factor = 1.0 if stretch <= 1.0 else math.sqrt(1 + math.log(stretch) / math.log(original))
    short, long = (("each", *map(float, stated[key])) for key in ("short_factor", "long_factor"))
    return Rope(base, columns, short, float(factor), long, original)


def _yarn(stated: Mapping[str, Any], base: float, columns: int, limit: int, original: int) -> Rope:
    """YaRN (arXiv 2309.00071): short waves kept, long ones stretched, a ramp between."""
    stretch = float(stated.get("factor") or limit / original)

    def magnitude(weight: float) -> float:
        return 1.0 if stretch <= 1 else 0.1 * weight * math.log(stretch) + 1.0

    factor, above, below = stated.get("attention_factor"), stated.get("mscale"), stated.get("mscale_all_dim")
    if factor is None:
        factor = magnitude(above) / magnitude(below) if above and below else magnitude(1.0)

    def pair(rotations: float) -> float:
        return columns * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low, high = pair(stated.get("beta_fast") or 32), pair(stated.get("beta_slow") or 1)
    if stated.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, columns - 1)
    high = high + 0.001 if low == high else high
    ramp = [1 - min(max((i - low) / (high - low), 0.0), 1.0) for i in range(columns // 2)]
    return Rope(base, columns, ("each", *(1 / ((1 - keep) / stretch + keep) for keep in ramp)), float(factor))


_ROPES: dict[str, Any] = {
    "default": lambda stated, base, columns, limit, original: Rope(base, columns),
    "linear": lambda stated, base, columns, limit, original: Rope(base, columns, ("linear", float(stated["factor"]))),
    "dynamic": lambda stated, base, columns, limit, original: Rope(
        base, columns, long=("dynamic", float(stated["factor"])), original=limit
    ),
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,
    "yarn": _yarn,
}
