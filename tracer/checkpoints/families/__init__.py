"""The families of checkpoints: one file here and one line in `_FILES` each.

A file holds `FAMILIES`, a `Family` for each `model_type` that its line names; it is loaded when a checkpoint, or a
tokenizer's class, is of that type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.errors import TracerError, closest
from tracer.tokens.special_tokens import SpecialTokens

# file -> the values of `model_type` it knows
_FILES = {
    "bert": ("bert", "ernie"),
    "distilbert": ("distilbert",),
    "roberta": ("roberta", "xlm-roberta", "camembert", "data2vec-text"),
    "albert": ("albert",),
    "electra": ("electra",),
    "mpnet": ("mpnet",),
    "modernbert": ("modernbert",),
    "nomic_bert": ("nomic_bert",),
    "deberta": ("deberta", "deberta-v2"),
    "gpt2": ("gpt2",),
    "openai_gpt": ("openai-gpt",),
    "gpt_bigcode": ("gpt_bigcode",),
    "gpt_neo": ("gpt_neo",),
    "gpt_neox": ("gpt_neox",),
    "opt": ("opt",),
    "llama": ("llama", "mistral", "ministral", "ministral3", "cwm"),
    "qwen": ("qwen2", "qwen3"),
    "mixtral": ("mixtral",),
    "qwen3_moe": ("qwen2_moe", "qwen3_moe"),
    "gpt_oss": ("gpt_oss",),
    "deepseek": ("deepseek_v2", "deepseek_v3"),
    "gemma": ("gemma", "gemma2", "vaultgemma", "gemma3_text"),
    "phi": ("phi",),
    "phi3": ("phi3",),
    "smollm3": ("smollm3",),
    "granite": ("granite", "granitemoe"),
    "cohere": ("cohere", "cohere2"),
    "olmo": ("olmo", "olmo2", "olmo3", "olmoe"),
    "glm": ("glm", "glm4"),
    "ernie4_5": ("ernie4_5",),
    "exaone4": ("exaone4",),
    "helium": ("helium",),
    "hunyuan": ("hunyuan_v1_dense",),
    "arcee": ("arcee",),
    "seed_oss": ("seed_oss",),
    "nanochat": ("nanochat",),
    "starcoder2": ("starcoder2",),
    "nemotron": ("nemotron",),
    "stablelm": ("stablelm",),
    "gptj": ("gptj", "codegen"),
    "bloom": ("bloom",),
    "mpt": ("mpt",),
    "falcon": ("falcon",),
    "t5": ("t5", "mt5", "umt5"),
    "bart": ("bart", "mvp", "plbart"),
    "mbart": ("mbart", "m2m_100"),
    "pegasus": ("pegasus", "blenderbot", "blenderbot-small"),
    "marian": ("marian",),
}
_FILE_OF = {model_type: file for file, model_types in _FILES.items() for model_type in model_types}
MODEL_TYPES = tuple(_FILE_OF)
_BASIC = ("llama", "gpt2", "bert", "t5", "bart")  # that the others are made of


def family(model_type: str) -> Family:
    """The family of a known `model_type`. Raises KeyError for another."""
    families: dict[str, Family] = import_module(f"tracer.checkpoints.families.{_FILE_OF[model_type]}").FAMILIES
    return families[model_type]


class _SpecialTokens(Mapping[str, SpecialTokens]):
    """The special tokens of each `model_type`; a family's file is loaded when its tokens are asked for."""

    def __getitem__(self, model_type: str) -> SpecialTokens:
        return family(model_type).special_tokens

    def __contains__(self, model_type: object) -> bool:
        return model_type in _FILE_OF

    def __iter__(self) -> Iterator[str]:
        return iter(MODEL_TYPES)

    def __len__(self) -> int:
        return len(MODEL_TYPES)


SPECIAL_TOKENS: Mapping[str, SpecialTokens] = _SpecialTokens()


def family_of(config: Config) -> Family:
    """The family a configuration names. Raises TracerError with the nearest one, and the keys that are strange to it, or that
    it needs and that are missing (where several models have a configuration each, inside this one).
    """
    model_type = config.get("model_type")
    if not isinstance(model_type, str):
        raise TracerError("checkpoints.no_type", file=config.origin, known=list(_BASIC), count=len(MODEL_TYPES))
    if model_type in _FILE_OF:
        return family(model_type)
    nearest = list(dict.fromkeys([*closest(model_type, MODEL_TYPES), *_with_the_same_keys(config)]))
    parts = _parts(config)
    if not nearest and "text_config" in parts:
        raise TracerError("checkpoints.architecture_parts", file=config.origin, kind=model_type, parts=parts)
    if not nearest:
        raise TracerError("checkpoints.architecture", file=config.origin, kind=model_type, count=len(MODEL_TYPES))
    raise _unknown_family(config, model_type, nearest)


def _unknown_family(config: Config, kind: str, nearest: list[str]) -> TracerError:
    """What keeps that one of the nearest families from reading a configuration that has the keys it needs and leaves fewest
    unread; where none has them, the first key that is missing, or the configurations that stand inside this one.
    """
    about = {"file": config.origin, "kind": kind}
    tried = [(near, *_unread(config, near)) for near in nearest]
    missing = [(near, problem) for near, _, problem in tried if _is_missing(config, problem)]
    fitting = [(near, count, problem) for near, count, problem in tried if not _is_missing(config, problem)]
    if fitting:
        near, _, problem = min(fitting, key=lambda fit: fit[1])
        if problem is None:
            return TracerError("checkpoints.architecture_alike", **about, near=near)
        keys = problem.values.get("keys", problem.values.get("key", ""))
        return TracerError("checkpoints.architecture_near", **about, near=near, keys=keys)
    if "text_config" in (parts := _parts(config)):
        return TracerError("checkpoints.architecture_parts", **about, parts=parts)
    near, problem = missing[0]
    return TracerError("checkpoints.architecture_missing", **about, near=near, key=str(problem.values["key"]) if problem else "")


def _unread(config: Config, near: str) -> tuple[int, TracerError | None]:
    """How many keys of a configuration a family leaves unread, and what it says to that."""
    probe = Config(config.raw, config.origin)
    try:
        family(near).architecture(probe)
        probe.rest()
    except TracerError as problem:
        return len(probe.strange()) + 1, problem
    return 0, None


def _is_missing(config: Config, problem: TracerError | None) -> bool:
    """Whether a family misses a key that the configuration has not."""
    key = str(problem.values.get("key", "")) if problem is not None else ""
    return bool(key) and key not in config


def _parts(config: Config) -> list[str]:
    """The keys of the configurations inside this one, where it is of several models in one."""
    return [key for key, value in config.raw.items() if key.endswith("_config") and isinstance(value, Mapping)]


def _with_the_same_keys(config: Config) -> list[str]:
    """The families, of the five that the others are made of, that can read the configuration."""
    able = []
    for model_type in _BASIC:
        try:
            family(model_type).architecture(Config(config.raw, config.origin))
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
            continue
        able.append(model_type)
    return able
