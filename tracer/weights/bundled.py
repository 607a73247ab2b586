"""The trained models that come with the program: files of parameters with a card, by name."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "training" / "checkpoints"


def bundled_names() -> list[str]:
    """The names of the bundled models."""
    return sorted(path.stem for path in FOLDER.glob("*.safetensors") if not path.stem.endswith(".resume"))


def file_of(name: str) -> Path:
    """The file of a bundled model."""
    return FOLDER / f"{name}.safetensors"
