"""Pretrained word vectors: only the wanted words, and a bad line by its number."""

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.files.word_vectors import load_vectors
from tracer.language import use


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


@pytest.fixture
def vectors(tmp_path):
    def load(text, words=("the", "机器")):
        path = tmp_path / "vectors.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        found, size = load_vectors(path, words)
        return {word: vector.tolist() for word, vector in found.items()}, size

    return load


def test_glove_text_gives_the_wanted_words(vectors):
    assert vectors("cat 1 2\nthe 0.1 -2e-3\n机器 3 4\nthe 9 9\n") == ({"the": [0.1, -0.002], "机器": [3, 4]}, 2)


def test_word2vec_text_begins_with_how_many_and_how_long(vectors):
    assert vectors("2 3\nthe 1 2 3 \n机器 4 5 6 \n") == ({"the": [1, 2, 3], "机器": [4, 5, 6]}, 3)


def test_words_that_are_digits_or_hold_spaces_are_words(vectors):
    assert vectors("2 3\n7 4\n", ["7", "2"]) == ({"2": [3], "7": [4]}, 1)
    assert vectors("a 1 2\n. . 3 4\n", [". ."]) == ({". .": [3, 4]}, 2)


@pytest.mark.parametrize(
    ("text", "line"),
    [("cat 1 2\nthe 1\n", 2), ("cat 1 2\n\nthe 1 x\n", 3), ("2 2\nthe 1 nan\n", 2), ("word\n", 1), ("a 1 2\nb 1 2\nb\n", 3)],
)
def test_a_bad_line_is_named_by_its_number(vectors, text, line):
    with pytest.raises(TracerError, match=rf"vectors\.txt, line {line}: this should be a word and \d numbers?"):
        vectors(text)


def test_an_empty_file_a_missing_one_and_a_binary_one_are_refused(vectors, tmp_path):
    with pytest.raises(TracerError, match="holds no word vectors"):
        vectors("")
    with pytest.raises(TracerError, match="There is no file"):
        load_vectors(tmp_path / "none.txt", [])
    with pytest.raises(TracerError, match="line 2"):
        vectors(b"2 3\nthe \x00\x00\x80\x3f\n")


def test_npz_holds_tokens_and_vectors(tmp_path):
    np.savez(tmp_path / "v.npz", tokens=np.array(["a", "the"]), vectors=np.array([[1, 2], [3, 4]], np.float32))
    found, size = load_vectors(tmp_path / "v.npz", ["the", "none"])
    assert size == 2 and list(found) == ["the"] and found["the"].tolist() == [3, 4] and found["the"].dtype == np.float64
    np.savez(tmp_path / "w.npz", tokens=np.array(["a"]), vectors=np.eye(2))
    with pytest.raises(TracerError, match="needs two arrays"):
        load_vectors(tmp_path / "w.npz", ["a"])
    np.savez(tmp_path / "x.npz", tokens=np.array(["a"]), vectors=np.array([[np.nan]]))
    with pytest.raises(TracerError, match="'a' holds NaN"):
        load_vectors(tmp_path / "x.npz", ["a"])


def test_a_large_file_is_read_line_by_line(vectors):
    text = "".join(f"w{number} {number} 1\n" for number in range(50_000))
    assert vectors(text, ["w49999"]) == ({"w49999": [49999, 1]}, 2)
