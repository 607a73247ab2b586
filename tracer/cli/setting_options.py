"""Parse the settings given as options. An invalid one is reported under its option's name (`--d-model`, not `d_model`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tracer.settings as settings
from tracer.errors import TracerError

SHORT = {"no_scale": "scale", "causal": "mask"}  # options that say what a setting says


def _read(key: str, value: Any) -> Any:
    try:
        return settings.read(key, value)
    except TracerError as error:  # where it was given as an option, the error names the option
        raise TracerError(error.message, **{**error.values, "key": "--" + key.replace("_", "-").lower()}) from None


def setting_values(params: Mapping[str, Any]) -> dict[str, Any]:
    """The settings among a command's options, checked; what was not given is not there.

    Raises TracerError for a value a setting cannot have, and where two options say the same.
    """
    given = {key: _read(key, params[key]) for key in settings.FIELDS if params.get(key) is not None and key != "model"}
    for short, key in SHORT.items():
        if params.get(short) not in (None, False) and key in given:
            raise TracerError("cli.said_twice", first="--" + short.replace("_", "-"), second=f"--{key}")
    if params.get("no_scale"):
        given["scale"] = False
    if params.get("causal") is not None:
        given["mask"] = "causal" if params["causal"] else "none"
    return given
