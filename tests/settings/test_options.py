"""The options as editors and type checkers see them are the options there are."""

from typing import Literal, get_args, get_origin, get_type_hints

from tracer.settings import FIELDS
from tracer.settings.data import DATA
from tracer.settings.options import TraceOptions

HINTS = get_type_hints(TraceOptions)


def test_every_setting_and_every_key_of_a_trace_file_has_a_type():
    assert HINTS.keys() == FIELDS.keys() | DATA.keys() - {"text"}  # the text is the first argument


def test_choices_are_the_choices_of_the_setting():
    choices = {key: field.metadata["choices"] for key, field in FIELDS.items() if field.metadata.get("kind") == "choice"}
    literal = {key: get_args(HINTS[key]) for key in HINTS.keys() & FIELDS.keys() if get_origin(HINTS[key]) is Literal}
    assert literal == choices
    assert {key: get_args(HINTS[key]) for key, entry in DATA.items() if entry.choices} == {
        key: entry.choices for key, entry in DATA.items() if entry.choices
    }
