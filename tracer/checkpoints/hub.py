"""A model by its name: a folder in TTRACE_MODELS, the hub's cache on this machine; a download only where the user asks for it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tracer.errors import MissingExtra, TracerError
from tracer.files.formats import expanded

_NAME = re.compile(r"(?:[\w.-]+/)?[\w.-]+(?:@[\w-]{1,64})?")
_REVISION = re.compile(r"[\w-]{1,64}")
_WANTED = ("config.json", "generation_config.json", "modules.json", "1_Pooling/config.json", "*.safetensors",
           "*.safetensors.index.json",
           "tokenizer*.json", "special_tokens_map.json", "added_tokens.json",
           "vocab.*", "merges.txt", "*.model", "*.spm")  # fmt: skip


def cache() -> Path:
    """Where `huggingface_hub` keeps what was downloaded."""
    if at := os.environ.get("HF_HUB_CACHE") or os.environ.get("HUGGINGFACE_HUB_CACHE"):
        return Path(at)
    home = os.environ.get("HF_HOME") or os.path.join(os.environ.get("XDG_CACHE_HOME") or "~/.cache", "huggingface")
    return expanded(home) / "hub"


def snapshot(name: str, download: bool = False) -> Path | None:
    """The folder of a model of the hub, `NAME` or `NAME@REVISION`, or None where the name cannot be one.

    Raises TracerError: not in the cache and no download asked for, a missing library, no network, no such model.
    """
    if not _NAME.fullmatch(name) or (folder := local_folder(name)) is None and "/" not in name and not download:
        return None
    if folder is not None:
        return folder
    if not download:
        raise TracerError("checkpoints.not_cached", name=name, cache=str(cache()))
    return _download(name)


def local_folder(name: str) -> Path | None:
    """The model's folder where it is on this machine: in the folder that TTRACE_MODELS names, else in the hub's cache."""
    models_folder = os.environ.get("TTRACE_MODELS")
    folder = expanded(models_folder) / name if models_folder else None
    return folder if folder is not None and (folder / "config.json").is_file() else _cached_snapshot(name)


def model_folders() -> list[str]:
    """Where models lie that are asked for by name: the folder that TTRACE_MODELS names, and the hub's cache."""
    own = os.environ.get("TTRACE_MODELS")
    return [*([str(expanded(own))] if own else []), str(cache())]


def revision_of(folder: Path) -> str:
    """The revision whose files a folder of the hub's cache holds; nothing for any other folder."""
    return folder.name if folder.parent.name == "snapshots" and folder.parent.parent.name.startswith("models--") else ""


def _cached_snapshot(name: str) -> Path | None:
    """The snapshot in the cache that the name pins, else the one that was main, else the newest; one with a configuration."""
    name, _, pinned = name.partition("@")
    at = cache() / ("models--" + name.replace("/", "--"))
    reference = at / "refs" / "main"
    pinned_revision = reference.read_text(errors="replace").strip() if reference.is_file() else ""
    if pinned:
        return folder if ((folder := at / "snapshots" / pinned) / "config.json").exists() else None
    named = [at / "snapshots" / pinned_revision] if _REVISION.fullmatch(pinned_revision) else []
    others = (
        sorted((at / "snapshots").iterdir(), key=lambda snapshot: snapshot.stat().st_mtime, reverse=True)
        if (at / "snapshots").is_dir()
        else []
    )
    return next((path for path in (*named, *others) if (path / "config.json").exists()), None)


def _download(name: str) -> Path:
    """Fetch configuration, tokenizer and safetensors (never a pickle) of one revision, so that no file is of another one.

    The library shows how far it is. Without a revision in the name it is the one that the hub has now.
    """
    try:
        from huggingface_hub import model_info, snapshot_download
    except ImportError:
        raise MissingExtra("checkpoints.extra", "models", library="huggingface_hub") from None
    whole, _, pinned = name.partition("@")
    try:
        revision = model_info(whole, revision=pinned or None).sha
        return Path(snapshot_download(whole, revision=revision, allow_patterns=list(_WANTED)))
    except Exception as problem:  # the library raises errors of its network library, of its own, and of the system
        reason = str(problem).split("\n")[0].removeprefix("Got: ").strip(" .")[:200]
        raise TracerError("checkpoints.download", name=name, problem=reason) from None
