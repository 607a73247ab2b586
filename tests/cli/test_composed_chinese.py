"""Chinese as it is put together: joins, captions and sentences around English words have the marks and spaces of Chinese."""

import ast
import re
from pathlib import Path

import pytest

import tracer

ROOT = Path(tracer.__file__).parent
HAN = "一-鿿"
FULL = f"{HAN}、。，：；”）"
WRONG = {
    "a half-width mark behind Chinese": re.compile(rf"[{FULL}][,;:!?](?=\s|$|[{HAN}])"),
    "a half-width mark before Chinese": re.compile(rf"[,;] (?=[{HAN}])"),
    "a space between Chinese words": re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])"),
    "half-width parentheses around Chinese": re.compile(rf"(?<=[{HAN}]) ?\([^()]*\)"),
}
MIXTURE = ("--model", "decoder", "--experts", "4")
# What composes sentences from parts: headings, lists, captions, sources, notes, errors. The texts are English.
COMMANDS = {
    "captions of several sentences": ("a b", "--also", "c", "--stage", "softmax,masked", "--mask", "[[1, 1], [0, 1]]"),
    "brief": ("a b", "--brief"),
    "two sources": ("explain", "a b", *MIXTURE, "chosen[0, 1]"),
    "named sources": ("explain", "i love", "--model", "letters", "--generate", "1", "--top-p", "0.9", "generate.0.top_p[e]"),
    "largest inputs": ("explain", "a", "--d-model", "32", "q[0, 0, 0]"),
    "where it goes": ("explain", "a b", "scores[0, 0, 1]", "--forward"),
    "two runs": ("compare", "a b", "a c"),
    "changes": ("a b", "--set", "scores[0, 0, 1]=3", "--set", "q[0, 0, 0]=1", "--changed"),
    "a toy": ("a b", "--model", "mixtral", "--stage", "ffn.expert_weights"),
    "a sheet": ("worksheet", "make", "a b", "--blank", "scores,softmax", "--difficulty", "easy"),
    "shapes": ("worksheet", "make", "a b", "--kind", "shapes"),
    "experts": ("experiment", "experts", "a b c", *MIXTURE),
    "heads": ("experiment", "heads", "a b c"),
    "looks": ("experiment", "looks", "a b c"),
    "steps": ("train", "a b", "--model", "decoder", "--steps", "2"),
    "models": ("models",),
    "one model": ("models", "llama"),
    "a list": ("a b", "--list"),
    "no such option": ("a", "--depht", "2"),
    "no such token": ("a b", "--token", "c"),
    "no such stage": ("a b", "--stage", "skores"),
    "too many places": ("explain", "a b", "scores[0, 0, 0, 0]"),
    "no such axis": ("explain", "a b", "scores[layer=0, query=a]"),
}


def wrong_marks(text: str) -> list[str]:
    return [f"{why}: {line.strip()}" for line in text.splitlines() for why, mark in WRONG.items() if mark.search(line)]


def test_the_search_finds_what_it_looks_for():
    for text in ("第 2 节; arXiv", "句子, 头", "k、v 的 头数", "说明 (例如)"):
        assert wrong_marks(text), text
    assert not wrong_marks("第 2 节；arXiv 1，共 3 个 head：见 softmax(S)、scores[0, a, b]。")


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_what_is_put_together_reads_as_chinese(ttrace, words):
    _, out, err = ttrace(*words, "--lang", "zh")
    said = out + err
    assert re.search(f"[{HAN}]", said)
    assert wrong_marks(re.sub(r"`[^`]*`", "``", said)) == []


def joined_for_a_message(tree: ast.AST) -> list[int]:
    """Lines on which a value of a message is a list that was joined already."""
    lines = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in ("say", "TracerError", "near", "error", "Phrase"):
            continue
        for keyword in call.keywords:
            for inner in ast.walk(keyword.value):
                is_join = isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "join"
                if is_join and isinstance(inner.func.value, ast.Constant) and re.search("[,;、，]", str(inner.func.value.value)):
                    lines.append(inner.lineno)
    return lines


def test_lists_are_given_to_messages_as_lists():
    assert joined_for_a_message(ast.parse('say("a.b", names=", ".join(words))')) == [1]
    texts = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in ROOT.rglob("*.py")}
    joining = {file: text for file, text in texts.items() if re.search(r"[,;、，] ?[\"']\.join\(", text)}
    assert (
        len(joining) > 5
        and {file: lines for file, text in joining.items() if (lines := joined_for_a_message(ast.parse(text)))} == {}
    )
