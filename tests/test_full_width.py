"""What a Chinese keyboard types, in addresses, edits and options."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.address import cell, locate, parse
from tracer.axes import Axis
from tracer.full_width import half_width_address, half_width_value, other_width, split_edit


@pytest.mark.parametrize(
    "text",
    [
        "scores[0, 它, 动物]",
        "scores[0，它，动物]",
        "scores【0，它，动物】",
        "scores（0， 它， 动物）",
        "scores［head＝0，query＝它，动物］",
        'scores【0，它，"动物"】',
        "scores【0，它，“动物”】",
    ],
)
def test_full_width_signs_part_and_close_as_their_twins_do(text):
    axes = (Axis("head", 2), Axis("query", 2, ["动物", "它"]), Axis("key", 2, ["动物", "它"]))
    assert locate(parse(text), axes) == (0, 1, 0)


@pytest.mark.parametrize("token", ["，", "【", "】", "（", "＝", "“", "”", "，它", "a，b", "＃2", "它＃2", "“它”", "机＝器"])
def test_a_sign_that_is_a_token_stays_one(token):
    axes = (Axis("token", 3, ["它", token, "动物"]), Axis("key", 3, ["它", token, "动物"]))
    address = cell("z", axes, (1, 2))
    assert locate(parse(address), axes) == (1, 2), address
    if len(token) == 1:
        assert locate(parse(f"z[{token}, 动物]"), axes) == (1, 2)


@given(st.lists(st.text(min_size=1, max_size=4, alphabet="它，【】（）＝：＃“” a#0"), min_size=1, max_size=4, unique=True))
def test_every_printed_address_reads_back(labels):
    axes = (Axis("token", len(labels), labels),)
    for place in range(len(labels)):
        assert locate(parse(cell("z", axes, (place,))), axes) == (place,)


@given(st.text(max_size=20))
def test_ascii_is_never_touched_and_nothing_is_lost(text):
    assert len(half_width_address(text)) in (len(text), len(text) + text.count("“"))
    if text.isascii():
        assert half_width_address(text) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("scores[0, it, street]=3", ("scores[0, it, street]", "3")),
        ("scores[head=0, 1, 2] = -3.5", ("scores[head=0, 1, 2]", "-3.5")),
        ("scores【0，它，街】＝－３．５", ("scores【0，它，街】", "-3.5")),
        ("scores=[[1，2]，[3，4]]", ("scores", "[[1,2],[3,4]]")),
        ("scores＝3", ("scores", "3")),
        ("scores", ("", "")),
    ],
)
def test_an_edit_is_parted_behind_its_bracket(text, parts):
    assert split_edit(text) == parts


def test_numbers_and_marks_have_twins():
    assert half_width_value("０，－１．５") == "0,-1.5"
    assert [other_width(sign) for sign in ",，。.a"] == ["，", ",", ".", "。", ""]
