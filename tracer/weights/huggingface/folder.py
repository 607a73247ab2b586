"""The tensors of a checkpoint's folder, from one file or several, under the names the family's map uses."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np

from tracer.errors import TracerError
from tracer.settings import WIDENED
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
        self.form: Form = _read(self.family, self.config)
        self.config.rest()
        _quantised(self.config)
        self.tensors = Tensors(folder)
        self._enough()
        self.names: Names = self.family.names(self.form)
        self.tensors.prefix = self._prefix()
        self._tables()
        self._read_out()
        self._strangers()

    @property
    def left_out(self) -> str:
        """The architecture whose head for another task (classes, answers) is not run; nothing for a bare model."""
        named = self.config.architecture()
        return "" if self.form.head != "none" or named.endswith("Model") else named

    def _enough(self) -> None:
        """Refuse a number of layers that the tensors cannot be of, before anything is made for each of them."""
        told, stored = self.form.layers + self.form.decoder_layers, len(self.tensors.where)
        if len(set(self.form.groups)) + self.form.decoder_layers > stored:
            raise TracerError("checkpoints.value", file=self.config.origin, key="layers", value=str(told), takes=f"1 … {stored}")

    def _prefix(self) -> str:
        """What stands before the family's names here, told by the first matrix of the layers."""
        first = next(place.tensor for name, place in self.names.items() if ".attention.W_" in name)
        return next((prefix for prefix in self.family.prefixes if prefix + first in self.tensors.where), "")

    def _tables(self) -> None:
        """Where the embedding tables lie: shared, one a stack, or only as the read-out that is tied to them."""
        shared, pair = self.names["embedding.W_E"], "decoder.embedding.W_E" in self.names
        own = [Place(f"{stack}.embed_tokens.weight") for stack in ("encoder", "decoder")] if pair else []
        stored = [place for place in own if self.tensors.find(place)]
        if len(stored) == 2 and self.tensors.find(shared) and any(self._own(place, shared) for place in own):
            self.names["embedding.W_E"], self.names["decoder.embedding.W_E"] = own
            self.form.shared_table = False
        elif not self.tensors.find(shared):
            head = self.names.get("output.W_U")
            instead = [*stored, *([Place(head.tensor)] if head and self.tensors.find(head) and self._tied else [])]
            for name in ("embedding.W_E", "decoder.embedding.W_E")[: 1 + pair] if instead else ():
                self.names[name] = instead[0]

    @property
    def _tied(self) -> bool:
        return self.form.head != "own" and self.config.flag("tie_word_embeddings", True)

    def _own(self, place: Place, shared: Place) -> bool:
        """Whether a matrix is the model's own: stored, and not said to be the shared one, or not equal to it after all."""
        found, table = self.tensors.find(place), self.tensors.find(shared)
        if found is None or table is None or found == table:
            return False
        return not self._tied or not _alike(*(tensors.stored(name)[1] for tensors, name in (found, table)))

    def _read_out(self) -> None:
        """Keep the read-out's matrix where it is one of its own; its bias may stand beside either."""
        head, matrix, bias = self.form.head, self.names.get("output.W_U"), self.names.get("output.b_U")
        table = self.names.get("decoder.embedding.W_E", self.names["embedding.W_E"])
        own = matrix is not None and (head == "own" or (head in ("tied", "masked") and self._own(matrix, table)))
        if matrix and not own:
            del self.names["output.W_U"]
        if bias and (own or self.tensors.find(bias) is None):
            beside = Place(bias.tensor.removesuffix(".bias") + ".decoder.bias", flat=bias.flat)
            self.names["output.b_U"] = beside if self.tensors.find(beside) else bias

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


def _read(family: Family, config: Config) -> Form:
    """The form a configuration tells. Raises TracerError also for values of a kind that no family could have meant."""
    try:
        return family.read(config)
    except TracerError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as problem:
        raise TracerError("checkpoints.senseless", file=config.origin, reason=str(problem)) from problem


def _alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two tables hold the same numbers, judged by some of their rows: what was trained apart differs in all of them."""
    rows = np.linspace(0, len(one) - 1, 16).astype(int)
    return one.shape == other.shape and one.dtype == other.dtype and np.array_equal(one[rows], other[rows])


def _quantised(config: Config) -> None:
    if config.raw.get("quantization_config"):
        method = str(config.raw["quantization_config"].get("quant_method", "?"))
        raise TracerError("checkpoints.quantised", file=config.origin, method=method)
