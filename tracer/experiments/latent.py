"""How few numbers of a token attention needs to keep: keys and values of all heads, of few, of one, or one latent.

Multi-head latent attention: DeepSeek-V2, arXiv 2405.04434, section 2.1; heads that share: arXiv 2305.13245, 1911.02150.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.document.symbols import symbol
from tracer.experiments.metrics import EXTRA_KEYS, apart, conclusion, label, trace_with, words
from tracer.language import say
from tracer.record.trace import Trace
from tracer.rounding import percent, significant

PART = "decoder.0.attention"
_SIZES = {"heads": 4, "d_model": 16}
DECIDES = ("model", "kv_heads", "positions", "dtype", *EXTRA_KEYS)
LATENT = 4  # numbers a token, where the reader gives none: fewer than the keys and values of one head of four


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """What the cache of each kind of attention holds a token and layer; then scores computed from the latents alone."""
    tokens = words(text, options)
    sizes = {} if "from_file" in options or "embeddings" in options else _SIZES
    given = {**sizes, **{key: value for key, value in options.items() if not key.startswith("latent")}}
    given |= {"model": "decoder", "positions": "rope", "vocab": list(dict.fromkeys(tokens))}
    latents = {"latent_kv": options.get("latent_kv", LATENT), **{key: options[key] for key in ("latent_q",) if key in options}}
    full = _cached(tokens, given)
    heads, groups = int(full.model["heads"]), _groups(int(full.model["heads"]))
    runs = {"all": full} | {kind: _cached(tokens, given, kv_heads=count) for kind, count in groups.items()}
    runs["latent"] = latent = _cached(tokens, given, **latents)
    yield Prose(say("experiments.latent_about", heads=heads, latent=latent.model["latent_kv"]))
    kept = {kind: _kept(trace) for kind, trace in runs.items()}
    shares: dict[str, int | str] = {"all": heads, **groups, "latent": "–"}
    rows: list[list[str | float]] = [
        [label(f"latent_{kind}"), shares[kind], _stages(trace), kept[kind], kept[kind] / kept["all"]]
        for kind, trace in runs.items()
    ]
    columns = [label(f"latent_column_{name}") for name in ("kind", "kv_heads", "stages", "kept", "share")]
    yield Table(columns, rows, (0, 0, 0, 0, 3), say("experiments.latent_table"))
    yield Heading(2, label("latent_scores"))
    far = _from_latents_alone(latent)
    yield Prose(say("experiments.latent_apart", size=significant(far, 2)) if far else say("experiments.latent_same"))
    least = min(count for kind, count in kept.items() if kind != "latent")
    facts = {"latent": kept["latent"], "most": kept["all"], "least": least, "share": percent(kept["latent"] / kept["all"])}
    fewer = "between" if kept["latent"] >= least else "least" if groups else "fewer"
    kind = "more" if kept["latent"] >= kept["all"] else fewer
    yield from conclusion(f"experiments.latent_{kind}", **facts)


def _groups(heads: int) -> dict[str, int]:
    """How many heads of keys and values the middle and the last kind have, where there are fewer than heads."""
    half = {"grouped": heads // 2} if heads % 2 == 0 and heads > 2 else {}
    return {**half, "one": 1} if heads > 1 else {}


def _cached(tokens: list[str], given: Mapping[str, Any], **own: Any) -> Trace:
    """One token written behind the text, with a cache."""
    return trace_with(tokens, given, **own, generate=2, cache=True)


def _held(run: Trace) -> list[str]:
    """The stages of the first layer that the cache holds after one pass more."""
    return [name for name in run.steps if name.startswith(f"pass.1.{PART}.") and name.endswith("_cache")]


def _kept(run: Trace) -> int:
    """Numbers a token and layer that the cache holds."""
    return sum(run.steps[name].values.size // (run.steps[name].size("token") or 1) for name in _held(run))


def _stages(run: Trace) -> str:
    return " + ".join(symbol(name) for name in _held(run))


def _from_latents_alone(run: Trace) -> float:
    """How far scores are from (q_C W_UKᵀ) c_KVᵀ + q_R k_Rᵀ, which no key is made for: W_UK is taken into the query."""
    content, position = run[f"{PART}.q_content"].values, run[f"{PART}.q_rotated"].values
    latent, turned = run[f"{PART}.kv_latent_norm"].values, run[f"{PART}.k_rotated"].values
    up = run.parameters[f"{PART}.W_UK"].values
    by_head = up.reshape(len(up), content.shape[0], -1)
    asked = np.einsum("hid,chd->hic", content, by_head)
    return apart(asked @ latent.T + position @ turned.T, run[f"{PART}.scores"].values)
