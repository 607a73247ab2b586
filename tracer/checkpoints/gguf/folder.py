"""A checkpoint that is one GGUF file, opened as a folder is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tracer.checkpoints.families import family_of
from tracer.checkpoints.family import Family
from tracer.checkpoints.folder import Folder, read_architecture
from tracer.checkpoints.gguf.configuration import configuration
from tracer.checkpoints.gguf.tensors import FREQUENCIES, GgufTensors, RotatedRows
from tracer.checkpoints.names import Names
from tracer.checkpoints.tensors import TensorFile
from tracer.errors import TracerError
from tracer.files.formats import reading_errors
from tracer.files.gguf_file import GgufFile
from tracer.language import first_few
from tracer.models.architecture import Architecture, Rope
from tracer.tokens.tokenizer import Tokenizer


class GgufFolder(Folder):
    """What a `Folder` says of a folder, of a file; see there for what it raises.

    llama.cpp stores Gemma's norms with 1 added, which is taken as it is, and Llama's queries and keys in another order of rows,
    which is undone.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.text_model_of = path, ""
        with reading_errors(path):
            self.file = GgufFile(path)
        kind = str(self.file.metadata.get("general.architecture"))
        self.config = configuration(self.file)
        self.family: Family = family_of(self.config)
        a = read_architecture(self.family, self.config)
        self.config.rest()
        self.architecture = a.replace(ropes=self._ropes(a))
        source: TensorFile = RotatedRows(self.file, a.heads, a.kv_heads) if kind == "llama" else self.file
        self.tensors: GgufTensors = GgufTensors(self.file, source, kind)
        self._connect(self._names)

    def _names(self, a: Architecture) -> Names:
        return Names({name: replace(place, plus=0.0) for name, place in self.family.names(a).items()})

    def _ropes(self, a: Architecture) -> tuple[Rope | None, ...]:
        """The rotary positions, with the divisors that the file has for each pair of columns."""
        ropes = [rope for rope in a.ropes if rope is not None]
        if FREQUENCIES not in self.file:
            return a.ropes
        kind, raw = self.file.stored(FREQUENCIES)
        divisors, pairs = np.asarray(raw, np.float64), (ropes[0].columns or a.d_k) // 2
        if kind not in ("F32", "F64") or divisors.shape != (pairs,) or not (np.isfinite(divisors) & (divisors > 0)).all():
            raise TracerError("checkpoints.gguf_frequencies", file=self.file.origin, tensor=FREQUENCIES, pairs=pairs)
        return tuple(Rope(rope.base, rope.columns, ("each", *divisors.tolist())) for rope in ropes)

    def _strangers(self) -> None:
        """Refuse tensors that the map does not know: a trace without them would not be the model's."""
        known = {stored[1] for place in self.names.values() if (stored := self.tensors.find(place))}
        strange = sorted(set(self.file) - known - {FREQUENCIES})
        if strange:
            raise TracerError("checkpoints.tensors", folder=str(self.path), names=first_few(strange, 3))

    def open_tokenizer(self) -> Tokenizer:
        """The file's tokenizer. Raises TracerError: none there, one that is not known, a damaged one, a missing library."""
        from tracer.tokens.gguf_vocabulary import open_tokenizer

        return open_tokenizer(self.file.metadata, self.path)

    @property
    def generation(self) -> dict[str, object]:
        """Its special ids stand in the configuration."""
        return {}

    @property
    def layout_notes(self) -> tuple[str, ...]:
        """See `Folder`."""
        kind = str(self.file.metadata["general.architecture"])
        if kind == "llama":
            return ("checkpoints.gguf_rows",)
        return ("checkpoints.gguf_gamma",) if kind.startswith("gemma") else ()

    @property
    def packed(self) -> list[str]:
        """Number formats with how many tensors each has, where there is any in blocks of few bits."""
        formats = self.tensors.formats()
        return [f"{kind}: {count}" for kind, count in formats.items()] if set(formats) - {"F32", "F64"} else []
