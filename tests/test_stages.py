"""One row a stage: symbol, source, TransformerLens' name; found by the longest ending that tells what is asked."""

import pytest

from tracer.language.stages import MESSAGES
from tracer.stages import STAGES, are_weights, lens_names, source_of, symbol_of

TOLD_OTHERWISE = {
    "q",
    "k",
    "v",
    "mean",
    "variance",
    "normalized",
    "gamma",
    "beta",
    "memory.keys",
    "memory.values",
}  # by the part of the layer, or as parameters


def test_the_longest_ending_that_tells_it_wins():
    assert symbol_of("decoder.0.cross.q") == "q" and source_of("encoder.0.attention.q").endswith("section 3.2.2")
    assert symbol_of("encoder.0.ffn.output") == "y" and symbol_of("encoder.0.attention.output") == "o"
    assert symbol_of("recurrent.0.f") == "f" and symbol_of("encoder.0.ffn.activation") == "f"
    assert symbol_of("nothing.known") == "" and source_of("encoder.0.attention.capped") == ""


def test_weights_are_told_by_the_last_part():
    assert are_weights("encoder.0.attention.softmax") and are_weights("probabilities")
    assert not are_weights("encoder.0.attention.softmax.computed") and not are_weights("scores")


def test_transformer_lens_names_stand_in_their_module():
    assert lens_names("attn")["softmax"] == "hook_pattern" and lens_names("mlp")["hidden"] == "hook_pre"
    assert lens_names() == {"embedding": "hook_embed", "positions": "hook_pos_embed"}


@pytest.mark.parametrize("ending", sorted(STAGES.keys() - TOLD_OTHERWISE))
def test_every_stage_has_a_sentence(ending):
    parts = ending.split(".")
    kinds = (f"{parts[-1]}_rms", f"{parts[-1]}_layer")  # of a norm each kind has its own
    own = {"_".join(parts[-2:]), parts[-1], f"shared_{parts[-1]}"}  # the last: a shared expert's
    assert own & MESSAGES.keys() or MESSAGES.keys() >= set(kinds)
