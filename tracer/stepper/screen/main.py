"""The one screen of the stepper: outline, table, sentence and formula, and a panel that always explains the cell at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import monotonic
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Click, Key, Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from tracer.document.sentence import sentence
from tracer.errors import TracerError
from tracer.language import say
from tracer.render import wrap
from tracer.sanitize import sanitize
from tracer.stepper import sentences
from tracer.stepper.screen import keys
from tracer.stepper.screen.grid import Grid
from tracer.stepper.screen.guard import guarded
from tracer.stepper.screen.links import CELL, link, linked
from tracer.stepper.screen.lists import Ask, Choose, Item, Lines
from tracer.stepper.state.cursor import Cursor
from tracer.stepper.when_read import WhenRead

WIDE = 100  # columns from which on there is room for a broad outline
LONG = 200  # terms from which on a working takes longer than a key may


class Main(Screen[None]):
    """The one screen. Its keys are `keys.KEYS`; actions: what each does, by name (`actions.ACTIONS`)."""

    BINDINGS = keys.bindings()

    def __init__(self, cursor: Cursor, actions: Mapping[str, Callable[[Main], None]]) -> None:
        super().__init__()
        self.cursor, self.actions_by_name = cursor, actions
        self.busy = False  # whether work runs beside the screen
        self._since = 0.0
        self._later: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Horizontal(id="middle"):
            yield Lines("outline")
            with Vertical(id="stage"):
                yield Static(id="sentence", markup=False)
                yield Static(id="formula", markup=False)
                yield Grid(self.cursor)
        with Horizontal(id="panel"):
            with VerticalScroll(id="working", can_focus=False):
                yield Static(id="why", markup=False)
            yield Static(id="operands", markup=False)
        yield Static(id="status", markup=False)
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        self.show()

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width >= WIDE, "wide")
        self.set_class(event.size.height >= 34, "tall")
        self.call_after_refresh(self.show)

    # Showing

    def show(self) -> None:
        """Draw everything as the cursor has it now."""
        if self.is_mounted and self.is_running:
            with guarded(self.refuse):
                self._show()

    def _show(self) -> None:
        cursor, room = self.cursor, self.query_one("#stage").content_size.width
        self.query_one("#title", Static).update(self._title())
        outline = cursor.outline
        items = [Item("  " * line.depth + ("▸ " if line.folded else "") + sanitize(line.text), line.heading) for line in outline]
        here = next((n for n, line in enumerate(outline) if line.stage == cursor.place.stage and not line.heading), 0)
        self.query_one("#outline", Lines).show(items, here)
        self.query_one("#sentence", Static).update("\n".join(wrap.prose(sentence(cursor.step), room)))
        self.query_one("#formula", Static).update("\n".join(wrap.formula(sentences.formula_line(cursor), room)))
        self.query_one("#foot", Static).update(self._foot())
        self.show_cell()

    def show_cell(self) -> None:
        """Draw the table and the explanation of its cell."""
        self.query_one(Grid).show()
        if self._later is not None:
            self._later.stop()
        if self.cursor.effort > LONG:  # the reader may only be passing by
            self._later = self.set_timer(0.1, self._explain)
        else:
            self._explain()

    def _explain(self) -> None:
        """The cell's working; beside it, on a wide screen, its operands. Each number leads to its cell."""
        with guarded(self.refuse):
            panel = self.query_one("#working")
            lines = sentences.explanation(self.cursor, max(panel.content_size.width, 20))
            block = self.cursor.working_replaced or self.cursor.working
            explained = linked(lines, sentences.unpredicted(self.cursor, block))
            explained.stylize("bold", 0, len(lines[0]))
            self.query_one("#why", Static).update(explained)
            panel.scroll_home(animate=False)
            if self.has_class("wide"):
                self.query_one("#operands", Static).update(self._operands())

    def _operands(self) -> Text:
        """As many cells that this one came from as there is room for, one a line."""
        room = self.query_one("#operands").content_size
        sources = self.cursor.sources
        shown = max(room.height - 1, 1) if len(sources) > room.height else len(sources)
        lines = [wrap.truncate(line, room.width) for line in sentences.source_lines(self.cursor)[:shown]]
        parts = [Text(line, link(address)) for line, (address, _) in zip(lines, sources, strict=False)]
        if shown < len(sources):
            parts.append(Text(say("stepper.more_sources", count=len(sources) - shown), "dim"))
        return Text("\n").join(parts)

    def say(self, text: str) -> None:
        """A line or two above the footer, until the next key."""
        self._status(text, "green")

    def refuse(self, text: str) -> None:
        """The same, of what cannot be done."""
        self._status(text, "bold red")

    def _status(self, text: str, style: str) -> None:
        self.query_one("#status", Static).update(Text("\n".join(wrap.prose(text, self.size.width)), style))

    def _title(self) -> Text:
        cursor = self.cursor
        room, text = self.size.width, f"{sanitize(cursor.place.stage)}   {sentences.place_line(cursor)}"
        read = sentences.text_read(cursor.trace)
        if read and cell_len(text) + 8 < room:
            read = wrap.truncate(read, room - cell_len(text) - 3)
            text += " " * (room - cell_len(text) - cell_len(read)) + read
        return Text(wrap.truncate(text, room).ljust(room), "bold reverse")

    def _foot(self) -> Text:
        text = Text(no_wrap=True, overflow="ellipsis")
        for key, word in keys.footer(self.size.width >= WIDE, self.cursor.hiding):
            text.append(key, "bold").append(f" {word}  ")
        return text

    # What a key does

    def on_key(self, _: Key) -> None:
        """What was said last has been read by now."""
        self.say("")

    def action_act(self, name: str) -> None:
        """The action of a key."""
        with guarded(self.refuse):
            self.actions_by_name[name](self)

    def do(self, act: Callable[[], Any], answer: Callable[[Any], str] | None = None) -> None:
        """Do it and draw; say what it answers, or why it was refused."""
        with guarded(self.refuse):
            result = act()
            self.say("")
            self.show()
            if answer is not None:
                self.say(answer(result))

    def choose(self, title: str, items: Sequence[str], take: Callable[[int], Any], keys: str = "stepper.choose_keys") -> None:
        """Let the reader choose a line, and do `take` with its number."""
        self.app.get_screen("choose", Choose).ask(title, WhenRead(items, Item), lambda at: self.do(partial(take, at)), keys)

    def ask(self, question: str, take: Callable[[str], Any], value: str = "") -> None:
        """Let the reader type a line, beginning with `value`, and do `take` with it; what it refuses can be typed again."""
        self.app.get_screen("ask", Ask).ask(question, take, value)

    def close_list(self) -> None:
        """Take away a list that is still open: it is of a run that is replaced."""
        self.app.get_screen("choose", Choose).close()

    # Work that takes time

    def wait_for(self, work: Callable[[], Any], then: Callable[[Any], None], message: str) -> None:
        """Run `work` beside the screen, telling how long it has taken, and hand its result to `then`."""
        if self.busy:
            raise TracerError("stepper.busy")
        self.busy, self._since = True, monotonic()

        def done(result: Any, refused: str) -> None:
            self.busy = False
            ticking.stop()
            self.say("")
            if refused:
                self.refuse(refused)
            else:
                with guarded(self.refuse):
                    then(result)

        def run() -> None:
            refusals: list[str] = []
            result = None
            with guarded(refusals.append):
                result = work()
            self.app.call_from_thread(done, result, "".join(refusals))

        ticking = self.set_interval(0.2, lambda: self.say(say(message, seconds=f"{monotonic() - self._since:.1f}")))
        self.run_worker(run, thread=True)

    # Mouse

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.do(lambda: self.cursor.enter(self.cursor.outline[event.number].stage))

    def on_grid_picked(self, event: Grid.Picked) -> None:
        self.say("")
        if event.again:
            self.action_act("follow")
            return
        with guarded(self.refuse):
            self.cursor.to(event.row, event.column)
            self.show_cell()

    def on_grid_resized(self, _: Grid.Resized) -> None:
        self.show()

    def on_click(self, event: Click) -> None:
        """A number of the working leads to its cell."""
        address = event.style.meta.get(CELL)
        if isinstance(address, str):
            self.do(lambda: self.cursor.jump(self.cursor.locate(address)))
