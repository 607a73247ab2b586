"""The script's rules against the rows of operations, and whole runs computed again in Node against Python's own numbers."""

import itertools
import math
import random
import re
import struct

import numpy as np
import pytest
from checkpoints import family
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import Node, graph_of

import tracer
from tracer.address import cell as cell_address
from tracer.address import plain
from tracer.axes import Axis
from tracer.document.cell_document import find
from tracer.document.living_run import Living
from tracer.document.rule_settings import template
from tracer.document.working import explain_cell
from tracer.errors import TracerError
from tracer.expression import Cell, cells
from tracer.ops import OPS
from tracer.ops.row import View
from tracer.record.dry_run import Plan
from tracer.record.recorder import Recorder
from tracer.record.settle import settle
from tracer.record.trace import Trace
from tracer.render.live import FILES, source
from tracer.rounding import show
from tracer.sanitize import sanitize
from tracer.session import make_request
from tracer.training.traced_step import trace_steps

LEAVES = {
    "given",
    "parameter",
    "causal",
    "band",
    "falcon_alibi",
    "one_hot",
}  # where a run begins: their numbers are the page's own
EXAMPLES = [
    pytest.param(op, example, id=f"{op.name}-{place}")
    for op in OPS.values()
    if op.name not in LEAVES
    for place, example in enumerate(op.examples)
]


@pytest.fixture(scope="module")
def node():
    process = Node()
    yield process
    process.close()


def step_of(op, example):
    rng, shared, inputs = np.random.RandomState(3), {}, []
    r = Recorder(Plan(lambda name: False))
    for number, sizes in enumerate(example.inputs):
        axes = tuple(shared.setdefault(f"{name}{size}", Axis(name, size)) for name, size in sizes.items())
        values = rng.uniform(example.low, example.high, tuple(sizes.values()))
        if op.name in ("mask", "dropout") and number == 1:
            values = (values > np.median(values)).astype(float)
        inputs.append(r.given(f"in{number}", values, axes))
    return inputs, r.apply(op.name, "out", *inputs, **example.attrs)


@pytest.mark.parametrize("op, example", EXAMPLES)
def test_a_rule_computes_and_writes_out_what_its_row_does(node, op, example):
    inputs, step = step_of(op, example)
    found = node.ask("cells", graph=graph_of([*inputs, step]), step="out")
    np.testing.assert_allclose([float(x) for x in found["computed"]], step.values.ravel(), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose([float(x) for x in found["worked"]], step.values.ravel(), rtol=1e-12, atol=1e-14)
    view = View(
        step.axes,
        [one.axes for one in inputs],
        example.attrs,
        lambda number, index: Cell(inputs[number].name + str(list(index)), "", float(inputs[number].values[index])),
    )
    for place, index in enumerate(itertools.product(*map(range, step.values.shape))):
        if op.name in ("step", "argmax", "draw", "round", "choose_largest"):
            continue  # their workings are numbers, found by looking at the cells
        wanted = {cell.address for cell in cells(op.working(view, index))}
        assert {positions(address) for address in found["sources"][place]} == wanted


def positions(address):
    """`in0[token=1, d_k=2]` as `in0[1, 2]`."""
    return re.sub(r"\w+=", "", address)


def test_every_operation_has_a_rule_or_a_template_unless_a_run_begins_there():
    ruled = set(
        re.findall(r"^  \"?(\w+)\"?(?:,$|:)", "".join(source(name) for name in FILES if name.startswith("rules")), re.MULTILINE)
    )
    pointwise = {name for name, op in OPS.items() if op.pointwise}
    assert set(OPS) - ruled - pointwise == LEAVES
    assert not ruled & LEAVES


WORDS = "Thinking Machines"
TOYS = {
    "encoder": {},
    "two layers": {"layers": 2},
    "attention": {"model": "attention"},
    "decoder": {"model": "decoder"},
    "encoder-decoder": {"model": "encoder-decoder", "target": "denkende Maschinen"},
    "rnn": {"model": "rnn"},
    "lstm": {"model": "lstm", "bidirectional": True},
    "gru": {"model": "gru", "gru_update": "take"},
    "gru before": {"model": "gru", "gru_reset": "before"},
    "rope": {"model": "decoder", "positions": "rope", "norm_kind": "rms", "norm": "pre", "activation": "silu"},
    "gelu": {"activation": "gelu", "norm_kind": "batch", "epsilon_at": "deviation"},
    "gelu-tanh": {"activation": "gelu-tanh", "variance": "sample", "final_norm": True},
    **{kind: {"activation": kind} for kind in ("leaky-relu", "elu", "softplus", "mish", "relu2", "quick-gelu")},
    "deepseek": {"model": "deepseek"},
    "mask": {"mask": "causal", "mask_fill": -1e9},
    "renormalise": {"mask": "causal", "mask_fill": "renormalise"},
    "zero": {"mask": "causal", "mask_fill": "zero"},
    "query": {"softmax_over": "query", "scale": False},
    "timescales": {"position_layout": "timescales", "embedding_scale": True},
    "paper": {"paper": 2},
    "paper rnn": {"model": "rnn", "paper": 2},
    "edits": {"edits": {"scores[0, 0, 1]": 3.5, "encoder.0.attention.W_Q[0, 0]": -1}},
    "generated": {"model": "decoder", "generate": 2},
    "pronoun": {"model": "pronoun"},
}
TEXTS = {"pronoun": "The animal didn't cross the street because it was too tired"}
_TRACES = {}


def trace_of(name):
    if name not in _TRACES:
        _TRACES[name] = tracer.trace(TEXTS.get(name, WORDS), **TOYS[name])
    return _TRACES[name]


def test_sentences_that_run_together_are_computed_again(node):
    run = tracer.trace(["it was it", "so it was not"], model="encoder")
    found = node.ask("graph", graph=Living(run).graph())
    assert found["check"]["differ"] == [] and found["unknown"] == []


@pytest.mark.parametrize("name", TOYS)
def test_a_run_is_computed_again_number_by_number(node, name):
    run = trace_of(name)
    graph = Living(run).graph()
    found = node.ask("graph", graph=graph)
    assert found["unknown"] == []  # an operation of a forward pass without a rule
    assert found["check"]["differ"] == []
    assert found["check"]["agree"] > 50
    for step in graph["steps"]:
        mine = run.every[step["n"]]
        assert found["shown"][step["n"]] == [show(float(x), step["p"]) for x in settle(mine).ravel()]


@pytest.mark.parametrize("name", ["bart", "electra-gen", "gemma2", "gemma3", "gpt2", "llama3", "phi3-long", "t5", "deepseek-v3"])
def test_a_checkpoint_of_a_real_family_is_computed_again(node, name):
    found = node.ask("graph", graph=Living(family(name)[0]).graph())
    assert found["unknown"] == [] and found["check"]["differ"] == []
    assert found["check"]["agree"] > 8_000


TRAINED = [
    {"model": "decoder"},
    {"labels": [0, 1, 2], "optimizer": "sgd", "optimizer_momentum": 0.9, "nesterov": True, "weight_decay": 0.1},
    {"model": "decoder", "optimizer": "adamw", "clip_norm": 0.5, "schedule": "cosine"},
]


@pytest.mark.parametrize("options", TRAINED)
def test_a_training_step_is_computed_again_with_its_gradients(node, options):
    run = trace_steps(make_request("the cat sat", **options), 2)
    assert any(name.startswith("step.1.grad.") for name in run.steps)
    found = node.ask("graph", graph=Living(run).graph())
    assert found["unknown"] == [] and found["check"]["differ"] == []


@pytest.mark.parametrize("name", ["encoder-decoder", "lstm", "pronoun", "edits", "paper"])
def test_a_cell_is_made_from_the_cells_that_explain_names(node, name):
    run = trace_of(name)
    picked = random.Random(5)
    chosen = [(step, tuple(picked.randrange(n) for n in step.values.shape)) for step in run.steps.values() for _ in range(2)]
    asked = [plain(step.name, index) for step, index in chosen]
    found = node.ask("explained", graph=Living(run).graph(), addresses=asked)
    for (step, index), sources in zip(chosen, found["sources"], strict=True):
        told = explain_cell(step, index)
        wanted = {cell.address for cell in told.inputs}
        assert set(sources or ()) == wanted or step.op == "constant", (step.name, index)


def test_a_reader_of_a_cell_is_a_cell_made_from_it(node):
    run = trace_of("encoder-decoder")
    graph = Living(run).graph()
    places = {"encoder.0.attention.k": (0, 1, 0), "encoder.0.attention.W_Q": (1, 1, 0), "decoder.0.cross.softmax": (0, 0, 1)}
    asked = [cell_address(name, run[name].axes, index[: len(run[name].axes)]) for name, index in places.items()]
    found = node.ask("explained", graph=graph, addresses=asked)
    for address, readers in zip(asked, found["readers"], strict=True):
        assert readers
        sources = node.ask("explained", graph=graph, addresses=readers)["sources"]
        assert all(address in one for one in sources)


ODD = ["the", "the", "2", "a,b", 'q"]', "x=y", "n#1", "▁it", "\u202ehi", "机器"]


def spellings(picked, trace):
    """Addresses as people write them: endings of stages, words or positions, with and without names, some of them wrong."""
    step = picked.choice([*trace.steps.values(), *trace.parameters.values()])
    parts = step.name.split(".")
    stage = ".".join(parts[-picked.randint(1, len(parts)) :])
    words = [
        picked.choice([*ODD, "0", "1", "7", "the#1", "the#2", "the#3", "it", '"2"', '"a,b"', '"q\\"]"', '"n#1"', ":"])
        for _ in step.axes
    ]
    index = [picked.randrange(size) for size in step.values.shape]
    true = [part.partition("=")[2] for part in cell_address("", step.axes, index)[1:-1].split(", ")] if step.axes else []
    if len(true) != len(step.axes):  # a label holds the comma itself
        true = [str(at) for at in index]
    chosen = [picked.choice([mine, str(at), mine, word]) for mine, at, word in zip(true, index, words, strict=True)]
    named = [picked.choice(["", f"{axis.name}=", ""]) + text for axis, text in zip(step.axes, chosen, strict=True)]
    if picked.random() < 0.2:
        picked.shuffle(named)
    if picked.random() < 0.2:
        named = named[1:]
    gap = picked.choice([", ", ",", " , "])
    return stage + (f"[{gap.join(named)}]" if named else picked.choice(["", "", "[]"])) + picked.choice(["", "", " ", "x"])


@pytest.mark.parametrize(
    "words, options",
    [
        (None, {"tokens": ODD, "model": "encoder", "layers": 2}),
        (["it was it", "so it was not"], {"model": "encoder"}),
        ("the cat the", {"model": "lstm"}),
    ],
)
def test_an_address_means_the_cell_that_explain_takes_it_for(node, words, options):
    run = tracer.trace(words, **options)
    picked = random.Random(3)
    asked = [
        address for address in (spellings(picked, run) for _ in range(1500)) if sanitize(address) == address
    ]  # as pages hold it
    cells = node.ask("located", graph=Living(run).graph(), addresses=asked)["cells"]
    meant = [_meant(run, address) for address in asked]
    assert sum(cell is not None for cell in meant) > 150
    for address, cell, right in zip(asked, cells, meant, strict=True):
        assert (cell and find(run, cell)) == right, address


def _meant(run, address):
    try:
        return find(run, address)
    except TracerError:
        return None


KINDS = ["encoder", "decoder", "encoder-decoder", "lstm", "gru", "rope", "paper", "paper rnn", "edits", "renormalise"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_edit_changes_what_the_same_edit_changes_in_python(node, data):
    name = data.draw(st.sampled_from(KINDS))
    run = trace_of(name)
    options = dict(TOYS[name])
    before = list(options.pop("edits", {}).items())
    edits = []
    for _ in range(data.draw(st.integers(1, 3))):
        step = data.draw(st.sampled_from([*run.shown, *run.parameters.values()]))
        index = tuple(data.draw(st.integers(0, size - 1)) for size in step.values.shape)
        value = data.draw(st.one_of(st.integers(-3, 3), st.floats(-4, 4, allow_subnormal=False)))
        edits.append((plain(step.name, index), float(value)))
    edited = tracer.trace(WORDS, edits=[*before, *edits], **options)
    graph = Living(run).graph()
    found = node.ask("graph", graph=graph, edits=[(address, repr(value)) for address, value in edits])
    for step in graph["steps"]:
        mine = edited.every.get(step["n"])
        if mine is None or step["n"].endswith((".computed", ".unrounded")):
            continue
        wanted = settle(mine).ravel()
        got = np.array([float(x) for x in found["told"][step["n"]]])
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-12, err_msg=f"{step['n']} after {edits}")
        assert [show(float(x), step["p"]) for x in wanted] == found["shown"][step["n"]], (step["n"], edits)


def test_numbers_print_by_the_one_rounding_rule(node):
    dice = random.Random(11)
    numbers = [0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1e300, 0.125, -0.0001, 9.9995, 1e9, 999999999.9999, 1e21, 1e22]
    numbers += [k / 2**n for k in range(-200, 200) for n in (1, 3, 10, 13, 14, 20)]  # ties at every decimal
    numbers += [dice.uniform(-10, 10) for _ in range(30_000)]
    numbers += [round(dice.uniform(-10, 10), dice.randrange(1, 13)) for _ in range(30_000)]
    numbers += [dice.uniform(-1, 1) * 10 ** dice.uniform(-15, 15) for _ in range(25_000)]
    numbers += [struct.unpack("<d", dice.randbytes(8))[0] for _ in range(15_000)]
    places = [dice.choice([0, 1, 2, 3, 3, 4, 6, 8, 9, 12, ~2, ~1]) for _ in numbers]
    assert len(numbers) > 100_000
    found = node.ask("show", numbers=[repr(x).replace("inf", "Infinity").replace("nan", "NaN") for x in numbers], places=places)
    wrong = [(x, p, text, show(x, p)) for x, p, text in zip(numbers, places, found["texts"], strict=True) if text != show(x, p)]
    assert wrong == []


def test_what_a_reader_types_is_a_number_or_refused(node):
    words = ["0.5", " -1e9 ", "−2", "1,5", "-inf", "∞", "+3", ".5", "", "x", "1/2", "0x10", "1e999", "NaN", "1 2", "alert(1)"]
    found = node.ask("typed", words=words)["numbers"]
    assert found[:8] == ["0.5", "-1000000000", "-2", "1.5", "-Infinity", "Infinity", "3", "0.5"]
    assert set(found[8:]) == {"null"}


def test_a_step_of_which_only_numbers_were_kept_stops_a_change(node):
    whole = trace_of("encoder")
    steps = dict(whole.steps)
    del steps["encoder.0.attention.scores"]
    run = Trace(steps, whole.parameters, whole.model, whole.tokens)
    graph = Living(run).graph()
    assert "recorded" in {step["op"] for step in graph["steps"]}
    found = node.ask("graph", graph=graph, edits=[("encoder.0.attention.q[0, 0, 0]", "7")])
    assert found["unknown"] == ["recorded"]
    assert [float(x) for x in found["told"]["encoder.0.attention.softmax"]] == pytest.approx(
        whole["encoder.0.attention.softmax"].values.ravel().tolist(), rel=1e-12
    )


def test_a_template_is_the_rows_own_expression():
    step = trace_of("encoder")["encoder.0.attention.scaled"]
    assert template(step) == ["divide", "x0", "x1"]
    assert set(FILES) >= {"rules", "engine"}
