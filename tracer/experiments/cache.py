"""What a KV cache saves and what it costs: keys and values kept for every token, fewer where heads share them.

Grouped-query attention: arXiv 2305.13245; a single head of keys and values for all queries: arXiv 1911.02150.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tracer.document.blocks import Block, Heading, Prose, Table
from tracer.errors import TracerError
from tracer.experiments.metrics import (
    EXTRA_KEYS,
    TINY,
    apart,
    conclusion,
    label,
    multiplications,
    share_changed,
    trace_with,
    words,
    zero_note,
)
from tracer.language import say
from tracer.record.trace import Trace
from tracer.rounding import percent, significant
from tracer.settings.presets import BUILT_IN, PRESETS

WRITTEN = 4
_SIZES = {"model": "decoder", "layers": 2, "heads": 4, "d_model": 16}
_SHARED = ("attention.W_K", "attention.W_V", "attention.b_K", "attention.b_V")
DECIDES = ("kv_heads", "mask", "dtype", *EXTRA_KEYS)


class Kept(NamedTuple):
    """One number of heads of keys and values: what the cache keeps of it, and what it computes.

    a_token: numbers a token and layer. of_text: numbers of all tokens read and all layers. work: multiplications of one token
    read with the cache. off: how far its logits are from those of as many heads of keys as of queries, of their size.
    """

    kv_heads: int
    a_token: int
    of_text: int
    work: int
    off: float


def run(text: str, options: Mapping[str, Any]) -> Iterator[Block]:
    """Passes with and without the cache; then fewer and fewer heads of keys and values made from the same weights."""
    tokens = words(text, options)
    given = _given(tokens, options)
    first = trace_with(tokens, given)
    if "decoder.0.attention.k" not in first.steps:  # a trace file can name another model
        raise TracerError("experiments.cache_toy", model=str(first.model["name"]), known=_toys())
    heads = int(first.model["heads"])
    cached, again = (trace_with(tokens, given, kv_heads=heads, generate=WRITTEN, cache=cache) for cache in (True, False))
    layers = int(cached.model["layers"])
    yield Prose(say("experiments.cache_about", layers=layers, heads=heads, d_k=int(cached.model["d_k"]), written=WRITTEN))
    yield Heading(2, label("cache_passes"))
    passes = [[number, len(tokens) + number, *_pass(number, again, cached)] for number in range(WRITTEN)]
    columns = [label(f"cache_column_{name}") for name in ("pass", "tokens", "again", "cached", "kept")]
    yield Prose(say("experiments.cache_passes_means"))
    yield Table(columns, passes, (0, 0, 0, 0, 0), label("cache_passes_table"))
    far = max(apart(cached[name].values[-1], again[name].values[-1]) for name in _logits())
    yield Prose(say("experiments.cache_other", size=significant(far, 2)) if far else say("experiments.cache_same"))
    yield Heading(2, label("cache_heads"))
    kept = _by_kv_heads(tokens, given, cached, heads)
    rows = [[row.kv_heads, heads // row.kv_heads, row.a_token, row.of_text, row.work, row.off] for row in kept]
    columns = [label(f"cache_column_{name}") for name in ("kv_heads", "queries", "a_token", "of_text", "work", "off")]
    yield Prose(say("experiments.cache_heads_means"))
    yield Table(columns, rows, (0, 0, 0, 0, 0, 3), label("cache_heads_table"))
    yield from zero_note(rows)
    _, last_tokens, last_again, last_cached, _ = passes[-1]
    facts: dict[str, Any] = {"again": last_again, "cached": last_cached, "tokens": last_tokens, "heads": heads}
    facts["most"] = kept[0].a_token
    if len(kept) == 1:
        yield from conclusion("experiments.cache_one", **facts)
        return
    facts |= {"least": kept[-1].a_token, "share": percent(kept[-1].a_token / kept[0].a_token), "off": percent(kept[-1].off)}
    yield from conclusion("experiments.cache_saves" if kept[-1].off > TINY else "experiments.cache_free", **facts)


def _given(tokens: list[str], options: Mapping[str, Any]) -> dict[str, Any]:
    """The reader's options; where no model is named, sizes with heads enough to share. Every word is one that can be written."""
    model = options.get("model", "decoder")
    if model not in _toys():
        raise TracerError("experiments.cache_toy", model=str(model), known=_toys())
    sizes = {} if "model" in options or "from_file" in options else _SIZES
    if "embeddings" in options:  # which decide d_model, and so how many heads there can be
        sizes = {key: value for key, value in sizes.items() if key not in ("heads", "d_model")}
    return {**sizes, **options, "vocab": list(dict.fromkeys(tokens))}  # no word that would end the text


def _toys() -> list[str]:
    """The built-in models that are one stack of decoder layers, and whose heads have keys of their own."""
    presets = {name: PRESETS.get(name, {"model": name}) for name in BUILT_IN}
    return [name for name, preset in presets.items() if preset["model"] == "decoder" and "latent_kv" not in preset]


def _logits() -> list[str]:
    return ["logits", *(f"pass.{number}.logits" for number in range(1, WRITTEN))]


def _pass(number: int, again: Trace, cached: Trace) -> tuple[int, int, int]:
    """Multiplications of a pass without and with the cache, and the numbers kept when it has run."""
    work = [multiplications(step for step in run.steps.values() if _of_pass(step.name, number)) for run in (again, cached)]
    return work[0], work[1], _kept(cached, number)


def _of_pass(name: str, number: int) -> bool:
    if number:
        return name.startswith(f"pass.{number}.")
    return not name.startswith(("pass.", "generate."))


def _kept(run: Trace, number: int) -> int:
    """How many numbers of keys and values stay for later passes: the joined cache; after the first pass its own k and v."""
    if number:
        return sum(step.values.size for name, step in run.steps.items() if _of_pass(name, number) and name.endswith("_cache"))
    later = [step for name, step in run.steps.items() if name.startswith("pass.1.") and name.endswith("_cache")]
    return sum(step.inputs[0].values.size for step in later)


def _by_kv_heads(tokens: list[str], given: Mapping[str, Any], full: Trace, heads: int) -> list[Kept]:
    """Heads of keys and values by each divisor of the heads, the most first."""
    result = []
    for kv_heads in (count for count in range(heads, 0, -1) if heads % count == 0):
        shared = pooled(full, heads, kv_heads)
        run = trace_with(tokens, given, kv_heads=kv_heads, weights=shared, layout="x W", generate=2, cache=True)
        of_text = _kept(run, 1)
        work = multiplications(step for step in run.steps.values() if _of_pass(step.name, 1))
        a_token = of_text // (len(tokens) + 1) // int(run.model["layers"])
        result.append(Kept(kv_heads, a_token, of_text, work, share_changed(full["logits"].values, run["logits"].values)))
    return result


def pooled(full: Trace, heads: int, kv_heads: int) -> dict[str, np.ndarray]:
    """The run's parameters with W_K, W_V (and their biases) of fewer heads: of each group the mean of its heads' columns
    (arXiv 2305.13245, section 2.1).
    """
    result = {name: step.values for name, step in full.parameters.items()}
    for name, wide in result.items():
        if name.endswith(_SHARED):
            groups = wide.reshape(*wide.shape[:-1], kv_heads, heads // kv_heads, -1)
            result[name] = groups.mean(axis=-2).reshape(*wide.shape[:-1], -1)
    return result
