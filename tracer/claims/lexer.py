"""The signs of a prepared page: numbers, operations, relations, brackets, LaTeX commands, and prose in between.

Anything that is not arithmetic becomes prose (`word`), an unknown (`symbol`), a pause or a sign that spoils what touches
it (`bad`): only what is certainly arithmetic is left to be read as such.
"""

from __future__ import annotations

import re
import unicodedata

from tracer.claims.intervals import CONSTANTS, FUNCTIONS
from tracer.claims.latex import Latex
from tracer.claims.normalise import BREAK, DASH, DOUBT
from tracer.claims.token import Token

_PATTERN = re.compile(
    r"""
  (?P<newline>\n)
| (?P<space>[ ]+)
| (?P<word>\d{4}[-/]\d{1,2}[-/]\d{1,2}(?![\d/])|\d{1,2}/\d{1,2}/\d{4}(?!\d)|\d+(?:\.\d+){2,}|\d+:\d[\d:]*|0\d[\w.]*)
| (?P<number>(?:[1-9]\d{0,2}(?:,\d{3})+(?!\d|,\d)(?:\.\d+)?|(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?
      (?![A-Za-z_0-9]|\.\d|-[A-Za-z]++(?![(^\[])))
| (?P<glued>\.?\d[\w.]*(?:-[A-Za-z][\w]*)*)
| (?P<ellipsis>\.{2,}|…|⋯)
| (?P<arrow><?-{1,3}>|=+>|→|⇒|⟹|⟶|↦|:=|--+|—+|―|←|⟸)
| (?P<approximate>≈|~=|=~|约等于|大约等于|近似等于|约为)
| (?P<bad>[<>!=]==?|={2,}|//|[-+*/^]=|<=?|>=?|≤|≥|≠|≡|±|∓|∝|不等于|不约等于|大于等于|小于等于)
| (?P<relation>=|等于)
| (?P<latex>\\(?:[A-Za-z]+\*?|.))
| (?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)
| (?P<identifier>[A-Za-z_\u0370-\u03ff](?:[A-Za-z0-9_'\u0370-\u03ff\u1d62-\u1d6a\u2080-\u209c]|\.(?=[A-Za-z_])|-(?=[A-Za-z]{2}))*
      (?:_?\{[^{}\n]{0,40}\})?)
| (?P<chinese>(?:(?!约等于|大约等于|近似等于|约为|不等于|大于等于|小于等于|等于)[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])+)
| (?P<operation>\*\*|[-+*/^@×·⊙–])
| (?P<open>[(\[{])
| (?P<close>[)\]}])
| (?P<comma>[,，、])
| (?P<mark>[%√&_#ᵀ⊤])
| (?P<pause>[:;."'!])
| (?P<other>.)
""",
    re.VERBOSE | re.ASCII,
)

_BLANK = re.compile(r"\n *+\n(?: *+\n)*+")  # blank lines, as many as there are
_RELATION = re.compile(r"[=≈]|等于|约为|approx|simeq|cong|doteq|equals")
_CODE = re.compile(r"-\d[\w.-]{0,40}", re.ASCII)
_RAISES = frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_BARE = frozenset(("ln", "log", "log2", "log10", "tanh", "sin", "cos", "sqrt"))  # ln 2: no brackets needed
_PREFIXES = frozenset(["np", "numpy", "math", "torch", "F", "tf", "nn", "jnp", "scipy", "special", "functional", "linalg"])


class _Reader(Latex):
    """One pass over a prepared page."""

    def read(self) -> list[Token]:
        at, size = 0, len(self.page)
        while at < size:
            match = _PATTERN.match(self.page, at)
            if match is None:
                at += 1
                continue
            kind = match.lastgroup or ""
            at = self.take(kind, match)
        return self.done

    def related(self, at: int) -> int:
        """Where reading goes on: after the paragraphs without an equal sign."""
        while (stop := _BLANK.search(self.page, at)) and not _RELATION.search(self.page, at, stop.end() + 40):
            at, self.newlines = stop.end() - 1, 2
        return at

    def take(self, kind: str, found: re.Match[str]) -> int:
        text, start, end = found[0], found.start(), found.end()
        if kind == "space":
            self.spaced = True
            return end
        if kind == "newline":
            self.newlines, self.spaced = self.newlines + 1, True
            if blank := _BLANK.match(self.page, start):
                self.newlines += self.page.count("\n", end, blank.end() - 1)
                self.paragraph_ends()
                return self.related(blank.end() - 1)
            return end
        reader = getattr(self, f"take_{kind}", None)
        if reader is not None:
            return int(reader(text, start, end))
        return self.add({"glued": "word", "approximate": "relation", "chinese": "word", "arrow": "pause"}.get(kind, kind),
                        "≈" if kind == "approximate" else text, start, end)  # fmt: skip

    def take_number(self, text: str, start: int, end: int) -> int:
        following = self.page[end : end + 2]
        if "[" in self.depth and "." not in text and following[:1] == "." and (following[1:] in " ],\n" or not following[1:]):
            end += 1  # NumPy's `1.`
        return self.add("number", text, start, end, sure="," not in text or not self.depth)

    def take_relation(self, text: str, start: int, end: int) -> int:
        last = self.done[-1] if self.done else None
        if text == "等于" and last and last.end == start and last.text.endswith(("不", "大于", "小于", "否")):
            return self.add("bad", text, start, end)
        return self.add("relation", "=", start, end)

    def take_power(self, text: str, start: int, end: int) -> int:
        plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+"))
        return self.add("power" if re.fullmatch(r"-?\d{1,3}", plain) else "bad", plain, start, end)

    def take_comma(self, text: str, start: int, end: int) -> int:
        tight = text == "," and self.page[start - 1 : start].isdigit() and self.page[end : end + 1].isdigit()
        return self.add("bad" if tight and not self.depth else "comma", text, start, end)

    def take_mark(self, text: str, start: int, end: int) -> int:
        if text == "&":
            if self.display and "begin" not in self.depth:
                return end
            return self.add("comma" if "begin" in self.depth else "bad", text, start, end)
        if text == "√":
            return self.add("name", "sqrt", start, end)
        return self.add({"%": "percent", "ᵀ": "transpose", "⊤": "transpose"}.get(text, "bad"), text, start, end)

    def take_pause(self, text: str, start: int, end: int) -> int:
        around = (self.page[start - 1 : start], self.page[end : end + 1])
        if text == "." and around == (" ", " ") and self.done and self.done[-1].text in ("]", ")"):
            return self.add("operation", "·", start, end)
        if text == ";" and "[" in self.depth:
            return self.add("row", text, start, end)
        factorial = text == "!" and self.done and self.done[-1].kind == "number" and not around[1].isspace()
        return self.add("bad" if factorial else "pause", text, start, end)

    def take_other(self, text: str, start: int, end: int) -> int:
        if text in (BREAK, DASH, DOUBT):
            self.newlines = 0
            self.depth.clear()
            if text == DASH:
                self.add("break", "", start, start)
            return self.add({BREAK: "break", DASH: "dash", DOUBT: "doubt"}[text], text, start, end)
        if text == "$":
            if self.page[end : end + 1] == "$":
                self.display ^= {"$$"}
                self.line_over()
                return end + 1
            return end
        kind = "pause" if text == "•" else "word" if text.isalnum() or unicodedata.category(text) == "So" else "bad"
        return self.add(kind, text, start, end)

    def take_identifier(self, text: str, start: int, end: int) -> int:
        *prefix, last = text.split(".")
        if not prefix or all(part in _PREFIXES for part in prefix):
            if (
                text == "x"
                and self.done
                and self.done[-1].kind in ("number", "close")
                and self.spaced
                and self.page[end : end + 1] == " "
            ):
                return self.add("operation", "×", start, end)
            if last in CONSTANTS or (last == "e" and self.page[end : end + 1] in _RAISES):
                return self.add("constant", last, start, end)
            last = {"log₂": "log2", "log₁₀": "log10"}.get(last, last)
            after = self.page[end : end + 2].lstrip(" ")[:1]
            if last in FUNCTIONS and (after in ("(", "[", "\\", "{") or last in _BARE and after.isdigit()):
                return self.add("name", last, start, end)
        if last == "equals":
            return self.add("relation", "=", start, end)
        if last == "T" and self.done and self.done[-1].text in ("^", "."):
            if self.done[-1].text == ".":
                self.done.pop()
            return self.add("transpose", last, start, end)
        code = _CODE.match(self.page, end) if len(text) > 1 else None
        unknown = not text.isascii() or (len(text) == 1 and text not in "aAI") or bool(re.search(r"[\d_{]", text))
        return self.add("symbol" if unknown else "word", text, start, code.end() if code else end)


def tokens(page: str) -> list[Token]:
    """The signs of a prepared page, in order."""
    return _Reader(page).read()
