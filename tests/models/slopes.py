"""The slope of a logit by each number of a parameter, from whole runs."""

import numpy as np

from tracer import trace


def slope(text, name, cell, options):
    """The central difference of `logits[cell]` by every number of parameter `name`, in its shape.

    Runs with seed 0 and the parameter moved by 1e-6 to both sides.
    """
    array = trace(text, **options).parameters[name].values
    result = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        ends = []
        for step in (1e-6, -1e-6):
            moved = array.copy()
            moved[place] += step
            ends.append(float(trace(text, seed=0, weights={name: moved}, **options)["logits"].values[cell]))
        result[place] = (ends[0] - ends[1]) / 2e-6
    return result
