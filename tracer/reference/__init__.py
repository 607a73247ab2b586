"""Reference pages made from the program itself: every setting, key, option and field; the glossary; the Python interface."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tracer.document.blocks import Marked

PAGES = ("reference", "glossary", "api")


class OptionLine(NamedTuple):
    """One option as its help shows it: names with what they take, one sentence, and the heading it stands under."""

    names: str
    help: str
    group: str


class CommandLine(NamedTuple):
    """One command: its name, what it does, its options in order."""

    name: str
    about: str
    options: Sequence[OptionLine]


def mark_code(text: str) -> Marked:
    """A sentence whose words between backticks are code."""
    from tracer.document.blocks import Marked, Span

    parts = re.split(r"`([^`]+)`", text)
    return Marked([Span(part, "code" if number % 2 else "plain") for number, part in enumerate(parts) if part])
