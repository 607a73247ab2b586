"""Parameters of PyTorch's translation tutorial (EncoderRNN and AttnDecoderRNN, "NLP From Scratch"), under our names.

The encoder has `embedding` and a recurrent net (`gru`); the decoder `embedding`, `attention.Wa`, `.Ua`, `.Va`, the net and `out`.
The tutorial keeps them in two modules: in one file their names begin with `encoder.` and `decoder.`, whatever stands before that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from tracer.errors import TracerError
from tracer.language import first_few
from tracer.weights import torch_recurrent
from tracer.weights.torch_names import Translated
from tracer.weights.wrappers import without_wrappers

_NAME = re.compile(r"(?:.*\.)?(?P<side>encoder|decoder)\.(?P<rest>.+)")
_ALIGNMENT = re.compile(r"attention\.(?P<which>[WUV])a\.(?P<kind>weight|bias)")
_TABLES = {"encoder": "embedding.W_E", "decoder": "decoder.embedding.W_E"}


def from_seq2seq(parameters: Mapping[str, np.ndarray]) -> Translated | None:
    """The parameters by our names, or None where no additive attention of such a decoder is among them.

    Raises TracerError for a decoder without its encoder, for names that the tutorial has not, and for nets that are incomplete.
    """
    sides: dict[str, dict[str, str]] = {"encoder": {}, "decoder": {}}
    for name in parameters:
        if match := _NAME.fullmatch(without_wrappers(name)):
            sides[match["side"]][match["rest"]] = name
    if not any(_ALIGNMENT.fullmatch(name) for name in sides["decoder"]):
        if alone := [name for name in parameters if _ALIGNMENT.fullmatch(without_wrappers(name))]:
            raise TracerError("weights.decoder_alone", name=alone[0])
        return None
    if not sides["encoder"]:
        raise TracerError("weights.decoder_alone", name=next(iter(sides["decoder"].values())))
    result = Translated(settings={"attention": "additive"})
    for side, names in sides.items():
        _net(result, side, {rest: parameters[name] for rest, name in names.items()}, names)
        for rest, name in names.items():
            ours = _outside_net(side, rest)
            if ours:
                array = parameters[name]
                result.put(ours, _turned(ours, array), name)
    used = {theirs for stored in result.stored.values() for theirs in stored.split(" + ")}
    if strangers := sorted(set(parameters) - used):
        raise TracerError("weights.torch_unknown", names=first_few(strangers, 4))
    return result


def _net(result: Translated, side: str, arrays: Mapping[str, np.ndarray], names: Mapping[str, str]) -> None:
    """The recurrent net of one side."""
    _, parameters, stored, settings = torch_recurrent.translate({name: array for name, array in arrays.items() if "_l" in name})
    for ours, array in parameters.items():
        theirs = " + ".join(names[part] for part in stored[ours].split(" + "))
        result.put(ours.replace("recurrent", side, 1), array, theirs)
    if settings:
        result.settings |= {"model": "seq2seq", "cell": settings["model"], "layers": settings["layers"],
                            "hidden": settings["hidden"], "bias": settings["bias"]}  # fmt: skip
        if side == "encoder":
            result.settings["d_model"] = settings["d_model"]


def _outside_net(side: str, rest: str) -> str:
    """Our name of an embedding, a part of the attention or the output; "" for what is none of them."""
    if rest == "embedding.weight":
        return _TABLES[side]
    if side == "encoder":
        return ""
    if match := _ALIGNMENT.fullmatch(rest):
        which, kind = match["which"], match["kind"]
        return f"attention.{'v' if which == 'V' else which}_a" if kind == "weight" else f"attention.b_{which.replace('V', 'v')}a"
    return {"out.weight": "output.W_U", "out.bias": "output.b_U"}.get(rest, "")


def _turned(ours: str, array: np.ndarray) -> np.ndarray:
    """The array in the order of y = x W: v_a is a row, its bias one number, tables stay as they are."""
    if ours == "attention.v_a":
        return array.reshape(-1)
    if ours == "attention.b_va":
        return array.reshape(())
    return array if ours.endswith("W_E") else array.T
