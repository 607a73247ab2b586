"""Parameters saved from torch.nn modules, under our names and in our orientation (y = x W + b).

Known: MultiheadAttention, TransformerEncoderLayer, TransformerEncoder, TransformerDecoderLayer, TransformerDecoder, Transformer
(with embeddings, positions and an output layer around), RNN, LSTM, GRU and their cells, LayerNorm, BatchNorm1d. Their names
and layouts are those of the PyTorch documentation (torch 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer.errors import TracerError
from tracer.language import first_few
from tracer.weights import torch_recurrent
from tracer.weights.wrappers import without_wrappers

_TORCH = re.compile(r"(?:.*[._])?(?:weight|bias)(?:_(?:[ih]h|(?:[ih]h|hr)_l\d+(?:_reverse)?))?")
_ATTENTION = r"(?:(?P<matrix>[qkv]|in|out)_proj[._](?P<kind>weight|bias)|bias_(?P<extra>[kv]))"
_IN_LAYER = re.compile(rf"(?P<prefix>(?:.*\.)?)(?:(?P<block>self_attn|multihead_attn)\.{_ATTENTION}"
                       r"|linear(?P<linear>[12])\.(?P<side>weight|bias)|norm(?P<norm>[123])\.(?P<part>\w+))")  # fmt: skip
_ALONE = re.compile(rf"(?P<prefix>(?:.*\.)?){_ATTENTION}")
_FINAL_NORM = re.compile(r"(?P<prefix>(?:.*\.)?)norm\.(?P<part>\w+)")
_NUMBER = re.compile(r"layers?\.([0-9]{1,9})\.$")
_UNREAD = re.compile(r"(?:.*[._])?(?:num_batches_tracked|mask|position_ids)")  # no numbers of a model: counters, masks, places
_PARTS = {"weight": "gamma", "bias": "beta", "running_mean": "running_mean", "running_var": "running_variance"}
_SOURCES = {"src_emb", "src_embed", "src_embedding", "src_tok_emb", "emb", "embed", "embedding", "embeddings", "tok_emb",
            "token_embedding"}  # fmt: skip
_TARGETS = {"tgt_emb", "tgt_embed", "tgt_embedding", "tgt_tok_emb", "trg_emb", "trg_embedding"}
_POSITIONS = {"pe", "wpe", "pos", "pos_emb", "pos_embed", "pos_embedding", "pos_embeddings", "pos_encoding", "pos_encoder",
              "pos_enc", "position", "positions", "position_emb", "position_embedding", "position_embeddings",
              "position_encoding", "positional_embedding", "positional_embeddings", "positional_encoding", "positional_encodings",
              "src_pos_emb", "src_pos_embedding", "tgt_pos_emb", "tgt_pos_embedding"}  # fmt: skip
_TABLES = {"emb", "embed", "embedding", "embeddings", "encoding", "table", "pos_table"}  # inside a module of such a name
_OF_TARGET = re.compile(r"tgt|trg|dec")
_OUTPUTS_ALONE = {"linear", "decoder"}  # as PyTorch's tutorials call their last layer, and "encoder" their table
_OUTPUTS = {"generator", "head", "lm_head", "fc", "fc_out", "out", "output", "classifier"}


@dataclass
class Translated:
    """Parameters by our names, or by endings of them where the module does not tell its place, and the settings that follow.

    unsaid: settings that the module depends on and its parameters do not tell. unused: tensors that no model reads. stored: of
    each parameter, what the file calls the tensor it was made from. tokens: those of the embedding table's rows, where they are
    known: characters, by which a text is cut. begins: the token that such a model reads before a text.
    """

    parameters: dict[str, np.ndarray] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    unsaid: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    tokens: list[str] | None = None
    begins: str = ""

    def put(self, ours: str, array: np.ndarray, theirs: str) -> None:
        self.parameters[ours], self.stored[ours] = array, theirs


def from_torch(parameters: Mapping[str, np.ndarray], model: str = "") -> Translated | None:
    """The parameters of a saved torch.nn module by our names, or None where the names are not such.

    Prefixes (`transformer.encoder.`, `model.`) and what wraps modules (`_orig_mod.`) are left out; stacked projections are split,
    weights turned to y = x W, the two biases of a recurrent unit added (but for the candidate of a GRU). With `model` "decoder"
    an encoder stack, which GPT-like models are built from, becomes the decoder's. Raises TracerError naming parameters that no
    known module has.
    """
    if not any(_TORCH.fullmatch(name) for name in parameters):
        return None
    own = {without_wrappers(name): name for name in parameters}
    if len(own) < len(parameters):  # two of them differ in what is wrapped around them
        own = {name: name for name in parameters}
    try:
        result, rest = _translated({name: parameters[theirs] for name, theirs in own.items()}, model)
    except TracerError as error:
        raise error.renamed(own) from None
    if not result.parameters:
        return None
    result.stored = {ours: " + ".join(own[part] for part in theirs.split(" + ")) for ours, theirs in result.stored.items()}
    unread = {name for name in rest if _UNREAD.fullmatch(name)}
    result.unused = tuple(sorted(own[name] for name in unread))
    if strangers := sorted(own[name] for name in rest - unread):
        raise TracerError("weights.torch_unknown", names=first_few(strangers, 4))
    return result


def _translated(parameters: Mapping[str, np.ndarray], model: str) -> tuple[Translated, set[str]]:
    """The parameters that are known, and the names of the rest."""
    result = Translated()
    rest = set(parameters)
    for part in (_recurrent, _layers, _alone, _bare_norm):
        rest -= part(parameters, rest, result, model)
    if result.parameters:
        rest -= _positions(parameters, rest, result)
        rest -= _outer(parameters, rest, result)
    return result, rest


def _recurrent(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated, _: str) -> set[str]:
    used, parameters, stored, settings = torch_recurrent.translate(
        {name: given[name] for name in rest if "_ih" in name or "_hh" in name or "_hr_" in name}
    )
    translated.parameters |= parameters
    translated.stored |= stored
    translated.settings |= settings
    translated.unsaid += ("activation",) if settings.get("model") == "rnn" else ()
    return used


def _layers(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated, model: str) -> set[str]:
    """Layers of encoders and decoders, and the norm after the last one."""
    inside = {name: match for name in sorted(rest) if (match := _IN_LAYER.fullmatch(name)) and _known(match, rest)}
    crossing = {match["prefix"] for match in inside.values() if match["block"] == "multihead_attn"}
    layers: dict[str, set[int]] = {}
    stack = "encoder"
    for name, match in inside.items():
        prefix = match["prefix"]
        stack = _stack(prefix, "decoder" if prefix in crossing or model == "decoder" else "encoder", model)
        number = int(found_number[1]) if (found_number := _NUMBER.search(prefix)) else 0
        layers.setdefault(stack, set()).add(number)
        array = torch_recurrent.at_least(given[name], name, 1)
        for local, part in _in_layer(match, array, prefix in crossing):
            translated.put(f"{stack}.{number}.{local}", part, name)
        _sizes(match, array, translated.settings)
    if not layers:
        return set()
    translated.settings |= _shape_of_model(layers, bool(crossing), model)
    translated.unsaid += ("heads", "activation", "norm")
    norms = {name: match for name in rest if (match := _FINAL_NORM.fullmatch(name)) and match["part"] in _PARTS}
    for name, match in norms.items():
        translated.put(f"{_stack(match['prefix'], stack, model)}.norm.{_PARTS[match['part']]}", given[name], name)
        translated.settings["final_norm"] = True
    return inside.keys() | norms.keys()


def _known(match: re.Match[str], names: set[str]) -> bool:
    """Whether a name of a layer has a place in ours: a third norm only where a cross-attention stands beside it."""
    if not match["norm"]:
        return True
    crossing = any(name.startswith(match["prefix"] + "multihead_attn.") for name in names)
    return match["part"] in _PARTS and (match["norm"] != "3" or crossing)


def _stack(prefix: str, otherwise: str, model: str) -> str:
    if model == "decoder":
        return "decoder"
    for part in reversed(prefix.split(".")):
        for stack in ("decoder", "encoder"):
            if stack in part:
                return stack
    return otherwise


def _shape_of_model(layers: Mapping[str, set[int]], crossing: bool, model: str) -> dict[str, Any]:
    counts = {len(numbers) for numbers in layers.values()}
    if len(counts) > 1:
        raise TracerError("weights.torch_layers", encoder=len(layers["encoder"]), decoder=len(layers["decoder"]))
    both = "encoder" in layers and "decoder" in layers
    kind = "encoder-decoder" if both else "decoder" if crossing or model == "decoder" else "encoder"
    return {"model": kind, "layers": counts.pop()}


def _in_layer(match: re.Match[str], array: np.ndarray, crossing: bool) -> Iterator[tuple[str, np.ndarray]]:
    if match["block"]:
        block = "attention" if match["block"] == "self_attn" else "cross"
        yield from _attention(block, match, array)
    elif match["linear"]:
        yield ("ffn.W_" if match["side"] == "weight" else "ffn.b_") + match["linear"], array.T
    else:
        blocks = ("attention", "cross", "ffn") if crossing else ("attention", "ffn")
        yield f"{blocks[int(match['norm']) - 1]}.norm.{_PARTS[match['part']]}", array


def _attention(block: str, match: re.Match[str], array: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """`in_proj` stacks the rows of W_Q, W_K and W_V as (out × in); the others are one of them, or a key or value of no token."""
    if match["extra"]:
        yield f"{block}.bias_{match['extra']}", array.reshape(-1)
        return
    matrix, letter = match["matrix"], "W" if match["kind"] == "weight" else "b"
    if matrix == "in":
        for which, part in zip("QKV", torch_recurrent.split(array, match[0], 3), strict=True):
            yield f"{block}.{letter}_{which}", part.T
    else:
        yield f"{block}.{letter}_{'O' if matrix == 'out' else matrix.upper()}", array.T


def _sizes(match: re.Match[str], array: np.ndarray, settings: dict[str, Any]) -> None:
    if match["matrix"] == "out" and match["kind"] == "weight":
        settings["d_model"] = array.shape[0]
        settings.setdefault("bias", False)
    if match["extra"]:
        settings["add_bias_kv"] = True
    if match["matrix"] and match["kind"] == "bias":
        settings["bias"] = True
    if match["linear"] == "1" and match["side"] == "weight":
        settings["d_ff"] = array.shape[0]


def _alone(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated, _: str) -> set[str]:
    """A MultiheadAttention by itself."""
    matches = {name: match for name in rest if (match := _ALONE.fullmatch(name))}
    if translated.parameters or len({match["prefix"] for match in matches.values()}) != 1:
        return set()
    for name, match in matches.items():
        array = torch_recurrent.at_least(given[name], name, 1)
        for ours, part in _attention("attention", match, array):
            translated.put(ours, part, name)
        if match["extra"]:
            translated.settings["add_bias_kv"] = True
        if match["matrix"] == "out" and match["kind"] == "weight":
            translated.settings |= {"model": "attention", "d_model": array.shape[0]}
    translated.settings["bias"] = any(match["kind"] == "bias" for match in matches.values())
    translated.unsaid += ("heads", *(("add_zero_attn",) if "add_bias_kv" in translated.settings else ()))
    return set(matches)


def _bare_norm(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated, _: str) -> set[str]:
    """A LayerNorm or BatchNorm1d by itself: only vectors called weight, bias, running_mean, running_var."""
    used = {name for name in rest if name in _PARTS and given[name].ndim == 1}
    if translated.parameters or "weight" not in used:
        return set()
    for name in used:
        translated.put(f"norm.{_PARTS[name]}", given[name], name)
    if "bias" in used:  # a weight alone may be a LayerNorm's or an RMSNorm's
        translated.settings["norm_kind"] = "batch" if "running_mean" in used else "layer"
    return used


def _outer(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated) -> set[str]:
    """Embeddings and the output layer around the stacks, by the names that people give them."""
    used = set()
    for name in sorted(rest):
        *modules, part = name.split(".")
        around, last, ours = set(modules), modules[-1] if modules else "", ""
        if (around & _OUTPUTS or last in _OUTPUTS_ALONE) and part in ("weight", "bias"):
            ours = "output.W_U" if part == "weight" else "output.b_U"
        elif (around & (_SOURCES | _TARGETS) or last == "encoder") and part == "weight":
            ours = "decoder.embedding.W_E" if around & (_TARGETS | {"decoder"}) else "embedding.W_E"
        if ours and ours not in translated.parameters:
            translated.put(ours, given[name].T if ours == "output.W_U" else given[name], name)
            used.add(name)
    return used


def _positions(given: Mapping[str, np.ndarray], rest: set[str], translated: Translated) -> set[str]:
    """Tables of positions, learned or buffers (position × d_model); where there is one for both stacks, both read it."""
    tables = {name: table for name in sorted(rest) if (table := _position_table(name, given[name])) is not None}
    two_stacks = translated.settings.get("model") == "encoder-decoder"
    used = set()
    for name, table in tables.items():
        places = ["decoder.positions.W_P" if two_stacks and _OF_TARGET.search(name) else "positions.W_P"]
        if two_stacks and len(tables) == 1:
            places = ["positions.W_P", "decoder.positions.W_P"]
        for place in places:
            if place not in translated.parameters:
                translated.put(place, table, name)
                translated.settings["positions"] = "learned"
                used.add(name)
    return used


def _position_table(name: str, array: np.ndarray) -> np.ndarray | None:
    """The rows of a table of positions, without an axis of one sentence before or behind them; None where it is no such table."""
    *modules, last = name.removesuffix(".weight").split(".")
    if last not in _POSITIONS and not (last in _TABLES and modules and modules[-1] in _POSITIONS):
        return None
    if array.ndim == 3 and 1 in array.shape[:2]:
        return array.reshape(-1, array.shape[-1])
    return array if array.ndim == 2 else None
