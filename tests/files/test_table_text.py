"""Tables come in the encodings of many machines; names tell which."""

import pytest

from tracer import language
from tracer.errors import TracerError
from tracer.files.table_text import table_text

CHINESE, WESTERN = "姓名,1\n张伟,0.5\n喆,1\n", "name;1\nMüller;0,5\nZoë;1\n"


@pytest.fixture
def read():
    return lambda data, words=(): table_text(data, "a.csv", words)


@pytest.mark.parametrize("text", [CHINESE, WESTERN])
@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)
def test_unicode_is_known_by_its_mark_or_its_zero_bytes(read, text, encoding, told):
    assert read(text.encode(encoding)) == (text, told)


@pytest.mark.parametrize(
    ("text", "encoding", "words", "told"),
    [
        (CHINESE, "gb18030", ["姓名"], "GB18030"),
        (CHINESE, "gb18030", ["张伟", "Müller"], "GB18030"),
        ("name,1\n张伟,0.5\n", "gbk", [], "GB18030"),
        (WESTERN, "cp1252", [], "Windows-1252"),
        (WESTERN, "cp1252", ["Müller", "张伟"], "Windows-1252"),
        ("name,1\n\x81,2\n", "latin-1", [], "Latin-1"),
    ],
)
def test_code_pages_are_told_by_names_and_by_looks(read, text, encoding, words, told):
    with language.speaking("en"):
        assert read(text.encode(encoding), words) == (text, told)


def test_where_nothing_decides_the_reader_s_language_does(read):
    data = "喆,1\n".encode("gb18030")
    with language.speaking("zh"):
        assert read(data) == ("喆,1\n", "GB18030")
    with language.speaking("en"):
        assert read(data)[1] == "Windows-1252"


def test_ends_of_line_are_one_sign(read):
    assert read(b"a\r\nb\rc\n")[0] == "a\nb\nc\n"


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_refused_by_name(read, start):
    with pytest.raises(TracerError) as refused:
        read(start + b"rest")
    assert refused.value.message == "marking.workbook"


def test_any_bytes_are_text(read):
    assert read(bytes(range(256)) * 3)[0]
