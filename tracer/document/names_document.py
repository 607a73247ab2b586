"""What a file's tensors are called here, and how far a file's numbers are from an original's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from tracer.document.blocks import Document, Note, Prose, Table
from tracer.language import say
from tracer.rounding import significant

_SCIENTIFIC = ~2  # two decimals and a power of ten


class NamedTensor(Protocol):
    """See `session.name_map.NamedTensor`."""

    @property
    def ours(self) -> str: ...
    @property
    def theirs(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def own_shape(self) -> tuple[int, ...]: ...
    @property
    def layout(self) -> str: ...
    @property
    def rows(self) -> tuple[int, int] | None: ...


def map_document(
    file: str,
    tensors: Sequence[NamedTensor],
    unused: Mapping[str, str],
    settings: Mapping[str, Any],
    assumed: Mapping[str, Any],
) -> Document:
    """A file's tensors, each with our parameter and how it lies there; those not used, with the reason; settings.

    unused: tensor → `unread` or `left_out`. settings: what the file tells. assumed: what it cannot tell, and what was taken.
    """
    rows = [(t.theirs, _shape(t.shape), t.ours, _shape(t.own_shape), _layout(t)) for t in tensors]
    rows += [(name, "", say("names.not_used"), "", say(f"names.{reason}")) for name, reason in unused.items()]
    heads = [say(f"names.column_{column}") for column in ("theirs", "shape", "ours", "own_shape", "layout")]
    title = say("names.title", file=file)
    blocks: list[Any] = [Table(heads, rows, (), title)]
    if any(tensor.layout == "turned" for tensor in tensors):
        blocks.append(Note(say("names.turning")))
    if settings or assumed:
        chosen = [(key, _value(value), say("names.told")) for key, value in settings.items()]
        chosen += [(key, _value(value), say("names.assumed")) for key, value in assumed.items()]
        columns = [say(f"names.column_{column}") for column in ("setting", "value", "source")]
        blocks.append(Table(columns, chosen, (), say("names.settings")))
    if assumed:
        blocks.append(Note(say("names.guess", keys=[f"--{key.replace('_', '-')}" for key in assumed])))
    listed = [
        {"address": t.ours, "tensor": t.theirs, "tensor_shape": list(t.shape), "shape": list(t.own_shape), "layout": t.layout}
        | ({"rows": list(t.rows)} if t.rows else {})
        for t in tensors
    ]
    facts = {"names": listed, "unused": dict(unused), "settings": dict(settings), "assumed": dict(assumed)}
    return Document(title, blocks, {"json": {"format": "ttrace-names/1", **facts}})


def _shape(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape))


def _layout(tensor: NamedTensor) -> str:
    how = say(f"names.{tensor.layout}")
    if tensor.rows is None:
        return how
    return say("names.rows", first=tensor.rows[0], last=tensor.rows[1] - 1, how=how)


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class TensorError(Protocol):
    """See `session.name_map.TensorError`."""

    @property
    def ours(self) -> str: ...
    @property
    def theirs(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def mean(self) -> float: ...
    @property
    def worst(self) -> float: ...
    @property
    def largest(self) -> float: ...


def against_document(file: str, original: str, errors: Iterable[TensorError]) -> Document:
    """Tensor by tensor how far a file's numbers are from an original's: mean and largest |difference|, and the latter as a share
    of the original's largest |number|.
    """
    measured = list(errors)
    rows = [(e.theirs, e.kind, e.size, e.mean, e.worst, _share(e)) for e in measured]
    heads = [say(f"names.column_{column}") for column in ("theirs", "kind", "numbers", "mean", "worst", "share")]
    title = say("names.against", file=file, original=original)
    count, furthest = sum(error.size for error in measured), max(measured, key=lambda error: error.worst)
    mean = sum(error.mean * error.size for error in measured) / count
    if furthest.worst:
        worst = significant(furthest.worst, 3)
        summary = say("names.furthest", count=f"{count:,}", mean=significant(mean, 3), worst=worst, tensor=furthest.theirs)
    else:
        summary = say("names.equal", count=f"{count:,}")
    keys = ("address", "tensor", "format", "count", "mean", "worst", "largest")
    listed = [dict(zip(keys, (e.ours, e.theirs, e.kind, e.size, e.mean, e.worst, e.largest), strict=True)) for e in measured]
    return Document(
        title,
        [Table(heads, rows, (0, 0, 0, _SCIENTIFIC, _SCIENTIFIC, 0), title), Prose(summary)],
        {"json": {"format": "ttrace-errors/1", "errors": listed}},
    )


def _share(error: TensorError) -> str:
    return f"{significant(100 * error.worst / error.largest if error.largest else 0.0, 3)}%"
