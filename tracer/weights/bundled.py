"""The trained models that come with the program: files of parameters with a card, by name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path  # which takes as long to load as five files of ours, and a run of a text needs none of it

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "training", "checkpoints")


def bundled_names() -> list[str]:
    """The names of the bundled models."""
    names = [name.removesuffix(".safetensors") for name in os.listdir(FOLDER) if name.endswith(".safetensors")]
    return sorted(name for name in names if not name.endswith(".resume"))


def name_of(file: str) -> str:
    """The name of the bundled model that is in this file, "" for any other file."""
    folder, name = os.path.split(os.path.normpath(file))
    return os.path.splitext(name)[0] if folder == FOLDER else ""


def file_of(name: str) -> Path:
    """The file of a bundled model."""
    from pathlib import Path

    return Path(FOLDER) / f"{name}.safetensors"
