"""The digest of parameters: of names, kinds, sizes and numbers, and of nothing else."""

from __future__ import annotations

import hashlib

import numpy as np

from tracer.weights.digest import sha256


def test_it_is_what_its_description_says() -> None:
    told = b"a\0<f8\0\0" + b"\0" * 7 + b"@" + b"b.W\0<f4\x002x1\0" + bytes.fromhex("0000803f000000bf")
    parameters = {"b.W": np.array([[1.0], [-0.5]], np.float32), "a": np.array(2.0)}
    assert sha256(parameters) == hashlib.sha256(told).hexdigest()


def test_order_and_layout_do_not_count_and_everything_else_does() -> None:
    one = {"x": np.arange(6.0).reshape(2, 3), "y": np.ones(2)}
    same = {"y": np.ones(2, ">f8"), "x": np.asfortranarray(one["x"])}
    assert sha256(one) == sha256(same)
    others = [
        {**one, "y": np.ones(2, np.float32)},
        {**one, "x": one["x"].reshape(3, 2)},
        {"x": one["x"], "z": one["y"]},
        {**one, "y": np.array([1.0, np.nextafter(1.0, 2.0)])},
    ]
    assert len({sha256(other) for other in (one, *others)}) == 5
