"""The request: what the user asked for, as data. What follows from it is computed in `session.resolve`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from tracer.mutable import mutable
from tracer.settings.data import Inputs, data_keys

if TYPE_CHECKING:
    from tracer.checkpoints.folder import Folder
    from tracer.checkpoints.names import Place
    from tracer.memory.pool import Memory
    from tracer.record.trace import CutStep, Trace
    from tracer.session.prepared import Prepared
    from tracer.tokens.tokenizer import Tokenizer
    from tracer.word_cut import WordCut

_ROWS = data_keys("rows")


class OpenCheckpoint(Protocol):
    """What a request needs of the checkpoint that runs it: `session.checkpoint.Checkpoint`, which reads requests itself."""

    name: str
    memory: Memory

    @property
    def folder(self) -> Folder: ...

    @property
    def cuts(self) -> bool: ...

    @property
    def tokenizer(self) -> Tokenizer: ...

    def prepared(self, request: Request) -> Prepared: ...

    def cutting(self, data: Inputs) -> Iterator[CutStep]: ...

    def word_cuts(self, data: Inputs) -> Iterator[WordCut]: ...


@mutable(slots=True)
class Request:
    """What was asked.

    settings: keys of `tracer.settings` that were given. data: the other keys of a trace file (see `tracer.settings.data`).
    parameters: arrays as they were named. rows: embedding table -> token -> vector. edits: (address as written, values).
    seeded: whether missing matrices are drawn; None: drawn when nothing was given.
    preset: the name of the toy whose settings (`settings.presets`) stand among these, "" for none.
    implied: settings that a file of weights or a preset says of itself; nobody asked for them. turned: parameters that are in
    the order of y = x W whatever `layout` says, because they were read by PyTorch's names. unsaid: settings that such a file
    cannot tell. unused: tensors of it that no part of the model reads. loaded: that file; stored: of its parameters, what it
    calls the tensor each was made from. other_words: forms in which a file of word vectors has words of the text that it is not
    cut into: `lower` case, `characters`, `whole` words.
    starts_inside: a trace file sets a stage whole, so that what came before it need not be there (as where there is no text at
    all). from_files: how many of the edits, the first ones, files made. origin: the file to name in errors. singles: how many
    float32 numbers a trained model's file holds.
    own_vocabulary: what the tokens are that a trained model reads, `words` or `characters` of its own table, by which a text is
    cut whatever its spaces; "" for a model without one.
    begins: the token that such a model reads before each text; "" for none.
    how_cut: how the Chinese of the text was cut (a choice of `cut`, `vocabulary` or `mixed`), "" where it has none.
    checkpoint: the opened checkpoint that runs it (see `session.checkpoint`), or None for a model of settings and parameters.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    data: Inputs = field(default_factory=Inputs)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    rows: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    edits: list[tuple[str, Any]] = field(default_factory=list)
    seeded: bool | None = None
    seeded_rows: bool = False
    implied: frozenset[str] = frozenset()
    preset: str = ""
    turned: frozenset[str] = frozenset()
    unsaid: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    stored: Mapping[str, str] = field(default_factory=dict)
    loaded: str = ""
    other_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts_inside: bool = False
    from_files: int = 0
    origin: str = ""
    singles: int = 0
    own_vocabulary: str = ""
    begins: str = ""
    how_cut: str = ""
    checkpoint: OpenCheckpoint | None = None

    def changed(self, settings: Mapping[str, Any] | None = None, edits: Sequence[tuple[str, Any]] = (), **data: Any) -> Request:
        """A copy with changed settings, more edits, changed data."""
        return replace(
            self, settings={**self.settings, **(settings or {})}, data=self.data.changed(**data), edits=[*self.edits, *edits]
        )

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a parameter in the order of y = x W, by the name it was given under."""
        shape = np.shape(self.parameters[name])
        turn = self.settings.get("layout") == "W x" and name not in self.turned
        return (*shape[:-2], *shape[:-3:-1]) if turn else shape

    def tensor_of(self, parameter: str) -> tuple[str, str]:
        """What a parameter is called in the file it was read from, and the file; ("", "") where it has no other name."""
        if self.checkpoint is not None:
            folder = self.checkpoint.folder
            place = folder.names.get(parameter)
            return (folder.tensors.named(place), self.checkpoint.name) if place is not None else ("", "")
        for ours, theirs in self.stored.items():
            if f".{parameter}".endswith(f".{ours}"):
                return ("", "") if theirs in (ours, parameter) else (theirs, os.path.basename(self.loaded))
        return "", ""

    @property
    def is_seeded(self) -> bool:
        if self.checkpoint is not None:
            return False
        if self.seeded is not None:
            return self.seeded
        whole = self.data.text is None and any("[" not in address for address, _ in self.edits)
        given = self.parameters or self.rows or self.starts_inside or whole or self.data.has_any(*_ROWS)
        return not given or "seed" in self.settings


def request_of(trace: Trace) -> Request:
    """The request that makes this trace again; a trace read from a file has none, which is a mistake of ours to ask for."""
    if not isinstance(trace.request, Request):
        raise TypeError("a trace read from a file cannot be run again")
    return trace.request


def tensor_places(trace: Trace) -> Mapping[str, Place]:
    """Our parameter → the checkpoint's tensor it was read from; nothing for a trace of another kind."""
    checkpoint = trace.request.checkpoint if isinstance(trace.request, Request) else None
    return {} if checkpoint is None else checkpoint.folder.places
