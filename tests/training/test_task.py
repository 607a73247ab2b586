"""The grammars keep their promises: what is held out never occurs, answers and alignments are right, a seed is a seed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from tracer import TracerError
from tracer.tokens.characters import SPACE, characters
from tracer.training.task import Pair, Task, encode
from tracer.training.tasks import BUILT_IN, copy_reverse, pronoun, pronoun_zh, stories, task, translate
from tracer.training.tasks.stories import trigram_bits
from tracer.training.tasks.translate import DO, DOES, PEOPLE, THINGS

SIZES = (
    (pronoun, 3000, 128),
    (translate, 3000, 128),
    (copy_reverse, 2000, 256),
    (stories, 300, 20),
)  # a beginning is enough here


@pytest.fixture(autouse=True, scope="module")
def short() -> Iterator[None]:
    """Smaller sets of the same sentences: the grammars draw them one by one."""
    with pytest.MonkeyPatch.context() as patch:
        for module, train, unseen in SIZES:
            patch.setattr(module, "TRAIN", train)
            patch.setattr(module, "UNSEEN", unseen)
        yield


@cache
def made(name: str) -> Task:
    return task(name)


def text(pair: Pair) -> str:
    return "".join(pair.source)


def test_no_sentence_with_a_held_pair_is_ever_learned_from() -> None:
    for pair in made("pronoun").train:
        assert not {"animal", "tired"} <= set(pair.source) and not {"street", "narrow"} <= set(pair.source)
    for pair in made("pronoun-zh").train:
        assert not ("动物" in text(pair) and "累" in text(pair)) and not ("街" in text(pair) and "窄" in text(pair))


def test_the_sentences_of_the_claim_can_be_read() -> None:
    words = set(made("pronoun").vocab)
    for state in ("tired", "narrow"):
        assert set(f"The animal didn't cross the street because it was too {state}".split()) <= words
    assert set("那只动物没有过街，因为它太累了。那只动物没有过街，因为它太窄了。") <= set(made("pronoun-zh").vocab)


@pytest.mark.parametrize("name", ["pronoun", "pronoun-zh"])
def test_the_answer_is_the_noun_the_state_belongs_to_and_it_looks_at_its_tokens(name: str) -> None:
    module = pronoun if name == "pronoun" else pronoun_zh
    kinds = ((module.ANIMALS, module.OF_ANIMALS), (module.PLACES, module.OF_PLACES))
    for pair in [*made(name).held, *made(name).train[:500]]:
        ((place, noun),) = pair.answers
        assert pair.source[place] in ("it", "它")
        assert "".join(pair.source[at] for at in sorted(pair.aligned[place])) == noun
        states = next(states for nouns, states in kinds if noun in nouns)
        assert any(state in (pair.source if name == "pronoun" else text(pair)) for state in states)


@pytest.mark.parametrize("name", ["pronoun", "pronoun-zh"])
def test_position_alone_does_not_answer(name: str) -> None:
    """The noun that is meant stands before or behind the other one about equally often, so that neither place is a rule."""
    module = pronoun if name == "pronoun" else pronoun_zh
    every, first = 0, 0
    for pair in made(name).train[:2000]:
        line = " ".join(pair.source) if name == "pronoun" else text(pair)
        noun = pair.answers[0][1]
        others = module.PLACES if noun in module.ANIMALS else module.ANIMALS
        ends = [line.find(other) for other in others if other in (pair.source if name == "pronoun" else line)]
        every, first = every + 1, first + (line.find(noun) < min(ends))
    assert 0.4 < first / every < 0.6


def test_translations_are_aligned_word_by_word_and_their_combinations_are_held_out() -> None:
    found = made("translate")
    assert len(found.vocab) >= 80 and len(found.target_vocab or ()) >= 80
    meanings = {**PEOPLE, **THINGS, **DOES, **DO}
    reordered = 0
    for pair in found.held:
        assert len(pair.aligned) == len(pair.target)
        for place, word in enumerate(pair.source):
            own = "".join(character for character, places in zip(pair.target, pair.aligned, strict=True) if places == {place})
            if word in meanings:
                assert own == meanings[word], pair
        order = [min(places) for places in pair.aligned]
        reordered += order != sorted(order)
    assert 0.3 < reordered / len(found.held) < 0.95
    verbs = {*DOES, *DO}
    met = {(who, verb) for pair in found.train for who in pair.source if who in PEOPLE for verb in pair.source if verb in verbs}
    judged = [(who, verb) for pair in found.held for who in pair.source if who in PEOPLE for verb in pair.source if verb in verbs]
    assert judged and not met & set(judged)


def test_strings_are_copied_or_turned_and_no_string_is_both_learned_and_judged() -> None:
    for name in ("copy", "reverse"):
        found = made(name)
        assert not set(found.train) & set(found.held)
        assert {len(pair.source) for pair in found.held} == set(range(4, 13))
        assert all(pair.target == (pair.source if name == "copy" else pair.source[::-1]) for pair in found.held)
    assert len(made("copy").vocab) == 26


def test_letters_are_single_and_a_trigram_table_is_measured_as_a_table_is() -> None:
    assert characters("a b") == ["a", SPACE, "b"]
    assert all(len(letter) == 1 for letter in made("letters").vocab[2:])
    same = [Pair(tuple("abab"))]
    assert trigram_bits(same * 50, same) < 0.2
    assert trigram_bits(same * 50, [Pair(tuple("bbaa"))]) > 2


@pytest.mark.parametrize("name", ["pronoun", "translate", "reverse"])
def test_a_seed_is_a_task(name: str) -> None:
    assert task(name, 0).train == made(name).train
    assert task(name, 1).train != made(name).train


def test_encoding_gives_back_the_words() -> None:
    found = made("pronoun")
    part = encode(found.held[:3], found.vocab, None, found.classes)
    for row, pair in enumerate(found.held[:3]):
        assert tuple(found.vocab[one] for one in part.source[row, : part.lengths[row]]) == pair.source
        assert [int(place) for place in np.flatnonzero(part.labels[row] >= 0)] == [pair.answers[0][0]]


def test_an_unknown_task_names_the_nearest() -> None:
    with pytest.raises(TracerError, match="Did you mean reverse"):
        task("revers")
    assert set(BUILT_IN) >= {"pronoun", "pronoun-zh", "translate", "letters", "copy", "reverse"}
