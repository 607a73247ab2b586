"""Lines that fit, in English, in Chinese, and in formulas."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tracer.render.wrap import formula, prose, truncate

CHINESE = "注意力机制计算每个输入的重要性：“它”与“动物”的关系最大，因为 tired 修饰的是动物（the animal）。"


@given(st.text(st.sampled_from("ab 那只动物，。（）“”it"), max_size=60), st.integers(6, 40))
def test_prose_fits_and_loses_nothing_but_spaces_at_breaks(text: str, width: int) -> None:
    lines = prose(text, width, "", "  ")
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    for width in range(12, 80):
        for line in prose(CHINESE, width):
            assert line[0] not in "，。：）”"
            assert line[-1] not in "（“"
    assert prose(CHINESE, 30)[0] == "注意力机制计算每个输入的重要"


def test_words_stay_whole_where_they_fit() -> None:
    assert prose("add a token to a head", 7) == ["add a", "token", "to a", "head"]


def test_a_formula_breaks_before_its_signs() -> None:
    line = "s = 0.41×0.13 + (-0.2)×0.3 ≈ -0.01"
    assert formula(line, 20, "", "    ") == ["s = 0.41×0.13", "    + (-0.2)×0.3", "    ≈ -0.01"]


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12), st.integers(8, 60))
def test_no_number_of_a_formula_is_broken(values: list[float], width: int) -> None:
    numbers = [f"{value:.3f}" for value in values]
    text = "x = " + " + ".join(f"({number})×2" for number in numbers)
    lines = formula(text, width, "", "  ")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert [number for number in numbers if not any(number in line for line in lines)] == []


@given(st.text(st.sampled_from("ab那👩é"), max_size=20), st.integers(1, 20))
def test_a_label_is_cut_to_its_cells_and_says_so(text: str, width: int) -> None:
    shown = truncate(text, width)
    assert cell_len(shown) <= width
    assert shown == text or shown.endswith("…")
