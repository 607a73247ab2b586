"""Learning: a training step as a trace, small models trained from grammars, their checkpoints and cards."""

from typing import Any

_PUBLIC = {
    "traced": "tracer.training.traced_step",
    "fit": "tracer.training.loop",
    "cards": "tracer.training.model_card",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'tracer.training' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
