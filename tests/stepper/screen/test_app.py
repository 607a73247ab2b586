"""The full-screen stepper, driven by keys and mouse; what it shows is kept as text in `screens/`.

After a wanted change of its looks: run with `--update`, then read what changed.
"""

from __future__ import annotations

import asyncio
import html
import io
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from rich.cells import cell_len
from rich.style import Style
from textual.events import Key
from textual.widgets import Input

from tracer import language
from tracer.document import working
from tracer.document.blocks import Document
from tracer.render import write
from tracer.sanitize import sanitize
from tracer.session import trace
from tracer.stepper.screen import keys
from tracer.stepper.screen.actions import ACTIONS
from tracer.stepper.screen.app import Stepper
from tracer.stepper.screen.copying import COPIES
from tracer.stepper.screen.grid import Grid
from tracer.stepper.screen.lists import Ask, Choose, Lines
from tracer.stepper.screen.main import Main
from tracer.stepper.state.cursor import Cursor

SCREENS = Path(__file__).parent / "screens"
SMALL, LARGE = (80, 24), (140, 40)
TWO = trace("Thinking Machines")
CAT = trace("the cat saw the dog", layers=2, heads=3, d_model=24)
CHINESE = trace("我爱机器")
PAIR = trace(["I love machines", "Cats sleep"])
_TEXT = re.compile(r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*clip-path="url\(#[^"]*-line-\d+\)">(.*?)</text>')


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def screen(app: Stepper) -> str:
    """What is on the screen, read from the picture Textual exports."""
    rows = [""] * app.size.height
    for x, y, text in _TEXT.findall(app.export_screenshot()):
        row, column = round((float(y) - 20) / 24.4), round(float(x) / 12.2)
        rows[row] += " " * (column - cell_len(rows[row])) + html.unescape(text).replace("\xa0", " ")
    return "".join(f"{row.rstrip()}\n" for row in rows)


async def settled(app: Stepper, pilot: Any) -> None:
    """Wait for what runs beside the screen."""
    await app.workers.wait_for_complete()
    await pilot.pause()


def driven(cursor: Cursor, pressed: str, size: tuple[int, int] = SMALL) -> str:
    """The screen after these keys; `type:WORD` types, `wait` waits for work beside the screen."""
    result = ""

    async def use(app: Stepper, pilot: Any) -> None:
        nonlocal result
        for key in pressed.split():
            if key == "wait":
                await settled(app, pilot)
            elif key.startswith("type:"):
                await pilot.press(*("space" if c == "_" else c for c in key[5:]))
            else:
                await pilot.press(key)
        await pilot.pause()
        result = screen(app)

    opened(cursor, use, size)
    return result


def opened(cursor: Cursor, use: Callable[[Stepper, Any], Awaitable[None]], size: tuple[int, int] = SMALL) -> None:
    async def run() -> None:
        app = Stepper(cursor)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await use(app, pilot)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("name", "run", "stage", "lang", "size", "pressed"),
    [
        ("opening", TWO, "1", "en", SMALL, ""),
        ("scores", TWO, "5", "en", SMALL, "n n right"),
        ("sources", TWO, "scores", "en", SMALL, "right enter down"),
        ("edited", TWO, "scores", "en", SMALL, "right e type:3 enter wait n n"),
        ("predicting", TWO, "scores", "en", SMALL, "h right"),
        ("help", TWO, "1", "en", SMALL, "question_mark"),
        ("wide", CAT, "1", "en", LARGE, "] g type:18 enter down down tab end"),
        ("many_columns", CAT, "1", "en", SMALL, "end down"),
        ("chinese", CHINESE, "scores", "zh", SMALL, "down right"),
        ("chinese_wide", CHINESE, "scaled", "zh", LARGE, "n tab"),
    ],
)
def test_the_screen_looks_as_kept(gold, name, run, stage, lang, size, pressed):
    language.use(lang)
    cursor = Cursor(run)
    cursor.go(stage)
    shown = driven(cursor, pressed, size)
    gold(shown, SCREENS / f"{name}.txt")
    assert all(cell_len(line) <= size[0] for line in shown.splitlines())


def test_keys_and_the_cursor_agree():
    cursor = Cursor(TWO)
    driven(cursor, "n n n n n n down right tab")
    assert cursor.address == "encoder.0.attention.scores[head=1, query=Machines, key=Machines]"
    driven(cursor, "g type:softmax enter shift+tab left m p p apostrophe enter")
    assert cursor.address == "encoder.0.attention.softmax[head=0, query=Machines, key=Thinking]"
    driven(cursor, "enter down enter backspace w enter")
    assert cursor.place.stage == "encoder.0.attention.z"


def test_a_number_is_edited_and_the_edit_taken_back():
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")
    shown = driven(cursor, "e type:3 enter wait")
    assert cursor.value == 3 and "3.000*" in shown and "12 later stages changed." in " ".join(shown.split())
    shown = driven(cursor, "x down down enter")
    assert cursor.place.stage.endswith("softmax") and "~" in shown
    shown = driven(cursor, "u")
    assert cursor.trace is TWO and "Undone" in shown


REFUSALS = (
    ("p", "This is the first stage."),
    ("left_square_bracket", "This is the first part."),
    ("backspace", "There is no earlier place"),
    ("u", "Nothing was changed"),
    ("apostrophe", "There is no bookmark yet"),
    ("tab", "has no further head"),
    ("s", "has no further sentence"),
    ("x", "No edit has changed anything"),
    ("H", "Nothing is hidden here"),
    ("e a b c enter", "'abc' is no number"),
    ("g s c o r s enter", "Did you mean"),
    ("slash y x w enter wait", "'yxw' is in no stage's name"),
)


def test_what_cannot_be_done_is_said_and_nothing_moves():
    cursor = Cursor(TWO)
    before = cursor.place

    async def use(app: Stepper, pilot: Any) -> None:
        for pressed, said in REFUSALS:
            for key in pressed.split():
                await (settled(app, pilot) if key == "wait" else pilot.press(key))
            await pilot.pause()
            assert said in " ".join(screen(app).split()), pressed
            await pilot.press("escape")
            assert cursor.place == before

    opened(cursor, use)


def test_searching_leads_to_what_was_found_and_can_be_looked_at_again():
    cursor = Cursor(TWO)
    shown = driven(cursor, "slash type:0.54 enter wait")
    assert "Found: 1" in shown and "positions[token=Machines, d_model=1]" in shown
    driven(cursor, "full_stop enter")
    assert cursor.address == "positions[token=Machines, d_model=1]"


def test_a_prediction_is_typed_and_answered():
    cursor = Cursor(TWO)
    cursor.go("scores")
    shown = driven(cursor, "h space type:-1 enter")
    assert "It is -1.004; your -1 is off by 0.004." in shown.replace("-1.000", "-1")
    assert "?" in driven(cursor, "") and "?" not in driven(cursor, "H").split("n/p")[0]


def test_no_result_is_on_the_screen_while_it_is_hidden():
    cursor = Cursor(TWO)
    cursor.go("scores")
    values = [f"{value:.3f}" for value in cursor.step.values.ravel()]
    shown = driven(cursor, "") + driven(cursor, "tab")
    assert all(value in shown for value in values)
    cursor.set(2)
    shown = driven(cursor, "h") + driven(cursor, "tab")
    assert not any(value in shown for value in values)


def test_enter_without_a_change_changes_nothing():
    cursor = Cursor(TWO)
    cursor.go("softmax[1, 1, 1]")
    shown = driven(cursor, "e enter wait")
    assert cursor.trace is TWO and "already; nothing was changed." in " ".join(shown.split())


def test_enter_on_an_edited_number_says_so_and_lists_what_it_would_be_computed_from():
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")
    cursor.set(3)
    shown = " ".join(driven(cursor, "enter").replace("│", " ").split())
    assert (
        "was put in by an edit; without it, it would be computed from:" in shown and "q[head=0, token=Thinking, d_k=0]" in shown
    )
    shown = " ".join(driven(cursor, "").split())
    assert "Without the edit it would be:" in shown and "≈ -1.772" in shown


def test_where_a_number_goes_lists_every_cell_and_leads_there():
    cursor = Cursor(TWO)
    cursor.go("softmax[1, 1, 1]")
    shown = " ".join(driven(cursor, "w").replace("│", " ").split())
    assert "goes into 2 numbers of z" in shown and shown.count("Δ") == 3
    driven(cursor, "w down enter")
    assert cursor.place.stage.endswith(".z") and cursor.place.index[:2] == (1, 1)


def test_a_message_is_gone_with_the_next_key():
    for key in ("right", "f9", "j"):
        assert "first stage" in driven(Cursor(TWO), "p")
        assert "first stage" not in driven(Cursor(TWO), f"p {key}")


def test_the_footer_names_the_keys_of_the_mode():
    assert "Space predict" in driven(Cursor(TWO), "h") and "Space" not in driven(Cursor(TWO), "h h")
    for lang in language.LANGUAGES:
        language.use(lang)
        for predicting in (False, True):
            for broad, size in ((False, SMALL), (True, LARGE)):
                row = "".join(f"{key} {word}  " for key, word in keys.footer(broad, predicting))
                assert cell_len(row.rstrip()) <= size[0]


def styles(app: Stepper) -> dict[str, set[str]]:
    """The backgrounds that numbers of the table stand on, by their text."""
    result: dict[str, set[str]] = {}
    grid = app.screen.query_one(Grid)
    for y in range(1, grid.size.height):  # above stands what the colours mean
        for segment in grid.render_line(y):
            if segment.text.strip() and segment.style is not None and segment.style.bgcolor is not None:
                result.setdefault(segment.text.strip(), set()).add(segment.style.bgcolor.name)
    return result


def test_weights_have_the_heat_that_show_gives_them_and_without_colour_a_sign(monkeypatch):
    cursor = Cursor(TWO)
    cursor.go("softmax")
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):  # what another test or the machine may have left
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    render = Style.render

    def on_this_terminal(style: Style, *given: Any, **named: Any) -> str:
        style._ansi = None  # Rich keeps the codes of the first terminal that a style was drawn on
        return render(style, *given, **named)

    monkeypatch.setattr(Style, "render", on_this_terminal)
    stream = io.StringIO()
    write(Document("", [cursor.matrix]), "terminal", stream, width=80, color="always")
    shown = {number: {f"color({colour})"} for colour, number in re.findall(r"48;5;(\d+)m *(\d\.\d{3})", stream.getvalue())}

    async def use(app: Stepper, pilot: Any) -> None:
        told = styles(app)
        assert len(told) == 3  # the number under the cursor is marked as such
        assert all(shown[number] == colours for number, colours in told.items())
        above = [segment for segment in app.screen.query_one(Grid).render_line(0) if segment.style and segment.style.bgcolor]
        assert [segment.text.strip() for segment in above] == ["0.25", "0.50", "0.75", "1.00"]
        await pilot.press("p")
        assert styles(app) == {}

    opened(cursor, use)
    monkeypatch.setenv("NO_COLOR", "1")
    cursor.go("softmax")
    shown = driven(cursor, "")
    assert "█ 0.924" in shown and "0.076" in shown and "█ 0.076" not in shown


@pytest.mark.parametrize(
    ("size", "where", "offset", "source"),
    [
        (SMALL, "#why", (60, 1), "k[head=0, token=Machines, d_k=0]"),
        (SMALL, "#why", (8, 2), "q[head=0, token=Thinking, d_k=1]"),  # on the second line of the working
        (SMALL, "#why", (3, 1), "scores[head=0, query=Thinking, key=Machines]"),  # a word leads nowhere
        (LARGE, "#operands", (5, 1), "k[head=0, token=Machines, d_k=0]"),
    ],
)
def test_a_click_on_a_number_of_the_working_or_beside_it_goes_there(size, where, offset, source):
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")

    async def use(app: Stepper, pilot: Any) -> None:
        await pilot.click(where, offset=offset)
        await pilot.pause()
        assert cursor.address == f"encoder.0.attention.{source}"

    opened(cursor, use, size)


@pytest.mark.parametrize("error", [KeyError("x" * 500), RecursionError(), MemoryError(), ZeroDivisionError("\x1b[31m")])
@pytest.mark.parametrize("place", ["key", "show", "worker", "typed"])
def test_whatever_goes_wrong_inside_is_one_sentence_and_the_app_goes_on(monkeypatch, error, place):
    def broken(*_: object) -> None:
        raise error

    cursor = Cursor(TWO)
    path, pressed = {
        "key": ("walk", "n"),
        "show": ("move", "right"),
        "worker": ("search", "slash x enter wait"),
        "typed": ("go", "g x enter"),
    }[place]
    monkeypatch.setattr(Cursor, path, broken)

    async def use(app: Stepper, pilot: Any) -> None:
        for key in pressed.split():
            await (settled(app, pilot) if key == "wait" else pilot.press(key))
        await pilot.pause()
        shown = " ".join(screen(app).split())
        assert ("mistake in ttrace itself" in shown) != isinstance(error, MemoryError)
        assert "x" * 60 not in shown and "Traceback" not in shown
        await pilot.press("escape", "m")
        assert app.is_running and app.failure is None and cursor.bookmarks

    opened(cursor, use)


def test_keys_sent_in_one_go_are_answered_as_those_typed_one_by_one():
    async def use(app: Stepper, pilot: Any) -> None:
        for stage in (12, 15):  # the first time the question is made, then it is asked again
            for key in f"g{stage}":
                app.post_message(Key(key, key))
            app.post_message(Key("enter", "\r"))
            await pilot.pause()
            await settled(app, pilot)
            assert isinstance(app.screen, Main)
            assert f"stage {stage} of" in screen(app)
        await pilot.press("question_mark", "j", "j", "escape")  # another line than the first was the current one
        for key, character in (("question_mark", "?"), ("enter", "\r")):
            app.post_message(Key(key, character))
        await pilot.pause()
        await settled(app, pilot)
        assert keys.KEYS[0].action == "next" and "stage 16 of" in screen(app)

    opened(Cursor(TWO), use)


def test_an_action_chosen_from_the_list_of_keys_is_refused_in_a_sentence_as_its_key_is():
    async def use(app: Stepper, pilot: Any) -> None:
        for action, refusal in {"changes": "No edit has changed anything yet", "bookmarks": "no bookmark"}.items():
            await pilot.press("question_mark")
            app.screen.query_one(Lines).go([key.action for key in keys.KEYS].index(action))
            await pilot.press("enter")
            await pilot.pause()
            assert refusal in " ".join(screen(app).split())
        assert app.is_running and app.failure is None

    opened(Cursor(TWO), use)


def test_what_ends_the_app_is_handed_on_and_no_traceback_is_printed(capsys):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("drawing")

    async def use(app: Stepper, pilot: Any) -> None:
        app.call_later(broken)
        await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        opened(Cursor(TWO), use)
    written = "".join(capsys.readouterr())
    assert "Traceback" not in written and "locals" not in written


def test_the_keys_that_once_broke_the_screen():
    cursor = Cursor(TWO)
    cursor.go("scores[0, 0, 0]")
    assert "scores.computed" in driven(cursor, "e type:3 enter wait d p")
    assert "is in no stage" in " ".join(driven(cursor, "slash type:1e999 enter wait").split())


def behind(line: str, cells: int) -> str:
    """What of a line stands behind so many cells."""
    return next((line[at:] for at in range(len(line)) if cell_len(line[:at]) >= cells), "")


def test_chinese_lines_begin_with_no_closing_sign_and_reach_no_edge():
    language.use("zh")

    async def use(app: Stepper, pilot: Any) -> None:
        for _ in CHINESE.shown:
            for line in screen(app).splitlines():
                for part in (line, behind(line, 22)):  # in the panel, beside the outline
                    assert part.strip()[:1] not in set("，。；：、）"), line
                assert cell_len(line) <= 50
            await pilot.press("n")

    opened(Cursor(CHINESE), use, (50, 24))


def test_the_language_changes_everything_at_once():
    shown = driven(Cursor(TWO), "L")
    assert "输入" in shown and "帮助" in shown and "Input" not in shown and "help" not in shown


def test_every_key_of_the_help_does_what_it_says_without_failing():
    cursor = Cursor(PAIR)
    cursor.go("scores")

    async def use(app: Stepper, pilot: Any) -> None:
        for key in keys.KEYS:
            if key.action != "quit":
                await pilot.press(key.keys.split(",")[-1])
                while isinstance(app.screen, (Ask, Choose)):
                    await pilot.press("escape")
        assert app.is_running

    opened(cursor, use)


def test_the_help_names_every_binding_once():
    shown = keys.help_lines()
    assert len(shown) == len(keys.KEYS) == len(set(shown)) == len(keys.bindings())
    every = [one for key in keys.KEYS for one in key.keys.split(",")]
    assert len(every) == len(set(every))


def test_a_click_chooses_a_cell_and_a_second_follows_it_and_the_outline_is_clicked_too():
    cursor = Cursor(TWO)
    cursor.go("scores")

    async def use(app: Stepper, pilot: Any) -> None:
        await pilot.click(Grid, offset=(28, 3))
        assert (cursor.row, cursor.column) == (1, 1)
        await pilot.click(Grid, offset=(28, 3))
        assert isinstance(app.screen, Choose)
        await pilot.press("escape")
        await pilot.click("#outline", offset=(6, 5))
        assert cursor.place.stage == "encoder.0.attention.v"

    opened(cursor, use)


def test_while_a_question_is_open_nothing_else_answers_and_it_is_the_only_one():
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")
    here = cursor.place

    async def use(app: Stepper, pilot: Any) -> None:
        main = app.screen
        assert isinstance(main, Main)
        for opens, kind in (("enter", Choose), ("g", Ask)):
            await pilot.press(opens)
            assert isinstance(app.screen, kind)
            for offset in ((2, 1), (50, 6), (60, 18)):  # on outline, table and working
                await pilot.click(offset=offset)
            await pilot.press("n", "tab", "u")
            assert cursor.place == here
            await pilot.press("escape")
            assert app.screen is main
        main.action_act("follow")
        main.action_act("bookmarks" if cursor.mark() else "follow")  # as a search does that ends meanwhile
        await pilot.pause()
        assert len(app.screen_stack) == 2 and "Bookmarks" in screen(app) and "W_Q" not in screen(app)
        await pilot.press("q", "g", "n", "escape", "g")
        assert app.screen.query_one(Input).value == "" and app.screen.focused is not None  # nothing of what was typed before
        await pilot.press("escape", "e", "2")
        assert app.screen.query_one(Input).value == "2"  # what stood there is typed over
        await pilot.press("escape", "right", "n")
        assert cursor.place.stage.endswith("scaled")

    opened(cursor, use)


def test_a_list_stands_whole_over_what_is_under_it():
    language.use("zh")
    shown = driven(Cursor(CHINESE), "question_mark", (140, 60))
    assert all(line.rstrip() in shown for line in keys.help_lines())


def test_a_list_of_a_run_that_an_edit_replaces_is_taken_away(monkeypatch):
    opened_list, edited = Event(), Cursor.edited
    monkeypatch.setattr(Cursor, "edited", lambda *given: opened_list.wait(60) and edited(*given))
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")

    async def use(app: Stepper, pilot: Any) -> None:
        await pilot.press("e", "3", "enter", "w")
        assert isinstance(app.screen, Choose)
        opened_list.set()
        await settled(app, pilot)
        assert cursor.value == 3 and isinstance(app.screen, Main)

    opened(cursor, use)


def test_of_a_long_list_only_the_lines_in_sight_are_worded(monkeypatch):
    worded = []
    kept = working.cell_address
    monkeypatch.setattr(working, "cell_address", lambda *cell: worded.append(cell) or kept(*cell))
    cursor = Cursor(trace("a b", d_model=4, d_ff=600))
    cursor.go("ffn.output")
    assert len(cursor.sources) == 1201
    assert "W_2" in driven(cursor, "enter end up", LARGE) and 0 < len(worded) < 200


def test_table_and_working_are_copied_in_each_format(monkeypatch):
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    cursor = Cursor(TWO)
    cursor.go("scores[0, Thinking, Machines]")
    signs = ("| ", "\\begin", "query\\key", "-0.649", "-0.649", "S[Thinking, Machines] = ")

    async def use(app: Stepper, pilot: Any) -> None:
        for at, sign in enumerate(signs):
            await pilot.press("c", *["down"] * at, "enter")
            await settled(app, pilot)
            assert sign in app.clipboard and "-1.772" in app.clipboard, COPIES[at]
            assert "characters" in screen(app)

    opened(cursor, use)


def test_a_wide_table_formats_only_what_is_in_sight(monkeypatch):
    import tracer.render.table_model as table_model

    formatted = []
    kept = table_model.show
    monkeypatch.setattr(table_model, "show", lambda value, places: formatted.append(value) or kept(value, places))
    run = trace(" ".join(f"w{n}" for n in range(128)), d_model=512, heads=8)
    cursor = Cursor(run)
    driven(cursor, "end end ctrl+end")
    assert cursor.place.index == (127, 511)
    assert 0 < len(formatted) < 5000 < run["embedding"].values.size


def test_text_from_outside_acts_on_nothing():
    run = trace(tokens=["\x1b[31mred", "[bold]x[/]"], text=None)
    shown = driven(Cursor(run), "n n n n n n")
    assert sanitize("\x1b[31mred")[:6] in shown and "[bold]" in shown and "\x1b" not in shown


def test_the_smallest_window_still_works():
    for size in ((20, 8), (40, 12), (300, 90)):
        assert driven(Cursor(CAT), "n down tab end enter escape", size)


def test_quitting_ends_the_app():
    async def use(app: Stepper, pilot: Any) -> None:
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running

    opened(Cursor(TWO), use)


def test_every_key_has_one_action_and_every_action_a_key():
    assert [key.action for key in keys.KEYS] == list(dict.fromkeys(key.action for key in keys.KEYS))
    assert {key.action for key in keys.KEYS} == ACTIONS.keys()
