"""Models to trace many texts with, by name: a bundled checkpoint, a file of weights, a trace file, or a checkpoint's folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.record.trace import Trace
    from tracer.session.checkpoint import Checkpoint
    from tracer.session.request import Request

FILES = (".safetensors", ".npz")
_PARTS = ("config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json", "model.safetensors.index.json")
TRACE_FILES = (".toml", ".json")


class Loaded:
    """A model to trace many texts with."""

    __slots__ = ()

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        """What `trace` runs."""
        raise TypeError(type(self).__name__)

    def trace(
        self, text: str | Sequence[str] | None = None, *, keep: Callable[[str], bool] | None = None, **options: Any
    ) -> Trace:
        """Trace a text (or several) through this model; options as for `tracer.trace`, and those of generation.

        keep(name): which stages are kept; all of them where it is left out.
        """
        from tracer.session import run

        return run(self.request(text, **options), keep=keep)


@dataclass(frozen=True, slots=True)
class FileModel(Loaded):
    """A model in one file of ours: parameters, settings and vocabulary. `cut`: words, or characters where it reads letters."""

    path: Path
    cut: str = "words"
    closed: bool = False

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        """What `trace` runs. Raises TracerError for a word outside a closed vocabulary when it runs."""
        from tracer.session.request import gathered

        if self.path.suffix in TRACE_FILES:
            return gathered(text, from_file=self.path, **options)
        if self.cut == "characters" and text is not None:
            options, text = {**options, **_characters(text, options.pop("also", None))}, None
        request = gathered(text, load=self.path, **options)
        if self.closed:
            request.seeded_rows = False
        return request


@dataclass(frozen=True, slots=True)
class CheckpointModel(Loaded):
    """A real checkpoint: a folder as users of transformers have it."""

    checkpoint: Checkpoint

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        from tracer.session.request import gathered

        return gathered(text, checkpoint=self.checkpoint, **options)


def opened(source: str | Path, download: bool = False, many: bool = False) -> Any:
    """The model behind a name: bundled first, then a file by its ending, then a folder, then the hub's cache.

    download: whether a model that is not in the cache may be fetched. many: whether many texts will be traced. Raises
    TracerError for a name nobody knows (the nearest is named), and for whatever is wrong with what has it.
    """
    from tracer.weights.bundled import bundled, file_of
    from tracer.weights.files import expanded, load

    name, path = str(source), expanded(source)
    if name in bundled():
        path = file_of(name)
    if path.is_dir():
        return _checkpoint(path, path.resolve().name, many)
    if path.name in _PARTS and (path.parent / "config.json").is_file():
        raise TracerError("checkpoints.give_folder", file=name, folder=str(path.parent))
    if path.suffix in TRACE_FILES:
        return FileModel(path)
    if path.suffix in FILES:
        about = load(path).about
        return FileModel(path, str(about.get("cut", "words")), bool(about))
    from tracer.weights.huggingface.hub import kept, revision_of, snapshot

    fetched = download and kept(name) is None
    folder = snapshot(name, download)
    if folder is not None:
        found = _checkpoint(folder, name, many)
        found.checkpoint.fetched = f"{name.partition('@')[0]}@{revision_of(folder)}" if fetched else ""
        return found
    from tracer.settings import MODELS

    raise TracerError.near("session.unknown_model", name, [*MODELS, *bundled()], known=", ".join([*MODELS, *bundled()]))


_open: dict[Any, CheckpointModel] = {}


def _checkpoint(path: Path, name: str, many: bool) -> CheckpointModel:
    """The checkpoint in a folder, opened once as long as its files do not change."""
    from tracer.session.checkpoint import Checkpoint

    with os.scandir(path) as files:
        seen = sorted((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in files)
    key = (str(path.resolve()), tuple(seen), many)
    if key not in _open:
        _open[key] = CheckpointModel(Checkpoint(path, name, many))
    return _open[key]


def _characters(text: str | Sequence[str], also: Any) -> dict[str, Any]:
    from tracer.tokens.letters import characters

    texts = [text] if isinstance(text, str) else list(text)
    rows = [characters(one) for one in (*texts, *([also] if isinstance(also, str) else also or ()))]
    return {"tokens": rows if len(rows) > 1 else rows[0]}
