"""Where a document goes, as options say it: a format to standard output, to the clipboard, or to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracer.cli.option_group import Options
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.cli.embed import Embed
    from tracer.document.blocks import Document

_FLAVOURED = ("markdown", "latex", "typst", "html")
DATA_FORMATS = ("json", "csv", "npz", "xlsx")
DECKS = ("beamer", "reveal")


class OutputOptions(Options):
    """Format, place and look of what is written.

    whole: as a document of its own where the format is usually a part to paste. command: what a deck's title slide says, or "".
    embed: the command and provenance that the output carries, or None. only: the kinds of blocks that are written
    (`document.parts`), all where none is named. title: instead of the document's own; "none" for none.
    """

    format_: str | None = None
    output: str | None = None
    width: int | None = None
    color: str = "auto"
    ascii: bool = False
    flavour: str | None = None
    copy: bool = False
    live: bool = False
    whole: bool = False
    command: str = ""
    embed: Embed | None = None
    only: tuple[str, ...] = ()
    title: str | None = None

    @classmethod
    def values(cls, context: click.Context) -> dict[str, Any]:
        """The options' values; with `--embed`, the command and provenance to carry."""
        values = super().values(context)
        if values.pop("embed", False):
            from tracer.cli.embed import embed_of

            values["embed"] = embed_of(context)
        if values.get("format_") in DECKS or values.get("flavour") == "slides":
            from tracer.cli.embed import command_of

            values["command"] = command_of(context)
        return values

    @property
    def format(self) -> str:
        """The format asked for, or the one the file's ending stands for, or the terminal.

        Raises TracerError for an unknown one, for a flavour of one that has no flavours, and for one that --live says nothing to.
        """
        from tracer.render import format_named, of_file

        name = self.format_ or (of_file(self.output) if self.output else "terminal")
        format_named(name)
        if self.flavour and name not in _FLAVOURED:
            raise TracerError("render.no_flavours", format=name, known=list(_FLAVOURED))
        if self.live and name != "html":
            raise TracerError("render.live_page" if name == "page" else "render.live_format", format=name)
        if name in DATA_FORMATS and (self.only or self.title is not None):
            raise TracerError("cli.parts_of_data", option="--only" if self.only else "--title", format=name)
        return name

    @property
    def is_screen(self) -> bool:
        """Whether the whole document goes to a reader's screen or a pipe, and not to a page that has words of its own."""
        return self.format == "terminal" and not (self.output or self.copy or self.embed or self.only)

    def arranged(self, document: Document) -> Document:
        """The document as --only and --title want it."""
        if not self.only and self.title is None:
            return document
        from tracer.document.parts import only, titled

        document = only(document, self.only) if self.only else document
        return titled(document, self.title) if self.title is not None else document

    @property
    def look(self) -> dict[str, Any]:
        """The renderer's options: width, colour, ASCII, flavour."""
        look: dict[str, Any] = {"width": self.width, "color": self.color, "ascii": self.ascii}
        look |= {"flavour": self.flavour} if self.flavour else {}
        look |= {"command": self.command} if self.command else {}
        look |= {"whole": True} if self.whole else {}
        return look | ({"live": True} if self.live else {})
