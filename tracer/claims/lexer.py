"""The signs of a prepared page: numbers, operations, relations, brackets, LaTeX commands, and prose in between.

Anything that is not arithmetic becomes prose (`word`), an unknown (`symbol`), a pause or a sign that spoils what touches
it (`bad`): only what is certainly arithmetic is left to be read as such.
"""

from __future__ import annotations

import re
import unicodedata

import tracer.claims.latex as latex
from tracer.claims.intervals import CONSTANTS, FUNCTIONS
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

_COLUMNS = re.compile(r"\{[clr@\s" + BREAK + r"]{0,40}\}")
_FONT = re.compile(r"\s{0,3}\{([^{}\n]{0,80})\}")
_BASE = re.compile(r"\s?_\s?(?:\{(10|2|e)\}|(2|e)|(10))")
_NAME = re.compile(r"\{([A-Za-z]+)\*?\}")
_BLANK = re.compile(r"\n *+\n(?: *+\n)*+")  # blank lines, as many as there are
_RELATION = re.compile(r"[=≈]|等于|约为|approx|simeq|cong|doteq|equals")
_CODE = re.compile(r"-\d[\w.-]{0,40}", re.ASCII)
_RAISES = frozenset("^⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_BARE = frozenset(("ln", "log", "log2", "log10", "tanh", "sin", "cos", "sqrt"))  # ln 2: no brackets needed
_PREFIXES = frozenset(["np", "numpy", "math", "torch", "F", "tf", "nn", "jnp", "scipy", "special", "functional", "linalg"])


class _Lexer:
    """One pass over a prepared page.

    done: the signs read so far. depth: the brackets open. display: what opened display mathematics (`$$`, `\\[`, an environment),
    where lines go on. spaced, newlines, over: the space, the line ends and the ended formula before the next sign.
    """

    def __init__(self, page: str) -> None:
        self.page = page
        self.done: list[Token] = []
        self.depth: list[str] = []
        self.display: set[str] = set()  # what opened display mathematics: $$, \\[, an environment
        self.spaced = False
        self.newlines = 0
        self.over = False

    def add(self, kind: str, text: str, start: int, end: int, sure: bool = True) -> int:
        if self.newlines:
            self.line_ends(kind, start)
        self.done.append(Token(kind, text, start, end, self.spaced, sure))
        self.spaced = False
        return end

    def line_over(self) -> None:
        """A line of mathematics ends here, whether the page's line does or not."""
        self.newlines, self.over = self.newlines or 1, True

    def paragraph_ends(self) -> None:
        self.display.clear()
        self.depth.clear()

    def line_ends(self, kind: str, start: int) -> None:
        """What a new line is, now that the sign after it is known: nothing, where a calculation goes on; else a break."""
        last = self.done[-1].kind if self.done else "break"
        newlines, over = self.newlines, self.over
        self.newlines, self.over = 0, False
        goes_on = kind in ("operation", "relation") if over else True
        if (kind == "relation" and newlines < 7) or (self.display and goes_on):
            return
        if newlines < 3 and (last in ("operation", "relation") or self.depth or kind == "close"):
            return
        negative = self.page[start : start + 1] == "-" and self.page[start + 1 : start + 2] not in (" ", "\n")
        self.done.append(Token("doubt" if kind == "operation" and not negative else "break", "", start, start))

    def take_open(self, text: str, start: int, end: int) -> int:
        self.add("open", text, start, end)
        self.depth.append(text)
        return end

    def take_close(self, text: str, start: int, end: int) -> int:
        self.add("close", text, start, end)
        if self.depth:
            self.depth.pop()
        return end

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

    def take(self, kind: str, match: re.Match[str]) -> int:
        text, start, end = match[0], match.start(), match.end()
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

    # LaTeX commands

    def take_latex(self, text: str, start: int, end: int) -> int:
        name = text[1:]
        if name in ("[", "]"):
            (self.display.add if name == "[" else self.display.discard)("[")
            self.line_over()
            return end
        if name == "\\":
            if "begin" in self.depth:
                return self.add("row", text, start, end)
            self.line_over()
            return end
        if name in latex.SPACES or name.isspace():
            self.spaced = True
            return end
        if name in ("begin", "end"):
            return self.environment(name, start, end)
        if name in latex.OPERATIONS:
            return self.add("operation", latex.OPERATIONS[name], start, end)
        if name in ("approx", "simeq", "cong", "doteq", "thickapprox"):
            return self.add("relation", "≈", start, end)
        if name in latex.ARROWS:
            return self.add("pause", text, start, end)
        if name in latex.FONTS and (match := _FONT.match(self.page, end)):
            return self.font(match[1].strip(), name, start, end, match.end())
        if name in latex.GROUPS:
            return end
        return self.command(name, text, start, end)

    def command(self, name: str, text: str, start: int, end: int) -> int:
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return self.add("latex", "frac", start, end)
        if name == "%":
            return self.add("percent", "%", start, end)
        if name in ("{", "}", "lbrace", "rbrace"):
            return self.add("bad", text, start, end)
        if name in ("top", "intercal"):
            return self.add("transpose", text, start, end)
        if name in latex.BRACKETS:
            sign = latex.BRACKETS[name]
            return self.take_open(sign, start, end) if name[0] == "l" else self.take_close(sign, start, end)
        if name == "log" and (base := _BASE.match(self.page, end)):
            return self.add("name", {"10": "log10", "2": "log2", "e": "ln"}[base[1] or base[2] or base[3]], start, base.end())
        if name in CONSTANTS:
            return self.add("constant", name, start, end)
        if name in FUNCTIONS or name == "sigma":
            return self.add("name" if name in FUNCTIONS else "symbol", name, start, end)
        if name in ("dots", "ldots", "cdots", "vdots"):
            return self.add("ellipsis", text, start, end)
        return self.add("symbol" if name.isalpha() else "bad", text, start, end)

    def font(self, inside: str, name: str, start: int, end: int, after: int) -> int:
        if inside in FUNCTIONS:
            return self.add("name", inside, start, after)
        if name in latex.GROUPS and re.fullmatch(r"[-\d.,\s]+", inside):
            return end
        prose = name in latex.PROSE and len(inside) > 1
        return self.add("word" if prose else "symbol" if inside else "pause", inside, start, after)

    def environment(self, which: str, start: int, end: int) -> int:
        match = _NAME.match(self.page, end)
        name = match[1] if match else ""
        after = match.end() if match else end
        if name not in latex.MATRICES:
            (self.display.add if which == "begin" else self.display.discard)("begin")
            self.line_over()
            return after
        if which == "begin":
            if name == "array" and (columns := _COLUMNS.match(self.page, after)):
                after = columns.end()
            self.add("open", "begin", start, after)
            self.depth.append("begin")
            return after
        if "begin" in self.depth:
            while self.depth.pop() != "begin":
                pass
        return self.add("close", "end", start, after)


def tokens(page: str) -> list[Token]:
    """The signs of a prepared page, in order."""
    return _Lexer(page).read()
