"""The bundled models do what their cards and the project's claims say, through the same door as everything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import tracer
from tracer import TracerError, language
from tracer.tokens.characters import characters
from tracer.training.model_card import Card, cards
from tracer.training.tasks import task
from tracer.training.tasks.stories import trigram_bits
from tracer.weights.bundled import bundled_names, file_of

CLAIMS = [
    ("pronoun", "The animal didn't cross the street because it was too tired", "it", "animal", "street"),
    ("pronoun", "The animal didn't cross the street because it was too narrow", "it", "street", "animal"),
    ("pronoun-zh", "那只动物没有过街，因为它太累了", "它", "动物", "街"),
    ("pronoun-zh", "那只动物没有过街，因为它太窄了", "它", "街", "动物"),
]


@pytest.mark.parametrize(("model", "text", "pronoun", "noun", "other"), CLAIMS)
def test_the_last_layers_first_head_looks_from_it_to_the_noun_that_is_meant(
    model: str, text: str, pronoun: str, noun: str, other: str
) -> None:
    run = tracer.trace(text, model=model)
    tokens = list(run.tokens)

    def given(word: str) -> float:
        places = [place for place, token in enumerate(tokens) if token == word or (len(token) == 1 and token in word)]
        return float(run["encoder.1.attention.softmax"].values[0, tokens.index(pronoun), places].sum())

    assert given(noun) >= 0.8 and given(other) <= 0.2
    answers = run["probabilities"]
    assert answers.axes[1].labels[int(answers.values[tokens.index(pronoun)].argmax())] == noun


def test_cards_say_what_was_measured_and_files_are_small() -> None:
    found = cards()
    assert set(found) == {"pronoun", "pronoun-zh", "translate", "letters"} == set(bundled_names())
    for name, card in found.items():
        assert file_of(name).stat().st_size < 300_000
        assert card.task == name and card.command == f"ttrace train --task {name} --exact"
    assert found["pronoun"].value >= 0.99 and found["pronoun-zh"].value >= 0.99
    assert found["translate"].value >= 0.95 and (found["translate"].largest or 0) >= 0.8
    assert found["letters"].value < found["letters"].baseline


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_every_card_is_worded_in_both_languages(spoken: str) -> None:
    try:
        language.use(spoken)
        for card in cards().values():
            said = [card.sentence(part) for part in ("about", "data", "limits")] + [*card.measured(), *card.computed()]
            assert all(sentence and "{" not in sentence for sentence in said)
    finally:
        language.use(None)


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_a_card_says_what_its_parameters_depend_on(spoken: str) -> None:
    base = Card("x", 0, 1, "ttrace train --task x", 1, 1, "accuracy", 1.0, 0.5, dtype="float32", sha256="ab" * 32)
    try:
        language.use(spoken)
        told = {"numpy": "2.4.6", "blas": "openblas 0.3", "simd": "AVX2"}
        known = " ".join(replace(base, **told, kernel="Haswell", threads=1).computed())
        unknown, exact = " ".join(replace(base, **told).computed()), " ".join(replace(base, exact=True).computed())
        assert all(word in known for word in (*told.values(), "Haswell", "float32", "--exact", base.sha256))
        assert "2.4.6" in unknown and "None" not in unknown and "NumPy 2" not in exact and base.sha256 in exact
        assert list(Card("x", 0, 1, "", 1, 1, "accuracy", 1.0, 0.5).computed()) == []  # a file from before
    finally:
        language.use(None)


def test_a_card_nobody_understands_is_none() -> None:
    assert Card.of({"task": "x"}) is None


def test_an_unknown_word_names_the_nearest() -> None:
    with pytest.raises(TracerError, match="Did you mean animal"):
        tracer.trace("The anmal didn't cross the street because it was too tired", model="pronoun")


def test_the_translation_model_writes_held_out_sentences_and_looks_at_their_words() -> None:
    model = tracer.load("translate")
    for pair in task("translate").held[:6]:
        run = model.trace(" ".join(pair.source), target="".join(pair.target))
        written = run["probabilities"].values.argmax(axis=-1)
        labels = run["probabilities"].axes[-1].labels
        assert tuple(labels[int(one)] for one in written) == (*pair.target, "<end>")
        looks = run["decoder.0.cross.softmax"].values[0].argmax(axis=-1)
        assert sum(int(look) in places for look, places in zip(looks, pair.aligned, strict=False)) >= 0.8 * len(pair.target)


def test_the_letters_model_needs_fewer_bits_than_a_trigram_table() -> None:
    found, model = task("letters"), tracer.load("letters")
    windows = found.held[-12:]
    nats, count = 0.0, 0
    for pair in windows:
        run = model.trace("".join(pair.source).replace("␣", " "))
        assert list(run.tokens) == list(pair.source) == characters("".join(pair.source).replace("␣", " "))
        step = run["probabilities"]
        for place, letter in enumerate(pair.source[1:]):
            nats -= float(np.log(step.values[place, step.axes[-1].labels.index(letter)]))
            count += 1
    assert nats / np.log(2) / count < trigram_bits(found.train, windows)
