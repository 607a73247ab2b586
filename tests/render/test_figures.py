"""Pictures: every kind is laid out once, says its numbers, and is painted the same each time."""

import errno
import io
import itertools
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pages
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer import language
from tracer.document.blocks import Document, Figure, Heading, Note, Prose, Table
from tracer.errors import TracerError
from tracer.language import say
from tracer.render import pdf, png, svg
from tracer.render.figures import KINDS, drawing, tables
from tracer.render.figures.curve import _ticks
from tracer.render.figures.layout import sheet
from tracer.render.figures.shapes import DARKEST, SMALL, Drawing, Line, Rect, Text, width_of
from tracer.render.options import Options
from tracer.render.table_model import label

GOLD = Path(__file__).parent / "gold"
FIGURES = list(pages.pictures())
NAMES = [f"{figure.kind}-{figure.title}" for figure in FIGURES]


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def words(one):
    return [shape.text for shape in one.shapes if isinstance(shape, Text)]


def corners(shape):
    if isinstance(shape, Rect):
        return [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
    if isinstance(shape, Line):
        return list(shape.points)
    wide = width_of(shape.text, shape.size)
    if shape.turned:
        return [(shape.x - shape.size, shape.y), (shape.x, shape.y - wide)]
    left = shape.x - {"start": 0, "middle": wide / 2, "end": wide}[shape.anchor]
    return [(left, shape.y - shape.size), (left + wide, shape.y)]


def test_every_kind_is_among_the_pictures_tested():
    assert {figure.kind for figure in FIGURES} == set(KINDS)


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_nothing_stands_outside_the_sheet(figure):
    one = drawing(figure)
    assert one.width > 0 and one.height > 0
    for shape in one.shapes:
        for x, y in corners(shape):
            assert -1 <= x <= one.width + 1 and -1 <= y <= one.height + 1, shape


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_a_picture_has_a_title_and_says_in_words_what_it_shows(figure):
    one = drawing(figure)
    assert one.title == figure.title and len(one.description) > 20


@pytest.mark.parametrize("figure", FIGURES, ids=NAMES)
def test_a_picture_is_the_same_drawing_each_time(figure):
    assert svg.inline(drawing(figure)) == svg.inline(drawing(figure))


DRAWN_IN_FULL = [figure for figure in FIGURES if figure.title not in ("Long", "Positions")] + [
    Figure(
        "positions",
        "Few positions",
        {"values": np.sin(np.arange(32).reshape(4, 8)), "rows": list("abcd"), "columns": list("01234567")},
    )
]


@pytest.mark.parametrize("figure", DRAWN_IN_FULL, ids=lambda figure: figure.title)
def test_a_picture_looks_as_it_did_when_it_was_looked_at(gold, figure):
    gold(svg.inline(drawing(figure)) + "\n", GOLD / f"figure.{figure.title.lower().replace(' ', '-')}.svg")


def test_a_small_map_has_its_number_in_every_cell_and_a_shade_behind_it():
    one = drawing(Figure("heads", "t", pages.heads()))
    assert [word for word in words(one) if word in ("0.88", "0.12", "1.00", "0")] == ["0.88", "0.12", "1.00", "0"] * 2
    shades = [shape.opacity for shape in one.shapes if isinstance(shape, Rect)]
    assert np.allclose(shades, DARKEST * np.tile(pages.WEIGHTS.ravel(), 2))


def test_numbers_on_both_sides_of_zero_have_two_hues_and_zero_has_none():
    values = np.array([[-1.0, -0.5, 0.0, 0.5]])
    data = {"values": values, "rows": ["0"], "columns": list("abcd")}
    one = drawing(Figure("positions", "t", data))
    cells = [shape for shape in one.shapes if isinstance(shape, Rect)][:4]
    assert np.allclose([cell.opacity for cell in cells], [DARKEST, DARKEST / 2, 0, DARKEST / 2])
    assert cells[0].fill == cells[1].fill != cells[3].fill == "accent"
    assert {"-1.00", "1.00"} <= set(words(one))


@given(st.lists(st.text("abcdefg 机器学", min_size=1, max_size=24), min_size=3, max_size=12), st.integers(1, 8))
def test_the_names_above_a_map_never_run_into_each_other(names, count):
    panel = {"title": "head", "values": np.eye(len(names)), "rows": names, "columns": names}
    one = drawing(Figure("heads", "t", {"panels": [panel] * count}))
    turned = [shape for shape in one.shapes if isinstance(shape, Text) and shape.turned]
    for first, second in itertools.pairwise(turned):
        assert second.x - first.x >= first.size or second.x < first.x
    assert len(turned) in (0, count * len(names))


def test_a_grid_of_heads_has_one_scale_and_labels_of_six_points_at_80_mm():
    weights = np.full((11, 11), 1 / 11)
    names = ["The", "animal", "didn't", "cross", "the", "street", "because", "it", "was", "too", "tired"]
    panels = [{"title": f"head {at}", "values": weights * (1 + at), "rows": names, "columns": names} for at in range(8)]
    one = drawing(Figure("heads", "t", {"panels": panels, "across": 8}))
    smallest = min(shape.size for shape in one.shapes if isinstance(shape, Text) and shape.text in names)
    assert smallest * (80 / 25.4 * 72) / one.width >= 6
    shades = {shape.opacity for shape in one.shapes if isinstance(shape, Rect) and shape.width == shape.height}
    assert len(shades) == 8 and max(shades) == pytest.approx(DARKEST * 8 / 11)


def test_a_large_map_has_a_legend_instead_of_numbers():
    figure = next(figure for figure in FIGURES if figure.title == "Long")
    one = drawing(figure)
    assert "0.50" not in words(one)
    assert {"0", "1.00"} <= set(words(one))


def test_a_word_has_the_number_of_its_heaviest_line():
    weights = np.array([[0.25, 0.75], [0.625, 0.375]])
    one = drawing(Figure("lines", "t", {"left": ("a", "b"), "right": ("c", "d"), "weights": weights}))
    assert [word for word in words(one) if word.startswith("0.")] == ["0.75", "0.63"]
    widths = [shape.width for shape in one.shapes if isinstance(shape, Line)]
    assert np.argsort(widths).tolist() == np.argsort(weights.ravel()).tolist()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 4))
def test_no_number_of_a_line_runs_into_another(left, right, places):
    weights = np.random.RandomState(left * 13 + right).rand(left, right)
    data = {"left": [f"w{i}" for i in range(left)], "right": [f"v{i}" for i in range(right)], "weights": weights}
    one = drawing(Figure("lines", "t", {**data, "places": places, "left_axis": "query", "right_axis": "key"}))
    texts = [shape for shape in one.shapes if isinstance(shape, Text) and shape.text]
    assert len([shape for shape in texts if shape.text[0].isdecimal()]) == left
    spans = [tuple(zip(*corners(shape), strict=True)) for shape in texts]
    for (xs, ys), (others, heights) in itertools.combinations(spans, 2):
        apart = max(xs) <= min(others) + 1 or max(others) <= min(xs) + 1
        assert apart or max(ys) <= min(heights) + 1 or max(heights) <= min(ys) + 1


def test_curves_differ_by_dashes_and_names_not_by_colour_alone():
    one = drawing(next(figure for figure in FIGURES if figure.title == "Influence"))
    dashes = [shape.dashes for shape in one.shapes if isinstance(shape, Line) and shape.width == 2.0]
    assert len(set(dashes)) == 3
    assert {"RNN", "LSTM", "注意力"} <= set(words(one))


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=1, max_size=30))
def test_every_curve_has_its_name_beside_it_and_none_runs_into_another(ends):
    series = [{"label": f"curve {place}", "values": [0.5, end]} for place, end in enumerate(ends)]
    one = drawing(Figure("curve", "t", {"x": [0, 1], "series": series, "x_label": "x", "y_label": "y"}))
    names = [shape for shape in one.shapes if isinstance(shape, Text) and shape.text.startswith("curve")]
    heights = sorted(shape.y for shape in names)
    assert len(names) == len(ends) and heights[0] - SMALL > 0 and heights[-1] <= one.height
    assert all(after - before >= SMALL + 1.9 for before, after in itertools.pairwise(heights))


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.2, 7.7), (0.001, 0.002), (5, 5), (0, 0), (1e6, 3e6)])
def test_ticks_are_few_and_hold_the_values_between_them(low, high):
    ticks = _ticks(low, high, False)
    assert ticks[0] <= low + 1e-9 and ticks[-1] >= high - 1e-9
    assert 2 <= len(ticks) <= 8


def test_curves_of_nothing_and_of_what_is_no_number_are_drawn_without_it():
    data = {"x": [0, 1, 2], "series": [{"label": "a", "values": [np.nan, np.inf, 1.0]}], "x_label": "x", "y_label": "y"}
    assert "a" in words(drawing(Figure("curve", "t", data)))
    assert drawing(Figure("curve", "t", {**data, "x": [], "series": [], "log": True})).width > 0


def test_the_numbers_of_a_picture_are_also_tables():
    for figure in FIGURES:
        assert all(len(row) == len(table.columns) for table in tables(figure) for row in table.rows)
    assert tables(Figure("heads", "t", pages.heads()))[0].rows[0] == ["Thinking", 0.8799, 0.1201]


def test_an_unknown_kind_is_refused_with_the_nearest():
    with pytest.raises(TracerError, match="Did you mean heads"):
        drawing(Figure("head", "t"))
    with pytest.raises(TracerError, match="heads, lines, positions, network, curve"):
        tables(Figure("xyzzy", "t"))


def file_of(module, parts):
    stream = io.BytesIO()
    module.write(pages.document(parts), stream, None)
    return stream.getvalue()


def test_svg_keeps_text_as_text_and_names_itself():
    stream = io.StringIO()
    svg.write(pages.document(pages.pictures), stream, None)
    tree = ElementTree.fromstring(stream.getvalue())
    space = "{http://www.w3.org/2000/svg}"
    assert tree.find(f"{space}title").text == "Thinking 机器"
    assert "Heat maps, 2 in all" in tree.find(f"{space}desc").text
    assert "机器" in [node.text for node in tree.iter(f"{space}text")]
    assert "http" not in stream.getvalue().replace("http://www.w3.org/2000/svg", "")


def test_png_is_the_same_bytes_each_time_and_as_large_as_its_drawing():
    pytest.importorskip("matplotlib")
    figure = Figure("heads", "Small", pages.heads())
    first, second = file_of(png, [figure]), file_of(png, [figure])
    assert first == second and first.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", first[16:24])
    one = drawing(figure)
    assert abs(width - 2 * (one.width + 32)) < 4 and height > 2 * one.height


def test_pdf_pages_hold_whole_blocks_and_a_heading_stays_with_what_follows():
    heading = Drawing(100, 20, keep=True)
    tall = Drawing(100, 500)
    heights = [[page.height, page.keep] for page in pdf.pages([tall, tall, heading, tall])]
    assert len(heights) == 2
    assert all(height == pdf.PAGE for height, _ in heights)
    assert [page.height for page in pdf.pages([Drawing(100, 5000)])] == [5000]


def test_a_pdf_of_a_picture_is_as_large_as_the_picture():
    pytest.importorskip("matplotlib")
    figure = Figure("heads", "", pages.heads())
    data, one = file_of(pdf, [figure]), drawing(figure)
    [box] = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert [float(side) for side in box] == pytest.approx([(one.width + 32) * 0.75, (one.height + 32) * 0.75], abs=0.1)
    [page] = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", file_of(pdf, [figure, Prose("words")]))
    assert float(page[1]) > 700


def test_a_stream_that_refuses_a_pdf_says_so_itself():
    pytest.importorskip("matplotlib")

    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        pdf.write(Document("", [Prose("a")]), Full(), Options())


def test_pdf_is_the_same_bytes_each_time():
    pytest.importorskip("matplotlib")
    figure = Figure("lines", "t", {"left": ("a",), "right": ("b",), "weights": np.ones((1, 1))})
    first, second = file_of(pdf, [figure]), file_of(pdf, [figure])
    assert first == second and first.startswith(b"%PDF") and b"CreationDate" not in first


def test_mathematics_in_a_word_is_not_set_by_the_painter():
    pytest.importorskip("matplotlib")
    figure = Figure("lines", "$x$", {"left": ("$\\frac{", "_^"), "right": ("a", "b"), "weights": np.eye(2)})
    assert file_of(png, [figure]).startswith(b"\x89PNG")


def test_a_character_no_font_has_is_named_with_the_font_to_install(monkeypatch):
    pytest.importorskip("matplotlib")
    from tracer.render.figures import matplotlib_backend

    matplotlib_backend._fonts.cache_clear()
    monkeypatch.setattr(matplotlib_backend, "_has", lambda file: frozenset(map(chr, range(32, 127))))
    figure = Figure("lines", "t", {"left": ("机",), "right": ("b",), "weights": np.ones((1, 1))})
    with pytest.raises(TracerError, match="机.*fonts-noto-cjk"):
        file_of(png, [figure])
    matplotlib_backend._fonts.cache_clear()


def test_without_matplotlib_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(TracerError) as refused:
        file_of(png, [FIGURES[0]])
    assert str(refused.value) == say("render.missing") and "transformer-tracer[plot]" in str(refused.value)


def test_a_picture_too_large_for_a_picture_is_refused():
    blocks = [Figure("network", "t", {"nodes": [{"name": str(i)} for i in range(300)], "edges": []})]
    with pytest.raises(TracerError, match="32000"):
        png.write(Document("t", blocks), io.BytesIO(), None)


@pytest.mark.parametrize("kind", ["heads", "positions", "lines"])
def test_a_picture_of_more_cells_than_anyone_could_see_is_refused_before_it_is_drawn(kind: str) -> None:
    labels, values = [str(at) for at in range(600)], np.zeros((600, 600))
    data = {
        "heads": {"panels": [{"title": "", "values": values, "rows": labels, "columns": labels}]},
        "positions": {"values": values, "rows": labels, "columns": labels},
        "lines": {"left": labels, "right": labels, "weights": values},
    }[kind]
    with pytest.raises(TracerError, match="360000 cells"):
        drawing(Figure(kind, "", data))


NAMES_OF = st.lists(st.text("abcdefg 机器学", min_size=1, max_size=18), min_size=1, max_size=40)


@given(NAMES_OF)
def test_every_name_stands_below_a_curve_and_none_runs_into_another(names):
    data = {"x": names, "series": [{"label": "a", "values": [1.0] * len(names)}], "x_label": "token", "y_label": "y"}
    one = drawing(Figure("curve", "t", data))
    shown = [shape for shape in one.shapes if isinstance(shape, Text) and shape.anchor == "middle" and shape.ink == "ink"]
    assert [shape.text for shape in shown] == [label(name) for name in names]
    spans = [(shape.y, *sorted(x for x, _ in corners(shape))) for shape in shown]
    assert all(left >= 0 and right <= one.width for _, left, right in spans)
    for at, (y, left, right) in enumerate(spans):
        assert all(y != below or right <= start or end <= left for below, start, end in spans[at + 1 :])
    title = next(shape for shape in one.shapes if isinstance(shape, Text) and shape.text == "token")
    assert max(y for y, _, _ in spans) < title.y - SMALL <= one.height


def test_a_logarithmic_axis_is_named_and_has_equal_steps_for_equal_ratios():
    series = [{"label": "a", "values": [0.5, 0.05, 0.005, 0.0005]}]
    one = drawing(Figure("curve", "t", {"x": [1, 4, 16, 64], "series": series, "log": True, "x_log": True, "x_label": "d_k"}))
    assert "d_k (logarithmic axis)" in words(one)
    (line,) = [shape for shape in one.shapes if isinstance(shape, Line) and shape.width == 2.0 and len(shape.points) == 4]
    for steps in (np.diff([x for x, _ in line.points]), np.diff([y for _, y in line.points])):
        assert np.allclose(steps, steps[0])
    assert {"1", "4", "16", "64"} <= set(words(one))


@st.composite
def networks(draw):
    count = draw(st.integers(2, 12))
    columns = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    nodes = [{"name": f"n{at}", "shape": "2 × 2", "column": column} for at, column in enumerate(columns)]
    pairs = [(start, end) for start in range(count) for end in range(start + 1, count)]
    edges = draw(st.lists(st.sampled_from(pairs), max_size=15, unique=True))
    return {"nodes": nodes, "edges": [(f"n{start}", f"n{end}") for start, end in edges]}


@given(networks())
def test_no_arrow_of_a_network_runs_behind_a_box(data):
    one = drawing(Figure("network", "t", data))
    boxes = [shape for shape in one.shapes if isinstance(shape, Rect)]
    for shape in (shape for shape in one.shapes if isinstance(shape, Line) and not shape.filled):
        for (x1, y1), (x2, y2) in itertools.pairwise(shape.points):
            for box in boxes:
                across = min(x1, x2) < box.x + box.width - 1 and max(x1, x2) > box.x + 1
                down = min(y1, y2) < box.y + box.height - 1 and max(y1, y2) > box.y + 1
                assert not (across and down), (shape, box)


@given(networks())
def test_ways_round_that_overlap_have_lanes_of_their_own(data):
    one = drawing(Figure("network", "t", data))
    ways = [
        shape.points
        for shape in one.shapes
        if isinstance(shape, Line) and shape.ink == "soft" and not shape.filled and len(shape.points) == 3
    ]
    upright = [(points[1][0], *sorted((points[1][1], points[2][1]))) for points in ways]
    for at, (x, top, bottom) in enumerate(upright):
        assert all(x != other or bottom <= start or end <= top for other, start, end in upright[at + 1 :])


@given(st.integers(1, 40), st.integers(1, 30))
def test_a_row_of_panels_wraps_and_keeps_their_order(count, across):
    panels = [{"title": f"step {at}", "values": np.eye(3), "rows": list("abc"), "columns": list("abc")} for at in range(count)]
    one = drawing(Figure("heads", "t", {"panels": panels, "across": across}))
    assert one.width <= 1800
    titles = [shape for shape in one.shapes if isinstance(shape, Text) and shape.text.startswith("step")]
    assert [shape.text for shape in titles] == [f"step {at}" for at in range(count)]
    assert [(shape.y, shape.x) for shape in titles] == sorted({(shape.y, shape.x) for shape in titles})
    assert all(titles[at].x == 0 for at in range(0, count, across))  # a group begins a line


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Note("only a remark")],
        [Table(("a", "b"), [("x", 1.0)])],
        [Table(("a", "b"), [("x", 1.0)], (), "Measured.")],
        [Heading(1, "Found"), Note("x")],
        [Figure("heads", "Weights", pages.heads())],
        [Figure("lines", "", {"left": ("a",), "right": ("b",), "weights": np.ones((1, 1))})],
    ],
)
def test_every_sheet_has_a_title_and_a_description(parts):
    stream = io.StringIO()
    svg.write(Document("", parts), stream, None)
    tree = ElementTree.fromstring(stream.getvalue())
    for name in ("title", "desc"):
        node = tree.find(f"{{http://www.w3.org/2000/svg}}{name}")
        assert node.attrib["id"] == name and node.text and node.text.strip()


def test_a_font_that_has_a_box_for_every_character_draws_none(monkeypatch):
    pytest.importorskip("matplotlib")
    from matplotlib import font_manager

    from tracer.render.figures import matplotlib_backend

    own = [font for font in font_manager.fontManager.ttflist if font.name.startswith(("DejaVu", "Last Resort"))]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", own)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    matplotlib_backend._fonts.cache_clear()
    matplotlib_backend._look_again.cache_clear()
    figure = Figure("lines", "t", {"left": ("机",), "right": ("b",), "weights": np.ones((1, 1))})
    with pytest.raises(TracerError, match="机.*fonts-noto-cjk"):
        file_of(png, [figure])
    matplotlib_backend._fonts.cache_clear()
    matplotlib_backend._look_again.cache_clear()


def test_a_pdf_says_in_words_what_it_shows():
    pytest.importorskip("matplotlib")
    figure = Figure("lines", "t", {"left": ("a",), "right": ("b",), "weights": np.ones((1, 1))})
    assert b"/Subject" in file_of(pdf, [figure])


def test_a_title_wider_than_its_picture_is_broken_between_its_parts_and_axes_are_words_of_the_language():
    language.use("zh")
    two = np.array([[0.25, 0.75], [0.5, 0.5]])
    panels = [{"title": "", "values": two, "rows": "ab", "columns": "ab"}]
    title = "注意力权重：每一行表示一个查询看向哪里 · encoder.0.attention.softmax"
    shown = words(sheet(Document("", [Figure("heads", title, {"panels": panels})])))
    assert title.split(" · ")[1] in shown and not [line for line in shown if line.startswith("·") or line.endswith("·")]
    lines = {"left": "ab", "right": "ab", "weights": two, "left_axis": "query", "right_axis": "key"}
    assert {"查询", "键"} <= set(words(drawing(Figure("lines", "", lines))))


@pytest.mark.parametrize("kept", ["no folder", "no list"])
def test_a_painter_that_cannot_keep_its_list_of_fonts_says_nothing(tmp_path, kept):
    version = pytest.importorskip("matplotlib.font_manager").FontManager.__version__
    if kept == "no folder":
        (tmp_path / "own").write_text("a file stands where its folder would")
    else:
        (tmp_path / "own" / f"fontlist-v{version}.json").mkdir(parents=True)  # which cannot be written over
    ran = subprocess.run(
        [sys.executable, "-m", "tracer", "a b", "--format", "png", "-o", str(tmp_path / "a.png")],
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path / "own")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "a.png").stat().st_size
