"""What a file in `families/` says of a kind of checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracer.checkpoints.config import Config
from tracer.checkpoints.names import Names
from tracer.models.architecture import Architecture
from tracer.tokens.special_tokens import SpecialTokens


@dataclass(frozen=True, slots=True)
class Family:
    """One `model_type`.

    architecture: reads the configuration; `Architecture.model` names the page that runs it. names: which stored tensor each of
    our parameters is. prefixes: what may stand before the tensors' names, tried in this order. special_tokens: around a text.
    """

    architecture: Callable[[Config], Architecture]
    names: Callable[[Architecture], Names]
    prefixes: tuple[str, ...]
    special_tokens: SpecialTokens
