"""Cards for Anki: UTF-8 CSV with the headers its importer reads, fields in HTML, formulas for its MathJax.

Format: docs.ankiweb.net, "Importing: text files, file headers".
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import BinaryIO

from tracer.document.quiz import Card, Deck
from tracer.language import say
from tracer.render.quizzes.markup import Markup
from tracer.sanitize import sanitize


def write(deck: Deck, stream: BinaryIO) -> None:
    """Write front, back and tags of every card, each on one line."""
    heads = [say(f"quizzes.column_{column}") for column in ("front", "back", "tags")]
    title = sanitize(deck.title).replace("::", ": :")  # which would lead to a deck inside
    header = ["#separator:Comma", "#html:true", f"#deck:{title}", f"#columns:{','.join(heads)}", "#tags column:3"]
    rows = StringIO()
    writer = csv.writer(rows, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(_fields(card) for card in deck.cards)
    stream.write("".join(line + "\n" for line in header).encode() + rows.getvalue().encode())


def _fields(card: Card) -> tuple[str, str, str]:
    markup = Markup()
    return markup.html(card.front), markup.html(card.back), " ".join(card.tags)
