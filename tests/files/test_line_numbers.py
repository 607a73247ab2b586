"""The line of a value in a TOML or JSON text."""

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from tracer.files.line_numbers import line_of, places, twice

TOML = '''# a comment with [brackets] and = signs
text = "a [b] # = no comment"

scale = false  # [x]
a.b = { c = 1, "d e" = [1.5,
  2] }
long = """x
y = [1]
"""
[embeddings]
"input #1" = [1, 0.5]
'q"' = [2]

[weights.encoder]
W_Q = [
  # a row
  [1, 2],

  [3],
]
'''


def test_every_value_of_a_toml_text_is_found_on_its_line():
    lines = dict(places(TOML, toml=True))
    assert lines["text",] == 2
    assert lines["scale",] == 4
    assert lines["a", "b", "c"] == 5
    assert lines["a", "b", "d e", 1] == 6
    assert lines["embeddings", "input #1"] == 11
    assert lines["embeddings", 'q"', 0] == 12
    assert lines["weights", "encoder", "W_Q", 1] == 19
    assert line_of(TOML, ("weights", "encoder", "W_Q", 1, 7), toml=True) == 19, "what is not there: the nearest around it"


def paths(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*path, key))


def test_the_places_of_a_toml_text_are_those_of_the_parser():
    found = {path for path, _ in places(TOML, toml=True)}
    assert found <= set(paths(tomllib.loads(TOML)))
    assert {path for path in paths(tomllib.loads(TOML)) if path and path[-1] in ("c", "W_Q", 0, 1)} <= found


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_of_a_json_text_is_found_on_its_line(value):
    text = json.dumps(value, indent=1)
    found = list(places(text, toml=False))
    assert [path for path, _ in found] == list(paths(value))
    for path, line in found:
        shown = text.splitlines()[line - 1]
        assert not path or not isinstance(path[-1], str) or json.dumps(path[-1]) in shown


def test_a_key_given_twice_is_found_where_it_stands_again():
    assert twice('{"a": {"b": 1},\n "c": {"b": 2},\n "a": 3}') == ("a", 3)
