"""The tensors of a checkpoint's folder, from one file or several (shards), under the names the family's map uses."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import Any, Protocol

from tracer.checkpoints.config import read_json
from tracer.checkpoints.names import Place
from tracer.errors import TracerError
from tracer.files.safetensors_file import LazyTensors
from tracer.settings import WIDENED
from tracer.weights.wrappers import without_wrappers

_PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json")
_OLD_ENDINGS = ((".gamma", ".weight"), (".beta", ".bias"))
_HELD_BY = r"(?:(?:module|model|net|network)\.)+"  # what a training script's class calls the model it holds


class TensorFile(Protocol):
    """A file of named tensors, which stay in it until they are asked for."""

    @property
    def origin(self) -> str:
        """The file's name, for errors."""

    def stored(self, name: str) -> tuple[str, Any]:
        """The number format and the tensor as it lies in the file."""

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape the header tells."""

    def kind(self, name: str) -> str:
        """The number format the header tells."""


class Tensors:
    """Name, as the families' maps have it → (file, tensor's own name)."""

    def __init__(self, where: Mapping[str, tuple[TensorFile, str]]) -> None:
        self.where = dict(where)
        self.prefix = ""
        self._held_by = ""

    def find(self, place: Place) -> tuple[TensorFile, str] | None:
        """Where the tensor of a place is, with the checkpoint's prefix or without.

        LLaVA's text model stands below `language_model.model.`, and its read-out, which is not part of `model`, beside that.
        """
        beside = self.prefix.removesuffix("model.")
        return next(filter(None, (self.where.get(start + place.tensor) for start in (self.prefix, beside, ""))), None)

    def set_prefix(self, first: str, prefixes: Sequence[str]) -> None:
        """Find what stands before the family's names: the prefix under which the tensor `first` is stored, tried in this order.

        Where none fits, what a wrapper (`module.`, Lightning's `model.`) put before one of them is taken off all names.
        """
        self.prefix = next((prefix for prefix in prefixes if prefix + first in self.where), "")
        if self.prefix + first in self.where:
            return
        for prefix in prefixes:
            ends = re.compile(f"({_HELD_BY}){re.escape(prefix + first)}")
            self._held_by = next((match[1] for name in self.where if (match := ends.fullmatch(name))), "")
            if self._held_by:
                self.where = {name.removeprefix(self._held_by): tensor for name, tensor in self.where.items()}
                self.prefix = prefix
                return

    @cached_property
    def count(self) -> int:
        """How many numbers the files hold; nothing but headers is read."""
        return sum(math.prod(tensors.shape(name)) for tensors, name in self.where.values())

    @cached_property
    def precision(self) -> str:
        """What a run computes in unless told: float64 up to `WIDENED` numbers; above, float32 unless all are in float64."""
        double = all(tensors.kind(name) == "F64" for tensors, name in self.where.values())
        return "float64" if double or self.count <= WIDENED else "float32"

    def named(self, place: Place) -> str:
        """The place, with the tensor's name as the checkpoint spells it (prefix included)."""
        stored = self.find(place)
        return str(place).replace(place.tensor, stored[1], 1) if stored else str(place)

    def wanted(self, place: Place) -> str:
        """What the tensor of a place that is missing would be called among these names."""
        name = self._held_by + self.prefix + place.tensor
        for old, new in _OLD_ENDINGS if any(own.endswith(_OLD_ENDINGS[0][0]) for _, own in self.where.values()) else ():
            if name.endswith(f"LayerNorm{new}"):
                return name.removesuffix(new) + old
        return name


def tensors_of(folder: Path, saved_by: str = "") -> Tensors:
    """The tensors of a folder's safetensors files. Old names (`LayerNorm.gamma`) stand under their new ones, those of a wrapped
    module (`_orig_mod.`) under the module's own.

    saved_by: the class of transformers that saved the folder, which a sentence about pickles names.
    """
    files = [LazyTensors(path) for path in _files(folder, saved_by)]
    return Tensors({_renamed(name): (tensors, name) for tensors in files for name in tensors})


def _renamed(name: str) -> str:
    """A tensor's name in the words of today, and without what compilers and trainers wrap around modules."""
    name = without_wrappers(name)
    for old, new in _OLD_ENDINGS:
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name


def _files(folder: Path, saved_by: str) -> list[Path]:
    """The safetensors files of the folder. Raises TracerError: none, only a pickle or a GGUF file, a missing shard."""
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.exists():
        return [single]
    if not index.exists():
        pickled = next((folder / name for name in _PICKLES if (folder / name).exists()), None)
        if pickled is not None:
            loader = saved_by if re.fullmatch(r"[A-Za-z]\w{0,59}", saved_by, re.ASCII) else "AutoModel"  # it stands in a command
            raise TracerError("checkpoints.pickle", file=str(pickled), path=quote(str(folder)), loader=loader)
        if llama_cpp := next(iter(sorted(folder.glob("*.gguf"))), None):
            raise TracerError("weights.gguf", file=str(llama_cpp))
        raise TracerError("checkpoints.no_weights", folder=str(folder))
    shards = read_json(index).get("weight_map")
    if not isinstance(shards, dict) or not shards or not all(isinstance(name, str) for name in shards.values()):
        raise TracerError("checkpoints.json", file=str(index))
    files = []
    for name in sorted(set(shards.values())):
        if Path(name).name != name:
            raise TracerError("checkpoints.shard_name", file=str(index), shard=name)
        if not (folder / name).exists():
            raise TracerError("checkpoints.shard", file=str(index), shard=name)
        files.append(folder / name)
    return files
