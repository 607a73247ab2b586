"""The families: a configuration's `model_type` to its reader, its name map, and the prefixes its tensors may carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracer.errors import TracerError, closest
from tracer.weights.huggingface import decoders, encoders, gemma, names, names_of_pairs, pairs
from tracer.weights.huggingface.config import Config
from tracer.weights.huggingface.form import Form

_BERT = ("bert.", "roberta.", "electra.", "albert.", "distilbert.", "model.", "")
_LLAMA = ("model.", "", "model.language_model.", "language_model.model.", "transformer.")


@dataclass(frozen=True, slots=True)
class Family:
    """read: configuration → form. names: form → name map. page: the model page's name. prefixes: tried in this order."""

    read: Callable[[Config], Form]
    names: names.Map
    page: str
    prefixes: tuple[str, ...]


FAMILIES: dict[str, Family] = {
    "bert": Family(encoders.bert, names.bert, "bert", _BERT),
    "distilbert": Family(encoders.distilbert, names.distilbert, "bert", _BERT),
    "roberta": Family(encoders.roberta, names.roberta, "bert", _BERT),
    "xlm-roberta": Family(encoders.roberta, names.roberta, "bert", _BERT),
    "camembert": Family(encoders.roberta, names.roberta, "bert", _BERT),
    "albert": Family(encoders.albert, names.albert, "bert", _BERT),
    "electra": Family(encoders.electra, names.electra, "bert", _BERT),
    "gpt2": Family(decoders.gpt2, names.gpt2, "gpt", ("transformer.", "")),
    "gpt_neo": Family(decoders.gpt_neo, names.gpt_neo, "gpt", ("transformer.", "")),
    "gpt_neox": Family(decoders.gpt_neox, names.gpt_neox, "gpt", ("gpt_neox.", "")),
    "opt": Family(decoders.opt, names_of_pairs.opt, "gpt", ("model.decoder.", "decoder.", "model.", "")),
    "llama": Family(decoders.llama, names.llama, "llama", _LLAMA),
    "mistral": Family(decoders.mistral, names.llama, "llama", _LLAMA),
    "qwen2": Family(decoders.qwen, names.llama, "llama", _LLAMA),
    "qwen3": Family(decoders.qwen, names.llama, "llama", _LLAMA),
    "gemma": Family(gemma.gemma, names.llama, "llama", _LLAMA),
    "gemma2": Family(gemma.gemma2, names.llama, "llama", _LLAMA),
    "gemma3_text": Family(gemma.gemma3, names.llama, "llama", _LLAMA),
    "phi3": Family(decoders.phi3, names.phi3, "llama", _LLAMA),
    "t5": Family(pairs.t5, names_of_pairs.t5, "t5", ("", "transformer.")),
    "bart": Family(pairs.bart, names_of_pairs.bart, "bart", ("model.", "")),
    "marian": Family(pairs.marian, names_of_pairs.bart, "bart", ("model.", "")),
}


def family_of(config: Config) -> Family:
    """The family a configuration names. Raises TracerError with the nearest one, and the keys that are strange to it."""
    kind = config.get("model_type")
    if not isinstance(kind, str):
        raise TracerError("checkpoints.no_type", file=config.origin, known=", ".join(FAMILIES))
    if kind in FAMILIES:
        return FAMILIES[kind]
    near = closest(kind, FAMILIES) or _alike(config)
    if not near:
        raise TracerError("checkpoints.architecture", file=config.origin, kind=kind, known=", ".join(FAMILIES))
    probe = Config(config.raw, config.origin)
    strange = ""
    try:
        FAMILIES[near[0]].read(probe)
        probe.rest()
    except TracerError as error:
        strange = str(error.values.get("keys") or error.values.get("key") or "")
    told = {"file": config.origin, "kind": kind, "near": near[0]}
    if strange:
        raise TracerError("checkpoints.architecture_near", **told, keys=strange)
    raise TracerError("checkpoints.architecture_alike", **told)


def _alike(config: Config) -> list[str]:
    """The family whose keys the configuration shares most, where nothing is missing from it."""
    for name in ("llama", "gpt2", "bert", "t5", "bart"):
        try:
            FAMILIES[name].read(Config(config.raw, config.origin))
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
            continue
        return [name]
    return []
