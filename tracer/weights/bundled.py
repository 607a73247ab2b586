"""The trained models that come with the program: files of parameters with a card, by name."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "training" / "checkpoints"


def bundled_names() -> list[str]:
    """The names of the bundled models."""
    return sorted(path.stem for path in FOLDER.glob("*.safetensors") if not path.stem.endswith(".resume"))


def name_of(file: str) -> str:
    """The name of the bundled model that is in this file, "" for any other file."""
    path = Path(file)
    return path.stem if path.parent == FOLDER else ""


def file_of(name: str) -> Path:
    """The file of a bundled model."""
    return FOLDER / f"{name}.safetensors"
