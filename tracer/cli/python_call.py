"""A command as Python: what a notebook's cell says in place of it. Not every command has its words in Python."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from tracer.cli.command import Call
from tracer.cli.embed import with_options
from tracer.cli.look_options import LookOptions, ViewOptions
from tracer.cli.run_options import RunOptions, edits_of
from tracer.language import current

_LONGEST = 88  # characters of a line of code
_FIXED = ("--width", "80", "--color", "never")  # a notebook's own terminal changes nothing of the output
_PIPED = " 2>&1 | cat"  # and is none: no bar moves in what is kept


class PythonCall(NamedTuple):
    """trace: the call that makes the trace. shows: what shows the result, of the trace `t`."""

    trace: str
    shows: str


def python_of(call: Call) -> PythonCall | None:
    """The Python for a command that shows or explains a trace; None where Python has no words for it."""
    if call.params.get("format_") or call.params.get("output"):
        return None  # a page's own text is what is shown
    of_command = {"show": _show, "explain": _explain}.get(call.command.name or "")
    return None if of_command is None else of_command(call)


def shell_of(words: Sequence[str], call: Call) -> str:
    """The command for a notebook's shell: in the language of now, and where it writes a page 80 columns wide, without colour."""
    from shlex import join

    known = {name for param in call.command.params for name in param.opts}
    own = (*(_FIXED if set(_FIXED[::2]) <= known else ()), "--lang", current())
    fixed = [word for name, value in zip(own[::2], own[1::2], strict=True) if name not in words for word in (name, value)]
    return "!" + join(["ttrace", *with_options(words, fixed)]) + _PIPED


def trace_call(run: RunOptions) -> str | None:
    """`trace("Thinking Machines", heads=1)`; None where the run takes what no argument can say."""
    if run.text_file or run.words == ("-",) or run.set_file or run.download or run.save:
        return None
    edits = edits_of(run)
    given: dict[str, Any] = {key: value for key, value in run.data.items() if key != "download"}
    given |= {key: value for key in ("from_file", "load", "embeddings") if (value := getattr(run, key)) is not None}
    if edits:
        given["edits"] = dict(edits) if len(dict(edits)) == len(edits) else edits
    if not all(map(_reads_back, given.values())):
        return None
    arguments = [*([repr(run.text)] if run.text is not None else []), *(f"{key}={value!r}" for key, value in given.items())]
    line = f"trace({', '.join(arguments)})"
    return line if len(line) <= _LONGEST else "trace(\n" + "".join(f"    {argument},\n" for argument in arguments) + ")"


def _reads_back(value: Any) -> bool:
    """Whether Python reads what `repr` writes."""
    if isinstance(value, dict):
        return all(map(_reads_back, (*value.keys(), *value.values())))
    if isinstance(value, (list, tuple)):
        return all(map(_reads_back, value))
    return value is None or isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value))


def _show(call: Call) -> PythonCall | None:
    from tracer.document.notebook_document import selection_arguments

    run, look, view = (_group(call, kind) for kind in (RunOptions, LookOptions, ViewOptions))
    made = trace_call(run)
    if made is None or view.only_tokens or view.changed or view.listing or view.step:
        return None
    if view.figure:
        return PythonCall(made, figure_call(look, view))
    arguments = selection_arguments(look.selection())
    return PythonCall(made, f"t.show({arguments})" if arguments else "t")


def figure_call(look: LookOptions, view: ViewOptions) -> str:
    """`t.figure("heads")`."""
    from tracer.document.notebook_document import selection_arguments

    arguments = selection_arguments(look.selection())
    return f"t.figure({', '.join([repr(view.figure), *([arguments] if arguments else [])])})"


def _explain(call: Call) -> PythonCall | None:
    run = _group(call, RunOptions)
    said = {option.name for option, _ in call.given.options if not option.runs} - {"lang"}
    if not run.words or said - {"depth"}:
        return None
    made = trace_call(run.replace(words=run.words[:-1]))
    depth = f", depth={call.params['depth']}" if "depth" in said else ""
    return None if made is None else PythonCall(made, f"t.explain({run.words[-1]!r}{depth})")


def _group(call: Call, kind: type[Any]) -> Any:
    """The group of options of this kind, as the command was given it."""
    return next(group for group in call.arguments if isinstance(group, kind))
