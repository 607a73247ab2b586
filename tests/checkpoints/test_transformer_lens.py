"""Names in TransformerLens, as its source (2.18) has them."""

import pytest
from checkpoints import CASES, FAMILIES, model

WANTED = {
    "t5": {
        "decoder.0.attention.norm.gamma": "decoder.0.ln1.w",
        "decoder.0.cross.norm.gamma": "decoder.0.ln2.w",
        "decoder.0.ffn.norm.gamma": "decoder.0.ln3.w",
        "encoder.0.ffn.norm.gamma": "encoder.0.ln2.w",
        "encoder.norm.gamma": "encoder_final_ln.w",
        "decoder.norm.gamma": "decoder_final_ln.w",
        "decoder.norm.normalized": "decoder_final_ln.hook_normalized",
        "decoder.norm": "",
        "decoder.0.cross.add": "decoder.0.hook_resid_mid_cross",
    },
    "bert": {
        "embedding.W_E": "embed.embed.W_E",
        "positions.W_P": "embed.pos_embed.W_pos",
        "segment.W_S": "embed.token_type_embed.W_token_type",
        "embedding": "embed.hook_embed",
        "input.norm.gamma": "embed.ln.w",
        "input.norm.beta": "embed.ln.b",
        "input.norm": "embed.ln.hook_normalized",
        "input": "hook_full_embed",
        "encoder.0.attention.norm": "blocks.0.ln1.hook_normalized",
        "encoder.0.ffn.norm.gamma": "blocks.0.ln2.w",
        "transform.norm.beta": "mlm_head.ln.b",
    },
    "gpt2": {
        "embedding.W_E": "embed.W_E",
        "decoder.0.attention.norm": "blocks.0.ln1.hook_normalized",  # LayerNorm is read after γ and β
        "decoder.norm": "ln_final.hook_normalized",
        "decoder.0.ffn.output": "blocks.0.hook_mlp_out",
    },
    "llama": {
        "decoder.0.attention.norm": "",
        "decoder.0.attention.norm.normalized": "blocks.0.ln1.hook_normalized",  # RMSNorm is read before γ
        "decoder.0.ffn.norm.normalized": "blocks.0.ln2.hook_normalized",
        "decoder.norm.normalized": "ln_final.hook_normalized",
        "decoder.norm.gamma": "ln_final.w",
    },
}


def named(folder):
    return {ours: lens for ours, _, lens in model(folder).checkpoint.name_map()}


@pytest.mark.parametrize("name", WANTED)
def test_names_are_those_of_the_model_that_transformer_lens_makes(name):
    found = named(CASES / name / "model")
    assert {ours: found.get(ours, "") for ours in WANTED[name]} == WANTED[name]
    lenses = [lens for lens in found.values() if lens]
    assert len(lenses) == len(set(lenses)), "two of ours with one name"


def test_what_is_added_is_the_sublayers_output_and_its_norms_stand_beside_it():
    gemma, qwen = named(FAMILIES / "gemma2"), named(FAMILIES / "qwen3")
    assert gemma["decoder.0.attention.output"] == "" and gemma["decoder.0.attention.output_norm"] == "blocks.0.hook_attn_out"
    assert gemma["decoder.0.ffn.output_norm.normalized"] == "blocks.0.ln2_post.hook_normalized"
    assert qwen["decoder.0.attention.q_norm.gamma"] == "blocks.0.attn.q_norm.w"
    assert qwen["decoder.0.attention.q_norm.normalized"] == "blocks.0.attn.q_norm.hook_normalized"


@pytest.mark.parametrize("name", ["distilbert", "roberta", "albert", "electra", "bart", "marian"])
def test_a_family_that_transformer_lens_has_no_model_of_has_no_names(name):
    assert not any(named(FAMILIES / name).values())
