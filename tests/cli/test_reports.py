"""People's real troubles as small inputs: every command line of `cases/reports/README.md` does what stands beside it."""

import re
import shlex
from pathlib import Path

import pytest

REPORTS = Path(__file__).parents[1] / "cases" / "reports"
_LINE = re.compile(r"- `ttrace (?P<command>.*?)` → rc (?P<code>\d)(?P<words>.*)")


def lines():
    folder = ""
    for line in (REPORTS / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            folder = line[3:].partition(":")[0]
        elif line.startswith("- "):
            yield folder, line


CASES = list(lines())


@pytest.mark.parametrize(("folder", "line"), CASES, ids=[f"{folder} {at}" for at, (folder, _) in enumerate(CASES)])
def test_a_report_is_answered(ttrace, monkeypatch, folder, line):
    wanted = _LINE.fullmatch(line)
    monkeypatch.chdir(REPORTS / folder)
    code, out, error = ttrace(*shlex.split(wanted["command"]))
    told = " ".join((out + error).split())
    assert code == int(wanted["code"]), told
    for kind, words in re.findall(r"; (says|not) ([^;]+)", wanted["words"]):
        assert (words.strip() in told) == (kind == "says"), told


def test_every_folder_of_the_reports_has_a_line():
    assert {folder for folder, _ in CASES} == {path.name for path in REPORTS.iterdir() if path.is_dir()} - {"models"}
