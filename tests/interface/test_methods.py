"""What a trace does by itself: explain a cell, run again with edits, save, differentiate."""

import numpy as np
import pytest

import tracer
from tracer import TracerError, load, trace
from tracer.document.blocks import Matrix
from tracer.files.stored_trace import read_json

RUN = trace("the cat sat", seed=5, layers=2)


def test_an_explanation_holds_what_the_command_prints():
    told = RUN.explain("encoder.0.attention.scaled[0, cat, sat]")
    score = RUN.cell("encoder.0.attention.scores[0, cat, sat]")
    assert told.cell == "encoder.0.attention.scaled[head=0, query=cat, key=sat]" and told.formula == "S / √d_k"
    assert float(told) == told.value == RUN.cell(told.cell)
    assert list(told.inputs.items()) == [("encoder.0.attention.scores[head=0, query=cat, key=sat]", score)]
    assert str(score) in told.working and told.cell in str(told) and "text/html" in told._repr_mimebundle_()
    assert len(str(RUN.explain(told.cell, depth=3))) > len(str(told))


def test_a_parameter_has_no_working():
    told = RUN.explain("encoder.0.attention.W_Q[0, 0]")
    assert told.working == "" and told.inputs == {}


def test_edits_are_numbers_or_functions_of_what_stands_there():
    name = "encoder.0.attention.softmax"
    made = RUN.edit({f"{name}[0]": lambda a: a[::-1], "encoder.1.ffn.activation[cat]": 0.0})
    assert np.array_equal(made[name][0], RUN[name].array[0, ::-1]) and np.array_equal(made[name][1], RUN[name][1])
    assert not made["encoder.1.ffn.activation"]["cat"].any() and RUN["encoder.1.ffn.activation"]["cat"].any()
    whole = trace("the cat sat", seed=5, layers=2, edits={f"{name}[0]": RUN[name][0][::-1], "encoder.1.ffn.activation[cat]": 0.0})
    np.testing.assert_array_equal(made.output.array, whole.output.array)


def test_a_function_sees_the_edits_of_earlier_stages_whatever_their_order():
    def doubled(a):
        a *= 2
        return a

    def plus(a):
        return a + 1

    later, earlier = "encoder.1.attention.scores", "encoder.0.attention.W_V"
    made = RUN.edit({later: doubled, f"{later}[0, 0, 0]": plus, earlier: lambda w: w * 0})
    base = RUN.edit({earlier: RUN[earlier].array * 0})
    wanted = 2 * base[later].array
    wanted[0, 0, 0] += 1
    np.testing.assert_array_equal(made[later].array, wanted)
    assert np.array_equal(RUN[later].array, trace("the cat sat", seed=5, layers=2)[later].array)  # the first run stays whole


def test_edits_by_functions_are_kept_as_numbers(tmp_path):
    made = RUN.edit(
        {"encoder.0.attention.masked" if "encoder.0.attention.masked" in RUN else "encoder.0.attention.scaled": np.negative}
    )
    for ending in (".toml", ".json"):
        made.save(tmp_path / f"run{ending}")
        np.testing.assert_array_equal(trace(from_file=tmp_path / f"run{ending}").output.array, made.output.array)


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ({"encoder.0.attention.scores": lambda a: None}, "return the new numbers"),
        ({"encoder.0.attention.scores[0]": lambda a: a[0]}, "query 3 × key 3"),
        ({"encoder.0.attention.scores": lambda a: "x"}, "holds no numbers"),
        ({"encoder.0.attention.scoers": lambda a: a}, "Did you mean"),
        ({"encoder.0.attention.scores": "x"}, "rectangle of numbers"),
        (7, "edits cannot be"),
    ],
)
def test_edits_that_are_none(edits, says):
    with pytest.raises(TracerError, match=says):
        RUN.edit(edits)


def test_a_saved_run_gives_the_same_numbers(tmp_path):
    RUN.save(tmp_path / "weights.safetensors")
    np.testing.assert_array_equal(np.asarray(load(tmp_path / "weights.safetensors").trace("the cat sat")), np.asarray(RUN))
    with pytest.raises(TracerError, match="ending"):
        RUN.save(tmp_path / "run.txt")


def test_what_was_read_from_a_file_cannot_be_run_again():
    axes = '[{"name": "a", "labels": ["0"]}]'
    text = f'{{"format": "ttrace/1", "steps": [{{"name": "x", "axes": {axes}, "values": [1]}}]}}'
    stored = read_json("x.json", text)
    for call in (lambda: stored.save("x.toml"), lambda: stored.edit({"x": 1}), lambda: stored.gradients("loss")):
        with pytest.raises(TracerError, match="no run behind it"):
            call()


def test_gradients_agree_with_central_differences():
    place, weight, size = "encoder.1.ffn.norm[sat, 2]", "encoder.0.attention.W_K", 1e-6
    gradient = RUN.gradients(of=place)[f"grad.{weight}"]
    for index in ((0, 0), (3, 1)):
        cell = f"{weight}[{index[0]}, {index[1]}]"
        up, down = (RUN.edit({cell: lambda w, sign=sign: w + sign * size}).cell(place) for sign in (1, -1))
        assert gradient.array[index] == pytest.approx((up - down) / (2 * size), rel=1e-6, abs=1e-9)
    assert "grad" not in " ".join(RUN.steps)
    assert RUN.gradients(of=place).explain(f"grad.{weight}[0, 0]").inputs


def test_gradients_of_a_stage_and_of_the_loss():
    total = RUN.gradients(of="encoder.1.ffn.output")["grad.encoder.1.ffn.output"]
    assert (total.array == 1).all()
    labelled = trace("the cat sat", model="decoder", seed=5)
    assert labelled.gradients(of="loss").cell("grad.loss") == 1.0
    with pytest.raises(TracerError, match="labels"):
        RUN.gradients(of="loss")
    with pytest.raises(TracerError):
        RUN.gradients(of=3)


def test_a_loaded_model_has_options_for_every_text():
    model = load("encoder", heads=1, seed=7, edits={"scores[0, 0, 0]": 3.0})
    assert model.trace("a b", edits={"scores[0, 1, 1]": 4.0})["scores"].array[0, [0, 1], [0, 1]].tolist() == [3.0, 4.0]
    assert model.trace("a b", heads=2)["scores"].array.shape == (2, 2, 2)
    np.testing.assert_array_equal(np.asarray(load("encoder", seed=7).trace("a b")), np.asarray(trace("a b", seed=7)))
    with pytest.raises(TracerError, match="heads"):
        load("encoder", haeds=1)


def test_keep_and_download_are_options_of_trace():
    assert list(trace("a b", keep=["softmax"]).steps) == ["encoder.0.attention.softmax"]
    assert {"keep", "download"} <= set(tracer.trace.__kwdefaults__)


def test_a_trace_shows_the_stages_asked_for():
    shown = RUN.show("scores", heads=[1], formula=False)
    assert "head 1" in str(shown) and "head 0" not in str(shown) and "softmax" not in str(shown)
    assert str(RUN.show()) == str(RUN) and "text/html" in shown._repr_mimebundle_()


@pytest.mark.parametrize("columns", [(1, 2), "1:2", "1"])
def test_columns_are_a_pair_words_or_what_the_option_takes(columns):
    table = next(block for block in RUN.show("0.attention.q", columns=columns).blocks() if isinstance(block, Matrix))
    np.testing.assert_array_equal(table.values, RUN["encoder.0.attention.q"].array[0][:, 1:2])


def test_columns_of_another_kind_are_refused():
    for columns in ((1, 2, 3), [], [1.5], 7):
        with pytest.raises(TracerError):
            RUN.show("0.attention.q", columns=columns)


def test_a_trace_draws_pictures():
    assert "<svg" in RUN.figure("heads", layers=(1,))._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RUN.show("scors"), "scors"),
        (lambda: RUN.show(head=(0,)), "no argument 'head'. Did you mean heads"),
        (lambda: RUN.show(heads=(7,)), "There is no head 7"),
        (lambda: RUN.figure("pie"), "no figure 'pie'"),
    ],
)
def test_what_a_trace_cannot_show_is_told(call, message):
    with pytest.raises(TracerError, match=message):
        call()


ODD = [None, 0, -1, 2.5, float("nan"), 10**400, True, b"x", "", "x[", "\0", [], [[]], [[1], ["a"]], {}, {"a": 1}, {1: 2}, {"scores[0, 0, 0]": 10**400},
       {"softmax": "x"}, [("q", 1, 2)], object(), range(2), np.zeros((2, 2)), np.array(1.0), np.array([None]), np.array(["a"]), 1j, type, iter(())]  # fmt: skip
SOFTMAX = "encoder.0.attention.softmax"
ITSELF: list = []
ITSELF.append(ITSELF)
WAYS = {
    "explain": lambda value: RUN.explain(value),
    "depth": lambda value: RUN.explain(f"{SOFTMAX}[0, cat, sat]", depth=value),
    "compare": lambda value: RUN.compare(value),
    "array": lambda value: RUN.compare({SOFTMAX: value}),
    "tolerance": lambda value: RUN.compare({SOFTMAX: RUN[SOFTMAX].array}, tolerance=value),
    "names": lambda value: RUN.compare({SOFTMAX: RUN[SOFTMAX].array}, names=value),
    "name": lambda value: RUN.compare({SOFTMAX: RUN[SOFTMAX].array}, names={"scores": value}),
    "edit": lambda value: RUN.edit(value),
    "number": lambda value: RUN.edit({"encoder.1.attention.scores[0, cat, sat]": value}),
    "gradients": lambda value: RUN.gradients(value),
    "kind": lambda value: RUN.figure(value),
    "keep": lambda value: trace("a b", keep=value),
    "matrix": lambda value: trace("a b", weights={"W_Q": value}),
    "stage": lambda value: RUN.show(value),
    **{
        name: lambda value, name=name: RUN.show("scores", **{name: value})
        for name in ("layers", "heads", "tokens", "rows", "precision", "detail")
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_whatever_a_method_is_given_it_takes_or_refuses_by_a_sentence(way):
    for value in [*ODD, ITSELF]:
        try:
            repr(WAYS[way](value))
        except TracerError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("depth", 2.5),
        ("tolerance", "1"),
        ("names", ["a"]),
        ("kind", 3),
        ("keep", 7),
        ("heads", "x"),
        ("precision", 99),
        ("detail", "yes"),
    ],
)
def test_an_argument_of_another_kind_is_refused_by_its_name(name, value):
    with pytest.raises(TracerError, match=name):
        WAYS[name](value)


def test_one_of_several_may_stand_alone():
    assert str(RUN.show("scores", heads=1, tokens="cat")) == str(RUN.show("scores", heads=(1,), tokens=["cat"]))
    assert list(trace("a b", keep="softmax").steps) == ["encoder.0.attention.softmax"]


def test_a_file_to_save_to_is_a_name():
    with pytest.raises(TracerError, match="path"):
        RUN.save(object())


@pytest.mark.parametrize("axis", ["key ", 1, None, ["query"], np.array(["query", "key"])], ids=repr)
def test_a_size_is_that_of_an_axis_of_the_stage(axis):
    step = RUN["encoder.0.attention.softmax"]
    assert (step.size("head"), step.size("query")) == (2, 3)
    with pytest.raises(KeyError):
        step.size(axis)
