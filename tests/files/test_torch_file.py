"""What `torch.save` wrote is read without running a pickle; anything but tensors is refused."""

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tracer.errors import NotEnoughMemory, TracerError
from tracer.files.torch_file import read

CAPTURES = Path(__file__).parents[1] / "cases" / "captures"


def test_tensors_in_lists_and_dictionaries_have_the_path_to_them_as_a_name():
    found = read(CAPTURES / "nested.pt")
    assert list(found.arrays) == ["layers.0.attn", "half"]
    np.testing.assert_array_equal(found.arrays["layers.0.attn"], np.arange(6.0).reshape(2, 3).T)
    assert found.halves == {"half": "bfloat16"} and found.arrays["half"].tolist() == [0.333984375, 0.333984375]


def archive(tmp_path, code, **storages):
    path = tmp_path / "x.pt"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("x/data.pkl", code)
        for key, raw in storages.items():
            file.writestr(f"x/data/{key.removeprefix('s')}", raw)
    return path


class Runs:
    """Its pickle creates a file when Python runs it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_a_pickle_that_would_run_something_is_refused_and_runs_nothing(tmp_path, protocol):
    path = archive(tmp_path, pickle.dumps({"a": Runs(tmp_path / "ran")}, protocol))
    with pytest.raises(TracerError, match="holds more than tensors .*open"):
        read(path)
    assert not (tmp_path / "ran").exists()


class Tensor:
    """A tensor as torch pickles it: rebuilt from a storage, an offset, sizes and strides."""

    def __init__(self, key, offset, size, stride, kind="FloatStorage"):
        self.parts = key, offset, size, stride, kind


def pickled(value):
    """The instructions torch would write for it, with torch's names but without torch."""

    class Pickler(pickle._Pickler):
        def persistent_id(self, one):
            return one if isinstance(one, tuple) and one and one[0] == "storage" else None

        def save(self, one, *rest):
            if isinstance(one, Tensor):
                key, offset, size, stride, kind = one.parts
                self.write(b"ctorch._utils\n_rebuild_tensor_v2\n(")
                self.write(b"(X\x07\x00\x00\x00storagectorch\n" + kind.encode() + b"\n")
                self.save(key)
                self.save("cpu")
                self.save(4)
                self.write(b"tQ")
                for part in (offset, size, stride, False):
                    self.save(part)
                self.write(b"ccollections\nOrderedDict\n)RtR")
            else:
                super().save(one, *rest)

    stream = io.BytesIO()
    Pickler(stream, 2).dump(value)
    return stream.getvalue()


NUMBERS = np.arange(4, dtype="<f4").tobytes()


def test_strides_and_offsets_are_followed(tmp_path):
    path = archive(tmp_path, pickled({"a": Tensor("0", 1, (3,), (1,)), "b": Tensor("0", 0, (2, 2), (1, 2))}), s0=NUMBERS)
    found = read(path).arrays
    assert found["a"].tolist() == [1, 2, 3] and found["b"].tolist() == [[0, 2], [1, 3]]


@pytest.mark.parametrize(
    "tensor",
    [
        ("0", 2, (3,), (1,)),
        ("0", -1, (2,), (1,)),
        ("0", 0, (2,), (9,)),
        ("0", 0, (2,), (-1,)),
        ("7", 0, (2,), (1,)),
        ("0", 0, (2,), (1,), "Odd"),
    ],
)
def test_a_tensor_beyond_its_storage_is_refused(tmp_path, tensor):
    with pytest.raises(TracerError, match="x.pt"):
        read(archive(tmp_path, pickled({"a": Tensor(*tensor)}), s0=NUMBERS))


@pytest.mark.parametrize("code", [b"", b"\x80\x02", b"garbage", b"\x80\x02.", b"\x80\x02}q\x00(X\x01\x00\x00\x00aK\x01u"])
def test_instructions_that_end_early_are_one_sentence(tmp_path, code):
    with pytest.raises(TracerError, match="x.pt"):
        read(archive(tmp_path, code))


def test_what_is_no_such_zip_is_told_with_the_way_to_write_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.pt", "w") as file:
        file.writestr("readme", "x")
    with pytest.raises(TracerError, match="other.pt is no zip that torch.save writes"):
        read(tmp_path / "other.pt")
    old = tmp_path / "old.pt"
    old.write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(TracerError, match="older pickles are not read"):
        read(old)


def listed(depth, leaf, joined):
    """Containers in one another, each holding the one inside it twice: 2^depth paths to the leaf."""
    code = b"\x80\x02" + leaf
    for place in range(depth):
        code += b"r" + place.to_bytes(4, "little") + b"0" + joined.replace(b"x", b"j" + place.to_bytes(4, "little"))
    return code


@pytest.mark.parametrize(
    "code",
    [
        listed(31, b"]", b"](xxe") + b".",
        listed(60, b")", b"xx\x86") + b"r\xff\0\0\0}j\xff\0\0\0K\x01s.",
        listed(60, b")", b"xx\x86") + b"Q.",
        listed(60, b")", b"xx\x86") + b"\x8c\x01a\x93.",
        listed(1, b"]", b"](" + b"x" * 10_000 + b"e") + b".",
        b"\x80\x02]q\x00h\x00a.",
        b"\x80\x02}X" + (2000).to_bytes(4, "little") + b"k" * 2000 + b"]s.",
        b"\x80\x02NK\x01a.",
        b"\x80\x02(NNNNNtQ.",
    ],
    ids=["lists", "key", "storage", "name", "long", "itself", "long key", "append to none", "no storage"],
)
def test_what_grows_as_it_is_walked_and_what_is_of_another_kind_is_refused_at_once(tmp_path, monkeypatch, code):
    monkeypatch.setattr("tracer.files.torch_file._MOST_WALKED", 1 << 12)
    with pytest.raises(TracerError, match="x.pt"):
        read(archive(tmp_path, code))


def test_a_tensor_of_a_stride_of_0_takes_no_more_than_there_is_room_for(tmp_path, monkeypatch):
    assert (
        read(archive(tmp_path, pickled({"a": Tensor("0", 1, (3, 2), (0, 1))}), s0=NUMBERS)).arrays["a"].tolist() == [[1, 2]] * 3
    )
    monkeypatch.setattr("tracer.files.torch_file.available", lambda: 1 << 20)
    monkeypatch.setattr("tracer.memory.available.available", lambda: 1 << 20)
    for tensors in (
        {"a": Tensor("0", 0, (1 << 40,), (0,))},
        {str(place): Tensor("0", 0, (1 << 16,), (0,)) for place in range(9)},
    ):
        with pytest.raises(NotEnoughMemory, match="x.pt"):
            read(archive(tmp_path, pickled(tensors), s0=NUMBERS))


@pytest.mark.parametrize("parts", [("storage",) * 4, (), "", 1, None])
def test_a_tensor_without_a_storage_is_damaged(tmp_path, parts):
    code = b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(" + pickle.dumps(parts, 2)[2:-1] + b"K\x00))tR."
    with pytest.raises(TracerError, match="x.pt is damaged"):
        read(archive(tmp_path, code))


def test_storages_are_not_read_again_and_again(tmp_path, monkeypatch):
    monkeypatch.setattr("tracer.files.torch_file._PLENTY", 0)
    tensors = {str(place): Tensor(str(place % 2), 0, (1,), (1,)) for place in range(400)}
    with pytest.raises(TracerError, match="x.pt"):
        read(archive(tmp_path, pickled(tensors), s0=NUMBERS, s1=NUMBERS))
    shared = {str(place): Tensor("0", place % 4, (1,), (1,)) for place in range(400)}
    assert len(read(archive(tmp_path, pickled(shared), s0=NUMBERS)).arrays) == 400
