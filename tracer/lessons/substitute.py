"""A lesson for another sentence or another seed: its commands rewritten, cells and tokens following word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracer.living.blocks import CONSOLE, NUMBER, Piece, pieces
from tracer.living.commands import command_line, is_run
from tracer.living.comments import SYNTAXES

MARKDOWN = SYNTAXES[0]
_CHINESE = r"[\u2e80-\u2fff\u3005-\u3007\u3041-\ufeff]"
_SIGN_OR_LATIN = r"[\u2e80-\uffff]|[^\s\u2e80-\uffff]+"
_CHARACTERS, _WORDS = re.compile(_SIGN_OR_LATIN), re.compile(rf"{_CHINESE}+|{_SIGN_OR_LATIN}")
_SPACED = re.compile(rf"{_CHINESE}\s+{_CHINESE}")  # the sentence sets its words apart
_CELL = re.compile(r"([\w.*]+\[)(.*)(\])", re.DOTALL)


def sentence_of(text: str) -> str:
    """The sentence a lesson is about: the text of its first traced command; "" where there is none."""
    for piece in pieces(text, MARKDOWN):
        if isinstance(piece, Piece) and piece.kind != NUMBER and is_run(piece.words):
            named = [word for word in piece.words if word not in ("show", "explain")]
            if named and not named[0].startswith("-"):
                return named[0]
    return ""


def adapt(text: str, sentence: str = "", seed: int | None = None) -> str:
    """The lesson's Markdown with its commands about `sentence` instead of its own, and with `seed`. Nothing is run.

    Raises TracerError where no command line can hold the sentence.
    """
    old_sentence = sentence_of(text)
    new = sentence or old_sentence
    for piece, about in reversed(list(_about(text, old_sentence))):
        if piece.kind == NUMBER:
            assert piece.reference is not None
            end = text.index("-->", piece.at)
            body = _comment(
                text[piece.at : end], old_sentence, new if about else old_sentence, seed if piece.reference.words else None
            )
            text = text[: piece.at] + body + text[end:]
            continue
        words = _words(piece.words, old_sentence, new if about else old_sentence, seed)
        if words == list(piece.words):
            continue
        command = command_line(words)
        header = f"{piece.prefix}$ {command}\n" if piece.kind == CONSOLE else f"{MARKDOWN.comment(command)}\n"
        text = text[: piece.at] + header + text[piece.start :]
    return text


def _about(text: str, own: str) -> Iterator[tuple[Piece, bool]]:
    """Each piece, and whether it is about the lesson's own sentence; a number without words, whether the run above it is."""
    above = True
    for piece in pieces(text, MARKDOWN):
        if not isinstance(piece, Piece):
            continue
        words = piece.words if piece.reference is None else piece.reference.words
        about = own in words if words or piece.kind != NUMBER else above
        above = about if piece.kind != NUMBER and is_run(words) else above
        yield piece, about


def _words(words: Sequence[str], own: str, new: str, seed: int | None) -> list[str]:
    result = [new if word == own else _relabelled(word, own, new) for word in words]
    for place, word in enumerate(result[:-1]):
        if word == "--token":
            result[place + 1] = _swapped(own, new).get(result[place + 1], result[place + 1])
    if seed is None or not is_run(words):
        return result
    if "--seed" in result[:-1]:
        result[result.index("--seed") + 1] = str(seed)
        return result
    end = result.index("--") if "--" in result else len(result)
    return [*result[:end], "--seed", str(seed), *result[end:]]


def _comment(comment: str, own: str, new: str, seed: int | None) -> str:
    """A living number's comment; a setting there is `name=value`."""
    cell = re.compile(r"[\w.*]+\[[^\]]*\]")
    changed = cell.sub(lambda match: _relabelled(match.group(), own, new), comment.replace(own, new) if own else comment)
    if seed is None:
        return changed
    changed = re.sub(r"\s+seed=\d+", "", changed)
    return f"{changed.rstrip()} seed={seed} "


def _relabelled(word: str, own: str, new: str) -> str:
    """A cell's address with each of the old sentence's words replaced by the new one's in the same place."""
    cell = _CELL.fullmatch(word)
    swapped = _swapped(own, new)
    if cell is None or not swapped:
        return word
    known = "|".join(re.escape(token) for token in sorted(swapped, key=len, reverse=True))
    inside = re.sub(rf"(?<![^\s,=])({known})(?![^\s,#])", lambda match: swapped[match.group(1)], cell[2])
    return cell[1] + inside + cell[3]


def _swapped(own: str, new: str) -> dict[str, str]:
    return {old: other for old, other in zip(_tokens(own), _tokens(new), strict=False) if old != other}


def _tokens(sentence: str) -> list[str]:
    """The words of a sentence; of Chinese its characters, unless spaces set its words apart."""
    return (_WORDS if _SPACED.search(sentence) else _CHARACTERS).findall(sentence)
