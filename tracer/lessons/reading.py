"""A lesson's Markdown as plain items, for a terminal and for other formats: headings, paragraphs, list items, code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Item:
    """kind: heading, prose, quote, code. level: of a heading, or how deep a list stands. mark: of a list item. info: of code."""

    kind: str
    text: str
    level: int = 0
    mark: str = ""
    info: str = ""


def items(text: str) -> Iterator[Item]:
    """The items of a Markdown text, in order; comments are gone, emphasis and links are their words."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    lines = text.split("\n")
    marks: list[str] = []
    fresh, quoted, place = "", 0, 0
    while place < len(tokens):
        token = tokens[place]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            marks.append("•" if token.type.startswith("bullet") else "1.")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            fresh = "•" if marks[-1] == "•" else f"{token.info}."
        elif token.type in ("blockquote_open", "blockquote_close"):
            quoted += 1 if token.type.endswith("open") else -1
        elif token.type in ("fence", "code_block"):
            yield Item("code", token.content.rstrip("\n"), info=token.info.strip().split(" ")[0])
        elif token.type == "table_open" and token.map is not None:
            yield Item("code", "\n".join(lines[token.map[0] : token.map[1]]))
            place = _closing(tokens, place)
        elif token.type == "inline":
            opened = tokens[place - 1]
            said = _words(token)
            if opened.type == "heading_open":
                yield Item("heading", said, int(opened.tag[1]))
            elif said:
                yield Item("quote" if quoted else "prose", said, len(marks), fresh)
                fresh = ""
        place += 1


def _closing(tokens: Sequence[Token], place: int) -> int:
    while tokens[place].type != "table_close":
        place += 1
    return place


def _words(token: Token) -> str:
    """The words of a paragraph: code in its quotes, everything else without its marks."""
    parts = []
    for child in token.children or ():
        if child.type == "code_inline":
            parts.append(f"`{child.content}`")
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "image"):
            parts.append(child.content)
    return _joined("".join(parts))


def _joined(text: str) -> str:
    """Lines put together: with a space, but not between Chinese characters or after their punctuation."""
    return re.sub(r"(?<=[\u2e80-\uffff])\n(?=[\u2e80-\uffff])|(?<=[，。：；？！、（）])\n", "", text.strip()).replace("\n", " ")


def pages(text: str) -> list[str]:
    """The text cut before each heading of level 1 and 2; what stands before the first belongs to it."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        bare = line.strip()
        if fence:
            fence = "" if bare == fence else fence
        elif bare.startswith("```"):
            fence = bare[: len(bare) - len(bare.lstrip("`"))]
        elif re.match(r"##? ", line) and any(part.strip() for part in found[-1]):
            found.append([])
        found[-1].append(line)
    return ["\n".join(page).strip("\n") for page in found]
