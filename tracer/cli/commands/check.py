"""`ttrace check FILE…`: run a document's commands again and report every number that no longer follows.

Exit code 1 where something differs, 2 where something cannot be checked.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracer.cli.options import Command, Option, options
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.living.check import Checked
    from tracer.living.diff import Difference


def check(files: tuple[str, ...], claims: bool, update: bool, format_: str | None, **_: Any) -> int:
    """Check each file; one that cannot be read does not keep the others from being checked."""
    if format_ not in (None, "text", "json"):
        raise TracerError("check.formats", word=format_)
    if claims and update:
        raise TracerError("check.claims_update")
    report = _Report(format_ == "json", len(files) > 1)
    for file in files:
        try:
            report.claims(file) if claims else report.document(file, update)
        except TracerError as error:
            report.broken(file, 1, str(error))
    report.end()
    return report.code


class _Report:
    """What was found, told as sentences or gathered as JSON; the exit code that follows from it."""

    def __init__(self, as_json: bool, several: bool) -> None:
        self.as_json, self.several, self.code = as_json, several, 0
        self.found: list[dict[str, Any]] = []

    def document(self, file: str, update: bool) -> None:
        text, checked, breaks = _checked(file)
        for difference in checked.differences:
            self._difference(file, difference)
        for one in checked.broken:
            self.broken(file, one.line, one.reason)
        for name, count in checked.away.items():
            self._say("check.away", file=file, name=name, count=count)
        if not checked.pieces and not checked.broken and not checked.away:
            self._say("check.empty", file=file)
        elif not checked.differences and not checked.broken:
            self._say("check.holds", file=file, pieces=checked.pieces, numbers=checked.numbers)
        for line, number in checked.bare:
            self._say("check.bare", file=file, line=line, number=number)
        if update and checked.broken:
            self._say("check.not_updated", file=file)
        elif update and checked.text != text:
            _write(file, checked.text, breaks)
            self._say("check.updated", file=file, count=len(checked.differences))
        fixed = update and not checked.broken and not checked.unfixed
        if checked.differences and not fixed:
            self.code = max(self.code, 1)

    def claims(self, file: str) -> None:
        from tracer.claims import find

        found = find(_read(file)[0])
        wrong = [claim for claim in found if not claim.holds]
        for claim in wrong:
            named = {"file": file} if self.several else {}
            self.found.append({**named, "line": claim.line, "claim": claim.claim, "printed": claim.printed, "right": claim.right})
            self._say("check.claim", file=file, line=claim.line, reason=claim.reason)
            self.code = max(self.code, 1)
        if wrong:
            self._say("check.claims_wrong", file=file, count=len(wrong), total=len(found))
        else:
            self._say("check.claims_hold" if found else "check.claims_none", file=file, count=len(found))

    def broken(self, file: str, line: int, reason: str) -> None:
        self.code = 2
        self.found.append({"file": file, "line": line, "reason": reason})
        if not self.as_json:
            click.echo(say("check.broken", file=file, line=line, reason=reason), err=True)

    def end(self) -> None:
        if self.as_json:
            click.echo(json.dumps(self.found, ensure_ascii=False))

    def _difference(self, file: str, one: Difference) -> None:
        self.found.append({"file": file, "line": one.line, "printed": one.printed, "right": one.right, "command": one.command})
        kind = "missing" if not one.printed else "extra" if not one.right else "number" if one.number else "words"
        printed, right = _short(one.printed), _short(one.right)
        self._say(f"check.{kind}", file=file, line=one.line, printed=printed, right=right, command=one.command)

    def _say(self, message: str, **values: Any) -> None:
        if not self.as_json:
            click.echo(say(message, **values))


def _short(text: str) -> str:
    """The first line of a passage, and a sign that more follows."""
    first, more, _ = text.partition("\n")
    return f"{first} …" if more else first


def _checked(file: str) -> tuple[str, Checked, str]:
    """(the text as it stands, what the check found, the ends of its lines)."""
    from tracer.cli.replay import Replay
    from tracer.lessons.walkthroughs import needed
    from tracer.living.check import check as checked
    from tracer.living.comments import NOTEBOOK, syntax_of
    from tracer.living.language import language_of
    from tracer.living.notebook import check_notebook

    text, breaks = _read(file)
    runner = Replay(os.path.dirname(file) or ".", language_of(file, text), needed(text))
    if file.lower().endswith(NOTEBOOK):
        return text, check_notebook(text, runner), breaks
    return text, checked(text, syntax_of(file), runner), breaks


def _read(file: str) -> tuple[str, str]:
    """A file's text with `\\n` at the ends of its lines, and what ends them in the file."""
    from tracer.tokens.source import read_text
    from tracer.weights.files import reading

    read_text(file)  # says in a sentence what is wrong with it
    with reading(file):
        text = Path(file).read_bytes().decode("utf-8")
    breaks = "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n"), breaks


def _write(file: str, text: str, breaks: str) -> None:
    from tracer.weights.files import atomic

    with atomic(file, text=True) as stream:
        stream.write(text.replace("\n", breaks))


command = Command(
    "check",
    callback=check,
    params=[
        click.Argument(["files"], nargs=-1, required=True, metavar="FILE..."),
        Option(["--update"], is_flag=True, group="output", message="check.update"),
        Option(["--claims"], is_flag=True, group="looking", message="check.claims"),
        Option(["--format", "format_"], metavar="text|json", group="output", message="check.format"),
        *[option for option in options("output") if option.name == "lang"],
    ],
)
