"""The settings among a command's values: read, and named by their options where one cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer import settings
from tracer.errors import TracerError

SHORT = {"no_scale": "scale", "causal": "mask"}  # options that say what a setting says


def _read(key: str, value: Any) -> Any:
    try:
        return settings.read(key, value)
    except TracerError as error:  # where it was given as an option, the error names the option
        raise TracerError(error.message, **{**error.values, "key": "--" + key.replace("_", "-").lower()}) from None


def setting_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among a command's values, checked; what was not given is not there."""
    found = {key: _read(key, values[key]) for key in settings.FIELDS if values.get(key) is not None and key != "model"}
    for short, key in SHORT.items():
        if values.get(short) not in (None, False) and key in found:
            raise TracerError("cli.said_twice", first="--" + short.replace("_", "-"), second=f"--{key}")
    if values.get("no_scale"):
        found["scale"] = False
    if values.get("causal") is not None:
        found["mask"] = "causal" if values["causal"] else "none"
    return found
