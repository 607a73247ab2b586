"""What a reader calls a stage, and the heading that says it: `Encoder layer 0 · attention · scores`."""

from __future__ import annotations

from functools import lru_cache

from tracer.counting import count_of
from tracer.document.blocks import Heading, Marked, Span
from tracer.language import current, knows, say

_NUMBERED = {
    "encoder": ("document.part_encoder", "layer"),
    "decoder": ("document.part_decoder", "layer"),
    "recurrent": ("document.part_recurrent", "layer"),
    "expert": ("stage_names.expert_number", "number"),
    "pass": ("stage_names.pass_number", "number"),
    "generate": ("stage_names.generate_number", "number"),
    "micro": ("stage_names.micro_number", "number"),
    "step": ("stage_names.step_number", "number"),
}


def stage_name(address: str) -> str:
    """The stage or parameter at this address in the reader's words, a part of the address after the other.

    >>> stage_name("encoder.0.attention.scores")
    'Encoder layer 0 · attention · scores'
    """
    return _stage_name(address, current())


@lru_cache(maxsize=1024)  # the commands of a document show the same stages
def _stage_name(address: str, _language: str) -> str:
    words: list[str] = []
    parts, previous = address.split("."), ""
    while parts:
        part, *parts = parts
        number = count_of(parts[0]) if parts and part in _NUMBERED else None
        if number is not None:
            message, placeholder = _NUMBERED[part]
            words.append(say(message, **{placeholder: number}))
            del parts[0]
        else:
            words.append(_word(part, previous))
        previous = part
    first = words[0][:1].upper() + words[0][1:] if len(words[0]) > 1 else words[0]  # a symbol stays as it is
    return " · ".join([first, *words[1:]])


def _word(part: str, previous: str) -> str:
    """A part of an address in the reader's words; `add` of the input is no residual sum."""
    both = f"stage_names.{previous}_{part}"
    if knows(both):
        return say(both)
    return say(f"stage_names.{part}") if knows(f"stage_names.{part}") else part


def stage_heading(address: str, addressed: bool = True) -> Heading:
    """The heading of a stage. addressed: the address stands in it too, since no line below says it."""
    name = stage_name(address)
    return Heading(3, Marked([Span(name + " "), Span(address, "code")]) if addressed else name, address)
