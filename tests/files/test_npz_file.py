"""npz: nothing is run, nothing is believed before it is checked."""

import io
import pickle
import struct
import zipfile

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.files import formats, npz_file
from tracer.language import use


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def refusal(path):
    with pytest.raises(TracerError) as refused:
        formats.load(path)
    return str(refused.value)


def npy(array):
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=True)
    return stream.getvalue()


def zipped(path, **entries):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries.items():
            archive.writestr(f"{name}.npy", content)
    return path


def test_what_numpy_saves_is_read(tmp_path):
    fortran = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    np.savez_compressed(tmp_path / "a.npz", W_Q=fortran, b=np.array([1, 2], np.int32), half=np.array([1.5], np.float16))
    loaded = formats.load(tmp_path / "a.npz")
    assert loaded.parameters["W_Q"].tolist() == fortran.tolist()
    assert loaded.parameters["b"].dtype == np.int32 and loaded.settings == {}


class Evil:
    def __reduce__(self):
        return (open, ("PWNED", "w"))


def test_objects_are_refused_and_nothing_in_them_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    zipped(tmp_path / "a.npz", W=npy(np.array([Evil()], dtype=object)))
    assert "'W' holds Python objects" in refusal(tmp_path / "a.npz")
    zipped(tmp_path / "b.npz", W=pickle.dumps(Evil()))
    assert "'W' is damaged" in refusal(tmp_path / "b.npz")
    assert not (tmp_path / "PWNED").exists()


@pytest.mark.parametrize("bad", [np.array(["a"]), np.array([1j]), np.array([True]), np.array([("a", 1)], dtype="U1,i4")])
def test_anything_but_real_numbers_is_refused(tmp_path, bad):
    np.savez(tmp_path / "a.npz", W=bad)
    assert "W (" in refusal(tmp_path / "a.npz") and "must hold real numbers" in refusal(tmp_path / "a.npz")


@pytest.mark.parametrize("shape", ["(1000000000000,)", "(10**12,)", "(-2, -3)", "(5,)", "(2.0, 3)", "(True, 6)", "(((", "x"])
def test_a_header_that_lies_about_its_size_takes_no_memory(tmp_path, shape):
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117).encode() + b"\n"
    content = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + np.arange(6.0).tobytes()
    zipped(tmp_path / "a.npz", W=content)
    assert "'W' is damaged" in refusal(tmp_path / "a.npz")


def test_an_archive_larger_than_memory_is_refused_before_any_is_taken(tmp_path, monkeypatch):
    np.savez_compressed(tmp_path / "bomb.npz", W=np.zeros(1_000_000))
    assert (tmp_path / "bomb.npz").stat().st_size < 20_000
    monkeypatch.setattr("tracer.memory.available.available", lambda: 1_000_000)
    monkeypatch.setattr(np.lib.format, "read_array", None)
    assert "needs 0.0 GB of memory" in refusal(tmp_path / "bomb.npz")


def test_damaged_archives_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", W=np.arange(100.0))
    whole = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "empty.npz").touch()
    (tmp_path / "bits.npz").write_bytes(whole.replace(np.float64(50).tobytes(), np.float64(51).tobytes(), 1))
    for name in ("cut", "text", "empty", "bits"):
        assert "is not a sound .npz archive" in refusal(tmp_path / f"{name}.npz")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_arrays_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for _ in range(2):
            archive.writestr("W.npy", npy(np.zeros(1)))
    assert "two arrays of the same name" in refusal(tmp_path / "a.npz")


@pytest.mark.parametrize(
    "card",
    [
        "{",
        "[]",
        "[" * 50_000,
        '{"settings": {}}',
        '{"format": "ttrace-weights/1", "tokens": ["a"]}',
        '{"format": "ttrace-weights/1", "tokens": 3}',
        '{"format": "ttrace-weights/1", "settings": 3}',
    ],
)
def test_a_damaged_card_is_refused(tmp_path, card):
    np.savez(tmp_path / "a.npz", ttrace=np.array(card), W=np.zeros(1))
    assert "is damaged; save the file again" in refusal(tmp_path / "a.npz")


def test_a_card_with_a_wrong_setting_names_it_and_a_trace_is_no_weights(tmp_path):
    np.savez(tmp_path / "a.npz", ttrace=np.array('{"format": "ttrace-weights/1", "settings": {"heads": -1}}'))
    assert "heads cannot be -1" in refusal(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", ttrace=np.array('{"format": "ttrace/1"}'))
    assert "is a trace, what a run computed" in refusal(tmp_path / "b.npz")


def test_arrays_reads_strings_only_where_they_are_asked_for(tmp_path):
    np.savez(tmp_path / "a.npz", tokens=np.array(["a", "b"]), vectors=np.eye(2))
    assert npz_file.arrays(tmp_path / "a.npz", texts=("tokens",))["tokens"].tolist() == ["a", "b"]
    with pytest.raises(TracerError, match="must hold real numbers"):
        npz_file.arrays(tmp_path / "a.npz")


def test_stages_beside_the_words_they_were_read_from_are_a_trace_and_no_weights(tmp_path):
    np.savez(tmp_path / "a.npz", tokens=np.array(["a", "b"]), embedding=np.eye(2))
    assert "is a trace, what a run computed" in refusal(tmp_path / "a.npz")


def test_an_array_packed_beyond_what_numbers_can_be_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, W_Q=np.zeros((1 << 21, 5)))
    with pytest.raises(TracerError, match="W_Q would grow to 80 MB"):
        formats.load(path)
    np.savez(path, W_Q=np.zeros((1 << 21, 5)))
    assert formats.load(path).parameters["W_Q"].shape == (1 << 21, 5)
    np.savez_compressed(path, W_Q=np.zeros((1 << 10, 5)))
    assert formats.load(path).parameters["W_Q"].shape == (1 << 10, 5)
