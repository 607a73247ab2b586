"""Pretrained word vectors: only the wanted words, and a bad line by its number."""

import bz2
import gzip
import importlib.util
import lzma
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tracer.errors import TracerError
from tracer.files.word_vectors import load_vectors
from tracer.language import use
from tracer.progress import heard_by


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
    with pytest.raises(TracerError, match="middle of word 1 of 2, of 3 numbers"):
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


GLOVE = "cat 1 2\nthe 0.1 -2e-3\n机器 3 4\n"
BOTH = ({"the": [0.1, -0.002], "机器": [3, 4]}, 2)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_unpacked_on_the_way(vectors, pack):
    assert vectors(pack(GLOVE.encode())) == BOTH
    with pytest.raises(TracerError, match=r"vectors\.txt cannot be unpacked: it is damaged or cut short"):
        vectors(pack(GLOVE.encode() * 50)[:-9], ["none"])


def test_a_zip_archive_is_to_be_unpacked_first(tmp_path):
    with zipfile.ZipFile(tmp_path / "glove.zip", "w") as archive:
        archive.writestr("glove.txt", GLOVE)
    with pytest.raises(TracerError, match="is a zip archive"):
        load_vectors(tmp_path / "glove.zip", ["the"])


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GLOVE,
        GLOVE.replace(" ", "\t"),
        GLOVE.replace(" ", "\t", 1).replace("\n", " \r\n"),
        "3 2\n" + GLOVE.replace("\n", " \n"),
        "\ufeff3 2\n" + GLOVE,
        GLOVE.replace(" ", "  "),
        ". . . 5 6\n" + GLOVE,
        "at name@domain.com 5 6\n" + GLOVE,
        "2 5 6\n" + GLOVE,
    ],
)
def test_marks_tabs_line_ends_headers_and_words_with_spaces(vectors, text):
    assert vectors(text) == BOTH


def binary(rows, between=b"\n", encoding="utf-8"):
    head = f"{len(rows)} {len(next(iter(rows.values())))}\n".encode()
    return head + b"".join(
        word.encode(encoding) + b" " + struct.pack(f"<{len(row)}f", *row) + between for word, row in rows.items()
    )


@pytest.mark.parametrize("between", [b"\n", b""])  # word2vec's own program, and gensim's
def test_binary_word2vec_is_read_without_running_anything(tmp_path, between):
    rng = np.random.default_rng(0)
    rows = {f"w{number}": rng.normal(size=100).tolist() for number in range(4000)} | {"机器": [0.5] * 100}
    (tmp_path / "v.bin").write_bytes(binary(rows, between))
    found, width = load_vectors(tmp_path / "v.bin", ["w3999", "机器", "none"])
    assert width == 100 and sorted(found) == ["w3999", "机器"]
    np.testing.assert_array_equal(found["w3999"], np.array(rows["w3999"], np.float32).astype(np.float64))
    (tmp_path / "v.bin.gz").write_bytes(gzip.compress(binary(rows, between)))
    assert load_vectors(tmp_path / "v.bin.gz", ["机器"])[0]["机器"].tolist() == [0.5] * 100


def test_a_damaged_binary_file_is_refused(tmp_path):
    whole = binary({"a": [1.0] * 8, "b": [2.0] * 8})
    for content, says in (
        (whole[:-5], "middle of word 2 of 2"),
        (b"9 8\n" + whole[4:], "middle of word 3 of 9"),
        (binary({"a": [float("nan")] * 8}), "holds NaN"),
        ((793712314).to_bytes(4, "little") + bytes(100), "whole fastText model"),
    ):
        (tmp_path / "v.bin").write_bytes(content)
        with pytest.raises(TracerError, match=says):
            load_vectors(tmp_path / "v.bin", ["a", "none"] if "NaN" in says else ["none"])


CHINESE = "，的一是在有和机器学习我你爱"


def test_another_encoding_is_named_and_the_conversion_offered(vectors, tmp_path):
    text = "".join(f"{char} 1 2\n" for char in CHINESE) + "机器 3 4\n"
    for words in (["机器"], ["Thinking"]):  # a word of the text stands there in GB18030, or most words are Chinese in it
        with pytest.raises(TracerError, match=r"is in GB18030.*iconv -f GB18030 -t UTF-8 .* > vectors\.utf8\.txt"):
            vectors(text.encode("gb18030"), words)
    assert vectors(text, ["机器"]) == ({"机器": [3, 4]}, 2)
    with pytest.raises(TracerError, match="is in UTF-16"):
        vectors(text.encode("utf-16"), ["机器"])
    (tmp_path / "v.bin").write_bytes(binary({"学习": [1.0] * 50, "机器": [2.0] * 50}, encoding="gb18030"))
    with pytest.raises(TracerError, match="is in GB18030"):
        load_vectors(tmp_path / "v.bin", ["机器", "none"])


def test_some_words_that_are_no_text_hurt_nobody(vectors):
    assert vectors(b"\xff\xfa 1 2\n\xb5\xc4 1 2\n" + GLOVE.encode()) == BOTH


def test_sparse_vectors_are_told_apart_from_broken_ones(vectors):
    with pytest.raises(TracerError, match="sparse vectors"):
        vectors("3 5\nthe 0:0.5 2:0.25\ncat 1:1.0\n机器 4:2.5\n")


def test_a_wanted_row_of_another_width_is_named(vectors):
    with pytest.raises(TracerError, match="line 3: this should be a word and 2 numbers"):
        vectors("cat 1 2\ndog 1 2\nthe 1 2 3\n机器 1 2\n")


def test_reading_stops_at_the_last_word_wanted(vectors):
    assert vectors("cat 1 2\nthe 0 1\n机器 3 4\n" * 40 + "the end")[0] == {"the": [0, 1], "机器": [3, 4]}


def test_whoever_listens_hears_how_far_a_large_file_is_read(vectors, monkeypatch):
    monkeypatch.setattr("tracer.files.vector_stream._TOLD_EVERY", 1000)
    heard = []
    with heard_by(lambda message, file, share: heard.append(share)):
        vectors(GLOVE * 2000, ["none"])
    assert len(heard) > 10 and heard == sorted(heard) and heard[-1] <= 100


def test_the_lessons_vectors_hold_every_word_of_their_grammar_and_words_of_a_kind_lie_together():
    folder = Path(__file__).parents[2] / "walkthroughs" / "vectors"
    spec = importlib.util.spec_from_file_location("make_vectors", folder / "make.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    kinds = {}
    for language in (made.CHINESE, made.ENGLISH):
        for kind, words in language.items():
            for word in words.split():
                kinds.setdefault(word, set()).add((kind, language is made.CHINESE))
    found, width = load_vectors(folder / "words.vec", kinds)
    assert (folder / "words.vec").stat().st_size < 60_000 and width == 16 and found.keys() == kinds.keys()
    rows = np.stack(list(found.values()))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    alike = rows @ rows.T - 2 * np.eye(len(rows))
    names = list(found)
    together = sum(bool(kinds[names[one]] & kinds[names[other]]) for one, other in enumerate(alike.argmax(axis=1)))
    assert together > 0.95 * len(names)
