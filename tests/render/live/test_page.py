"""The living page in a real browser, from a file, without a network: what a reader clicks, types and sees."""

import io
import json
import re

import pytest
from browsing import browse, need_browser
from picture import FILE, pictured_page, stamped

import tracer
from tracer import language
from tracer.document.blocks import Document, Heading, Run
from tracer.document.cell_document import find
from tracer.document.living_run import Living
from tracer.document.trace_document import document
from tracer.render import write

SOFTMAX = "encoder.0.attention.softmax[head=0, query=Thinking, key=Machines]"
SCALED = "encoder.0.attention.scaled[head=0, query=Thinking, key=Thinking]"
RIGHT = "encoder.0.attention.softmax[head=1, query=Thinking, key=Thinking]"


def page_text(trace, name="page", **options):
    stream = io.StringIO()
    write(document(trace), name, stream, **options)
    return stream.getvalue()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    need_browser()
    folder = tmp_path_factory.mktemp("pages")

    def ask(questions, tongue="en", change=lambda text: text, text=None, **options):
        file = folder / f"{abs(hash((tongue, str(questions), str(options))))}.html"
        with language.speaking(tongue):
            text = text or page_text(tracer.trace(**{"text": "Thinking Machines", **options}))
        file.write_text(change(text), encoding="utf-8")
        return browse(file, questions)

    return ask


def steps(*steps, **look):
    return {"steps": steps, "look": look}


def test_a_reader_clicks_follows_changes_and_undoes(browser):
    found = browser(
        [
            {"name": "trust", **steps(("see", ".tt-badge"), ("js", "ttrace.check()"))},
            {
                "name": "click",
                **steps(("click", SOFTMAX), ("see", ".tt-panel"), ("count", "td.tt-from"), ("count", "td.tt-to"), ("hash",)),
            },
            {
                "name": "follow",
                **steps(
                    ("click", SOFTMAX), ("operand", 0), ("hash",), ("focused",), ("back",), ("hash",), ("see", ".tt-panel h2")
                ),
            },
            {
                "name": "arrows",
                **steps(
                    ("click", SOFTMAX),
                    ("press", "ArrowLeft"),
                    ("focused",),
                    ("press", "ArrowLeft"),
                    ("focused",),
                    ("press", "ArrowDown"),
                    ("focused",),
                    ("press", "Control+Home"),
                    ("focused",),
                    ("press", "Control+End"),
                    ("focused",),
                    ("press", "Home"),
                    ("focused",),
                    ("press", "Tab"),
                    ("js", "document.activeElement.dataset.cell.split('[')[1]"),
                ),
            },
            {
                "name": "edit",
                **steps(
                    ("click", SOFTMAX),
                    ("press", "Enter"),
                    ("type", "0.9"),
                    ("press", "Enter"),
                    ("focused",),
                    ("see", "td.tt-here"),
                    ("see", "[role=status]"),
                    ("hash",),
                    ("see", ".tt-panel p:last-child"),
                    ("js", f"ttrace.value({SOFTMAX!r})"),
                    ("button", "Undo"),
                    ("see", "td.tt-here"),
                    ("hash",),
                    ("js", f"ttrace.value({SOFTMAX!r}) == 0.9"),
                    ("press", "F2"),
                ),
            },
            {
                "name": "wrong",
                **steps(
                    ("click", SOFTMAX),
                    ("press", "F2"),
                    ("type", "much"),
                    ("press", "Enter"),
                    ("see", "[role=status]"),
                    ("press", "Escape"),
                    ("focused",),
                ),
            },
            {
                "name": "walk",
                **steps(
                    ("click", "encoder.0.attention.q[head=0, token=Thinking, d_k=0]"),
                    ("summary", "Add it up"),
                    ("button", "Next term"),
                    ("button", "Next term"),
                    ("count", ".tt-panel ol li"),
                    ("see", ".tt-panel ol li:last-child"),
                ),
            },
            {
                "name": "stages",
                **steps(
                    ("click", SOFTMAX),
                    ("button", "Next stage"),
                    ("hash",),
                    ("button", "Only this stage"),
                    ("count", "main section:not([hidden])"),
                    ("button", "Previous stage"),
                    ("count", "main section:not([hidden])"),
                    ("visible", "td.tt-here"),
                    ("button", "All stages"),
                    ("count", "main section[hidden]"),
                ),
            },
        ]
    )
    assert all(answer["problems"] == [] for answer in found.values())
    text, checked = found["trust"]["seen"]
    assert (
        checked["differ"] == [] and text == f"{checked['agree']} of {checked['agree']} numbers recomputed in this browser agree."
    )
    panel, sources, readers, where = found["click"]["seen"]
    assert "Softmax turns each row" in panel and "A = softmax(S′)" in panel and "e^(" in panel and "0.368" in panel
    assert (sources, readers) == (2, 2) and where == f"#cell={SOFTMAX}"
    assert found["follow"]["seen"][:2] == [
        f"#cell={SCALED.replace('key=Thinking', 'key=Machines')}",
        SCALED.replace("key=Thinking", "key=Machines"),
    ]
    assert found["follow"]["seen"][2:] == [f"#cell={SOFTMAX}", "A[Thinking, Machines]"]
    first = "encoder.0.attention.softmax[head=0, query=Thinking, key=Thinking]"
    below = first.replace("query=Thinking", "query=Machines")
    assert found["arrows"]["seen"][:6] == [first, first, below, first, below.replace("key=Thinking", "key=Machines"), below]
    assert found["arrows"]["seen"][6].startswith("head=1")
    focused, cell, told, where, command, value, undone, after, still = found["edit"]["seen"]
    assert focused == SOFTMAX and cell.split() == ["0.368", "→", "0.900"] and value == 0.9
    assert "stages changed; most of all" in told and where == f"#cell={SOFTMAX}&set={SOFTMAX}=0.9"
    assert command == f"ttrace … --set '{SOFTMAX}=0.9'"
    assert undone == "0.368" and after == f"#cell={SOFTMAX}" and still is False
    assert "“much” is no number" in found["wrong"]["seen"][0] and found["wrong"]["seen"][1] == SOFTMAX
    assert found["walk"]["seen"][0] == 2 and "so far" in found["walk"]["seen"][1]
    assert found["stages"]["seen"][0].startswith("#cell=encoder.0.attention.z[") and found["stages"]["seen"][1:] == [
        1,
        1,
        True,
        0,
    ]


def test_a_link_brings_its_cell_and_its_edits(browser):
    fragment = f"#cell={SOFTMAX}&set={SCALED}=5&set={RIGHT}=0.25"
    found = browser(
        [
            {
                "name": "link",
                **steps(
                    ("see", ".tt-panel h2"),
                    ("count", ".tt-panel ol li"),
                    ("js", f"ttrace.value({SCALED!r})"),
                    ("button", "Reset"),
                    ("js", f"ttrace.value({SCALED!r}) == 5"),
                    fragment=fragment,
                ),
            },
            {"name": "unknown", **steps(("see", "[role=status]"), fragment="#cell=scores[9]")},
            {"name": "no number", **steps(("see", "[role=status]"), ("count", "td.tt-set"), fragment=f"#set={SCALED}=<b>x")},
            {
                "name": "typed",
                **steps(
                    ("go", f"#cell={RIGHT}&set={RIGHT}=1"),
                    ("js", "new Promise((done) => setTimeout(done, 200))"),
                    ("see", ".tt-panel h2"),
                    ("js", f"ttrace.value({RIGHT!r})"),
                ),
            },
            {
                "name": "front",
                **steps(
                    ("js", f"(ttrace.set({SCALED!r}, 7), ttrace.value({SCALED!r}))"),
                    ("js", "(ttrace.undo(), ttrace.cells().length > 300)"),
                    ("js", f"ttrace.value({SCALED!r}) == 7"),
                ),
            },
        ]
    )
    assert all(answer["problems"] == [] for answer in found.values())
    assert found["link"]["seen"] == ["A[Thinking, Machines]", 2, 5, False]
    assert found["unknown"]["seen"] == ["scores[9] names no cell of this page, or more than one."]
    assert (
        found["no number"]["seen"][0].startswith("The address of this page asks for the edit")
        and found["no number"]["seen"][1] == 0
    )
    assert found["typed"]["seen"][1:] == ["A[Thinking, Thinking]", 1]
    assert found["front"]["seen"] == [7, True, False]


def test_a_reader_predicts_first(browser):
    found = browser(
        [
            {
                "name": "predict",
                **steps(
                    ("click", SOFTMAX), ("button", "Hide this stage's results"), ("see", "td.tt-here"), ("see", ".tt-panel"),
                    ("js", "document.querySelector('.tt-panel input').focus()"), ("type", "0.5"), ("press", "Enter"), ("see", "[role=status]"),
                    ("js", "document.querySelector('.tt-panel input').select()"), ("js", "document.querySelector('.tt-panel input').focus()"), ("type", "0.368"), ("press", "Enter"),
                    ("see", "[role=status]"), ("see", "td.tt-here"), ("count", "td:has([role=img])"),
                ),
            },
            {"name": "all", **steps(("button", "Predict first: hide all results"), ("js", "new Promise((done) => setTimeout(done, 500))"), ("js", "document.querySelectorAll('td [role=img]').length"), ("button", "Show all results"), ("js", "new Promise((done) => setTimeout(done, 500))"), ("count", "td:has([role=img])"))},
        ]
    )  # fmt: skip
    hidden, panel, wrong, right, shown, left = [one for one in found["predict"]["seen"] if one is not None]
    assert hidden == "?" and "= ?" in panel and "0.368" not in panel.split("Your prediction")[0]
    assert wrong.startswith("Not 0.5") and right == "Right: 0.368." and shown == "0.368" and left == 7
    hidden, left = [one for one in found["all"]["seen"] if one is not None]
    assert hidden > 150 and left == 0


def test_a_number_that_was_tampered_with_is_named_and_nothing_can_be_changed(browser):
    steps_ = steps(
        ("see", ".tt-badge"), ("click", SOFTMAX), ("count", ".tt-panel input"), ("press", "F2"), ("see", "[role=status]")
    )
    found = browser(
        [{"name": "x", **steps_}],
        change=lambda text: text.replace(f'data-cell="{SOFTMAX}"', f'data-cell="{SOFTMAX}" ').replace(">0.368<", ">0.369<", 1),
    )
    badge, inputs, told = found["x"]["seen"]
    assert SOFTMAX in badge and inputs == 0 and told == "No number of this page can be changed."


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_no_rule_of_accessibility_is_broken(browser, tongue):
    looks = {"light": {}, "dark": {"scheme": "dark"}, "narrow": {"width": 320}}
    found = browser([{"name": name, "audit": True, "look": look} for name, look in looks.items()], tongue)
    assert {name: answer["violations"] for name, answer in found.items()} == {name: [] for name in looks}


def test_a_phone_forced_colours_paper_and_no_script(browser):
    wide = "document.documentElement.scrollWidth <= innerWidth"
    table = "document.querySelector('td[data-cell]').closest('table').getAttribute('role')"
    found = browser(
        [
            {
                "name": "phone",
                **steps(
                    ("js", wide),
                    ("click", SOFTMAX),
                    ("js", wide),
                    ("visible", ".tt-panel"),
                    ("visible", "td.tt-here"),
                    width=320,
                    height=640,
                ),
            },
            {
                "name": "forced",
                **steps(
                    ("click", SOFTMAX),
                    ("js", "getComputedStyle(document.querySelector('td.tt-from')).outlineStyle"),
                    forced="active",
                    motion="reduce",
                ),
            },
            {
                "name": "paper",
                **steps(
                    ("click", SOFTMAX), ("media", "print"), ("visible", ".tt-panel"), ("visible", ".tt-bar"), ("visible", "table")
                ),
            },
            {
                "name": "plain",
                **steps(
                    ("js", table),
                    ("button", "Plain tables"),
                    ("js", table),
                    ("count", "td[tabindex]"),
                    ("click", SOFTMAX),
                    ("visible", ".tt-panel"),
                ),
            },
            {"name": "off", **steps(("see", "h1"), ("count", "td[data-cell]"), ("count", ".tt-bar"), script=False)},
        ]
    )
    assert all(answer["problems"] == [] for answer in found.values())
    assert found["phone"]["seen"] == [True, True, True, True]
    assert found["forced"]["seen"] == ["dashed"]
    assert found["paper"]["seen"] == [False, False, True]
    assert found["plain"]["seen"] == ["grid", None, 0, True]
    assert found["off"]["seen"][1] > 150 and found["off"]["seen"][2] == 0


HOSTILE = ["</script><script>window.hit=1</script>", "<img src=x onerror=window.hit=1>", '"]', "a=b", "\u202ex", "#1"]


def test_hostile_words_do_nothing_and_can_be_followed(browser):
    walk = "ttrace.cells().every((one) => Number.isFinite(ttrace.value(one)) || true) && document.querySelectorAll('td[data-cell]').length"
    click = "document.querySelectorAll('td[data-cell]').forEach((one) => one.click())"
    asked = steps(("js", "window.hit === undefined"), ("js", walk), ("js", click), ("js", "window.hit === undefined"))
    found = browser([{"name": "x", **asked}], text=page_text(tracer.trace(tokens=HOSTILE)))
    seen = [one for one in found["x"]["seen"] if one is not None]
    assert seen[0] is True and seen[1] > 300 and seen[2] is True and found["x"]["problems"] == []


def test_a_page_in_chinese_speaks_chinese(browser):
    found = browser([{"name": "x", **steps(("click", SOFTMAX), ("see", ".tt-badge"), ("see", ".tt-panel"))}], "zh")
    badge, panel = found["x"]["seen"]
    assert "重新计算" in badge and "下一阶段" in panel and "Next" not in panel


def test_float32_can_be_followed_and_not_changed(browser):
    found = browser(
        [{"name": "x", **steps(("see", ".tt-badge"), ("click", SOFTMAX), ("count", ".tt-panel input"), ("see", ".tt-panel"))}],
        dtype="float32",
    )
    badge, inputs, panel = found["x"]["seen"]
    assert "less than float64" in badge and inputs == 0 and "softmax" in panel


FIRST, SECOND = "section.ttrace:nth-of-type(1)", "section.ttrace:nth-of-type(2)"


def test_several_fragments_on_a_page_of_somebody_else_do_not_disturb_each_other(browser):
    run = tracer.trace("Thinking Machines")
    both = page_text(run, "html", live=True) * 2 + page_text(tracer.trace("a b", positions="rope"), "html", live=True)
    host = f"<!DOCTYPE html><html lang=en><title>x</title><body style='color:#222;background:#fff'><main><h1>x</h1>{both}</main>"
    value = f"document.querySelectorAll('section.ttrace')[%d].ttrace.value({SOFTMAX!r})"
    ready = ("js", "new Promise((done) => setTimeout(done, 300))")
    found = browser(
        [
            {
                "name": "two",
                **steps(
                    ready,
                    ("js", "history.length"),
                    ("count", ".tt-bar"),
                    ("click", SOFTMAX, FIRST),
                    ("inside", FIRST, "Next stage"),
                    ("click", SOFTMAX, FIRST),
                    ("press", "Enter"),
                    ("type", "0.9"),
                    ("press", "Enter"),
                    ("hash",),
                    ("js", "history.length"),
                    ("js", value % 0),
                    ("js", value % 1),
                    ("js", f"ttrace.value({SOFTMAX!r})"),
                    ("count", f"{FIRST} td.tt-set"),
                    ("count", f"{SECOND} td.tt-set"),
                    ("count", f"{SECOND} .tt-panel:not([hidden])"),
                    ("inside", FIRST, "Back"),
                    ("see", f"{FIRST} .tt-panel h2"),
                    ("click", SOFTMAX, SECOND),
                    ("see", f"{SECOND} .tt-panel h2"),
                    ("see", f"{FIRST} .tt-panel h2"),
                    ("js", "[...document.querySelectorAll('section.ttrace')].map((one) => one.ttrace.check().differ.length)"),
                    ("js", "document.querySelectorAll('[id]').length"),
                    width=1300,
                ),
            },
            {"name": "look", "audit": True, "look": {}},
        ],
        text=host,
    )
    assert found["two"]["problems"] == [] and found["look"]["violations"] == []
    before, bars, where, after, first, second, window, set_first, set_second, open_second, *rest = found["two"]["seen"][1:]
    assert (bars, where, after, set_first, set_second, open_second) == (3, "", before, 1, 0, 0)
    assert first == window == 0.9 and second == pytest.approx(0.368, abs=1e-3)
    assert rest[0].startswith("z[") and rest[1:3] == ["A[Thinking, Machines]", rest[0]] and rest[3:] == [[0, 0, 0], 0]


def test_each_run_of_a_lesson_answers_for_itself(browser):
    runs = [Living(tracer.trace("Thinking Machines", seed=seed)) for seed in (0, 3)]
    blocks = [tuple(document(run.trace).blocks()) for run in runs]
    stream = io.StringIO()
    write(Document("Two runs", [Heading(1, "Two runs"), *map(Run, blocks, [run.graph() for run in runs])]), "page", stream)
    ready = ("js", "new Promise((done) => setTimeout(done, 300))")
    value = f"document.querySelectorAll('.tt-run')[%d].ttrace.value({SOFTMAX!r})"
    first, second = ".tt-run:nth-of-type(1)", ".tt-run:nth-of-type(2)"
    found = browser(
        [
            {
                "name": "x",
                **steps(
                    ready,
                    ("click", SOFTMAX, second),
                    ("see", f"{second} .tt-panel h2"),
                    ("count", ".tt-panel:not([hidden])"),
                    ("hash",),
                    ("inside", second, "Next stage"),
                    ("inside", second, "Only this stage"),
                    ("count", f"{first} section[hidden]"),
                    ("js", value % 0),
                    ("js", value % 1),
                ),
            },
            {"name": "look", "audit": True, "look": {"scheme": "dark", "width": 320}},
        ],
        text=stream.getvalue(),
    )
    assert found["x"]["problems"] == [] and found["look"]["violations"] == []
    assert found["x"]["seen"][1:5] == ["A[Thinking, Machines]", 1, "", 0]
    index = find(runs[0].trace, SOFTMAX)[1]
    assert found["x"]["seen"][5:] == pytest.approx([run.trace["softmax"].values[index] for run in runs], rel=1e-12)


def without_mathml(text):
    """The page as a browser sees it that knows no MathML: its elements are unknown ones, and the style for that case holds."""
    assert text.count("@supports not (math-style:compact)") == 1
    text = text.replace("@supports not (math-style:compact)", "@supports (color:red)")
    return re.sub(r"(</?)math\b", r"\1x-math", text).replace(".ttrace math[", ".ttrace x-math[")


@pytest.mark.parametrize("script", [True, False])
def test_formulas_are_lines_of_text_without_mathml(browser, script):
    sign = "getComputedStyle(document.querySelector('%s'), '::%s').content"
    lines = "[...document.querySelectorAll('x-math mtable')].every((one) => new Set([...one.querySelectorAll('mtr')].map((row) => row.getBoundingClientRect().top)).size === one.querySelectorAll('mtr').length)"
    seen = steps(
        ("js", sign % ("mfrac > :first-child", "after")),
        ("js", sign % ("msqrt", "before")),
        ("js", sign % ("mfrac > :last-child", "before")),
        ("js", lines),
        ("see", "x-math"),
        ("js", "document.querySelectorAll('math').length"),
        script=script,
    )
    found = browser([{"name": "x", **seen}], change=without_mathml)["x"]
    assert found["problems"] == []
    assert found["seen"] == ['") / "', '"√("', '"("', True, "E=WEtoken", 0]


def test_a_changed_table_fits_on_paper(browser):
    hidden = "encoder.0.ffn.hidden[token=Thinking, d_ff=0]"
    fits = "document.querySelector('main').scrollWidth <= document.documentElement.clientWidth"
    found = browser(
        [
            {
                "name": "x",
                **steps(
                    ("js", f"ttrace.set({SCALED!r}, 5)"),
                    ("js", f"document.querySelector('td[data-cell={json.dumps(hidden)}]').scrollIntoView()"),
                    ("js", "new Promise((done) => setTimeout(done, 200))"),
                    ("js", f"document.querySelector('td[data-cell={json.dumps(hidden)}]').querySelectorAll('del').length"),
                    ("media", "print"),
                    ("js", fits),
                    width=680,  # A4 between margins of 15 mm
                ),
            }
        ]
    )
    assert found["x"]["seen"][-2:] == [1, True]


def test_the_picture_of_the_page_can_be_made(browser, request, tmp_path):
    """With `--update` it takes the place of the one that README shows."""
    shot = tmp_path / "page.png"
    found = browser(
        [
            {
                "name": "x",
                **steps(
                    ("click", SOFTMAX),
                    ("js", f"document.querySelector('td[data-cell={json.dumps(SCALED)}]').closest('section').scrollIntoView()"),
                    ("js", f"void ttrace.set({SCALED!r}, 1)"),
                    ("js", "new Promise((done) => setTimeout(done, 300))"),
                    ("see", "td.tt-here"),
                    ("shot", str(shot)),
                    width=1280,
                    height=800,
                ),
            }
        ],
        text=pictured_page(),
    )
    assert found["x"]["problems"] == [] and found["x"]["seen"][-1].split() == ["0.368", "→", "0.095"]
    picture = stamped(shot.read_bytes())
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and len(picture) > 20_000
    if request.config.getoption("--update"):
        FILE.write_bytes(picture)


SHOWN = """(() => {
  const output = document.createElement("div");
  output.innerHTML = document.querySelector("template").innerHTML;
  for (const old of output.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
  document.querySelector("main").append(output);
})()"""  # as notebooks show the HTML of a cell's output


def test_a_trace_in_a_notebook_answers_without_a_kernel_and_when_it_is_shown_again(browser):
    saved = tracer.trace("Thinking Machines")._repr_mimebundle_()["text/html"]
    ready = ("js", "new Promise((done) => setTimeout(done, 300))")
    keys = "document.addEventListener('keydown', () => (window.taken = (window.taken || 0) + 1))"
    found = browser(
        [
            {
                "name": "x",
                **steps(
                    ("js", f"void {keys}"),
                    ("js", SHOWN),
                    ready,
                    ("click", SOFTMAX),
                    ("press", "ArrowLeft"),
                    ("focused",),
                    ("press", "Enter"),
                    ("type", "0.25"),
                    ("press", "Enter"),
                    ("see", "td.tt-here"),
                    ("js", "window.taken || 0"),
                    ("js", "document.querySelector('.ttrace').getAttribute('data-lm-suppress-shortcuts')"),
                    ("js", SHOWN),
                    ready,
                    ("count", ".tt-bar"),
                    script=True,
                ),
            }
        ],
        text=f"<!DOCTYPE html><html lang=en><title>x</title><main></main><template>{saved}</template><script>window.ttrace = null</script>",
    )
    assert found["x"]["problems"] == []
    focused, changed, taken, marked, bars = [one for one in found["x"]["seen"] if one is not None]
    assert focused == SOFTMAX.replace("key=Machines", "key=Thinking") and changed.split() == ["0.632", "→", "0.250", "✎"][:3]
    assert (taken, marked, bars) == (0, "true", 2)
