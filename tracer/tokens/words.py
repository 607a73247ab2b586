"""Text cut into tokens a person would name, without a vocabulary: words, numbers, marks, characters.

Words keep their contractions, hyphens and abbreviations (`didn't`, `state-of-the-art`, `U.S.`), numbers their points
(`3.14`, `1,000`, `12:30`). Scripts written without spaces (Chinese, Japanese, Thai, Khmer …) are cut character by
character, unless the writer set their words apart (`我 爱 机器 学习`), asks for words, or a vocabulary says where to cut.
An emoji is one token however many code points it has. Nothing is changed and nothing but space is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from tracer.errors import TracerError

# Scripts whose words are not set apart by spaces: one token a character, combining signs with it.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),  # 々 〆 〇
    (0x3021, 0x3029),
    (0x3038, 0x303C),
    (0x3041, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),  # half-width kana
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)
_EMOJI = (0x1F000, 0x1FAFF)  # by range, so that an emoji newer than this Python's Unicode tables is one too
_SIGNS = {
    **dict.fromkeys("'’ʼ׳״", "'"),
    **dict.fromkeys("-‐‑", "-"),
    **dict.fromkeys("…—.,:#", ""),  # stand for themselves
    "*": "#",  # has a keycap, like # and the digits
    "_": "o",
    "\u200b": " ",  # a place where a line may break between words
    "\u200d": "j",
    "\u20e3": "k",
    "\u1039": "v",  # Myanmar and Khmer signs that stack the next consonant below
    "\u17d2": "v",
    "\u0e33": "m",  # Thai and Lao vowels written after, and half-width voicing signs: part of the character before
    "\u0eb3": "m",
    "\uff9e": "m",
    "\uff9f": "m",
}
_CATEGORIES = {"Lu": "A", "Lt": "A", "Ll": "a", "Nd": "0", "Mn": "m", "Mc": "m", "Me": "m", "Cf": "m", "So": "e", "Sm": "e"}
# Compiled by `re` when a sign that is not ASCII is first met.
_BLANK = r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"


def _kind(char: str) -> str:
    """What the pattern below needs to know of a character, as one ASCII letter.

    a lower, A upper, o other letter; 0 digit; c unspaced script; m mark on the character before; e symbol; p the rest;
    t skin tone; r half of a flag; signs and space as in `_SIGNS`.
    """
    code = ord(char)
    if char in _SIGNS:
        return _SIGNS[char] or char
    if char.isspace():
        return " "
    if 0x1F3FB <= code <= 0x1F3FF:
        return "t"
    if 0x1F1E6 <= code <= 0x1F1FF:
        return "r"
    category = unicodedata.category(char)
    if category[0] in "LNC" and category != "Nd" and any(first <= code <= last for first, last in _UNSPACED):
        return "c"
    if _EMOJI[0] <= code <= _EMOJI[1]:
        return "e"
    return _CATEGORIES.get(category) or ("o" if category[0] in "LN" or category == "Cn" else "p")


class _Kinds(dict[int, str]):
    """The kinds met so far, as `str.translate` asks for them."""

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, _kind(chr(code)))


_KINDS = _Kinds()
_TOKEN = r"""
      rr [mjvk]*                                          # a flag
    | [0\#] m? k [mjvk]*                                  # a keycap
    | [mjvk]* (?!0m?k) [aAo0] [mjvk]* (?:                 # a word or number, which goes on with
          (?!0m?k) [aAo0] [mjvk]*                         #   letters and digits
        | ['-] (?=[aAo0])                                 #   didn't, well-known
        | (?<=0) [.:] (?=0)                               #   3.14, 12:30
        | (?<=0) , (?=000(?!0))                           #   1,000
        | (?<=[aAo0]) \. (?=a|[aA]\.)                     #   example.com, U.S.A.
        | (?<![aAo0m][aA]) (?<=[aA]) \. (?=A(?![aAo0m]))  #   U.S
        | (?<=\.[aA]) \. (?!\.) [mjvk]*                   #   the last point of U.S.
      )*
    | UNSPACED
    | (?: \.{2,} | -{2,} | …+ | —+ ) [mjvk]*              # marks that are one when repeated
    | e [mjvkt]* (?: (?<=j) e [mjvkt]* )*                 # a symbol or emoji, joined ones together
    | [^ ] [mjvkt]*                                       # any other sign
"""
_CHARACTER, _RUN = "c [mjvk]* (?: (?<=v) c [mjvk]* )*", "c [cmjvk]*"  # of an unspaced script: one character; all up to a space
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]+"  # what a segmenter knows; kana stay characters
_PARTING = frozenset(".,;:!?")  # marks with a space behind them
_CHINESE = "\u2e80"  # the first character of scripts whose words a writer may set apart; in Thai or Khmer a space ends a sentence


@cache
def _tokens(unspaced: str) -> re.Pattern[str]:
    return re.compile(_TOKEN.replace("UNSPACED", unspaced), re.VERBOSE)


def split(text: str, words: bool = False) -> list[str]:
    """The tokens of any text, in order: every character but white space is in exactly one.

    words: whether a run of a script written without spaces is one token, and not each of its characters.

    >>> split("It didn't cost $3.14, 我爱NLP!")
    ['It', "didn't", 'cost', '$', '3.14', ',', '我', '爱', 'NLP', '!']
    >>> split("我 爱 机器 学习。", words=True)
    ['我', '爱', '机器', '学习', '。']
    """
    pattern = _tokens(_RUN if words else _CHARACTER)
    return [text[match.start() : match.end()] for match in pattern.finditer(text.translate(_KINDS))]


def join_words(tokens: Sequence[str]) -> str:
    """The tokens as a text: a space where two words would run together, and behind a mark that ends or parts a sentence.

    >>> join_words(["Hello", ",", "it's", "3.14", "!"]), join_words(["猫", "看", "见", "书"])
    ("Hello, it's 3.14!", '猫看见书')
    """
    text = ""
    for token in tokens:
        before, after = _KINDS[ord(text[-1])] if text else " ", _KINDS[ord(token[0])]
        text += " " + token if after in "aAo0" and (before in "aAo0" or text[-1:] in _PARTING) else token
    return text


def has_unspaced(text: str) -> bool:
    """Whether some of the text is in a script written without spaces."""
    return "c" in text.translate(_KINDS)


def spaces_delimit(text: str) -> bool:
    """Whether the writer set Chinese or Japanese words apart: some space has such a character on both sides.

    A space beside Latin letters says nothing (`我爱 NLP`).

    >>> spaces_delimit("我 爱 机器 学习"), spaces_delimit("我爱 NLP")
    (True, False)
    """
    gaps = re.finditer(r"c[mjvk]* +(?=c)", text.translate(_KINDS))
    return any(min(text[gap.start()], text[gap.end()]) >= _CHINESE for gap in gaps)


def split_by(text: str, vocabulary: Collection[str]) -> list[str]:
    """The tokens as a closed vocabulary has them: of a script written without spaces the longest it knows, else a character.

    >>> split_by("动物 没有 过街", {"动物", "没有"})
    ['动物', '没有', '过', '街']
    """
    known = set(vocabulary)
    longest = max(map(len, known), default=1)
    return [part for token in split(text, words=True) for part in _known_parts(token, known, longest)]


def _known_parts(token: str, known: set[str], longest: int) -> Iterator[str]:
    if not has_unspaced(token):
        yield token
        return
    while token:
        size = next((size for size in range(min(longest, len(token)), 1, -1) if token[:size] in known), 0)
        part = token[:size] if size else split(token)[0]
        yield part
        token = token[len(part) :]


def how_cut(text: str, cut: str | None = None) -> str:
    """How a text's Chinese (or other script without spaces) is cut: as asked, else by the writer's spaces, else by characters."""
    return cut or ("words" if spaces_delimit(text) else "characters")


def require_tokens(text: str, cut: str | None = None) -> list[str]:
    """The tokens of a text that has some, cut as `how_cut` says.

    Raises TracerError where it is blank, shows nothing, or was never UTF-8; MissingExtra where `auto` has no segmenter.
    """
    require_text(text)
    how = how_cut(text, cut)
    runs = split(text, words=how != "characters")
    if how != "auto":
        return runs
    from tracer.tokens.segmenter import segment

    return [part for run in runs for part in (segment(run) if re.fullmatch(_HAN, run) else split(run))]


def require_text(text: str) -> None:
    """Raises TracerError for a text that is blank, shows nothing, or was never UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half a character: the argument's bytes were not UTF-8
        raise TracerError("tokens.surrogate", place=error.start + 1) from None
    if not text.strip():
        raise TracerError("tokens.empty")
    if not any(_shows(char) for char in text):
        raise TracerError("tokens.invisible")


def _shows(char: str) -> bool:
    if unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp"):
        return False
    return char.isascii() or not re.match(_BLANK, char)
