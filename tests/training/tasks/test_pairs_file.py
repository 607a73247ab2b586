"""A user's own pairs: read line by line, a broken line named, held-out pairs kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracer import TracerError
from tracer.training.tasks import task
from tracer.training.tasks.pairs_file import pairs

BROKEN = [
    (b"a\tb\nno tab\nc\td\n", "training.line_sides", 2),
    (b"a\tb\nc\td\te\n", "training.line_sides", 2),
    (b"a\tb\n\n\t d\n", "training.line_empty", 3),
    (b"a\tb\n\xff\xfe\tx\n", "training.line_utf8", 2),
    (b"a\tb\n" + b"x " * 65 + b"\ty\n", "training.line_long", 2),
]


@pytest.mark.parametrize(("content", "message", "line"), BROKEN)
def test_a_broken_line_is_named_by_its_number(tmp_path: Path, content: bytes, message: str, line: int) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_bytes(content)
    with pytest.raises(TracerError) as caught:
        pairs(str(file))
    assert caught.value.message == message
    assert caught.value.values["line"] == line


def test_no_file_and_too_few_pairs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TracerError) as absent:
        task(str(tmp_path / "none.tsv"))
    assert absent.value.message == "weights.absent"
    (tmp_path / "one.tsv").write_text("a\tb\na\tb\n")
    with pytest.raises(TracerError) as few:
        task(str(tmp_path / "one.tsv"))
    assert few.value.message == "training.few_pairs" and few.value.values["count"] == 1


def test_marks_at_the_beginning_and_windows_line_ends_are_no_words(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_bytes(b"\xef\xbb\xbfgood morning\t\xe6\x97\xa9\xe4\xb8\x8a\xe5\xa5\xbd\r\n\r\nyes\t\xe6\x98\xaf\r\n")
    found = pairs(str(file))
    assert [(pair.source, pair.target) for pair in found] == [(("good", "morning"), ("早", "上", "好")), (("yes",), ("是",))]


def test_one_pair_in_ten_is_kept_to_judge_by_and_the_baseline_is_the_most_frequent_answer(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("".join(f"word{number}\t{'yes' if number % 3 else 'no'}\n" for number in range(50)))
    found = task(str(file))
    assert len(found.train) == 45 and len(found.held) == 5
    assert not set(found.train) & set(found.held)
    assert found.baseline == sum(pair.target == ("yes",) for pair in found.held) / 5
    assert task(str(file)).held == found.held


def test_a_file_that_sets_chinese_words_apart_anywhere_is_cut_at_them_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("我 爱 机器\ti love machines\n机器\tmachines\n", encoding="utf-8")
    assert [pair.source for pair in pairs(str(file))] == [("我", "爱", "机器"), ("机器",)]
    file.write_text("我 爱\t机器\n机器\t学习\n", encoding="utf-8")
    assert [pair.target for pair in pairs(str(file))] == [("机器",), ("学习",)]
    file.write_text("i love machines\t我爱机器\nmachines\t机器\n", encoding="utf-8")
    assert [pair.target for pair in pairs(str(file))] == [("我", "爱", "机", "器"), ("机", "器")]
