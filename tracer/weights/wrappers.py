"""What PyTorch's own wrappers (`torch.compile`, FSDP, activation checkpointing) put into the names of a state dict."""

from __future__ import annotations

import re

_INSIDE = re.compile(r"(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module|_forward_module)\.")


def without_wrappers(name: str) -> str:
    """The name a parameter has in the module that was wrapped, or parts of which were.

    >>> without_wrappers("_orig_mod.layers.0._fsdp_wrapped_module.norm1.weight")
    'layers.0.norm1.weight'
    """
    return _INSIDE.sub("", name)
