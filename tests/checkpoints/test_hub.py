"""A model by its name is found in the folder of one's own models first, then in the hub's cache."""

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tracer import TracerError, language, load
from tracer.checkpoints.hub import _WANTED, cache, local_folder, snapshot

GPT2 = Path(__file__).parents[1] / "cases" / "hf" / "gpt2" / "model"


def folder(at):
    at.mkdir(parents=True)
    (at / "config.json").write_text("{}")
    return at


def test_a_folder_of_ones_own_comes_before_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TTRACE_MODELS", raising=False)
    assert local_folder("small") is None and snapshot("small") is None
    cached = folder(tmp_path / "cache" / "models--small" / "snapshots" / "0")
    assert local_folder("small") == cached
    monkeypatch.setenv("TTRACE_MODELS", str(tmp_path / "own"))
    assert local_folder("small") == cached
    own = folder(tmp_path / "own" / "small")
    assert local_folder("small") == snapshot("small") == own


def test_a_download_brings_every_file_that_a_tokenizer_may_read():
    assert {"tokenizer*.json", "special_tokens_map.json", "added_tokens.json", "merges.txt", "*.model", "*.spm"} <= set(_WANTED)


@pytest.mark.parametrize("lang", language.LANGUAGES)
def test_what_the_library_says_stands_in_quotes_in_a_sentence_of_ours(monkeypatch, lang):
    def refused(*_, **__):
        raise OSError("Got: ConnectError: [Errno 111] Connection refused\nAn error happened.")

    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=refused, model_info=refused))
    language.use(lang)
    try:
        with pytest.raises(TracerError) as caught:
            snapshot("foo/bar", download=True)
        said = str(caught.value)
    finally:
        language.use(None)
    assert "“ConnectError: [Errno 111] Connection refused”" in said and "Got" not in said and "foo/bar" in said


@pytest.mark.parametrize("told", [b"\xff\xfe", b"../../elsewhere", b"a\0b", b"", b"x" * 5000, b"nowhere"])
def test_a_reference_that_names_no_revision_is_left_aside(monkeypatch, tmp_path, told):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.delenv("TTRACE_MODELS", raising=False)
    at = tmp_path / "models--foo--bar"
    (at / "refs").mkdir(parents=True)
    (at / "refs" / "main").write_bytes(told)
    assert local_folder("foo/bar") is None
    (at / "snapshots" / "abc").mkdir(parents=True)
    (at / "snapshots" / "abc" / "config.json").write_text("{}")
    assert local_folder("foo/bar") == at / "snapshots" / "abc"


def test_the_folder_of_a_user_who_is_not_there_is_a_name_like_others(monkeypatch):
    monkeypatch.setenv("TTRACE_MODELS", "~nosuchuser/x")
    assert local_folder("foo") is None
    monkeypatch.setenv("HF_HOME", "~nosuchuser")
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    assert cache().name == "hub"
    with pytest.raises(TracerError):
        load("~nosuchuser/x")


@pytest.mark.parametrize(("name", "asked"), [("foo/bar", None), ("foo/bar@abc", "abc")])
def test_a_download_is_of_one_revision_which_is_told_and_can_be_named_again(monkeypatch, tmp_path, name, asked):
    calls = []
    at = tmp_path / "models--foo--bar" / "snapshots" / "f00d"

    def info(whole, revision):
        calls.append((whole, revision))
        return SimpleNamespace(sha="f00d")

    def fetch(whole, revision, allow_patterns):
        calls.append((whole, revision))
        shutil.copytree(GPT2, at)
        return str(at)

    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(snapshot_download=fetch, model_info=info))
    run = load(name, download=True).trace("a b")
    assert calls == [("foo/bar", asked), ("foo/bar", "f00d")]
    assert run.model["revision"] == "f00d"
    assert any("--model foo/bar@f00d" in note for note in run.notes)
    again = load("foo/bar@f00d").trace("a b")
    assert again.model == {**run.model, "name": again.model["name"]}
    assert local_folder("foo/bar@0000") is None
