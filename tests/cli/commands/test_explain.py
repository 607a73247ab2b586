"""`ttrace explain`: back and forward, every format, and what it refuses."""

import json

import pytest

from tracer.lessons.walkthroughs import folder

TEXT = "Thinking Machines"


def test_the_formula_the_numbers_and_where_they_come_from(ttrace):
    code, out, _ = ttrace("explain", *TEXT.split(), "scores[0, Thinking, Machines]")
    assert code == 0
    assert "S[Thinking, Machines] = q(Thinking)·k(Machines) = -0.649×(-1.527)\n    + (-0.635)×4.350 ≈ -1.772" in out
    assert "encoder.0.attention.q[head=0, token=Thinking, d_k=0]  -0.649" in out


def test_deeper_levels_stand_further_in(ttrace):
    _, out, _ = ttrace("explain", TEXT, "softmax[0, 0, 1]", "--depth", "3")
    assert "\n  S′[Thinking, Machines] = " in out and "\n    S[Thinking, Machines] = " in out
    _, whole, _ = ttrace("explain", TEXT, "encoder.0.ffn.norm[0, 0]", "--depth", "all")
    assert "W_E[Machines, 3] = " in whole and max(map(len, whole.splitlines())) <= 80


def test_json_is_the_contract(ttrace):
    found = json.loads(ttrace("explain", TEXT, "softmax[0, 0, 1]", "--format", "json")[1])
    assert set(found) == {"cell", "value", "formula", "substituted", "evaluates_to", "inputs"}
    assert found["evaluates_to"] == pytest.approx(found["value"], rel=1e-13)


def test_a_masked_score_is_said_once(ttrace):
    for format_, infinity in (("text", "-∞"), ("markdown", "-\\infty"), ("typst", "-∞ $")):
        _, out, _ = ttrace("explain", "a b", "masked[0, 0, 1]", "--causal", "--format", format_)
        assert out.count(infinity) == 1, format_


@pytest.mark.parametrize("format_", ["markdown", "latex", "html", "typst", "csv", "json"])
def test_every_format_for_reading_has_the_value(ttrace, format_):
    code, out, err = ttrace("explain", TEXT, "scores[0, Thinking, Machines]", "--format", format_)
    assert code == 0 and "1.77" in out and not err


def test_forward_tells_where_a_number_goes(ttrace):
    _, out, _ = ttrace("explain", TEXT, "q[0, 0, 0]", "--forward")
    assert "encoder.0.attention.scores                 2  S[Thinking, Machines]" in out
    _, out, _ = ttrace("explain", TEXT, "q[0, 0, 0]", "--forward", "softmax[0, 0, 1]", "--format", "json")
    found = json.loads(out)
    assert found["derivative"] == pytest.approx(found["nudge"], rel=1e-6)


def test_an_explanation_in_chinese_has_no_english_sentence(ttrace):
    _, out, _ = ttrace("explain", "我爱机器", "softmax[0, 我, 爱]", "--lang", "zh")
    assert "出处：arXiv 1706.03762，公式 1。" in out and "它由以下各数得到" in out
    _, out, _ = ttrace("explain", "我爱机器", "q[0, 我, 0]", "--lang", "zh", "--forward")
    assert "影响" in out and "derivative" not in out


WRONG = {
    (): "CELL is missing",
    (TEXT,): "only 'Thinking Machines' was given",
    (TEXT, "scores"): "not one number",
    (TEXT, "score[0, 0, 0]"): "Did you mean scores?",
    (TEXT, "scores[0, 0, 5]"): "Position 5",
    (TEXT, "scores[0, it, 0]"): "no token 'it'",
    (TEXT, "scores[0, 0"): "never closed",
    ("the the", "scores[0, the, 0]"): "the#1, the#2",
    (TEXT, "scores[0, 0, 0]", "--depth", "x"): "--depth",
    (TEXT, "scores[0, 0, 0]", "--depth", "-1"): "--depth",
    (TEXT, "scores[0, 0, 0]", "--forward", "foo[0]"): "No stage 'foo'",
    (TEXT, "scores[0, 0, 0]", "--format", "npz"): "no arrays",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_cannot_be_explained_is_refused_in_one_sentence(ttrace, words):
    code, out, err = ttrace("explain", *words)
    assert (code, out) == (2, "") and WRONG[words] in err and err.count("\n") == 1
    assert ttrace("explain", *words, "--lang", "zh")[2].startswith("错误：")


def test_a_number_of_what_was_written_on_is_explained_and_pictures_are_no_explanation(ttrace):
    assert ttrace("explain", "a b", "generate.0.choice", "--model", "decoder", "--generate", "1")[0] == 0
    assert "takes no --figure" in ttrace("explain", "a b", "q[0,0,0]", "--figure", "heads")[2]


@pytest.mark.parametrize("more", [("--steps", "1"), ("--depth", "2")], ids=" ".join)
def test_where_a_number_goes_is_not_asked_of_training_or_backwards(ttrace, more):
    code, out, err = ttrace("explain", "a b", "q[0,0,0]", "--model", "decoder", "--forward", *more)
    assert (code, out) == (2, "") and "--forward" in err and more[0] in err


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "W_Q is layer0.attn_wq in microgpt.json."), ("zh", "W_Q 在 microgpt.json 中是 layer0.attn_wq。")],
)
def test_what_a_parameter_is_called_in_its_file_is_said(ttrace, language, words):
    path = str(folder() / "models" / "microgpt.json")
    assert words in ttrace("explain", "emma", "--load", path, "decoder.0.attention.q[0, 0, 0]", "--lang", language)[1]
    for stage in ("decoder.0.attention.W_Q", "decoder.0.attention.q"):
        assert words in ttrace("emma", "--load", path, "--stage", stage, "--lang", language)[1]
    assert words not in ttrace("emma", "--load", path, "--stage", "q", "--no-formula", "--lang", language)[1]
    said = json.loads(ttrace("explain", "emma", "--load", path, "logits[0, 0]", "--format", "json")[1])
    assert said["tensors"] == {"output.W_U": ["lm_head", "microgpt.json"]}
