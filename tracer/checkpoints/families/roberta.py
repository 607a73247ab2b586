"""RoBERTa (arXiv 1907.11692), XLM-R (1911.02116), CamemBERT: BERT whose positions are counted from behind the padding's id."""

from __future__ import annotations

import tracer.checkpoints.families.bert as bert
from tracer.checkpoints.config import Config
from tracer.checkpoints.family import Family
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture
from tracer.tokens.configuration import Added
from tracer.tokens.special_tokens import SpecialTokens, roles

SPECIAL_TOKENS = SpecialTokens(
    {
        **roles(bos="<s>", eos="</s>", unk="<unk>", sep="</s>", cls="<s>", pad="<pad>"),
        "mask_token": Added("<mask>", lstrip=True),
    },
    before=("cls_token",),
    after=("sep_token",),
    second=("sep_token",),
)


def architecture(c: Config) -> Architecture:
    """The architecture of a RoBERTa checkpoint. Raises TracerError for a value of `c` that this family does not handle."""
    a = bert.architecture(c)
    pad = c.whole("pad_token_id", 1, least=0)
    return a.replace(
        padding_id=pad, position_offset=pad + 1, max_positions=(a.max_positions or 0) - (pad + 1), head_activation="gelu"
    )


def names(a: Architecture) -> Names:
    """Where each of our parameters stands among the tensors of a RoBERTa checkpoint."""
    return bert.names(a, ("lm_head.dense", "lm_head.layer_norm", "lm_head", "lm_head.decoder"))


_FAMILY = Family(architecture, names, bert.PREFIXES, SPECIAL_TOKENS)
_DATA2VEC = Family(architecture, names, ("data2vec_text.", *bert.PREFIXES), SPECIAL_TOKENS)
FAMILIES = {"roberta": _FAMILY, "xlm-roberta": _FAMILY, "camembert": _FAMILY, "data2vec-text": _DATA2VEC}
