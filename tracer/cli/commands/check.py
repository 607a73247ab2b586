"""`ttrace check FILE…`: run a document's commands again and report every number that no longer follows.

Exit code 1 where something differs, 2 where something cannot be checked. What needs a model that is not here, or a library of
an extra that is not installed, is said, left as it stands, and changes neither.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.caller import Caller
from tracer.cli.command import Command
from tracer.cli.option import Argument, Option
from tracer.cli.option_group import Options
from tracer.cli.options import options
from tracer.cli.result import Result, Text
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.claims import Claim
    from tracer.living.check import Checked
    from tracer.living.diff import Difference


class CheckOptions(Options):
    """claims: the arithmetic of any page instead. update: rewrite what no longer follows. allow: folders a page may read.

    require: how many equations (without claims, commands and references) there must be in all files together.
    """

    files: tuple[str, ...] = ()
    claims: bool = False
    update: bool = False
    format_: str | None = None
    allow: tuple[str, ...] = ()
    require: int | None = None


def check(wanted: CheckOptions, caller: Caller) -> Result:
    """Check each file; one that cannot be read does not keep the others from being checked."""
    if wanted.format_ not in (None, "text", "json"):
        raise TracerError("check.formats", word=wanted.format_)
    if wanted.claims and wanted.update:
        raise TracerError("check.claims_update")
    report = _Report(wanted, caller)
    return Result(report.parts(), lambda: report.code)


class _Report:
    """What was found, told as sentences or gathered as JSON; the exit code that follows from it."""

    def __init__(self, wanted: CheckOptions, caller: Caller) -> None:
        self.wanted, self.caller, self.code, self.count = wanted, caller, 0, 0
        self.as_json, self.several = wanted.format_ == "json", len(wanted.files) > 1
        self.entries: list[dict[str, Any]] = []

    def parts(self) -> Iterator[Text]:
        """What is told, file by file."""
        for file in self.wanted.files:
            try:
                yield from self._claims(file) if self.wanted.claims else self._document(file)
            except TracerError as error:
                yield from self._broken(file, 1, str(error))
        if self.count < (self.wanted.require or 0):
            self.code = max(self.code, 1)
            message = "check.too_few_claims" if self.wanted.claims else "check.too_few_pieces"
            yield self._aside(message, count=self.count, least=self.wanted.require)
        if self.as_json:
            from tracer.render.json_format import dumps

            yield Text(dumps(self.entries) + "\n")

    def _document(self, file: str) -> Iterator[Text]:
        update = self.wanted.update
        if update and not is_rewritable(file):
            raise TracerError("check.no_rewriting", file=_named(file))
        text, checked, breaks = _checked(file, self.caller, self.wanted.allow)
        self.count += checked.pieces
        for difference in checked.differences:
            yield from self._difference(file, difference)
        for broken in checked.broken:
            yield from self._broken(file, broken.line, broken.reason)
        for name, count in checked.away.items():
            yield from self._left("check.away", file=file, name=name, count=count)
        for extra, lines in checked.extras.items():
            yield from self._left("check.needs_extra", file=file, extra=extra, count=len(lines), lines=list(lines))
        if not (checked.pieces or checked.broken or checked.away or checked.extras):
            yield self._aside("check.empty", file=file)
        elif not checked.differences and not checked.broken:
            yield from self._say("check.holds", file=file, pieces=checked.pieces, numbers=checked.numbers)
        if checked.singles:
            yield from self._say("check.singles", file=file, count=checked.singles)
        for line, number in checked.bare:
            yield from self._say("check.bare", file=file, line=line, number=number)
        if update:
            yield from self._rewritten(file, text, checked, breaks)
        fixed = update and not checked.broken and not checked.unfixed
        if checked.differences and not fixed:
            self.code = max(self.code, 1)

    def _rewritten(self, file: str, text: str, checked: Checked, breaks: str) -> Iterator[Text]:
        """The document and its pictures as they should be, where they are not."""
        if checked.text != text:
            yield Text(checked.text.replace("\n", breaks), file)
        for picture, drawn in checked.pictures.items():
            yield Text(drawn, os.path.join(os.path.dirname(file), picture))
        if checked.text != text or checked.pictures:
            mended = len(checked.differences) - checked.unfixed
            yield from self._say("check.updated_rest" if checked.broken else "check.updated", file=file, count=mended)

    def _claims(self, file: str) -> Iterator[Text]:
        claims = _found_claims(file)
        self.count += len(claims)
        wrong = [claim for claim in claims if not claim.holds]
        for claim in wrong:
            named = {"file": file} if self.several else {}
            self.entries.append(
                {**named, "line": claim.line, "claim": claim.claim, "printed": claim.printed, "right": claim.right}
            )
            yield from self._say("check.claim", file=file, line=claim.line, reason=claim.reason)
            self.code = max(self.code, 1)
        if wrong:
            yield from self._say("check.claims_wrong", file=file, count=len(wrong), total=len(claims))
        elif claims:
            yield from self._say("check.claims_hold", file=file, count=len(claims))
        else:
            yield self._aside("check.claims_none", file=file)

    def _broken(self, file: str, line: int, reason: str) -> Iterator[Text]:
        self.code = 2
        self.entries.append({"file": file, "line": line, "reason": reason})
        yield self._aside("check.broken", file=file, line=line, reason=reason)

    def _difference(self, file: str, difference: Difference) -> Iterator[Text]:
        printed, right, command = difference.printed, difference.right, difference.command
        if difference.picture:
            self.entries.append({"file": file, "line": difference.line, "picture": difference.picture, "command": command})
            yield from self._say("check.picture", file=file, line=difference.line, picture=difference.picture, command=command)
            return
        self.entries.append({"file": file, "line": difference.line, "printed": printed, "right": right, "command": command})
        kind = "missing" if not printed else "extra" if not right else "number" if difference.number else "words"
        short = {"printed": _short(printed), "right": _short(right), "command": command}
        yield from self._say(f"check.{kind}", file=file, line=difference.line, **short)

    @staticmethod
    def _aside(message: str, **values: Any) -> Text:
        """A line on standard error, where nobody who reads the list or the sentences takes it for one of them."""
        named = {"file": _named(values["file"])} if "file" in values else {}
        return Text(say(message, **{**values, **named}) + "\n", aside=True)

    def _left(self, message: str, **values: Any) -> Iterator[Text]:
        """What was not checked, and why: no difference, so it is told beside a JSON list."""
        yield Text(say(message, **{**values, "file": _named(values["file"])}) + "\n", aside=self.as_json)

    def _say(self, message: str, **values: Any) -> Iterator[Text]:
        if not self.as_json:
            yield Text(say(message, **{**values, "file": _named(values["file"])}) + "\n")


def _short(text: str) -> str:
    """The first line of a passage, and a sign that more follows."""
    first, more, _ = text.partition("\n")
    return f"{first} …" if more else first


def _named(file: str) -> str:
    return say("tokens.stdin") if file == "-" else file


def is_rewritable(file: str) -> bool:
    """Whether it is a file that can be put in another's place: neither standard input nor a pipe."""
    return file != "-" and (os.path.isfile(file) or not os.path.exists(file))


def _checked(file: str, caller: Caller, allow: Sequence[str]) -> tuple[str, Checked, str]:
    """(the text as it stands, what the check found, the ends of its lines)."""
    from tracer.cli.replay import Replay
    from tracer.files.text import read_document
    from tracer.lessons.walkthroughs import required_models
    from tracer.living.check import check as checked
    from tracer.living.comments import syntax_in, syntax_of
    from tracer.living.language import language_of

    text, breaks = read_document(file)
    rewritable = is_rewritable(file)
    folder = os.path.dirname(file) if rewritable else ""
    runner = Replay(folder or ".", language_of(file, text), caller, required_models(text), allow)
    if _is_notebook(file, text):
        from tracer.living.notebook import check_notebook

        return text, check_notebook(text, runner), breaks
    return text, checked(text, syntax_of(file) if rewritable else syntax_in(text), runner), breaks


def _found_claims(file: str) -> list[Claim]:
    """The worked equations of a page of any kind; a notebook's with the lines of its file."""
    from tracer.claims import find
    from tracer.files.text import read_document
    from tracer.living.notebook_cells import prose

    text, _ = read_document(file)
    if not _is_notebook(file, text):
        return find(text)
    sentences = prose(text)
    return [replace(claim, line=sentences.lines[claim.line - 1]) for claim in find(sentences.text)]


def _is_notebook(file: str, text: str) -> bool:
    """By its name; what has none (standard input, a pipe), by what it begins with."""
    from tracer.living.comments import NOTEBOOK

    return file.lower().endswith(NOTEBOOK) if is_rewritable(file) else text.lstrip()[:1] == "{"


command = Command(
    "check",
    answer=check,
    takes=(CheckOptions, Caller),
    params=[
        Argument(["files"], nargs=-1, required=True, metavar="FILE...", paths=True),
        Option(["--update"], is_flag=True, group="output", message="check.update", writes=True),
        Option(["--claims"], is_flag=True, group="looking", message="check.claims", documents=True),
        Option(["--format", "format_"], metavar="text|json", group="output", message="check.format", documents=True),
        Option(
            ["--require"],
            type=click.IntRange(min=1),
            metavar="N",
            group="output",
            message="check.require",
            documents=True,
        ),
        Option(["--allow"], multiple=True, metavar="DIR", group="text", message="confine.allow"),
        *[option for option in options("output") if option.name == "lang"],
    ],
)
