"""The whole state of stepping, without a screen: where the reader is, what he asked, marked, changed, hid and guessed.

The full-screen app and the plain stepper are two ways to show one `Cursor` and to hand it commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from tracer import language
from tracer.document.blocks import Working
from tracer.document.explain import Explained, explained, located, working
from tracer.document.select import Selection
from tracer.errors import TracerError
from tracer.record.settle import settled
from tracer.record.step import SHOWN, Step
from tracer.record.trace import Trace
from tracer.rounding import MOST_PLACES, show
from tracer.stepper.state.edits import Change, Run, changes, edited
from tracer.stepper.state.place import Place, carried, known
from tracer.stepper.state.search import Hit, find
from tracer.stepper.state.walker import Walker

_OTHER_TOKENS: Sequence[dict[str, str]] = ({}, {"key": "token"}, {"token": "key"}, {"query": "key"})


class Cursor(Walker):
    """A reader who asks. bookmarks: places he marked. hits: what he searched last. hiding: results hide until revealed."""

    def __init__(self, trace: Trace, selection: Selection | None = None) -> None:
        super().__init__(trace, selection)
        self.bookmarks: list[Place] = []
        self.hits: list[Hit] = []
        self.hiding = False
        self._revealed: set[str | Place] = set()

    def load(self) -> None:
        super().load()
        self._readers: dict[str, list[str]] | None = None
        self._working: tuple[object, Working] | None = None

    # Why, and where to

    @property
    def explained(self) -> Explained:
        """The cell under the cursor: its working, whether an edit put it, the cells it came from."""
        return explained(self.step, self.place.index, as_shown=True)

    @property
    def working(self) -> Working:
        """The block that explains the cell under the cursor; kept, since a sum of thousands of terms takes its time."""
        key = (self.step, self.place, self.decimals, language.current())
        if self._working is None or self._working[0] != key:
            self._working = key, working(self.step, self.place.index, self.decimals)
        return self._working[1]

    @property
    def effort(self) -> int:
        """About how many terms the working of a cell of this stage has."""
        own = {axis.name for axis in self.step.axes}
        behind = (prod(axis.size or 1 for axis in one.axes if axis.name not in own) for one in self.step.computed.inputs)
        return max(behind, default=1)

    @property
    def sources(self) -> Sequence[tuple[str, float]]:
        """The cells that this one was computed from, as its working names them: address and value."""
        return self.working.inputs

    def follow(self, number: int = 0) -> None:
        """To the cell this one came from: number `number` of `sources`. Raises TracerError where there is none."""
        found = self.sources
        if not found:
            raise TracerError("stepper.no_source", cell=self.address)
        if not 0 <= number < len(found):
            raise TracerError("stepper.source_range", number=number + 1, last=len(found))
        self.jump(self.located(found[number][0]))

    def located(self, address: str) -> Place:
        """The place behind a cell's canonical address."""
        step, index = located(address, self._every)
        return Place(step.name, index)

    @property
    def readers(self) -> list[Place]:
        """Where this number goes: in each stage that reads this one, the cell that reads it, nearest to this place."""
        if self._readers is None:
            self._readers = _readers(self._every)
        return [self._reading(self._every[name]) for name in self._readers.get(self.place.stage, ())]

    def _reading(self, step: Step) -> Place:
        """A cell of `step` whose working names this cell: a key's token goes on as the key of a score."""
        at = known(self.step, self.place.index)
        tries = [carried(step, at, instead) for instead in _OTHER_TOKENS]
        for place in dict.fromkeys(tries):
            if any(cell.address == self.address for cell in explained(step, place.index).inputs):
                return place
        return tries[0]

    # Bookmarks and search

    def mark(self) -> bool:
        """Mark this place, or take the mark away; returns whether it is marked now."""
        if self.place in self.bookmarks:
            self.bookmarks.remove(self.place)
            return False
        self.bookmarks.append(self.place)
        return True

    def search(self, text: str) -> list[Hit]:
        """Stages, tokens of this stage, or numbers. Raises TracerError where nothing is found."""
        if not text.strip():
            raise TracerError("stepper.search_empty")
        steps = self.steps if self.number else [*self.steps, self.step]
        found = find(text, steps, self.place)
        if not found:
            raise TracerError("stepper.not_found", text=text)
        self.hits = found
        return found

    # Changing

    def edited(self, value: float) -> Run:
        """The run with `value` in the cell under the cursor; nothing changes here until it is taken (it may take time)."""
        return edited(self.trace, self.place, value)

    def take(self, run: Run) -> None:
        """Go on with an edited run."""
        self.runs.append(run)
        self.load()

    def set(self, value: float) -> Run:
        """Edit the cell under the cursor."""
        run = self.edited(value)
        self.take(run)
        return run

    def undo(self) -> Run:
        """Take the last edit back; returns it. Raises TracerError where there is none."""
        if len(self.runs) == 1:
            raise TracerError("stepper.no_edit")
        run = self.runs.pop()
        self.load()
        self.place, *others = map(self._still_there, (self.place, *self.back_to, *self.forward_to, *self.bookmarks))
        back, forward = len(self.back_to), len(self.forward_to)
        self.back_to[:], self.forward_to[:] = others[:back], others[back : back + forward]
        self.bookmarks[:] = others[back + forward :]
        return run

    def _still_there(self, place: Place) -> Place:
        """The place, or the stage it was a detail of where that detail went with the edit."""
        if place.stage in self._every:
            return place
        return place.replace(stage=place.stage.removesuffix(".unrounded").removesuffix(".computed"))

    @property
    def changed(self) -> list[Change]:
        """Every stage in which the edits together changed something."""
        return list(changes(self.runs[0].trace, self.trace)) if len(self.runs) > 1 else []

    @property
    def before(self) -> float:
        """The number this cell had before all edits."""
        return float(settled(self.runs[0].trace.every[self.place.stage])[self.place.index])

    # Predict first

    def hide(self) -> bool:
        """Hide this stage's results and those to come, or show all again; returns whether they are hidden now."""
        self.hiding = not self.hiding
        order = list(self._every)
        self._revealed = set(order[: order.index(self.place.stage)]) if self.hiding else set()
        return self.hiding

    def is_hidden(self, place: Place | None = None) -> bool:
        """Whether a number is still to be predicted; what was given or learned never is."""
        place = place or self.place
        told = self._every[place.stage].computed.op in ("given", "parameter")
        return self.hiding and not told and place.stage not in self._revealed and place not in self._revealed

    def reveal(self, whole: bool = False) -> None:
        """Show the cell under the cursor, or the whole stage."""
        self._revealed.add(self.place.stage if whole else self.place)

    def guess(self, value: float) -> bool:
        """Reveal the cell; returns whether the prediction is right to the decimals shown."""
        self.reveal()
        return show(value, self.decimals) == show(self.value, self.decimals)

    # How it is shown

    def finer(self, by: int) -> int:
        """More or fewer decimals, 0 to 12; returns how many there are now."""
        now = self.places if self.places is not None else max(self.decimals, 0)
        self.places = max(0, min(now + by, MOST_PLACES))
        return self.places

    def show_decimals(self, count: int) -> None:
        """So many decimals. Raises TracerError where that many cannot be shown."""
        if not 0 <= count <= MOST_PLACES:
            raise TracerError("stepper.decimals_range", number=count, last=MOST_PLACES)
        self.places = count

    def show_details(self) -> bool:
        """Show or hide means, constants, renamings and parameters among the stages; returns whether they are shown now."""
        self.detail = not self.detail
        self.load()
        return self.detail

    def speak(self) -> str:
        """The other language; returns it."""
        language.use("zh" if language.current() == "en" else "en")
        return language.current()


def _readers(every: dict[str, Step]) -> dict[str, list[str]]:
    """Stage -> the shown stages that read it, details looked through."""
    found: dict[str, list[str]] = {}
    for step in every.values():
        if step.level != SHOWN:
            continue
        behind, seen = list(step.inputs), set()
        while behind:
            one = behind.pop()
            if one.name in seen:
                continue
            seen.add(one.name)
            found.setdefault(one.name, []).append(step.name)
            if one.level != SHOWN:
                behind.extend(one.inputs)
    return found
