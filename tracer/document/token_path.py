"""The way of one token through a run: the stages whose numbers are its own, one after the other, without those of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracer.axes import Axis
from tracer.document.places import positions_of_word
from tracer.document.selection import TOKEN_AXES, Selection, layer_of, of_layers, positions
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.record.step import Step
from tracer.record.trace import Trace
from tracer.stages import are_weights

_OF_SOURCE = ("encoder", "embedding", "positions", "segment", "input")  # of an encoder-decoder: what the decoder does not compute
_OFFERED = (
    *("k", "v", "k_norm", "k_rotated", "k_cache", "v_cache"),
    *("kv_latent", "kv_latent_norm", "k_content", "k_position", "kv_latent_cache", "k_rotated_cache"),
)  # what a token offers the others
_STEPS_BETWEEN = ("concat", "position_bias", "hidden", "gate", "up")  # said again by the stage that reads them
_MOST_LAYERS = 4  # of which the last stage stands beside the layer shown whole


class TokenPath(Frozen):
    """token: the axis it stands on. at: its position there. steps: in the order of the run. whole: the layers of which every
    stage of the path is shown. left_out: the layers of which none is. passed_by: the experts that the token was not given to.
    """

    token: Axis
    at: int
    steps: tuple[Step, ...]
    whole: tuple[int, ...]
    left_out: tuple[int, ...]
    passed_by: tuple[int, ...] = ()


def token_path(trace: Trace, selection: Selection) -> TokenPath:
    """The path of the selected token, or of the last one; the first layer of the stack whole (or those selected), of others the
    last stage.

    Of an encoder–decoder it is a token of the target where the word stands there, else one of the source. Of a generation, its
    first pass. Raises TracerError for several sentences or tokens, a token or layer that is not there, a run without tokens.
    """
    if any(axis.name == "sentence" for step in trace.shown for axis in step.axes):
        raise TracerError("document.brief_sentences")
    if len(selection.tokens) > 1:
        raise TracerError("document.brief_tokens", tokens=list(selection.tokens))
    steps, token, at = _side(trace, selection.tokens)
    own = [step for step in steps if _is_own(step, steps, token)]
    experts = {step.name: expert for step in own if (expert := _idle_expert(step, trace, at)) is not None}
    if selection.everything:
        experts = {}
    own = [step for step in own if step.name not in experts]
    if selection.layers:
        of_layers([step.name for step in own], own, selection.layers)
    layers = list(dict.fromkeys(layer for step in own if (layer := layer_of(step.name)) is not None))
    whole = layers if selection.everything else [layer for layer in selection.layers or layers[:1] if layer in layers]
    others = [layer for layer in layers if layer not in whole]
    ends = others if len(others) <= _MOST_LAYERS else [*others[: _MOST_LAYERS - 2], *others[-2:]]
    last = {layer_of(step.name): step.name for step in own}
    shown = [
        step
        for step in own
        if (layer := layer_of(step.name)) is None or layer in whole or layer in ends and last[layer] == step.name
    ]
    passed_by = {expert for name, expert in experts.items() if layer_of(name) in whole}
    left_out = tuple(layer for layer in others if layer not in ends)
    return TokenPath(token, at, tuple(shown), tuple(whole), left_out, tuple(sorted(passed_by)))


def _side(trace: Trace, wanted: tuple[str, ...]) -> tuple[list[Step], Axis, int]:
    """The stages of the side the token stands on, the axis and its position there."""
    steps = [step for step in trace.shown if step.name.partition(".")[0] not in ("pass", "generate", "memory")]
    both = {"encoder", "decoder"} <= {step.name.partition(".")[0] for step in steps}
    target = [step for step in steps if not both or step.name.partition(".")[0] not in _OF_SOURCE]
    sides = [(side, axis) for side in (target, [step for step in steps if step not in target]) if (axis := _token_axis(side))]
    if not sides:
        raise TracerError("document.brief_no_token")
    for side, axis in sides:
        if not wanted:
            return side, axis, (axis.size or 1) - 1
        if places := positions_of_word(axis, wanted[0]):
            return side, axis, places[0]
    return *sides[0], positions(sides[0][1], wanted)[0]  # the error that names near misses


def _idle_expert(step: Step, trace: Trace, at: int) -> int | None:
    """Which expert's stage it is, where the router did not give the token to it; None of any other stage."""
    before, inside, behind = step.name.partition(".expert.")
    weights = trace.steps.get(f"{before}.expert_weights") if inside else None
    if weights is None:
        return None
    expert = int(behind.partition(".")[0])
    place = tuple(at if axis.name in TOKEN_AXES else expert if axis.name == "expert" else slice(None) for axis in weights.axes)
    return expert if not weights.values[place].any() else None


def _token_axis(steps: Iterable[Step]) -> Axis | None:
    return next((axis for step in steps for axis in step.axes if axis.name in TOKEN_AXES), None)


def _is_own(step: Step, steps: Sequence[Step], token: Axis) -> bool:
    """Whether a stage has numbers of its own of each token, which no stage shown after it says again."""
    end = step.name.rpartition(".")[2]
    if not any(axis.name in TOKEN_AXES and axis.size == token.size for axis in step.axes):
        return False
    if end in _OFFERED or end in _STEPS_BETWEEN:
        return False
    if any(axis.name == "key" for axis in step.axes) and not are_weights(step.name):
        return any(step in later.computed.inputs and are_weights(later.name) for later in steps)
    sublayer = step.name.rpartition(".")[0]
    return end != "add" or f"{sublayer}.norm" not in {later.name for later in steps[steps.index(step) :]}
