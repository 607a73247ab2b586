"""The keys of a run that are no settings: one table, and the typed object that holds their values."""

import pytest

from tracer.settings import FIELDS
from tracer.settings.data import DATA, INPUT_KEYS, Inputs, data_keys


def test_the_table_and_the_object_have_the_same_keys():
    assert DATA.keys() - {"causal"} == INPUT_KEYS - {"vectors"}  # `causal` is a mask, `vectors` a file read later
    assert not DATA.keys() & FIELDS.keys()


def test_a_key_not_given_is_none_and_not_in_the_mapping():
    inputs = Inputs(text="a b", generate=3)
    assert (inputs.text, inputs.generate, inputs.target) == ("a b", 3, None)
    assert dict(inputs) == {"text": "a b", "generate": 3} and "target" not in inputs
    assert inputs.has_any("target", "generate") and not inputs.has_any("target")


def test_a_copy_changes_and_takes_out():
    inputs = Inputs(text="a b", generate=3)
    assert dict(inputs.changed(generate=None, pool="mean")) == {"text": "a b", "pool": "mean"}
    assert inputs.generate == 3


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError):
        Inputs(txet="a")
    with pytest.raises(KeyError):
        Inputs().txet = "a"


def test_groups_are_parts_of_the_table():
    assert data_keys("generation") == ("generate", "temperature", "top_k", "top_p", "cache")
    assert {key for group in {told.group for told in DATA.values()} for key in data_keys(group)} == set(DATA)
