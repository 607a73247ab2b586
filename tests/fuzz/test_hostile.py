"""Hostile words, trace files and documents, drawn with fixed seeds: every command ends with a sentence and leaves nothing behind.

What is drawn is small, so that a case takes a fraction of a second; sizes and times have tests of their own.
"""

import json
import os
import random

import pytest

from tracer import language
from tracer.cli import main
from tracer.cli.root import COMMANDS, group
from tracer.exercises.sheet_code import Recipe, code_of
from tracer.settings.presets import PRESETS

CASES = 60  # a seed
WORDS = [
    *[
        "a b",
        "",
        " ",
        "-",
        "--",
        "---",
        "\\",
        "'",
        '"',
        "[",
        "]",
        "[]",
        "[[[",
        "softmax",
        "softmax[0,0,0]",
        "softmax[0,0",
        "*[*]",
    ],
    *[
        "*.softmax",
        "the#2",
        "a=b",
        "=",
        "=1",
        "a=",
        "%",
        "$x$",
        "<b>",
        "&amp;",
        "-->",
        "<!--",
        "../x",
        "/dev/null",
        ".",
        "~",
        "~x/y",
    ],
    *[
        "0",
        "-0",
        "1",
        "-1",
        "2",
        "3.5",
        "1e9",
        "1e999",
        "-1e999",
        "nan",
        "inf",
        "٣",
        "²",
        "½",
        "99999999999999999999",
        "0x10",
        "1_0",
    ],
    *[
        "我爱 机器",
        "e\u0301",
        "\u202e",
        "\x1b[31m",
        "\x9b",
        "\x7f",
        "\U000e0041",
        "\ud800",
        "a\nb",
        "a\tb",
        "\u2028",
        "\ufeff",
        "x" * 300,
    ],
    *["page.md", "run.toml", "run.json", "none.md", "json", "text", "en", "zh", "decoder", "pronoun", "seed=7", "true", "none"],
]
# Where a large number would be a large run and no hostile one, or a file the case asks for.
UNHURRIED = {
    "--layers",
    "--steps",
    "--runs",
    "--watch",
    "--watch-to",
    "--help",
    "--save",
    "-o",
    "--output",
    "--key",
    "--state",
    "--download",
}
KEYS = [
    "text",
    "model",
    "heads",
    "d_model",
    "layers",
    "seed",
    "causal",
    "activation",
    "weights",
    "q",
    "mask",
    "vocab",
    "embeddings",
    "x",
    "",
]
PIECES = [
    *[
        "<!-- ttrace: ",
        "<!-- ttrace ",
        "<!-- ttrace: above -->",
        "<!-- /ttrace -->",
        " -->",
        "<!-- made by ttrace 1 -->",
        '"a b" ',
    ],
    *[
        "softmax[0, 0, 0]",
        "softmax[",
        " * 100",
        " seed=7",
        " heads=",
        "0.5",
        "1e999",
        "−1",
        "∞",
        "0." + "1" * 400,
        "**0.5**",
        "`",
        "``",
    ],
    *[
        "```console\n",
        "```\n",
        "~~~\n",
        "$ ttrace a b --tokens\n",
        "$ ttrace a | b\n",
        "$ ttrace 'a\n",
        "$ ttrace check page.md\n",
        "\n\n",
    ],
    *[
        "% ttrace: z[0,0]\n",
        "/* ttrace x */",
        "| a | = | 3 |\n|---|---|---|\n",
        "<math><mn>2</mn>",
        "</math>",
        "2 × 3 = 7",
        "$\\frac{1}{0} = 1$",
    ],
    *["\r", "\u2028", "\x00", "\x9b", "\u202e", "> ", "- ", "&amp;", "<td>", "</td>", "[[1, 2]] @ [[3]] = 4", "word "],
]


SIZES = ["--heads", "--kv-heads", "--d-model", "--d-k", "--d-ff", "--experts", "--layers", "--hidden"]
GPT = [
    "wte",
    "wpe",
    "lm_head",
    *(f"layer0.{name}" for name in ("attn_wq", "attn_wk", "attn_wv", "attn_wo", "mlp_fc1", "mlp_fc2")),
]


def value(draw, depth=0):
    """Anything a trace file may hold."""
    kind = draw.randrange(8 if depth < 3 else 5)
    if kind == 5:
        return [value(draw, depth + 1) for _ in range(draw.randrange(4))]
    if kind == 6:
        return {draw.choice(KEYS): value(draw, depth + 1) for _ in range(draw.randrange(3))}
    plain = [draw.choice(WORDS), draw.randrange(-2, 5), draw.uniform(-2, 2), draw.choice([True, False, None]), 10**400, 0.5]
    return plain[kind % len(plain)]


def trace_file(draw):
    """A trace file in JSON, right by chance only."""
    return json.dumps({draw.choice(KEYS): value(draw) for _ in range(draw.randrange(1, 5))})


def document(draw):
    return "".join(draw.choice(PIECES) for _ in range(draw.randrange(1, 30)))


def notebook(draw):
    """A notebook whose cells, sources and metadata are anything."""
    carried = {"command": draw.choice(["ttrace a b --tokens --format ipynb", "ttrace", "x"]), "part": value(draw)}
    cells = [
        {
            "source": draw.choice([document(draw), [document(draw)], value(draw)]),
            "metadata": draw.choice([value(draw), {"ttrace": carried}]),
        }
        for _ in range(draw.randrange(4))
    ]
    return json.dumps({"cells": draw.choice([cells, [value(draw)], cells]), "metadata": value(draw)})


def option_words(draw):
    """A command with options it has and values it may not have."""
    name = draw.choice([command for command in COMMANDS if command != "step"])
    command = group.get_command(None, name)
    known = [param for param in command.params if param.param_type_name == "option" and not UNHURRIED & set(param.opts)]
    words = [name, *(draw.choice(WORDS) for _ in range(draw.randrange(3)))]
    for option in draw.sample(known, min(len(known), draw.randrange(4))):
        words += [option.opts[0], *([] if option.is_flag else [draw.choice(WORDS)])]
    return words, {}


def file_words(draw):
    words = [["--from", "run.json"], ["check", "page.md"], ["--load", "run.json", "a b"], ["compare", "run.json", "a b"]]
    return draw.choice(words), {"run.json": trace_file(draw), "page.md": "```console\n$ ttrace --from run.json\n```\n"}


def document_words(draw):
    name = draw.choice(["page.md", "page.html", "page.tex", "page.typ", "page.ipynb"])
    text = notebook(draw) if name.endswith("ipynb") and draw.random() < 0.9 else document(draw)
    options = draw.choice(
        [[], ["--claims"], ["--update"], ["--format", "json"], ["--require", "3"], ["--claims", "--lang", "zh"]]
    )
    return ["check", *options, name], {name: text}


def code_words(draw):
    """The code of a sheet whose command, language and draws are anything."""
    options = option_words(draw)[0][1:]
    words = [word for word in ["a b", "--blank", "scores", *options] if "\ud800" not in word and "\0" not in word]
    sheet, lang, draws = draw.choice(["a7bd96", "000000"]), draw.choice(["en", "zh", "", "xx"]), draw.choice([1, 7, 10**30])
    code = code_of(Recipe("0.1.0", sheet, tuple(words), draw.choice(["", "Ada", "\u202e"]), lang, draws))
    return ["worksheet", "again", draw.choice([code, code.lower(), code[:-1], draw.choice(WORDS)])], {}


def preset_words(draw):
    """A toy of a known shape with sizes that may not fit, or a GPT's file whose arrays may not."""
    if draw.random() < 0.5:
        sizes = [word for name in draw.sample(SIZES, 2) for word in (name, draw.choice(["1", "2", "3", "4", "6", "0", "-1"]))]
        return ["a b", "--model", draw.choice([*PRESETS]), *sizes], {}
    arrays = {name: [[0.5] * draw.choice([4, 4, 4, 0, 1])] * draw.choice([4, 4, 27, 1]) for name in GPT if draw.random() < 0.97}
    return ["ab", "--load", "gpt.json", *draw.choice([[], ["--heads", "4"]])], {"gpt.json": json.dumps(arrays)}


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    "words_of", [option_words, file_words, document_words, code_words, preset_words], ids=lambda made: made.__name__
)
def test_every_case_ends_in_a_sentence(tmp_path, monkeypatch, capsys, words_of, seed):
    monkeypatch.setenv("TTRACE_LANG", "en")
    draw = random.Random(f"{words_of.__name__} {seed}")
    for number in range(CASES):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        words, files = words_of(draw)
        for name, text in files.items():
            (folder / name).write_bytes(text.encode("utf-8", "replace"))
        monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115 closed with the process
        language.use(None)
        with pytest.raises(SystemExit) as done:
            main(words)
        said = capsys.readouterr()
        case = f"{words!r} {files!r}: {said.err}"
        assert done.value.code in (0, 1, 2, 130), case
        assert "Traceback" not in said.out + said.err and "mistake in ttrace itself" not in said.out + said.err, case
        assert done.value.code != 2 or said.err.strip(), case
        assert sorted(os.listdir(folder)) == sorted(files), case
    language.use(None)
