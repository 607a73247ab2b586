"""What a person wrote into a cell, as a number: decimal commas, fractions, per cent, powers of ten, grouped thousands.

The self-marking page reads the same way (`render/live/written.js`); tests/render/live/test_marking.py compares the two.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from tracer.frozen import Frozen

PROBLEMS = ("spreadsheet_error", "date", "two_readings", "no_quotient", "not_finite", "not_a_number")

_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
_SIGNS = str.maketrans(
    {**dict.fromkeys("−–—‐‑‒―", "-"), **dict.fromkeys("⁄∕", "/"), **dict.fromkeys("×·⋅∙", "*"), "。": ".", "’": "'"}
)
_LONGEST = 60  # characters of a cell that can be a number
_SPACE = re.compile("[ \t\n\r\u2028\u2029\ufeff]+")
_BEFORE_VULGAR = re.compile(r"([0-9])(?=[¼½¾⅐-⅞])")
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")

_DATE = re.compile(
    r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}( .*)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[ap]m)?"
    r"|([0-9]{1,4}年)?[0-9]{1,2}月([0-9]{1,2}日)?"
    r"|([0-9]{1,4}[-. ]{0,2})?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?([- ,]{0,2}[0-9]{1,4})*"
)
_WHOLE_MIXED = re.compile(r"([-+]?) ?([0-9]+) ([0-9]+) ?/ ?([0-9]+)")
_FRACTION = re.compile(r"([-+]?) ?([0-9.,]+) ?/ ?([0-9.,]+)")
_NUMBER = re.compile(r"([-+]?) ?([0-9.,' ]*[0-9][0-9.,]*)(?:(?:e| ?[*x] ?10 ?\^ ?)\(?([-+]?[0-9]+)\)?)?( ?%)?")
_TWO_READINGS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_POINT = re.compile(r"[0-9]+\.?|[0-9]*\.[0-9]+")
_COMMA = re.compile(r"[0-9]+,|[0-9]*,[0-9]+")
_GROUPED = tuple(
    (re.compile(pattern), separator)
    for pattern, separator in (
        (r"[0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}", ","),
        (r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}", "."),
        (r"[0-9]{1,3}( [0-9]{3})+([.,][0-9]+)?", " "),
        (r"[0-9]{1,3}('[0-9]{3})+([.,][0-9]+)?", "'"),
    )
)


class Written(Frozen):
    """value: the number, or None. problem: why a cell that is not empty is no number, one of `PROBLEMS`, or "".

    places: how many decimals were written; None where the number was no plain decimal one.
    """

    value: float | None = None
    problem: str = ""
    places: int | None = None


def written_number(text: str, comma: bool | None = None) -> Written:
    """The number that a cell means; nothing at all for an empty one and for a dash.

    comma: whether a single comma is a decimal sign (True) or groups thousands (False) where it can be either, as in `1,234`;
    None: nobody knows.

    >>> written_number("0,5").value, written_number("1/2").value, written_number("50 %").value, written_number("5×10⁻¹").value
    (0.5, 0.5, 0.5, 0.5)
    >>> written_number("#DIV/0!").problem, written_number("1,234").problem, written_number("–")
    ('spreadsheet_error', 'two_readings', Written(value=None, problem='', places=None))
    """
    plain = _plain(text)
    if not plain.strip("-"):
        return Written()
    if len(plain) > _LONGEST:
        return Written(problem="not_a_number")
    if plain.startswith("#"):
        return Written(problem="spreadsheet_error")
    if _DATE.fullmatch(plain):
        return Written(problem="date")
    plain = re.sub(r"^[=≈~] ?", "", plain)
    return _mixed(plain) or _fraction(plain, comma) or _decimal(plain, comma) or Written(problem="not_a_number")


def comma_convention(texts: Iterable[str], comma: bool | None = None) -> bool | None:
    """Whether the one who wrote these cells writes a decimal comma; `comma` where the cells do not tell."""
    parts = [
        part for text in texts for part in re.split("[/e%*]", _plain(text)) if not _TWO_READINGS.fullmatch(part.strip("-+ "))
    ]
    commas = any(_COMMA.fullmatch(part.strip("-+ ")) for part in parts)
    points = any("." in part and _POINT.fullmatch(part.strip("-+ ")) for part in parts)
    return comma if commas == points else commas


def _plain(text: str) -> str:
    """The text with the signs of every keyboard in their plain form, in lower case, without spaces around it."""
    raised = _RAISED.sub(lambda match: "^" + "".join(map(_SUPERSCRIPTS.__getitem__, match[0])), text)
    half = unicodedata.normalize("NFKC", _BEFORE_VULGAR.sub(r"\1 ", raised)).translate(_SIGNS)
    return _SPACE.sub(" ", half).strip(" ").removeprefix("'").lower()


def _mixed(text: str) -> Written | None:
    match = _WHOLE_MIXED.fullmatch(text)
    if match is None:
        return None
    sign, whole, top, bottom = match.groups()
    return _quotient(sign, float(whole) * float(bottom) + float(top), float(bottom))


def _fraction(text: str, comma: bool | None) -> Written | None:
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None
    parts = [_digits(part, comma) for part in match.groups()[1:]]
    if problem := next((part for part in parts if part in PROBLEMS), ""):
        return Written(problem=problem)
    return _quotient(match[1], *map(float, parts))


def _quotient(sign: str, top: float, bottom: float) -> Written:
    if not bottom:
        return Written(problem="no_quotient")
    return _finite(sign, top / bottom)


def _decimal(text: str, comma: bool | None) -> Written | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, body, power, percent = match.groups()
    digits = _digits(body, comma)
    if digits in PROBLEMS:
        return Written(problem=digits)
    value = float(f"{digits}e{power or 0}")
    places = len(digits.partition(".")[2]) if not power and not percent else None
    return _finite(sign, value / 100 if percent else value, places)


def _finite(sign: str, size: float, places: int | None = None) -> Written:
    if not math.isfinite(size):
        return Written(problem="not_finite")
    return Written(-size if sign == "-" else size, places=places)


def _digits(body: str, comma: bool | None) -> str:
    """Digits with a point, as `float` takes them; or the problem with them."""
    if _POINT.fullmatch(body):
        return body
    if _TWO_READINGS.fullmatch(body):
        return "two_readings" if comma is None else body.replace(",", "." if comma else "")
    if _COMMA.fullmatch(body):
        return body.replace(",", ".")
    separator = next((separator for pattern, separator in _GROUPED if pattern.fullmatch(body)), "")
    return body.replace(separator, "").replace(",", ".") if separator else "not_a_number"
