"""The page of models/bert.py against transformers 5.23: tiny random models, every hidden state, attention weight and logit."""

import numpy as np
import pytest

from tests.models.checkpoints import agrees, case, inside


@pytest.mark.parametrize(
    "name",
    [
        "bert",
        "bert-base",
        "distilbert",
        "roberta",
        "xlm-roberta",
        "albert",
        "electra",
        "electra-gen",
        "mpnet",
        "data2vec-text",
        "ernie",
        "nomic-bert",
        "deberta",
        "modernbert",
        "modernbert-bias",
        "deberta-v3",
        "deberta-v2",
        "deberta-c2p",
    ],
)
def test_a_tiny_model_of_each_family_agrees_with_transformers(name):
    agrees(name)


def test_every_array_of_a_real_layout_agrees_q_k_v_and_scores_too():
    inside("bert")


def test_sentences_run_together_as_they_do_alone_though_one_is_padded():
    told, arrays, model = case("bert")
    texts = [told["inputs"][number]["text"] for number in (0, 1)]
    trace = model.trace(texts)
    real = arrays["batch.attention_mask"].astype(bool)
    assert trace.facts["token_ids"] == [told["inputs"][number]["input_ids"] for number in (0, 1)]
    np.testing.assert_allclose(trace["logits"].values[real], arrays["batch.logits"][real], atol=3e-5)


def test_a_masked_word_is_predicted_with_the_probabilities_the_reference_gives():
    told, _, model = case("bert")
    given = told["inputs"][2]
    row = model.trace(given["text"])["probabilities"].values[given["mask_position"]]
    for best in given["top5_mask"]:
        assert row[best["id"]] == pytest.approx(best["prob"], abs=3e-5)


def test_the_mean_of_the_tokens_is_the_sentences_embedding():
    _, arrays, model = case("bert")
    trace = model.trace("Thinking Machines", pool="mean")
    assert trace.output.name == "pooled"
    np.testing.assert_allclose(trace["pooled"].values, arrays["s1.hidden.2"].mean(axis=0), atol=3e-5)
