"""A list of lines of which only those in sight are drawn, and the two questions asked over the screen: choose, and type."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Click, Key, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from tracer.frozen import Frozen
from tracer.language import say
from tracer.render import wrap
from tracer.stepper.screen.guard import guarded


class Item(Frozen):
    """One line of a list. strong: a heading."""

    text: str
    strong: bool = False


class Lines(Widget):
    """Lines with a current one, which stays in sight; a click chooses another.

    Textual's OptionList lays every line out before it draws the first: 0.17 s of 2,000 sources, 2 s of 20,000, at each `w`.
    """

    class Chosen(Message):
        """A line was clicked."""

        def __init__(self, lines: Lines, number: int) -> None:
            super().__init__()
            self.lines, self.number = lines, number

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.items: Sequence[Item] = ()
        self.current = self._top = 0

    @property
    def page(self) -> int:
        return max(self.size.height, 1)

    def show(self, items: Sequence[Item], current: int) -> None:
        """Draw these lines with number `current` marked."""
        self.items = items
        self.go(current)

    def go(self, current: int) -> None:
        """Make a line the current one; the nearest there is."""
        self.current = max(0, min(current, len(self.items) - 1))
        self._scroll()
        self.refresh()

    def _scroll(self) -> None:
        last = max(len(self.items) - self.page, 0)
        self._top = min(max(min(self._top, self.current), self.current - self.page + 1, 0), last)

    def on_resize(self, _: Resize) -> None:
        self._scroll()

    def render_line(self, y: int) -> Strip:
        at, width = self._top + y, self.size.width
        if at >= len(self.items):
            return Strip.blank(width)
        item = self.items[at]
        style = Style(reverse=at == self.current, bold=item.strong or at == self.current)
        return Strip([Segment(wrap.truncate(item.text, width), style)]).adjust_cell_length(width, style)

    def on_click(self, event: Click) -> None:
        at = self._top + event.y
        if at < len(self.items):
            self.post_message(self.Chosen(self, at))

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        self._top = min(self._top + 3, max(len(self.items) - self.page, 0))
        self.refresh()

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        self._top = max(self._top - 3, 0)
        self.refresh()


class Box(ModalScreen[None]):
    """A question over the screen. The app keeps one of each kind and fills it anew: making another takes 30 ms more."""

    def open(self) -> None:
        """Show the question, in place of an earlier one of its kind."""
        self.close()
        self.app.push_screen(self)
        if self.is_mounted:
            self.fill()

    def on_mount(self) -> None:
        self.fill()

    @abstractmethod
    def fill(self) -> None:
        """Write what is asked, before a key that was sent in one go with the asking one can answer it."""

    def close(self) -> None:
        """Take the question away where it is shown."""
        if self.app.screen is self:
            self.set_focus(None)
            self.app.pop_screen()

    def action_close(self) -> None:
        self.close()

    def _write(self, id: str, text: str) -> None:
        """A sentence in the line `id`, broken as its language breaks for a box on a screen this wide (see `#box` in app.tcss)."""
        room = max(min(self.app.size.width * 9 // 10, 110) - 4, 2)
        self.query_one(f"#{id}", Static).update("\n".join(wrap.prose(text, room)))


class Choose(Box):
    """Which of these? Hands the number of the line to `take`."""

    BINDINGS = [
        Binding("escape,q", "close"),
        Binding("enter,space", "take"),
        Binding("up,k", "go(-1)"),
        Binding("down,j", "go(1)"),
        Binding("pageup,b", "page(-1)"),
        Binding("pagedown,f", "page(1)"),
        Binding("home,g", "go(-1000000000)"),
        Binding("end,G", "go(1000000000)"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(id="asked", markup=False)
            yield Lines("lines")
            yield Static(id="keys", markup=False)

    def ask(self, title: str, items: Sequence[Item], take: Callable[[int], object], keys: str) -> None:
        """Show these lines. keys: the message that says what the keys do."""
        self._title, self._items, self._take, self._keys = title, items, take, keys
        self.open()

    def fill(self) -> None:
        self._write("asked", self._title)
        self._write("keys", say(self._keys))
        lines = self.query_one(Lines)
        lines.styles.height = min(len(self._items), max(self.app.size.height - 8, 1))
        lines.show(self._items, 0)

    def action_take(self) -> None:
        self._chosen(self.query_one(Lines).current)

    def action_go(self, by: int) -> None:
        lines = self.query_one(Lines)
        lines.go(lines.current + by)

    def action_page(self, by: int) -> None:
        lines = self.query_one(Lines)
        lines.go(lines.current + by * lines.page)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self._chosen(event.number)

    def _chosen(self, number: int) -> None:
        self.close()
        self._take(number)


class Ask(Box):
    """A line of text, handed to `take`; what `take` refuses is said and can be typed again."""

    BINDINGS = [Binding("escape", "close")]

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(id="asked", markup=False)
            yield Input(compact=True, select_on_focus=False)
            yield Static(id="refused", markup=False)
            yield Static(id="keys", markup=False)

    def ask(self, question: str, take: Callable[[str], object], value: str = "") -> None:
        """Show the question. value: what stands there already, to be typed over."""
        self._question, self._take, self._value = question, take, value
        self.open()

    def fill(self) -> None:
        self._write("asked", self._question)
        self._write("refused", "")
        self._write("keys", say("stepper.ask_keys"))
        line = self.query_one(Input)
        line.value = self._value
        line.select_all()

    def type(self, event: Key) -> None:
        """Put a sign into the line in place of what is selected, as if it were typed there."""
        line = self.query_one(Input)
        if event.is_printable and event.character:
            line.replace(event.character, *sorted(line.selection))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        refusals: list[str] = []
        with guarded(refusals.append):
            self._take(event.value)
        if refusals:
            self._write("refused", refusals[0])
        else:
            self.close()
