"""The glossary's terms: their stages are real, their lessons exist, each is written once."""

import json

import pytest
from checkpoints import family

from tracer import trace
from tracer.cli import main
from tracer.language.glossary import MESSAGES
from tracer.lessons.walkthroughs import lessons
from tracer.reference.glossary import TERMS

ALL = [term for terms in TERMS.values() for term in terms]


@pytest.fixture(scope="module")
def stages():
    """Every stage of a few runs that between them have all there is."""
    settings = {"model": "encoder-decoder", "target": "c d", "causal": True, "dropout": 0.1}
    runs = [
        trace("a b", **settings),
        trace("a b", positions="rope", norm_kind="rms"),
        trace("a b", model="lstm"),
        trace("a b", latent_kv=2),
        trace("a b", model="decoder", generate=2, cache=True, temperature=0.7, top_k=2, top_p=0.9),
        family("bert")[0],
        family("flan-t5")[0],
    ]
    return {name for run in runs for name in run.every}


@pytest.mark.parametrize("term", [term for term in ALL if term.stage and not term.stage.startswith(("loss", "grad."))])
def test_a_terms_stage_is_one_that_runs_have(stages, term):
    assert any(f".{name}".endswith(f".{term.stage}") for name in stages)


def test_what_is_learned_by_has_its_stages(capsys):
    with pytest.raises(SystemExit):
        main(["train", "a b", "--labels", "0,1", "--format", "json"])
    names = {step["name"] for step in json.loads(capsys.readouterr().out)["steps"]}
    assert {term.stage for term in ALL if term.stage.startswith(("loss", "grad."))} <= names


def test_a_terms_lesson_exists():
    numbers = {lesson.name.partition("-")[0] for lesson in lessons("en")}
    assert {term.lesson for term in ALL if term.lesson} <= numbers


def test_every_term_is_in_the_table_once_and_in_both_languages():
    names = [term.name for term in ALL]
    assert len(set(names)) == len(names)
    around = {"title", "intro", *(name for name in MESSAGES if name.startswith(("column_", "part_")))}
    assert set(names) == set(MESSAGES) - around
