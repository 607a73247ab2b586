"""Somebody's arrays by name, of any library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tracer.comparison.arrays import as_array
from tracer.errors import TracerError


def arrays_by_name(given: Any) -> dict[str, np.ndarray]:
    """Somebody's arrays by name. A tuple of them, as transformers gives `hidden_states`, becomes `hidden_states.0` and so on.

    What is None (an output that was not asked for) is left out. Raises TracerError for anything but a mapping with arrays.
    """
    if not isinstance(given, Mapping):
        raise TracerError.refused("theirs", given, "Trace, {NAME: ARRAY, …}")
    result = {name: as_array(value, name) for name, value in _flat(given)}
    if not result:
        raise TracerError.refused("theirs", given, "Trace, {NAME: ARRAY, …}")
    return result


def _flat(given: Mapping[Any, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in given.items():
        name = f"{above}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        elif isinstance(value, (tuple, list)) and any(hasattr(item, "shape") or item is None for item in value):
            yield from _flat(dict(enumerate(value)), f"{name}.")
        elif value is not None:
            yield name, value
