"""What follows from a request: settings with every size, the axes, the source of parameters, the edits by full name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tracer import inputs
from tracer.address import parse, resolve
from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.inputs import END, START, Side
from tracer.models import page
from tracer.models.frame import Frame, Text
from tracer.record.edit import Edit, Edits
from tracer.record.plan import Plan
from tracer.record.recorder import Recorder
from tracer.request import Request
from tracer.settings import MODELS, SIZES, Settings, read_all
from tracer.weights.needs import Need, by_ending, layers_from, sizes_from
from tracer.weights.source import Parameters
from tracer.weights.stored import TABLES

_ROW_TEXTS = ("memory_inputs", "key_inputs", "value_inputs")


@dataclass
class Setup:
    """Everything a run needs, worked out."""

    settings: Settings
    frame: Frame
    source: Parameters
    edits: list[Edit]
    side: Side | None
    target: Side | None
    axes: Mapping[str, Axis] = field(default_factory=dict)
    named: Mapping[str, Any] | None = None  # a checkpoint's own name, family and sizes
    stack: str = ""
    stop: tuple[int, ...] | None = None  # ids that end what it writes; None: the token `<end>`

    @property
    def writes(self) -> bool:
        """Whether a decoder could write on."""
        return (self.stack or self.settings.model) in ("decoder", "encoder-decoder")

    def model_facts(self) -> dict[str, Any]:
        """The model as JSON and headings show it: name and the sizes that are known."""
        if self.named is not None:
            return dict(self.named)
        s = self.settings
        keys = ("layers", "hidden") if s.model in ("rnn", "lstm", "gru") else ("layers", "heads", "d_model", "d_k", "d_v", "d_ff")
        if s.model == "attention":
            keys = ("heads", "d_model", "d_k", "d_v")
        return {"name": s.model, **{key: getattr(s, key) for key in keys if getattr(s, key) is not None}}

    def tokens(self) -> list[Any]:
        """The labels of what is read: one list, or one a sentence."""
        return _labels(self.frame.text)

    def facts(self) -> dict[str, Any]:
        """Further lists for JSON: ids where a vocabulary exists, and the target's."""
        found: dict[str, Any] = {}
        text, target = self.frame.text, self.frame.target
        if text.ids is not None and (self.settings.model == "decoder" or "vocab" in self.axes):
            found["token_ids"] = _unpadded(text)
        if target is not None:
            found["target_tokens"] = _labels(target)
            if target.ids is not None:
                found["target_token_ids"] = _unpadded(target)
        return found


def _labels(text: Text) -> list[Any]:
    return [list(row) for row in text.token.per] if text.token.per is not None else list(text.token.labels)


def _unpadded(text: Text) -> list[Any]:
    if text.token.per is None:
        return list(text.ids)
    return [list(row[: len(labels)]) for row, labels in zip(text.ids, text.token.per, strict=True)]


def prepared(request: Request) -> Setup:
    """Work a request out. Raises TracerError for what does not fit together."""
    if request.checkpoint is not None:
        found: Setup = request.checkpoint.prepared(request)
        return found
    settings = Settings(**read_all(request.settings))
    if settings.model == "decoder" and "mask" not in request.settings:
        settings.mask = "causal"
    if settings.model in ("rnn", "lstm", "gru") and "positions" not in request.settings:
        settings.positions = "none"  # a recurrent network knows the order from its own steps
    if settings.model not in MODELS:
        raise TracerError.near("session.unknown_model", settings.model, MODELS, known=", ".join(MODELS))
    wants_target = any(key in request.data for key in ("target", "target_tokens", "target_inputs", "target_ids"))
    if wants_target and settings.model not in ("decoder", "encoder-decoder"):
        raise TracerError("session.no_target")
    side, target = inputs.source_side(request), inputs.target_side(request)
    if side is not None and target is not None and len(side.sentences) != len(target.sentences):
        raise TracerError("session.target_count", texts=len(side.sentences), targets=len(target.sentences))
    if settings.model == "encoder-decoder" and target is None and not wants_target:
        target = Side([[START]] * (len(side.sentences) if side else 1), bool(side and side.several))
    if settings.layers is None:
        settings.layers = layers_from(request.parameters) or SIZES["layers"]
    draft = _frame(request, settings, side, target, {})
    names = _planned(request, settings, draft)
    sizes = _sizes(request, settings, draft, names)
    _fill(settings, sizes, request.is_seeded)
    frame = _frame(request, settings, side, target, sizes)
    given = _by_name(request, names)
    frame.learned = {name: len(array) for name, array in given.items() if name.endswith("positions.W_P")}
    source = Parameters(settings, given, request.rows, request.is_seeded, request.seeded_rows, request.origin)
    edits = resolved_edits(request, [*names.steps, *names.parameters])
    return Setup(settings, frame, source, edits, side, target, {axis.name: axis for axis in (frame.vocab,) if axis is not None})


def _planned(request: Request, settings: Settings, frame: Frame) -> Recorder:
    """The stages and parameters of this model, whatever is optional included where it was given."""
    given = request.parameters
    source = Parameters(settings, {}, {}, request.is_seeded, request.seeded_rows)

    def there(name: str) -> bool:
        parts = name.split(".")
        return source.has(name) or any(".".join(parts[start:]) in given for start in range(len(parts)))

    recorder = Recorder(Plan(there), settings.dtype, computes=False)
    recorder.edits = Edits(_raw_edits(request))
    page(settings.model)(recorder, frame)
    return recorder


def _by_name(request: Request, names: Recorder) -> dict[str, Any]:
    """The arrays given, by full name. An embedding table may be there unread, where rows take its place."""
    tables = [table for table in TABLES.values() if table in request.parameters]
    return by_ending(request.parameters, [*names.parameters, *tables])


def _raw_edits(request: Request) -> list[Edit]:
    return [Edit(parse(address), values) for address, values in request.edits]


def resolved_edits(request: Request, names: list[str]) -> list[Edit]:
    """The edits with full stage names. Raises TracerError for an unknown or ambiguous stage."""
    found = []
    for address, values in request.edits:
        place = parse(address)
        found.append(Edit(place.replace(stage=resolve(place.stage, names)), values))
    return found


def _sizes(request: Request, settings: Settings, frame: Frame, names: Recorder) -> dict[str, int]:
    """Every size that was given or follows from what was given, by axis name."""
    found = {key: size for key in (*SIZES, "d_k", "d_v") if (size := getattr(settings, key)) is not None}
    needs = [Need(name, step.axes, step.attrs["init"]) for name, step in names.parameters.items()]
    given = _by_name(request, names)
    if settings.layout == "W x":
        from tracer.weights.needs import turned

        given = {need.name: turned(need, given[need.name], request.origin) for need in needs if need.name in given}
    for edit in resolved_edits(request, [*names.steps, *names.parameters]):
        if edit.whole and edit.address.stage in names.steps:
            _from_stage(names.steps[edit.address.stage].axes, edit, found)
    heads = found.get("heads") or _single_head(settings, given)
    for axis, size in sizes_from(needs, given, heads).items():
        found.setdefault(axis, size)
    for table in request.rows.values():
        found.setdefault("d_model", len(next(iter(table.values()))))
    if "vectors" in request.data:
        _take_vectors(request, frame, found)
    if frame.text.rows is not None and frame.text.width is not None:
        found.setdefault("d_model", frame.text.width.size or 0)
    return found


def _single_head(settings: Settings, given: Mapping[str, Any]) -> int | None:
    """A hand-written attention with whole matrices has one head unless it says otherwise."""
    per_head = any(np.ndim(array) == 3 for name, array in given.items() if name.rsplit(".", 1)[-1].startswith("W_"))
    return 1 if settings.model == "attention" and given and not per_head else None


def _from_stage(axes: tuple[Axis, ...], edit: Edit, found: dict[str, int]) -> None:
    """The sizes a stage set whole tells, matched from the last axis."""
    for axis, size in zip(reversed(axes), reversed(np.shape(edit.values)), strict=False):
        if axis.size is None:
            found.setdefault(axis.name, size)
    if np.ndim(edit.values) < len(axes) and axes[0].name == "head":
        found.setdefault("heads", 1)
    if axes[0].name == "head" and np.ndim(edit.values) == len(axes):
        found.setdefault("heads", np.shape(edit.values)[0])


def _take_vectors(request: Request, frame: Frame, found: dict[str, int]) -> None:
    """Word vectors from a file: only the words of this text are read; the others are drawn and said."""
    from tracer.weights.vectors import load_vectors

    side = inputs.source_side(request)
    rows, width = load_vectors(request.data["vectors"], side.words if side else [])
    request.rows["embedding.W_E"] = {**request.rows.get("embedding.W_E", {}), **rows}
    request.seeded_rows = True
    request.seeded = request.seeded if request.seeded is not None else not request.parameters
    found["d_model"] = width


def _fill(settings: Settings, sizes: dict[str, int], seeded: bool) -> None:
    """Sizes nobody told take their defaults where the run is seeded; d_k and d_v follow from d_model and heads."""
    if settings.model == "attention":
        sizes.setdefault("heads", 1)
    if seeded or "d_model" in sizes:
        for key, size in SIZES.items():
            if seeded or key == "heads":
                sizes.setdefault(key, size)
    if "d_k" not in sizes and {"d_model", "heads"} <= sizes.keys() and settings.model not in ("rnn", "lstm", "gru"):
        divides = sizes["d_model"] % sizes["heads"] == 0
        if not divides and (seeded or settings.heads is not None):
            raise TracerError("session.heads", heads=sizes["heads"], d_model=sizes["d_model"])
        if divides:
            sizes["d_k"] = sizes["d_model"] // sizes["heads"]
    if "d_k" in sizes:
        sizes.setdefault("d_v", sizes["d_k"])
    if settings.positions == "rope" and sizes.get("d_k", 2) % 2:
        raise TracerError("session.rope_odd", d_k=sizes["d_k"])
    for key in (*SIZES, "d_k", "d_v"):
        if key in sizes:
            setattr(settings, key, sizes[key])


def _frame(request: Request, settings: Settings, side: Side | None, target: Side | None, sizes: Mapping[str, int]) -> Frame:
    """The axes of the run, with the sizes known so far."""
    data, rows = request.data, request.rows
    axis = {name: Axis(name, sizes.get(name)) for name in ("d_model", "d_k", "d_v", "d_ff", "hidden")}
    head = Axis("head", sizes.get("heads"))
    closed = bool(rows.get("embedding.W_E")) and not (request.is_seeded or request.seeded_rows or "vectors" in data)
    text, vocab = _source_text(request, settings, side, axis["d_model"], closed)
    frame = Frame(
        settings, text, axis["d_model"], head, axis["d_k"], axis["d_v"], axis["d_ff"], axis["hidden"], vocab=vocab, pool=data.get("pool")
    )
    if settings.model == "encoder-decoder":
        frame.target, frame.vocab = _target_text(request, target, axis["d_model"], sizes)
    for key in _ROW_TEXTS:
        if key in data:
            setattr(frame, key.split("_")[0] if key == "memory_inputs" else key.split("_")[0] + "s", inputs.given_rows(key, data[key], None))
    _other_widths(frame)
    sentences = side.sentences if side is not None and side.several else text.token.per
    if sentences is not None or (text.rows is not None and np.ndim(text.rows) == 3):
        frame.sentence = Axis("sentence", len(sentences or text.rows))
    frame.states = {key[0]: np.atleast_2d(np.asarray(data[key], float)) for key in ("h_0", "c_0") if key in data}
    return frame


def _other_widths(frame: Frame) -> None:
    """Keys and values of another width than the queries have an axis of their own, so that nothing is mixed up."""
    for text, name in ((frame.memory, "d_memory"), (frame.keys, "d_key"), (frame.values, "d_value")):
        if text is not None and text.width is not None:
            text.width = frame.d_model if text.width.size == frame.d_model.size else Axis(name, text.width.size)


def _source_text(request: Request, settings: Settings, side: Side | None, width: Axis, closed: bool) -> tuple[Text, Axis | None]:
    """What the encoder or the only stack reads, and the vocabulary its output speaks (None where it has none)."""
    data = request.data
    if "inputs" in data or (settings.model == "decoder" and "target_inputs" in data):
        key = "inputs" if "inputs" in data else "target_inputs"
        text = inputs.given_rows(key, data[key], side)
        return text, _output_vocab(request)
    if settings.model == "decoder" and "target_ids" in data:
        vocab_axis = _vocab_of_size(request, "embedding.W_E")
        return inputs.by_ids(data["target_ids"], vocab_axis, width), vocab_axis
    if side is None:
        return _shapeless(request, width), _output_vocab(request)
    extra = [START, END] if settings.model == "decoder" and not closed and "vocab" not in data else []
    vocab_axis = inputs.vocabulary("vocab", [*extra, *side.words], data.get("vocab"), request.rows.get("embedding.W_E", {}), closed)
    speaks = settings.model == "decoder" or settings.tied or "vocab" in data or _output_vocab(request) is not None
    classes = _classes(request, settings, vocab_axis)
    return inputs.looked_up(side, vocab_axis, width), classes or (vocab_axis if speaks else None)


def _classes(request: Request, settings: Settings, vocab: Axis) -> Axis | None:
    """The classes a model tells apart where they are not the words it reads: named, as many as W_U has columns, or the labels'."""
    named, labels = request.data.get("classes"), request.data.get("labels")
    if settings.model == "decoder" or settings.tied:
        return None
    if named is not None:
        return Axis("class", len(named), list(map(str, named)))
    out = 0 if settings.layout == "W x" else -1
    columns = [np.shape(array)[out] for name, array in request.parameters.items() if name.endswith("W_U")]
    if columns:
        return Axis("class", columns[0]) if columns[0] != vocab.size else None
    if labels is None or "vocab" in request.data:
        return None
    flat = [one for row in labels for one in (row if isinstance(row, list) else [row])] if isinstance(labels, list) else [labels]
    words = list(dict.fromkeys(one for one in flat if isinstance(one, str)))
    if words:
        return Axis("class", len(words), words)
    numbers = [one for one in flat if one != request.data.get("ignore_label")]
    return Axis("class", max(numbers, default=0) + 1)


def _output_vocab(request: Request) -> Axis | None:
    """The vocabulary of the output: as given, or as wide as W_U, or as the logits set whole; None where there is none."""
    if "vocab" in request.data:
        words = list(map(str, request.data["vocab"]))
        return Axis("vocab", len(words), words)
    out = 0 if request.settings.get("layout") == "W x" else -1
    sized = [np.shape(array)[out] for name, array in request.parameters.items() if name.endswith("W_U")]
    sized += [np.shape(values)[-1] for address, values in request.edits if address in ("logits", "probabilities")]
    return Axis("vocab", sized[0]) if sized else None


def _vocab_of_size(request: Request, table: str) -> Axis:
    given = request.data.get("vocab")
    if given is not None:
        return Axis("vocab", len(given), list(map(str, given)))
    for name in sorted(request.parameters, key=len, reverse=True):  # the full name before an ending of it
        if f".{table}".endswith(f".{name}"):
            return Axis("vocab", np.shape(request.parameters[name])[0])
    return Axis("vocab", None)


def _shapeless(request: Request, width: Axis) -> Text:
    """No text and no rows: the number of tokens follows from stages set whole; without those there is nothing to trace."""
    stages = [values for address, values in request.edits if "[" not in address]
    if not stages:
        raise TracerError("text.empty")
    return Text(Axis("token", None), width=width)


def _target_text(request: Request, target: Side | None, width: Axis, sizes: Mapping[str, int]) -> tuple[Text, Axis | None]:
    """What the decoder of an encoder–decoder reads, and the vocabulary it speaks."""
    data, table = request.data, "decoder.embedding.W_E"
    if "target_inputs" in data:
        return inputs.given_rows("target_inputs", data["target_inputs"], target), _output_vocab(request)
    if "target_ids" in data:
        vocab = _vocab_of_size(request, table)
        return inputs.by_ids(data["target_ids"], vocab, width), vocab
    assert target is not None
    rows = request.rows.get(table, {})
    closed = bool(rows) and not (request.is_seeded or request.seeded_rows)
    extra = [] if closed or "vocab" in data else [START, END]
    vocab = inputs.vocabulary("vocab", [*extra, *target.words], data.get("vocab"), rows, closed)
    return inputs.looked_up(target, vocab, width), vocab


def check_room(setup: Setup, keep: Callable[[str], bool] | None = None) -> None:
    """Refuse a run that would not fit in memory before any is taken."""
    from tracer.weights.room import check_room as fits

    recorder = Recorder(Plan(setup.source.has), setup.settings.dtype, computes=False)
    page(setup.settings.model)(recorder, setup.frame)
    cells = 0
    for step in (*recorder.steps.values(), *recorder.parameters.values()):
        if keep is None or keep(step.name) or step.op == "parameter":
            count = 1
            for axis in step.axes:
                count *= axis.size or 0
            cells += count
    fits(cells * (4 if setup.settings.dtype == "float32" else 8), setup.settings.model)
