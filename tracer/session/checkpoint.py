"""A real checkpoint as something that runs: its folder, its tokenizer, and what follows from a request made to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.memory import Memory
from tracer.models import page
from tracer.models.frame import Frame
from tracer.record.edit import Edit
from tracer.record.plan import Plan
from tracer.record.recorder import Recorder
from tracer.record.step import SHOWN
from tracer.session.checkpoint_text import Reader, Vocabulary
from tracer.session.inputs import Side, refuse_two_readings
from tracer.session.request import Request
from tracer.session.setup import Setup, refuse_pool
from tracer.session.sizes import resolved_edits
from tracer.settings import Settings, read_all
from tracer.weights.huggingface.folder import Folder
from tracer.weights.huggingface.hub import revision_of
from tracer.weights.huggingface.source import CheckpointParameters

_MAY_CHANGE = (
    "model",
    "dtype",
    "paper",
    "scale",
    "epsilon",
    "epsilon_at",
    "variance",
    "softmax_over",
    "mask",
    "activation",
    "residual",
    "seed",
)
_DATA = (
    "text",
    "also",
    "pair",
    "tokens",
    "target",
    "target_tokens",
    "target_ids",
    "pool",
    "generate",
    "temperature",
    "top_k",
    "top_p",
    "cache",
)
_LAID = 64_000_000  # bytes; more would double a large model's memory


class Checkpoint(Reader):
    """A folder opened once and run several times; `many`: so many that it pays to lay out its matrices first.

    Raises TracerError on opening: not a checkpoint, an unknown family, keys it does not handle, weights that are no safetensors.
    """

    def __init__(self, path: Path, name: str, many: bool = False) -> None:
        super().__init__(Folder(path), path.resolve().parent.name if name == "model" else name)
        self._sources: dict[str, CheckpointParameters] = {}
        self._laid = _LAID if many else 0
        self._checked: set[str] = set()
        self.memory = Memory()
        self.fetched = ""  # the name and revision, where this run downloaded them
        _pooling(path, self.form)

    def source(self, dtype: str) -> CheckpointParameters:
        """The parameters in this precision, found once."""
        if dtype not in self._sources:
            self._sources[dtype] = CheckpointParameters(self.folder, dtype, self._laid)
        return self._sources[dtype]

    def prepared(self, request: Request) -> Setup:
        """What follows from a request. Raises TracerError for what a checkpoint cannot be asked."""
        if request.parameters or request.rows or "vectors" in request.data:
            raise TracerError("checkpoints.weights", name=self.name)
        settings = self._settings(request)
        refuse_two_readings(request, self.form.stack)
        self._refuse_blank(request)
        side, ids, target = self._text(request)
        frame = self._frame(settings, side, ids, target)
        if "pair" in request.data:
            side, frame = self._pair(request, settings)
        refuse_pool(request, self.form.stack)
        frame.pool = request.data.get("pool") or self.form.pool
        source = self.source(settings.dtype)
        self._check(settings, frame, source)
        edits = self._edits(request, frame, source) if request.edits else []
        vocab = {"vocab": frame.text.vocab} if frame.text.vocab is not None else {}
        return Setup(
            settings,
            frame,
            source,
            edits,
            side,
            target[0] if target else None,
            vocab,
            named=self.facts(),
            stack=self.form.stack,
            left_out=self.folder.left_out,
            fetched=self.fetched,
            cells=self._cells(frame),
            stop=self.end_ids,
            narrow=self.folder.tensors.count if settings.dtype == "float32" and "dtype" not in request.settings else 0,
        )

    def _refuse_blank(self, request: Request) -> None:
        """To a decoder spaces are tokens like others; the other families drop them, and would read special tokens alone."""
        texts = (request.data.get("text"), request.data.get("pair"), *(request.data.get("also") or ()))
        if self.form.stack != "decoder" and any(isinstance(text, str) and not text.strip() for text in texts):
            raise TracerError("text.empty")

    def _cells(self, frame: Frame) -> int:
        """About how many numbers a whole trace keeps: a dozen rows a layer and token, half a dozen scores a head and pair."""
        form, sentences = self.form, frame.sentence.size or 1 if frame.sentence is not None else 1
        tokens = (frame.text.token.size or 0) + (frame.target.token.size or 0 if frame.target is not None else 0)
        layers = form.layers + form.decoder_layers
        of_layers = layers * tokens * (12 * form.d_model + 4 * form.d_ff + 6 * form.heads * tokens)
        return sentences * (of_layers + 2 * tokens * (form.vocab if frame.vocab is not None else 0))

    def _settings(self, request: Request) -> Settings:
        """The checkpoint's own settings; a few may be changed for a what-if, the others are fixed by the weights."""
        for key in request.settings:
            if key not in _MAY_CHANGE:
                raise TracerError("checkpoints.fixed", key=key, name=self.name)
        for key in request.data:
            if key not in _DATA:
                raise TracerError("checkpoints.no_key", key=key, name=self.name)
        form, asked = self.form, read_all(request.settings)
        sizes = {key: getattr(form, key) for key in ("layers", "heads", "d_model", "d_k", "d_ff")}
        given = {"dtype": self.folder.tensors.precision, "scale": True, **form.settings, **sizes, "d_v": form.d_k, **asked}
        return Settings(**{**given, "model": self.folder.family.page})

    def facts(self) -> dict[str, Any]:
        """Name, family and sizes, as JSON and headings show them."""
        form = self.form
        keys = ("layers", "decoder_layers", "heads", "kv_heads", "d_model", "d_k", "d_ff", "vocab")
        sizes = {key: getattr(form, key) for key in keys if getattr(form, key)}
        if form.kv_heads == form.heads:
            sizes.pop("kv_heads")
        revision = revision_of(self.folder.path)
        return {"name": self.name, "family": form.family, **sizes, **({"revision": revision} if revision else {})}

    def _pair(self, request: Request, settings: Settings) -> tuple[Side, Frame]:
        """Two texts read together, as BERT does: the tokens of the second are of the other segment."""
        data = request.data
        if data.get("also"):
            raise TracerError("checkpoints.pair_alone")
        if self.form.segments < 2 or "text" not in data:
            raise TracerError("checkpoints.pair")
        found = self.tokenizer.cut(data["text"], pair=data["pair"])
        side = Side([found.labels], False)
        frame = self._frame(settings, side, [found.ids], None)
        frame.text.segments = tuple(found.segments)
        return side, frame

    def _frame(self, settings: Settings, side: Side, ids: list[list[int]], target: tuple[Side, list[list[int]]] | None) -> Frame:
        form, axis = self.form, {key: Axis(key, getattr(settings, key)) for key in ("d_model", "d_k", "d_v", "d_ff")}
        vocab = Vocabulary(form.vocab, self.tokenizer if self.cuts else None)
        text = self._read(side, ids, vocab, axis["d_model"])
        frame = Frame(
            settings,
            text,
            axis["d_model"],
            Axis("head", form.heads),
            axis["d_k"],
            axis["d_v"],
            axis["d_ff"],
            Axis("hidden", None),
        )
        frame.form = form
        frame.kv_head = Axis("kv_head", form.kv_heads) if form.kv_heads != form.heads else None
        if target is not None:
            spoken = vocab if form.decoder_vocab == form.vocab else Vocabulary(form.decoder_vocab, vocab._tokenizer)
            frame.target = self._read(*target, spoken, axis["d_model"])
            vocab = spoken
        frame.vocab = vocab if form.head not in ("none", "discriminator") else None
        if side.several:
            frame.sentence = Axis("sentence", len(ids))
        return frame

    def plan(self, settings: Settings, frame: Frame, source: CheckpointParameters) -> Recorder:
        """Stages and parameters with their axes, without numbers."""
        recorder = Recorder(Plan(source.has), settings.dtype, computes=False)
        page(settings.model)(recorder, frame)
        return recorder

    def name_map(self) -> list[tuple[str, str, str]]:
        """Our address, the checkpoint's name, TransformerLens' name ("" for none): parameters, stages shown or known there."""
        from tracer.weights.huggingface.hooks import hook

        settings = self._settings(Request())
        side = Side([["0"]], False)
        target = (Side([["0"]], False), [[0]]) if self.form.stack == "encoder-decoder" else None
        recorder = self.plan(settings, self._frame(settings, side, [[0]], target), self.source(settings.dtype))
        names, tensors = self.folder.names, self.folder.tensors
        rows = [(one, tensors.named(names[one]), hook(one, self.form)) for one in recorder.parameters]
        steps = [(one, hook(one.name, self.form)) for one in recorder.steps.values()]
        return rows + [(one.name, "", lens) for one, lens in steps if one.level == SHOWN or lens]

    def _check(self, settings: Settings, frame: Frame, source: CheckpointParameters) -> None:
        """Once a precision: every parameter the page reads is in the folder and has the shape it needs."""
        if settings.dtype in self._checked:
            return
        for name, step in self.plan(settings, frame, source).parameters.items():
            source.fits(name, step.axes)
        self._checked.add(settings.dtype)

    def _edits(self, request: Request, frame: Frame, source: CheckpointParameters) -> list[Edit]:
        """The edits by full name; a parameter that several layers share is edited in all of them."""
        recorder = self.plan(self._settings(request), frame, source)
        found = resolved_edits(request, [*recorder.steps, *recorder.parameters])
        names = self.folder.names
        shared = {
            name: [other for other in recorder.parameters if other != name and names.get(other) == place]
            for name, place in names.items()
        }
        twins = [
            Edit(edit.address.replace(stage=other), edit.values) for edit in found for other in shared.get(edit.address.stage, ())
        ]
        return [*found, *twins]


def _pooling(path: Path, form: Any) -> None:
    """Sentence embedders say in `modules.json` that tokens are averaged, and whether the result has length 1."""
    from tracer.weights.huggingface.config import read_json

    pooling = path / "1_Pooling" / "config.json"
    if pooling.exists() and read_json(pooling).get("pooling_mode_mean_tokens"):
        modules = path / "modules.json"
        listed = read_json(modules, list) if modules.exists() else []
        kinds = [str(one["type"]).rpartition(".")[2] for one in listed if isinstance(one, dict) and "type" in one]
        strange = [kind for kind in kinds if kind not in ("Transformer", "Pooling", "Normalize")]
        if strange:
            raise TracerError("checkpoints.module", file=str(modules), kind=", ".join(strange))
        form.pool, form.unit = "mean", "Normalize" in kinds
