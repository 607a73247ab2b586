"""What happens at a stage, in one plain sentence, and which part of the model it belongs to."""

from __future__ import annotations

from tracer.document.symbols import in_training
from tracer.language import knows, say
from tracer.record.step import Step

_PARTS = {"encoder": "part_encoder", "decoder": "part_decoder", "recurrent": "part_recurrent"}
_OUTPUT = ("logits", "probabilities", "loss", "loss.each", "pooled")


def part_title(name: str) -> str:
    """The heading a stage stands under: a layer, the input, the output."""
    number, name = in_training(name)
    if number is not None:
        return say("document.part_step", number=number, part=part_title(name))
    parts = name.split(".")
    if parts[0] in ("pass", "generate"):
        return say(f"generate.part_{parts[0]}", number=int(parts[1]))
    if parts[0] in ("grad", "after", "adam", "lr"):
        return say("document.part_gradients")
    if parts[0] in _PARTS and len(parts) > 1 and parts[1].isdecimal():
        return say(f"document.{_PARTS[parts[0]]}", layer=int(parts[1]))
    if parts[0] == "attention":
        return say("document.part_attention")
    if name in _OUTPUT or parts[0] == "output" or parts[-1] == "norm" and len(parts) == 2:
        return say("document.part_output")
    if parts[0] == "decoder":
        return say("document.part_decoder_input")
    return say("document.part_input")


def sentence(step: Step) -> str:
    """The stage's sentence, chosen by what was recorded, not by its name alone."""
    return say(f"stages.{_key(step)}")


def _key(step: Step) -> str:
    _, name = in_training(step.name.removesuffix(".computed").removesuffix(".unrounded"))
    if name.startswith(("adam.m.", "adam.v.")):
        return "adam_" + name[5]
    if name.startswith("grad."):
        return "grad"
    if name.startswith("after.") or ".after." in name:
        return "after"
    if step.computed.op == "parameter":
        return "parameter"
    parts = name.split(".")
    special = _special(step.computed, parts[-1])
    if special:
        return special
    for key in ("_".join(parts[-2:]), parts[-1]):
        if knows(f"stages.{key}"):
            return key
    return "memory" if parts[0] == "memory" else "other"


def _special(step: Step, end: str) -> str:
    """Stages whose sentence depends on how they were computed."""
    if end == "embedding":
        return "embedding_given" if step.op == "given" else "embedding"
    if end == "input":
        return "input_sum" if step.op == "add" else "input"
    if end == "scaled":
        divisor = step.inputs[1].attrs.get("formula") if len(step.inputs) > 1 else None
        return "scaled" if "d_k" in repr(divisor) else "scaled_other"
    if end == "masked":
        return "masked_after" if step.inputs and step.inputs[0].name.endswith("softmax") else "masked"
    if end == "softmax":
        return "softmax_query" if step.attrs.get("over") == "query" else "softmax"
    if end == "output" and step.axes[-1].name == "d_out":
        return "attention_output_other"
    if end == "z" and step.name.startswith("recurrent"):
        return "gru_z"
    if end == "norm" and step.inputs:
        first = step.inputs[0]
        if first.op == "over_root":
            return "norm_rms"
        if first.op == "standardise" and len(first.inputs[1].axes) == 1 and first.inputs[1].axes[0].name == "d_model":
            return "norm_batch"
    return ""
