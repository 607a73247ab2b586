"""Special tokens: what each is called where a folder does not say so, and which stand around a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracer.tokens.configuration import Added, Configuration


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """The special tokens of a kind of checkpoint.

    roles: their names. before, after: the roles put around a text. second: those before a second text; None: there is none.
    optional: those that `add_bos_token` and `add_eos_token` decide about. segments: whether a second text is of another
    segment.
    """

    roles: dict[str, Added]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    second: tuple[str, ...] | None = None
    optional: tuple[str, ...] = ()
    segments: bool = False

    def around(self, configuration: Configuration) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The roles put before and after a text, as the folder asks for them."""
        before, after = (
            (key,) if configuration.get(f"add_{key}", key in usual) else ()
            for key, usual in (("bos_token", self.before), ("eos_token", self.after))
        )
        return before if "bos_token" in self.optional else self.before, after if "eos_token" in self.optional else self.after


Kinds = Mapping[str, SpecialTokens]  # by `model_type`
_NAMED = {"xlmroberta": "xlm-roberta", "gptneox": "gpt_neox"}  # classes written otherwise than the family


def roles(**names: str) -> dict[str, Added]:
    """roles(bos="<s>") is {"bos_token": Added("<s>")}."""
    return {f"{key}_token": Added(name) for key, name in names.items()}


def kind_of(configuration: Configuration, family: str, kinds: Kinds) -> str:
    """Whose tokenizer the folder has: that of the class its configuration names, else of the model's family.

    They differ for a Llama with GPT-2's vocabulary, or a BERT with XLM-R's.
    """
    name = str(configuration.get("tokenizer_class", "")).removesuffix("Fast").removesuffix("Tokenizer").lower()
    name = _NAMED.get(name, name)
    # OPT's files name GPT-2's class, and say by themselves what is different
    return name if name in kinds and family != "opt" else family


def special_tokens(kind: str, kinds: Kinds) -> SpecialTokens:
    """The special tokens of a tokenizer of this kind; of an unknown kind only `<unk>`."""
    return kinds.get(kind) or SpecialTokens(roles(unk="<unk>"))
