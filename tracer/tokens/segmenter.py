"""Chinese cut into words by jieba's dictionary, through the library `rjieba`: what `--words auto` does."""

from __future__ import annotations

from tracer.errors import MissingExtra


def segment(run: str) -> list[str]:
    """The words of a run of Chinese characters.

    The dictionary alone decides (new words are not guessed), so that the same library cuts a text the same everywhere.
    Raises MissingExtra where the library is not installed.
    """
    try:
        import rjieba
    except ImportError:
        raise MissingExtra("tokens.no_segmenter", "words") from None
    words: list[str] = rjieba.cut(run, False)
    return words
