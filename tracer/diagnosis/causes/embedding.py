"""What goes wrong before the first layer: the embedding's factor, positions, segments."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tracer.diagnosis.cause import Cause, Operation, of_architecture
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_MOST_RESTARTS = 24  # tokens
_SUMS = ("input", "input.add", "input.with_positions")


def _embeds(o: Operation) -> bool:
    return o.op in ("lookup", "given") and o.ends("embedding")


def scaled(how: str, r: Trial, o: Operation) -> Step | None:
    """Embedding rows times √d_model where they are not, not where they are, or by d_model."""
    width = float(r.setup.frame.d_model.size or 1)
    if o.op == "multiply" and o.ends("embedding.scaled"):
        rows, root = o.inputs
        return {
            "root": lambda: r.instead(o, "multiply", r.before(o), root),
            "not": lambda: r.instead(o, "same", rows),
            "whole": lambda: r.instead(o, "times", rows, factor=width),
        }[how]()
    factor = {"root": width**0.5, "whole": width}.get(how)
    return r.instead(o, "times", r.before(o), factor=factor) if _embeds(o) and factor is not None else None


def no_positions(r: Trial, o: Operation) -> Step | None:
    """The sum without its positions."""
    if o.op != "add" or not o.ends(*_SUMS):
        return None
    rest = [step for step in o.inputs if step.name.rpartition(".")[2] != "positions"]
    return r.instead(o, "same", rest[0]) if len(rest) == 1 else None


def no_segments(r: Trial, o: Operation) -> Step | None:
    if o.op != "add" or not o.ends("input.add") or len(o.inputs) != 2 or not o.inputs[1].name.endswith("segment"):
        return None
    return r.instead(o, "same", o.inputs[0])


def sum_scaled(r: Trial, o: Operation) -> Step | None:
    """√d_model times the sum of embedding and positions, not the embedding alone."""
    if o.op == "multiply" and o.ends("embedding.scaled"):
        return r.instead(o, "same", o.inputs[0])
    if o.op != "add" or not o.ends("input"):
        return None
    return r.instead(o, "times", r.before(o), factor=float(r.setup.frame.d_model.size or 1) ** 0.5)


def waves(changes: dict[str, Any], r: Trial, o: Operation) -> Step | None:
    """Sinusoids by another rule."""
    if o.op != "sinusoid" or all(o.attrs[key] == value for key, value in changes.items()):
        return None
    return r.changed(o, **changes)


def cosines_first(r: Trial, o: Operation) -> Step | None:
    """Cosine in the even columns, sine in the odd ones."""
    if o.op != "sinusoid" or o.attrs["axes"][-1].size % 2 or o.attrs["layout"] != "interleaved":
        return None
    before = r.before(o)
    pairs = before.values.reshape(*before.values.shape[:-1], -1, 2)
    return r.put(o, pairs[..., ::-1].reshape(before.values.shape), before.axes)


def row_of(by: int, r: Trial, o: Operation) -> Step | None:
    """Learned positions, or sinusoids, counted from another number."""
    if o.op == "sinusoid" and o.ends("positions"):
        return r.changed(o, start=o.attrs["start"] + by)
    if o.op != "lookup" or not o.ends("positions"):
        return None
    ids = np.asarray(o.attrs["ids"]) + by
    if ids.min() < 0 or ids.max() >= (o.inputs[0].axes[0].size or 0):
        return None
    return r.changed(o, ids=_tuples(ids))


def restarted(at: int, r: Trial, o: Operation) -> Step | None:
    """Positions that start again from the first at token `at`, as behind a cache whose length is forgotten."""
    if o.op == "lookup" and o.ends("positions"):
        ids = np.asarray(o.attrs["ids"])
        if ids.ndim != 1 or at >= len(ids):
            return None
        return r.changed(o, ids=_tuples(np.concatenate([ids[:at], ids[: len(ids) - at]])))
    if o.op not in ("sinusoid", "rotate"):
        return None
    before = r.before(o)
    again = r.plain(o.op, o.name + ".again", *o.inputs, **{**o.attrs, "start": o.attrs["start"] - at})
    rows = np.arange(before.values.shape[-2])[:, None]
    return r.put(o, np.where(rows < at, before.values, again.values), before.axes)


def from_first_again(r: Trial, o: Operation) -> Step | None:
    """A pass that reads the new token alone (KV cache) and gives it the first position."""
    if not o.name.startswith("pass."):
        return None
    if o.op in ("sinusoid", "rotate"):
        return r.changed(o, start=0) if o.attrs["start"] else None
    if o.op != "lookup" or not o.ends("positions"):
        return None
    ids, offset = np.asarray(o.attrs["ids"]), r.setup.frame.architecture.position_offset
    return r.changed(o, ids=_tuples(ids - ids.min() + offset)) if ids.min() > offset else None


def same_row(stage: str, row: int, r: Trial, o: Operation) -> Step | None:
    """One learned row for every token (a position that never moves on, every token in one segment)."""
    if o.op != "lookup" or not o.ends(stage) or row >= (o.inputs[0].axes[0].size or 0):
        return None
    return r.changed(o, ids=_tuples(np.full_like(np.asarray(o.attrs["ids"]), row)))


def _tuples(ids: np.ndarray) -> Any:
    return tuple(map(_tuples, ids)) if ids.ndim else int(ids)


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    scales, tokens = setup.frame.architecture.embedding_scale, setup.frame.text.token.size or 0
    waved: list[tuple[str, dict[str, Any]]] = [
        *[("position_layout", {"layout": layout}) for layout in ("interleaved", "halves", "timescales")],
        *[("position_exponent", {"exponent": exponent}) for exponent in ("2i", "2*column", "2*even")],
        *[("position_base", {"base": base}) for base in (10000.0, 1000.0, 100.0, 100000.0)],
    ]
    return [
        Cause("embedding_scaled", partial(scaled, "root"), settings={} if scales else {"embedding_scale": True}),
        Cause("embedding_scaled", frame=partial(of_architecture, embedding_scale=True), settings={"embedding_scale": True}),
        Cause("embedding_not_scaled", partial(scaled, "not"), settings={"embedding_scale": False}),
        Cause("embedding_by_d_model", partial(scaled, "whole")),
        Cause("sum_scaled", sum_scaled),
        Cause("no_positions", no_positions, settings={"positions": "none"}),
        Cause("no_segments", no_segments),
        *[
            Cause(
                "position_rule",
                partial(waves, changes),
                settings={key: next(iter(changes.values()))},
                values={"rule": _shown(key, changes)},
            )
            for key, changes in waved
        ],
        Cause("cosines_first", cosines_first),
        *[Cause("positions_from", partial(row_of, by), values={"by": f"{by:+d}"}) for by in (1, 2, -1, -2)],
        Cause("cache_positions", from_first_again),
        *[Cause("positions_restart", partial(restarted, at), values={"at": at}) for at in range(1, min(tokens, _MOST_RESTARTS))],
        *[
            Cause("same_row", partial(same_row, stage, row), values={"row": row, "of": stage})
            for stage in ("positions", "segment")
            for row in (0, 1)
        ],
    ]


def _shown(key: str, changes: dict[str, Any]) -> str:
    value = next(iter(changes.values()))
    return f"{key} = {value:g}" if isinstance(value, float) else f"{key} = {value}"
