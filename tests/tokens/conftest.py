"""What the tests of tokenizers share."""

import json
import shutil

import pytest

from tests.tokens.folders import TINY


@pytest.fixture
def copied(tmp_path):
    """A copy of a tiny folder, with further JSON files."""

    def copy(name, **files):
        shutil.copytree(TINY / name, tmp_path / name)
        for file, content in files.items():
            (tmp_path / name / f"{file}.json").write_text(json.dumps(content))
        return tmp_path / name

    return copy
