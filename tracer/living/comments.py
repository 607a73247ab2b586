"""Comment syntax of Markdown, HTML, LaTeX and Typst, in which documents store the commands behind their numbers.

    <!-- ttrace "Thinking Machines" --stage softmax --format markdown -->
    <!-- made by ttrace 0.1.0 · … -->
    (the exported block)
    <!-- /ttrace -->

and, inside a sentence, `<!-- ttrace: softmax[0, Thinking, Machines] -->0.368<!-- /ttrace -->`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

from tracer.errors import TracerError
from tracer.living.places import Spans


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a kind of document writes a comment. before, after: what opens one and ends it; without `after`, the line's end does.

    opening: finds what opens one of ours, up to its text.
    """

    name: str
    endings: tuple[str, ...]
    before: str
    after: str
    opening: re.Pattern[str]

    def comment(self, text: str) -> str:
        """`text` as one comment, escaped so that nothing inside ends the comment early."""
        safe = escape(text, quote=False)
        if self.name == "typst":
            safe = safe.replace("*/", "*&#47;").replace("/*", "/&#42;").replace("//", "/&#47;")
        return f"{self.before}{safe}{self.after}"


def _opening(sign: str, blank: str) -> re.Pattern[str]:
    return re.compile(rf"{sign}{blank}*+(?=/ttrace|ttrace\b|made by ttrace\b)")


SYNTAXES = (
    Syntax("markdown", (".md", ".markdown", ".qmd"), "<!-- ", " -->", _opening("<!--", r"\s")),
    Syntax("html", (".html", ".htm"), "<!-- ", " -->", _opening("<!--", r"\s")),
    Syntax("latex", (".tex",), "% ", "", _opening(r"(?<!\\)%", r"[ \t]")),
    Syntax("typst", (".typ",), "/* ", " */", _opening(r"/\*", r"\s")),
)
NOTEBOOK = ".ipynb"
_CLOSING = "/ttrace"
_BACKTICKS = re.compile("`+")
_BLANK_LINE = re.compile(r"\n[ \t]*+\n")


def syntax_of(file: str) -> Syntax:
    """The comments of a file, by its ending. Raises TracerError with the known endings."""
    ending = os.path.splitext(file)[1].lower()
    for syntax in SYNTAXES:
        if ending in syntax.endings:
            return syntax
    known = [*(suffix for syntax in SYNTAXES for suffix in syntax.endings), NOTEBOOK]
    raise TracerError("check.ending", file=file, known=known)


def syntax_in(text: str) -> Syntax:
    """The comments of a document without a name, such as standard input: the first kind that it holds, else Markdown's."""
    return next((syntax for syntax in SYNTAXES if syntax.opening.search(text)), SYNTAXES[0])


def by_name(name: str) -> Syntax:
    """The comment syntax of an output format; `page` uses HTML's."""
    return next(syntax for syntax in SYNTAXES if syntax.name == ("html" if name == "page" else name))


@dataclass(frozen=True, slots=True)
class Comment:
    """One of our comments: where it stands, where its text begins, and what it says."""

    start: int
    end: int
    begin: int
    body: str


def comments(text: str, syntax: Syntax, outside: list[tuple[int, int]]) -> Iterator[Comment]:
    """ttrace's own comments in order; those in `outside` (code fences) and in Markdown code spans are skipped."""
    shown = list(outside)
    if syntax.name == "markdown":
        shown += code_spans(Spans(outside).blanked(text))
    hidden = Spans(shown)
    return (comment for comment in every_comment(text, syntax) if comment.start not in hidden)


def every_comment(text: str, syntax: Syntax) -> Iterator[Comment]:
    """Our comments in order, wherever they stand; each reads on from where the one before it ended."""
    place, sign = 0, syntax.after.strip()
    closing = re.compile(rf"{_CLOSING}\s*+{re.escape(sign)}" if sign else rf"{_CLOSING}[ \t]*+(?=\n|\Z)")
    while opening := syntax.opening.search(text, place):
        place = begin = opening.end()
        if text.startswith(_CLOSING, begin):
            if match := closing.match(text, begin):
                place = match.end()
                yield Comment(opening.start(), place, begin, _CLOSING)
            continue
        end = text.find(sign or "\n", begin)
        if end < 0 and sign:
            return
        end = len(text) if end < 0 else end
        place = end + len(sign)
        yield Comment(opening.start(), place, begin, unescape(text[begin:end].rstrip()))


def code_spans(text: str) -> Iterator[tuple[int, int]]:
    """Markdown's code spans: from a run of backticks to the next run as long in the same paragraph."""
    runs = [match.span() for match in _BACKTICKS.finditer(text)]
    partner: dict[int, int] = {}
    ahead: dict[int, int] = {}
    after = len(text)
    for number in range(len(runs) - 1, -1, -1):
        start, end = runs[number]
        if _BLANK_LINE.search(text, end, after):
            ahead.clear()
        if end - start in ahead:
            partner[number] = ahead[end - start]
        ahead[end - start], after = number, start
    number = 0
    while number < len(runs):
        if number in partner:
            yield runs[number][0], runs[partner[number]][1]
        number = partner.get(number, number) + 1
