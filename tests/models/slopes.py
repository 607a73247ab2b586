"""The slope of a logit by each number of a parameter, from whole runs."""

import random

import numpy as np

from tracer import trace


def slopes(text, name, cell, options, most=12):
    """The central differences of `logits[cell]` by numbers of parameter `name`: their places, at most so many, and the slopes.

    Runs with seed 0 and the parameter moved by 1e-6 to both sides.
    """
    array = trace(text, **options).parameters[name].values
    places = list(np.ndindex(array.shape))
    places = random.Random(name).sample(places, min(most, len(places)))

    def end(place, step):
        moved = array.copy()
        moved[place] += step
        return float(trace(text, seed=0, weights={name: moved}, **options)["logits"].values[cell])

    return tuple(zip(*places, strict=True)), [(end(place, 1e-6) - end(place, -1e-6)) / 2e-6 for place in places]
