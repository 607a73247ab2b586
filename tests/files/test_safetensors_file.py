"""safetensors: read lazily, widened exactly, refused by name."""

import json
import struct

import numpy as np
import pytest
from safetensors.numpy import save_file

from tracer.errors import TracerError
from tracer.files import formats
from tracer.files.safetensors_file import LazyTensors
from tracer.language import use


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def tensor(dtype, shape, first, last):
    return {"dtype": dtype, "shape": shape, "data_offsets": [first, last]}


def written(path, header, data=bytes(64), length=None):
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(raw) if length is None else length) + raw + data)
    return path


F32 = {"W": tensor("F32", [16], 0, 64)}


@pytest.mark.parametrize(
    ("header", "size", "length", "words"),
    [
        (F32, 32, None, "its header tells another length than the file has"),
        (F32, 80, None, "its header tells another length than the file has"),
        (F32, 64, 1 << 40, "its header is larger than 100 MB"),
        (F32, 64, 5000, "it ends before its header does"),
        ({"a": tensor("F32", [8], 0, 32), "b": tensor("F32", [8], 16, 48)}, 48, None, "the tensor 'b' overlaps another"),
        ({"W": tensor("F99", [16], 0, 64)}, 64, None, "it names a number format 'F99' that does not exist"),
        ({"W": tensor("F32", [15], 0, 64)}, 64, None, "a tensor's shape and number format do not fit its bytes"),
        ({"W": tensor("F32", [1 << 40, 1 << 40], 0, 64)}, 64, None, "a tensor's shape and number format do not fit"),
        ({"W": tensor("F32", [-1], 0, 64)}, 64, None, "is not a sound safetensors file: invalid value: integer `-1`"),
        (b'{"a":', 64, None, "is not a sound safetensors file"),
        (b"\xff\xfe", 64, None, "is not a sound safetensors file"),
        (
            b'{"W":' + json.dumps(F32["W"]).encode() + b',"W":' + json.dumps(F32["W"]).encode() + b"}",
            64,
            None,
            "names a tensor twice",
        ),
    ],
)
def test_an_unsound_file_is_refused_in_one_sentence(tmp_path, header, size, length, words):
    path = written(tmp_path / "a.safetensors", header, bytes(size), length)
    with pytest.raises(TracerError) as refused:
        formats.load(path)
    assert words in str(refused.value) and str(refused.value).startswith(str(path))


def test_an_empty_file_and_a_wrong_kind_are_refused(tmp_path):
    (tmp_path / "a.safetensors").touch()
    with pytest.raises(TracerError, match="ends before its header does"):
        formats.load(tmp_path / "a.safetensors")
    (tmp_path / "b.safetensors").write_bytes(b"PK\3\4" + bytes(100))
    with pytest.raises(TracerError, match="is not a sound safetensors file"):
        formats.load(tmp_path / "b.safetensors")


def test_half_precision_is_widened_exactly(tmp_path):
    bits = np.arange(1 << 16, dtype="<u2")
    header = {"b": tensor("BF16", [256, 256], 0, 1 << 17), "h": tensor("F16", [1 << 16], 1 << 17, 1 << 18)}
    loaded = LazyTensors(written(tmp_path / "a.safetensors", header, bits.tobytes() * 2))
    sign, exponent, fraction = bits >> 15, (bits >> 7) & 0xFF, (bits & 0x7F).astype(float)
    normal = (exponent > 0) & (exponent < 255)
    value = (1.0 - 2.0 * sign) * (1 + fraction / 128) * 2.0 ** (exponent.astype(float) - 127)
    assert loaded["b"].dtype == np.float32 and loaded["b"].shape == (256, 256)
    assert loaded["b"].ravel()[normal].tolist() == value[normal].tolist()
    assert loaded["b"].ravel()[0x7F80] == np.inf and np.isnan(loaded["b"].ravel()[0x7FC0])
    np.testing.assert_equal(loaded["h"], bits.view(np.float16).astype(np.float32))


def test_tensors_are_read_when_asked_for_and_rows_alone(tmp_path):
    save_file({"W": np.arange(12, dtype=np.float32).reshape(4, 3), "n": np.array(7)}, tmp_path / "a.safetensors")
    loaded = LazyTensors(tmp_path / "a.safetensors")
    assert sorted(loaded) == ["W", "n"] and len(loaded) == 2 and "W" in loaded and loaded.shape("W") == (4, 3)
    assert loaded.rows("W", [2, 0]).tolist() == [[6, 7, 8], [0, 1, 2]]
    assert loaded.rows("W", slice(1, 2)).tolist() == [[3, 4, 5]] and loaded["n"] == 7
    assert not loaded["W"].flags.owndata and not loaded["W"].flags.writeable, "a view of the mapped file"
    with pytest.raises(KeyError):
        loaded["none"]


def test_an_unreadable_format_is_refused_only_when_its_tensor_is_read(tmp_path):
    header = {"W": tensor("F8_E4M3", [32], 0, 32), "b": tensor("F32", [8], 32, 64)}
    loaded = formats.load(written(tmp_path / "a.safetensors", header)).parameters
    assert loaded["b"].tolist() == [0] * 8
    with pytest.raises(TracerError, match="the tensor 'W' is F8_E4M3"):
        loaded["W"]


def test_an_empty_tensor_and_one_bfloat16_number_are_read(tmp_path):
    header = {"e": tensor("F32", [0, 3], 0, 0), "s": tensor("BF16", [], 0, 2)}
    loaded = LazyTensors(written(tmp_path / "a.safetensors", header, b"\x80\x3f"))
    assert loaded["e"].shape == (0, 3) and loaded["s"] == 1.0
