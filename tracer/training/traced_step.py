"""Training steps with every number: forward, loss, backward, update, one trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from tracer.axes import Axis
from tracer.errors import Inapplicable, TracerError
from tracer.models import page
from tracer.record.backward import backward, level_gradients, ones
from tracer.record.edit import Edits
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, SHOWN, Step
from tracer.record.trace import Trace
from tracer.session.prepared import Prepared, check_room
from tracer.session.request import Request
from tracer.session.run import prepare
from tracer.session.unused_settings import unread
from tracer.session.warnings import notes
from tracer.settings import RECURRENT, WRITE
from tracer.settings.data import Inputs
from tracer.training.loss import loss, rows_loss, upstream_loss
from tracer.training.micro_batches import accumulated, micro_batches, rows_of
from tracer.training.objective import goal_of, has_padding
from tracer.training.optimizer import Optimizer, Update, with_momentum
from tracer.weights.seed import draw

MOST_STEPS = 1000
_OF_LABELS = ("labels", "label_smoothing", "ignore_label", "pad_label", "class_weights")
_KEPT = 4  # a step keeps each number with its gradient, of a parameter also what Adam knows and what comes after


def trace_steps(request: Request, steps: int = 1, report: Callable[[int], None] | None = None) -> Trace:
    """The trace of `steps` training steps on the request's sentences.

    One step: the run's own stages, `loss.each`, `loss`, `grad.ADDRESS` for every stage and parameter, `lr`, `after.PARAMETER`
    and, with Adam, `adam.m.PARAMETER` and `adam.v.PARAMETER`, with SGD's momentum `sgd.velocity.PARAMETER`. Where it is asked
    for: `clip.norm`, `clip.factor`, `clipped.PARAMETER`, `penalty.PARAMETER`, `nesterov.PARAMETER`, `decay.PARAMETER`.
    With `accumulate`: the run's stages and `loss` of each part of the batch under `micro.1.` …, and their mean.
    Several: the same, each under `step.1.`, `step.2.` …. report: called with the number of each step that is done.
    Raises TracerError where the model ends before logits, and whatever `goal_of` and `Optimizer.of` refuse.
    """
    if not 1 <= steps <= MOST_STEPS:
        raise TracerError("training.range", key="steps", value=steps, range=f"1 … {MOST_STEPS}")
    request = with_output(request)
    prepared = prepare(request)
    if prepared.half:
        raise Inapplicable("training.half", dtype=prepared.half)
    check_room(prepared, times=_KEPT * steps)
    data = with_momentum(request.data, request.settings, prepared.settings.norm_kind)
    optimizer = Optimizer.of({"steps": steps, **data})  # over which a linear schedule falls
    every: dict[str, Step] = {}
    first: dict[str, Step] = {}
    before: dict[str, Step] = {}
    for number in range(1, steps + 1):
        r = Recorder(prepared.source, prepared.settings.dtype, Edits(prepared.edits), paper=prepared.settings.paper)
        with np.errstate(all="ignore"):
            r.parameters.update(_handed_on(before, "after."))
            _one(r, prepared, request.data, optimizer, number, before)
        first = first or dict(r.parameters)
        before = dict(r.steps)
        _enter(every, r, f"step.{number}." if steps > 1 else "")
        if report is not None:
            report(number)
    idle = tuple([*unread(prepared, request, trains=True), *optimizer.unread(request.data)])
    idle += tuple(key for key in _unread_goals(request.data) if key in request.data)
    if optimizer.momentum and "optimizer_momentum" not in request.data:
        idle = tuple(key for key in idle if key != "momentum")  # it is SGD's
    warnings = tuple(notes(prepared, first, every, idle))
    return Trace(every, first, prepared.model_facts(), prepared.tokens(), prepared.facts(), request, warnings, idle)


def with_output(request: Request) -> Request:
    """A seeded model without an output layer gets one, drawn like any other matrix, so that it can be trained."""
    if _of_rows(request.data):
        return request  # the rows given for it are of what the model gives by itself
    if not request.is_seeded or any(name.endswith("W_U") for name in request.parameters):
        return request
    prepared = prepare(request)
    s, classes = prepared.settings, prepared.frame.vocab
    if s.model in (*WRITE, "attention") or s.tied or classes is None or s.d_model is None:
        return request
    width = s.d_model
    if s.model in RECURRENT and s.hidden is not None:
        state = s.proj_size if s.model == "lstm" and s.proj_size else s.hidden
        width = state * (2 if s.bidirectional else 1)  # both directions side by side
    columns = [draw(s.seed, f"output.W_U[{label}]", (width,), width, s.init) for label in classes.labels]
    drawn = {**request.parameters, "output.W_U": np.stack(columns, axis=1)}
    data = request.data.changed(classes=list(classes.labels)) if classes.name == "class" else request.data
    return replace(request, parameters=drawn, data=data, seeded=True)


def _one(r: Recorder, prepared: Prepared, data: Inputs, optimizer: Optimizer, number: int, before: Mapping[str, Step]) -> None:
    """Record one training step; `before` holds the steps of the one before it."""
    target = _forward(r, prepared, data)
    wanted = trainable(r.parameters)
    gradients = backward(r, target, ones(r, "/grad.loss", target), [*r.steps.values(), *wanted], ends=r.parameters.values())
    level_gradients(r.steps, gradients, {**r.steps, **r.parameters})
    update = Update(r, optimizer, number, prepared.settings.d_model or prepared.settings.hidden or 1)
    clipped = update.clipped({step.name: gradients[step.name] for step in wanted if step.name in gradients})
    for parameter in wanted:
        if parameter.name not in clipped:
            continue
        gradient = update.penalised(parameter, clipped[parameter.name])
        m = v = None
        if optimizer.kind != "sgd":
            m, v = update.moments(parameter, gradient, *_moments(before, parameter.name))
        else:
            m = update.velocity(parameter, gradient, before.get(f"sgd.velocity.{parameter.name}"))
        update.after(parameter, gradient, m, v)


def _forward(r: Recorder, prepared: Prepared, data: Inputs) -> Step:
    """Run the model's page and return the loss; of a batch in parts each below `micro.1.` …, then their mean (or sum)."""
    parts = micro_batches(prepared, accumulated(data))
    losses = []
    for number, part in enumerate(parts, 1):
        with r.again(f"micro.{number}" if len(parts) > 1 else ""):
            page(prepared.settings.model)(r, part.frame)
            missing = prepared.source.first_missing(r.parameters)
            if missing is not None:
                raise missing
            losses.append(_target(r, prepared, data, part.rows))
    if len(losses) == 1:
        return losses[0]
    axis = Axis("micro", len(losses), [str(number) for number in range(1, len(losses) + 1)])
    each = r.stack("loss.micro", *losses, axis=axis, order=("micro",))
    adds = data.reduction == "sum" or data.upstream_gradient is not None
    return r.sum("loss", each, over="micro") if adds else r.mean("loss", each, over="micro")


def _of_rows(data: Inputs) -> bool:
    """Whether the goal is rows like the output's, not labels."""
    return data.upstream_gradient is not None or data.loss in ("mse", "bce")


def _unread_goals(data: Inputs) -> tuple[str, ...]:
    """The keys of the goal that other keys make idle."""
    if data.upstream_gradient is not None:
        return (*_OF_LABELS, "reduction", "loss", "targets")
    if _of_rows(data):
        return _OF_LABELS
    return ("targets", "class_weights") if data.loss == "kl" else ("targets",)


def _target(r: Recorder, prepared: Prepared, data: Inputs, rows: slice) -> Step:
    """The number whose gradients are taken: a loss of the logits (of the last stage, where there are none), or the output
    weighted by an upstream gradient. rows: the sentences it is of.
    """
    output = r.step("/logits") or [step for step in r.steps.values() if step.level == SHOWN][-1]
    if data.upstream_gradient is not None:
        return upstream_loss(r, output, rows_of(data.upstream_gradient, rows))
    if data.loss in ("mse", "bce"):
        if data.targets is None:
            raise TracerError("training.no_targets", loss=data.loss)
        if has_padding(prepared):
            raise TracerError("training.targets_padded", loss=data.loss)
        if data.loss == "mse" and prepared.settings.read_out == "sigmoid":
            output = r.step("/probabilities") or output
        return rows_loss(r, output, data.loss, rows_of(data.targets, rows), data.reduction or "mean")
    _check_read_out(prepared, data, output)
    if prepared.settings.model not in WRITE and data.labels is None:
        raise TracerError("training.no_labels", model=prepared.settings.model)
    if output.name.rpartition(".")[2] != "logits":
        raise TracerError("training.no_logits")
    goal = goal_of(prepared, data, output.axes[-1]).of(rows)
    target = loss(r, output, goal)
    if goal.is_plain:
        r.exp("loss.perplexity", target)
    return target


def _check_read_out(prepared: Prepared, data: Inputs, output: Step) -> None:
    """Raise TracerError where what the model gives out are no classes that labels could name."""
    read_out, model = prepared.settings.read_out, prepared.settings.model
    if read_out == "linear":
        raise TracerError("training.goal_linear", loss="mse")
    is_alone = (output.axes[-1].size or 0) < 2
    if read_out == "sigmoid" and (is_alone or (data.labels is None and model not in WRITE)):
        raise TracerError("training.goal_sigmoid", loss="bce")


def trainable(parameters: Mapping[str, Step]) -> list[Step]:
    """What training changes: every parameter but the running statistics of batch norm."""
    return [step for name, step in parameters.items() if ".running_" not in name]


def _moments(before: Mapping[str, Step], name: str) -> tuple[Step | None, Step | None]:
    return before.get(f"adam.m.{name}"), before.get(f"adam.v.{name}")


def _handed_on(before: Mapping[str, Step], start: str) -> dict[str, Step]:
    """The parameters of the next step: what the one before left, under their own names."""
    result = {}
    for name, step in before.items():
        if name.startswith(start) and step.op in ("adam", "descend", "round"):
            parameter_name = name.removeprefix(start)
            result[parameter_name] = Step(parameter_name, "same", (step,), {}, step.axes, step.array, DETAIL)
    return result


def _enter(every: dict[str, Step], r: Recorder, prefix: str) -> None:
    """Put a step's records into the trace; of several, each under its own prefix, handed-on parameters too."""
    handed = [step for step in r.parameters.values() if step.op == "same"]
    for step in (*handed, *r.steps.values()):
        if prefix:
            step.name = prefix + step.name
        every[step.name] = step
