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


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("model-Q4.gguf", "is a GGUF file"),
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
