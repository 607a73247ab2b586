"""What is saved makes the same numbers again, bit for bit, in every format."""

from pathlib import Path

import numpy as np
import pytest
from kinds import KINDS

from tracer import trace
from tracer.errors import TracerError
from tracer.session.saving import save

TEXT = "the cat, sat"
ENDINGS = ("toml", "json", "npz", "safetensors")
RUNS_ON = {"edited", "edited on paper", "writing", "dropout"}  # what an edit or chance did is held apart


def equal(first, second, form=""):
    assert list(first.steps) == list(second.steps), form
    for name, step in first.steps.items():
        assert step.values.dtype == second.steps[name].values.dtype
        np.testing.assert_array_equal(step.values, second.steps[name].values, err_msg=f"{form} {name}")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in RUNS_ON])
def test_weights_loaded_again_give_the_same_numbers(kind, tmp_path):
    run = trace(TEXT, seed=5, **KINDS[kind])
    again = {key: KINDS[kind][key] for key in ("also", "target", "pool") if key in KINDS[kind]}
    for ending in ENDINGS:
        save(tmp_path / f"w.{ending}", run)
        equal(run, trace(TEXT, load=tmp_path / f"w.{ending}", **again), ending)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"writing", "dropout"}])
def test_a_saved_trace_file_says_everything_its_run_needs(kind, tmp_path):
    run = trace(TEXT, seed=5, **KINDS[kind])
    for ending in ("toml", "json"):
        save(tmp_path / f"t.{ending}", run)
        equal(run, trace(from_file=tmp_path / f"t.{ending}"), ending)


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_minus_infinity_in_a_mask_and_in_an_edit_is_read_back(ending, tmp_path):
    mask = [[0.0, -np.inf], [0.5, 1.0]]
    run = trace("a b", added_mask=mask, edits={"scores[0, 1]": [-np.inf, 2.0]})
    save(tmp_path / f"t.{ending}", run)
    equal(run, trace(from_file=tmp_path / f"t.{ending}"))
    assert run["added_mask"].values.tolist() == mask


def test_saving_what_was_loaded_writes_the_same_bytes(tmp_path):
    save(tmp_path / "a.safetensors", trace("a b", seed=3))
    save(tmp_path / "b.safetensors", trace("a b", load=tmp_path / "a.safetensors"))
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_an_edited_parameter_is_saved_as_it_was_and_its_edit_beside_it(tmp_path):
    run = trace("a b", edits={"W_Q[0, 0]": 9})
    save(tmp_path / "t.toml", run)
    assert trace(from_file=tmp_path / "t.toml")["W_Q"].array[0, 0] == 9
    save(tmp_path / "w.npz", run)
    assert trace("a b", load=tmp_path / "w.npz")["W_Q"].array[0, 0] == trace("a b")["W_Q"].array[0, 0]


def test_an_unknown_ending_or_folder_is_refused(tmp_path):
    for name in ("w.foo", "none/w.npz"):
        with pytest.raises(TracerError):
            save(tmp_path / name, trace("a"))
    assert not list(tmp_path.iterdir())


CASES = Path(__file__).parent.parent / "cases" / "hf"


@pytest.mark.parametrize("ending", ["toml", "json"])
@pytest.mark.parametrize("family", ["bert", "gpt2", "llama", "t5"])
def test_a_checkpoints_run_is_saved_with_the_folder_it_ran_from(family, ending, tmp_path):
    run = trace("the cat", model=str(CASES / family / "model"), dtype="float64", edits={"embedding[0, 0]": 3})
    save(tmp_path / f"t.{ending}", run)
    equal(run, trace(from_file=tmp_path / f"t.{ending}"))


@pytest.mark.parametrize("dtype", [None, "float32", "float64"])
@pytest.mark.parametrize(("model", "ending"), [("pronoun", ending) for ending in ENDINGS] + [(CASES / "gpt2" / "model", "toml")])
def test_a_saved_run_of_a_trained_model_keeps_its_precision(model, ending, dtype, tmp_path):
    run = trace("it was tired", model=str(model), dtype=dtype)
    assert run.dtype == dtype or (dtype is None and run.dtype == "float64")
    save(tmp_path / f"t.{ending}", run)
    if ending in ("toml", "json"):
        equal(run, trace(from_file=tmp_path / f"t.{ending}"))
    else:
        equal(run, trace("it was tired", load=tmp_path / f"t.{ending}"))


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_a_file_of_weights_cannot_say_which_checkpoint_ran(ending, tmp_path):
    with pytest.raises(TracerError, match="save to a .toml or .json file"):
        save(tmp_path / f"t.{ending}", trace("the cat", model=str(CASES / "gpt2" / "model")))
    assert not list(tmp_path.iterdir())
