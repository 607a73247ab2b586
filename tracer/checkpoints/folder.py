"""A checkpoint's folder: its configuration, architecture, tensors and the map from our parameters to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tracer.checkpoints.config import Config, read_json
from tracer.checkpoints.families import SPECIAL_TOKENS, family_of
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names, Place
from tracer.checkpoints.tensors import Tensors, tensors_of
from tracer.checkpoints.text_config import text_config
from tracer.errors import TracerError
from tracer.language import first_few
from tracer.models.architecture import TIED_HEADS, Architecture
from tracer.tokens.tokenizer import Tokenizer

_IN_LAYER = re.compile(r"(?:^|\.)(?:layers?|h|blocks?|albert_layers)\.(\d+)\.")
_BUFFERS = re.compile(
    r".*(?:position_ids|\.attn\.(?:attention\.)?(?:masked_)?bias|attention\.(?:masked_)?bias|inv_freq|EncDecAttention\.relative_attention_bias\.weight)"
)


class Folder:
    """A checkpoint's folder: configuration, architecture, name map, tensors. Nothing but headers is read on opening.

    text_model_of: the `model_type` of a checkpoint that reads pictures too, of which this is the text model; "" of any other.
    Raises TracerError: not such a folder, an unknown family, keys it does not handle, weights that do not fit the configuration.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder
        whole = Config(read_json(folder / "config.json"), str(folder / "config.json"))
        self.config = text_config(whole)
        self.text_model_of = str(whole.raw["model_type"]) if self.config is not whole else ""
        self.family: Family = family_of(self.config)
        _refuse_quantised(whole)  # before `rest`, to which its key would be one of many it does not know
        self.architecture = read_architecture(self.family, self.config)
        self.config.rest()
        self.tensors: Tensors = tensors_of(folder, self.config.architecture())
        self._connect(self.family.names)
        self.architecture = _pooling(folder, self.architecture)

    def _connect(self, names: Callable[[Architecture], Names]) -> None:
        """Find the family's names among the tensors."""
        self._enough()
        self.names: Names = names(self.architecture)
        first = next(place.tensor for name, place in self.names.items() if ".attention.W_" in name)
        self.tensors.set_prefix(first, self.family.prefixes)
        self._tables()
        self._read_out()
        self._strangers()

    def open_tokenizer(self) -> Tokenizer:
        """The folder's tokenizer. Raises TracerError: none there, a damaged one, a missing library."""
        from tracer.tokens.huggingface import open_tokenizer

        return open_tokenizer(self.path, self.architecture.family, SPECIAL_TOKENS)

    @property
    def generation(self) -> Mapping[str, Any]:
        """What `generation_config.json` says of special ids, beside the configuration."""
        path = self.path / "generation_config.json"
        return read_json(path) if path.exists() else {}

    @property
    def layout_notes(self) -> tuple[str, ...]:
        """Ids of the sentences on what lies otherwise in the file than in its family's folders."""
        return ()

    @property
    def packed(self) -> list[str]:
        """In which formats a file's numbers are packed, to be said; nothing of numbers that are as they were trained."""
        return []

    @property
    def left_out(self) -> str:
        """The architecture whose head for another task (classes, answers) is not run; nothing for a bare model."""
        named = self.config.architecture()
        return "" if self.architecture.head != "none" or named.endswith("Model") else named

    @property
    def places(self) -> dict[str, Place]:
        """Our parameter → where it lies, under the file's own name of the tensor; only of those that are stored."""
        found = {name: self.tensors.find(place) for name, place in self.names.items()}
        return {name: replace(self.names[name], tensor=stored[1]) for name, stored in found.items() if stored is not None}

    def _enough(self) -> None:
        """Refuse a number of layers that the tensors cannot be of, before anything is made for each of them."""
        a, stored = self.architecture, len(self.tensors.where)
        distinct = len(set(a.parameter_groups)) or a.layers
        if distinct + a.decoder_layers > stored:
            layers = str(a.layers + a.decoder_layers)
            raise TracerError("checkpoints.value", file=self.config.origin, key="layers", value=layers, takes=f"1 … {stored}")

    def _tables(self) -> None:
        """Where the embedding tables lie: shared, one a stack, or only as the read-out that is tied to them."""
        shared, pair = self.names["embedding.W_E"], "decoder.embedding.W_E" in self.names
        per_stack = [Place(f"{stack}.embed_tokens.weight") for stack in ("encoder", "decoder")] if pair else []
        stored = [place for place in per_stack if self.tensors.find(place)]
        if len(stored) == 2 and self.tensors.find(shared) and any(self._own(place, shared) for place in per_stack):
            self.names["embedding.W_E"], self.names["decoder.embedding.W_E"] = per_stack
            self.architecture = self.architecture.replace(shared_table=False)
        elif not self.tensors.find(shared):
            head = self.names.get("output.W_U")
            instead = [*stored, *([Place(head.tensor)] if head and self.tensors.find(head) and self._tied else [])]
            for name in ("embedding.W_E", "decoder.embedding.W_E")[: 1 + pair] if instead else ():
                self.names[name] = instead[0]

    @property
    def _tied(self) -> bool:
        return self.architecture.head != "own" and self.config.flag("tie_word_embeddings", True)

    def _own(self, place: Place, shared: Place) -> bool:
        """Whether a matrix is the model's own: stored, and not said to be the shared one, or not equal to it after all."""
        matrix, table = self.tensors.find(place), self.tensors.find(shared)
        if matrix is None or table is None or matrix == table:
            return False
        return not self._tied or not _alike(*(tensors.stored(name)[1] for tensors, name in (matrix, table)))

    def _read_out(self) -> None:
        """Keep the read-out's matrix where it is one of its own; its bias may stand beside either."""
        head, matrix, bias = self.architecture.head, self.names.get("output.W_U"), self.names.get("output.b_U")
        table = self.names.get("decoder.embedding.W_E", self.names["embedding.W_E"])
        is_separate = matrix is not None and (head == "own" or (head in TIED_HEADS and self._own(matrix, table)))
        if matrix and not is_separate:
            del self.names["output.W_U"]
        if bias and (is_separate or self.tensors.find(bias) is None):
            beside = Place(bias.tensor.removesuffix(".bias") + ".decoder.bias", flat=bias.flat)
            self.names["output.b_U"] = beside if self.tensors.find(beside) else bias

    def _strangers(self) -> None:
        """Refuse tensors inside the layers that the map does not know: a trace without them would not be the model's."""
        known = {stored[1] for place in self.names.values() if (stored := self.tensors.find(place))}
        further = [self.architecture.layers + number for number in range(self._predicting)]
        strange = sorted(
            name
            for _, name in self.tensors.where.values()
            if name not in known and self._of_text(name) and (match := _IN_LAYER.search(name)) and not _BUFFERS.fullmatch(name)
            if int(match[1]) not in further
        )
        if strange:
            raise TracerError("checkpoints.tensors", folder=str(self.path), names=first_few(strange, 3))

    @property
    def _predicting(self) -> int:
        """How many layers stand behind the others that predict further tokens (DeepSeek-V3) and are not run."""
        return self.config.whole("num_nextn_predict_layers", 0, least=0) if self.architecture.latent_kv else 0

    def _of_text(self, name: str) -> bool:
        """Whether a tensor belongs to the text model; the towers for pictures have layers of their own."""
        return not self.text_model_of or name.startswith(self.tensors.prefix)


def read_architecture(family: Family, config: Config) -> Architecture:
    """The architecture a configuration describes. Raises TracerError also for values that no family could have meant."""
    try:
        return family.architecture(config)
    except TracerError:
        raise
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as problem:
        raise TracerError("checkpoints.senseless", file=config.origin, reason=str(problem)) from problem


def _alike(first: np.ndarray, second: np.ndarray) -> bool:
    """Whether two tables hold the same numbers, judged by some of their rows: what was trained apart differs in all of them."""
    rows = np.linspace(0, len(first) - 1, 16).astype(int)
    return first.shape == second.shape and first.dtype == second.dtype and np.array_equal(first[rows], second[rows])


def _refuse_quantised(config: Config) -> None:
    if quantised := config.raw.get("quantization_config"):
        method = str(quantised.get("quant_method", "?") if isinstance(quantised, dict) else quantised)
        raise TracerError("checkpoints.quantised", file=config.origin, method=method)


def _pooling(folder: Path, architecture: Architecture) -> Architecture:
    """Sentence embedders say in `modules.json` that tokens are averaged, and whether the result has length 1."""
    pooling = folder / "1_Pooling" / "config.json"
    if not pooling.exists() or not read_json(pooling).get("pooling_mode_mean_tokens"):
        return architecture
    modules = folder / "modules.json"
    listed = read_json(modules, list) if modules.exists() else []
    kinds = [str(module["type"]).rpartition(".")[2] for module in listed if isinstance(module, dict) and "type" in module]
    strange = [kind for kind in kinds if kind not in ("Transformer", "Pooling", "Normalize")]
    if strange:
        raise TracerError("checkpoints.module", file=str(modules), kind=list(strange))
    return architecture.replace(pool="mean", unit_length="Normalize" in kinds)
