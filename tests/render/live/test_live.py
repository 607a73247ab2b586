"""What a page carries: one allowed script, the run as data, addresses; nothing from outside that acts. No browser is asked."""

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from compact import compact
from pages import HOSTILE
from picture import FILE, digest, stamp

import tracer
from tracer import language
from tracer.document.cell_document import find
from tracer.document.trace_document import document
from tracer.errors import TracerError
from tracer.render import live, write
from tracer.render.live import FILES, FORM_FILES, as_json, script, script_hash, source

KILO = 1024


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def page(trace):
    stream = io.StringIO()
    write(document(trace), "page", stream)
    return stream.getvalue()


class Reader(HTMLParser):
    """Elements with their attributes, and what stands in scripts."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scripts, self.inside = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.inside = dict(attributes) if tag == "script" else None

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, text):
        if self.inside is not None:
            self.scripts.append((self.inside.get("type"), text))

    def run(self):
        return json.loads(next(text for kind, text in self.scripts if kind == "application/json"))


def test_a_page_allows_one_script_by_its_hash_and_nothing_else():
    text = page(tracer.trace("Thinking Machines"))
    reader = Reader(text)
    programs = [code for kind, code in reader.scripts if kind is None]
    assert len(programs) == 1
    policy = next(a["content"] for _, a in reader.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src '{script_hash(programs[0])}'"
    assert not [key for _, a in reader.elements for key in a if key.startswith("on") or key in ("src", "href", "action")]
    assert not re.search(r"\beval\b|new Function|innerHTML|insertAdjacent|document\.write|fetch\(|import\(|https?:", programs[0])


def test_every_number_says_which_cell_it_is_as_explain_takes_it():
    trace = tracer.trace("the cat the", model="encoder-decoder", target="le chat")
    reader = Reader(page(trace))
    cells = [a["data-cell"] for tag, a in reader.elements if tag == "td" and "data-cell" in a]
    shown = [step for step in trace.shown]
    assert len(cells) == len(set(cells)) == sum(step.values.size for step in shown)
    for address in cells:
        step, index = find(trace, address)
        assert address.startswith(step.name) and len(index) == len(step.axes)


@pytest.mark.parametrize("written", ["page", "fragment"])
def test_every_stage_heading_says_in_an_attribute_which_stage_it_is(written):
    trace = tracer.trace("a b", layers=2)
    reader = Reader({"page": page, "fragment": fragment}[written](trace))
    assert [a["data-stage"] for _, a in reader.elements if "data-stage" in a] == [step.name for step in trace.shown]
    assert {step["n"] for step in reader.run()["steps"]} >= {step.name for step in trace.shown}


def test_sentences_that_run_together_have_addresses_of_their_own():
    trace = tracer.trace(["it was", "so it was"], model="encoder")
    cells = [a["data-cell"] for _, a in Reader(page(trace)).elements if "data-cell" in a]
    assert len(cells) == len(set(cells))
    places = {find(trace, address)[0].name + str(find(trace, address)[1]) for address in cells}
    assert len(places) == len(cells)


@pytest.mark.parametrize("written", ["page", "fragment"])
def test_hostile_words_neither_end_the_script_nor_start_one(written):
    tokens = [*HOSTILE, "</script><script>alert(1)</script>", "<!--", "\u2028", '" onclick="x']
    trace = tracer.trace(model="encoder", tokens=tokens)
    reader = Reader({"page": page, "fragment": fragment}[written](trace))
    assert [kind for kind, _ in reader.scripts] == ["application/json", None]
    assert not {tag for tag, _ in reader.elements} & {"iframe", "object", "img", "link", "b", "i", "form"}
    assert not [key for _, a in reader.elements for key in a if key.startswith("on") or key in ("src", "href")]
    cells = [a["data-cell"] for _, a in reader.elements if "data-cell" in a]
    for address in cells[:: len(cells) // 200]:
        find(trace, address)
    assert reader.run()["steps"][0]["op"] == "parameter"


def test_json_in_a_page_reads_back_and_holds_nothing_that_acts():
    value = {"words": [*HOSTILE, "</script>", "\x7f", "\u2028", "\ud800", "机器"], "numbers": [0.1, -1e-300, 3]}
    text = as_json(value)
    assert json.loads(text) == value
    assert not set("<>&\x7f\u2028\ud800\x1b\u202e") & set(text) and "机器" in text


def test_the_run_in_a_page_holds_exactly_the_numbers_of_the_trace():
    trace = tracer.trace("Thinking Machines", model="decoder")
    steps = {step["n"]: step for step in Reader(page(trace)).run()["steps"]}
    import base64

    import numpy as np

    for name, step in trace.parameters.items():
        kind, numbers = steps[name]["v"][0], base64.b64decode(steps[name]["v"][1:])
        held = np.frombuffer(numbers, "<f8" if kind == "d" else "<f4").astype(float)
        assert held.tolist() == step.values.ravel().tolist()
    assert np.inf in -np.frombuffer(base64.b64decode(steps["decoder.0.attention.masked"]["v"][1:]), "<f8")


def test_a_run_that_a_browser_cannot_repeat_says_why():
    assert Reader(page(tracer.trace("a b", dtype="float32"))).run()["why"] == "float32"
    assert Reader(page(tracer.trace("a b", model="decoder", generate=1))).run()["why"] == "generated"


def test_a_run_too_large_for_a_page_has_no_script_and_says_so(monkeypatch):
    monkeypatch.setattr("tracer.document.living_graph.MOST_CELLS", 100)
    trace = tracer.trace("Thinking Machines")
    text = page(trace)
    assert not Reader(text).scripts and "data-cell" not in text and "choose fewer stages with --stage" in text
    assert "script-src" not in text
    from tracer.document.selection import Selection

    stream = io.StringIO()
    write(document(trace, Selection(stages=("encoder.0.attention.q",))), "page", stream)
    held = Reader(stream.getvalue()).run()
    assert held["why"] == "large"
    assert {step["n"] for step in held["steps"]} >= {"encoder.0.attention.q", "input", "embedding", "positions"}
    assert "encoder.0.attention.k" not in {step["n"] for step in held["steps"]}


def test_a_document_that_is_no_run_has_a_page_without_a_script():
    from pages import document as plain

    stream = io.StringIO()
    write(plain(), "page", stream)
    assert "<script" not in stream.getvalue() and "data-cell" not in stream.getvalue()


def test_what_pages_carry_is_made_of_the_files_that_are_read(gold):
    gold(compact([source(name) for name in (*FILES, *FORM_FILES)]), Path(live.__file__).with_name("carried.js"))


def test_compacting_keeps_the_program():
    text = "const total = (a) => a + +a; // x\nconst x = { total, b: `${total(1) + `}`} ; ${2}` };\nif (total) { f(/[/]\\//); }\n"
    text += "const longer = 1;\nfunction part(longest, wide) { return longest - -wide + longer; }\n"
    wanted = "const total=(a)=>a+ +a;const x={total,b:`${total(1)+`}`} ; ${2}`};if(total){f(/[/]\\//)}"
    assert compact([text]).startswith(wanted)
    assert re.search(r"const (\w)=1;function (\w)\((\w),(\w)\){return \3- -\4\+\1}", compact([text]))


MADE = [
    {},
    {"model": "encoder-decoder", "target": "denkende Maschinen"},
    {"model": "decoder", "positions": "rope", "norm_kind": "rms", "norm": "pre", "activation": "silu"},
    {"model": "lstm", "bidirectional": True},
    {"activation": "gelu", "norm_kind": "batch"},
    {"mask": "causal", "mask_fill": "renormalise", "paper": 2},
    {"model": "decoder", "generate": 2},
    {"edits": {"scores[0, 0, 1]": 3.5}},
]


@pytest.mark.parametrize("options", MADE)
def test_a_script_is_small_and_has_the_rules_that_its_run_needs(options):
    graph = document(tracer.trace("Thinking Machines", **options)).living.graph()
    text = script([graph]).text
    assert len(text.encode()) <= 40 * KILO
    ruled = set(re.findall(r"[{,]\"?(\w+)\"?(?=[:,}])", text))
    assert {step["op"] for step in graph["steps"] if "t" not in step and step["in"]} <= ruled | {"recorded"}


def test_rare_rules_are_carried_where_they_are_needed():
    plain, rope, gelu = (
        script([document(tracer.trace("a b", **options)).living.graph()])
        for options in ({}, {"positions": "rope"}, {"activation": "gelu"})
    )
    assert "frequencies" not in plain.text and ".erf=" not in plain.text
    assert "frequencies" in rope.text and ".erf=" in gelu.text
    assert len({plain.key, rope.key, gelu.key}) == 3


def test_a_page_of_two_words_stays_small():
    assert len(page(tracer.trace("Thinking Machines")).encode()) <= 120 * KILO


def fragment(trace):
    stream = io.StringIO()
    write(document(trace), "html", stream, live=True)
    return stream.getvalue()


def test_a_fragment_that_answers_carries_its_run_and_shares_no_name_with_another():
    text = fragment(tracer.trace("Thinking Machines"))
    reader = Reader(text)
    assert [kind for kind, _ in reader.scripts] == ["application/json", None]
    assert reader.run()["steps"][0]["op"] == "parameter"
    assert reader.elements[0] == ("section", {"class": "ttrace", "lang": "en"})
    assert not [a for _, a in reader.elements if "id" in a]
    rules = re.sub(r"@[^{]*\{(?=[^}]*\{)", "", text.partition("<style>")[2].partition("</style>")[0])
    selectors = [selector.strip() for rule in re.findall(r"([^{}]+)\{", rules) for selector in rule.split(",")]
    assert {selector for selector in selectors if not selector.startswith((".ttrace", ".tt-"))} <= {
        "body.tt-open",
        "body:has(>main.ttrace)",
    }


def test_a_fragment_is_still_without_a_script_where_nobody_asks():
    stream = io.StringIO()
    write(document(tracer.trace("a b")), "html", stream)
    assert "<script" not in stream.getvalue() and "data-cell" not in stream.getvalue()


def test_what_is_no_run_cannot_answer():
    from pages import document as plain

    with pytest.raises(TracerError, match="no single run"):
        write(plain(), "html", io.StringIO(), live=True)


def test_a_fragment_of_too_large_a_run_says_so(monkeypatch):
    monkeypatch.setattr("tracer.document.living_graph.MOST_CELLS", 100)
    text = fragment(tracer.trace("Thinking Machines"))
    assert "<script" not in text and "choose fewer stages with --stage" in text


def test_a_notebook_shows_a_run_that_answers_and_anything_else_still():
    trace = tracer.trace("a b")
    assert "<script>" in trace._repr_mimebundle_()["text/html"]
    assert "<script" not in trace["scores"]._repr_mimebundle_()["text/html"]


def test_the_picture_in_the_readme_is_of_the_page_of_today():
    """Where this fails: the test in test_page.py that makes it, with `--update` and a browser (.ci/run says what it takes)."""
    assert stamp() == digest()
    assert "(walkthroughs/pictures/living-page.png)" in (FILE.parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_sentence_of_the_script_is_used_and_there(tongue):
    language.use(tongue)
    from tracer.render.live import words

    code = "".join(map(source, FILES))
    asked = set(re.findall(r"(?:say|tell|button|field)\((?:[^\"()]*\? )?\"(\w+)\"", code)) | set(re.findall(r"\"(\w+)\"", code))
    assert set(words()) <= asked | {"float32", "generated", "large"}
    assert all(words().values())
