"""npz: plain arrays under their addresses, the same bytes every time."""

from __future__ import annotations

import io

import numpy as np
from documents import CHINESE, HOSTILE, Attention, document

from tracer.axes import Axis
from tracer.document.blocks import Document, Stage
from tracer.render import Options
from tracer.render.npz_format import as_array, write


def written(doc: Document) -> bytes:
    stream = io.BytesIO()
    write(doc, stream, Options())
    return stream.getvalue()


def test_every_stage_stands_under_its_address_bit_for_bit() -> None:
    found = np.load(io.BytesIO(written(document(CHINESE))), allow_pickle=False)
    assert found.files == ["tokens", "input", "encoder.0.attention.scores", "encoder.0.attention.softmax", "axes"]
    assert found["tokens"].tolist() == list(CHINESE)
    assert np.array_equal(found["encoder.0.attention.softmax"], Attention(CHINESE).softmax)


def test_the_same_trace_gives_the_same_bytes() -> None:
    assert written(document(HOSTILE)) == written(document(HOSTILE))


def test_kinds_and_shapes_of_numbers_stay() -> None:
    stages = [
        Stage("loss", 1, "mean", "", None, (), (), np.array(0.5, np.float32)),
        Stage("view", 1, "add", "", None, (), (Axis("a", 3), Axis("b", 2)), np.arange(6.0).reshape(2, 3).T),
    ]
    found = np.load(io.BytesIO(written(Document("", stages))))
    assert found["loss"].shape == () and found["loss"].dtype == np.float32
    assert found["view"].tolist() == [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]


def test_lists_of_several_sentences_are_padded() -> None:
    assert as_array([["a"], ["b", "动物"]]).tolist() == [["a", ""], ["b", "动物"]]
    assert as_array([[5], [6, 7]]).tolist() == [[5, -1], [6, 7]]
    assert as_array([]).dtype.kind == "U"


def test_a_stream_that_cannot_seek_is_enough() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.kept = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:  # type: ignore[no-untyped-def,override]
            self.kept += bytes(data)
            return len(data)

    pipe = Pipe()
    write(document(), pipe, Options())  # type: ignore[arg-type]
    assert np.load(io.BytesIO(pipe.kept))["tokens"].tolist() == ["Thinking", "Machines"]
