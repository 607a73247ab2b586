"""One method an operation, so that editors complete them and a misspelt one is an error before anything runs.

Written from the rows of `tracer.ops` by tests/record/test_operations.py, which fails where the two differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracer.record.step import Step


class Operations:
    """`r.softmax("softmax", scores, over="key")` is `r.apply("softmax", "softmax", scores, over="key")`."""

    __slots__ = ()

    def apply(self, op: str, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        """Run the row `op`; see `Recorder.apply`."""
        raise TypeError(f"{type(self).__name__} records nothing")

    def accumulate(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("accumulate", name, *inputs, level=level, **attrs)

    def adam(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("adam", name, *inputs, level=level, **attrs)

    def add(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("add", name, *inputs, level=level, **attrs)

    def affine(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("affine", name, *inputs, level=level, **attrs)

    def alibi(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("alibi", name, *inputs, level=level, **attrs)

    def argmax(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("argmax", name, *inputs, level=level, **attrs)

    def at_distance_sum(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("at_distance_sum", name, *inputs, level=level, **attrs)

    def band(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("band", name, *inputs, level=level, **attrs)

    def blend(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("blend", name, *inputs, level=level, **attrs)

    def blend_square(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("blend_square", name, *inputs, level=level, **attrs)

    def causal(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("causal", name, *inputs, level=level, **attrs)

    def choose_largest(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("choose_largest", name, *inputs, level=level, **attrs)

    def clip(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("clip", name, *inputs, level=level, **attrs)

    def clip_factor(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("clip_factor", name, *inputs, level=level, **attrs)

    def contract(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("contract", name, *inputs, level=level, **attrs)

    def decay(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("decay", name, *inputs, level=level, **attrs)

    def descend(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("descend", name, *inputs, level=level, **attrs)

    def deviation_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("deviation_slope", name, *inputs, level=level, **attrs)

    def distance_product(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("distance_product", name, *inputs, level=level, **attrs)

    def distances(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("distances", name, *inputs, level=level, **attrs)

    def divide(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("divide", name, *inputs, level=level, **attrs)

    def divide_by_sum(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("divide_by_sum", name, *inputs, level=level, **attrs)

    def draw(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("draw", name, *inputs, level=level, **attrs)

    def dropout(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("dropout", name, *inputs, level=level, **attrs)

    def edit(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("edit", name, *inputs, level=level, **attrs)

    def elu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("elu", name, *inputs, level=level, **attrs)

    def elu_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("elu_slope", name, *inputs, level=level, **attrs)

    def exp(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("exp", name, *inputs, level=level, **attrs)

    def falcon_alibi(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("falcon_alibi", name, *inputs, level=level, **attrs)

    def filled(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("filled", name, *inputs, level=level, **attrs)

    def gather(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("gather", name, *inputs, level=level, **attrs)

    def gelu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("gelu", name, *inputs, level=level, **attrs)

    def gelu_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("gelu_slope", name, *inputs, level=level, **attrs)

    def gelu_tanh(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("gelu_tanh", name, *inputs, level=level, **attrs)

    def gelu_tanh_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("gelu_tanh_slope", name, *inputs, level=level, **attrs)

    def join(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("join", name, *inputs, level=level, **attrs)

    def keep_largest(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("keep_largest", name, *inputs, level=level, **attrs)

    def leaky_relu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("leaky_relu", name, *inputs, level=level, **attrs)

    def log(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("log", name, *inputs, level=level, **attrs)

    def log_softmax(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("log_softmax", name, *inputs, level=level, **attrs)

    def lookup(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("lookup", name, *inputs, level=level, **attrs)

    def mask(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mask", name, *inputs, level=level, **attrs)

    def mean(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mean", name, *inputs, level=level, **attrs)

    def mean_square(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mean_square", name, *inputs, level=level, **attrs)

    def merge(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("merge", name, *inputs, level=level, **attrs)

    def mish(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mish", name, *inputs, level=level, **attrs)

    def mish_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mish_slope", name, *inputs, level=level, **attrs)

    def mix(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("mix", name, *inputs, level=level, **attrs)

    def multiply(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("multiply", name, *inputs, level=level, **attrs)

    def negate(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("negate", name, *inputs, level=level, **attrs)

    def one_hot(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("one_hot", name, *inputs, level=level, **attrs)

    def order(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("order", name, *inputs, level=level, **attrs)

    def over_deviation(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("over_deviation", name, *inputs, level=level, **attrs)

    def over_root(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("over_root", name, *inputs, level=level, **attrs)

    def place(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("place", name, *inputs, level=level, **attrs)

    def plus(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("plus", name, *inputs, level=level, **attrs)

    def quick_gelu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("quick_gelu", name, *inputs, level=level, **attrs)

    def quick_gelu_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("quick_gelu_slope", name, *inputs, level=level, **attrs)

    def relative_bias(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("relative_bias", name, *inputs, level=level, **attrs)

    def relative_bias_sum(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("relative_bias_sum", name, *inputs, level=level, **attrs)

    def relu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("relu", name, *inputs, level=level, **attrs)

    def relu2(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("relu2", name, *inputs, level=level, **attrs)

    def relu2_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("relu2_slope", name, *inputs, level=level, **attrs)

    def rename(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("rename", name, *inputs, level=level, **attrs)

    def repeat(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("repeat", name, *inputs, level=level, **attrs)

    def rotate(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("rotate", name, *inputs, level=level, **attrs)

    def round(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("round", name, *inputs, level=level, **attrs)

    def same(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("same", name, *inputs, level=level, **attrs)

    def scale_shift(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("scale_shift", name, *inputs, level=level, **attrs)

    def select(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("select", name, *inputs, level=level, **attrs)

    def sigmoid(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("sigmoid", name, *inputs, level=level, **attrs)

    def sigmoid_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("sigmoid_slope", name, *inputs, level=level, **attrs)

    def silu(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("silu", name, *inputs, level=level, **attrs)

    def silu_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("silu_slope", name, *inputs, level=level, **attrs)

    def sinusoid(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("sinusoid", name, *inputs, level=level, **attrs)

    def slice(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("slice", name, *inputs, level=level, **attrs)

    def softcap(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("softcap", name, *inputs, level=level, **attrs)

    def softmax(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("softmax", name, *inputs, level=level, **attrs)

    def softplus(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("softplus", name, *inputs, level=level, **attrs)

    def split(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("split", name, *inputs, level=level, **attrs)

    def spread(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("spread", name, *inputs, level=level, **attrs)

    def sqrt(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("sqrt", name, *inputs, level=level, **attrs)

    def square(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("square", name, *inputs, level=level, **attrs)

    def stack(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("stack", name, *inputs, level=level, **attrs)

    def standardise(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("standardise", name, *inputs, level=level, **attrs)

    def subtract(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("subtract", name, *inputs, level=level, **attrs)

    def sum(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("sum", name, *inputs, level=level, **attrs)

    def tanh(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("tanh", name, *inputs, level=level, **attrs)

    def tanh_slope(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("tanh_slope", name, *inputs, level=level, **attrs)

    def times(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("times", name, *inputs, level=level, **attrs)

    def total(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("total", name, *inputs, level=level, **attrs)

    def variance(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("variance", name, *inputs, level=level, **attrs)

    def window_padding(self, name: str, *inputs: Step, level: int | None = None, **attrs: Any) -> Step:
        return self.apply("window_padding", name, *inputs, level=level, **attrs)
