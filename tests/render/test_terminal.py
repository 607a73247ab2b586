"""The terminal: whole numbers at every width, nothing that acts, the look that is kept in the gold files."""

from __future__ import annotations

import colorsys
import io
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from documents import CHINESE, ENGLISH, HOSTILE, Attention, document, numbers, working
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style as RichStyle

from tracer import language
from tracer.axes import Axis
from tracer.document.blocks import Block, Document, Figure, Formula, Heading, Matrix, Note, Prose, Table, Tokens, Working
from tracer.expression import Cell, Symbol, call
from tracer.render import Options
from tracer.render.terminal.matrix_text import heat, legend
from tracer.render.terminal.writer import write
from tracer.rounding import show

GOLD = Path(__file__).parent / "gold"
SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use(None)


def written(*blocks: Block, width: int = 80, color: bool = False, ascii: bool = False) -> str:
    stream = io.StringIO()
    write(Document("", blocks), stream, Options(width, color, ascii))
    return stream.getvalue()


def matrix(values: np.ndarray, rows: tuple[str, ...], columns: tuple[str, ...], **more: object) -> Matrix:
    axes = Axis("query", len(rows), rows), Axis("key", len(columns), columns)
    return Matrix("scores", "S", values, *axes, **more)  # type: ignore[arg-type]


def letters(count: int) -> tuple[str, ...]:
    """Labels without a digit, all different, of several lengths, some of them wide."""
    return tuple(
        "动物累"[place % 3] * (place % 5) + "".join("abcdefghij"[int(digit)] for digit in str(place)) for place in range(count)
    )


@pytest.mark.parametrize(
    ("name", "tokens", "lang", "width", "ascii"),
    [("english", ENGLISH, "en", 80, False), ("chinese", CHINESE, "zh", 80, False), ("narrow", ENGLISH, "en", 32, True)],
)
def test_a_trace_looks_as_in_the_gold_file(
    gold: Callable[[str, Path], None], name: str, tokens: tuple[str, ...], lang: str, width: int, ascii: bool
) -> None:
    language.use(lang)
    stream = io.StringIO()
    write(document(tokens), stream, Options(width, ascii=ascii))
    gold(stream.getvalue(), GOLD / f"{name}.txt")


NUMBER = re.compile(r"-?(?:\d[\d.]*(?:e[+-]\d+)?|∞)|nan")
NOTE = re.compile(r"columns (.*?) of \d+;")


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(1, 6),
    columns=st.integers(1, 60),
    heads=st.integers(1, 3),
    width=st.integers(20, 200),
    chinese=st.booleans(),
    changed=st.booleans(),
)
def test_the_largest_of_every_row_is_in_sight_or_named(
    seed: int, rows: int, columns: int, heads: int, width: int, chinese: bool, changed: bool
) -> None:
    random = np.random.RandomState(seed)
    values = random.permutation(heads * rows * columns).reshape(heads, rows, columns) / 7.0  # no two alike
    before = values - random.permutation(values.size).reshape(values.shape) - 1.0 if changed else None
    names = tuple(f"词{place}" if chinese else f"w{place}" for place in range(columns))
    blocks = [
        matrix(head, letters(rows), names, places=5, before=None if before is None else before[place])
        for place, head in enumerate(values)
    ]
    text = written(*blocks, width=width)
    sizes = values if before is None else np.abs(values - before)
    largest = [
        show(float(row[at]), 5)
        for head, by in zip(values, sizes, strict=True)
        for row, at in zip(head, by.argmax(1), strict=True)
    ]
    said = re.search(r"largest numbers? of (\d+) rows?", re.sub(r"\s+", " ", text))
    missing = [number for number in largest if number not in NUMBER.findall(text)]
    assert len(missing) <= max(int(said[1]) - 6, 0) if said else not missing
    most = np.unravel_index(sizes.argmax(), sizes.shape)
    assert show(float(values[most]), 5) in NUMBER.findall(text.partition("The largest number")[0])


@settings(max_examples=150, deadline=None)
@given(
    rows=st.integers(1, 5),
    columns=st.integers(1, 40),
    heads=st.integers(1, 3),
    width=st.integers(20, 200),
    places=st.sampled_from([0, 2, 3, 8, ~2]),
    scale=st.sampled_from([1e-6, 1.0, 123.0, 1e12]),
    odd=st.booleans(),
    color=st.booleans(),
)
def test_every_number_shown_is_whole_and_every_other_is_named(
    rows: int, columns: int, heads: int, width: int, places: int, scale: float, odd: bool, color: bool
) -> None:
    values = numbers(heads, rows, columns) * scale
    if odd:
        values[0, 0, 0], values[0, -1, -1] = -math.inf, math.nan
    blocks = [matrix(head, letters(rows), letters(columns), places=places, weights=color) for head in values]
    text = SGR.sub("", written(*blocks, width=width, color=color))
    text = text.partition(LEGEND)[0]
    body, _, note = text.partition("columns ")
    shown = range(columns)
    if note:
        runs = re.sub(r"\s+", " ", note).split(" of ")[0].split(", ")
        bounds = [tuple(map(int, run.split("–"))) for run in runs]
        shown = [place for bound in bounds for place in range(bound[0], bound[-1] + 1)]
    expected = Counter(show(float(value), places) for value in values[:, :, list(shown)].ravel())
    assert Counter(NUMBER.findall(body)) == expected
    longest = max(map(len, expected))
    assert all(cell_len(line) <= max(width, longest) for line in text.splitlines())


LEGEND = "The deeper the colour"


def every_block(text: str) -> list[Block]:
    axis = Axis(text, 2, (text, "b"))
    leaf = Cell(text, text, 0.5)
    panel = {"title": text, "values": np.eye(2), "rows": (text, "b"), "columns": (text, "b")}
    return [
        *(Heading(level, text) for level in (1, 2, 3)),
        Prose(text),
        Note(text),
        Formula(call("add", Symbol(text), Symbol("x")), text, text, text),
        Matrix(text, text, np.eye(2), axis, axis, ((text, 0, text),), caption=text, left_out=text),
        Working(text, text, call("exp", leaf), call("exp", leaf), 1.6487, 2, note=text, inputs=((text, 0.5),)),
        Table((text, "n"), [(text, 1.5), ("b", 2)], (0, 2), text),
        Tokens(text, (text, text), (1, 2)),
        Figure("heads", text, {"panels": [panel], "row_axis": text, "column_axis": text}),
        Figure("lines", text, {"left": (text,), "right": (text,), "weights": np.eye(1)}),
        Figure("positions", text, {**panel, "row_axis": text, "column_axis": text}),
        Figure("network", text, {"nodes": [{"name": text, "shape": text}], "edges": [(text, text)]}),
        Figure("curve", text, {"x": (1, 2), "series": [{"label": text, "values": (1, 2)}]}),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=12), st.booleans(), st.booleans())
@example("\x1b]52;c;aGk=\x07", False, False)
@example("\x9b31m\u202e[red]:smile:", True, True)
@example("\ud83d", True, False)
def test_nothing_from_outside_acts_on_the_terminal(text: str, color: bool, ascii: bool) -> None:
    output = written(*every_block(text), color=color, ascii=ascii)
    assert "\x1b" not in output or color
    rest = SGR.sub("", output).replace("\n", "")
    assert [char for char in rest if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")] == []
    assert not set(rest) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def test_markup_and_emoji_codes_are_text() -> None:
    output = written(*every_block("[red]x[/] :smile:"), color=True)
    assert SGR.sub("", output).count("[red]x[/] :smile:") >= 12


def test_without_colour_there_is_no_escape_and_the_same_characters_but_for_what_colours_mean() -> None:
    blocks = list(document(HOSTILE).blocks())
    plain, colored = written(*blocks), written(*blocks, color=True)
    assert "\x1b" not in plain and "\x1b" in colored
    lines = [line.rstrip() for line in SGR.sub("", colored).splitlines()]
    assert [line for line in lines if not line.startswith(LEGEND)] == plain.splitlines()


def test_attention_weights_carry_heat_on_top_of_the_number() -> None:
    weights = matrix(np.array([[0.01, 0.99]]), ("it",), ("a", "b"), weights=True)
    line, colours = written(weights, color=True).splitlines()[-2:]
    assert re.search(r"0\.010(?!\x1b\[0m)", line)  # no background under almost nothing
    assert re.search(r"\x1b\[30;103m *0\.990|\x1b\[38;5;16;48;5;208m *0\.990", line)
    assert colours.startswith("\x1b[2m" + LEGEND) and SGR.sub("", colours).split()[-5:] == ["0", "0.25", "0.50", "0.75", "1.00"]


def hue(style: str) -> float | None:
    """The hue of a background in degrees; None of a grey one, or none."""
    if not style:
        return None
    back = RichStyle.parse(style).bgcolor
    red, green, blue = back.get_truecolor() if back is not None else (0, 0, 0)
    value, _, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    return value * 360 if saturation > 0.01 else None


@pytest.mark.parametrize(("colors", "depth"), [("truecolor", 4), ("256", 4), ("standard", 2), ("windows", 2)])
def test_the_heat_of_every_colour_depth_is_one_hue(colors: str, depth: int) -> None:
    styles = heat(colors)
    hues = [found for style in styles if (found := hue(style)) is not None]
    assert len(set(styles)) == depth + 1 and max(hues) - min(hues) < 5 and styles[0] == ""
    assert [style for _, style in legend(colors)] == list(styles)


def test_what_colours_mean_is_said_once_and_only_of_coloured_numbers() -> None:
    weights = matrix(np.array([[0.01, 0.99]]), ("it",), ("a", "b"), weights=True)
    assert written(weights, Prose("again"), weights, color=True).count(LEGEND) == 1
    assert LEGEND not in written(matrix(numbers(2, 2), ENGLISH, ENGLISH), color=True) and LEGEND not in written(weights)


def test_wide_characters_stay_aligned() -> None:
    tokens = ("那", "animal", "👩‍🔬", "，")
    lines = written(matrix(numbers(4, 4), tokens, tokens)).splitlines()
    ends = [[cell_len(line[: found.end()]) for found in NUMBER.finditer(line)] for line in lines[2:]]
    assert len(ends) == 4 and all(end == ends[0] for end in ends)


def test_edited_cells_carry_a_sign_and_the_sign_is_explained() -> None:
    edited = np.array([[False, True], [False, False]])
    output = written(matrix(np.array([[0.5, 96.0], [0.25, 0.75]]), ENGLISH, ENGLISH, edited=edited))
    assert "96.000*" in output and output.count("*") == 2
    assert "* set by an edit, not computed" in output


def test_what_changed_is_shown_as_before_after_and_difference() -> None:
    after, before = np.array([[0.45, 0.5, 0.3]]), np.array([[0.12, 0.5, 0.3 - 1e-6]])
    output = written(matrix(after, ("it",), ("a", "b", "c"), before=before))
    assert "0.120 → 0.450 (+0.330)" in output
    assert "0.300 → 0.300 (+1.0e-06)" in output
    assert output.count("0.500") == 1


def test_a_mark_stands_where_the_document_left_rows_and_columns_out() -> None:
    block = Matrix(
        "x", "X", numbers(3, 3), Axis("token", 200, letters(200)), Axis("d", 384), (("head", 3, "3"),), 2,
        left_out="rows 0, 1, 199 of 200", row_places=(0, 1, 199), column_places=(0, 1, 383),
    )  # fmt: skip
    lines = written(block).splitlines()
    assert lines[0] == "head 3"
    assert lines[1].split()[1:] == ["0", "1", "⋯", "383"]
    assert lines[5].split() == ["⋮"] * 5
    assert lines[6].startswith(letters(200)[199])
    assert lines[7] == "rows 0, 1, 199 of 200"


def test_small_heads_stand_beside_each_other_and_large_ones_below() -> None:
    run = Attention(ENGLISH)
    heads = [matrix(run.scores[h], ENGLISH, ENGLISH, fixed=(("head", h, str(h)),)) for h in range(2)]
    assert re.search(r"head 0 +head 1", written(*heads))
    assert written(*heads, width=40).splitlines()[0] == "head 0"


def test_matrices_of_different_stages_never_share_a_table() -> None:
    first = matrix(np.eye(2), ENGLISH, ENGLISH)
    second = Matrix("scaled", "S", np.eye(2), first.rows, first.columns)
    assert written(first, second) == written(first) + written(second)


def test_a_number_without_axes_is_a_line() -> None:
    assert written(Matrix("loss", "L", np.array(0.6931), None, None)) == "L = 0.693\n"
    assert written(Matrix("γ", "γ", np.array([1.0, 2.0]), None, Axis("d_model", 2), places=0)).split() == [
        "d_model", "0", "1", "─" * 13, "γ", "1", "2",
    ]  # fmt: skip


def test_a_working_says_whether_its_line_adds_up_as_printed() -> None:
    run = Attention(ENGLISH)
    q, k = run.q[0, 0], run.k[0, 1]
    terms = " + ".join(f"({a:.3f})×({b:.3f})" for a, b in zip(q, k, strict=True))
    line = written(working(run)).strip()
    assert line.startswith("q(Thinking)·k(Machines) = ") and line.endswith(f" ≈ {run.scores[0, 0, 1]:.3f}")
    assert line.split(" = ")[1].split(" ≈ ")[0].replace("(", "").replace(")", "") == terms.replace("(", "").replace(")", "")
    exact = Working("a", "s", None, call("add", Cell("", "", 0.5), Cell("", "", 0.25)), 0.75, 2)
    assert written(exact) == "s = 0.50 + 0.25 = 0.75\n"


def test_paper_mode_shows_the_number_before_it_was_rounded() -> None:
    made = call("divide", Cell("", "", 0.16), Cell("", "", 3.0))
    assert written(Working("a", "e", None, made, 0.05, 2, unrounded=0.16 / 3)) == "e = 0.16 / 3.00 = 0.0533… → 0.05\n"
    assert written(Working("a", "e", None, None, 0.06, 2, unrounded=0.0599996)) == "e = 0.0599… → 0.06\n"
    assert written(Working("a", "e", None, None, 0.13, 2, unrounded=0.125)) == "e = 0.125 → 0.13\n"


def test_a_deeper_working_stands_further_in() -> None:
    assert written(Working("a", "e", None, None, 0.5, 2, depth=2)) == "    e = 0.50\n"


def test_a_formula_shows_address_formula_and_shape() -> None:
    block = Formula(
        call("product", Symbol("q"), call("transpose", Symbol("k"))), "S", "encoder.0.attention.scores", "query 2 × key 2"
    )
    assert written(block) == "encoder.0.attention.scores   S = q kᵀ   query 2 × key 2\n"
    assert written(block, width=40).splitlines() == ["encoder.0.attention.scores", "  S = q kᵀ", "  query 2 × key 2"]


def test_a_table_wraps_its_words_and_never_its_numbers() -> None:
    rows = [("encoder.0.attention.scores", "每个词与每个词的分数" * 4, 0.12345678, 3), ("z", "", 12.5, 100)]
    for width in range(30, 120, 7):
        output = written(Table(("stage", "what it is", "largest", "count"), rows, (0, 0, 5, 0)), width=width)
        assert {"0.12346", "12.50000", "3", "100"} <= set(output.split())
        assert all(cell_len(line) <= width for line in output.splitlines())
    assert "largest: 0.12346" in written(Table(("stage", "what it is", "largest", "count"), rows, (0, 0, 5, 0)), width=20)


def test_tokens_show_their_spaces_and_stand_over_their_ids() -> None:
    assert written(Tokens("3 tokens", (" two", "动物", "x"), (5, 1234567, 7))).splitlines() == [
        "3 tokens",
        "␠two │ 动物    │ x",
        "5    │ 1234567 │ 7",
    ]


def test_pictures_tell_by_characters_what_they_tell_by_colour() -> None:
    output = written(*every_block("it"))
    assert re.search(r"b +0 +█ 1.00", output)
    assert "it → █ 1.00 it" in output
    assert "\n▅█\nfirst 1.000, last 2.000, lowest 1.000, highest 2.000\n" in output
    assert "Every line is drawn on the same scale, 0 to 2." in output


def test_blocks_are_written_as_they_come() -> None:
    stream = io.StringIO()

    def blocks() -> Iterator[Block]:
        yield Heading(3, "scores")
        assert "scores" in stream.getvalue()
        yield matrix(np.eye(2), ENGLISH, ENGLISH)
        yield Prose("next")
        assert "Machines" in stream.getvalue()

    write(Document("", blocks), stream, Options())
    assert stream.getvalue().endswith("next\n")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252"])
def test_any_encoding_can_be_written(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    write(document(CHINESE), stream, Options())
    stream.flush()
    text = raw.getvalue().decode(encoding)
    assert "S = q k^T" in text and "softmax(S / sqrt d_k)" in text
    assert ("动" in text) == (encoding == "gbk") and ("\\u52a8" in text) == (encoding != "gbk")


def test_a_terminal_with_wide_signs_gets_plain_ones() -> None:
    output = written(*document(ENGLISH).blocks(), ascii=True)
    signs = [line for line in output.splitlines() if not re.search("[\u4e00-\u9fff]", line)]
    assert all(line.isascii() for line in signs)


def test_remarks_are_in_the_readers_language() -> None:
    language.use("zh")
    output = written(matrix(numbers(2, 40), ENGLISH, letters(40)))
    assert re.search(r"共 40 列，此处只显示第 0–\d+、.*39 列", output)


@given(
    st.lists(st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4), min_size=1, max_size=4),
    st.booleans(),
)
def test_lines_that_stand_together_have_one_scale(series: list[list[float]], log: bool) -> None:
    data = {"x": list(range(4)), "series": [{"label": f"s{at}", "values": row} for at, row in enumerate(series)], "log": log}
    output = written(Figure("curve", "t", data), width=200)
    lines = re.findall(r"^([▁▂▃▄▅▆▇█ ]{4})$", output, re.MULTILINE)
    assert len(lines) == len(series) and output.count("same logarithmic scale" if log else "same scale") == 1
    cells = sorted(
        (value, " ▁▂▃▄▅▆▇█".index(sign))
        for row, line in zip(series, lines, strict=True)
        for value, sign in zip(row, line, strict=True)
    )
    assert [height for _, height in cells] == sorted(height for _, height in cells)  # no lower line for a larger number


def test_what_hardly_changes_looks_flat() -> None:
    for log in (False, True):
        data = {"x": [0, 1, 2], "series": [{"label": "a", "values": [0.461, 0.449, 0.455]}], "log": log}
        assert "\n█" in (output := written(Figure("curve", "t", data))) and "▁" not in output


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_a_label_of_both_sides_is_whole_where_there_is_room(width: int) -> None:
    names = ("The", "animal", "tired → narrow", "because", "street", "it")
    values = np.arange(36.0).reshape(6, 6) / 7
    output = written(matrix(values, names, names, before=values[::-1].copy()), width=width)
    assert "tired → narrow" in output and not re.search(r"tired(…| …| → \w*…)", output)
