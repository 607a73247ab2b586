"""The lines that sentences about pickles give are run as they stand; what they write opens and has the same numbers.

Run with: TTRACE_REFERENCE=PYTHON python -m pytest tests/bench/test_conversions.py -s -n 0

PYTHON: an interpreter with torch and transformers; left out, the one that runs the test, which is skipped where it has none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tracer import TracerError, load

CASES = Path(__file__).parents[1] / "cases"
PYTHON = os.environ.get("TTRACE_REFERENCE", sys.executable)
SAVE = """
import sys, torch, safetensors.torch as s
torch.manual_seed(0)
layer = torch.nn.TransformerEncoderLayer(8, 2, 16)
s.save_file(layer.state_dict(), "right.safetensors")
net = {"net." + name: tensor for name, tensor in layer.state_dict().items()}
torch.save({"epoch": 3, "state_dict": net, "hyper_parameters": {"lr": 0.1}}, "last.ckpt")
torch.save({"epoch": 3, "model_state_dict": net}, "tutorial.pt")
torch.save(net, "plain.pth")
"""


def ran(*command: str, folder: Path | None = None, shell: bool = False) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PATH": f"{Path(PYTHON).parent}:{os.environ['PATH']}"}
    given = command[0] if shell else list(command)
    return subprocess.run(given, shell=shell, capture_output=True, text=True, env=environment, cwd=folder, timeout=300)


def said(source: Path) -> str:
    """The command in the sentence about a file that is not opened."""
    with pytest.raises(TracerError) as caught:
        load(source)
    return "python -c" + str(caught.value).partition("python -c")[2].removesuffix(".")


needs_torch = pytest.mark.skipif(
    bool(ran(PYTHON, "-c", "import torch, transformers").returncode), reason="no torch here: see TTRACE_REFERENCE"
)


@needs_torch
@pytest.mark.parametrize("name", ["last.ckpt", "tutorial.pt", "plain.pth"])
def test_a_checkpoint_of_a_training_script(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ran(PYTHON, "-c", SAVE, folder=tmp_path).returncode == 0
    done = ran(said(Path(name)), folder=tmp_path, shell=True)
    assert done.returncode == 0, done.stderr
    rows = np.eye(3, 8).tolist()
    ours, right = (
        load(tmp_path / file).trace(inputs=rows, positions="none", heads=2)
        for file in (f"{Path(name).stem}.safetensors", "right.safetensors")
    )
    np.testing.assert_array_equal(ours.output.array, right.output.array)


@needs_torch
def test_a_folder_with_a_pickle_keeps_its_head(tmp_path: Path) -> None:
    folder = shutil.copytree(CASES / "hf" / "bert" / "model", tmp_path / "bert")
    before = load(folder).trace("the animal")["logits"].array
    make = (
        f"from transformers import BertForMaskedLM; import torch; m = BertForMaskedLM.from_pretrained({str(folder)!r}); "
        f"torch.save(m.state_dict(), {str(folder / 'pytorch_model.bin')!r})"
    )
    assert ran(PYTHON, "-c", make).returncode == 0
    (folder / "model.safetensors").unlink()
    done = ran(said(folder), shell=True)
    assert done.returncode == 0, done.stderr
    np.testing.assert_allclose(load(folder).trace("the animal")["logits"].array, before, rtol=1e-6, atol=1e-6)
