"""The families' special tokens: what each is called where a folder does not say so, and which stand around a text."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.tokens.configuration import Added, Configuration


@dataclass(frozen=True, slots=True)
class Family:
    """roles: names of special tokens. before, after: the roles put around a text. second: those before a second text.

    asked: whether `add_bos_token` and `add_eos_token` decide about those two. segments: whether a second text is of
    another segment.
    """

    roles: dict[str, Added]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    second: tuple[str, ...] | None = None
    asked: tuple[str, ...] = ()
    segments: bool = False

    def around(self, configuration: Configuration) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The roles put before and after a text, as the folder asks for them."""
        before, after = (
            (key,) if configuration.get(f"add_{key}", key in usual) else ()
            for key, usual in (("bos_token", self.before), ("eos_token", self.after))
        )
        return before if "bos_token" in self.asked else self.before, after if "eos_token" in self.asked else self.after


def _roles(**names: str) -> dict[str, Added]:
    return {f"{key}_token": Added(name) for key, name in names.items()}


_S = _roles(bos="<s>", eos="</s>", unk="<unk>")
_FAIRSEQ = {**_S, **_roles(sep="</s>", cls="<s>", pad="<pad>"), "mask_token": Added("<mask>", lstrip=True)}
_CLS = _roles(unk="[UNK]", sep="[SEP]", pad="[PAD]", cls="[CLS]", mask="[MASK]")
_ALBERT = {**_roles(bos="[CLS]", eos="[SEP]", unk="<unk>", sep="[SEP]", pad="<pad>", cls="[CLS]"),
           "mask_token": Added("[MASK]", lstrip=True)}  # fmt: skip
_END = "<|endoftext|>"
_ENDED = _roles(eos="</s>", unk="<unk>", pad="<pad>")
_BOTH = ("bos_token", "eos_token")

FAMILIES = {
    "bert": Family(_CLS, ("cls_token",), ("sep_token",), (), segments=True),
    "roberta": Family(_FAIRSEQ, ("cls_token",), ("sep_token",), ("sep_token",)),
    "albert": Family(_ALBERT, ("cls_token",), ("sep_token",), (), segments=True),
    "gpt2": Family(_roles(bos=_END, eos=_END, unk=_END), asked=("bos_token",)),
    "opt": Family(_roles(bos="</s>", eos="</s>", unk="</s>", pad="<pad>"), ("bos_token",), asked=("bos_token",)),
    "qwen2": Family(_roles(eos=_END, unk=_END, pad=_END)),
    "t5": Family(_ENDED, (), ("eos_token",)),
    "marian": Family(_ENDED, (), ("eos_token",)),
    "llama": Family(_S, ("bos_token",), (), asked=_BOTH),
    "gemma": Family(_roles(bos="<bos>", eos="<eos>", unk="<unk>", pad="<pad>"), ("bos_token",), (), asked=_BOTH),
}
_LIKE = {
    "distilbert": "bert", "electra": "bert", "xlm-roberta": "roberta", "camembert": "roberta", "bart": "roberta",
    "gpt_neo": "gpt2", "gpt_neox": "gpt2", "qwen3": "qwen2", "mistral": "llama", "phi3": "llama", "gemma2": "gemma",
    "gemma3_text": "gemma",
}  # fmt: skip
_NAMED = {"xlmroberta": "xlm-roberta", "gptneox": "gpt_neox"}  # classes written otherwise than the family


def kind_of(configuration: Configuration, family: str) -> str:
    """Whose tokenizer the folder has: that of the class its configuration names, else of the model's family.

    They differ for a Llama with GPT-2's vocabulary, or a BERT with XLM-R's.
    """
    told = str(configuration.get("tokenizer_class", "")).removesuffix("Fast").removesuffix("Tokenizer").lower()
    told = _NAMED.get(told, told)
    # OPT's files name GPT-2's class, and say by themselves what is different
    return told if (told in FAMILIES or told in _LIKE) and family != "opt" else family


def family_of(kind: str) -> Family:
    """Its special tokens; for a kind that is not known, none but `<unk>`."""
    return FAMILIES.get(_LIKE.get(kind, kind)) or Family(_roles(unk="<unk>"))
