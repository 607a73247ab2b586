"""JavaScript without comments and spaces and with short names: the same program, as a page carries it.

Made for the page's script: every statement of its files ends in `;` or `}`, so that no line end means anything. A name that is
only ever a variable's gets a short one, the same everywhere, and so do the members listed as ours; other properties, keys and what a
browser calls so keep theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product
from string import ascii_letters

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<word>[\w$]+(?:\.\d+(?:e[-+]?\d+)?)?)
    |(?P<sign>=>|\?\?=?|\?\.|\|\|=?|&&=?|[=!]==?|\+\+|--|\*\*=?|[-+*/%<>]=|\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = {"", "(", ",", "=", ":", "[", "!", "&&", "||", "?", "{", "}", ";", "=>", "return"}
_THEIRS = set(
    """Array BigInt Boolean Element Error Float32Array Float64Array HTMLElement Infinity Int32Array JSON Map Math NaN Node Number
    Object Set String URL Blob URLSearchParams Uint8Array addEventListener answer async fillIn atob await break case catch class const constructor
    continue decodeURIComponent default delete do document else encodeURIComponent false finally for function get getSelection
    history if in innerHeight innerWidth instanceof let localStorage location navigator new null of performance requestAnimationFrame return
    set setTimeout static switch this throw true try typeof undefined var void while window""".split()  # noqa: SIM905
)
# Members of our own classes and records: never a key of the run's data, never a browser's, never read by a text that names it.
_OURS = set(
    """address alone byName choose compute drawLater drawStep editable edits editsOf engine explain findCells followAddress frequency
    goBack graph gridSwitch headings here hideSwitch holds input inputs isAway isFirst isHidden isNear known label leaf list locate
    main moves node number offsets onlyStage operand page panel places reachable readers readersOf recorded redraw replay result
    rule sectionOf sections show sizes stale switchGrid tables tell terms told toldOf trail valuesOf work worked wrapped write
    writeAddress""".split()  # noqa: SIM905
)


def compact(texts: Sequence[str]) -> str:
    """The files of one script, a line each, with the same short names in all."""
    files = [list(_tokens(text)) for text in texts]
    short = _short_names([token for tokens in files for token in tokens])
    return "".join(_joined([short.get(token, token) for token in tokens]) + "\n" for tokens in files)


def _joined(tokens: Sequence[str]) -> str:
    result: list[str] = []
    last = ""
    for token in tokens:
        if (last == "," and token in ("}", ")", "]")) or (last == ";" and token == "}"):
            result.pop()  # nothing follows what this one parted
        if result and (_is_word(result[-1][-1]) and _is_word(token[0]) or result[-1][-1] + token[0] in ("++", "--", "//")):
            result.append(" ")
        result.append(token)
        last = token
    return "".join(result)


def _short_names(tokens: Sequence[str]) -> dict[str, str]:
    """A short name for every word that is only a variable's, the most used first."""
    words = Counter(token for token in tokens if re.fullmatch(r"[A-Za-z_$][\w$]*", token))
    bound = _THEIRS | (set(_properties(tokens)) - _OURS)
    ours = sorted((word for word in words if word not in bound and len(word) > 1), key=lambda word: -words[word] * len(word))
    free = ("".join(letters) for size in (1, 2) for letters in product(ascii_letters, repeat=size))
    names = (name for name in free if name not in words and name not in bound)
    return {word: name for word, name in zip(ours, names, strict=False) if len(name) < len(word)}


def _properties(tokens: Sequence[str]) -> Iterator[str]:
    """Words that name a property somewhere: behind a point, before a colon, alone in braces, or a method's."""
    open_brackets: list[str] = []
    for place, token in enumerate(tokens):
        before, after = tokens[place - 1] if place else "", tokens[place + 1] if place + 1 < len(tokens) else ""
        alone = open_brackets[-1:] == ["{"] and before in ("{", ",") and after in (",", "}", "=")
        method = open_brackets[-1:] == ["{"] and before in ("{", ",", "}") and after == "("
        if before in (".", "?.") or after == ":" or alone or method:
            yield token
        if token[0] in ")]}":
            open_brackets.pop()
        if token in ("(", "[", "{") or token.endswith("${"):
            open_brackets.append(token)


def _is_word(char: str) -> bool:
    return char.isalnum() or char in "_$"


def _tokens(text: str) -> Iterator[str]:
    """Words, signs, texts, patterns and the texts of templates in order; no comments, no spaces."""
    place, last = 0, ""
    braces: list[int] = []  # open ones in each template's expression
    while place < len(text):
        if text[place] == "`" or (text[place] == "}" and braces[-1:] == [0]):
            token = text[place : _end_of_text(text, place + 1)]
            if token[0] == "}":
                braces.pop()
            braces += [0] if token.endswith("${") else []
        elif text[place] == "/" and last in _BEFORE_PATTERN and text[place + 1] not in "/*":
            token = _PATTERN.match(text, place)[0]  # type: ignore[index]
        else:
            match = _TOKEN.match(text, place)
            assert match is not None
            token = match[0]
            if match.lastgroup == "space":
                place += len(token)
                continue
            if braces and token in ("{", "}"):
                braces[-1] += 1 if token == "{" else -1
        yield token
        place, last = place + len(token), token


def _end_of_text(text: str, place: int) -> int:
    """Where a template's text ends: behind its last sign, or behind `${`."""
    while text[place] != "`":
        if text.startswith("${", place):
            return place + 2
        place += 2 if text[place] == "\\" else 1
    return place + 1
