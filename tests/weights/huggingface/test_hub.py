"""A model by its name is found in the folder of one's own models first, then in the hub's cache."""

from tracer.weights.huggingface.hub import _WANTED, kept, snapshot


def folder(at):
    at.mkdir(parents=True)
    (at / "config.json").write_text("{}")
    return at


def test_a_folder_of_ones_own_comes_before_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TTRACE_MODELS", raising=False)
    assert kept("small") is None and snapshot("small") is None
    cached = folder(tmp_path / "cache" / "models--small" / "snapshots" / "0")
    assert kept("small") == cached
    monkeypatch.setenv("TTRACE_MODELS", str(tmp_path / "own"))
    assert kept("small") == cached
    own = folder(tmp_path / "own" / "small")
    assert kept("small") == snapshot("small") == own


def test_a_download_brings_every_file_that_a_tokenizer_may_read():
    assert {"tokenizer*.json", "special_tokens_map.json", "added_tokens.json", "merges.txt", "*.model", "*.spm"} <= set(_WANTED)
