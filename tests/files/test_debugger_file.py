"""The JSON of transformers' model-addition debugger, as it prints tensors, and with tensors in files beside it."""

import numpy as np
import pytest
from safetensors.numpy import save_file

from tracer.errors import TracerError
from tracer.files.debugger_file import is_debugger_file, read

ROWS = np.array([[0.106479, -5.30871e-3], [1234.5, -np.inf]])


def printed(array, dtype="torch.float32"):
    """A tensor as `print` shows it in scientific notation, broken into lines."""
    numbers = ",\n        ".join("[" + ", ".join(f"{value: .4e}" for value in row) + "]" for row in array)
    text = f"tensor([{numbers}])"
    return {"shape": f"torch.Size({list(array.shape)})", "dtype": dtype, "value": text.splitlines()}


def tree(value):
    leaf = {"module_path": "Model.layers.0.mlp.act_fn", "inputs": {}, "outputs": value}
    tuple_leaf = {"module_path": "Model.layers.0.self_attn", "inputs": {}, "outputs": [value, "None"], "children": []}
    ids = {"shape": "torch.Size([1, 2])", "dtype": "torch.int64", "value": ["tensor([[ 7, 19]])"]}
    inputs = {"args": [], "kwargs": {"input_ids": ids, "use_cache": "None"}}
    return {
        "module_path": "Model",
        "inputs": inputs,
        "children": [leaf, {"module_path": "Model.layers", "children": [tuple_leaf]}],
    }


def test_printed_tensors_are_read_under_the_names_of_their_modules():
    document = tree(printed(ROWS))
    assert is_debugger_file(document) and not is_debugger_file({"steps": []})
    found = read("x.json", document)
    assert list(found.arrays) == ["input_ids", "layers.0.mlp.act_fn", "layers.0.self_attn.0"] and found.digits == 5
    np.testing.assert_allclose(found.arrays["layers.0.mlp.act_fn"], ROWS, rtol=5e-5)
    assert found.arrays["input_ids"].tolist() == [[7, 19]] and found.arrays["input_ids"].dtype.kind == "i"


def test_tensors_may_lie_in_files_beside_it(tmp_path):
    save_file({"data": ROWS.astype(np.float32)}, tmp_path / "one.safetensors")
    stored = {"shape": "torch.Size([2, 2])", "dtype": "torch.float32", "value": "./one.safetensors"}
    found = read(str(tmp_path / "x.json"), tree(stored))
    assert found.digits is None
    np.testing.assert_array_equal(found.arrays["layers.0.mlp.act_fn"], ROWS.astype(np.float32))
    outside = {**stored, "value": "../../etc/one.safetensors"}
    np.testing.assert_array_equal(
        read(str(tmp_path / "x.json"), tree(outside)).arrays["layers.0.mlp.act_fn"], ROWS.astype(np.float32)
    )
    with pytest.raises(TracerError, match="two.safetensors, which is not beside it"):
        read(str(tmp_path / "x.json"), tree({**stored, "value": "./two.safetensors"}))


def test_what_was_printed_in_part_or_not_at_all_is_told():
    part = printed(ROWS)
    part["value"] = [line.replace(",", ", ...,", 1) for line in part["value"]]
    document = tree(part)
    del document["inputs"]
    with pytest.raises(TracerError, match="only in part"):
        read("x.json", document)
    summary = tree({"shape": "torch.Size([2, 2])", "dtype": "torch.float32"})
    del summary["inputs"]
    with pytest.raises(TracerError, match="summary"):
        read("x.json", summary)


@pytest.mark.parametrize(
    "change",
    [{"shape": "torch.Size([3, 3])"}, {"shape": "odd"}, {"value": ["tensor("]}, {"value": ["tensor([a])"]}, {"value": 3}],
)
def test_a_tensor_that_cannot_be_read_is_one_sentence(change):
    with pytest.raises(TracerError, match="x.json"):
        read("x.json", tree({**printed(ROWS), **change}))
