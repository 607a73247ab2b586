"""What each key does, once: bindings, help and footer are made from this table. Keys follow debuggers and pagers.

`n` and `p` walk the stages (as `next` of a debugger); arrows or `j` `k` move in the table, `/` searches, `m` and `'` are marks,
`q` quits (as in pagers); Enter follows a number to its source and Backspace comes back (as links in a browser do).
"""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tracer.frozen import Frozen
from tracer.language import say


class Key(Frozen):
    """keys: as Textual names them. action: its name in `actions.ACTIONS`, and of its message `stepper.key_…`. shown: in help."""

    keys: str
    action: str
    shown: str


KEYS = (
    Key("n,right_parenthesis", "next", "n"),
    Key("p,left_parenthesis", "previous", "p"),
    Key("right_square_bracket", "next_layer", "]"),
    Key("left_square_bracket", "previous_layer", "["),
    Key("tab", "next_head", "Tab"),
    Key("shift+tab", "previous_head", "Shift-Tab"),
    Key("s", "next_sentence", "s"),
    Key("up,k", "up", "↑ k"),
    Key("down,j", "down", "↓ j"),
    Key("left", "left", "←"),
    Key("right", "right", "→"),
    Key("pageup", "page_up", "PageUp"),
    Key("pagedown", "page_down", "PageDown"),
    Key("home", "row_start", "Home"),
    Key("end", "row_end", "End"),
    Key("ctrl+home,less_than_sign", "table_start", "<"),
    Key("ctrl+end,greater_than_sign,G", "table_end", "> G"),
    Key("enter", "follow", "Enter"),
    Key("backspace,b", "back", "Backspace b"),
    Key("f", "forward", "f"),
    Key("w", "goes", "w"),
    Key("g", "jump", "g"),
    Key("slash", "search", "/"),
    Key("full_stop", "hits", "."),
    Key("m", "mark", "m"),
    Key("apostrophe", "bookmarks", "'"),
    Key("e", "edit", "e"),
    Key("u", "undo", "u"),
    Key("x", "changes", "x"),
    Key("h", "hide", "h"),
    Key("space", "reveal", "Space"),
    Key("H", "reveal_all", "H"),
    Key("plus,equals_sign", "more", "+"),
    Key("minus", "fewer", "-"),
    Key("d", "details", "d"),
    Key("L", "language", "L"),
    Key("c", "copy", "c"),
    Key("z", "zoom", "z"),
    Key("question_mark,f1", "help", "?"),
    Key("q,ctrl+c", "quit", "q"),
)
FOOT = (  # keys, word, whether only a broad screen has room for it
    ("n/p", "next", False), ("Tab", "head", False), ("Enter", "follow", False), ("b", "back", True), ("w", "goes", True),
    ("/", "search", False), ("e", "edit", False), ("u", "undo", True), ("h", "hide", False), ("c", "copy", True),
    ("?", "help", False), ("q", "quit", False),
)  # fmt: skip
FOOT_PREDICTING = (
    ("n/p", "next", False), ("Tab", "head", True), ("Space", "reveal", False), ("H", "show", False), ("Enter", "follow", True),
    ("b", "back", True), ("/", "search", True), ("h", "end_hiding", False), ("?", "help", False), ("q", "quit", False),
)  # fmt: skip


def bindings() -> list[BindingType]:
    """The bindings of the table's keys."""
    return [Binding(key.keys, f"act('{key.action}')") for key in KEYS]


def help_lines() -> list[str]:
    """One line a key, in the current language."""
    return [f"{key.shown:<13}{say(f'stepper.key_{key.action}')}" for key in KEYS]


def footer(broad: bool, predicting: bool) -> list[tuple[str, str]]:
    """(key, word) of the keys worth a place on the last line."""
    row = FOOT_PREDICTING if predicting else FOOT
    return [(keys, say(f"stepper.foot_{word}")) for keys, word, more in row if broad or not more]
