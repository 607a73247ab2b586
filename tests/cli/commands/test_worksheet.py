"""`ttrace worksheet`: sheets, keys, a class, marking and puzzles from the command line, with their exit codes."""

import json
import os
import re

import pytest

RUN = ["cat sat", "--init", "integers", "--positions", "none", "--heads", "1", "--paper", "2", "--model", "attention"]
ASK = ["--blank", "scores,softmax", "--difficulty", "hard"]


@pytest.mark.parametrize("ending", ["md", "tex", "html", "typ", "txt", "ipynb"])
def test_a_sheet_is_written_without_its_answers(ttrace, tmp_path, ending):
    assert ttrace("worksheet", "make", *RUN, *ASK, "--key", "key.json", "-o", f"sheet.{ending}") == (0, "", "")
    text = (tmp_path / f"sheet.{ending}").read_text(encoding="utf-8")
    numbers = set(re.findall(r"\((\d+)\) ", text))
    key = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["sheets"][0]
    assert {str(one["blank"]) for one in key["blanks"]} <= numbers and key["sheet"] in text
    assert "0.73" not in text and (ending != "tex" or text.startswith("\\documentclass"))


@pytest.mark.parametrize("ending", ["json", "md", "tex", "typ", "html", "txt"])
def test_a_key_of_every_kind_can_mark(ttrace, tmp_path, ending):
    ttrace("worksheet", "make", *RUN, *ASK, "--key", f"key.{ending}", "-o", "sheet.md")
    ttrace("worksheet", "make", *RUN, *ASK, "--key", "plain.json", "-o", "sheet.md")
    blanks = json.loads((tmp_path / "plain.json").read_text(encoding="utf-8"))["sheets"][0]["blanks"]
    (tmp_path / "a.csv").write_text("blank,answer\n" + "".join(f"{b['blank']},{b['answer']}\n" for b in blanks))
    code, out, _ = ttrace("worksheet", "mark", f"key.{ending}", "a.csv", "--format", "json")
    assert code == 0 and json.loads(out)["pupils"][0]["right"] == len(blanks)


def test_points_and_partial_credit_stand_in_the_key_and_count(ttrace, tmp_path):
    points = ["--points", "1,softmax=2.5", "--follow-on", "50"]
    assert ttrace("worksheet", "make", *RUN, *ASK, *points, "--key", "key.md", "-o", "sheet.md")[0] == 0
    assert "gets 50% of it" in (tmp_path / "key.md").read_text(encoding="utf-8")
    (tmp_path / "a.csv").write_text("1,8\n2,6\n3,6\n4,0\n5,.73\n6,.27\n7,.95\n8,.05\n")
    marks = json.loads(ttrace("worksheet", "mark", "key.md", "a.csv", "--format", "json")[1])
    assert (marks["pupils"][0]["points"], marks["pupils"][0]["of"]) == (3 + 2 * 2.5 + 2 * 1.25, 14)


def test_an_exam_s_page_is_collected_and_marked(ttrace, tmp_path):
    assert ttrace("worksheet", "make", *RUN, *ASK, "--exam", "--format", "page", "--key", "key.json", "-o", "exam.html")[0] == 0
    assert ttrace("worksheet", "make", *RUN, *ASK, "--key", "key.md", "-o", "sheet.md")[0] == 0
    assert "worksheet again" in (tmp_path / "sheet.md").read_text(encoding="utf-8")
    page = (tmp_path / "exam.html").read_text(encoding="utf-8")
    sheet = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["sheets"][0]
    assert (
        '"run":null' in page
        and "worksheet again" not in page
        and "worksheet again" in (tmp_path / "key.md").read_text(encoding="utf-8")
    )
    assert not any(f"{one['answer']!r}" in page.split("data-sheets")[1] for one in sheet["blanks"][4:])
    for pupil, texts in (("Ada", {str(one["blank"]): str(one["answer"]) for one in sheet["blanks"]}), ("Bob", {"1": "x"})):
        saved = {"format": "ttrace-answers/1", "sheets": [{"sheet": sheet["sheet"], "name": pupil, "answers": texts}]}
        (tmp_path / f"{pupil}.json").write_text(json.dumps(saved), encoding="utf-8")
    code, out, _ = ttrace("worksheet", "mark", "key.json", "Ada.json", "Bob.json", "--format", "json")
    assert code == 1 and [(one["name"], one["points"]) for one in json.loads(out)["pupils"]] == [("Ada", 8), ("Bob", 0)]
    assert ttrace("worksheet", "mark", "key.json", "Ada.json")[0] == 0


@pytest.mark.parametrize("ending", ["tex", "typ", "html"])
def test_a_printed_sheet_carries_its_code_as_a_qr_code(ttrace, tmp_path, ending):
    pytest.importorskip("segno")
    from tracer.render.qr import QR, modules

    plain, name = f"plain.{ending}", {"tex": "latex", "typ": "typst", "html": "page"}[ending]
    assert ttrace("worksheet", "make", *RUN, *ASK, "-o", plain, "--key", "key.md")[0] == 0
    code = re.search(r"worksheet again ([\w-]+)", (tmp_path / "key.md").read_text(encoding="utf-8"))[1]
    picture = QR[name](modules(code))
    assert picture not in (tmp_path / plain).read_text(encoding="utf-8")
    for words in (["make", *RUN, *ASK], ["again", code]):
        assert ttrace("worksheet", *words, "--qr", "-o", f"sheet.{ending}")[0] == 0
        assert (tmp_path / f"sheet.{ending}").read_text(encoding="utf-8").count(picture) == 1


def test_an_error_is_followed_and_the_exit_code_tells_a_difference(ttrace, tmp_path):
    ttrace("worksheet", "make", *RUN, *ASK, "--key", "key.json", "-o", "sheet.md")
    (tmp_path / "a.csv").write_text("1,8\n2,6\n3,6\n4,0\n5,.73\n6,.27\n7,.95\n8,.05\n")  # e^-3 / (1 + e^-3) = 0.047
    code, out, _ = ttrace("worksheet", "mark", "key.json", "a.csv", "--format", "json")
    assert code == 1
    assert [one["verdict"] for one in json.loads(out)["pupils"][0]["answers"]] == ["right"] * 3 + ["wrong"] + ["right"] * 2 + [
        "followed"
    ] * 2
    assert "follow" in ttrace("worksheet", "mark", "key.json", "a.csv")[1]


def test_a_class_gets_a_sheet_each_and_one_key(ttrace, tmp_path):
    (tmp_path / "names.txt").write_text("Ada\n\nBob\nEve\n", encoding="utf-8")
    assert ttrace("worksheet", "make", *RUN, *ASK, "--names", "names.txt", "--key", "key.json", "-o", "sheets.tex")[0] == 0
    sheets = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["sheets"]
    assert [one["name"] for one in sheets] == ["Ada", "Bob", "Eve"] and len({one["sheet"] for one in sheets}) == 3
    assert len({tuple(b["answer"] for b in one["blanks"]) for one in sheets}) == 3
    assert (tmp_path / "sheets.tex").read_text(encoding="utf-8").count("\\clearpage") == 2
    rows = ["name,1,2", *(f"{one['name']},{one['blanks'][0]['answer']},{one['blanks'][1]['answer']}" for one in sheets[:2])]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    code, out, _ = ttrace("worksheet", "mark", "key.json", "a.csv")
    assert code == 1 and "No answers of Eve." in out and re.search(r"^Ada +2 +8 ", out, re.MULTILINE)
    assert "2 of 8 right" in ttrace("worksheet", "mark", "key.json", "a.csv", "--each")[1]
    (tmp_path / "a.csv").write_text("name,1\nBo,1\n", encoding="utf-8")
    code, _, err = ttrace("worksheet", "mark", "key.json", "a.csv")
    assert code == 2 and "row 2" in err and "Bob" in err


def test_sheets_and_keys_in_typst_compile(ttrace, tmp_path):
    typst = pytest.importorskip("typst")
    assert ttrace("worksheet", "make", *RUN, *ASK, "--variants", "2", "--key", "key.typ", "-o", "sheets.typ")[0] == 0
    for name in ("key.typ", "sheets.typ"):
        assert typst.compile(tmp_path / name, format="pdf").startswith(b"%PDF")


def test_a_mistake_s_sheet_is_marked_and_made_again(ttrace, tmp_path):
    kind = ["the cat sat", *RUN[1:], "--kind", "mistake", "--variants", "3"]
    assert ttrace("worksheet", "make", *kind, "--key", "key.json", "-o", "sheet.md") == (0, "", "")
    sheets = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["sheets"]
    assert len({one["sheet"] for one in sheets}) == 3 and {len(one["blanks"]) for one in sheets} == {2}
    rows = [f"{one['sheet']},{blank['blank']},{blank['answer']:g}" for one in sheets for blank in one["blanks"]]
    (tmp_path / "a.csv").write_text("\n".join(["sheet,blank,answer", *rows]), encoding="utf-8")
    assert ttrace("worksheet", "mark", "key.json", "a.csv")[0] == 0
    code = re.findall(r"worksheet again ([\w-]+)", (tmp_path / "sheet.md").read_text(encoding="utf-8"))[1]
    assert ttrace("worksheet", "again", code, "-o", "again.md")[0] == 0
    assert (tmp_path / "again.md").read_text(encoding="utf-8") in (tmp_path / "sheet.md").read_text(encoding="utf-8")


def test_hints_are_given_one_at_a_time(ttrace):
    hints = [ttrace("worksheet", "puzzle", "the cat sat", "--hint", str(number))[1] for number in (1, 2, 3)]
    assert len(set(hints)) == 3 and all(text.count("\n") == 1 for text in hints)
    assert ttrace("worksheet", "puzzle", "the cat sat", "--guess", hints[2].split(" is ")[1].strip(".\n"))[0] == 0
    assert ttrace("worksheet", "puzzle", "the cat sat", "--hint", "4")[0] == 2


def test_variants_differ(ttrace, tmp_path):
    assert ttrace("worksheet", "make", *RUN, *ASK, "--variants", "3", "--key", "key.md", "-o", "s.html")[0] == 0
    assert len(set(re.findall(r'data-sheet="(\w+)"', (tmp_path / "s.html").read_text(encoding="utf-8")))) == 3


NAMES = {"empty.txt": "\n \n", "twice.txt": "Ada\nBob\nAda\n", "two.txt": "Ada\nBob\n"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*RUN], "--blank"),
        ([*RUN, "--blank", "scors"], "scores"),
        ([*RUN, "--blank", "W_Q"], "given"),
        ([*RUN, *ASK, "--names", "empty.txt", "--key", "k.json"], "no names"),
        ([*RUN, *ASK, "--names", "twice.txt", "--key", "k.json"], "line 3"),
        ([*RUN, *ASK, "--names", "two.txt", "--variants", "3", "--key", "k.json"], "do not fit"),
        ([*RUN, *ASK, "--names", "two.txt"], "--key"),
        ([*RUN, *ASK, "--names", "gone.txt", "--key", "k.json"], "gone.txt"),
        ([*RUN, *ASK, "--key", "k.doc"], "k.doc"),
        ([*RUN, *ASK, "-o", "s.npz"], "npz"),
        ([*RUN, *ASK, "-o", "s.md", "--key", "./s.md"], "s.md"),
        ([*RUN, *ASK, "--seed", "x"], "seed"),
        ([*RUN, *ASK, "--also", "more"], "--also"),
        ([*RUN, *ASK, "--points", "much"], "STAGE=NUMBER"),
        ([*RUN, *ASK, "--points", "1,5"], "behind a point"),
        ([*RUN, *ASK, "--points", "sofmax=2"], "softmax"),
        ([*RUN, *ASK, "--points", "z=2"], "no blank"),
        ([*RUN, *ASK, "--follow-on", "120"], "0 to 100"),
        ([*RUN, *ASK, "--exam", "-o", "s.md"], "--format page"),
        ([*RUN, *ASK, "--qr"], "not in terminal"),
        ([*RUN, *ASK, "--qr", "--exam", "--format", "page"], "--exam out"),
        (["--from", "given.toml", "--blank", "scores", "--variants", "2", "--key", "k.json"], "same"),
    ],
)
def test_a_sheet_that_cannot_be_made_is_told_and_nothing_is_written(ttrace, tmp_path, words, said):
    for name, text in NAMES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "given.toml").write_text(
        'tokens = ["a", "b"]\nmodel = "attention"\ninputs = [[1, 0], [0, 1]]\n[weights]\n'
        "W_Q = [[1, 0], [0, 1]]\nW_K = [[1, 0], [0, 1]]\nW_V = [[1, 0], [0, 1]]\n",
        encoding="utf-8",
    )
    before = sorted(os.listdir(tmp_path))
    code, out, err = ttrace("worksheet", "make", *words)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("", "no answers"),
        ("2,0.5,7\nx,0.5\n", "row 1"),
        ("99,1\n", "another sheet"),
        ("sheet,blank,answer\nffffff,1,1\n", "ffffff"),
    ],
)
def test_answers_that_cannot_be_marked_are_told(ttrace, tmp_path, answers, said):
    ttrace("worksheet", "make", *RUN, *ASK, "--key", "key.json", "-o", "sheet.md")
    (tmp_path / "a.csv").write_text(answers, encoding="utf-8")
    code, _, err = ttrace("worksheet", "mark", "key.json", "a.csv")
    assert code == 2 and said in err


def test_a_file_that_is_no_key_is_refused(ttrace, tmp_path):
    (tmp_path / "a.csv").write_text("1,2\n")
    assert "no key" in ttrace("worksheet", "mark", "a.csv", "a.csv")[2]


def test_a_key_whose_run_has_changed_does_not_mark(ttrace, tmp_path):
    ttrace("worksheet", "make", *RUN, *ASK, "--key", "key.json", "-o", "sheet.md")
    text = (tmp_path / "key.json").read_text(encoding="utf-8")
    (tmp_path / "key.json").write_text(text.replace('"answer": -1.0', '"answer": -9.0'), encoding="utf-8")
    (tmp_path / "a.csv").write_text("1,2\n")
    code, _, err = ttrace("worksheet", "mark", "key.json", "a.csv")
    assert code == 2 and "-9" in err and "-1" in err


def test_a_puzzle_is_shown_guessed_and_revealed(ttrace):
    words = ["worksheet", "puzzle", "I love machines", "--seed", "2"]
    code, out, _ = ttrace(*words)
    assert code == 0 and "--reveal" in out and "√" in out
    facts = json.loads(ttrace(*words, "--reveal", "--format", "json")[1])
    assert f"{facts['wrong']:.3f}" in out
    assert ttrace(*words, "--guess", facts["cell"])[0] == 0
    assert ttrace(*words, "--guess", "embedding[I, 0]")[0] == 1
    assert ttrace(*words, "--guess", "embedding[I, 9]")[0] == 2


def test_an_unknown_worksheet_command_has_a_near_miss(ttrace):
    assert "make" in ttrace("worksheet", "mak")[2]


def test_the_language_may_stand_before_help_and_before_the_command(ttrace):
    assert ttrace("worksheet", "--lang", "zh", "--help")[1].startswith("用法：ttrace worksheet")
    plain = ttrace("worksheet", "make", "a b", "--blank", "z", "--lang", "zh")
    assert plain[0] == 0 and ttrace("worksheet", "--lang", "zh", "make", "a b", "--blank", "z") == plain


def test_a_missing_word_is_named_in_the_readers_language(ttrace):
    assert "缺少 KEY（答案文件）" in ttrace("worksheet", "mark", "--lang", "zh")[2]
    assert "缺少 CELL（单元格）" in ttrace("explain", "--lang", "zh")[2]
    assert "缺少 NAME（名字）" in ttrace("experiment", "--lang", "zh")[2]


@pytest.mark.parametrize("more", [[], ["--names", "names.txt"], ["--appendix", "exp", "--points", "2", "--lang", "zh"]])
def test_the_code_on_a_sheet_makes_sheet_and_key_again(ttrace, tmp_path, more):
    (tmp_path / "names.txt").write_text("小明\n", encoding="utf-8")
    made = ["cat sat", "--init", "integers", "--paper", "2", "--seed", "3", "--blank", "scores,softmax"]
    assert ttrace("worksheet", "make", *made, *more, "-o", "sheet.md", "--key", "key.md")[0] == 0
    (code,) = re.findall(r"[0-9A-Z]{5}(?:-[0-9A-Z]{1,5})+", (tmp_path / "sheet.md").read_text(encoding="utf-8"))
    assert ttrace("worksheet", "again", code.lower(), "-o", "again.md", "--key", "again_key.md") == (0, "", "")
    for first, second in (("sheet.md", "again.md"), ("key.md", "again_key.md")):
        assert (tmp_path / first).read_bytes() == (tmp_path / second).read_bytes()


def test_a_code_whose_numbers_are_others_now_says_its_version(ttrace, tmp_path):
    from tracer.exercises.sheet_code import Recipe, code_of

    code = code_of(Recipe("9.8.7", "000000", ("cat sat", "--blank", "scores")))
    exit_code, out, err = ttrace("worksheet", "again", code)
    assert (exit_code, out) == (2, "") and "9.8.7" in err and err.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["--download"], ["-o", "hacked.md"], ["--key", "hacked.json"]])
def test_a_code_cannot_ask_for_what_no_sheet_says(ttrace, tmp_path, words):
    from tracer.exercises.sheet_code import Recipe, code_of

    code = code_of(Recipe("0.1.0", "a7bd96", ("a b", "--blank", "scores", *words)))
    exit_code, out, err = ttrace("worksheet", "again", code, "-o", "again.md")
    assert (exit_code, out) == (2, "") and "is no code of a worksheet" in err and not list(tmp_path.glob("*"))


def test_the_key_names_the_usual_wrong_answers_and_the_work(ttrace, tmp_path):
    made = ["cat sat", "--init", "integers", "--paper", "2", "--seed", "3", "--blank", "scores,scaled,softmax"]
    ttrace("worksheet", "make", *made, "--key", "key.md", "-o", "sheet.md")
    key = (tmp_path / "key.md").read_text(encoding="utf-8")
    assert "7 multiplications" in key and "took 3 draws" in key
    assert "not divided by √d\\_k. Then: (9) 0.99" in key


def test_how_often_a_sheet_was_drawn_is_told_beside_it(ttrace):
    made = ["cat sat", "--init", "integers", "--paper", "2", "--seed", "3", "--blank", "softmax"]
    _, out, err = ttrace("worksheet", "make", *made)
    assert "draws" in err and "draws" not in out


@pytest.mark.parametrize("kind", ["predict", "gradient", "unscaled"])
def test_problems_are_made_marked_and_made_again(ttrace, tmp_path, kind):
    made = ["the cat sat", "--init", "integers", "--paper", "2", "--seed", "3", "--kind", kind]
    assert ttrace("worksheet", "make", *made, "--variants", "2", "--key", "key.json", "-o", "sheet.md") == (0, "", "")
    sheets = json.loads((tmp_path / "key.json").read_text(encoding="utf-8"))["sheets"]
    assert {sheet["kind"] for sheet in sheets} == {kind} and len({sheet["sheet"] for sheet in sheets}) == 2
    rows = [f"{sheet['sheet']},{blank['blank']},{blank['answer']}" for sheet in sheets for blank in sheet["blanks"]]
    (tmp_path / "a.csv").write_text("\n".join(["sheet,blank,answer", *rows]), encoding="utf-8")
    assert ttrace("worksheet", "mark", "key.json", "a.csv")[0] == 0
    code = re.findall(r"[0-9A-Z]{5}(?:-[0-9A-Z]{1,5})+", (tmp_path / "sheet.md").read_text(encoding="utf-8"))[0]
    assert sheets[0]["sheet"] in ttrace("worksheet", "again", code)[1]


def test_hints_stand_behind_the_sheet_or_open_one_at_a_time(ttrace, tmp_path):
    pieces = {"tex": ["\\clearpage", "Hint 1", "Hint 3"], "typ": ["#pagebreak()", "Hint 1"], "md": ["## Hints", "### Hint 3"]}
    pieces["html"] = ["<details><summary>A hint: Attention · scores</summary>", "<details><summary>Another hint</summary>"]
    for ending, wanted in pieces.items():
        assert ttrace("worksheet", "make", *RUN, *ASK, "--hints", "--key", "key.md", "-o", f"sheet.{ending}") == (0, "", "")
        text = (tmp_path / f"sheet.{ending}").read_text(encoding="utf-8")
        places = [text.find(piece, text.find("To work out")) for piece in wanted]
        assert places == sorted(places) and places[0] > 0, ending
    code = re.search(r"worksheet again ([\w-]+)", (tmp_path / "key.md").read_text(encoding="utf-8"))[1]
    assert "Hint 1" in ttrace("worksheet", "again", code, "--hints")[1] and "Hint" not in ttrace("worksheet", "again", code)[1]
    for more, word in ((["--format", "page", "--exam", "-o", "e.html"], "--exam"), (["--format", "gift"], "GIFT")):
        status, _, err = ttrace("worksheet", "make", *RUN, *ASK, "--hints", *more)
        assert status == 2 and word in err and err.count("\n") == 1


def test_designs_are_made_run_and_made_again(ttrace, tmp_path):
    made = ["cat sat on", "--model", "attention", "--heads", "1", "--init", "integers", "--kind", "design"]
    written = ["--variants", "3", "--design", "previous,copy", "--difficulty", "hard", "--points", "W_V=2"]
    assert ttrace("worksheet", "make", *made, *written, "--key", "key.md", "-o", "sheet.md") == (0, "", "")
    text = (tmp_path / "key.md").read_text(encoding="utf-8")
    sheets = json.loads(re.search(r"ttrace key: (\{.*\})", text)[1])["sheets"]
    assert len({json.dumps(sheet["blanks"]) for sheet in sheets}) == 3 and "other numbers are right, too" in text
    rows = ["sheet,blank,answer"]
    for sheet, factor in zip(sheets, (1, 10, 0), strict=True):  # ours; other right ones; a matrix of zeros, and right copies
        blanks = [
            (blank["blank"], blank["answer"] * (factor if blank["design"] == "previous" else 1)) for blank in sheet["blanks"]
        ]
        rows += [f"{sheet['sheet']},{blank},{answer}" for blank, answer in blanks]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    code, out, _ = ttrace("worksheet", "mark", "key.md", "a.csv", "--format", "json")
    assert code == 1 and [(one["points"], one["of"]) for one in json.loads(out)["pupils"]] == [(32, 32), (32, 32), (24, 32)]
    assert "The previous word gets a weight of 0.33 on average" in json.loads(out)["pupils"][2]["outcomes"][0]
    again = re.search(r"worksheet again ([\w-]+)", text)[1]
    assert sheets[0]["sheet"] in ttrace("worksheet", "again", again)[1]
    tampered = re.sub(r'("answer": )-?\d+\.0', r"\g<1>0.0", text)
    (tmp_path / "other.md").write_text(tampered, encoding="utf-8")
    assert "no longer do what is asked" in ttrace("worksheet", "mark", "other.md", "a.csv")[2]
    code, _, err = ttrace("worksheet", "make", *made, "--format", "gift")
    assert code == 2 and "GIFT cannot do" in err and err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--blank", "scores"], "leave --blank out"),
        (["--design", "copy"], "--kind design"),
        (["--format", "csv-anki"], "csv-anki"),
    ],
)
def test_what_problems_cannot_be_is_told(ttrace, more, word):
    code, _, err = ttrace("worksheet", "make", "cat sat", "--kind", "predict", *more)
    assert code == 2 and word in err and err.count("\n") == 1
