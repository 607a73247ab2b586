"""What decides a run is taken by every command that runs; `--words` and `--characters` alone, with a value, before a text."""

import json
import re

import pytest

from tracer.cli.options import about_runs
from tracer.cli.root import group
from tracer.language import LANGUAGES, template


@pytest.mark.parametrize(
    ("words", "tokens"),
    [
        (["我 爱 机器"], ["我", "爱", "机器"]),
        (["我", "爱", "机器"], ["我", "爱", "机器"]),
        (["--characters", "我 爱 机器"], ["我", "爱", "机", "器"]),
        (["--words", "我爱 机器"], ["我爱", "机器"]),
        (["我爱 机器", "--words"], ["我爱", "机器"]),
        (["--words", "--", "auto"], ["auto"]),
        (["--words=words", "auto"], ["auto"]),
    ],
)
def test_an_option_may_stand_before_the_text_or_behind_it(ttrace, words, tokens):
    code, out, err = ttrace(*words, "--format", "json") if "--" not in words else ttrace("--format", "json", *words)
    assert (code, json.loads(out)["tokens"]) == (0, tokens), err


def test_auto_is_a_segmenters_cut(ttrace):
    pytest.importorskip("rjieba")
    assert json.loads(ttrace("我爱机器学习", "--words", "auto", "--format", "json")[1])["tokens"] == ["我", "爱", "机器", "学习"]


@pytest.mark.parametrize(
    "words",
    [
        ["compare", "我爱 机器", "我爱 学习"],
        ["explain", "我爱 机器", "softmax[0, 0, 1]"],
        ["experiment", "looks", "我爱 机器"],
        ["worksheet", "make", "我爱 机器", "--blank", "softmax"],
        ["worksheet", "puzzle", "我爱 机器"],
        ["train", "我爱 机器", "--labels", "0", "--pool", "mean", "--show"],
        ["--model", "encoder-decoder", "a", "--target", "我爱 机器"],
    ],
    ids=" ".join,
)
def test_every_command_cuts_at_the_spaces_and_by_characters_where_asked(ttrace, words):
    alone = {"compare": "机(?!器)", "explain": "(?<!我)爱"}.get(words[0], "(?<!机)器")  # a label that only characters have
    for more, there in ([], False), (["--characters"], True):
        code, out, err = ttrace(*words, *more)
        assert code < 2, err
        assert bool(re.search(alone, out)) == there


def test_the_opening_says_how_chinese_was_cut_and_how_to_cut_it_otherwise(ttrace):
    assert "--characters" in ttrace("我 爱 机器")[1].splitlines()[4]
    assert "--words auto" in " ".join(ttrace("我爱机器")[1].splitlines()[4:6])
    assert "--words" not in ttrace("Thinking Machines")[1]
    assert "whatever the spaces" in ttrace("动 物没有过街，因为它太窄了", "--model", "pronoun-zh")[1]


def test_both_together_are_refused_and_a_real_tokenizer_takes_neither(ttrace):
    assert ttrace("我爱", "--words", "--characters")[0] == 2
    code, out, err = ttrace("我爱", "--words=foo")
    assert code == 2 and "auto" in err


def test_a_worksheet_is_titled_with_the_text_as_it_was_typed(ttrace):
    assert "我爱机器" in ttrace("worksheet", "make", "我爱机器", "--blank", "softmax")[1].splitlines()[0]
    assert "我爱机器" in ttrace("worksheet", "puzzle", "我爱机器")[1].splitlines()[0]


def test_full_width_signs_of_a_chinese_keyboard_are_understood(ttrace):
    plain = ttrace("我爱机器", "--set", "scores[0, 我, 机]=3", "--seed", "7", "--stage", "softmax", "--format", "json")
    assert plain[0] == 0
    typed = ("我爱机器", "--set", "scores【0，我，机】＝３", "--seed＝7", "——stage", "softmax", "--format", "json")
    assert ttrace(*typed) == plain
    assert ttrace("a b", "--columns", "０：２", "--stage", "q") == ttrace("a b", "--columns", "0:2", "--stage", "q")
    assert ttrace("explain", "我爱机器", "softmax【0，我，机】") == ttrace("explain", "我爱机器", "softmax[0, 我, 机]")
    assert ttrace("compare", "我爱", "--with", "seed＝7")[0] == 1
    assert "——" in ttrace("——你好")[1]  # no option: a text


@pytest.mark.parametrize(
    ("model", "text", "sign"),
    [
        ("pronoun-zh", "那只动物没有过街,因为它太窄了", "，"),
        ("pronoun-zh", "那只动物没有过街，因为它太窄了.", "。"),
        ("pronoun", "The animal didn't cross the street because it was too tired。", "."),
    ],
)
def test_the_other_width_of_a_mark_is_suggested(ttrace, model, text, sign):
    code, _, err = ttrace(text, "--model", model)
    assert code == 2 and f"Did you mean {sign}?" in err


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0:8", {"span": (0, 8)}),
        ("3", {"span": (3, 4)}),
        ("-2:", {"span": (-2, None)}),
        ("０：２", {"span": (0, 2)}),
        ("largest 5", {"largest": 5}),
        ("最大 5", {"largest": 5}),
        ("street", {"words": ("street",)}),
        ("it, the#2", {"words": ("it", "the#2")}),
        ("词，元", {"words": ("词", "元")}),
        ('",", it', {"words": ('","', "it")}),
        (",", {"words": (",",)}),
        ('"largest"', {"words": ('"largest"',)}),
    ],
)
def test_rows_and_columns_are_ranges_words_or_the_largest(raw, expected):
    from tracer.cli.options import options
    from tracer.document.places import Places

    for name in ("rows", "columns"):
        (option,) = [option for option in options("looking") if option.name == name]
        assert option.callback(None, option, raw) == Places(**expected)


RUNNING = ("show", "explain", "compare", "step", "experiment", "train", "worksheet make", "worksheet puzzle")


@pytest.mark.parametrize("words", RUNNING)
def test_what_decides_a_run_every_command_takes_or_says_why_not(words, ttrace):
    root = group.make_context("ttrace", ["--version"], resilient_parsing=True)
    command = group
    for word in words.split():
        command = command.get_command(root, word)
    names = {name for param in command.params for name in param.opts}
    for option in about_runs():
        name = option.opts[0]
        assert (name in names) is not (name in getattr(command, "refuses", {})), name
    for name, message in getattr(command, "refuses", {}).items():
        for language in LANGUAGES:
            code, _, err = ttrace(*words.split(), "a b", name, "1", "--lang", language)
            assert code == 2 and err.strip().endswith(template(message, language).replace("{option}", name))


def test_an_option_of_another_command_is_told_as_such(ttrace):
    code, _, err = ttrace("experiment", "heads", "a b", "--stage", "scores")
    assert (code, err) == (2, "Error: ttrace experiment takes no --stage; these commands do: show, compare, step, train.\n")
    assert ttrace("explain", "a", "scores", "--wacth", "x")[2].startswith("Error: There is no option --wacth.")
