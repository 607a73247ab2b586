"""A zip that is damaged anywhere, encrypted, or packed in a way nothing here knows ends in a sentence, whatever reads it."""

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.files.foreign_arrays import read
from tracer.files.workbook_table import workbook_table

CAPTURES = Path(__file__).parents[1] / "cases" / "captures"
PACKINGS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def entries(ending):
    if ending == "pt":
        with zipfile.ZipFile(CAPTURES / "nested.pt") as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    if ending == "npz":
        stream = io.BytesIO()
        np.save(stream, np.arange(64.0).reshape(8, 8))
        return {"q.npy": stream.getvalue()}
    openpyxl = pytest.importorskip("openpyxl")
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["name", 1, 2])
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def damaged(whole, rng):
    """Bytes changed in what is packed, in what the directory says of it, or the rest cut off."""
    data = bytearray(whole)
    at = data.index(b"PK\x01\x02")
    kind = rng.randrange(6)
    if kind == 0:
        for _ in range(3):
            data[rng.randrange(30, at)] ^= 1 << rng.randrange(8)
    elif kind == 1:
        data[at + 8] |= 1  # encrypted
    elif kind == 2:
        data[at + 10] = rng.choice((0, 8, 12, 14, 99))
    elif kind == 3:  # a name that is no text
        data[at + 9] |= 8
        data[at + 46] = 0xFF
    elif kind == 4:  # entries before the file's start: the directory is said to begin later than it does
        end = data.rindex(b"PK\x05\x06")
        data[end + 16] = min(data[end + 16] + 60, 255)
    else:
        data[at + rng.randrange(16, 46)] = rng.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("ending", ["npz", "pt", "xlsx"])
def test_a_damaged_zip_is_one_sentence(tmp_path, ending):
    parts = entries(ending)
    for packing in PACKINGS:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", packing) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        for case in range(25):
            data = damaged(stream.getvalue(), random.Random(f"{ending} {packing} {case}"))
            path = tmp_path / f"a.{ending}"
            path.write_bytes(data)
            try:
                workbook_table(data, path.name) if ending == "xlsx" else read(str(path))
            except TracerError as error:
                assert path.name in str(error)


def test_a_single_array_is_whole_and_of_numbers_or_refused_before_memory_is_taken(tmp_path):
    np.save(tmp_path / "a.npy", np.arange(3.0))
    whole = (tmp_path / "a.npy").read_bytes()
    assert read(str(tmp_path / "a.npy")).arrays["a"].tolist() == [0, 1, 2]
    huge = whole.replace(b"'shape': (3,), }" + b" " * 11, b"'shape': (9999999999,), } ")
    objects = io.BytesIO()
    np.save(objects, np.array([{}], object), allow_pickle=True)
    for data in (
        huge,
        whole[:-1],
        whole + b"x",
        whole[:7],
        whole.replace(b"(3,)", b"(3,("),
        whole.replace(b"(3,)", b"(-3)"),
        objects.getvalue(),
    ):
        (tmp_path / "b.npy").write_bytes(data)
        with pytest.raises(TracerError, match="b.npy is no .npy file of numbers"):
            read(str(tmp_path / "b.npy"))
