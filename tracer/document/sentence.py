"""What happens at a stage, in one plain sentence, and which part of the model it belongs to."""

from __future__ import annotations

from functools import lru_cache

from tracer.counting import count_of
from tracer.document.symbols import TRAINED, in_training, numbered
from tracer.expression import Symbol, call
from tracer.language import current, knows, say
from tracer.record.step import Step
from tracer.stages import of_feed_forward, of_unit

_PARTS = {"encoder": "part_encoder", "decoder": "part_decoder", "recurrent": "part_recurrent"}
_ROOT_OF_D_K = call("sqrt", Symbol("d_k"))
_OUTPUT = ("logits", "probabilities", "prediction", "loss", "pooled", "output", "transform", "discriminator")


def part_title(name: str) -> str:
    """The heading of the part of the model (layer, input, output) that the stage belongs to."""
    return _part_title(name, current())


@lru_cache(maxsize=1024)  # asked for each stage of a run, more than once
def _part_title(name: str, _language: str) -> str:
    for word in ("step", "micro"):
        number, inside = numbered(name, word)
        if number is not None:
            return say(f"document.part_{word}", number=number, part=part_title(inside))
    parts = name.split(".")
    count = count_of(parts[1]) if len(parts) > 1 else None
    if parts[0] in ("pass", "generate") and count is not None:
        return say(f"generate.part_{parts[0]}", number=count)
    if parts[0] in TRAINED:
        return say("document.part_gradients")
    if parts[0] in _PARTS and count is not None:
        return say(f"document.{_PARTS[parts[0]]}", layer=count)
    if parts[0] == "attention":
        return say("document.part_attention")
    if parts[0] in _OUTPUT or parts[:2] in (["encoder", "norm"], ["decoder", "norm"]):
        return say("document.part_output")
    if parts[0] in ("encoder", "decoder") and parts[1:2] in (["position_bias"], ["mask"], ["cross"]):
        return say(f"document.part_{parts[0]}_layers")
    if parts[0] == "decoder":
        return say("document.part_decoder_input")
    return say("document.part_input")


def sentence(step: Step) -> str:
    """One plain sentence on what the stage computes, chosen by the recorded operation and its inputs."""
    return say(f"stages.{_key(step)}")


def _key(step: Step) -> str:
    _, name = in_training(step.name.removesuffix(".computed").removesuffix(".unrounded"))
    if name.startswith(("adam.m.", "adam.v.")):
        return "adam_" + name[5]
    if name.startswith("sgd.velocity."):
        return "sgd_velocity"
    first = name.partition(".")[0]
    if first in ("grad", "clipped", "penalty", "nesterov", "decay"):
        return first
    if name.startswith("after.") or ".after." in name:
        return "after"
    if step.computed.op == "parameter":
        return "parameter"
    own = "_".join(name.split(".")[-2:])
    if own.startswith("shared_") and knows(f"stages.{own}"):
        return own  # of the shared expert, which is a feed-forward too
    parts = of_feed_forward(name).split(".")
    special = _special(step.computed, parts)
    if special:
        return special
    for key in ("_".join(parts[-2:]), parts[-1], f"op_{step.computed.op}"):
        if knows(f"stages.{key}"):
            return key
    return "memory" if parts[0] == "memory" else "other"


def _special(step: Step, parts: list[str]) -> str:
    """Stages whose sentence depends on how they were computed."""
    end = parts[-1]
    if "loss" in (end, *parts[-2:-1]):
        return _loss(step, end)
    if end == "embedding":
        return "embedding_given" if step.op == "given" else "embedding"
    if end == "input":
        return "input_sum" if step.op == "add" else "input"
    if parts[-2:] == ["embedding", "scaled"]:
        return "embedding_scaled" if step.op == "multiply" else "embedding_scaled_other"
    if parts[-2:] == ["input", "norm"] and _normed(step).op == "lookup":
        return "input_norm_embedding"
    if end == "add" and parts[-2].isdigit() and len(step.inputs) > 2:
        return "add_parallel"
    if end == "output" and step.axes[-1].name == "d_out":
        return "attention_output_other"
    if parts[-2:-1] == ["ffn"] and (mixed := _of_mixture(step, end)):
        return mixed
    if of_unit(".".join(parts)):
        return _recurrent(step, end)
    if parts[0] in ("attention", "decoder") and (between := _between_nets(step, end)):
        return between
    if end in ("logits", "probabilities"):
        return _read_out(step, end)
    if end == "pooled" and step.op in ("select", "contract", "join"):
        return "pooled_end"
    return _of_latent(step, end) or _weights(step, parts) or _norm(step, parts)


def _weights(step: Step, parts: list[str]) -> str:
    """Masks and biases, and what becomes of the scores on their way to weights."""
    end = parts[-1]
    if end == "scaled" and parts[-2:-1] in (["attention"], ["cross"]):
        divisor = step.inputs[1].attrs.get("formula") if len(step.inputs) > 1 else None
        own = "scaled_products" if step.inputs and step.inputs[0].name.endswith(".disentangled") else "scaled_other"
        return "scaled" if divisor == _ROOT_OF_D_K else own
    if end == "position_bias" and step.op in ("alibi", "falcon_alibi"):
        return f"position_bias_{step.op}"
    if end == "biased" and step.inputs[-1].computed.op in ("alibi", "falcon_alibi"):
        return f"biased_{step.inputs[-1].computed.op}"
    if end == "window" and step.op == "band":
        return "mask_band"
    if end == "masked":
        return "masked_after" if step.inputs and step.inputs[0].name.endswith("softmax") else "masked"
    if end == "mask" and parts[-2].startswith("dropout"):
        return "dropout_mask"
    if end == "softmax" and step.op == "slice":
        return "softmax_of_keys"
    if end == "softmax":
        return "softmax_query" if step.attrs.get("over") == "query" else "softmax"
    return ""


def _of_latent(step: Step, end: str) -> str:
    """Queries, keys and values of latent attention: content beside position, or made from a latent."""
    if end not in ("q", "k", "v"):
        return ""
    if step.op == "join":
        return f"{end}_joined"
    read = step.inputs[0].name.rpartition(".")[2] if step.inputs else ""
    return f"{end}_from_latent" if read.startswith(("q_latent", "kv_latent")) else ""


def _of_mixture(step: Step, end: str) -> str:
    """Where experts are added up, and where they are judged each alone."""
    if end == "output" and step.op == "total":
        return "ffn_output_shared" if ".shared." in step.inputs[-1].name else "ffn_output_experts"
    alone = end in ("chosen", "chosen_probabilities") and step.inputs[0].name.endswith(("biased", "affinities"))
    return f"ffn_{end}_alone" if alone else ""


def _loss(step: Step, end: str) -> str:
    if end == "loss" and step.inputs and step.inputs[0].name.endswith("loss.shares"):
        return "loss_weighted"
    if end == "loss" and step.op == "mean" and step.attrs["over"] == "micro":
        return "loss_of_parts"
    if end == "target" and step.attrs.get("smoothing"):
        return "loss_target_smoothed" if step.attrs.get("pad") is None else "loss_target_without_pad"
    row = step.inputs[0].computed if end == "each" and step.op == "multiply" else step
    return "loss_each_divergence" if end in ("each", "every") and row.op == "subtract" else ""


def _normed(step: Step) -> Step:
    """What a norm read."""
    inner = step if step.op in ("over_root", "standardise") else step.inputs[0]
    return inner.inputs[0].computed if inner.inputs else inner


def _between_nets(step: Step, end: str) -> str:
    """What a recurrent decoder records beside its units: stages whose names others have too."""
    if end == "scores":
        row = (step.inputs[0] if step.op == "stack" else step).computed
        of_sum = any(operand.name.endswith((".energy", ".unshifted")) for operand in row.inputs)
        return "scores_additive" if of_sum else ""
    return "time_x" if end == "x" and step.op == "select" else ""


def _recurrent(step: Step, end: str) -> str:
    """`z` is attention's name too, and `x` is both the row that is read and what becomes of it in a gate."""
    if end == "z":
        return "gru_z"
    if end == "h" and (step.inputs[0].computed if step.op == "stack" else step).op == "contract":
        return "h_projected"
    return ("time_x" if step.op == "select" else "gate_x") if end == "x" else ""


def _read_out(step: Step, end: str) -> str:
    """Which sentence describes `logits` and `probabilities`.

    Next token (decoder), token at each position (masked LM), or replaced-token detection (ELECTRA).
    """
    if step.op == "sigmoid" and step.inputs[0].computed.op != "select":
        return "probabilities_each"
    if step.op in ("select", "sigmoid") and not step.name.startswith("generate."):
        return f"{end}_replaced"
    logits = step.inputs[0].computed if end == "probabilities" and step.inputs else None
    read = logits.inputs[0].name if logits is not None and logits.inputs else ""
    return "probabilities_of_place" if read.startswith(("encoder.", "transform.")) else ""


def _norm(step: Step, parts: list[str]) -> str:
    """What a norm takes away and divides by is told by the steps it read."""
    if parts[-1] in ("q_latent_norm", "kv_latent_norm"):
        return parts[-1] + ("_plain" if step.op == "over_root" else "")
    if parts[-1] == "normalized" and step.op == "over_root":
        return "norm_rms_normalized"
    if parts[-2:-1] in (["q_norm"], ["k_norm"], ["output_norm"]) and parts[-1] in ("mean", "variance", "normalized"):
        return f"norm_{parts[-1]}"
    if parts[-1] not in ("norm", "q_norm", "k_norm", "output_norm") or not step.inputs:
        return ""
    kind = _kind_of_norm(step)
    if parts[-1] in ("q_norm", "k_norm") and kind == "rms" and step.axes[-1].name != "d_k":
        return f"{parts[-1]}_heads"
    told_by_place = kind == "layer" or (kind == "unshifted" and parts[-2:] == ["input", "norm"])
    return "" if parts[-1] == "norm" and told_by_place else f"{parts[-1]}_{kind}"


def _kind_of_norm(step: Step) -> str:
    """`rms`, `layer`, `batch`; without β `unshifted`, without γ and β `rms_plain` and `plain`."""
    if step.op in ("over_root", "standardise"):
        return "rms_plain" if step.op == "over_root" else "plain"
    normalized = step.inputs[0]
    if normalized.op == "over_root":
        return "rms"
    if normalized.op == "standardise" and _is_of_columns(normalized):
        return "batch"
    return "unshifted" if step.op == "multiply" else "layer"


def _is_of_columns(normalized: Step) -> bool:
    """Whether the mean that was taken away is one a column (batch norm), not one a row."""
    return [axis.name for axis in normalized.inputs[1].axes] == [normalized.axes[-1].name]


def axis_word(name: str) -> str:
    """What tables and pictures call an axis: `query`, `查询`; a symbol such as d_k is the same in every language."""
    return say(f"axes.{name}") if knows(f"axes.{name}") else name
