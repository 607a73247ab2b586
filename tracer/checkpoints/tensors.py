"""The tensors of a checkpoint's folder, from one file or several (shards), under the names the family's map uses."""

from __future__ import annotations

import math
from pathlib import Path

from tracer.checkpoints.config import read_json
from tracer.checkpoints.names import Place
from tracer.errors import TracerError
from tracer.files.safetensors_file import LazyTensors
from tracer.settings import WIDENED

_PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json")


class Tensors:
    """Name → (file, tensor's own name). Old names (`LayerNorm.gamma`) stand under their new ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where: dict[str, tuple[LazyTensors, str]] = {}
        files = [LazyTensors(path) for path in _files(folder)]
        for tensors in files:
            for name in tensors:
                self.where[_renamed(name)] = (tensors, name)
        self.prefix = ""

    def find(self, place: Place) -> tuple[LazyTensors, str] | None:
        """Where the tensor of a place is, with the checkpoint's prefix or without."""
        return self.where.get(self.prefix + place.tensor) or self.where.get(place.tensor)

    @property
    def count(self) -> int:
        """How many numbers the files hold; nothing but headers is read."""
        return sum(math.prod(tensors.shape(name)) for tensors, name in self.where.values())

    @property
    def precision(self) -> str:
        """What a run computes in unless told: float64 up to `WIDENED` numbers; above, float32 unless all are in float64."""
        double = all(tensors.kind(name) == "F64" for tensors, name in self.where.values())
        return "float64" if double or self.count <= WIDENED else "float32"

    def named(self, place: Place) -> str:
        """The place, with the tensor's name as the checkpoint spells it (prefix included)."""
        stored = self.find(place)
        return str(place).replace(place.tensor, stored[1], 1) if stored else str(place)


def _renamed(name: str) -> str:
    for old, new in ((".gamma", ".weight"), (".beta", ".bias")):
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name


def _files(folder: Path) -> list[Path]:
    """The safetensors files of the folder. Raises TracerError: none, only a pickle, a missing shard."""
    single, index = folder / "model.safetensors", folder / "model.safetensors.index.json"
    if single.exists():
        return [single]
    if not index.exists():
        pickled = next((folder / name for name in _PICKLES if (folder / name).exists()), None)
        if pickled is not None:
            raise TracerError("checkpoints.pickle", file=str(pickled), folder=str(folder))
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
