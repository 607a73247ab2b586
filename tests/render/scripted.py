"""Node for the tests of the living page: the page's own script without a page, one question and one answer a line."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tracer.document.living_run import Living
from tracer.record.trace import Trace
from tracer.render.live import FILES, FORM_FILES, as_json, source

NODE = shutil.which("node")
REQUIRED = os.environ.get("REQUIRE_BROWSER") == "1"  # as .ci/run sets it: what is missing fails there
DRIVER = Path(__file__).with_name("live_driver.js")


def missing(what):
    """Skip, or fail where everything has to be there."""
    (pytest.fail if REQUIRED else pytest.skip)(f"{what} is not installed; .ci/run installs it")


class Node:
    """A process that has read the script as pages carry it."""

    def __init__(self):
        if NODE is None:
            missing("node")
        names = "{Engine, Notation, RULES, show, fixed, typed, evaluated, cellsOf, legible, shortened, written, commaConvention, markedBlanks, outcomesOf, outcomeSentences, worded}"
        text = "(() => {\n" + "".join(map(source, (*FILES, *FORM_FILES)))
        text += f"\nglobalThis.live = {names};\n}})();\n{DRIVER.read_text(encoding='utf-8')}"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        self.process = subprocess.Popen([NODE, "-e", text], **pipes)

    def ask(self, kind, **values):
        """The driver's answer."""
        self.process.stdin.write(as_json({"kind": kind, **values}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the script ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def graph_of(steps, parameters=None):
    """The graph of steps that no model made."""
    return Living(Trace({step.name: step for step in steps}, parameters or {}, {"name": "none"}, ())).graph()
