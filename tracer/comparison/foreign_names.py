"""What other programs call a stage: PyTorch modules and hooks, transformers' outputs, TransformerLens, Keras, Flax, own scripts.

A name is cut into words; the first number after a word such as `layer` is the layer, what follows is looked up in `_IN_LAYER`,
and a name without a layer in `_OUTSIDE`. Each pattern tells the endings of our addresses it may mean, the likeliest first.

Read from: transformers 5 (modules and ModelOutput), TransformerLens 2.18 and the bridge of 4, PyTorch 2 (nn.Transformer), Keras 3
(MultiHeadAttention), Flax (linen.MultiHeadDotProductAttention), nanoGPT, minGPT, microgpt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"(layers?|blocks?|h|encoderblock|decoderblock|l|encoder|decoder|transformerblock)(\d+)")
_LAYER_WORDS = {"layer", "layers", "block", "blocks", "h", "encoderblock", "decoderblock", "resblocks", "l", "groups", "encoder",
                "decoder"}  # fmt: skip
_DIGITS = 4  # of the number of a layer or an output; a longer one counts something else
_COUNTED = {"wi", "mlp", "ffn", "net", "out", "dropout", "norm", "ln", "layer", "layernorm", "normalization", "dense", "rms",
            "rmsnorm", "fc", "linear", "w", "feedforward", "forward"}  # fmt: skip
_JOINED = (
    ("layer normalization", "layernormalization"),
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

_OUT = r"(?: (?:proj|lin|projection|linear|dense|layer))?"
_Q = rf"(?:q|query|queries|wq|to q|lin q|linear q){_OUT}"
_K = rf"(?:k|key|keys|wk|to k|lin k|linear k){_OUT}"
_V = rf"(?:v|value|values|wv|to v|lin v|linear v){_OUT}"
_ATTENTION, _FEED_FORWARD, _ROTATED = (
    r"(?:attn|attention|att|mha|sdpa)",
    r"(?:mlp|ffn|ff|feedforward|net)",
    r"(?:rot|rotary|rotated|roped?)",
)
_NORM = r"(?:layernorm|layernormalization|rmsnorm|norm|ln|rms)"

# Of a layer: what the words end with, and endings of our addresses; `@` is attention or cross, as the words say. A row holds for
# names that no row before it knows.
_IN_LAYER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (rf"{_ROTATED} q|q (?:{_ROTATED}|embed)", ("@.q_rotated",)),
    (rf"{_ROTATED} k|k (?:{_ROTATED}|embed)", ("@.k_rotated",)),
    (rf"q {_NORM}", ("@.q_norm",)),
    (rf"k {_NORM}", ("@.k_norm",)),
    (r"c attn|qkv|qkv (?:proj|linear|lin)|query key value|in proj|wqkv|w pack|to qkv", (FUSED,)),
    (r"resid attn dropout|post attention dropout|attention output dropout|resid dropout|dropout ?1", ("@.output",)),
    (
        rf"{_ATTENTION} (?:scores|logits)|masked scores|scores masked|masked",
        ("@.masked", "@.capped", "@.biased", "@.scaled", "@.scores", "@.softmax"),  # Keras calls the weights scores
    ),
    (r"scaled(?: (?:dot product|scores|dots))?|scores scaled", ("@.scaled",)),
    (r"scores|dots?|qk|raw scores", ("@.scores", "@.scaled", "@.biased", "@.masked")),
    (
        rf"pattern|softmax|probs|{_ATTENTION} (?:weights?|probs?|map|dropout|drop|att)|weights?|attentions|wei",
        ("@.softmax", "@.zeroed", "@.renormalised", "@.dropout_weights", "@.averaged", "@.softmax.mean_of_heads"),
    ),
    (r"(?:rel|relative)? ?(?:pos|position|attention) bias", ("position_bias", "@.position_bias")),
    (r"z|context(?: layer)?|ctx|attn vec|heads?|head outputs?", ("@.z", "@.concat")),
    (rf"concat|merged(?: heads)?|{_ATTENTION} (?:self|concat)", ("@.concat", "@.z")),
    (r"resid pre|ln ?1 read", (LAYER_IN,)),
    (r"resid mid(?: cross)?|post attn(?: residual)?|ln ?2 read|x attn", ("attention.add", "cross.add")),
    (r"resid post|x out", (LAYER_OUT,)),
    (r"ln ?3 read", ("cross.add",)),
    (r"ln ?1 post|post self attn layernorm", ("attention.output_norm",)),
    (r"ln ?2 post|post feedforward layernorm", ("ffn.output_norm",)),
    (rf"{_ATTENTION} read|[qkv] read", ("attention.norm", LAYER_IN)),
    (rf"{_FEED_FORWARD} (?:in |gate )?read", ("ffn.norm", "attention.norm")),
    (r"o read", ("@.z", "@.concat")),
    (r"out read", ("ffn.gated", "ffn.activation")),
    (rf"cross attention {_NORM}|{_NORM} ?cross", ("cross.norm",)),
    (
        rf"input layernorm|attention output layernorm|(?:self )?{_ATTENTION} {_NORM}|sa layernorm|ln attn|layernorm before"
        r"|(?:norm|ln|rms|rmsnorm|layernorm)1|(?:norm|ln) 1|layernorm 0",
        ("attention.norm",),
    ),
    (r"(?:layernorm|layernormalization|rmsnorm) 1|layernormalization", ("attention.norm", "ffn.norm")),  # counted from 0 or 1
    (rf"{_NORM} ?2", ("cross.norm", "ffn.norm")),
    (
        rf"{_NORM} ?3|output layernorm|post attention layernorm|final layernorm|ln mlp|{_FEED_FORWARD} {_NORM}|layernorm after"
        r"|full layer layernorm",
        ("ffn.norm",),
    ),
    (r"wi 0|gate(?: proj)?", ("ffn.gate", "ffn.hidden")),
    (r"wi 1|up(?: proj)?|pre linear|mlp in|w ?3", ("ffn.up", "ffn.hidden", "attention.add")),
    (
        r"c fc|fc ?1|fc in|linear ?1|lin ?1|dense h to 4h|intermediate dense|w ?1|wi|pre|hidden|dense 0|pre ?act|inner"
        rf"|{_FEED_FORWARD} 0",
        ("ffn.hidden", "ffn.gate"),
    ),
    (r"dense ?1", ("ffn.hidden", "ffn.output")),  # counted from 0 or 1: the shape tells
    (
        r"act|act fn|activation|activation fn|gelu|relu|silu|swish|intermediate act fn|intermediate|mid|nonlinearity|post act"
        rf"|{_FEED_FORWARD} 1",
        ("ffn.activation",),
    ),
    (r"post|gated", ("ffn.gated", "ffn.activation")),
    (r"dropout ?2", ("cross.output", "ffn.output")),
    (
        r"resid mlp dropout|post mlp dropout|dropout ?3|output dropout|fc ?2|fc out|linear ?2|lin ?2|dense 4h to h|w ?2|dense ?2"
        rf"|down(?: proj)?|{_FEED_FORWARD} [234]",
        ("ffn.output",),
    ),
    (rf"{_FEED_FORWARD} dropout", ("ffn.output", "ffn.activation", "ffn.gated")),  # T5 drops the activation: the shape tells
    (rf"{_FEED_FORWARD}(?: out| output| c proj| wo)?", ("ffn.output_norm", "ffn.output")),
    (
        rf"(?:(?:cross|self) )?{_ATTENTION}(?: \d)?(?: (?:out|output|c proj|out proj|o proj|proj|wo|w o|o|output dense|dense"
        r"|to out|out lin|output projection))?|o proj|out proj|wo|w o|attention output|o",
        ("@.output_norm", "@.output"),
    ),
    (_Q, ("@.q", "@.q_norm", "@.q_rotated")),
    (_K, ("@.k", "@.k_norm", "@.k_rotated")),
    (_V, ("@.v",)),
    (r"output dense", ("ffn.output",)),
)
# the same, where the words are all of the name behind the layer
_WHOLE_IN_LAYER: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"dropout", ("ffn.activation", "ffn.output")),  # nn.TransformerEncoderLayer drops the activation by it
    (r"dense", ("ffn.hidden", "ffn.output")),  # Keras counts from the second on
    (r"in|x in|read", (LAYER_IN,)),
    (r"output|out|", (LAYER_OUT,)),
)

_SUBLAYER = re.compile(rf"\b(?:{_ATTENTION}|{_FEED_FORWARD})\b")
_EMBEDDING = r"(?:emb|embed|embeds|embedding|embeddings)"
_OUTSIDE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"pos(?:itional|ition)? ?(?:emb|embed|embedding|embeddings|encoding|encodings|enc)|wpe|embed positions|positions?|pe",
        ("positions",),
    ),
    (rf"(?:token type|segment|type)(?: {_EMBEDDING})?", ("segment",)),
    (r"embeddings", ("input", "input.norm", "embedding")),
    (
        rf"wte|(?:tok|token|word|input|inputs)? ?{_EMBEDDING}(?: (?:in|tokens|table))?|embed tokens",
        ("embedding", "embedding.scaled", "input"),
    ),
    (rf"{_EMBEDDING} {_NORM}|layernorm embedding", ("input.norm", "input")),
    (rf"drop|dropout|{_EMBEDDING} dropout|full embed", ("input", "input.norm", "decoder.input", STACK_OUT)),
    (r"unembed read", (STACK_OUT,)),
    (
        rf"(?:encoder |decoder )?(?:final )?{_NORM}|ln f|ln final|rms f|ln out",
        ("encoder.norm", "decoder.norm", "output.norm"),
    ),
    (
        r"logits|(?:lm )?head|lm logits|unembed|generator|fc out|output projection|predictions(?: decoder)?|cls|embed out"
        r"|project out|classifier|vocab projector",
        ("logits", "logits.uncapped", "logits.unscaled", "logits.without_bias"),
    ),
    (r"probs|probabilities|softmax", ("probabilities",)),
    (
        r"(?:encoder |decoder )?last hidden states?|encoder|decoder|transformer|model|bert|output|hidden|memory",
        (STACK_OUT,),
    ),
)
_OUTPUTS = re.compile(
    r"(?:.* )?(?:(?P<stack>encoder|decoder) )?"
    r"(?P<kind>(?:all )?hidden states|attentions|past key values?|key cache|value cache)"
    r"(?: (?P<at>\d{1,4}))?(?: (?P<part>key|value|k|v|0|1))?"
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
    words = [word for word in words if word != "call"]  # Flax's intermediates
    if words[-2:] in (["hook", "in"], ["hook", "out"]):  # what a module reads, and what it returns
        words = [*words[:-2], *(["read"] if words[-1] == "in" else [])]
    words, parameter = _parameter(words)
    words, detail = _detail(words)
    layer, rest = _layer(words)
    is_shared = "groups" in words  # ALBERT's layers share their parameters, and a hook keeps the last
    if is_shared:
        layer, rest = None, rest[3:]  # behind `albert`, `layers` and a number
    in_layer = layer is not None or is_shared
    element, rest = _element(rest, in_layer)
    text = _joined(word for word in rest if word != "hook")
    endings = _endings(text, in_layer, element)
    return Meaning(endings, "" if is_shared else stack, layer, 0, element, detail, parameter) if endings else None


def layer_told(name: str) -> Meaning:
    """Which layer and stack a name tells, whatever else it says."""
    words = words_of(name)
    stack = next((word for word in words if word in ("encoder", "decoder")), "")
    return Meaning((), stack, None if "groups" in words else _layer(words)[0])


def _element(rest: list[str], in_layer: bool) -> tuple[int, list[str]]:
    """Which of several outputs of a module a number at the end tells, and the words before it."""
    if not rest or not rest[-1].isdecimal() or len(rest[-1]) > _DIGITS or (len(rest) == 1 and not in_layer):
        return 0, rest
    if len(rest) > 1 and rest[-2] in _COUNTED:
        return 0, rest
    return int(rest[-1]), rest[:-1]


def _joined(words: Iterable[str]) -> str:
    """Words as the patterns have them: what is one word to some programs and two to others is one."""
    text = " ".join(words)
    for apart, joined in _JOINED:
        text = text.replace(apart, joined)
    return text


def _of_output(found: re.Match[str]) -> Meaning:
    """Of transformers' outputs: hidden states, attention weights, the cache."""
    at = int(found["at"]) if found["at"] else None
    stack, kind = found["stack"] or "", found["kind"]
    if kind.endswith("hidden states"):
        return Meaning((STREAM,), stack, None, -1 if at is None else at)
    if "attentions" in kind:
        part = "cross" if "cross" in found.string else "attention"
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
        if word.isdecimal() and (place == 0 or words[place - 1] in _LAYER_WORDS) and len(word) <= _DIGITS:
            return int(word), words[place + 1 :]
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
        averages = (f"{part}.averaged", f"{part}.softmax.mean_of_heads")
        return (f"{part}.softmax", *averages, "position_bias", "cross.softmax", "cross.position_bias")
    for pattern, endings in _WHOLE_IN_LAYER if in_layer else ():
        if re.fullmatch(pattern, shorter):
            return endings
    inside = in_layer or _SUBLAYER.search(shorter) is not None  # a model of one layer need not count it
    for pattern, endings in (*_IN_LAYER, *(() if in_layer else _OUTSIDE)) if inside else (*_OUTSIDE, *_IN_LAYER):
        if re.fullmatch(rf"(?:.* )?(?:{pattern})", shorter):
            return tuple(ending.replace("@", part) for ending in endings)
    return ()


def _of_sublayer(number: int, element: int) -> tuple[str, ...]:
    """T5's layers within a block: what each returns is the stream after it."""
    if element:
        return ("attention.softmax", "cross.softmax", "position_bias", "cross.position_bias")
    return {0: ("attention.add",), 1: ("cross.add", "ffn.add"), 2: ("ffn.add",)}.get(number, ())
