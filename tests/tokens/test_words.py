"""Any text becomes tokens that a person would name, and nothing visible is lost."""

import sys
import time
import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracer.errors import MissingExtra, TracerError
from tracer.tokens.words import how_cut, require_tokens, spaces_delimit, split, split_by


def cut(text):
    return "|".join(split(text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Thinking Machines", "Thinking|Machines"),
        ("The animal didn't cross the street.", "The|animal|didn't|cross|the|street|."),
        ("It’s l’été, rock'n'roll; the dogs' 'tis", "It’s|l’été|,|rock'n'roll|;|the|dogs|'|'|tis"),
        ("a state-of-the-art well‑known thing", "a|state-of-the-art|well‑known|thing"),
        ("a--b -3 x - y -", "a|--|b|-|3|x|-|y|-"),
        ("in the U.S. today. In the U.S", "in|the|U.S.|today|.|In|the|U.S"),
        ("e.g. U.S.A., Ph.D. at 5 a.m.", "e.g.|U.S.A.|,|Ph.D.|at|5|a.m."),
        ("vitamin C. I. We", "vitamin|C|.|I|.|We"),
        ("end.Next end. Next", "end|.|Next|end|.|Next"),
        ("3.14 and 1,000 and 1,234,567.89", "3.14|and|1,000|and|1,234,567.89"),
        ("1,2,3 12:30 .5 5. 1,0000", "1|,|2|,|3|12:30|.|5|5|.|1|,|0000"),
        ("$9.99 50% #1 @me A&B", "$|9.99|50|%|#|1|@|me|A|&|B"),
        ("wait... no…… U.S...", "wait|...|no|……|U.S|..."),
        ("v1.2.3 of README.md at example.com", "v1.2.3|of|README.md|at|example.com"),
        ("x² + W_Q·½", "x²|+|W_Q|·|½"),
        ("¿Qué? ¡Sí! «Où»", "¿|Qué|?|¡|Sí|!|«|Où|»"),
        ("[red]x[/] =1+1", "[|red|]|x|[|/|]|=|1|+|1"),
        ("我爱NLP!", "我|爱|NLP|!"),
        ("思考机器，你好。“再见”！", "思|考|机|器|，|你|好|。|“|再|见|”|！"),
        ("他说……好——走", "他|说|……|好|——|走"),
        ("2024年5月，3.14米", "2024|年|5|月|，|3.14|米"),
        ("𠮷野家〇々", "𠮷|野|家|〇|々"),
        ("ＮＬＰ１２", "ＮＬＰ１２"),
        ("カーが来る。ｶﾞ", "カ|ー|が|来|る|。|ｶﾞ"),
        ("か\u3099き", "か\u3099|き"),
        ("안녕하세요, 세계!", "안녕하세요|,|세계|!"),
        ("Привет, п'ять мир-то", "Привет|,|п'ять|мир-то"),
        ("हिन्दी में क्षत्रिय।", "हिन्दी|में|क्षत्रिय|।"),
        ("السلام عليكم، يا عالم؟", "السلام|عليكم|،|يا|عالم|؟"),
        ("צה״ל שָׁלוֹם", "צה״ל|שָׁלוֹם"),
        ("สวัสดี น้ำ ๑๒", "ส|วั|ส|ดี|น้ำ|๑๒"),
        ("កម្ពុជា", "ក|ម្ពុ|ជា"),
        ("မန္တလေး", "မ|န္တ|လေး"),
        ("e\u0301le\u0300ve", "e\u0301le\u0300ve"),
        ("\u0301x !\u0301", "\u0301x|!\u0301"),
        ("co\u00adop \u202eabc \ufeffHi", "co\u00adop|\u202eabc|\ufeffHi"),
        ("ไทย\u200bไทย a\u200bb", "ไ|ท|ย|ไ|ท|ย|a|b"),
        ("a\x1b[31mb\x00c", "a|\x1b|[|31mb|\x00|c"),
        ("  a\u00a0b\u3000c\td\ne\r\nf\u2028g  ", "a|b|c|d|e|f|g"),
        ("", ""),
        (" \n\u3000", ""),
    ],
)
def test_text_is_cut_where_a_reader_would_cut_it(text, tokens):
    assert cut(text) == tokens


EMOJI = [
    *("😀", "👍🏽", "☝🏿", "❤️", "✌️", "🇨🇳", "1️⃣", "#️⃣", "*️⃣", "9⃣", "㊙️", "©️", "🫨", "\U0001fae9"),
    *("👩\u200d👩\u200d👧\u200d👦", "🧑🏽\u200d🤝\u200d🧑🏻", "👩🏾\u200d🔬", "❤️\u200d🔥", "🏳️\u200d🌈", "🏴\u200d☠️"),
    *("🐻\u200d❄️", "🙂\u200d↔️", "🧔\u200d♂️", "👁️\u200d🗨️", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
]


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_is_one_token_wherever_it_stands(emoji):
    assert split(emoji) == [emoji]
    assert split(f"go{emoji}我{emoji}{emoji}!") == ["go", emoji, "我", emoji, emoji, "!"]


def test_flags_pair_up_from_the_left():
    assert cut("🇨🇳🇺🇸🇩") == "🇨🇳|🇺🇸|🇩"


def dropped(char):
    return char.isspace() or char == "\u200b"


TRICKY = "aB1.,:'-—…#*_ \n我かﾞ한ก็ၠ္ា्\u0301\u200d\ufe0f\u20e3🇨🏽👩❤\U000e0067\u200b\u00ad\x1b"
TEXTS = st.text() | st.text(alphabet=TRICKY, max_size=30) | st.text(alphabet=st.characters(), max_size=20)


@given(TEXTS)
def test_every_visible_character_is_in_exactly_one_token(text):
    tokens = split(text)
    assert "".join(tokens) == "".join(char for char in text if not dropped(char))
    assert all(token and not any(map(dropped, token)) for token in tokens)


@given(TEXTS)
@example(".A.\u200d")
@example("U.S.\u0301")
def test_a_mark_stays_with_the_character_it_marks(text):
    place = 0
    for token in split(text):
        place = text.index(token, place)
        if unicodedata.category(token[0]) in ("Mn", "Mc", "Me") or token[0] in "\u200d\ufe0f":
            assert place == 0 or dropped(text[place - 1])
        place += len(token)


@given(st.lists(st.text(alphabet=TRICKY, min_size=1).filter(lambda part: any(not dropped(char) for char in part))))
def test_what_stands_between_spaces_is_cut_the_same_alone(parts):
    assert split(" ".join(parts)) == [token for part in parts for token in split(part)]


@pytest.mark.parametrize("text", ["", " ", "\n\t \u3000"])
def test_a_blank_text_is_refused(text):
    with pytest.raises(TracerError) as caught:
        require_tokens(text)
    assert caught.value.message == "tokens.empty"


@pytest.mark.parametrize("text", ["\x00", "\x1b \x07", "\u200b", "\u202e\ufeff", "\ufe0f", "\u3164", "\u2800 \u2800", "\u00ad"])
def test_a_text_with_nothing_to_see_is_refused(text):
    with pytest.raises(TracerError) as caught:
        require_tokens(text)
    assert caught.value.message == "tokens.invisible"


def test_bytes_that_were_not_utf8_are_refused_with_their_place():
    with pytest.raises(TracerError) as caught:
        require_tokens(b"caf\xe9".decode("utf-8", "surrogateescape"))
    assert (caught.value.message, caught.value.values) == ("tokens.surrogate", {"place": 4})


@pytest.mark.parametrize("text", ["a", "\u0301", "\ue000", "\U0001fae9", "\x1ba", "."])
def test_a_text_with_anything_to_see_is_taken(text):
    assert "".join(require_tokens(text)) == text


def test_512_words_take_less_than_5_milliseconds():
    text = " ".join(["Thinking", "didn't", "机器", "3.14"] * 128)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        require_tokens(text)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005


@pytest.mark.parametrize("part", ["a.", "1,", "a-", "e\u0301", "👩\u200d", "...", "\u0301", "A.B"])
def test_long_runs_take_time_in_proportion(part):
    start = time.perf_counter()
    assert "".join(split(part * 50_000)) == part * 50_000
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("我 爱 机器 学习", "我|爱|机器|学习"),
        ("我爱机器学习", "我|爱|机|器|学|习"),
        ("我\u3000爱\u3000机器", "我|爱|机器"),  # the full-width space of a Chinese keyboard
        ("  我爱机器\n", "我|爱|机|器"),  # spaces around a text set nothing apart
        ("我爱 NLP 和 3.14", "我|爱|NLP|和|3.14"),  # nor do those beside Latin letters
        ("我 爱 NLP，机器 学习。", "我|爱|NLP|，|机器|学习|。"),
        ("【注】 你好", "【|注|】|你|好"),
        ("カー が 来る。", "カー|が|来る|。"),
        ("ไทย ไทย", "ไ|ท|ย|ไ|ท|ย"),  # a space ends a sentence there
    ],
)
def test_spaces_between_chinese_words_set_them_apart(text, tokens):
    assert "|".join(require_tokens(text)) == tokens
    assert (how_cut(text) == "words") == spaces_delimit(text)


def test_both_ways_can_be_asked_for():
    assert require_tokens("我 爱 机器 ABC", "characters") == ["我", "爱", "机", "器", "ABC"]
    assert require_tokens("我爱 机器，ABC", "words") == ["我爱", "机器", "，", "ABC"]
    assert require_tokens("ไทย ไทย", "words") == ["ไทย", "ไทย"]


@given(st.text(max_size=40), st.booleans())
def test_nothing_visible_is_lost_however_it_is_cut(text, words):
    assert "".join(split(text, words)) == "".join(split(text))
    assert "".join(split_by(text, {"机器", text[:3]})) == "".join(split(text))


def test_a_vocabulary_is_read_whatever_the_spaces():
    assert split_by("动物没有 过街", {"动物", "动物没", "没有", "有过", "街"}) == ["动物没", "有", "过", "街"]
    assert split_by("The 动 物", {"动物"}) == ["The", "动", "物"]


def test_a_segmenter_finds_words(monkeypatch):
    library = SimpleNamespace(cut=lambda run, hmm: [run[:2], run[2:]] if len(run) > 2 else [run])
    monkeypatch.setitem(sys.modules, "rjieba", library)
    assert require_tokens("机器学习，ABC 学习 カー", "auto") == ["机器", "学习", "，", "ABC", "学习", "カ", "ー"]


def test_without_a_segmenter_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(MissingExtra, match=r"transformer-tracer\[words\]") as caught:
        require_tokens("机器学习", "auto")
    assert caught.value.extra == "words"
