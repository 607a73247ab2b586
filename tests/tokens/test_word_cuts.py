"""Each word's steps end where the tokenizer libraries do, on any text and every kind of tokenizer stored here."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.checkpoints import CASES
from tests.tokens.folders import REFERENCE, TINY, opened, tokenizer
from tracer.errors import TracerError
from tracer.tokens.cutting.raw_cut import NotFollowed
from tracer.word_cut import Match, Merge, Path

OLD = [name for name in REFERENCE if (TINY / name / "config.json").exists()]
NEW = ["bert", "gpt2", "llama", "t5"]
TOKENIZERS = {name: tokenizer(name) for name in OLD} | {f"{name}.json": opened(CASES / name / "model", name) for name in NEW}
WORDS = st.sampled_from(["The ", "animal", " didn't", " machines", "learning", " ", "\n", "机器", "学习", "é", "🙂", "1234", "##", "▁"])
TEXTS = st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=8).map("".join))


def between_added(found, text):
    """The ids of a text without special tokens around it and without added tokens in it, as the library gives them."""
    if hasattr(found, "inner"):
        return [number for number in found.inner.encode(text, add_special_tokens=False).ids if number not in found.added]
    around = len(found.ids.before), len(found.ids.after)
    ids = found.cut(text).ids
    return [number for number in ids[around[0] : len(ids) - around[1]] if number not in found.added]


def follows(cut):
    """Whether each step is what the step before it allows, by nothing but the step itself."""
    if all(isinstance(step, Merge) for step in cut.steps):
        states = [list(cut.start), *(list(step.after) for step in cut.steps)]
        for step, (before, after) in zip(cut.steps, pairwise(states), strict=True):
            places = [at for at, pair in enumerate(pairwise(before)) if pair == (step.left, step.right)]
            assert after in [[*before[:at], after[at], *before[at + 2 :]] for at in places]
    elif isinstance(cut.steps[0], Match):
        assert cut.steps[0].rest == cut.word and all(step.rest.startswith(step.piece) for step in cut.steps)
    else:
        totals = [step.total for step in cut.steps if isinstance(step, Path)]
        assert totals == sorted(totals, reverse=True) and len(totals) <= 2
        assert all(total == pytest.approx(sum(step.scores)) for total, step in zip(totals, cut.steps, strict=True))


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=TEXTS)
def test_steps_of_any_text_end_at_the_library_s_ids(name, text):
    found = TOKENIZERS[name]
    cuts = found.word_cuts(text)
    ids = [number for cut in cuts for number in cut.ids]
    assert [number for number in ids if number not in found.added] == between_added(found, text)
    for cut in cuts:
        assert len(cut.pieces) == len(cut.ids)
        follows(cut)
