"""What other programs call a stage: PyTorch modules and hooks, transformers' outputs, TransformerLens, Keras, Flax, own scripts.

A name is cut into words; the first number after a word such as `layer` is the layer, what follows is looked up in `_IN_LAYER`,
and a name without a layer in `_OUTSIDE`. Each pattern tells the endings of our addresses it may mean, the likeliest first.

Read from: transformers 5 (modules and ModelOutput), TransformerLens 2.18 and the bridge of 4, PyTorch 2 (nn.Transformer), Keras 3
(MultiHeadAttention), Flax (linen.MultiHeadDotProductAttention), nanoGPT, minGPT, microgpt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"(layers?|blocks?|h|encoderblock|decoderblock|l|encoder|decoder|transformerblock)(\d+)")
_LAYER_WORDS = {"layer", "layers", "block", "blocks", "h", "encoderblock", "decoderblock", "resblocks", "l", "groups", "encoder",
                "decoder"}  # fmt: skip
_TUPLE = re.compile(r"(.*?)(?:[._\[/]+(\d{1,2})\]?)")
_JOINED = (
    ("layer norm", "layernorm"),
    ("feed forward", "feedforward"),
    ("multi head", "multihead"),
    ("self attention layer", "self attention"),
    ("dense relu dense", "feedforward"),
    ("enc dec attention", "cross attention"),
    ("encoder decoder attention", "cross attention"),
    ("encoder attn", "cross attention"),
    ("cross attn", "cross attention"),
    ("crossattention", "cross attention"),
    ("multihead attn", "cross attention"),
    ("src attn", "cross attention"),
)
_PARAMETER = {"weight": "matrix", "kernel": "matrix", "w": "matrix", "scale": "matrix", "gamma": "matrix", "bias": "vector",
              "b": "vector", "beta": "vector"}  # fmt: skip

FUSED, LAYER_IN, LAYER_OUT, STACK_OUT, STREAM = "<qkv>", "<layer in>", "<layer out>", "<stack out>", "<hidden>"
"""What stands in a table where no ending does: q, k and v side by side; what a layer reads and what it ends with; what a stack
ends with; the stream after so many layers."""

_Q, _K, _V = (
    "q|query|queries|wq|to q|lin q|linear q|q linear",
    "k|key|keys|wk|to k|lin k|linear k|k linear",
    "v|value|values|wv|to v|lin v|linear v|v linear",
)
_ENDS = "(?: (?:proj|lin|projection|linear|dense|layer))?"

# of a layer: (what the words end with, endings of our addresses); `@` is attention or cross, as the words say
_IN_LAYER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:rot|rotary|rotated|roped?) q|q (?:rot|rotary|rotated|roped?|embed)", ("@.q_rotated",)),
    (r"(?:rot|rotary|rotated|roped?) k|k (?:rot|rotary|rotated|roped?|embed)", ("@.k_rotated",)),
    (r"q (?:layer)?norm", ("@.q_norm",)),
    (r"k (?:layer)?norm", ("@.k_norm",)),
    (r"c attn|qkv|qkv (?:proj|linear|lin)|query key value|in proj|wqkv|w pack|to qkv", (FUSED,)),
    (r"(?:attn|attention|att) (?:scores|logits)|masked scores|scores masked|masked", ("@.masked", "@.capped", "@.biased", "@.scaled", "@.scores")),
    (r"(?:scaled|scores scaled|scaled (?:dot product|scores|dots))", ("@.scaled",)),
    (r"scores|dots?|qk|raw scores", ("@.scores", "@.scaled", "@.biased", "@.masked")),
    (r"pattern|softmax|probs|(?:attn|attention|att) (?:weights?|probs?|map|dropout|drop)|weights?|attentions|wei", ("@.softmax", "@.renormalised", "@.dropout_weights")),
    (r"position bias|rel(?:ative)? pos(?:ition)? bias|relative attention bias", ("position_bias", "@.position_bias")),
    (r"z|context(?: layer)?|ctx|attn vec|head outputs?|heads?", ("@.z", "@.concat")),
    (r"concat|merged(?: heads)?|(?:attention|attn) self|attn concat", ("@.concat", "@.z")),
    (r"resid pre|in|x in", (LAYER_IN,)),
    (r"resid mid(?: cross)?|post attn(?: residual)?|ln ?2 in|x attn", ("attention.add", "cross.add")),
    (r"resid post|x out", (LAYER_OUT,)),
    (r"ln ?1 post|post self attn layernorm", ("attention.output_norm",)),
    (r"ln ?2 post|post feedforward layernorm", ("ffn.output_norm",)),
    (r"ln ?1 in", (LAYER_IN,)),
    (r"ln ?3 in", ("cross.add",)),
    (r"(?:attn|attention|att|mha) in", ("attention.norm", LAYER_IN)),
    (r"(?:mlp|ffn|feedforward) in", ("ffn.norm", "attention.norm")),
    (r"o in", ("@.z", "@.concat")),
    (r"out in", ("ffn.gated", "ffn.activation")),
    (r"cross attention (?:layer)?norm|norm ?cross|cross attention ln|ln ?cross", ("cross.norm",)),
    (r"attention output layernorm|input layernorm|(?:self )?(?:attn|attention) layernorm|sa layernorm|ln ?1|(?:layer)?norm ?1|ln attn|(?:attn|attention) norm|layernorm before|rms ?1|rmsnorm ?1", ("attention.norm",)),
    (r"ln ?2|(?:layer)?norm ?2|rms ?2|rmsnorm ?2", ("cross.norm", "ffn.norm")),
    (r"ln ?3|(?:layer)?norm ?3|output layernorm|post attention layernorm|final layernorm|ln mlp|(?:ffn|mlp|feedforward) (?:layer)?norm|layernorm after|full layer layernorm", ("ffn.norm",)),
    (r"cross attention 0", ("cross.output",)),
    (r"wi 0|gate(?: proj)?|gate out", ("ffn.gate", "ffn.hidden")),
    (r"wi 1|up(?: proj)?|pre linear|mlp in out|w ?3", ("ffn.up", "ffn.hidden")),
    (r"c fc|fc ?1|fc in|linear ?1|lin ?1|dense h to 4h|intermediate dense|w ?1|wi|pre|hidden|dense ?1|(?:mlp|ffn|net|feedforward) 0|pre ?act|inner", ("ffn.hidden", "ffn.gate")),
    (r"act|act fn|activation|activation fn|gelu|relu|silu|swish|intermediate act fn|intermediate|mid|nonlinearity|post act|(?:mlp|ffn|net|feedforward) 1", ("ffn.activation",)),
    (r"post|gated", ("ffn.gated", "ffn.activation")),
    (r"resid attn dropout|post attention dropout|attention output dropout|resid dropout|dropout ?1", ("@.output",)),
    (r"dropout ?2", ("cross.output", "ffn.output")),
    (r"resid mlp dropout|post mlp dropout|dropout ?3|output dropout|(?:mlp|ffn|feedforward) dropout|fc ?2|fc out|linear ?2|lin ?2|dense 4h to h|w ?2|down(?: proj)?|dense ?2|(?:mlp|ffn|net|feedforward) [234]", ("ffn.output",)),
    (r"(?:mlp|ffn|ff|feedforward)(?: out| output| c proj| wo)?", ("ffn.output_norm", "ffn.output")),
    (r"(?:cross|self|multihead)? ?(?:attn|attention|att|mha|sdpa)(?: (?:out|output|c proj|out proj|o proj|proj|wo|w o|o|output dense|dense|to out|out lin|output projection))?|o proj|out proj|wo|w o|attention output|o", ("@.output_norm", "@.output")),
    (rf"(?:{_Q}){_ENDS}", ("@.q", "@.q_norm", "@.q_rotated")),
    (rf"(?:{_K}){_ENDS}", ("@.k", "@.k_norm", "@.k_rotated")),
    (rf"(?:{_V}){_ENDS}", ("@.v",)),
    (r"output dense", ("ffn.output",)),
    (r"output|out|", (LAYER_OUT,)),
)  # fmt: skip

# outside the layers
_OUTSIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"pos(?:itional|ition)? ?(?:emb|embed|embedding|embeddings|encoding|encodings|enc)|wpe|embed positions|positions?|pe", ("positions",)),
    (r"(?:token type|segment|type)(?: (?:emb|embed|embedding|embeddings))?", ("segment",)),
    (r"embeddings", ("input", "input.norm", "embedding")),
    (r"wte|(?:tok|token|word|input|inputs)? ?(?:emb|embed|embeds|embedding|embeddings)(?: (?:in|tokens|table))?|embed tokens", ("embedding", "embedding.scaled", "input")),
    (r"(?:embeddings?|embed) (?:layernorm|norm|ln)|layernorm embedding|emb norm", ("input.norm", "input")),
    (r"drop|dropout|(?:emb|embed|embeddings?) dropout|full embed", ("input", "input.norm", "decoder.input", STACK_OUT)),
    (r"unembed in", (STACK_OUT,)),
    (r"ln f|ln final|final (?:layer)?norm|norm|encoder (?:final )?(?:layer)?norm|decoder (?:final )?(?:layer)?norm|ln out|rms f", ("encoder.norm", "decoder.norm", "output.norm")),
    (r"logits|lm head|head|unembed|generator|fc out|output projection|predictions|cls|decoder|embed out|project out|classifier|lm logits", ("logits", "logits.uncapped", "logits.without_bias")),
    (r"probs|probabilities|softmax", ("probabilities",)),
    (r"(?:encoder |decoder )?last hidden states?|encoder|decoder|transformer|model|bert|output|hidden|memory", (STACK_OUT,)),
)  # fmt: skip
_OUTPUTS = re.compile(
    r"(?:.* )?(?:(?P<stack>encoder|decoder) )?(?P<kind>(?:all )?hidden states|attentions|cross attentions|past key values?|key cache|value cache)"
    r"(?: (?P<at>\d+))?(?: (?P<part>key|value|k|v|0|1))?"
)
BESIDE = {
    "input_ids": "token_ids", "token_ids": "token_ids", "tokens": "token_ids", "ids": "token_ids",
    "decoder_input_ids": "target_token_ids", "target_ids": "target_token_ids", "target_token_ids": "target_token_ids",
    "generated_ids": "generated_ids", "sequences": "generated_ids",
    "attention_mask": "", "position_ids": "", "token_type_ids": "", "labels": "", "decoder_attention_mask": "",
    "cache_position": "", "target_tokens": "", "notes": "",
}  # fmt: skip
"""What is no stage and stands beside the arrays: the trace's own list of the same, "" where it has none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name may mean.

    endings: of our addresses, the likeliest first, or the marks of this file. stack: encoder or decoder, or "". layer: or None.
    element: which of several outputs of a module. at: for STREAM, after how many layers. detail: `normalized`, `scale` …, of a
    norm. parameter: matrix or vector, where the name is of a parameter.
    """

    endings: tuple[str, ...]
    stack: str = ""
    layer: int | None = None
    at: int = 0
    element: int = 0
    detail: str = ""
    parameter: str = ""


def words_of(name: str) -> list[str]:
    """The words of a name in lower case.

    >>> words_of("encoder.block.0.layer.1.DenseReluDense.wi_0")
    ['encoder', 'block', '0', 'layer', '1', 'dense', 'relu', 'dense', 'wi', '0']
    """
    parts = [part for part in re.split(r"[^0-9A-Za-z]+", _CAMEL.sub(" ", name)) if part]
    result: list[str] = []
    for part in parts:
        numbered = _NUMBERED.fullmatch(part.lower())
        result += [numbered[1], numbered[2]] if numbered else [part.lower()]
    return result


def template(name: str) -> str:
    """The name with the number of its layer left out, the same for the same place of every layer."""
    return re.sub(r"(?<![0-9])\d+", "#", name, count=1)


def meaning(name: str) -> Meaning | None:
    """What a name of another program means, or None where no pattern knows it."""
    words = words_of(name)
    if {"pooler", "pooled"} & set(words):
        return None  # what BERT makes of its first token; no stage of ours
    of_output = _OUTPUTS.fullmatch(" ".join(words))
    if of_output:
        return _of_output(of_output)
    stack = next((word for word in words if word in ("encoder", "decoder")), "")
    words, parameter = _parameter(words)
    words, detail = _detail(words)
    layer, rest = _layer(words)
    if "groups" in words:  # ALBERT's layers share their parameters, and a hook keeps the last
        return _shared(rest, detail, parameter)
    element = 0
    if (
        len(rest) > 1
        and rest[-1].isdecimal()
        and rest[-2] not in ("wi", "mlp", "ffn", "net", "out", "dropout", "norm", "ln", "layer")
    ):
        element, rest = int(rest[-1]), rest[:-1]
    elif layer is not None and len(rest) == 1 and rest[0].isdecimal():
        element, rest = int(rest[0]), []
    text = " ".join(word for word in rest if word != "hook")
    for words_given, joined in _JOINED:
        text = text.replace(words_given, joined)
    text = re.sub(r" out$", "", text) if "hook" in words and text != "out" and not text.endswith("gate out") else text
    endings = _endings(text, layer is not None, element)
    if not endings:
        return None
    return Meaning(endings, stack, layer, 0, element, detail, parameter)


def _shared(rest: list[str], detail: str, parameter: str) -> Meaning | None:
    """A place in a layer that many layers are: which one, the numbers tell."""
    inside = rest[3:]  # `albert`, `layers` and a number, where they stand
    element = int(inside.pop()) if inside and inside[-1].isdecimal() else 0
    endings = _endings(" ".join(inside).replace("layer norm", "layernorm"), True, element)
    return Meaning(endings, "", None, 0, element, detail, parameter) if endings else None


def _of_output(found: re.Match[str]) -> Meaning:
    """Of transformers' outputs: hidden states, attention weights, the cache."""
    at = int(found["at"]) if found["at"] else None
    stack, kind = found["stack"] or "", found["kind"]
    if kind.endswith("hidden states"):
        return Meaning((STREAM,), stack, None, -1 if at is None else at)
    if "attentions" in kind:
        part = "cross" if "cross" in kind else "attention"
        return Meaning((f"{part}.softmax",), stack or ("decoder" if part == "cross" else ""), at)
    is_value = kind == "value cache" or found["part"] in ("value", "v", "1")
    return Meaning(("attention.v",) if is_value else ("attention.k_rotated", "attention.k"), "decoder", at)


def _parameter(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and words[-1] in _PARAMETER and "hook" not in words:
        return words[:-1], _PARAMETER[words[-1]]
    return words, ""


def _detail(words: list[str]) -> tuple[list[str], str]:
    """What of a norm the name asks for: its mean, its variance, the rows before γ and β, or the divisor."""
    known = {"normalized": "normalized", "normalised": "normalized", "scale": "scale", "mean": "mean", "var": "variance",
             "variance": "variance"}  # fmt: skip
    bare = [word for word in words if word != "hook"]
    if len(bare) > 1 and bare[-1] in known:
        return words[: words.index(bare[-1])], known[bare[-1]]
    return words, ""


def _layer(words: list[str]) -> tuple[int | None, list[str]]:
    """The number of the layer and the words after it; None where no number stands where a layer's would."""
    for place, word in enumerate(words):
        if word.isdecimal() and (place == 0 or words[place - 1] in _LAYER_WORDS) and len(word) < 5:
            rest = words[place + 1 :]
            return int(word), rest
    return None, words


def _endings(text: str, in_layer: bool, element: int) -> tuple[str, ...]:
    part = "cross" if "cross" in text else "attention"
    if re.search(r"\b(?:rotary|rope|rot)(?: emb)?$|\b(?:cos|sin)(?: cached)?$", text) and not in_layer:
        return (f"attention.q_rotated.{'sin' if element or 'sin' in text else 'cos'}",)
    shorter = re.sub(r"^(?:layer \d )", "", text)
    if in_layer and re.fullmatch(r"layer \d", text):
        return _of_sublayer(int(text[-1]), element)
    if in_layer and shorter != text and shorter == "dropout":
        return {"0": ("attention.output",), "1": ("cross.output", "ffn.output"), "2": ("ffn.output",)}.get(text[6], ())
    if element and in_layer:
        return (f"{part}.softmax", "position_bias", "cross.softmax", "cross.position_bias")
    table = _IN_LAYER if in_layer else (*_OUTSIDE, *_IN_LAYER[:-1])
    for pattern, endings in table:
        if re.fullmatch(rf"(?:.* )?(?:{pattern})" if pattern != r"output|out|" else r"(?:output|out)?", shorter):
            return tuple(ending.replace("@", part) for ending in endings)
    return ()


def _of_sublayer(number: int, element: int) -> tuple[str, ...]:
    """T5's layers within a block: what each returns is the stream after it."""
    if element:
        return ("attention.softmax", "cross.softmax", "position_bias", "cross.position_bias")
    return {0: ("attention.add",), 1: ("cross.add", "ffn.add"), 2: ("ffn.add",)}.get(number, ())
