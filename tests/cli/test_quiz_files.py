"""`worksheet make --format` for other programs: files, streams, what is said beside them, what is refused."""

import io
import json
import sys
import zipfile

import pytest

from tracer.render.quizzes import SYSTEMS

MAKE = ["worksheet", "make", "Thinking Machines", "--blank", "scores,softmax"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_is_written_and_its_marking_told(ttrace, tmp_path, system, lang):
    code, out, err = ttrace(*MAKE, "--variants", "2", "--format", system, "-o", "quiz", "--lang", lang)
    assert (code, out) == (0, "")
    content = (tmp_path / "quiz").read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(content)) == SYSTEMS[system].binary
    if SYSTEMS[system].cards:
        assert err == ""
    else:
        assert SYSTEMS[system].name in err and ("follows errors through" if lang == "en" else "沿着错误继续推导") in err
    if not SYSTEMS[system].binary:
        assert ttrace(*MAKE, "--variants", "2", "--format", system, "--lang", lang)[1].encode() == content


def test_names_need_no_key_here_and_may_have_one(ttrace, tmp_path):
    (tmp_path / "names.txt").write_text("Ada\nBob\n", encoding="utf-8")
    assert ttrace(*MAKE, "--names", "names.txt", "--format", "gift", "-o", "quiz.gift")[0] == 0
    assert ttrace(*MAKE, "--names", "names.txt", "--format", "gift", "-o", "quiz.gift", "--key", "key.json")[0] == 0
    assert [entry["name"] for entry in json.loads((tmp_path / "key.json").read_text())["sheets"]] == ["Ada", "Bob"]
    assert "--key" in ttrace(*MAKE, "--names", "names.txt", "-o", "sheet.md")[2]


@pytest.mark.parametrize("words", [[*MAKE, "--format", "qti21"], ["Hi", "--format", "npz"]], ids=["package", "arrays"])
def test_bytes_are_not_written_to_a_terminal(ttrace, monkeypatch, words):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    code, out, err = ttrace(*words)
    assert code == 2 and out == "" and "-o FILE" in err and err.count("\n") <= 2


def test_an_unknown_or_unfit_format_is_refused_with_those_there_are(ttrace):
    code, _, err = ttrace(*MAKE, "--format", "moodel")
    assert code == 2 and "moodle" in err
    code, _, err = ttrace(*MAKE, "--format", "npz")
    assert code == 2 and "canvas" in err and "markdown" in err
    code, _, err = ttrace("Hi", "--format", "moodle")
    assert code == 2 and "moodle" in err


def test_problems_are_written_too_but_not_as_cards(ttrace):
    make = ["worksheet", "make", "The cat sat", "--kind", "shapes"]
    for system in SYSTEMS:
        code, out, err = ttrace(*make, "--format", system, "-o", "quiz")
        assert (code, out) == ((2, "") if SYSTEMS[system].cards else (0, "")), err
    assert "csv-anki" in err
