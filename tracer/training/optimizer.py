"""How a gradient becomes a change of a parameter: SGD, Adam (arXiv 1412.6980), AdamW (1711.05101); clipping, and the rate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracer.axes import names
from tracer.errors import TracerError
from tracer.expression import Expression, Number, Symbol, call
from tracer.record.recorder import Recorder
from tracer.record.step import DETAIL, Step

PAPER = {"learning_rate": 1.0, "betas": (0.9, 0.98), "optimizer_epsilon": 1e-9}  # arXiv 1706.03762, section 5.3
_DECAY = 0.01  # torch.optim.AdamW's
USUAL = {"learning_rate": 0.001, "betas": (0.9, 0.999), "optimizer_epsilon": 1e-8}  # arXiv 1412.6980 and PyTorch


@dataclass(frozen=True, slots=True)
class Optimizer:
    """kind: adam, adamw, sgd. momentum: how much of its velocity SGD keeps from step to step; 0: it has none. nesterov: whether
    SGD goes where its velocity will be. weight_decay: of AdamW, what a step takes from each parameter itself, times the rate;
    of the others, how much of the parameter is added to its gradient. clip_norm: the largest norm of all gradients together.
    warmup: steps, ≥ 1. schedule: constant; noam (then `learning_rate` is a factor, 1 in the paper); linear and cosine (up to
    `learning_rate` in the warm-up, then down to nothing behind the last of `steps`, straight or along half a cosine).
    """

    kind: str = "adam"
    learning_rate: float = 0.001
    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    momentum: float = 0.0
    schedule: str = "constant"
    warmup: int = 4000
    steps: int = 1
    nesterov: bool = False
    weight_decay: float = 0.0
    clip_norm: float | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Optimizer:
        """The optimiser a request's training keys tell; what is left out is the paper's with `noam`, else the usual.

        Raises TracerError for a rate or a norm that is not finite and positive, a decay below 0, betas that are not two numbers
        in 0 … 1, and no warm-up.
        """
        schedule = data.get("schedule", "constant")
        usual = {**(PAPER if schedule == "noam" else USUAL), **data}
        betas = tuple(float(beta) for beta in usual["betas"])
        if len(betas) != 2 or not all(0.0 <= beta < 1.0 for beta in betas):
            raise TracerError("training.betas", value=[f"{beta:g}" for beta in betas])
        for key in ("learning_rate", "optimizer_epsilon", "clip_norm"):
            if key in usual and not 0.0 < float(usual[key]) < float("inf"):
                raise TracerError("training.range", key=key, value=usual[key], range="> 0")
        kind = data.get("optimizer", "adam")
        decay = float(data.get("weight_decay", _DECAY if kind == "adamw" else 0.0))
        if not 0.0 <= decay < float("inf"):
            raise TracerError("training.range", key="weight_decay", value=decay, range="≥ 0")
        momentum = float(data.get("optimizer_momentum", 0.0))
        if not 0.0 <= momentum < 1.0:
            raise TracerError("training.range", key="optimizer_momentum", value=momentum, range="0 ≤ … < 1")
        warmup = int(data.get("warmup", 1 if schedule == "cosine" else 4000))
        if warmup < 1:
            raise TracerError("training.range", key="warmup", value=warmup, range="1, 2 …")
        rate, epsilon = float(usual["learning_rate"]), float(usual["optimizer_epsilon"])
        return cls(
            kind, rate, (betas[0], betas[1]), epsilon, momentum, schedule, warmup, steps=int(data.get("steps", 1)),
            nesterov=bool(data.get("nesterov", False)), weight_decay=decay, clip_norm=data.get("clip_norm"),
        )  # fmt: skip

    def unread(self, data: Iterable[str]) -> list[str]:
        """Those keys of `data` about an optimiser that this one does not read."""
        idle = {"betas", "optimizer_epsilon"} if self.kind == "sgd" else {"optimizer_momentum"}
        if not self.momentum or self.kind != "sgd":
            idle.add("nesterov")
        if self.schedule == "constant":
            idle.add("warmup")
        return [key for key in data if key in idle]

    def rate(self, step: int, d_model: int) -> tuple[Expression, Expression]:
        """The learning rate of step 1, 2, … (with its numbers) and its formula: arXiv 1706.03762, equation 3, for `noam`."""
        if self.schedule == "constant":
            return Number(self.learning_rate), Symbol("η")
        if self.schedule in ("linear", "cosine"):
            schedule = (self.learning_rate, float(step), float(self.warmup), float(self.steps + 1))
            rate = _linear if self.schedule == "linear" else _rising if step <= self.warmup else _cosine
            return rate(*map(Number, schedule)), rate(Symbol("η"), Symbol("t"), Symbol("warmup"), Symbol("T"))
        numbers = (Number(float(d_model)), Number(float(step)), Number(float(self.warmup)))
        value, formula = (_noam(*parts) for parts in (numbers, (Symbol("d_model"), Symbol("t"), Symbol("warmup"))))
        if self.learning_rate == 1.0:
            return value, formula
        return call("multiply", Number(self.learning_rate), value), call("multiply", Symbol("η"), formula)


def _noam(width: Expression, step: Expression, warmup: Expression) -> Expression:
    smaller = call("min", call("power", step, -0.5), call("multiply", step, call("power", warmup, -1.5)))
    return call("multiply", call("power", width, -0.5), smaller)


def _linear(rate: Expression, step: Expression, warmup: Expression, end: Expression) -> Expression:
    down = call("divide", call("subtract", end, step), call("subtract", end, warmup))
    return call("multiply", rate, call("min", call("divide", step, warmup), down))


def _rising(rate: Expression, step: Expression, warmup: Expression, _: Expression) -> Expression:
    """The rate in a cosine schedule's warm-up."""
    return call("multiply", rate, call("divide", step, warmup))


def _cosine(rate: Expression, step: Expression, warmup: Expression, end: Expression) -> Expression:
    """The rate behind the warm-up: arXiv 1608.03983, equation 5, without restarts."""
    done = call("divide", call("subtract", step, warmup), call("subtract", end, warmup))
    turned = call("cos", call("multiply", Number(math.pi), done))
    return call("multiply", rate, 0.5, call("add", 1.0, turned))


def with_momentum(data: Mapping[str, Any], settings: Mapping[str, Any], norm_kind: str) -> dict[str, Any]:
    """The training keys of a run, where its `momentum` is that of SGD: with that optimiser, and no batch norm that has one."""
    of_sgd = data.get("optimizer") == "sgd" and norm_kind != "batch" and settings.get("momentum") is not None
    return {**({"optimizer_momentum": settings["momentum"]} if of_sgd else {}), **data}


class Update:
    """One step of an optimiser over a recorder: the rate and Adam's corrections once, then each parameter by itself."""

    def __init__(self, r: Recorder, optimizer: Optimizer, step: int, d_model: int) -> None:
        self.r, self.optimizer = r, optimizer
        value, formula = optimizer.rate(step, d_model)
        self.rate = r.apply("constant", "/lr", value=value, formula=formula, dtype=r.dtype)
        if optimizer.kind != "sgd":
            self.corrections = tuple(
                r.constant(
                    f"/adam.{part}.correction",
                    _correction(Number(beta), Number(float(step))),
                    _correction(Symbol(name), Symbol("t")),
                )
                for part, beta, name in (("m", optimizer.betas[0], "β_1"), ("v", optimizer.betas[1], "β_2"))
            )

    def clipped(self, gradients: Mapping[str, Step]) -> dict[str, Step]:
        """The parameters' gradients, all times the factor that brings their common norm down to `clip_norm`, where it is larger.

        `clip.norm`: the root of the sum of all their squares; `clip.factor`; `clipped.PARAMETER`.
        """
        most, r = self.optimizer.clip_norm, self.r
        if most is None or not gradients:
            return dict(gradients)
        squares = []
        for name, gradient in gradients.items():
            square = r.square(f"/clip.squares.{name}.each", gradient, level=DETAIL)
            squares.append(r.sum(f"/clip.squares.{name}", square, over=names(square.axes), level=DETAIL))
        whole = squares[0] if len(squares) == 1 else r.total("/clip.squares", *squares, level=DETAIL)
        norm = r.sqrt("/clip.norm", whole)
        factor = r.clip_factor("/clip.factor", norm, most=float(most))
        return {name: r.multiply(f"/clipped.{name}", gradient, factor) for name, gradient in gradients.items()}

    def penalised(self, parameter: Step, gradient: Step) -> Step:
        """The gradient, plus weight decay's share of the parameter (`penalty.PARAMETER`) unless the optimiser is AdamW."""
        decay = self.optimizer.weight_decay
        if not decay or self.optimizer.kind == "adamw":
            return gradient
        return self.r.accumulate(f"/penalty.{parameter.name}", parameter, gradient, keep=decay)

    def moments(self, parameter: Step, gradient: Step, m: Step | None, v: Step | None) -> tuple[Step, Step]:
        """Running means of the gradient and of its square; both begin at 0."""
        name, (first, second) = parameter.name, self.optimizer.betas
        m, v = m or self._zeros(f"adam.m.{name}", parameter), v or self._zeros(f"adam.v.{name}", parameter)
        return (
            self.r.blend(f"/adam.m.{name}", m, gradient, keep=first),
            self.r.blend_square(f"/adam.v.{name}", v, gradient, keep=second),
        )

    def velocity(self, parameter: Step, gradient: Step, before: Step | None) -> Step | None:
        """SGD's momentum · velocity + gradient, which begins at 0 (torch.optim.SGD); None where there is no momentum."""
        if not self.optimizer.momentum:
            return None
        name = parameter.name
        before = before or self._zeros(f"sgd.velocity.{name}", parameter)
        return self.r.accumulate(f"/sgd.velocity.{name}", before, gradient, keep=self.optimizer.momentum)

    def after(self, parameter: Step, gradient: Step, m: Step | None, v: Step | None) -> Step:
        """`after.PARAMETER`; m and v are the moments of this step. Of SGD only m, its velocity, where it has momentum.

        Before it stand, where they are asked for, `nesterov.PARAMETER` (where SGD goes instead of its velocity) and
        `decay.PARAMETER` (the parameter as AdamW leaves it before Adam's own step).
        """
        name, o = f"/after.{parameter.name}", self.optimizer
        if m is None or v is None:
            if m is not None and o.nesterov:
                m = self.r.accumulate(f"/nesterov.{parameter.name}", m, gradient, keep=o.momentum)
            return self.r.descend(name, parameter, self.rate, m or gradient)
        if o.kind == "adamw" and o.weight_decay:
            parameter = self.r.decay(f"/decay.{parameter.name}", parameter, self.rate, weight_decay=o.weight_decay)
        return self.r.adam(name, parameter, m, v, self.rate, *self.corrections, epsilon=o.epsilon)

    def _zeros(self, name: str, like: Step) -> Step:
        return self.r.filled(f"/{name}.before", axes=like.axes, value=0.0, dtype=self.r.dtype, level=DETAIL)


def _correction(beta: Expression, step: Expression) -> Expression:
    return call("subtract", 1.0, call("power", beta, step))
