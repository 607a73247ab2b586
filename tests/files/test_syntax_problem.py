"""What parsers say, in the reader's language."""

import json
import tomllib

import pytest

from tracer import language
from tracer.errors import TracerError
from tracer.files.formats import load
from tracer.files.syntax_problem import syntax_problem

TOML = [
    'a = "b',
    "a = ",
    "a b",
    "a = 1 2",
    "[a",
    "a = [1, 2",
    "a = {b = 1",
    "a = 1\na = 2",
    "= 1",
    'a = "\\q"',
    "a = \x01",
    "x = 2024-13-45",
]
JSON = ["{", '{"a"', '{"a": 1', "{'a': 1}", '{"a": }', "{} {}", '{"a": "\n"}', '{"a": "\\q"}', '{"a": "b', "[1,]", '{"a": 1,}']


@pytest.mark.parametrize(("text", "ending"), [*((text, ".toml") for text in TOML), *((text, ".json") for text in JSON)])
def test_a_broken_file_is_told_in_one_language(tmp_path, text, ending):
    (tmp_path / f"run{ending}").write_text(text, encoding="utf-8")
    with pytest.raises(TracerError) as caught:
        load(tmp_path / f"run{ending}")
    with language.speaking("zh"):
        reason = str(caught.value).partition("语法（")[2]
        assert reason and not any("a" <= char <= "z" for char in reason.replace("\\n", "").replace("\\x01", "")), reason
    with language.speaking("en"):
        assert str(caught.value).isascii()


def test_a_message_nobody_knows_stays_as_it_is():
    assert syntax_problem("Flux capacitor") == "Flux capacitor"
    for parser, text, error in (
        (json.loads, "[1 2]", json.JSONDecodeError),
        (tomllib.loads, "a = [1 2]", tomllib.TOMLDecodeError),
    ):
        with pytest.raises(error) as caught:
            parser(text)
        assert not isinstance(syntax_problem(getattr(caught.value, "msg", str(caught.value))), str)
