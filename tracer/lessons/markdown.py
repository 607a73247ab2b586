"""A lesson's Markdown as items, for a terminal and for other formats: headings, paragraphs, list items, tables, code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracer.document.blocks import Marked, Span

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Item:
    """kind: heading, prose, quote, code, table. level: of a heading, or how deep a list stands, from 1. mark: of a list item.

    info: of code. rows: of a table, its headings first.
    """

    kind: str
    text: str
    level: int = 0
    mark: str = ""
    info: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def items(text: str, links: Mapping[str, str] = MappingProxyType({})) -> Iterator[Item]:
    """The items of a Markdown text, in order; comments are gone, words keep what marks them.

    links: where a link to a file beside the text leads. Any other such link is its words, since a page may stand anywhere.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    tokens = parser.parse(_without_comments(text, parser.parse(text)))
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
        elif token.type == "table_open":
            start, place = place, _closing(tokens, place)
            yield Item("table", "", rows=_rows(tokens[start:place], links))
        elif token.type == "inline":
            opened = tokens[place - 1]
            words = _words(token, links)
            if opened.type == "heading_open":
                yield Item("heading", words, int(opened.tag[1]))
            elif words:
                yield Item("quote" if quoted else "prose", words, len(marks), fresh)
                fresh = ""
        place += 1


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def _without_comments(text: str, tokens: Sequence[Token]) -> str:
    """The text without comments that begin a line: Markdown takes such a line for HTML to its end, words and all."""
    lines = text.split("\n")
    for token in reversed(tokens):
        if token.type == "html_block" and token.map is not None and _COMMENT.match(token.content.lstrip()):
            start, end = token.map
            lines[start:end] = _COMMENT.sub("", "\n".join(lines[start:end])).split("\n")
    return "\n".join(lines)


def _closing(tokens: Sequence[Token], place: int) -> int:
    while tokens[place].type != "table_close":
        place += 1
    return place


def _rows(tokens: Sequence[Token], links: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token, links))
    return tuple(map(tuple, rows))


_MARKS = {"em_open": "emphasis", "strong_open": "strong", "link_open": "link"}


def _words(token: Token, links: Mapping[str, str]) -> str:
    """The words of a paragraph, with the links that lead somewhere."""
    open_: list[tuple[str, str]] = [("plain", "")]
    spans: list[Span] = []
    for child in token.children or ():
        if child.type in _MARKS:
            href = str(child.attrs.get("href", ""))
            to = links.get(href, href)
            leads = _MARKS[child.type] != "link" or href in links or to.startswith(("http://", "https://"))
            open_.append((_MARKS[child.type], to) if leads else open_[-1])
        elif child.type in ("em_close", "strong_close", "link_close"):
            open_.pop()
        elif child.type == "code_inline":
            spans.append(Span(child.content, "code"))
        elif child.type in ("text", "image", "softbreak", "hardbreak"):
            words = "\n" if child.type.endswith("break") else child.content
            if spans and (spans[-1].kind, spans[-1].to) == open_[-1]:
                words = spans.pop().text + words
            spans.append(Span(words, *open_[-1]))
    spans = _joined(spans)
    return spans[0].text if len(spans) == 1 and spans[0].kind == "plain" else Marked(spans)


_NO_SPACE = re.compile(r"(?<=[\u2e80-\uffff])\n(?=[\u2e80-\uffff])|(?<=[，。：；？！、（）])\n")


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Lines put together: with a space, but not between Chinese characters or after their punctuation."""
    gone = {match.start() for match in _NO_SPACE.finditer("".join(span.text for span in spans))}
    joined, place = [], 0
    for span in spans:
        remaining = "".join(char for at, char in enumerate(span.text, place) if at not in gone)
        joined.append(span.replace(text=remaining.replace("\n", " ")))
        place += len(span.text)
    if joined:
        joined[0] = joined[0].replace(text=joined[0].text.lstrip())
        joined[-1] = joined[-1].replace(text=joined[-1].text.rstrip())
    return [span for span in joined if span.text]


def pages(text: str) -> list[str]:
    """The text cut before each heading of level 1 and 2; what stands before the first belongs to it."""
    sections: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        bare = line.strip()
        if fence:
            fence = "" if bare == fence else fence
        elif bare.startswith("```"):
            fence = bare[: len(bare) - len(bare.lstrip("`"))]
        elif re.match(r"##? ", line) and any(part.strip() for part in sections[-1]):
            sections.append([])
        sections[-1].append(line)
    return ["\n".join(page).strip("\n") for page in sections]
