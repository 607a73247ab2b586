"""The steps by which a tokenizer cut each word into pieces of its vocabulary, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.document.blocks import Block, Document, Heading, Note, Prose, Table, Tokens
from tracer.language import say
from tracer.rounding import show
from tracer.word_cut import Match, Merge, Path, WordCut

_PLACES = 3  # of a piece's score


def with_word_cuts(document: Document, cuts: Sequence[WordCut], reason: str) -> Document:
    """The document of a text's tokens with the steps of each different word behind it; reason: why there are none, or ""."""

    def blocks() -> Iterator[Block]:
        yield from document.blocks()
        yield from [Note(reason)] if reason else _steps(cuts)

    words = [{**cut._asdict(), "steps": [step._asdict() for step in cut.steps]} for cut in cuts]
    told = {"words": words, **({"words_note": reason} if reason else {})}
    json = {**document.facts["json"], **told}
    return document.replace(source=blocks, facts={**document.facts, "json": json})


def _steps(cuts: Sequence[WordCut]) -> Iterator[Block]:
    different = {(cut.word, cut.ids): cut for cut in cuts}.values()
    methods = dict.fromkeys(cut.method for cut in different if cut.method != "whole")
    yield Heading(2, say("tokens.steps"))
    for method in methods:
        yield Prose(say(f"tokens.steps_{method}"))
    for cut in different:
        yield from _word(cut)


def _word(cut: WordCut) -> Iterator[Block]:
    """A word's table, and its pieces with their ids."""
    counts = {"word": cut.word, "count": len(cut.steps), "pieces": len(cut.pieces)}
    if cut.method == "whole":
        caption = say("tokens.steps_of_whole", word=cut.word)
    elif cut.method in ("bpe", "scored"):
        caption = say("tokens.steps_of_merges", **counts)
    else:
        caption = say("tokens.steps_of_matches", **counts)
    if not cut.steps:
        yield Tokens(caption, cut.pieces, cut.ids)
        return
    yield _table(cut, caption)
    yield Tokens(say("tokens.steps_ids", word=cut.word), cut.pieces, cut.ids)


def _table(cut: WordCut, caption: str) -> Table:
    merges = [step for step in cut.steps if isinstance(step, Merge)]
    if merges:
        begin = say("tokens.steps_begin"), "", " ".join(cut.start)
        merged = [(f"{step.left} + {step.right}", step.rank, " ".join(step.after)) for step in merges]
        return Table(_columns("merge", "rank", "after"), [begin, *merged], (0, 0, 0), caption)
    if isinstance(cut.steps[0], Match):
        none = say("tokens.steps_none_longer")
        matched = [(step.rest, step.tried, step.piece or none) for step in cut.steps if isinstance(step, Match)]
        return Table(_columns("rest", "tried", "piece"), matched, (0, 0, 0), caption)
    paths = [(" ".join(step.pieces), _scores(step), step.total) for step in cut.steps if isinstance(step, Path)]
    return Table(_columns("cut", "scores", "sum"), paths, (0, 0, _PLACES), caption)


def _scores(path: Path) -> str:
    return " ".join(show(score, _PLACES) for score in path.scores)


def _columns(*names: str) -> list[str]:
    return [say(f"tokens.steps_column_{name}") for name in names]
