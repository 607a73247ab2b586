"""What goes wrong in the feed-forward and the read-out: the activation, the gate, the output's matrix, the last softmax."""

from __future__ import annotations

from functools import partial

from tracer.diagnosis.cause import Cause, Operation, of_architecture
from tracer.diagnosis.trial import Setup, Trial
from tracer.record.step import Step

_KINDS = (
    *("relu", "gelu", "gelu_tanh", "silu", "sigmoid", "tanh", "leaky_relu", "elu", "softplus", "mish", "relu2", "quick_gelu"),
    "same",
)


def _activates(o: Operation) -> bool:
    return o.op in _KINDS and o.ends("activation")


def activation(kind: str, r: Trial, o: Operation) -> Step | None:
    return r.instead(o, kind, o.inputs[0]) if _activates(o) and o.op != kind else None


def gated(which: int, r: Trial, o: Operation) -> Step | None:
    """Only the gate, or only what it gates."""
    return r.instead(o, "same", o.inputs[which]) if o.op == "multiply" and o.ends("gated") else None


def tied(r: Trial, o: Operation) -> Step | None:
    """The embedding table transposed where the model has a matrix of its own."""
    table = r.weight("embedding.W_E")
    if not _reads_out(o) or table is None or o.inputs[1].name != "output.W_U":
        return None
    vocab, width = o.inputs[1].axes[-1], o.inputs[1].axes[0]
    if table.shape != (vocab.size, width.size):
        return None
    matrix = Step(
        o.name + ".table", "given", (), {"axes": (vocab, width), "array": table, "symbol": "W_E"}, (vocab, width), table, 1
    )
    return r.changed(o, o.inputs[0], matrix, *o.inputs[2:], transposed=True)


def _reads_out(o: Operation) -> bool:
    return o.op in ("affine", "contract") and o.ends("logits", "logits.uncapped", "logits.unscaled")


def before_norm(r: Trial, o: Operation) -> Step | None:
    """Logits of the rows before the final norm."""
    normed = o.inputs[0] if o.inputs else None
    if (
        not _reads_out(o)
        or normed is None
        or not normed.name.endswith(".norm")
        or not normed.inputs
        or not normed.inputs[0].inputs
    ):
        return None
    return r.changed(o, normed.inputs[0].inputs[0], *o.inputs[1:])


def last_softmax(op: str, r: Trial, o: Operation) -> Step | None:
    """Logarithms, or each number by itself, where the probabilities of a softmax are meant."""
    if o.op != "softmax" or not o.ends("probabilities"):
        return None
    return r.instead(o, op, *o.inputs, **(o.attrs if op != "sigmoid" else {}))


def logits_normalised(r: Trial, o: Operation) -> Step | None:
    """The logarithms of the probabilities in the place of the logits, whose softmax is the same."""
    if not o.ends("logits") or o.op == "given":
        return None
    logits = r.before(o)
    return r.instead(o, "log_softmax", logits, over=logits.axes[-1].name)


def over_tokens(r: Trial, o: Operation) -> Step | None:
    if o.op != "softmax" or not o.ends("probabilities") or not any(axis.name == "token" for axis in o.inputs[0].axes):
        return None
    return r.changed(o, over="token")


def causes(setup: Setup) -> list[Cause]:
    """The rows of this file, for one run."""
    a = setup.frame.architecture
    named = {kind: {"same": "none"}.get(kind, kind.replace("_", "-")) for kind in _KINDS}
    return [
        *[
            Cause("activation", partial(activation, kind), settings={"activation": name}, values={"kind": name})
            for kind, name in named.items()
        ],
        Cause("activation_both", frame=partial(of_architecture, activation_after="both"), settings={"activation_after": "both"}),
        Cause("no_gate", partial(gated, 1)),
        Cause("only_gate", partial(gated, 0)),
        Cause("tied", tied),
        Cause("before_norm", before_norm),
        Cause("scaled_output", frame=partial(of_architecture, scaled_output=not a.scaled_output)),
        Cause("log_softmax", partial(last_softmax, "log_softmax")),
        Cause("log_softmax", logits_normalised),
        Cause("sigmoid", partial(last_softmax, "sigmoid")),
        Cause("softmax_tokens", over_tokens),
        Cause("gru_update", frame=partial(of_architecture, gru_update={"keep": "take", "take": "keep"}[a.gru_update])),
        Cause("gru_reset", frame=partial(of_architecture, gru_reset={"after": "before", "before": "after"}[a.gru_reset])),
    ]
