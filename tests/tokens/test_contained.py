"""A tokenizer.json that breaks the library ends as one sentence: panics, their report on standard error, memory without bound."""

import base64
import json
import os
import struct

import pytest

from tests.tokens.folders import TINY, opened
from tracer.errors import TracerError
from tracer.tokens.contained import check, contained

HF = TINY.parent / "hf"
TEXT = "a" * 36 + "! é 我爱"
REPLACE = {"type": "Replace", "pattern": {"String": "a"}}
BROKEN = {
    "chunks of nothing": {"pre_tokenizer": {"type": "FixedLength", "length": 0}},
    "a pattern without end": {"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "(a+)+$"}, "behavior": "Isolated", "invert": False}},
    "a replacement of nothing": {"normalizer": {"type": "Replace", "pattern": {"String": ""}, "content": "x"}},
    "no charsmap": {"normalizer": {"type": "Precompiled", "precompiled_charsmap": ""}},
    "a charsmap of 32 GB": {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "/////w=="}},
    "a charsmap with a broken trie": {
        "normalizer": {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(struct.pack("<II", 4, 0xFFFFFFFF) + b"\0").decode()}
    },
    "a growing text": {"normalizer": {**REPLACE, "content": "x" * 100_000}},
    "a text that doubles thirty times": {"normalizer": {"type": "Sequence", "normalizers": [{**REPLACE, "content": "aa"}] * 30}},
    "a template with an unknown token": {
        "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[X]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [], "special_tokens": {}}
    },
    "a template with a second text": {
        "post_processor": {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "B", "type_id": 0}}], "pair": [], "special_tokens": {}}
    },
}  # fmt: skip


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("name", ["bert", "gpt2", "t5"])
def test_what_breaks_the_library_is_one_sentence_and_nothing_on_standard_error(tmp_path, capfd, name, change):
    raw = json.loads((HF / name / "model" / "tokenizer.json").read_text(encoding="utf-8"))
    (tmp_path / "tokenizer.json").write_text(json.dumps({**raw, **change}), encoding="utf-8")
    said = ""
    try:
        tokenizer = opened(tmp_path, name)
        tokenizer.cut(TEXT)
        tokenizer.steps(TEXT)
        tokenizer.text_of([1, 2, 3])
    except TracerError as error:
        said = str(error)
    assert said == "" or "tokenizer.json" in said
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "change", [BROKEN["a charsmap of 32 GB"], BROKEN["a growing text"], BROKEN["a text that doubles thirty times"]]
)
def test_what_would_take_memory_without_bound_never_reaches_the_library(change):
    with pytest.raises(TracerError):
        check(change, "tokenizer.json")


@pytest.mark.parametrize("path", sorted(HF.glob("*/model/tokenizer.json")), ids=lambda path: path.parts[-3])
def test_real_tokenizers_pass(path):
    check(json.loads(path.read_text(encoding="utf-8")), str(path))


class Panic(BaseException):
    """As the library's binding raises it."""


Panic.__module__ = "pyo3_runtime"


def test_a_panic_is_an_error_and_its_report_is_not_seen(capfd):
    with pytest.raises(TracerError, match=r"f\.json: .*\(out of bounds\)"), contained("f.json"):
        os.write(2, b"thread panicked")
        raise Panic("out of bounds")
    os.write(2, b"afterwards")
    assert capfd.readouterr().err == "afterwards"


def test_interrupts_and_other_errors_pass():
    for kind in (KeyboardInterrupt, SystemExit, ValueError):
        with pytest.raises(kind), contained("f.json"):
            raise kind
