"""Each word's steps end where the tokenizer libraries do, on any text and every kind of tokenizer stored here."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.checkpoints import CASES
from tests.tokens.folders import opened, tokenizer
from tracer.tokens.cutting.raw_cut import NotFollowed, word_splitter
from tracer.word_cut import Match, Merge, Path

OLD = ["albert", "bert", "gemma", "gpt2", "gpt2_prefix", "llama", "phi3", "qwen2", "t5", "xlm-roberta"]
NEW = ["bert", "gpt2", "llama", "t5"]
TOKENIZERS = {name: tokenizer(name) for name in OLD} | {f"{name}.json": opened(CASES / name / "model", name) for name in NEW}
WORDS = st.sampled_from(
    ["The ", "animal", " didn't", " machines", "learning", " ", "\n", "机器", "学习", "é", "🙂", "1234", "##", "▁"]
)
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
@settings(max_examples=20)
@given(text=TEXTS)
def test_steps_of_any_text_end_at_the_library_s_ids(name, text):
    found = TOKENIZERS[name]
    cuts = found.word_cuts(text)
    ids = [number for cut in cuts for number in cut.ids]
    assert [number for number in ids if number not in found.added] == between_added(found, text)
    for cut in cuts:
        assert len(cut.pieces) == len(cut.ids)
        follows(cut)


def test_what_is_not_followed_is_said():
    with pytest.raises(NotFollowed, match="has 221 characters"):
        TOKENIZERS["gpt2"].word_cuts("a" * 221)
    with pytest.raises(NotFollowed, match="otherwise than the sentencepiece library"):
        tokenizer("marian").word_cuts(">>fra<< Hello")  # the code of a language is no piece of the model
    assert [cut.word for cut in TOKENIZERS["bert"].word_cuts("I love", pair="machines")] == ["I", "love", "machines"]
    assert tokenizer("marian").word_cuts("I", target=True)[0].method == "unigram"


def test_words_that_run_together_in_the_vocabulary_are_cut_together():
    assert word_splitter({"▁", "▁a", "a▁"})("▁a▁b") == ["▁a▁b"]
    assert word_splitter({"a", "b", "▁a"})("▁a▁b") == ["▁a▁b"]  # a space that is unknown joins what is beside it
    assert word_splitter({"▁", "▁▁", "▁a", "b"})("▁▁a▁b▁") == ["▁▁a", "▁b", "▁"]
