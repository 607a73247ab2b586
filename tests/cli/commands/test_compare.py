"""`ttrace compare`: texts, seeds, settings, weights, saved traces and somebody's arrays; the exit code says whether they differ."""

import json
from pathlib import Path

import numpy as np
import pytest

import tracer

TEXT = "Thinking Machines"
CASES = Path(__file__).parents[2] / "cases" / "hf"
GPT, LLAMA = (("--model", str(CASES / name / "model")) for name in ("gpt2", "llama"))


@pytest.fixture
def saved(ttrace):
    for name in ("a.json", "a.npz"):
        assert ttrace(TEXT, "-o", name)[0] == 0
    assert ttrace(TEXT, "--save", "w.npz", "--seed", "3", "-o", "b.json")[0] == 0


def test_the_same_twice_is_no_difference(ttrace):
    code, out, _ = ttrace("compare", TEXT, TEXT)
    assert code == 0 and "No difference: 19 stages agree to the rounding of float64" in out
    assert "within 0." in ttrace("compare", TEXT, TEXT, "--tolerance", "0")[1]


def test_a_tolerance_is_always_told(ttrace, saved):
    for words, told in (((TEXT, "--with", "3"), "rounding of float64"), ((TEXT, TEXT, "--dtype", "float32"), "of float32")):
        assert told in " ".join(ttrace("compare", *words)[1].split())
    step = {"name": "x", "axes": [{"name": "token", "labels": ["a"]}]}
    for name, value in (("two.json", 0.12), ("three.json", 0.123), ("other.json", 0.13)):
        Path(name).write_text(json.dumps({"format": "ttrace/1", "steps": [{**step, "values": [value]}]}))
    code, out, _ = ttrace("compare", "two.json", "three.json")
    assert code == 0 and "to the 2 decimals that the file gives" in out
    code, out, _ = ttrace("compare", "two.json", "other.json")
    assert code == 1 and "the 2 decimals that the file" in " ".join(out.split())


def test_two_texts_are_aligned_token_by_token(ttrace):
    code, out, _ = ttrace("compare", "the cat was tired", "the cat was very tired", "--format", "json")
    found = json.loads(out)
    assert code == 1 and found["cell"] == "positions[token=tired, d_model=0]"
    assert {one["name"]: one["numbers"] for one in found["stages"]}["embedding"] == 16


@pytest.mark.parametrize("other", ["seed=3", "3", "scale=false", "w.npz", "norm=pre", "mask=causal", "softmax_over=query"])
def test_with_another_seed_setting_or_weights(ttrace, saved, other):
    code, out, _ = ttrace("compare", TEXT, "--with", other, "--stage", "softmax")
    assert code == 1 and "They part at encoder.0.attention.softmax[" in out and " → " in out


def test_saved_traces_and_their_own_text(ttrace, saved):
    assert ttrace("compare", "a.json", "a.npz")[0] == 0
    assert ttrace("compare", "a.npz", TEXT)[0] == 0
    code, out, _ = ttrace("compare", "a.json", "b.json")
    assert code == 1 and "They part at embedding[token=Thinking, d_model=0]" in out


def test_the_first_wrong_cell_of_another_implementation(ttrace, saved, tmp_path):
    arrays = dict(np.load(tmp_path / "a.npz"))
    mine = {name: array for name, array in arrays.items() if array.dtype.kind == "f"}
    mine["encoder.0.attention.softmax"] = mine["encoder.0.attention.softmax"].copy()
    mine["encoder.0.attention.softmax"][1, 0, 1] += 1e-3
    np.savez(tmp_path / "mine.npz", **mine)
    code, out, _ = ttrace("compare", "a.json", "mine.npz")
    assert code == 1 and "They part at encoder.0.attention.softmax[head=1, query=Thinking, key=Machines]" in out
    assert ttrace("compare", "a.npz", "mine.npz", "--tolerance", "0.01")[0] == 0


def test_what_only_one_text_has_is_named_and_is_a_difference(ttrace):
    code, out, _ = ttrace("compare", "the cat", "the cat sat", *GPT, "--stage", "logits")
    assert code == 1 and "but not everything" in out and "Only the second has" in out
    code, out, _ = ttrace("compare", "the cat", "the cat sat", *GPT, "--stage", "logits", "--format", "json")
    told = json.loads(out)
    assert code == 1 and not told["equal"] and told["not_compared"]["first"] == [] and told["not_compared"]["second"]
    assert ttrace("compare", "the cat", "the cat sat", *GPT, "--stage", "logits", "--token", "0")[0] == 0


def test_the_summary_counts_what_was_asked_for(ttrace):
    words = ("compare", TEXT, "--set", "scores[0,0,0]=3", "--with", "scale=2", "--stage", "scores", "--format", "json")
    assert json.loads(ttrace(*words, "--head", "1")[1])["stages"][0]["numbers"] == 4
    assert json.loads(ttrace(*words)[1])["stages"][0]["numbers"] == 8


@pytest.mark.parametrize("line", ['"encoder.0.attention.softmax" = "mine"', '"mine" = "softmax"'])
@pytest.mark.parametrize("swapped", [False, True])
def test_names_are_read_in_both_directions(ttrace, tmp_path, line, swapped):
    np.savez(tmp_path / "mine.npz", mine=np.full((2, 2, 2), 9.0))
    (tmp_path / "names.toml").write_text(line)
    sides = ("mine.npz", TEXT) if swapped else (TEXT, "mine.npz")
    code, out, _ = ttrace("compare", *sides, "--names", "names.toml")
    assert code == 1 and "They part at encoder.0.attention.softmax[" in out


WRONG = {
    (*GPT, "the", "--with", "seed=7"): "depends on seed",
    (*LLAMA, "the", "--with", "variance=sample"): "depends on variance",
    (TEXT, "--model", "rnn", "--with", "scale=false"): "depends on scale",
    (*GPT, "the", "--with", "foreign.npz"): "has its own weights",
    (TEXT, "--with", "foreign.npz"): "no parameter 'foo'",
    (TEXT, "--with", "foreign.npz", "--names", "names.toml"): "--names belongs to",
    (TEXT, TEXT, "--names", "names.toml"): "--names belongs to",
    (TEXT, "foreign.npz", "--names", "number.toml"): "must be a line like",
    (TEXT, "foreign.npz", "--names", "half.toml"): "half.toml, line 1, column 1: this is not TOML",
    ("one", "two"): "ttrace compare TEXT --model one --with model=two",
    ("ttt", "o", *GPT): "No number can be compared",
    (TEXT, "nosuch.npz"): "no file nosuch.npz",
    (TEXT, "nosuch.toml"): "no file nosuch.toml",
    (TEXT, "--with", "nosuch.safetensors"): "no file nosuch.safetensors",
    ("a", "b", "--with", "seed=2"): "two were given",
    (TEXT, "--with", "seed=2", "--with", "seed=3"): "gives seed two values",
    (TEXT, "--with", "pool=mean"): "--pool is none",
    ("words.npz", "words.npz"): "words.npz holds no numbers",
    ("stored.json", "stored.json", "--heads", "3"): "--heads would change nothing",
    ("stored.json", "--with", "seed=2"): "cannot run again",
    (TEXT, "--causal", "--mask", "none", "--with", "seed=2"): "--causal and --mask",
    (): "two things",
    (TEXT,): "two things",
    ("a", "b", "c"): "two things",
    ("a", "--with", "warm"): "--with takes",
    ("a", "--with", "foo=3"): "no setting 'foo'",
    ("a", "--with", "sed=3"): "seed",
    ("a", "--with", "seed=x"): "seed cannot be x",
    ("a", "b", "--tolerance", "-1"): "at least 0",
    ("a", "b", "--tolerance", "nan"): "finite",
    ("a", "b", "--stage", "foo"): "No stage 'foo'",
    ("a", "objects.npz"): "objects",
    ("a", "foreign.npz"): "None of the arrays (foo)",
    ("a", "broken.json"): "not JSON",
    ("broken.json", "a"): "not JSON",
    ("a", "shape.json"): "shape.json",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_cannot_be_compared_is_refused_in_one_sentence(ttrace, tmp_path, words):
    np.savez(tmp_path / "objects.npz", a=np.array([{}], dtype=object))
    np.savez(tmp_path / "foreign.npz", foo=np.ones(3))
    (tmp_path / "broken.json").write_text('{"text": ')
    np.savez(tmp_path / "words.npz", tokens=np.array(["a"]))
    (tmp_path / "names.toml").write_text('"softmax" = "foo"')
    (tmp_path / "number.toml").write_text('"softmax" = 3')
    (tmp_path / "half.toml").write_text("x = [")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    stored = {"name": "x", "axes": [{"name": "token", "labels": ["a"]}], "values": [1]}
    (tmp_path / "stored.json").write_text(json.dumps({"format": "ttrace/1", "steps": [stored]}))
    step = {"name": "x", "axes": [{"name": "token", "labels": ["a"]}], "values": [1, 2]}
    (tmp_path / "shape.json").write_text(json.dumps({"format": "ttrace/1", "steps": [step]}))
    code, out, err = ttrace("compare", *words)
    assert (code, out) == (2, "") and WRONG[words] in err and err.count("\n") == 1
    assert ttrace("compare", *words, "--lang", "zh")[2].startswith("错误：")


@pytest.mark.parametrize("words", [("w.npz", "a.npz"), ("a.npz", "w.npz"), ("w.npz", TEXT)])
def test_parameters_are_no_trace(ttrace, saved, words):
    code, _, err = ttrace("compare", *words)
    assert code == 2 and "w.npz is not a stored trace" in err


def test_a_shorter_option_gives_way_to_the_setting_it_stands_for(ttrace):
    assert ttrace("compare", TEXT, "--causal", "--with", "mask=none")[0] == 1
    assert ttrace("compare", TEXT, "--no-scale", "--with", "scale=true")[0] == 1


@pytest.mark.parametrize("ending", ["json", "npz"])
@pytest.mark.parametrize("cut", [("--head", "0"), ("--head", "1"), ("--token", "b"), ("--columns", "1:2")])
def test_a_file_of_some_places_is_compared_with_those_places_and_no_others(ttrace, tmp_path, ending, cut):
    stage = ("--stage", "q") if cut[0] == "--columns" else ("--stage", "softmax")
    file, other = f"some.{ending}", f"other.{ending}"
    assert ttrace("a b", *stage, *cut, "--format", ending, "-o", file)[0] == 0
    assert ttrace("compare", "a b", file)[0] == 0
    assert ttrace("compare", "a b", file, "--seed", "3")[0] == 1
    elsewhere = {"0": "1", "1": "0", "b": "a", "1:2": "0:1"}[cut[1]]
    assert ttrace("a b", *stage, cut[0], elsewhere, "--format", ending, "-o", other)[0] == 0
    if ending == "json":  # an npz takes its axes from the other side
        code, _, err = ttrace("compare", file, other)
        assert code == 2 and "No number can be compared" in err


@pytest.fixture
def arrays(ttrace, tmp_path):
    """What `--detail --parameters` stores of a decoder, changed and written again."""
    assert ttrace(TEXT, "--model", "decoder", "--detail", "--parameters", "-o", "all.npz")[0] == 0

    def changed(**changes):
        whole = {name: array for name, array in np.load(tmp_path / "all.npz").items() if array.dtype.kind == "f"}
        for name, change in changes.items():
            whole[name] = change(whole[name]) if name in whole else change
        np.savez(tmp_path / "mine.npz", **whole)
        return ttrace("compare", TEXT, "mine.npz", "--model", "decoder")

    return changed


def test_every_array_of_a_file_is_compared(ttrace, arrays, tmp_path):
    code, out, _ = arrays()
    held = sum(array.dtype.kind == "f" for array in np.load(tmp_path / "all.npz").values())
    assert code == 0 and f"No difference: {held} stages" in out and "Only the" not in out
    for name in [name for name, array in np.load(tmp_path / "all.npz").items() if array.dtype.kind == "f"]:
        code, out, _ = arrays(**{name: lambda array: array + 1})
        assert code == 1 and f"They part at {name}" in " ".join(out.split())


def test_a_detail_that_differs_beside_right_logits_is_a_difference(arrays):
    code, out, _ = arrays(**{"decoder.0.attention.norm.variance": lambda right: 7 * right + 3})
    assert code == 1 and "They part at decoder.0.attention.norm.variance[" in " ".join(out.split())


def test_a_parameter_that_differs_is_told_first(arrays):
    wrong = {"decoder.0.attention.q": lambda right: right + 1, "decoder.0.attention.W_Q": lambda right: right + 1}
    code, out, _ = arrays(**wrong)
    assert code == 1 and "They part at decoder.0.attention.W_Q[" in " ".join(out.split()) and "Only the second" not in out


def test_an_array_that_nothing_here_has_is_named_and_no_all_clear(arrays):
    code, out, _ = arrays(somebodys=np.ones(3))
    assert (
        code == 1
        and "but not everything could be compared" in " ".join(out.split())
        and "Left out: somebodys (3) has no name" in out
    )


def test_a_stored_json_is_compared_with_its_details_and_parameters(ttrace, tmp_path):
    assert ttrace(TEXT, "--detail", "--parameters", "-o", "all.json")[0] == 0
    whole = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert ttrace("compare", TEXT, "all.json")[0] == 0
    parameter = next(name for name in whole["parameters"] if name.endswith("W_Q"))
    whole["parameters"][parameter]["values"][0][0] += 1
    (tmp_path / "all.json").write_text(json.dumps(whole), "utf-8")
    code, out, _ = ttrace("compare", "all.json", TEXT)
    assert code == 1 and f"They part at {parameter}[" in out


def test_two_runs_of_which_one_has_a_stage_more_are_not_equal(ttrace):
    code, out, _ = ttrace("compare", TEXT, "--with", "final_norm=true")
    assert code == 1 and "encoder.norm" in out


def test_what_was_not_read_is_said_in_every_comparison(ttrace):
    assert "does not read epsilon" in " ".join(ttrace("compare", TEXT, TEXT, "--norm", "none", "--epsilon", "1")[1].split())
    told = json.loads(ttrace("compare", TEXT, TEXT, "--norm", "none", "--epsilon", "1", "--format", "json")[1])
    assert any("epsilon" in note for note in told["notes"])


FAMILY, CAPTURES = CASES / "families", CASES.parent / "captures"
HOOKS = ("compare", "--model", str(FAMILY / "gpt2"), str(CAPTURES / "gpt2.hooks.npz"))


def told(words):
    return " ".join(words.split())


def test_what_arrays_were_taken_for_is_said_after_the_comparison(ttrace):
    code, out, _ = ttrace(*HOOKS)
    assert code == 0 and "What each array was taken for" in out and "Known by its name" in out
    assert "transformer.h.0.attn.c_attn (k) decoder.0.attention.k, as (token, head·d_k)" in told(out)
    code, out, _ = ttrace(*HOOKS, "--lang", "zh")
    assert code == 0 and "各数组对应的阶段" in out and "按名字识别" in out
    found = json.loads(ttrace(*HOOKS, "--format", "json")[1])
    assert {"name": "lm_head", "known_by": "name"} in [one["array"] for one in found["stages"]] and found["left_out"] == []


def test_a_stage_asked_for_is_compared_whatever_else_the_file_holds(ttrace):
    code, out, _ = ttrace(*HOOKS, "--stage", "logits")
    assert code == 0 and "1 stage agrees" in told(out)
    code, _, error = ttrace(*HOOKS, "--stage", "z")
    assert code == 2 and "has no array of the stages asked for" in error


@pytest.mark.parametrize("ending", ["npy", "safetensors", "json"])
def test_other_files_hold_arrays_too(ttrace, ending):
    from safetensors.numpy import save_file

    run = tracer.trace(TEXT)
    values = run["ffn.output"].values
    file = f"ffn_output.{ending}"
    if ending == "npy":
        np.save(file, values[None])
    elif ending == "safetensors":
        save_file({"encoder.layers.0.linear2": values[None].copy()}, file)
    else:
        Path(file).write_text(json.dumps({"ffn_output": np.round(values, 3).tolist()}))
    code, out, error = ttrace("compare", TEXT, file)
    assert code == 0, out + error
    assert ("to the 3 decimals that the file gives" in told(out)) == (ending == "json")


def test_arrays_of_another_model_or_text_are_told_as_such(ttrace, tmp_path):
    np.savez(tmp_path / "other.npz", q=np.ones((9, 9)))
    code, _, error = ttrace("compare", TEXT, "other.npz")
    assert code == 2 and "None of the arrays fits this run: q is 9 × 9" in error and "of this model and of this text" in error
    code, out, _ = ttrace(*HOOKS, "--target-ids", "7,19,30,8,21")
    assert code == 1 and "at place 2 of input_ids this run has 30, the file 33" in told(out)
    hooks = {name: array for name, array in np.load(CAPTURES / "gpt2.hooks.npz").items() if name != "input_ids"}
    np.savez(tmp_path / "noids.npz", **hooks)
    code, out, _ = ttrace("compare", "--model", str(FAMILY / "gpt2"), "noids.npz", "--target-ids", "7,19,30,8,21")
    assert code == 1 and "row 2 of transformer.wte is the embedding of 33, where this run reads 30" in told(out)


def test_a_stage_of_another_kind_of_run_is_left_out_by_name(ttrace):
    assert ttrace(TEXT, *GPT, "--generate", "1", "-o", "g.npz")[0] == 0
    assert ttrace("compare", TEXT, "g.npz", *GPT, "--generate", "1")[0] == 0
    code, out, _ = ttrace("compare", TEXT, "g.npz", *GPT)
    assert code == 1 and "They part" not in out and "generate.0.logits is a stage this run does not have" in told(out)


def test_an_npz_keeps_the_axes_and_labels_of_its_stages(ttrace, tmp_path):
    for seed in ("1", "2"):
        assert ttrace("the cat the", "--seed", seed, "-o", f"{seed}.npz")[0] == 0
        assert ttrace("the cat the", "--seed", seed, "-o", f"{seed}.json")[0] == 0
    (_, arrays, _), (_, texts, _) = (
        ttrace("compare", f"1.{ending}", f"2.{ending}", "--format", "json") for ending in ("npz", "json")
    )
    found, known = json.loads(arrays), json.loads(texts)
    for stage in found["stages"]:
        del stage["array"]
    assert {key: found[key] for key in known} == known
    assert "[token=the#1, d_model=0]" in arrays


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"axes": [["a"]], "stages": {"x": [5]}}', '{"axes": [[1]], "stages": {"x": [0]}}']
)
def test_axes_of_somebody_elses_npz_are_not_believed(ttrace, tmp_path, text):
    np.savez(tmp_path / "x.npz", x=np.ones(2), axes=np.array(text))
    np.savez(tmp_path / "y.npz", x=np.zeros(2))
    code, out, _ = ttrace("compare", "x.npz", "y.npz")
    assert code == 1 and "axis 0=0" in out


def test_parameters_that_differ_are_told_before_what_is_computed_with_them(ttrace, tmp_path):
    run = tracer.trace(TEXT)
    wrong = {"encoder.0.ffn.W_1": run["W_1"].values * 1.01, "ffn.hidden": run["ffn.hidden"].values + 1}
    np.savez(tmp_path / "mine.npz", **wrong)
    code, out, _ = ttrace("compare", TEXT, "mine.npz")
    assert code == 1 and "They part at encoder.0.ffn.W_1[" in out
    assert "1 parameter differs, and with it all that is computed with it: encoder.0.ffn.W_1." in told(out)


def test_single_precision_written_as_json_in_full_is_as_exact_as_single_precision(ttrace, tmp_path):
    logits = tracer.trace(TEXT, d_model=8)["ffn.norm"].array.astype(np.float32)
    (tmp_path / "full.json").write_text(json.dumps({"encoder.0.ffn.norm": logits.tolist()}))
    code, out, _ = ttrace("compare", TEXT, "full.json", "--d-model", "8")
    assert code == 0 and "to the rounding of float32" in told(out)


def test_a_run_of_ids_alone_is_called_after_its_model(ttrace):
    model = str(FAMILY / "gpt2")
    _, out, _ = ttrace(
        "compare", "--model", model, "--target-ids", "3,17", "--with", "dtype=float32", "--stage", "logits", "--width", "300"
    )
    assert out.startswith(f"{model} and {model} (dtype=float32) compared")
