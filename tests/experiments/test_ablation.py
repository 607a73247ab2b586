"""Ablation: taking a part away is the edit it says it is, and the conclusion follows from the numbers."""

from __future__ import annotations

import numpy as np
import pytest
from checkpoints import CASES, model

from tracer import TracerError, trace
from tracer.document.blocks import Prose, Table
from tracer.experiments import ablation
from tracer.experiments.answer import chance, clean_run, read_answer
from tracer.language import say
from tracer.rounding import fixed

SENTENCE = "The animal didn't cross the street because it was too narrow"
OPTIONS = {"model": "decoder", "layers": 2, "heads": 2, "seed": 4}


def test_a_head_set_to_zero_is_the_run_with_its_rows_of_W_O_at_zero() -> None:
    """Another way to take a head away: without its rows of W_O its z reaches nothing."""
    run = clean_run("a b c a", OPTIONS)
    first = read_answer(run)
    removals = list(ablation.heads(run, first))
    assert [one.name for one in removals] == [f"decoder.{layer}.attention.z[{head}]" for layer in (0, 1) for head in (0, 1)]
    for place, removal in enumerate(removals):
        layer, head = divmod(place, 2)
        matrix = run[f"decoder.{layer}.attention.W_O"].values.copy()
        matrix[2 * head : 2 * head + 2] = 0
        other = trace("a b c a", **OPTIONS, edits={f"decoder.{layer}.attention.W_O": matrix.tolist()})
        assert ablation.effect(run, first, removal).zero_chance == pytest.approx(chance(other, first), abs=1e-12)


def test_an_average_keeps_what_all_positions_share() -> None:
    run = clean_run("a b c", OPTIONS)
    for removal in ablation.sublayers(run):
        address, values = removal.average
        np.testing.assert_allclose(values, np.tile(run.steps[address].values.mean(axis=0), (3, 1)))


def test_a_token_taken_away_leaves_the_other_rows_as_they_were() -> None:
    run = clean_run("a b c", OPTIONS)
    removals = list(ablation.tokens(run))
    assert [one.name for one in removals] == ["input[0] a", "input[1] b", "input[2] c"]
    assert removals[1].zero == ("input[token=1]", [0.0] * 4)
    np.testing.assert_allclose(removals[1].average[1], run["input"].values[[0, 2]].mean(axis=0))


def test_the_bundled_model_needs_the_noun_and_the_state_and_its_last_head() -> None:
    blocks = list(ablation.run(SENTENCE, {"model": "pronoun"}))
    heads, _, tokens = (block for block in blocks if isinstance(block, Table))
    assert "street" in next(block.text for block in blocks if isinstance(block, Prose))
    last = next(row for row in heads.rows if row[0] == "encoder.1.attention.z[0]")
    assert float(last[2]) < 0.5 < float(last[5])
    lost = {str(row[0]): float(row[2]) for row in tokens.rows}
    assert lost["input[5] street"] < 0.5 < lost["input[3] cross"]


EFFECTS = [  # each head's largest weight, the answer's probability without it, what follows
    ((0.9, 0.4), (0.1, 0.9), "needed_and_looks"),
    ((0.4, 0.9), (0.1, 0.9), "needed_not_looks"),
    ((0.4, 0.9), (0.8, 0.9), "none_needed"),
]


@pytest.mark.parametrize(("weights", "chances", "message"), EFFECTS)
def test_the_conclusion_is_chosen_by_the_numbers(
    weights: tuple[float, float], chances: tuple[float, float], message: str
) -> None:
    first = ablation.Answer(0, "it", "yes", 0, 0.95)
    effects = []
    for name, weight, left in zip(("one", "two"), weights, chances, strict=True):
        after = ablation.Answer(0, "it", "yes" if left > 0.5 else "no", 0 if left > 0.5 else 1, max(left, 1 - left))
        effects.append(ablation.Effect(ablation.Removal(name, ("", 0), ("", 0), weight), after, left, after, left))
    told = {
        "part": "one",
        "answer": "yes",
        "before": "0.950",
        "after": fixed(min(chances), 3),
        "largest": "two" if weights[1] > weights[0] else "one",
    }
    assert ablation.conclusion(first, effects) == say(f"experiments.probe_{message}", **told)


def test_a_row_with_one_key_has_no_largest_weight_to_speak_of() -> None:
    run = model(CASES / "t5" / "model").trace("The cat sat")  # the decoder has read its start alone
    weights = {one.name.partition(".z")[0]: one.weight for one in ablation.heads(run, read_answer(run))}
    assert np.isnan(weights["encoder.0.attention"]) and np.isnan(weights["decoder.0.attention"])
    assert 0 < weights["decoder.0.cross"] < 1
    first = ablation.Answer(0, "x", "yes", 0, 0.95)
    lost, other = ablation.Answer(0, "x", "no", 1, 0.9), ablation.Answer(0, "x", "yes", 0, 0.9)
    effects = [
        ablation.Effect(ablation.Removal("one", ("", 0), ("", 0)), lost, 0.1, lost, 0.1),
        ablation.Effect(ablation.Removal("two", ("", 0), ("", 0), 0.4), other, 0.9, other, 0.9),
    ]
    assert ablation.conclusion(first, effects) == say(
        "experiments.probe_needed", part="one", answer="yes", before="0.950", after="0.100"
    )


def test_a_masked_language_model_is_asked_at_its_mask() -> None:
    bert = model(CASES / "bert" / "model").trace("The [MASK] sat")
    assert read_answer(bert).token == "[MASK]" and read_answer(bert, "[SEP]").token == "[SEP]"


def test_a_run_without_an_answer_is_refused() -> None:
    with pytest.raises(TracerError) as caught:
        list(ablation.run("a b", {"model": "encoder"}))
    assert caught.value.message == "experiments.probe_no_answer"
    with pytest.raises(TracerError) as unknown:
        list(ablation.run("alpha beta", {**OPTIONS, "at": "alpa"}))
    assert unknown.value.message == "experiments.probe_no_token.near"


def test_a_removal_that_turns_the_answer_is_named_though_another_lowers_it_further() -> None:
    first = ablation.Answer(0, "it", "yes", 0, 0.6)
    yes, no = ablation.Answer(0, "it", "yes", 0, 0.3), ablation.Answer(0, "it", "no", 1, 0.5)
    effects = [
        ablation.Effect(ablation.Removal("one", ("", 0), ("", 0), 0.9), yes, 0.3, yes, 0.3),
        ablation.Effect(ablation.Removal("two", ("", 0), ("", 0), 0.4), no, 0.45, no, 0.45),
    ]
    said = say("experiments.probe_turned", part="two", answer="yes", before="0.600", after="0.450", worst="one")
    assert ablation.conclusion(first, effects) == said


def test_parts_that_are_needed_alike_are_all_named() -> None:
    first, no = ablation.Answer(0, "it", "yes", 0, 0.9), ablation.Answer(0, "it", "no", 1, 0.8)
    effects = [
        ablation.Effect(ablation.Removal(name, ("", 0), ("", 0), weight), no, left, no, left)
        for name, weight, left in (("one", 0.5, 0.2), ("two", 0.4, 0.2 - 1e-16), ("three", 0.1, 0.7))
    ]
    assert "one, two (a tie)" in ablation.conclusion(first, effects)
