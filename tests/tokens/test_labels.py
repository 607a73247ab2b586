"""Labels of pieces, without any library."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.tokens.labels import Piece, alone, decode, labels


def byte_letters(text):
    """GPT-2's letters for the bytes of a text, written out from its rule: printable bytes stand for themselves."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    table = {**{byte: chr(byte) for byte in plain}, **{byte: chr(256 + place) for place, byte in enumerate(rest)}}
    return "".join(table[byte] for byte in text.encode())


@given(st.text())
def test_byte_letters_are_read_back_as_the_text_they_came_from(text):
    assert decode(byte_letters(text)) == text


def test_a_character_cut_in_three_says_which_third_each_token_is():
    letters = byte_letters("中")
    pieces = [Piece(number, letter, 0, 1) for number, letter in enumerate(letters)]
    assert labels("中", pieces, True) == ["中(1/3)", "中(2/3)", "中(3/3)"]


def test_two_characters_side_by_side_are_counted_apart():
    pieces = [Piece(0, f"<0x{byte:02X}>", place, place + 1) for place, char in enumerate("é🙂") for byte in char.encode()]
    assert labels("é🙂", pieces, False) == ["é(1/2)", "é(2/2)", "🙂(1/4)", "🙂(2/4)", "🙂(3/4)", "🙂(4/4)"]


def test_a_space_before_a_word_is_shown_though_the_span_leaves_it_out():
    assert labels("a cat", [Piece(0, "a", 0, 1), Piece(1, "Ġcat", 2, 5)], True) == ["a", "▁cat"]


def test_an_unknown_piece_keeps_the_text_it_stands_for():
    assert labels("x🙂", [Piece(5, "x", 0, 1), Piece(1, "[UNK]", 1, 2, unknown=True)], False) == ["x", "🙂([UNK])"]


def test_bytes_that_are_no_character_stand_as_numbers():
    assert alone(Piece(0, byte_letters("中")[0]), True) == "⟨E4⟩"
    assert alone(Piece(0, "<0x0A>"), False) == "\n"
