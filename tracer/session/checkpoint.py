"""A checkpoint that can be run: its folder, its tokenizer, and how a request to it is resolved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracer.axes import Axis
from tracer.checkpoints.folder import Folder
from tracer.checkpoints.hub import revision_of
from tracer.checkpoints.parameters import CheckpointParameters
from tracer.errors import Inapplicable, TracerError
from tracer.memory.pool import Memory
from tracer.models.frame import Frame
from tracer.record.edit import Edit
from tracer.record.recorder import Recorder
from tracer.record.step import SHOWN
from tracer.session.checkpoint_text import Reader, Vocabulary
from tracer.session.prepared import Prepared, dry_run, take_half
from tracer.session.request import Request
from tracer.session.resolve.frame import refuse_pool
from tracer.session.resolve.side import Side
from tracer.session.resolve.sizes import resolved_edits
from tracer.session.resolve.target import refuse_two_readings
from tracer.settings import Settings, read_all
from tracer.settings.data import DATA

_MAY_CHANGE = (
    "model",
    "dtype",
    "paper",
    "scale",
    "average_weights",
    "epsilon",
    "epsilon_at",
    "variance",
    "softmax_over",
    "mask",
    "activation",
    "residual",
    "seed",
)


class Checkpoint(Reader):
    """A folder, or a GGUF file, opened once and run several times.

    Raises TracerError on opening: not a checkpoint, an unknown family, keys it does not handle, weights that are no safetensors.
    """

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(_opened(path), path.resolve().parent.name if name == "model" else name)
        self._sources: dict[str, CheckpointParameters] = {}
        self._checked: set[str] = set()
        self.memory = Memory()
        self.fetched = ""  # the name and revision, where this run downloaded them

    def source(self, dtype: str) -> CheckpointParameters:
        """The checkpoint's parameters converted to this dtype, cached."""
        if dtype not in self._sources:
            self._sources[dtype] = CheckpointParameters(self.folder, dtype)
        return self._sources[dtype]

    def prepared(self, request: Request) -> Prepared:
        """Resolve a request to this checkpoint. Raises TracerError for settings that a checkpoint does not allow."""
        if request.parameters or request.rows or request.data.vectors is not None:
            raise TracerError("checkpoints.weights", name=self.name)
        settings = self._settings(request)
        half = take_half(settings, self.folder.tensors.precision)
        refuse_two_readings(request, self.architecture.stack)
        self._refuse_blank(request)
        side, ids, target = self._text(request)
        frame = self._frame(settings, side, ids, target)
        if request.data.pair is not None:
            frame = self._pair(request, settings)
        refuse_pool(request, self.architecture.stack)
        if request.data.pool == "last":
            raise Inapplicable("checkpoints.pool_last", name=self.name)
        frame.pool = request.data.pool or self.architecture.pool
        source = self.source(settings.dtype)
        source.lay()
        vocab = {"vocab": frame.text.vocab} if frame.text.vocab is not None else {}
        prepared = Prepared(
            settings,
            frame,
            source,
            [],
            vocab,
            named=self.facts(),
            stack=self.architecture.stack,
            left_out=self.folder.left_out,
            text_model_of=self.folder.text_model_of,
            fetched=self.fetched,
            packed=self.folder.packed,
            counted=self._cells(frame),
            stop=self.end_ids,
            half=half,
            narrow=self.folder.tensors.count if settings.dtype == "float32" and "dtype" not in request.settings else 0,
        )
        self._check(prepared, source)
        if request.edits:
            prepared.edits = self._edits(request, prepared.names)
        return prepared

    def _refuse_blank(self, request: Request) -> None:
        """To a decoder spaces are tokens like others; the other families drop them, and would read special tokens alone."""
        texts = (request.data.text, request.data.pair, *(request.data.also or ()))
        if self.architecture.stack != "decoder" and any(isinstance(text, str) and not text.strip() for text in texts):
            raise TracerError("tokens.empty")

    def _cells(self, frame: Frame) -> int:
        """About how many numbers a whole trace keeps: a dozen rows a layer and token, half a dozen scores a head and pair."""
        a, sentences = self.architecture, frame.sentence.size or 1 if frame.sentence is not None else 1
        tokens = (frame.text.token.size or 0) + (frame.target.token.size or 0 if frame.target is not None else 0)
        layers = a.layers + a.decoder_layers
        shared = a.shared_d_ff or (a.shared_experts or 0) * a.d_ff
        fed = (a.experts or 1) * (4 * a.d_ff + (2 * a.d_model if a.experts else 0)) + 4 * shared
        of_layers = layers * tokens * (12 * a.d_model + fed + 6 * a.heads * tokens)
        return sentences * (of_layers + 2 * tokens * (a.vocab if frame.vocab is not None else 0))

    def _settings(self, request: Request) -> Settings:
        """The checkpoint's own settings; a few may be changed for a what-if, the others are fixed by the weights."""
        for key in request.settings:
            if key not in _MAY_CHANGE:
                raise Inapplicable("checkpoints.fixed", key=key, name=self.name)
        for key in request.data:
            if not DATA[key].checkpoint:
                raise TracerError("checkpoints.no_key", key=key, name=self.name)
        a, requested = self.architecture, read_all(request.settings)
        given = {"dtype": self.folder.tensors.precision, "d_v": a.d_k, **a.choices(), **requested}
        return Settings(**{**given, "model": a.model})

    def facts(self) -> dict[str, Any]:
        """Name, family and sizes, as JSON and headings show them."""
        a = self.architecture
        keys = ("layers", "decoder_layers", "heads", "kv_heads", "latent_kv", "latent_q", "d_model", "d_k", "d_ff", "vocab")
        sizes = {key: getattr(a, key) for key in keys if getattr(a, key) and (key != "kv_heads" or a.grouped)}
        if a.experts:
            sizes |= {"experts": a.experts, "experts_per_token": a.experts_per_token}
        revision = revision_of(self.folder.path)
        return {"name": self.name, "family": a.family, **sizes, **({"revision": revision} if revision else {})}

    def _pair(self, request: Request, settings: Settings) -> Frame:
        """Two texts read together, as BERT does: the tokens of the second are of the other segment."""
        data = request.data
        if data.also:
            raise TracerError("checkpoints.pair_alone")
        if self.architecture.segments < 2 or data.text is None:
            raise TracerError("checkpoints.pair")
        encoding = self.tokenizer.cut(data.text, pair=data.pair)
        side = Side([encoding.labels], False)
        frame = self._frame(settings, side, [encoding.ids], None)
        frame.text.segments = tuple(encoding.segments)
        return frame

    def _frame(self, settings: Settings, side: Side, ids: list[list[int]], target: tuple[Side, list[list[int]]] | None) -> Frame:
        a, axis = self.architecture, {key: Axis(key, getattr(settings, key)) for key in ("d_model", "d_k", "d_v", "d_ff")}
        vocab = Vocabulary(a.vocab, self.tokenizer if self.cuts else None)
        text = self._read(side, ids, vocab, axis["d_model"])
        frame = Frame(
            a.with_settings(settings),
            text,
            axis["d_model"],
            Axis("head", a.heads),
            axis["d_k"],
            axis["d_v"],
            axis["d_ff"],
            Axis("hidden", None),
        )
        if target is not None:
            spoken = vocab if a.decoder_vocab == a.vocab else Vocabulary(a.decoder_vocab, vocab._tokenizer)
            frame.target = self._read(*target, spoken, axis["d_model"])
            vocab = spoken
        frame.vocab = vocab if a.head not in ("none", "discriminator") else None
        if side.several:
            frame.sentence = Axis("sentence", len(ids))
        return frame

    def name_map(self) -> list[tuple[str, str, str]]:
        """Our address, the checkpoint's name, TransformerLens' name ("" for none): parameters, stages shown or known there."""
        from tracer.checkpoints.transformer_lens import hook

        settings = self._settings(Request())
        side = Side([["0"]], False)
        target = (Side([["0"]], False), [[0]]) if self.architecture.stack == "encoder-decoder" else None
        recorder = dry_run(settings, self._frame(settings, side, [[0]], target), self.source(settings.dtype).has)
        names, tensors = self.folder.names, self.folder.tensors
        rows = [
            (parameter, tensors.named(names[parameter]), hook(parameter, self.architecture)) for parameter in recorder.parameters
        ]
        steps = [(step, hook(step.name, self.architecture)) for step in recorder.steps.values()]
        return rows + [(step.name, "", lens) for step, lens in steps if step.level == SHOWN or lens]

    def _check(self, prepared: Prepared, source: CheckpointParameters) -> None:
        """Once a precision: every parameter the page reads is in the folder and has the shape it needs."""
        if source.dtype in self._checked:
            return
        for name, step in prepared.names.parameters.items():
            source.fits(name, step.axes)
        self._checked.add(source.dtype)

    def _edits(self, request: Request, recorder: Recorder) -> list[Edit]:
        """The edits by full name; a parameter that several layers share is edited in all of them."""
        edits = resolved_edits(request, recorder)
        names = self.folder.names
        twins = [
            Edit(edit.address.replace(stage=other), edit.values)
            for edit in edits
            if (place := names.get(edit.address.stage)) is not None
            for other in recorder.parameters
            if other != edit.address.stage and names.get(other) == place
        ]
        return [*edits, *twins]


def _opened(path: Path) -> Folder:
    if path.is_dir():
        return Folder(path)
    from tracer.checkpoints.gguf.folder import GgufFolder

    return GgufFolder(path)
