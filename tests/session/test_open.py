"""Models by name; the opened checkpoints that are kept are few."""

import shutil
from pathlib import Path

import pytest

from tracer import TracerError, load, trace
from tracer.session import make_request
from tracer.session import open as opening

CASES = Path(__file__).parent.parent / "cases" / "hf"


def test_a_folder_is_opened_once_and_only_a_few_stay_open(tmp_path):
    folders = [shutil.copytree(CASES / "gpt2" / "model", tmp_path / f"copy{n}") for n in range(opening._MOST_OPEN + 2)]
    models = [load(folder) for folder in folders]
    assert load(folders[-1]) is models[-1]
    assert len(opening._open) <= opening._MOST_OPEN
    assert load(folders[0]) is not models[0]
    assert models[0].trace("it was")["logits"].values.shape == load(folders[0]).trace("it was")["logits"].values.shape


def test_a_trace_file_may_name_a_checkpoint_and_none_of_two_weights(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text(f'text = "it was"\nmodel = "{CASES / "gpt2" / "model"}"\n')
    assert make_request(from_file=file).checkpoint is not None
    with pytest.raises(TracerError, match="pronoun"):
        make_request("a b", load=file, model="pronoun")


def test_a_bundled_model_reads_its_own_alphabet_whatever_the_spaces():
    plain = load("pronoun-zh").trace("动物没有过街，因为它太窄了")
    for text in ("动物 没有 过 街，因为 它 太 窄 了", "动 物没有过街，因　为它太窄了"):
        spaced = load("pronoun-zh").trace(text)
        assert spaced.tokens == plain.tokens and (spaced["logits"].values == plain["logits"].values).all()
    asked = load("pronoun-zh").trace("动物没有过街，因为它太窄了", cut="words")
    assert asked.tokens == plain.tokens and "cut" in asked.unread


def test_a_bundled_model_cuts_its_target_by_its_own_alphabet():
    assert load("translate").trace("the cat sleeps", target="猫 睡").facts["target_tokens"] == ["<start>", "猫", "睡"]


def test_a_word_outside_is_told_with_near_words_and_where_all_are():
    with pytest.raises(TracerError, match=r"pronoun does not know 'animol'\. Did you mean animal\? ttrace models pronoun lists"):
        load("pronoun").trace("The animol")
    with pytest.raises(TracerError, match="pronoun-zh does not know '象': ttrace models pronoun-zh lists all"):
        load("pronoun-zh").trace("大象")


@pytest.mark.parametrize(
    ("model", "text", "written"),
    [("translate", "the cat sleeps in the garden", "猫在花园里睡觉"), ("letters", "anna has a red kite. she ", "runs to t")],
)
def test_a_trained_model_says_the_sentence_it_wrote(model, text, written):
    run = load(model).trace(text, generate=9)
    assert run.facts["generated_text"] == written


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("model-Q4.gguf", "is a GGUF file|ends inside its header"),
        ("last.ckpt", "state_dict"),
        ("weights.pt", "model_state_dict"),
        ("model.onnx", "its ending tells no format"),
    ],
)
def test_a_file_that_is_there_is_told_for_what_it_is(tmp_path, name, says):
    (tmp_path / name).write_bytes(b"GGUF")
    for call in (
        lambda: load(tmp_path / name),
        lambda: trace("a", load=tmp_path / name),
        lambda: trace("a", model=str(tmp_path / name)),
    ):
        with pytest.raises(TracerError, match=says) as caught:
            call()
        assert name in str(caught.value)
