"""Arguments of other kinds than they take: each is refused by its name, as TracerError, from every way into the library."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import tracer
from tracer.errors import TracerError
from tracer.files.readers import Source
from tracer.files.trace_file import stored_from
from tracer.session.gather import gather
from tracer.settings import FIELDS
from tracer.settings.data import DATA


class Odd:
    """Nothing that any argument takes."""


ODD = [1, -1, 3.5, float("nan"), True, b"bytes", [], {}, (), set(), [1], [[1], ["a"]], {"a": 1}, {1: 2}, [("x",)], object(), Odd(), iter([]),
       range(3), 1j, np.zeros(0), np.array([None]), np.zeros((2, 4), "c16"), np.float32(2), Ellipsis, type, memoryview(b"ab"),
       np.ma.masked_array([1, 2]), np.full((2, 4), np.nan), [[1, 2], [3]], "", "\0", pathlib.Path("\0")]  # fmt: skip
PLAIN = ["w", "mean", 0, 2, -1, 0.5, float("nan"), 10**400, True, [], ["w"], ["w", "v"], [["w"], ["v"]], [["w"], "v"], ["w", ["v"]], [[["w"]]],
         ["w", 1], [1, 2], [0.5, 1], [True], [[1, 2], [3, 4]], [[1, 2], [3]], [[[1, 2]], [[3, 4], [5, 6]]], [[[[1]]]], [[]], {"a": 1}]  # fmt: skip


def refuses(call):
    """Run it: what it cannot take is a TracerError that can be worded."""
    try:
        call()
    except TracerError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("key", sorted({*DATA, "from_file", "load", *FIELDS} - {"text"}))
def test_no_option_ends_deep_inside(key):
    for value in ODD:
        options = {"text": "a b", key: value}
        refuses(lambda options=options: tracer.trace(**options))


@pytest.mark.parametrize("key", ["embeddings", "weights", "edits"])
def test_no_other_argument_ends_deep_inside(key):
    for value in ODD:
        refuses(lambda value=value: tracer.trace("a b", **{key: value}))


@pytest.mark.parametrize("key", DATA)
def test_an_argument_says_what_it_takes(key):
    message = refuses(lambda: tracer.trace(**{"text": "a b", key: object()}))
    assert f"{key} cannot be <object" in message and message.partition("it takes: ")[2] not in ("", ".")


@pytest.mark.parametrize("key", sorted(DATA.keys() - {"text", "causal"}))  # a text is an argument of its own; causal is a mask
def test_a_trace_file_and_an_argument_take_the_same_values(key):
    for value in PLAIN:
        origin = Source(json.dumps({key: value}), "t.json", toml=False)
        try:
            read = stored_from({key: value}, origin).data[key]
        except TracerError:
            assert refuses(lambda value=value: gather("a b", **{key: value})).startswith(f"{key} cannot be "), value
        else:
            assert str(gather("a b", **{key: value}).data.get(key)) == str(read), value


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: tracer.trace([]), "text"),
        (lambda: tracer.trace([1]), "text"),
        (lambda: tracer.trace("a b").cell(3), "address"),
        (lambda: tracer.trace("a b")[3], "stage"),
        (lambda: tracer.trace("a b").matching(None), "pattern"),
        (lambda: tracer.trace("a b", weights=[1]), "weights"),
        (lambda: tracer.trace("a b", edits=3), "edits"),
        (lambda: tracer.trace("a b", embeddings={"a": ["x"]}), "embeddings"),
        (lambda: tracer.trace("a b", labels=[0.5]), "labels"),
        (lambda: tracer.trace("a b", activation=np.ones(3)), "activation"),
        (lambda: tracer.trace("a b", h_0="x"), "h_0"),
        (lambda: tracer.trace("a b", inputs=[[1, 2], [3]]), "inputs"),
    ],
)
def test_the_argument_is_named(call, name):
    assert refuses(call).startswith(f"{name} cannot be ")


def test_a_huge_argument_is_quoted_short():
    assert len(refuses(lambda: tracer.trace("a b", labels=[0.5] * 100_000))) < 200


def test_what_numpy_and_tuples_hold_is_taken():
    rows = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    first = tracer.trace(None, tokens=("a", "b"), inputs=rows, seed=1)
    second = tracer.trace(None, tokens=["a", "b"], inputs=rows.tolist(), seed=1)
    assert np.array_equal(first.output.values, second.output.values)
    assert tracer.trace(("a b", "c")).tokens == tracer.trace(["a b", "c"]).tokens


def test_no_further_sentences_are_none():
    assert tracer.trace("a b", also=[]).tokens == ["a", "b"]


def test_optimised_python_refuses_the_same():
    said = "import tracer\ntry: tracer.trace([1])\nexcept tracer.TracerError as error: print(error)"
    ran = [
        subprocess.run([sys.executable, *how, "-c", said], capture_output=True, text=True, check=True).stdout
        for how in ((), ("-O",))
    ]
    assert ran[0] == ran[1] != ""
