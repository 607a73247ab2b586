"""Gold files: compared as they are, and written anew only where that is asked for."""

import os
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
TEST = """
from pathlib import Path

def test_text(gold):
    gold("new", Path(__file__).with_name("gold") / "kept.txt")
"""


def run(folder, *options):
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *options, str(folder)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SLIPCOVER_"))}
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, timeout=120, env=plain)


def test_a_gold_file_is_kept_until_an_update_is_asked_for(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_text.py").write_text(TEST, encoding="utf-8")
    assert "run with --update" in run(tmp_path).stdout
    kept = tmp_path / "gold" / "kept.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("old", encoding="utf-8")
    assert run(tmp_path).returncode == 1
    assert kept.read_text(encoding="utf-8") == "old"
    assert run(tmp_path, "--update").returncode == 0
    assert kept.read_text(encoding="utf-8") == "new"
    assert run(tmp_path).returncode == 0
