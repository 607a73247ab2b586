"""The code on a sheet from which `ttrace worksheet again` makes this sheet and its key once more.

It holds the words of the command, whose sheet it is, how many draws it took, the program's version, and the sheet's short sign,
by which a sheet that has changed is noticed; in 32 signs that cannot be mistaken for one another (Crockford's Base 32), in groups
of five. Frequent words take one byte each, by a table that belongs to the code's format; no library decides a sign of it.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from collections.abc import Sequence

from tracer.counting import count_of
from tracer.errors import TracerError
from tracer.frozen import Frozen
from tracer.language import LANGUAGES

_FORMAT, _CHECK = 1, 0xFFFF
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_GROUP = 5
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_END = "\0"
# Bytes 1 to 31 stand for these, in this order, the longest first where one begins with another. Only a new format may change it.
_FREQUENT = (
    "--init\0integers\0",
    "--paper\0002\0",
    "--paper\0003\0",
    "--model\0attention\0",
    "--positions\0none\0",
    "--difficulty\0easy\0",
    "--difficulty\0hard\0",
    "--difficulty\0medium\0",
    "--heads\0001\0",
    "--heads\0002\0",
    "--d-model\0",
    "--blank\0",
    "--seed\0",
    "--kind\0",
    "--causal\0",
    "--points\0",
    "--precision\0",
    "--follow-on\0",
    "--appendix\0",
    "--from\0",
    "scores,",
    "scaled,",
    "softmax",
    "scores",
    "scaled",
    "attention.",
    "encoder.0.",
    "000\0",
    "the ",
    "predict\0",
    "shapes\0",
)


class Recipe(Frozen):
    """What a code says. sheet: the sheet's sign. words: after `worksheet make`. name: whose, or "". lang: it was written in."""

    version: str
    sheet: str
    words: tuple[str, ...]
    name: str = ""
    lang: str = "en"
    draws: int = 1


def code_of(recipe: Recipe) -> str:
    """The code of a sheet: upper-case letters and digits in groups of five."""
    numbers = _VERSION.match(recipe.version)
    version = [int(number) for number in numbers.groups()] if numbers else [0, 0, 0]
    payload = _packed([recipe.lang, str(recipe.draws) if recipe.draws > 1 else "", recipe.name, *recipe.words])
    body = bytes([_FORMAT, *version]) + bytes.fromhex(recipe.sheet) + payload
    whole = body + crc_hqx(body, _CHECK).to_bytes(2, "big")
    signs = _base32(whole)
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read_code(code: str) -> Recipe:
    """What a code says; small letters, spaces and O for 0 are read as they are meant.

    Raises TracerError where it is none, is mistyped, or is of another format (by the version that wrote it).
    """
    signs = re.sub(r"[\s‐-―-]+", "", code).upper().translate(_ALIKE)
    if not signs or any(sign not in _SIGNS for sign in signs):
        raise TracerError("exercises.no_code", code=code)
    whole = _bytes(signs)
    body, check = whole[:-2], whole[-2:]
    if len(body) < 8 or crc_hqx(body, _CHECK).to_bytes(2, "big") != check:
        raise TracerError("exercises.mistyped_code", code=code)
    version = ".".join(map(str, body[1:4]))
    if body[0] != _FORMAT:
        raise TracerError("exercises.code_format", version=version)
    lang, written_draws, name, *words = _unpacked(body[7:], code)
    draws = count_of(written_draws or "1")
    if lang not in LANGUAGES or draws is None:
        raise TracerError("exercises.no_code", code=code)
    return Recipe(version, body[4:7].hex(), tuple(words), name, lang, draws)


def _packed(parts: Sequence[str]) -> bytes:
    text = "".join(part + _END for part in parts)
    result = bytearray()
    at = 0
    while at < len(text):
        number = next((number for number, word in enumerate(_FREQUENT, 1) if text.startswith(word, at)), 0)
        result += bytes([number]) if number else text[at].encode("utf-8", "surrogatepass")
        at += len(_FREQUENT[number - 1]) if number else 1
    return bytes(result)


def _unpacked(payload: bytes, code: str) -> list[str]:
    text = b"".join(_FREQUENT[byte - 1].encode() if 1 <= byte <= len(_FREQUENT) else bytes([byte]) for byte in payload)
    parts = text.decode("utf-8", "replace").split(_END)[:-1]
    if len(parts) < 3:
        raise TracerError("exercises.no_code", code=code)
    return parts


def _base32(data: bytes) -> str:
    """Five bits a sign; zero bits fill the last one."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(_SIGNS[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _bytes(signs: str) -> bytes:
    bits = "".join(f"{_SIGNS.index(sign):05b}" for sign in signs)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
