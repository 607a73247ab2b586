"""Trace files by hand: what they may hold, and every slip told with its line."""

import json

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.files import formats, trace_file
from tracer.language import use


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


@pytest.fixture
def load(tmp_path):
    def loaded(text, ending=".toml"):
        (tmp_path / f"t{ending}").write_text(text)
        return formats.load(tmp_path / f"t{ending}")

    return loaded


@pytest.fixture
def refusal(load, tmp_path):
    def refused(text, ending=".toml"):
        with pytest.raises(TracerError) as error:
            load(text, ending)
        return str(error.value).replace(f"{tmp_path}/", "")

    return refused


BY_HAND = """
tokens = ["input #1", "input #2"]
model = "attention"
heads = 1
scale = false
positions = "none"
mask = [[1, 0], [1, 1]]

[embeddings]
"input #1" = [1, 0, 1, 0]
"input #2" = [0, 2, 0, 2]

[weights]
W_Q = [[1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 1]]
W_K = [[[1], [2]], [[3], [4]]]
encoder.0.ffn.b_1 = [0.5]

[set]
"scores[0, 0, 1]" = 96
masked = [[["-inf", 1]]]
"""


def test_a_trace_file_written_by_hand_is_read(load):
    stored = load(BY_HAND)
    assert stored.settings["scale"] is False and stored.settings["mask"] == [[1, 0], [1, 1]]
    assert stored.data["tokens"] == stored.tokens == ["input #1", "input #2"]
    assert stored.rows()["input #2"].tolist() == [0, 2, 0, 2]
    assert stored.parameters["W_Q"].dtype == np.float64 and stored.parameters["W_K"].shape == (2, 2, 1)
    assert stored.parameters["encoder.0.ffn.b_1"].tolist() == [0.5]
    assert stored.data["set"]["scores[0, 0, 1]"] == 96.0
    assert stored.data["set"]["masked"].tolist() == [[[-np.inf, 1]]]


def test_json_with_the_same_keys_is_the_same_file(load):
    import tomllib

    by_toml, by_json = load(BY_HAND), load(json.dumps(tomllib.loads(BY_HAND)), ".json")
    assert by_json.settings == by_toml.settings and by_json.tokens == by_toml.tokens
    np.testing.assert_equal(by_json.parameters, by_toml.parameters)
    np.testing.assert_equal(by_json.data, by_toml.data)


def test_several_sentences_stand_one_list_deeper(load):
    stored = load('tokens = [["a", "b"], ["c"]]\ninputs = [[[1, 2], [3, 4]], [[5, 6]]]\nlabels = [1, 0]\nalso = "x"')
    assert stored.data["tokens"] == [["a", "b"], ["c"]] and stored.data["also"] == ["x"]
    assert [each.tolist() for each in stored.data["inputs"]] == [[[1, 2], [3, 4]], [[5, 6]]]


DESIGNED = [
    *(
        "text",
        "tokens",
        "also",
        "target",
        "target_tokens",
        "target_inputs",
        "target_ids",
        "inputs",
        "embeddings",
        "memory_inputs",
    ),
    *("key_inputs", "value_inputs", "h_0", "c_0", "vocab", "labels", "set", "weights", "generate", "label_smoothing"),
    *("ignore_label", "class_weights", "reduction", "pool", "optimizer", "learning_rate", "betas", "optimizer_epsilon"),
    *("schedule", "warmup", "steps", "positions", "mask", "heads", "tied", "final_norm"),
]


def test_every_key_of_the_design_is_known():
    assert set(DESIGNED) <= set(trace_file.KEYS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\nhead = 2", "t.toml, line 3: a trace file has no key 'head'. Did you mean heads"),
        ("qqqqqq = 2", "t.toml, line 1: a trace file has no key 'qqqqqq'."),
        ("heads = 0", "t.toml, line 1: heads cannot be 0; it takes: a whole number from 1"),
        ("layers = inf", "t.toml, line 1: layers cannot be inf; it takes: a whole number from 1"),
        ("[weights]\nW_Q = [\n  [1, 2],\n  [3],\n]", "t.toml, line 4: W_Q[1] has 1 number, but W_Q[0] has 2;"),
        ("[weights]\nW_Q = [\n  [[1], [2]],\n  [[3]]]", "t.toml, line 4: W_Q[1] has the shape 1 × 1, but W_Q[0] has 2 × 1;"),
        ("[weights]\nW_Q = [[1],\n  2]", "t.toml, line 3: W_Q[1] has the shape 1, but W_Q[0] has 1;"),
        ('[weights]\nW_Q = [\n  [1, "x"]]', 't.toml, line 3: W_Q[0, 1] must be a number, not "x".'),
        ("[weights]\nW_Q = [[1, true]]", "t.toml, line 2: W_Q[0, 1] must be a number, not true."),
        ('[weights]\nW_Q = [["inf"]]', 't.toml, line 2: W_Q[0, 0] must be a number, not "inf".'),
        ("[weights]\nW_Q = [[1],\n [nan]]", "t.toml, line 3: W_Q[1, 0] is nan; parameters and inputs must be finite"),
        ("inputs = [[1],\n [-inf]]", "t.toml, line 2: inputs[1, 0] is -inf;"),
        ("[weights]\nW_Q = []", "t.toml, line 2: W_Q is empty;"),
        ("[weights]\nheads = 2", "t.toml, line 2: 'heads' is a setting, not a matrix of [weights]; move it above"),
        ("weights = 3", "t.toml, line 1: weights must be a table"),
        ("[embeddings]\na = [1, 2]\nb = [1]", "t.toml, line 3: b has 1 number, but a has 2;"),
        ("[embeddings]\na = [[1, 2]]", "t.toml, line 2: the embedding of 'a' must be one row"),
        ('[set]\n"a[0]" = "x"', 't.toml, line 2: a[0] must be a number, not "x".'),
        ("mask = [[1, 0],\n [1]]", "t.toml, line 2: mask[1] has 1 number, but mask[0] has 2;"),
        ("text = 3", "t.toml, line 1: text must be text in quotes, not 3."),
        ('tokens = "a b"', 't.toml, line 1: tokens must be a list with at least one item, not "a b".'),
        ('tokens = [["a"],\n "b"]', 't.toml, line 2: tokens[1] must be a list with at least one item, not "b".'),
        ("tokens = []", "t.toml, line 1: tokens must be a list with at least one item, not []."),
        ("causal = 1", "t.toml, line 1: causal must be true or false, not 1."),
        ("target_ids = [0,\n 1.5]", "t.toml, line 2: target_ids[1] must be a whole number, not 1.5."),
        ("learning_rate = [1]", "t.toml, line 1: learning_rate must be a number, not [1]."),
        ('optimizer = "adm"', 't.toml, line 1: optimizer cannot be "adm"; it takes: adam, adamw, sgd.'),
        ("inputs = [[[[1]]]]", "t.toml, line 1: inputs[0] must be rows of numbers"),
        ("heads = 1\nheads = 2\n", "t.toml, line 2, column 10: this is not TOML (this key or table was given before)."),
        ("heads = [1\n", "t.toml, line 2, column 1: this is not TOML (a list is never closed)."),
        ("a = " + "[" * 30 + "]" * 30, "t.toml: lists or tables stand in one another too deep;"),
        ("a = " + "[" * 9000 + "]" * 9000, "t.toml: lists or tables stand in one another too deep;"),
        ("[weights]\nb = [1" + "0" * 400 + "]", "t.toml, line 2: b holds a number too large"),
        ("a = [1" + "0" * 5000 + "]", "t.toml: a whole number in it has thousands of digits"),
    ],
)
def test_a_slip_in_toml_is_told_with_its_line(refusal, text, sentence):
    assert refusal(text).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"heads": 1,\n "heads": 2}', "t.json, line 2: the key 'heads' is given twice"),
        ('{"weights": {"W_Q": [\n[1, 2],\n[3]]}}', "t.json, line 3: W_Q[1] has 1 number, but W_Q[0] has 2;"),
        ('{"weights": {"W_Q": [NaN]}}', "t.json, line 1: W_Q[0] is nan;"),
        ('{"weights": {"W_Q": [1e999]}}', "t.json, line 1: W_Q[0] is inf;"),
        ('{"weights": {"W_Q": [null]}}', "t.json, line 1: W_Q[0] must be a number, not null."),
        ('{"heads": }', "t.json, line 1, column 11: this is not JSON (a value is expected here)."),
        ("[1]", 't.json: a trace file in JSON is one object, {"text"'),
        ("[" * 100_000, "t.json: lists or tables stand in one another too deep;"),
        ('{"a": ' + '{"b": ' * 40 + "1" + "}" * 41, "t.json: lists or tables stand in one another too deep;"),
        ('{"a": 1' + "0" * 5000 + "}", "t.json: a whole number in it has thousands of digits"),
        ('{"format": "ttrace/1", "model": {}, "steps": []}', "t.json is a trace, what a run computed;"),
    ],
)
def test_a_slip_in_json_is_told_with_its_line(refusal, text, sentence):
    assert refusal(text, ".json").startswith(sentence)


def test_hostile_names_are_shown_and_never_acted_on(refusal):
    assert "\x1b" not in refusal('"a\\u001b[31m" = 1')


def test_the_sentence_comes_in_chinese_too(refusal):
    use("zh")
    sentence = refusal("[weights]\nW_Q = [[1, 2],\n[3]]")
    assert sentence == "t.toml 第 3 行：W_Q[1] 有 1 个数，而 W_Q[0] 有 2 个；各行必须一样长。"
