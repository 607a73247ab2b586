"""Text comes in as UTF-8, whole, or a sentence says why not."""

import io
import sys
from types import SimpleNamespace

import pytest

from tracer.errors import TracerError
from tracer.files import text as source
from tracer.files.text import read_text


def write(folder, data):
    path = folder / "text.txt"
    path.write_bytes(data)
    return str(path)


def refusal(path):
    with pytest.raises(TracerError) as caught:
        read_text(path)
    return caught.value


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Thinking Machines\n", "Thinking Machines"),
        ("我爱\r\nNLP\r\n\r\n".encode(), "我爱\nNLP"),
        (b"\xef\xbb\xbfHello", "Hello"),
        (b"a\rb", "a\nb"),
        (b"", ""),
        (b"a\x00b", "a\x00b"),
    ],
)
def test_a_file_is_read_as_it_is_but_for_its_line_ends(tmp_path, data, text):
    assert read_text(write(tmp_path, data)) == text


def test_a_dash_is_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("思考\n".encode())))
    assert read_text("-") == "思考"


@pytest.mark.parametrize(
    ("data", "line", "byte"),
    [(b"ab\xff", 1, 3), (b"ab\n\ncaf\xe9 x", 3, 4), ("思考".encode("gbk"), 1, 3), ("Hi".encode("utf-16"), 1, 1)],
)
def test_a_file_that_is_not_utf8_says_where(tmp_path, data, line, byte):
    error = refusal(write(tmp_path, data))
    assert error.message == "tokens.encoding"
    assert (error.values["line"], error.values["byte"]) == (line, byte)


def test_standard_input_has_a_name_in_errors(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\xff")))
    assert refusal("-").values["file"] in ("standard input", "标准输入")
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-").message == "tokens.closed"


def test_what_cannot_be_read_is_refused(tmp_path):
    assert refusal(str(tmp_path / "nothing.txt")).message == "tokens.missing"
    assert refusal("a\0b").message == "tokens.missing"
    assert refusal(str(tmp_path)).message == "tokens.directory"
    assert refusal(str(tmp_path / ("x" * 5000))).message == "tokens.unreadable"
    assert refusal(write(tmp_path, b"x") + "/below").message == "tokens.unreadable"


def test_a_file_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_BYTES", 10)
    assert read_text(write(tmp_path, b"x" * 10)) == "x" * 10
    assert refusal(write(tmp_path, b"x" * 11)).message == "tokens.long"


def test_a_wrong_byte_is_counted_behind_a_byte_order_mark():
    with pytest.raises(TracerError) as caught:
        source.decode(b"\xef\xbb\xbfab\n\xff", "x")
    assert (caught.value.values["line"], caught.value.values["byte"]) == (2, 1)
    assert source.decode(b"\xef\xbb\xbfab\r\n", "x") == "ab\r\n"
