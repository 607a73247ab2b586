"""Models to trace many texts with, by name: a bundled checkpoint, a file of weights, a trace file, or a checkpoint's folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.confine import check_folder, check_path
from tracer.errors import TracerError
from tracer.session.arguments import edits as pairs_of
from tracer.session.gather import gather
from tracer.settings import MODELS
from tracer.settings.presets import BUILT_IN

if TYPE_CHECKING:
    from typing import Unpack

    from tracer.record.trace import EditList, Trace
    from tracer.session.checkpoint import Checkpoint
    from tracer.session.request import Request
    from tracer.session.run import Keep
    from tracer.settings.options import TraceOptions

FILES = (".safetensors", ".npz")
_PARTS = ("config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json", "model.safetensors.index.json")
TRACE_FILES = (".toml", ".json")
GGUF = ".gguf"


class Model:
    """A model to trace many texts with."""

    __slots__ = ()

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        """The request that traces `text` through this model."""
        raise TypeError(type(self).__name__)

    def trace(
        self,
        text: str | Sequence[str] | None = None,
        *,
        edits: EditList = (),
        keep: Keep | None = None,
        **options: Unpack[TraceOptions],
    ) -> Trace:
        """Trace a text (or several) through this model; edits, keep and options as for `tracer.trace`.

        A checkpoint takes the options that leave its weights what they are, and refuses the others by name.
        """
        from tracer.session.run import run

        return run(self.request(text, edits=edits, **options), keep=keep)


@dataclass(frozen=True, slots=True)
class BuiltInModel(Model):
    """A model of ours (`encoder`, `decoder` … or a preset), its parameters drawn from a seed or given with the options."""

    name: str

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        return with_checkpoint(gather(text, **{"model": self.name, **options}))


@dataclass(frozen=True, slots=True)
class ModelWithOptions(Model):
    """A model with options that hold for every text unless the text's own say otherwise."""

    model: Model
    options: Mapping[str, Any]

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        return self.model.request(text, **{**self.options, **options, "edits": _joined(self.options, options)})


def _joined(*options: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The edits of all, in order: those of one text come after those of every text."""
    return [pair for one in options for pair in pairs_of(one.get("edits", ()))]


@dataclass(frozen=True, slots=True)
class FileModel(Model):
    """A model in one file of ours: parameters, settings and vocabulary. `cut`: words, or characters where it reads letters."""

    path: Path
    cut: str = "words"
    closed: bool = False

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        """What `trace` runs. Raises TracerError for a file of word vectors beside the rows that a closed vocabulary has learned,
        and for a word outside it when it runs.
        """
        if self.path.suffix in TRACE_FILES:
            return with_checkpoint(gather(text, from_file=self.path, **options))
        if self.cut == "characters" and text is not None:
            options, text = {**options, **_characters(text, options.pop("also", None))}, None
        request = gather(text, load=self.path, **options)
        if self.closed:
            if request.data.vectors is not None:
                raise TracerError("session.two_weights", model=self.path.stem, file=request.data.vectors)
            request.seeded_rows, request.own_vocabulary = False, self.cut
        return request


@dataclass(frozen=True, slots=True)
class CheckpointModel(Model):
    """A real checkpoint: a folder as users of transformers have it."""

    checkpoint: Checkpoint

    def request(self, text: str | Sequence[str] | None = None, **options: Any) -> Request:
        request = gather(text, **options)
        request.checkpoint = self.checkpoint
        return request


def open_model(source: str | Path, download: bool = False) -> Model:
    """Open a model by name: built in, bundled, then a file (by its ending), then a folder, then the hub's local cache.

    download: whether a model that is not in the cache may be fetched. Raises TracerError for a name nobody knows (the nearest is
    named), and for whatever is wrong with what has it.
    """
    from tracer.files.formats import expanded, load
    from tracer.weights.bundled import bundled_names, file_of

    name, path = str(source), expanded(source)
    if name in BUILT_IN:
        return BuiltInModel(name)
    if name in bundled_names():
        path = file_of(name)
    if path.is_dir():
        check_folder(path)
        return _checkpoint(path, path.resolve().name)
    if path.name in _PARTS and (path.parent / "config.json").is_file():
        raise TracerError("checkpoints.give_folder", file=name, folder=str(path.parent))
    if path.suffix.lower() == GGUF:
        check_path(path)
        return _checkpoint(path, path.stem)
    if path.suffix in TRACE_FILES:
        return FileModel(path)
    if path.suffix in FILES:
        about = load(path).about
        return FileModel(path, str(about.get("cut", "words")), bool(about))
    if path.is_file():
        load(path)  # which says what it is, and why it is not read
    from tracer.checkpoints.hub import local_folder, revision_of, snapshot

    fetched = download and local_folder(name) is None
    folder = snapshot(name, download)
    if folder is not None:
        model = _checkpoint(folder, name)
        model.checkpoint.fetched = f"{name.partition('@')[0]}@{revision_of(folder)}" if fetched else ""
        return model
    known = [*BUILT_IN, *bundled_names()]
    raise TracerError.near("session.unknown_model", name, known, known=known)


def with_checkpoint(request: Request, download: bool = False) -> Request:
    """The request with the checkpoint that its trace file names opened; unchanged for a built-in model.

    Raises TracerError for a name nobody knows, and for a file of parameters, which would stand beside those of the trace file.
    """
    name = request.settings.get("model", "encoder")
    if name in MODELS:
        return request
    model = open_model(name, download)
    if not isinstance(model, CheckpointModel):
        raise TracerError("session.two_weights", model=name, file=request.origin)
    request.checkpoint = model.checkpoint
    return request


_MOST_OPEN = 4  # checkpoints kept open; the one that was asked for longest ago is let go
_open: dict[tuple[object, ...], CheckpointModel] = {}


def _checkpoint(path: Path, name: str) -> CheckpointModel:
    """The checkpoint in a folder, or in a GGUF file, opened once as long as its files do not change."""
    from tracer.session.checkpoint import Checkpoint

    key = (str(path.resolve()), tuple(sorted(_state(path))))
    model = _open.pop(key, None) or CheckpointModel(Checkpoint(path, name))
    _open[key] = model
    while len(_open) > _MOST_OPEN:
        del _open[next(iter(_open))]
    return model


def _state(path: Path) -> list[tuple[str, int, int]]:
    """What changes with the files of a folder, or with one file; nothing of a file that is not there, which its reader says."""
    if not path.is_dir():
        return [(path.name, path.stat().st_mtime_ns, path.stat().st_size)] if path.is_file() else []
    with os.scandir(path) as files:
        return [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]


def _characters(text: str | Sequence[str], also: Any) -> dict[str, Any]:
    from tracer.tokens.characters import characters

    texts = [text] if isinstance(text, str) else list(text)
    rows = [characters(sentence) for sentence in (*texts, *([also] if isinstance(also, str) else also or ()))]
    return {"tokens": rows if len(rows) > 1 else rows[0]}
