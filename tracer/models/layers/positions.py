"""Position information: rows added to embeddings, rotary q and k, relative bias on scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.models.architecture import Rope
from tracer.models.frame import Frame, Text
from tracer.models.layers.masks import key_axis
from tracer.models.layers.norm import norm
from tracer.record.recorder import Recorder
from tracer.record.step import Step


def position_rows(r: Recorder, f: Frame, text: Text, width: Axis) -> Step | None:
    """One row a position (token × width): sinusoids (arXiv 1706.03762, section 3.5), learned or given; None if not used.

    Raises TracerError for a text with more tokens than there are positions.
    """
    a = f.architecture
    if a.positions in ("none", "rope", "alibi", "relative"):
        return None
    if a.positions == "learned":
        return learned_rows(r, f, text, width)
    indices = range(f.start, f.start + (text.token.size or 0))
    if a.positions == "sinusoidal":
        enough(indices, a.max_positions)
        return r.sinusoid(
            "positions",
            axes=(text.token, width),
            dtype=r.dtype,
            base=a.position_base,
            layout=a.position_layout,
            exponent="2i" if a.position_layout == "timescales" else a.position_exponent,  # which timescales do not read
            start=f.start + a.position_offset,
        )
    indices = range(f.start, f.start + (text.token.size or len(a.positions)))
    if len(a.positions) < indices.stop:
        raise TracerError("session.rows", key="positions", rows=len(a.positions), tokens=indices.stop)
    return r.given("positions", a.positions[indices.start : indices.stop], (text.token, width))


def learned_rows(r: Recorder, f: Frame, text: Text, width: Axis) -> Step:
    """Rows of the learned position table, shifted by the architecture's offset (token × width)."""
    a, indices = f.architecture, range(f.start, f.start + (text.token.size or 0))
    known = f.learned.get(r.address("positions.W_P"), indices.stop or None) if a.max_positions is None else a.max_positions
    enough(indices, known)
    rows = None if known is None else known + a.position_offset
    table = r.parameter("positions.W_P", Axis("position", rows), width, init="table")
    sentences = text.ids if f.sentence is not None else (text.ids,)
    if a.padding_id is None or f.start or not any(a.padding_id in ids for ids in sentences):
        return r.lookup(
            "positions", table, ids=tuple(place + a.position_offset for place in indices), axes=(text.token,), by="position"
        )
    counted = tuple(without_padding(ids, a.padding_id) for ids in sentences)
    ids = counted if f.sentence is not None else counted[0]
    return r.lookup("positions", table, ids=ids, axes=f.leading(text.token), by="position")


def without_padding(ids: Sequence[int], pad: int) -> tuple[int, ...]:
    """RoBERTa position ids: padding gets `pad`; real tokens get `pad + 1, pad + 2, …`."""
    positions, last = [], pad
    for token in ids:
        last += token != pad
        positions.append(pad if token == pad else last)
    return tuple(positions)


def enough(here: range, known: int | None) -> None:
    """Raise TracerError for a text longer than the learned position table."""
    if known is not None and here.stop > known:
        raise TracerError("session.positions_short", tokens=here.stop, known=known)


def refuse_longer(f: Frame) -> None:
    """Raise TracerError for a text longer than the rotary positions were made for."""
    tokens, longest = f.start + (f.text.token.size or 0), f.architecture.longest
    if longest is not None and tokens > longest:
        raise TracerError("session.positions_made", tokens=tokens, known=longest)


def rotate(r: Recorder, f: Frame, name: str, x: Step, rope: Rope | None) -> Step:
    """Rotary positions (arXiv 2104.09864) applied to the columns of queries or keys, (head ×) token × d_k."""
    if rope is None:
        return x
    return r.rotate(
        name,
        x,
        positions="token",
        over=x.axes[-1].name,
        base=rope.base,
        turned=(x.axes[-1].size or 0) // 2 * 2 if rope.columns is None else rope.columns,
        layout=rope.layout,
        start=f.start,
        scaling=rope.for_length(f.start + (f.text.token.size or 0)),
        factor=rope.factor,
        **({"back": True} if rope.back else {}),
    )


def relative_biases(r: Recorder, f: Frame, stack: str, text: Text) -> Callable[[int], Step | None]:
    """A function from layer number to what `relative_bias` gives that layer: its own (UMT5), or the stack's, recorded once."""
    if f.architecture.bias_per_layer:
        return lambda layer: relative_bias(r, f, f"{stack}.{layer}", text)
    shared = relative_bias(r, f, stack, text)
    return lambda layer: shared


def relative_bias(r: Recorder, f: Frame, stack: str, text: Text, keys_of: Text | None = None) -> Step | None:
    """What is added to the scores for the distance from query to key (head × query × key), of all layers of a stack or of one.

    ALiBi (arXiv 2108.12409): −m times the distance, m of each head fixed. T5 (arXiv 1910.10683): one learned number for each
    head and bucket of distances; a decoder's keys lie on one side only. None in other architectures. Where attention is
    disentangled, the vectors of the distances, which each layer makes such numbers of. keys_of: whose tokens the keys are,
    where they are not the text's. stack: whose it is, also a layer of it (`decoder.0`).
    """
    a = f.architecture
    if a.disentangled:
        return distance_vectors(r, f, stack, text)
    if a.positions == "alibi":
        far = (f.head, text.token.rename("query"), key_axis(f, keys_of or text))
        if a.alibi_before_scale:
            return r.falcon_alibi(f"/{stack}.position_bias", axes=(far[0], far[2]), dtype=r.dtype)
        return r.alibi(f"/{stack}.position_bias", axes=far, start=f.start, strongest=a.alibi_strongest, dtype=r.dtype)
    if a.positions != "relative" and not a.relative_bias:
        return None
    learned = r.parameter(f"/{stack}.position_bias.W_B", Axis("bucket", a.position_buckets), f.head)
    axes = (text.token.rename("query"), key_axis(f, keys_of or text))
    both = not stack.startswith("decoder")
    attrs = {"start": f.start, "both": both, "buckets": a.position_buckets, "furthest": a.position_furthest}
    return r.relative_bias(f"/{stack}.position_bias", learned, axes=axes, **attrs)


def distance_vectors(r: Recorder, f: Frame, stack: str, text: Text) -> Step:
    """The vectors of the distances that occur in the text, of all layers of the stack (distance × d_model; arXiv 2006.03654)."""
    a = f.architecture
    table = r.parameter(f"/{stack}.distances.W_D", Axis("row", 2 * a.distance_span), f.d_model)
    attrs = {"tokens": text.token.size or 1, "span": a.distance_span, "furthest": a.furthest_distance}
    rows = r.distances(f"/{stack}.distances", table, **attrs)
    return norm(r, f, rows, f"/{stack}.distances.norm") if a.distances_normed else rows
