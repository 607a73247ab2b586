"""`ttrace train`: a step's numbers in every format, and a whole small model from a user's own pairs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.numpy import load_file

from tracer.cli import main
from tracer.training.checkpoint import state_file


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["train", *words])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"{one} {two}\t{two} {one}\n" for one in "abcd" for two in "wxyz"))
    return file


SMALL = ("--layers", "1", "--heads", "1", "--d-model", "8", "--d-ff", "8", "--steps", "6")


def test_one_step_is_a_line_all_of_it_with_show_and_exact_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "Thinking", "Machines", "--model", "decoder", "--steps", "2")
    assert code == 0 and "0.001000" in out
    code, out, _ = run(capsys, "Thinking", "Machines", "--model", "decoder", "--show")
    assert code == 0 and "grad.output.W_U" in out and "after.output.W_U" in out
    code, out, _ = run(capsys, "Thinking", "Machines", "--model", "decoder", "--format", "json")
    names = [step["name"] for step in json.loads(out)["steps"]]
    assert code == 0 and {"loss.each", "loss", "lr", "grad.logits", "adam.m.output.W_U"} <= set(names)


def test_a_trace_file_tells_labels_and_optimiser(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "step.toml"
    file.write_text('text = "a b"\nseed = 3\nlabels = ["x", "y"]\noptimizer = "sgd"\nlearning_rate = 0.5\nsteps = 2\n')
    assert run(capsys, "--from", str(file))[1].lstrip().startswith("Training step by step: a b")
    code, out, _ = run(capsys, "--from", str(file), "--format", "json")
    names = [step["name"] for step in json.loads(out)["steps"]]
    assert code == 0 and "step.2.after.output.W_U" in names and not any("adam" in name for name in names)


def test_own_pairs_become_a_model_that_traces_and_says_how_good_it_is(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    model = own.with_name("model.safetensors")
    code, out, _ = run(capsys, "--task", str(own), *SMALL, "-o", str(model))
    assert code == 0 and "Without learning" in out and model.exists() and not state_file(model).exists()
    with pytest.raises(SystemExit) as left:
        main(["a w", "--model", str(model), "--target", "w a", "--stage", "probabilities"])
    assert left.value.code == 0
    capsys.readouterr()
    with pytest.raises(SystemExit) as refused:
        main(["a q", "--model", str(model)])
    assert refused.value.code == 2 and "q" in capsys.readouterr().err


def test_a_stopped_run_keeps_its_state_and_goes_on_to_the_same_file(
    capsys: pytest.CaptureFixture[str], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracer.training.network import Network

    whole, halved = own.with_name("whole.safetensors"), own.with_name("halved.safetensors")
    run(capsys, "--task", str(own), *SMALL, "-o", str(whole))
    learn = Network.learn

    def stopped(self: Network, *arguments: object, **named: object) -> float:
        if self.step == 3:
            raise KeyboardInterrupt
        return learn(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Network, "learn", stopped)
    code, _, err = run(capsys, "--task", str(own), *SMALL, "-o", str(halved))
    assert code == 130 and "step 3 of 6" in err and state_file(halved).exists() and not halved.exists()
    monkeypatch.undo()
    code, _, _ = run(capsys, "--task", str(own), *SMALL, "-o", str(halved), "--resume")
    assert code == 0
    one, two = load_file(halved), load_file(whole)
    assert one.keys() == two.keys() and all(one[name].tobytes() == two[name].tobytes() for name in one)


@pytest.mark.parametrize("exact", [[], ["--exact"]])
def test_the_file_does_not_hold_its_own_name_and_the_card_says_what_it_depends_on(
    capsys: pytest.CaptureFixture[str], own: Path, exact: list[str]
) -> None:
    one, other = own.with_name("one.safetensors"), own.with_name("another name.safetensors")
    for file in (one, other):
        code, out, _ = run(capsys, "--task", str(own), *SMALL, *exact, "-o", str(file), "--format", "json")
        card = json.loads(out)["card"]
        assert code == 0 and str(file.name) not in card["command"] and len(card["sha256"]) == 64 and card["dtype"] == "float32"
        if exact:
            assert card["exact"] and "--exact" in card["command"] and not {"numpy", "blas", "kernel", "threads"} & card.keys()
        else:
            assert card["numpy"] and card["blas"] and not card["exact"]
    assert one.read_bytes() == other.read_bytes()


def test_what_a_user_set_about_threads_changes_nothing(own: Path) -> None:
    written = []
    for count in ("1", "2"):
        file = own.with_name(f"{count}.safetensors")
        words = ["train", "--task", str(own), "--layers", "1", "--heads", "1", "--d-model", "64", "--steps", "3", "-o", str(file)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": count, "OMP_NUM_THREADS": count}
        subprocess.run([sys.executable, "-m", "tracer", *words], env=environment, capture_output=True, check=True)
        written.append(file.read_bytes())
    assert written[0] == written[1]


def test_watching_writes_a_strip_of_pictures(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    strip = own.with_name("strip.svg")
    code, _, _ = run(
        capsys, "--task", str(own), *SMALL, "--watch", "a w", "--stage", "encoder.0.attention.softmax", "--watch-to", str(strip)
    )
    assert code == 0 and strip.read_text().count("step ") >= 4


REFUSED = [
    ((), "give a text"),
    (("a", "b", "--task", "copy"), "its own sentences"),
    (("--task", "cpoy"), "Did you mean copy"),
    (("--task", "copy", "-o", "model.toml"), ".safetensors"),
    (("--task", "copy", "--resume"), "-o FILE"),
    (("a b", "--model", "decoder", "--exact"), "--exact does nothing here"),
    (("--task", "copy", "--heads", "3"), "do not divide"),
    (("a b", "--labels", "0,1", "--betas", "1,x"), "takes numbers with commas"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_cannot_be_is_one_sentence(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    code, _, err = run(capsys, *words)
    assert code == 2 and said in err and "Traceback" not in err


IDLE = [
    ("--task", "copy", "--model", "gru"),
    ("--task", "copy", "--show"),
    ("--task", "copy", "--stage", "softmax"),
    ("--task", "copy", "--set", "x=1"),
    ("a b", "--model", "decoder", "--watch", "a b"),
    ("a b", "--model", "decoder", "--resume"),
    ("a b", "--model", "decoder", "--head", "0"),
]


@pytest.mark.parametrize("words", IDLE, ids=" ".join)
def test_what_this_kind_of_training_would_pass_over_is_refused(ttrace, words):
    code, out, err = ttrace("train", *words, "--steps", "1")
    option = [word for word in words if word.startswith("--") and word not in ("--task",)][-1]
    assert (code, out) == (2, "") and f"{option} does nothing" in err and err.count("\n") == 1


def test_what_is_shown_is_cut_as_asked_and_listed(ttrace):
    code, out, _ = ttrace("train", "a b", "--model", "decoder", "--steps", "1", "--show", "--stage", "softmax", "--head", "0")
    assert code == 0 and "head 0" in out and "head 1" not in out
    code, out, _ = ttrace("train", "a b", "--model", "decoder", "--steps", "1", "--list")
    assert code == 0 and "grad.loss" in out and "token 2 × d_model 4" in out
