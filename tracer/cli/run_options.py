"""From a command's values to a trace: what every command that runs a model shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tracer.cli.setting_options import setting_values
from tracer.errors import TracerError

if TYPE_CHECKING:
    from tracer.document.select import Selection
    from tracer.record.trace import Trace
    from tracer.session.request import Request

GENERATION = ("generate", "temperature", "top_k", "top_p", "cache")


def text_of(words: Sequence[str], values: Mapping[str, Any]) -> str | None:
    """The text: the words joined by a space, standard input for `-`, or a file's content."""
    from tracer.tokens.source import read_text

    if values.get("text_file"):
        if words:
            raise TracerError("cli.two_texts")
        return read_text(values["text_file"])
    if list(words) == ["-"]:
        return read_text("-")
    return " ".join(words) if words else None


def request_of(words: Sequence[str], values: Mapping[str, Any]) -> Request:
    """Everything that was asked for about the run."""
    from tracer.session.request import gathered

    text = text_of(words, values)
    data: dict[str, Any] = dict(setting_values(values))
    if values.get("also"):
        data["also"] = list(values["also"])
    if values.get("pair") is not None:
        if not values["pair"].strip():
            raise TracerError("text.empty")
        data["pair"] = values["pair"]
    if values.get("target"):
        data["target"] = list(values["target"]) if len(values["target"]) > 1 else values["target"][0]
    if values.get("target_ids"):
        data["target_ids"] = values["target_ids"]
    if values.get("model") is not None:
        data["model"] = values["model"]
        data["download"] = bool(values.get("download"))
    data.update({key: values[key] for key in (*GENERATION, "pool") if values.get(key) is not None and values[key] is not False})
    request = gathered(text, values.get("from_file"), values.get("load"), values.get("embeddings"), edits_of(values), **data)
    if text is None and not request.data and not request.edits and not request.rows:
        raise TracerError("text.empty")
    return request


def edits_of(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The edits of --set-file and --set, in that order: (address, number or nested numbers)."""
    found: list[tuple[str, Any]] = []
    if values.get("set_file"):
        from tracer.weights.files import load

        stored = load(values["set_file"])
        found += list(stored.data.get("set", {}).items()) or list(stored.parameters.items())
    for text in values.get("edits") or ():
        found.append(one_edit(text))
    return found


def one_edit(text: str) -> tuple[str, Any]:
    """`scores[0, it, street]=3` as (address, value); the value is a number or rows of numbers as JSON writes them."""
    import json

    close = text.rfind("]=") + 1 if "]=" in text else text.find("=")
    address, value = text[:close].strip(), text[close + 1 :].strip()
    if close <= 0 or not address:
        raise TracerError("cli.edit_form", text=text)
    try:
        return address, float(value)
    except ValueError:
        try:
            return address, json.loads(value)
        except (ValueError, RecursionError):
            raise TracerError("cli.edit_value", text=text, value=value) from None


def trace_of(words: Sequence[str], values: Mapping[str, Any], keep: Any = None) -> Trace:
    """Run what was asked for: a model of ours, a saved or bundled one, or a checkpoint."""
    from tracer.session import run

    request = request_of(words, values)
    return run(request, keep=keep or kept(request, values))


def kept(request: Request, values: Mapping[str, Any]) -> Any:
    """Of a checkpoint only the stages asked for are kept, so that a large one fits; None keeps all.

    Raises TracerError for a stage the model has not (near misses are named).
    """
    whole = any(values.get(key) for key in ("changed", "figure", "save", "parameters", "generate"))
    if request.checkpoint is None or not values.get("stages") or whole:
        return None
    from tracer.address import matching
    from tracer.session import planned

    steps, parameters = planned(request)
    names = [*steps, *parameters]
    found = {name for pattern in values["stages"] for name in matching(pattern, names)}
    return found.__contains__


def selection_of(values: Mapping[str, Any]) -> Selection:
    """What of the trace is shown."""
    from tracer.document.select import Selection

    return Selection(
        stages=tuple(values.get("stages") or ()),
        layers=tuple(values.get("layers_shown") or ()),
        heads=tuple(values.get("only_heads") or ()),
        tokens=tuple(values.get("only_tokens_shown") or ()),
        columns=values.get("columns"),
        precision=values.get("precision") if values.get("precision") is not None else values.get("paper_places"),
        detail=bool(values.get("detail")),
        formula=not values.get("no_formula"),
        parameters=bool(values.get("parameters")),
        changed=bool(values.get("changed")),
        everything=bool(values.get("everything")),
    )
