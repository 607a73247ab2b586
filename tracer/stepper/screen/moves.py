"""What the keys that move do: one method a row of `keys.KEYS`, each a command to the cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.stepper.screen.grid import Grid
from tracer.stepper.state.cursor import Cursor

if TYPE_CHECKING:
    from textual.screen import Screen

    _Screen = Screen[None]
else:
    _Screen = object


class Moves(_Screen):
    """The keys that move; `show`, `show_cell` and `say` are the screen's own."""

    cursor: Cursor
    show: Callable[[], None]
    show_cell: Callable[[], None]
    say: Callable[..., None]

    def _do(self, act: Callable[[], Any], told: Callable[[Any], str] | None = None) -> None:
        """Do it and draw; say what it answers, or why it was refused."""
        try:
            result = act()
        except TracerError as error:
            self.say(str(error), True)
        else:
            self.show()
            self.say(told(result) if told is not None else "")

    # Stages

    def action_next(self) -> None:
        self._do(partial(self.cursor.walk, 1))

    def action_previous(self) -> None:
        self._do(partial(self.cursor.walk, -1))

    def action_next_layer(self) -> None:
        self._do(partial(self.cursor.walk_layer, 1))

    def action_previous_layer(self) -> None:
        self._do(partial(self.cursor.walk_layer, -1))

    def action_next_head(self) -> None:
        self._do(partial(self.cursor.turn, 1))

    def action_previous_head(self) -> None:
        self._do(partial(self.cursor.turn, -1))

    def action_next_sentence(self) -> None:
        self._do(partial(self.cursor.turn, 1, "sentence"))

    # The cell

    def _move(self, rows: int = 0, columns: int = 0) -> None:
        self.cursor.move(rows, columns)
        self.show_cell()

    def action_up(self) -> None:
        self._move(-1)

    def action_down(self) -> None:
        self._move(1)

    def action_left(self) -> None:
        self._move(0, -1)

    def action_right(self) -> None:
        self._move(0, 1)

    def action_page_up(self) -> None:
        self._move(-self.query_one(Grid).page)

    def action_page_down(self) -> None:
        self._move(self.query_one(Grid).page)

    def action_row_start(self) -> None:
        self._move(0, -self.cursor.column)

    def action_row_end(self) -> None:
        self._move(0, self.cursor.matrix.values.shape[1])

    def action_table_start(self) -> None:
        self._move(-self.cursor.row)

    def action_table_end(self) -> None:
        self._move(self.cursor.matrix.values.shape[0])
