"""BART, Marian, mBART and M2M-100 against transformers 5.23: tiny random models, every hidden state, attention weight and logit."""

import pytest

from tests.models.checkpoints import agrees


@pytest.mark.parametrize(
    "name", ["bart", "marian", "mbart", "m2m-100", "pegasus", "blenderbot", "blenderbot-small", "plbart", "mvp"]
)
def test_a_tiny_model_of_each_family_agrees_with_transformers(name):
    agrees(name)
