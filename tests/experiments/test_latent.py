"""What the experiment on latents counts is what sizes say, and its conclusion follows the counts."""

import pytest

from tracer.document.blocks import Prose, Table
from tracer.experiments import document
from tracer.language import speaking

TEXT = "I love machines and dogs"


def told(**options):
    blocks = list(document("latent", TEXT, options).blocks())
    table = next(block for block in blocks if isinstance(block, Table))
    return [row[-2] for row in table.rows], [block.text for block in blocks if isinstance(block, Prose)]


@pytest.mark.parametrize(
    ("options", "counts", "says"),
    [
        ({}, [2 * 16, 2 * 8, 2 * 4, 4 + 2], "fewer than any sharing of heads here (8)"),
        ({"latent_kv": 7, "latent_q": 3}, [32, 16, 8, 7 + 2], "one shared head would keep 8"),
        ({"heads": 2, "latent_kv": 8, "layers": 2}, [32, 16, 8 + 4], "37.5%"),
        ({"heads": 1, "latent_kv": 4}, [32, 4 + 8], "that keys and values take"),
        ({"latent_kv": 30}, [32, 16, 8, 32], "saves nothing"),
    ],
)
def test_the_cache_of_each_kind_of_attention_is_counted(options, counts, says):
    with speaking("en"):
        kept, prose = told(**options)
    assert kept == counts
    assert says in prose[-1]
    assert any("the scores are the same" in sentence for sentence in prose)
