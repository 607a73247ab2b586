"""State dicts of code that people copy: the whole run is what PyTorch computed (made by tests/cases/own_code/make.py)."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tracer import trace
from tracer.errors import TracerError

CASES = Path(__file__).parent.parent / "cases" / "own_code"


@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod."])
def test_the_annotated_transformer(prefix, tmp_path):
    tensors, expected = load_file(CASES / "annotated.safetensors"), np.load(CASES / "annotated.npz")
    save_file({prefix + name: array for name, array in tensors.items()}, tmp_path / "a.safetensors")
    source, target = (expected[side].tolist() for side in ("source", "target"))
    rows = tensors["src_embed.0.lut.weight"][source].tolist()
    run = trace(load=tmp_path / "a.safetensors", inputs=rows, target_ids=target, heads=2)
    np.testing.assert_allclose(run["encoder.norm"].values, expected["memory"], atol=1e-9)
    np.testing.assert_allclose(run["decoder.norm"].values, expected["out"], atol=1e-9)
    np.testing.assert_allclose(np.log(run["probabilities"].values), expected["log_probabilities"], atol=1e-9)
    assert not any("heads" in note for note in run.notes)


def test_its_encoder_alone_says_what_it_assumes_and_names_what_it_does_not_know(tmp_path):
    tensors = load_file(CASES / "annotated.safetensors")
    encoder = {name: array for name, array in tensors.items() if name.startswith(("encoder.", "src_embed."))}
    save_file(encoder, tmp_path / "a.safetensors")
    rows = tensors["src_embed.0.lut.weight"][np.load(CASES / "annotated.npz")["source"]].tolist()
    run = trace(load=tmp_path / "a.safetensors", inputs=rows)
    np.testing.assert_allclose(run["encoder.norm"].values, np.load(CASES / "annotated.npz")["memory"], atol=1e-9)
    assert any("heads = 2" in note for note in run.notes)
    for change, sentence in (
        ({"encoder.layers.0.sublayer.2.norm.a_2": np.ones(8)}, "sublayer.2.norm.a_2"),
        ({"classifier.weight": np.ones((2, 8))}, "classifier.weight"),
        ({"decoder.layers.0.sublayer.0.norm.a_2": np.ones(8)}, "encoder"),
    ):
        save_file({**encoder, **change}, tmp_path / "b.safetensors")
        with pytest.raises(TracerError, match=sentence):
            trace(load=tmp_path / "b.safetensors", inputs=rows)
