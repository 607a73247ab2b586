"""The tensors of a checkpoint's folder, from one file or several, under the names the family's map uses."""

from __future__ import annotations

import re
from pathlib import Path

from tracer.errors import TracerError
from tracer.weights.huggingface.config import Config, read_json
from tracer.weights.huggingface.families import Family, family_of
from tracer.weights.huggingface.form import Form
from tracer.weights.huggingface.names import Names, Place
from tracer.weights.safetensors_file import LazyTensors

_PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json")
_IN_LAYER = re.compile(r"(?:^|\.)(?:layers?|h|blocks?|albert_layers)\.(\d+)\.")
_BUFFERS = re.compile(
    r".*(?:position_ids|\.attn\.(?:attention\.)?(?:masked_)?bias|attention\.(?:masked_)?bias|inv_freq|EncDecAttention\.relative_attention_bias\.weight)"
)


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

    def named(self, place: Place) -> str:
        """The place with the checkpoint's own name of its tensor."""
        found = self.find(place)
        return str(place).replace(place.tensor, found[1], 1) if found else str(place)


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


class Folder:
    """A checkpoint's folder: configuration, form, name map, tensors. Nothing but headers is read on opening.

    Raises TracerError: not such a folder, an unknown family, keys it does not handle, weights that do not fit the configuration.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.config = Config(read_json(folder / "config.json"), str(folder / "config.json"))
        self.family: Family = family_of(self.config)
        self.form: Form = self.family.read(self.config)
        self.config.rest()
        _quantised(self.config)
        self.tensors = Tensors(folder)
        self.names: Names = self.family.names(self.form)
        table = self.names["embedding.W_E"].tensor
        here = [prefix for prefix in self.family.prefixes if prefix + table in self.tensors.where]
        if here:
            self.tensors.prefix = here[0]
        elif (instead := self._other_table()) is not None:
            self.names["embedding.W_E"] = self.names["decoder.embedding.W_E"] = instead
        if not self._own_head():
            self.names.pop("output.W_U", None)
        self._strangers()

    def _other_table(self) -> Place | None:
        """Encoder–decoders may store their shared table under a stack's name."""
        for name in ("encoder.embed_tokens.weight", "decoder.embed_tokens.weight"):
            for prefix in self.family.prefixes:
                if "decoder.embedding.W_E" in self.names and prefix + name in self.tensors.where:
                    self.tensors.prefix = prefix
                    return Place(name)
        return None

    def _own_head(self) -> bool:
        """Whether the read-out has a matrix of its own; a tied one is the embedding table, also where a copy is stored."""
        head = self.form.head
        if head == "stored":
            return not self.config.flag("tie_word_embeddings", True) and self.tensors.find(self.names["output.W_U"]) is not None
        return head == "own"

    def _strangers(self) -> None:
        """Refuse tensors inside the layers that the map does not know: a trace without them would not be the model's."""
        known = {found[1] for place in self.names.values() if (found := self.tensors.find(place))}
        strange = sorted(
            name
            for _, name in self.tensors.where.values()
            if name not in known and _IN_LAYER.search(name) and not _BUFFERS.fullmatch(name)
        )
        if strange:
            more = " …" if len(strange) > 3 else ""
            raise TracerError("checkpoints.tensors", folder=str(self.path), names=", ".join(strange[:3]) + more)


def _quantised(config: Config) -> None:
    if config.raw.get("quantization_config"):
        method = str(config.raw["quantization_config"].get("quant_method", "?"))
        raise TracerError("checkpoints.quantised", file=config.origin, method=method)
