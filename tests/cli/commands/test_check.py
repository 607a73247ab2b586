"""`ttrace check`: every kind of document, its differences, what is broken, what is rewritten, and the exit codes."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tracer.lessons.walkthroughs import folder

COMMAND = ["Thinking Machines", "--stage", "softmax", "--heads", "1"]
KINDS = {"markdown": "md", "html": "html", "page": "htm", "latex": "tex", "typst": "typ", "ipynb": "ipynb"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_exported_block_is_found_again_checked_and_mended(ttrace, tmp_path, kind):
    file = tmp_path / f"render.{KINDS[kind]}"
    made = ["--format", kind] if kind in ("html", "page") else []
    assert ttrace(*COMMAND, "--embed", *made, "-o", str(file))[0] == 0
    text = file.read_text(encoding="utf-8")
    assert ttrace("check", str(file))[0] == 0
    changed = text.replace("0.714", "0.741")
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    code, out, _ = ttrace("check", str(file), "--format", "json")
    found = json.loads(out)
    assert code == 1 and {(one["printed"], one["right"]) for one in found} >= {("0.741", "0.714")}
    assert all("0.741" in changed.split("\n")[one["line"] - 1] for one in found if one["printed"] == "0.741")
    assert ttrace("check", str(file), "--update")[0] == 0
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("dtype", "code"), [("float32", 0), ("float64", 1)])
def test_only_where_the_run_is_in_float32_the_last_place_may_differ_by_one_and_it_is_said(ttrace, tmp_path, dtype, code):
    file = tmp_path / "page.md"
    assert ttrace(*COMMAND, "--dtype", dtype, "--embed", "-o", str(file))[0] == 0
    text = file.read_text(encoding="utf-8")
    assert "0.714" in text
    file.write_text(text.replace("0.714", "0.715"), encoding="utf-8")
    found, out, _ = ttrace("check", str(file))
    assert found == code and ("1 piece comes from a run in float32" in out) == (dtype == "float32")
    file.write_text(text.replace("0.714", "0.716"), encoding="utf-8")
    assert ttrace("check", str(file))[0] == 1


def test_a_broken_block_is_told_and_the_rest_is_checked_and_mended(ttrace, tmp_path):
    text = '```console\n$ ttrace x | head\n```\n\nIs <!-- ttrace: "Thinking Machines" softmax[0, 0, 0] heads=1 -->0.1<!-- /ttrace -->.\n'
    file = tmp_path / "page.md"
    file.write_text(text, encoding="utf-8")
    code, out, err = ttrace("check", "--update", str(file))
    assert code == 2 and "line 2" in err and "line 5" in out and "0.7 now" in out and "except what cannot be checked" in out
    assert file.read_text(encoding="utf-8") == text.replace(">0.1<", ">0.7<")


@pytest.mark.parametrize(
    "command", ["x -o made", "x --save made.npz", "worksheet make x --key made", "x; touch made", "check page.md"]
)
def test_a_document_cannot_write_or_go_round(ttrace, tmp_path, command):
    (tmp_path / "page.md").write_text(f"```console\n$ ttrace {command}\n```\n", encoding="utf-8")
    assert ttrace("check", "page.md")[0] == 2
    assert os.listdir(tmp_path) == ["page.md"]


def test_a_document_may_check_another_but_no_chain_of_them(ttrace, tmp_path):
    for name, command in {"a": "check b.md", "b": '"x y" --tokens', "c": "check a.md", "d": "check c.md"}.items():
        (tmp_path / f"{name}.md").write_text(f"```console\n$ ttrace {command}\n```\n", encoding="utf-8")
    assert ttrace("check", "--update", "b.md", "a.md")[0] == 0
    assert "b.md: everything holds" in (tmp_path / "a.md").read_text(encoding="utf-8")
    code, out, err = ttrace("check", "d.md")
    assert code == 2 and "cannot check or play documents itself" in out + err


WITH_AN_EXTRA = """```console
$ ttrace "the the" --model {model} --stage logits
0.1
```

```console
$ ttrace "a b" --tokens
a b
```

Is <!-- ttrace: "the the" logits[0, 0] model={model} -->0.1<!-- /ttrace -->, not <!-- ttrace: "a b" q[0, 0, 0] -->0.1<!-- /ttrace -->.
"""


@pytest.fixture
def unread_model(tmp_path, monkeypatch):
    """A model that no test of this process has opened, without the library that reads its tokenizer."""
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    return shutil.copytree(folder() / "models" / "tiny-llama", tmp_path / "model")


@pytest.mark.parametrize(("lang", "told"), [("en", "2 pieces not checked (lines 2, "), ("zh", "有 2 处未核对（第 2、")])
def test_without_a_library_the_pieces_that_need_it_are_told_and_the_rest_is_checked(ttrace, tmp_path, unread_model, lang, told):
    page = tmp_path / "page.md"
    page.write_text(WITH_AN_EXTRA.format(model=unread_model), encoding="utf-8")
    code, out, err = ttrace("check", "page.md", "--lang", lang, "--update")
    assert code == 0 and err == ""
    assert told in out and "pip install 'transformer-tracer[models]'" in out
    after = page.read_text(encoding="utf-8")
    assert "--stage logits\n0.1\n" in after and after.count("-->0.1<!--") == 1
    code, out, err = ttrace("check", "page.md", "--format", "json", "--lang", lang)
    assert (code, json.loads(out)) == (0, []) and told in err, (
        "a list of differences has none, and nothing is passed over in silence"
    )


def test_without_a_library_the_command_itself_refuses(ttrace, unread_model):
    code, out, err = ttrace("the the", "--model", str(unread_model))
    assert (code, out) == (2, "") and "transformer-tracer[models]" in err


def test_files_are_seen_from_the_documents_folder(ttrace, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "run.toml").write_text('text = "a b"\nheads = 1\n', encoding="utf-8")
    assert ttrace("--from", "run.toml", "--stage", "scores", "--embed", "-o", "docs/page.md")[0] == 0
    assert "--from ../run.toml" in (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")
    assert ttrace("check", "docs/page.md", "--allow", ".")[0] == 0
    code, _, err = ttrace("check", "docs/page.md")
    assert code == 2 and "--allow" in err


def test_ends_of_lines_stay_what_they_are(ttrace, tmp_path):
    file = tmp_path / "page.md"
    file.write_bytes(b'Is <!-- ttrace: "Thinking Machines" softmax[0, 0, 0] heads=1 -->0.1<!-- /ttrace -->.\r\nEnd\r\n')
    assert ttrace("check", "--update", str(file))[0] == 0
    assert file.read_bytes().endswith(b"-->0.7<!-- /ttrace -->.\r\nEnd\r\n")


def test_a_chinese_page_is_made_in_chinese(ttrace, tmp_path):
    (tmp_path / "page.zh.md").write_text("```console\n$ ttrace a --stage softmax --heads 1\n```\n", encoding="utf-8")
    ttrace("check", "--update", "page.zh.md")
    assert "权重" in (tmp_path / "page.zh.md").read_text(encoding="utf-8")


def test_somebody_elses_arithmetic_is_listed(ttrace, tmp_path):
    (tmp_path / "page.md").write_text("First.\n\nSo 2 × 3 + 1 = 7, and 0.5×0.5 + 0.1×0.2 = 0.37.\n", encoding="utf-8")
    code, out, _ = ttrace("check", "--claims", "page.md", "--format", "json")
    (claim,) = json.loads(out)
    assert code == 1 and set(claim) == {"line", "claim", "printed", "right"}
    assert (claim["line"], claim["printed"]) == (3, 0.37) and claim["right"] == pytest.approx(0.27)


def test_what_cannot_be_read_does_not_stop_the_others(ttrace, tmp_path):
    (tmp_path / "good.md").write_text("nothing here\n", encoding="utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    code, out, err = ttrace("check", "gone.md", "bad.md", "page.doc", "good.md")
    assert code == 2 and out == "" and "good.md: nothing to check" in err
    assert len(err.strip().split("\n")) == 4


@pytest.mark.parametrize("words", [["--embed"], ["--embed", "--format", "csv"], ["--embed", "--format", "json"]])
def test_a_format_without_comments_cannot_carry_a_command(ttrace, words):
    code, out, err = ttrace("a b", *words)
    assert (code, out) == (2, "") and "markdown" in err


def test_the_reader_s_surroundings_come_back(ttrace, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "132")
    (tmp_path / "page.md").write_text("```console\n$ ttrace a --stage softmax --lang zh\n```\n", encoding="utf-8")
    before = dict(os.environ)
    code, out, _ = ttrace("check", "page.md")
    assert code == 1 and "the output now also has" in out
    assert dict(os.environ) == before and os.getcwd() == str(tmp_path)


NUMBER = 'Is <!-- ttrace: "Thinking Machines" softmax[0, 0, 0] heads=1 -->0.1<!-- /ttrace -->.\n'
WORKED = "So 2 × 3 + 1 = 8.\n"


def piped(words, text, folder):
    """(exit code, standard output, standard error) of a command that reads a text from a pipe, by `-` and by the pipe's name."""
    command = [sys.executable, "-m", "tracer", *words]
    env = {**os.environ, "TTRACE_LANG": "en"}
    for script in ('"$@" -', '"$@" <(cat)'):
        run = subprocess.run(
            ["bash", "-c", script, "bash", *command], input=text.encode(), cwd=folder, env=env, capture_output=True
        )
        yield run.returncode, run.stdout.decode(), run.stderr.decode()


@pytest.mark.skipif(os.name == "nt", reason="pipes have no names there")
@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        (["check", "--claims"], WORKED, "line 1: "),
        (["check"], NUMBER, "0.7 now"),
        (["check"], NUMBER.replace("<!-- ", "% ").replace(" -->", "\n"), "0.7 now"),
        (["check", "--claims"], json.dumps({"cells": [{"source": "$\\frac{1}{2} + 1 = 3$"}]}), "1.5"),
    ],
)
def test_a_pipe_is_read_once_and_checked(tmp_path, words, text, told):
    for code, out, err in piped(words, text, tmp_path):
        assert (code, err) == (1, "") and told in out, (code, out, err)


@pytest.mark.skipif(os.name == "nt", reason="pipes have no names there")
def test_a_pipe_cannot_be_rewritten(tmp_path):
    for code, out, err in piped(["check", "--update"], NUMBER, tmp_path):
        assert (code, out) == (2, "") and "--update" in err and err.count("\n") == 1
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("claims", [[], ["--claims"]])
@pytest.mark.parametrize("form", [[], ["--format", "json"]])
def test_that_nothing_was_found_is_said_on_standard_error(ttrace, tmp_path, claims, form):
    (tmp_path / "page.md").write_text("Nothing here.\n", encoding="utf-8")
    code, out, err = ttrace("check", "page.md", *claims, *form)
    assert code == 0 and out == ("[]\n" if form else "") and err.count("\n") == 1 and "page.md" in err


@pytest.mark.parametrize(("count", "code"), [(1, 0), (2, 0), (3, 1)])
@pytest.mark.parametrize(("words", "text"), [(["--claims"], "So 2 × 3 + 1 = 7.\n"), ([], NUMBER.replace("0.1", "0.7"))])
def test_fewer_than_required_is_a_failure(ttrace, tmp_path, words, text, count, code):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    found, _, err = ttrace("check", "a.md", "b.md", *words, "--require", str(count))
    assert found == code and err.count("\n") == code, err
    assert not code or ("2" in err and "3" in err)


@pytest.mark.parametrize("words", ["--help", "--version", "show --help"])
def test_a_number_behind_a_page_of_help_is_refused_in_a_sentence_of_its_own(ttrace, tmp_path, words):
    number = "\nIs <!-- ttrace: {} softmax[0, 0, 0] -->0.1<!-- /ttrace -->.\n"
    for page in (number.format(words), f"```console\n$ ttrace {words}\n```\n{number.format('')}"):
        (tmp_path / "page.md").write_text(page, encoding="utf-8")
        code, out, err = ttrace("check", "page.md")
        assert code == 2 and "mistake" not in out + err and "shows no single trace" in out + err


def test_a_picture_of_a_page_is_drawn_again_where_the_page_lies(ttrace, tmp_path):
    (tmp_path / "pictures").mkdir()
    file, picture = tmp_path / "page.md", tmp_path / "pictures" / "heads.svg"
    command = 'ttrace "Thinking Machines" --figure heads -o pictures/heads.svg'
    file.write_text(f"<!-- {command} -->\n![heads](pictures/heads.svg)\n<!-- /ttrace -->\n", encoding="utf-8")
    text = file.read_text(encoding="utf-8")
    code, out, _ = ttrace("check", str(file))
    assert code == 1 and "line 1" in out and "pictures/heads.svg" in out
    assert not picture.exists()
    assert ttrace("check", str(file), "--update")[0] == 0 and file.read_text(encoding="utf-8") == text
    assert picture.read_text(encoding="utf-8").startswith("<svg") and ttrace("check", str(file))[0] == 0
    picture.write_text(picture.read_text(encoding="utf-8").replace("Thinking", "thinking"), encoding="utf-8")
    assert [one["picture"] for one in json.loads(ttrace("check", str(file), "--format", "json")[1])] == ["pictures/heads.svg"]


@pytest.mark.parametrize("place", ["../heads.svg", "/tmp/heads.svg", "link.svg"])
def test_a_picture_outside_the_folder_of_its_page_is_refused(ttrace, tmp_path, place):
    folder_of_page = tmp_path / "pages"
    folder_of_page.mkdir()
    (folder_of_page / "link.svg").symlink_to(tmp_path / "other.svg")
    file = folder_of_page / "page.md"
    command = f'ttrace "Thinking Machines" --figure heads -o {place}'
    file.write_text(f"<!-- {command} -->\n![heads]({place})\n<!-- /ttrace -->\n", encoding="utf-8")
    code, _, err = ttrace("check", str(file), "--update")
    assert code == 2 and "line 1" in err
    assert not (tmp_path / "heads.svg").exists() and not (tmp_path / "other.svg").exists()


def test_the_hooks_for_pre_commit_are_commands_that_run(ttrace, tmp_path):
    hooks = (folder().parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entries = re.findall(r"^  entry: ttrace (.*)$", hooks, re.MULTILINE)
    patterns = re.findall(r"^  files: (.*)$", hooks, re.MULTILINE)
    assert len(entries) == len(patterns) == hooks.count("- id: ttrace-") == 2
    file = tmp_path / "page.md"
    file.write_text("2 × 3 = 6\n", encoding="utf-8")
    for entry, pattern in zip(entries, patterns, strict=True):
        assert ttrace(*entry.split(), str(file))[0] == 0 and re.search(pattern, str(file))
