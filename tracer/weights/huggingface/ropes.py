"""Rotary positions as configurations tell them, plain or bent for longer texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tracer.errors import TracerError
from tracer.weights.huggingface.config import Config
from tracer.weights.huggingface.form import Rope

_WIDEST = 1 << 16  # columns of a head; something is made for each pair before the tensors are looked at


def rope(c: Config, d_k: int, raw: Mapping[str, Any] | None = None, base: float | None = None) -> Rope:
    """The rotary positions a configuration tells: `rope_parameters` (transformers 5), or `rope_theta` and `rope_scaling`."""
    found = dict(raw if raw is not None else c.get("rope_scaling") or c.get("rope_parameters") or {})
    kind = str(found.get("rope_type") or found.get("type") or "default")
    theta = found.get("rope_theta") or base or c.get("rope_theta") or c.get("rotary_emb_base") or 10000.0
    for key in (
        "rope_parameters",
        "rope_scaling",
        "rope_theta",
        "rotary_emb_base",
        "rotary_pct",
        "partial_rotary_factor",
        "original_max_position_embeddings",
    ):
        c.handled.add(key)
    part = found.get("partial_rotary_factor") or c.raw.get("partial_rotary_factor") or c.raw.get("rotary_pct") or 1.0
    turned = int(d_k * float(part))
    if turned > _WIDEST:
        raise TracerError("checkpoints.value", file=c.origin, key="head_dim", value=str(d_k), takes=f"1, 2 … {_WIDEST}")
    if turned % 2:  # columns are turned in pairs
        even = f"{2 / d_k:g}, {4 / d_k:g} …"
        raise TracerError("checkpoints.value", file=c.origin, key="partial_rotary_factor", value=str(part), takes=even)
    limit = c.get("max_position_embeddings") or 2048
    original = int(c.get("original_max_position_embeddings") or found.get("original_max_position_embeddings") or limit)
    try:
        return _ROPES[kind](found, float(theta), turned, int(limit), original)
    except KeyError as missing:
        what = f"rope_type = {kind}" if kind not in _ROPES else f"rope: {missing.args[0]}"
        raise TracerError("checkpoints.keys", file=c.origin, keys=what) from None


def _llama3(found: Mapping[str, Any], base: float, turned: int, limit: int, original: int) -> Rope:
    numbers = (float(found["factor"]), float(found["low_freq_factor"]), float(found["high_freq_factor"]), float(original))
    return Rope(base, turned, ("llama3", *numbers))


def _longrope(found: Mapping[str, Any], base: float, turned: int, limit: int, original: int) -> Rope:
    """LongRoPE (arXiv 2402.13753), as Phi-3 uses it: a divisor for each pair, another list beyond the original length."""
    stretch = found.get("factor") or limit / original
    factor = found.get("attention_factor")
    if factor is None:
        factor = 1.0 if stretch <= 1.0 else math.sqrt(1 + math.log(stretch) / math.log(original))
    short, long = (("each", *map(float, found[key])) for key in ("short_factor", "long_factor"))
    return Rope(base, turned, short, float(factor), long, original)


def _yarn(found: Mapping[str, Any], base: float, turned: int, limit: int, original: int) -> Rope:
    """YaRN (arXiv 2309.00071): short waves kept, long ones stretched, a ramp between."""
    stretch = float(found.get("factor") or limit / original)

    def magnitude(weight: float) -> float:
        return 1.0 if stretch <= 1 else 0.1 * weight * math.log(stretch) + 1.0

    factor, above, below = found.get("attention_factor"), found.get("mscale"), found.get("mscale_all_dim")
    if factor is None:
        factor = magnitude(above) / magnitude(below) if above and below else magnitude(1.0)

    def pair(rotations: float) -> float:
        return turned * math.log(original / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low, high = pair(found.get("beta_fast") or 32), pair(found.get("beta_slow") or 1)
    if found.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, turned - 1)
    high = high + 0.001 if low == high else high
    kept = [1 - min(max((i - low) / (high - low), 0.0), 1.0) for i in range(turned // 2)]
    return Rope(base, turned, ("each", *(1 / ((1 - keep) / stretch + keep) for keep in kept)), float(factor))


_ROPES: dict[str, Any] = {
    "default": lambda found, base, turned, limit, original: Rope(base, turned),
    "linear": lambda found, base, turned, limit, original: Rope(base, turned, ("linear", float(found["factor"]))),
    "dynamic": lambda found, base, turned, limit, original: Rope(
        base, turned, long=("dynamic", float(found["factor"])), original=limit
    ),
    "llama3": _llama3,
    "longrope": _longrope,
    "su": _longrope,
    "yarn": _yarn,
}
