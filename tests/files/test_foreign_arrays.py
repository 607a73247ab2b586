"""Somebody's arrays in files of every kind: the same numbers, and how exactly they are known."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from tracer.errors import TracerError
from tracer.files.foreign_arrays import endings, from_json, read
from tracer.record.precision import Precision

VALUES = np.array([[0.25, -1.5], [3.0, 1 / 3]])


def test_every_kind_of_file_gives_the_same_arrays(tmp_path):
    np.savez(tmp_path / "q.npz", q=VALUES, words=np.array(["a"]), mask=np.array([True, False]))
    np.save(tmp_path / "q.npy", VALUES)
    save_file({"q": VALUES}, tmp_path / "q.safetensors")
    (tmp_path / "q.json").write_text(json.dumps({"q": VALUES.tolist()}))
    for ending in ("npz", "npy", "safetensors", "json"):
        np.testing.assert_array_equal(read(str(tmp_path / f"q.{ending}")).arrays["q"], VALUES)
    assert set(read(str(tmp_path / "q.npz")).arrays) == {"q", "words", "mask"}
    assert {".npz", ".npy", ".safetensors", ".pt", ".pth", ".bin", ".ckpt"} <= set(endings())


def test_half_precision_is_widened_and_remembered(tmp_path):
    save_file({"q": VALUES.astype(np.float16)}, tmp_path / "q.safetensors")
    found = read(str(tmp_path / "q.safetensors"))
    assert found.arrays["q"].dtype == np.float32 and found.precisions == {"q": Precision("float16")}


def test_numbers_written_by_hand_are_as_exact_as_their_decimals():
    found = from_json("x.json", {"q": [[0.25, 0.5]], "k": [1, 2], "v": [1 / 3]})
    assert {name: known.decimals for name, known in found.precisions.items()} == {"q": 2, "k": None, "v": None}


@pytest.mark.parametrize("document", [[1], {}, {"text": ["a"]}, {"inputs": [[1.0]]}, {"q": {"a": 1}}, {"q": 3}, "q"])
def test_json_that_is_something_else_is_left_to_others(document):
    assert from_json("x.json", document) is None


@pytest.mark.parametrize("value", [[[1], [1, 2]], ["a"], [{"a": 1}], [True], [None], [[[[[[[[[[1]]]]]]]]]], [10**400]])
def test_lists_that_are_no_arrays_are_named(value):
    with pytest.raises(TracerError, match="x.json: q is no array"):
        from_json("x.json", {"q": value})


def test_damaged_files_and_objects_are_one_sentence(tmp_path):
    np.save(tmp_path / "o.npy", np.array([{}], object))
    np.savez(tmp_path / "o.npz", a=np.array([{}], object))
    for name, content in (("x.npy", b"x"), ("x.npz", b"x"), ("x.safetensors", b"x"), ("x.pt", b"x"), ("x.json", b"{")):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "y.json").write_text('{"q": [[1], [1, 2]]}')
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(TracerError, match=path.name):
            read(str(path))
