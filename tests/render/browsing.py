"""A real browser for the tests of the living page: Debian's chromium through playwright-core, without a network."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from scripted import NODE, missing

DRIVER = Path(__file__).with_name("page_driver.js")
MODULES = os.environ.get("TTRACE_NODE_MODULES", "")
BROWSER = os.environ.get("TTRACE_BROWSER") or shutil.which("chromium") or ""


def need_browser():
    """Skip, or fail where everything has to be there."""
    if NODE is None or not BROWSER:
        missing("a browser (chromium) or node")
    if not MODULES or not (Path(MODULES) / "playwright-core").is_dir():
        missing("playwright-core (TTRACE_NODE_MODULES names its folder)")


def browse(file, questions):
    """Open the file for each question, do its steps, and return what was seen, by the question's name."""
    environment = {**os.environ, "TTRACE_ASKED": json.dumps(questions)}
    command = [NODE, str(DRIVER), str(file), BROWSER]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
