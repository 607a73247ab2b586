"""`trace(weights=…)` takes a state dict as it is: other programs' names, tensors by what they offer, and what is not used is named."""

from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tracer import trace
from tracer.errors import TracerError

CASES = Path(__file__).parent.parent / "cases"
MHA = CASES / "torch" / "mha_4heads"


class Tensor:
    """What PyTorch's tensor offers to somebody who does not know it: NumPy only behind `detach`, and not of bfloat16."""

    def __init__(self, array, dtype="float32", attached=True):
        self.array, self.dtype, self.attached = array, f"torch.{dtype}", attached

    def detach(self):
        return Tensor(self.array, self.dtype.removeprefix("torch."), False)

    def cpu(self):
        return self

    def float(self):
        return Tensor(self.array, "float32", self.attached)

    def numpy(self):
        if self.attached:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        if self.dtype == "torch.bfloat16":
            raise TypeError("Got unsupported ScalarType BFloat16")
        return self.array

    def __array__(self, *args, **keywords):
        return self.numpy()


def tensors(arrays, dtype="float32"):
    return OrderedDict((name, Tensor(array, dtype)) for name, array in arrays.items())


def test_a_module_s_state_dict_is_the_file_of_it():
    arrays, expected = load_file(MHA / "weights.safetensors"), np.load(MHA / "expected.npz")
    options = {"model": "attention", "heads": 4, "positions": "none", "inputs": expected["query"][0].tolist()}
    from_file = trace(load=MHA / "weights.safetensors", **options)
    turned = {name: np.asfortranarray(array) for name, array in arrays.items()}  # views, as `.t()` leaves them
    for given in (
        arrays,
        tensors(arrays),
        tensors(turned),
        {f"_orig_mod.{name}": array for name, array in tensors(arrays).items()},
    ):
        run = trace(weights=given, **options)
        np.testing.assert_array_equal(run["attention.output"].values, from_file["attention.output"].values)
    upper = {name: (array.view(np.uint32) & 0xFFFF0000).view(np.float32) for name, array in arrays.items()}
    half, kept = trace(weights=tensors(upper, "bfloat16"), **options), trace(weights=upper, **options)
    np.testing.assert_array_equal(half["attention.output"].values, kept["attention.output"].values)


def test_what_is_not_used_and_what_is_assumed_is_said_and_what_is_strange_refused():
    arrays = load_file(MHA / "weights.safetensors")
    options = {"model": "attention", "positions": "none", "inputs": [[1.0] * arrays["out_proj.weight"].shape[0]]}
    run = trace(weights=tensors({**arrays, "num_batches_tracked": np.array(3)}), **options)
    assert any("num_batches_tracked" in note for note in run.notes) and any("heads = 1" in note for note in run.notes)
    with pytest.raises(TracerError, match="stranger"):
        trace(weights=tensors({**arrays, "stranger": np.ones(3)}), **options)
    with pytest.raises(TracerError, match="'in_proj_weight' holds no numbers"):
        trace(weights={**arrays, "in_proj_weight": Tensor(np.array(["a"]))}, **options)
    assert trace("a b", weights={"W_U": [[1.0, 0.0]] * 4, "b_U": [0.0, 1.0]}, classes=["x", "y"], seed=1).tokens == ["a", "b"]


def test_an_lstm_s_options_win_over_what_its_names_say():
    arrays, expected = (
        loader(CASES / "torch_more" / f"lstm_2layers.{end}") for loader, end in ((load_file, "safetensors"), (np.load, "npz"))
    )
    states = {"h_0": expected["h0"][:, 0].tolist(), "c_0": expected["c0"][:, 0].tolist()}
    run = trace(weights=tensors(arrays), inputs=expected["x"][0].tolist(), **states)
    np.testing.assert_allclose(run["recurrent.1.h"].values, expected["out"][0], atol=1e-9)
