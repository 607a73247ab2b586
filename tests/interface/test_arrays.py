"""Arrays of other libraries, by stand-ins that offer what those do, and by the libraries themselves where they are installed."""

import numpy as np
import pytest

from tracer import trace
from tracer.interface.arrays import arrays_by_name


class Tensor:
    """As a tensor of PyTorch: only out of the graph, in the processor's memory and in a format NumPy has can it be an array."""

    def __init__(self, values, dtype="torch.float32", attached=True, device="cuda"):
        self.values, self.dtype, self.attached, self.device = values, dtype, attached, device
        self.shape = np.shape(values)

    def detach(self):
        return Tensor(self.values, self.dtype, False, self.device)

    def cpu(self):
        return Tensor(self.values, self.dtype, self.attached, "cpu")

    def float(self):
        return Tensor(self.values, "torch.float32", self.attached, self.device)

    def numpy(self):
        if self.attached or self.device != "cpu" or self.dtype == "torch.bfloat16":
            raise TypeError(self)
        return np.asarray(self.values, np.float32)


@pytest.mark.parametrize("dtype", ["torch.float32", "torch.bfloat16"])
def test_a_tensor_of_a_graph_on_another_device(dtype):
    np.testing.assert_array_equal(arrays_by_name({"a": Tensor([1.5, 2.0], dtype)})["a"], [1.5, 2.0])


def test_tuples_tables_and_what_is_missing():
    given = {"hidden_states": (np.zeros(2), np.ones(2)), "past": {"k": np.ones(1)}, "loss": None, "list": [[1, 2], [3, 4]]}
    assert list(arrays_by_name(given)) == ["hidden_states.0", "hidden_states.1", "past.k", "list"]


def test_a_step_is_an_array():
    step = trace("a b")["scores"]
    np.testing.assert_array_equal(arrays_by_name({"scores": step})["scores"], step.array)
