"""The text of a table that some spreadsheet saved: UTF-8, UTF-16, or the code page of its machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracer.errors import TracerError
from tracer.language import current

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_NAMES = {"utf-8": "", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030", "cp1252": "Windows-1252"}


def table_text(data: bytes, path: str, words: Iterable[str]) -> tuple[str, str]:
    """(the text, the name of its encoding where that is not UTF-8) of what a file holds; ends of line are `\\n`.

    words: which the table is likely to hold; of the code pages that its bytes can be in, the one that shows most of them is it.
    Raises TracerError for a workbook.
    """
    if data.startswith(_WORKBOOKS):
        raise TracerError("marking.workbook", file=path)
    encoding, start = _unicode_encoding(data)
    text = _decoded(data[start:], encoding) if encoding else None
    if text is None:
        encoding, text = _by_code_page(data, [word for word in words if not word.isascii()])
    return text.replace("\r\n", "\n").replace("\r", "\n"), _NAMES.get(encoding, "Latin-1")


def _unicode_encoding(data: bytes) -> tuple[str, int]:
    """(the encoding that a mark or the places of zero bytes tell, where the text starts); UTF-8 where nothing tells."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    start = data[:2000]
    if 4 * start[1::2].count(0) > len(start):  # ASCII signs, of which each has a zero byte behind it
        return "utf-16-le", 0
    if 4 * start[::2].count(0) > len(start):
        return "utf-16-be", 0
    return "utf-8", 0


def _by_code_page(data: bytes, words: Sequence[str]) -> tuple[str, str]:
    """(the code page that shows most of the words, the text); where none decides, what the bytes look like, then the reader."""
    chinese = _decoded(data, "gb2312") is not None or current() == "zh"
    pages = ("gb18030", "cp1252", "latin-1") if chinese else ("cp1252", "gb18030", "latin-1")
    texts = {name: text for name in pages if (text := _decoded(data, name)) is not None}
    encoding = max(texts, key=lambda name: sum(word in texts[name] for word in words))  # the first of several
    return encoding, texts[encoding]


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
