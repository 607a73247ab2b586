"""`ttrace check FILE…`: run a document's commands again and report every number that no longer follows.

Exit code 1 where something differs, 2 where something cannot be checked. What needs a model that is not here, or a library of
an extra that is not installed, is said, left as it stands, and changes neither.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.cli.caller import Caller
from tracer.cli.option import Argument, Command, Option
from tracer.cli.option_group import Options
from tracer.cli.options import options
from tracer.cli.result import Result, Text
from tracer.errors import TracerError
from tracer.language import say

if TYPE_CHECKING:
    from tracer.living.check import Checked
    from tracer.living.diff import Difference


class CheckOptions(Options):
    """claims: the arithmetic of any page instead. update: rewrite what no longer follows. allow: folders a page may read."""

    files: tuple[str, ...] = ()
    claims: bool = False
    update: bool = False
    format_: str | None = None
    allow: tuple[str, ...] = ()


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
        self.wanted, self.caller, self.code = wanted, caller, 0
        self.as_json, self.several = wanted.format_ == "json", len(wanted.files) > 1
        self.entries: list[dict[str, Any]] = []

    def parts(self) -> Iterator[Text]:
        """What is told, file by file."""
        for file in self.wanted.files:
            try:
                yield from self._claims(file) if self.wanted.claims else self._document(file)
            except TracerError as error:
                yield from self._broken(file, 1, str(error))
        if self.as_json:
            from tracer.render.json_format import dumps

            yield Text(dumps(self.entries) + "\n")

    def _document(self, file: str) -> Iterator[Text]:
        update = self.wanted.update
        text, checked, breaks = _checked(file, self.caller, self.wanted.allow)
        for difference in checked.differences:
            yield from self._difference(file, difference)
        for broken in checked.broken:
            yield from self._broken(file, broken.line, broken.reason)
        for name, count in checked.away.items():
            yield from self._left("check.away", file=file, name=name, count=count)
        for extra, lines in checked.extras.items():
            told_lines = ", ".join(map(str, lines))
            yield from self._left("check.needs_extra", file=file, extra=extra, count=len(lines), lines=told_lines)
        if not (checked.pieces or checked.broken or checked.away or checked.extras):
            yield from self._say("check.empty", file=file)
        elif not checked.differences and not checked.broken:
            yield from self._say("check.holds", file=file, pieces=checked.pieces, numbers=checked.numbers)
        if checked.singles:
            yield from self._say("check.singles", file=file, count=checked.singles)
        for line, number in checked.bare:
            yield from self._say("check.bare", file=file, line=line, number=number)
        if update and checked.text != text:
            yield Text(checked.text.replace("\n", breaks), file)
            mended = len(checked.differences) - checked.unfixed
            yield from self._say("check.updated_rest" if checked.broken else "check.updated", file=file, count=mended)
        fixed = update and not checked.broken and not checked.unfixed
        if checked.differences and not fixed:
            self.code = max(self.code, 1)

    def _claims(self, file: str) -> Iterator[Text]:
        from tracer.claims import find

        found = find(_read(file)[0])
        wrong = [claim for claim in found if not claim.holds]
        for claim in wrong:
            named = {"file": file} if self.several else {}
            self.entries.append(
                {**named, "line": claim.line, "claim": claim.claim, "printed": claim.printed, "right": claim.right}
            )
            yield from self._say("check.claim", file=file, line=claim.line, reason=claim.reason)
            self.code = max(self.code, 1)
        if wrong:
            yield from self._say("check.claims_wrong", file=file, count=len(wrong), total=len(found))
        else:
            yield from self._say("check.claims_hold" if found else "check.claims_none", file=file, count=len(found))

    def _broken(self, file: str, line: int, reason: str) -> Iterator[Text]:
        self.code = 2
        self.entries.append({"file": file, "line": line, "reason": reason})
        if not self.as_json:
            yield Text(say("check.broken", file=file, line=line, reason=reason) + "\n", aside=True)

    def _difference(self, file: str, difference: Difference) -> Iterator[Text]:
        printed, right, command = difference.printed, difference.right, difference.command
        self.entries.append({"file": file, "line": difference.line, "printed": printed, "right": right, "command": command})
        kind = "missing" if not printed else "extra" if not right else "number" if difference.number else "words"
        short = {"printed": _short(printed), "right": _short(right), "command": command}
        yield from self._say(f"check.{kind}", file=file, line=difference.line, **short)

    def _left(self, message: str, **values: Any) -> Iterator[Text]:
        """What was not checked, and why: no difference, so it is told beside a JSON list."""
        yield Text(say(message, **values) + "\n", aside=self.as_json)

    def _say(self, message: str, **values: Any) -> Iterator[Text]:
        if not self.as_json:
            yield Text(say(message, **values) + "\n")


def _short(text: str) -> str:
    """The first line of a passage, and a sign that more follows."""
    first, more, _ = text.partition("\n")
    return f"{first} …" if more else first


def _checked(file: str, caller: Caller, allow: Sequence[str]) -> tuple[str, Checked, str]:
    """(the text as it stands, what the check found, the ends of its lines)."""
    from tracer.cli.replay import Replay
    from tracer.lessons.walkthroughs import needed
    from tracer.living.check import check as checked
    from tracer.living.comments import NOTEBOOK, syntax_of
    from tracer.living.language import language_of
    from tracer.living.notebook import check_notebook

    text, breaks = _read(file)
    runner = Replay(os.path.dirname(file) or ".", language_of(file, text), caller, needed(text), allow)
    if file.lower().endswith(NOTEBOOK):
        return text, check_notebook(text, runner), breaks
    return text, checked(text, syntax_of(file), runner), breaks


def _read(file: str) -> tuple[str, str]:
    """A file's text with `\\n` at the ends of its lines, and what ends them in the file."""
    from tracer.files.formats import reading
    from tracer.files.text import read_text

    read_text(file)  # says in a sentence what is wrong with it
    with reading(file):
        text = Path(file).read_bytes().decode("utf-8")
    breaks = "\r\n" if "\r\n" in text else "\n"
    return text.replace("\r\n", "\n"), breaks


command = Command(
    "check",
    answer=check,
    takes=(CheckOptions, Caller),
    params=[
        Argument(["files"], nargs=-1, required=True, metavar="FILE...", paths=True),
        Option(["--update"], is_flag=True, group="output", message="check.update", writes=True),
        Option(["--claims"], is_flag=True, group="looking", message="check.claims", documents=True),
        Option(["--format", "format_"], metavar="text|json", group="output", message="check.format", documents=True),
        Option(["--allow"], multiple=True, metavar="DIR", group="text", message="confine.allow"),
        *[option for option in options("output") if option.name == "lang"],
    ],
)
