"""How strongly one row moves another, against finite differences."""

import numpy as np

from tracer import trace
from tracer.record.influence import influence
from tracer.session import again


def test_the_norm_of_the_derivative():
    run = trace("a b c", model="decoder", norm="none")
    later, source = run["decoder.0.ffn.add"], run["embedding"]
    found = influence(later, source, 1)
    size, slopes = 1e-6, []
    for column in range(4):
        cell = f"embedding[1, {column}]"
        up, down = (again(run, [(cell, source.values[1, column] + sign * size)])[later.name].values for sign in (1, -1))
        slopes.append((up - down) / (2 * size))
    np.testing.assert_allclose(found, np.sqrt(np.square(slopes).sum(axis=(0, 2))), rtol=1e-5, atol=1e-9)
    assert found[0] == 0 and found[1] > 0 and found[2] > 0
