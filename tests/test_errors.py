"""Errors are worded when shown, in the language of that moment, and suggest what is near."""

import pickle
import re
from pathlib import Path

import pytest

import tracer
from tracer import language
from tracer.address import UnknownStage, resolve
from tracer.errors import TracerError, closest

STAGES = ["embedding", "encoder.0.attention.scores", "encoder.0.attention.softmax", "encoder.0.ffn.hidden"]


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def test_the_sentence_is_made_in_the_language_of_the_moment():
    error = TracerError("tokens.empty")
    english = str(error)
    language.use("zh")
    assert english.startswith("The text is empty")
    assert str(error).startswith("文本是空的")


def test_an_error_is_a_value_error_with_its_facts():
    error = TracerError("settings.value", key="heads", value="0", takes="1, 2")
    assert isinstance(error, ValueError)
    assert (error.message, error.values["key"]) == ("settings.value", "heads")
    assert str(error) == "heads cannot be 0; it takes: 1, 2."


def test_text_from_outside_is_made_visible():
    assert "\x1b" not in str(TracerError("settings.unknown", word="\x1b[31m"))
    assert "␛[31m" in str(TracerError("settings.unknown", word="\x1b[31m"))


def test_placeholders_in_values_are_text():
    assert "{word}" in str(TracerError("settings.unknown", word="{word}"))


def test_an_unknown_word_names_what_is_near():
    assert TracerError.near("settings.unknown", "head", ["heads", "seed"]).values["near"] == ["heads"]
    assert TracerError.near("settings.unknown", "zzzzzz", ["heads", "seed"]).message == "settings.unknown"
    assert TracerError.near("settings.unknown", "heads", []).message == "settings.unknown"


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("score", "scores"),
        ("Softmax", "softmax"),
        ("attention.score", "attention.scores"),
        ("embeding", "embedding"),
        ("ffn.hiden", "ffn.hidden"),
    ],
)
def test_endings_of_names_are_near_too(word, first):
    assert closest(word, STAGES)[0] == first


def test_each_name_is_suggested_once():
    assert closest("scor", ["a.scores"]) == ["scores"]
    assert closest("a.score", ["a.scores", "a.scale"]) == ["a.scores", "a.scale"]


def test_nothing_near_is_nothing():
    assert closest("qqqq", STAGES) == []
    assert closest("", STAGES) == []
    assert len(closest("encoder", [f"encoder{n}" for n in range(9)])) == 3


def test_an_error_survives_a_copy_between_processes():
    error = pickle.loads(pickle.dumps(TracerError("tokens.empty")))
    assert (error.message, error.values) == ("tokens.empty", {})


def test_errors_that_callers_tell_apart_are_classes_and_still_suggest():
    with pytest.raises(UnknownStage) as caught:
        resolve("score", STAGES)
    assert caught.value.values["near"] == ["scores"] and isinstance(caught.value, TracerError)


def test_nobody_compares_the_message_of_an_error():
    """What an error is, its class says; a sentence's id may be renamed. (The command line's own parser has only sentences.)"""
    root = Path(tracer.__file__).parent
    compared = re.compile(r"\b(error|problem|refused)\.message\s*(==|!=|in\b|not in\b)")
    assert [str(path) for path in root.rglob("*.py") if compared.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", ["word", "value", "key", "token", "cell", "text"])
def test_at_most_sixty_characters_of_what_was_given_are_quoted(name):
    from tracer.errors import quoted

    given = "".join(chr(0x4E00 + place) for place in range(5000))
    shown = quoted({name: given})[name]
    assert len(shown) == 60
    assert given.startswith(shown[:39])
    assert given.endswith(shown[40:])
    assert quoted({name: given[:60]})[name] == given[:60]


def test_paths_and_lists_are_quoted_longer_but_not_without_end():
    error = TracerError("weights.absent", file="/" + "a" * 5000 + "/run.toml")
    assert len(str(error)) < 450
    assert str(error).endswith("/run.toml: check its name and folder.")
