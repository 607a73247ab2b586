"""Comments of Markdown, HTML, LaTeX and Typst: where a document keeps the commands behind its numbers.

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


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a kind of document writes a comment. `pattern` finds one of ours, its text in the group `body`."""

    name: str
    endings: tuple[str, ...]
    before: str
    after: str
    pattern: re.Pattern[str]

    def comment(self, text: str) -> str:
        """`text` as a comment that nothing in it can end."""
        safe = escape(text, quote=False)
        if self.name == "typst":
            safe = safe.replace("*/", "*&#47;").replace("/*", "/&#42;").replace("//", "/&#47;")
        return f"{self.before}{safe}{self.after}"


_BODY = r"(?P<body>/ttrace|ttrace\b.*?|made by ttrace\b.*?)"
SYNTAXES = (
    Syntax("markdown", (".md", ".markdown", ".qmd"), "<!-- ", " -->", re.compile(rf"<!--\s*{_BODY}\s*-->", re.DOTALL)),
    Syntax("html", (".html", ".htm"), "<!-- ", " -->", re.compile(rf"<!--\s*{_BODY}\s*-->", re.DOTALL)),
    Syntax("latex", (".tex",), "% ", "", re.compile(rf"(?<!\\)%[ \t]*{_BODY}[ \t]*$", re.MULTILINE)),
    Syntax("typst", (".typ",), "/* ", " */", re.compile(rf"/\*\s*{_BODY}\s*\*/", re.DOTALL)),
)
NOTEBOOK = ".ipynb"
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)", re.DOTALL)


def syntax_of(file: str) -> Syntax:
    """The comments of a file, by its ending. Raises TracerError with the known endings."""
    ending = os.path.splitext(file)[1].lower()
    for syntax in SYNTAXES:
        if ending in syntax.endings:
            return syntax
    known = ", ".join([*(one for syntax in SYNTAXES for one in syntax.endings), NOTEBOOK])
    raise TracerError("check.ending", file=file, known=known)


def by_name(name: str) -> Syntax:
    """The comments of an output format: a page's are those of HTML."""
    return next(syntax for syntax in SYNTAXES if syntax.name == ("html" if name == "page" else name))


@dataclass(frozen=True, slots=True)
class Comment:
    """One of our comments: where it stands and what it says."""

    start: int
    end: int
    body: str


def comments(text: str, syntax: Syntax, outside: list[tuple[int, int]]) -> Iterator[Comment]:
    """Our comments in order; those in `outside` (code fences) and in Markdown's code spans are only shown, not meant."""
    shown = list(outside)
    if syntax.name == "markdown":
        shown += [found.span() for found in _CODE_SPAN.finditer(_blanked(text, outside))]
    for found in syntax.pattern.finditer(text):
        if not any(start <= found.start() < end for start, end in shown):
            yield Comment(found.start(), found.end(), unescape(found["body"]))


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
