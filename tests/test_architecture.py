"""The architecture page names rooms and files that are there."""

import re
from pathlib import Path

import pytest

import tracer

ROOT = Path(tracer.__file__).parent
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = sorted(
    {name for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:/|\.py))`", PAGE) if not name.startswith(("tests", "walkthroughs"))}
)


@pytest.mark.parametrize("name", NAMED)
def test_a_room_the_architecture_names_is_there(name):
    inner = [ROOT / name, *(folder / name for folder in ROOT.iterdir() if folder.is_dir())]
    assert any(path.exists() for path in inner)


def test_every_room_is_named_by_the_architecture():
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert {room for room in rooms if f"`{room}/`" not in PAGE} == set()
