"""Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434, section 2.1): keys and values from one small vector a token."""

from __future__ import annotations

from tracer.axes import Axis
from tracer.models.frame import Frame, Latent
from tracer.models.layers.feed_forward import linear
from tracer.models.layers.heads import kept_from_memory, projection, with_cache
from tracer.models.layers.norm import norm
from tracer.models.layers.positions import rotate
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step


def queries_keys_values_of_latent(
    r: Recorder, f: Frame, sizes: Latent, x: Step, keys_from: Step | None, layer: int
) -> tuple[Step, Step, Step]:
    """q, k and v of each head (head × token × d_k, d_v), where k and v follow from the latent c_KV (token × d_c).

    With rotary positions a head's queries and keys are content beside position, d_k = d_h + d_R; the keys' position is shared by
    the heads. A cache keeps c_KV and that position: d_c + d_R numbers a token. Arguments as in `attention`.
    """
    q = queries(r, f, sizes, x, layer)
    latent, position = cached_latent(r, f, sizes, keys_from, x, layer)
    k = keys(r, f, sizes, latent, position)
    return q, k, projection(r, f, "v", latent, "W_UV", "b_UV", f.head, f.d_v)


def queries(r: Recorder, f: Frame, sizes: Latent, x: Step, layer: int) -> Step:
    """q = [q_C; q_R] (head × token × d_k), from x or from a latent c_Q = norm(x W_DQ) (equations 12 to 16)."""
    content, rotary = "W_Q", "W_QR"
    if sizes.d_cq is not None:
        content, x = "W_UQ", normed(r, f, "q_latent", x, "W_DQ", "b_DQ", sizes.d_cq)
    shift = content.replace("W", "b")
    rope = f.architecture.rope(layer)
    if rope is None:
        return projection(r, f, "q", x, content, shift, f.head, f.d_k)
    plain = projection(r, f, "q_content", x, content, shift, f.head, sizes.d_h)
    position = projection(r, f, "q_position", x, rotary, "b_QR", f.head, sizes.d_R)
    return side_by_side(r, "q", plain, rotate(r, f, "q_rotated", position, rope))


def cached_latent(r: Recorder, f: Frame, sizes: Latent, keys_from: Step | None, x: Step, layer: int) -> tuple[Step, Step | None]:
    """c_KV = norm(x W_DKV) (token × d_c) and the keys' rotated position x W_KR (token × d_R; None without rotary positions),
    with those of earlier passes (equations 9 and 15). Both need not be made again where they come from a memory.
    """
    kept = kept_from_memory(r, keys_from)
    if kept is not None:
        return kept[0], kept[1] if len(kept) > 1 else None
    source, rope = keys_from or x, f.architecture.rope(layer)
    latent = normed(r, f, "kv_latent", source, "W_DKV", "b_DKV", sizes.d_c)
    if rope is None:
        return with_cache(r, kv_latent=latent)[0], None
    position = rotate(r, f, "k_rotated", linear(r, "k_position", source, "W_KR", "b_KR", sizes.d_R), rope)
    kept = with_cache(r, kv_latent=latent, k_rotated=position)
    return kept[0], kept[1]


def normed(r: Recorder, f: Frame, name: str, x: Step, weight: str, bias: str, width: Axis) -> Step:
    """A latent, x W (+ b), after its own RMS norm (section 3.1.2)."""
    return norm(r, f, linear(r, name, x, weight, bias, width), f"{name}_norm", "rms", f.architecture.latent_epsilon)


def keys(r: Recorder, f: Frame, sizes: Latent, latent: Step, position: Step | None) -> Step:
    """k = [k_C; k_R] (head × token × d_k): k_C = c_KV W_UK of each head, k_R the same for all (equations 10 and 16)."""
    if position is None:
        return projection(r, f, "k", latent, "W_UK", "b_UK", f.head, f.d_k)
    plain = projection(r, f, "k_content", latent, "W_UK", "b_UK", f.head, sizes.d_h)
    order = tuple(name if name != sizes.d_h.name else sizes.d_R.name for name in (axis.name for axis in plain.axes))
    shared = tuple("kv_head" if name == "head" else name for name in order)
    alone = r.stack("k_rotated.shared", position, axis=Axis("kv_head", 1), order=shared, level=DETAIL)
    return side_by_side(r, "k", plain, r.repeat("k_rotated.by_head", alone, axis="kv_head", into=f.head, level=DETAIL))


def side_by_side(r: Recorder, name: str, content: Step, position: Step) -> Step:
    """The columns of content, then those of position, as one axis d_k."""
    parts = (
        r.rename(f"{name}.{part}_columns", step, names={step.axes[-1].name: "d_k"}, level=DETAIL)
        for part, step in (("content", content), ("position", position))
    )
    return r.join(name, *parts, axis="d_k")
