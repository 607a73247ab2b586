"""The translation tutorial's names: whatever wraps the two modules, whatever is beside them, and what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from tracer.errors import TracerError
from tracer.weights.seq2seq_names import from_seq2seq

FILE = Path(__file__).parent.parent / "cases" / "seq2seq" / "tutorial.safetensors"


@pytest.mark.parametrize("before", ["", "module.", "_orig_mod.model."])
def test_the_same_parameters_are_found_whatever_stands_before_their_names(before: str) -> None:
    stored = load_file(FILE)
    plain, wrapped = from_seq2seq(stored), from_seq2seq({before + name: array for name, array in stored.items()})
    assert plain is not None and wrapped is not None
    assert plain.settings == wrapped.settings == {
        "model": "seq2seq", "attention": "additive", "cell": "gru", "layers": 1, "hidden": 6, "d_model": 6, "bias": True,
    }  # fmt: skip
    assert plain.parameters.keys() == wrapped.parameters.keys()
    np.testing.assert_array_equal(plain.parameters["attention.W_a"], stored["decoder.attention.Wa.weight"].T)
    np.testing.assert_array_equal(plain.parameters["decoder.0.W_xr"], stored["decoder.gru.weight_ih_l0"][:6].T)
    assert wrapped.stored["attention.v_a"] == f"{before}decoder.attention.Va.weight"


def test_other_files_are_left_to_others_and_strangers_and_gaps_are_named() -> None:
    stored = load_file(FILE)
    assert from_seq2seq({"encoder.gru.weight_ih_l0": np.zeros((3, 1)), "decoder.out.weight": np.zeros((2, 1))}) is None
    for alone in ("", "decoder."):
        half = {alone + name.removeprefix("decoder."): array for name, array in stored.items() if name.startswith("decoder.")}
        with pytest.raises(TracerError) as caught:
            from_seq2seq(half)
        assert caught.value.message == "weights.decoder_alone"
    with pytest.raises(TracerError) as caught:
        from_seq2seq({**stored, "decoder.coverage.weight": np.zeros((1, 1))})
    assert caught.value.message == "weights.torch_unknown" and "decoder.coverage.weight" in str(caught.value)
    with pytest.raises(TracerError) as caught:
        from_seq2seq({name: array for name, array in stored.items() if name != "decoder.gru.weight_hh_l0"})
    assert caught.value.message == "weights.torch_incomplete"
