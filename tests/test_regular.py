"""What is opened is a regular file: devices, pipes and files far too long are refused before a byte is read, wherever a file is asked for."""

import os
import subprocess
import sys

import pytest

from tracer.errors import TracerError
from tracer.regular import checked_size

SPARSE = 16 << 30
WAYS = {
    "--from": ["--from", "{}.toml"],
    "--from json": ["--from", "{}.json"],
    "--set-file": ["--set-file", "{}.toml", "a b"],
    "--load": ["--load", "{}.safetensors", "a b"],
    "--load npz": ["--load", "{}.npz", "a b"],
    "--embeddings": ["--embeddings", "{}.txt", "a b"],
    "--embeddings npz": ["--embeddings", "{}.npz", "a b"],
    "--task": ["train", "--task", "{}.tsv", "--steps", "1"],
}
BOUNDED = """
import resource, sys
import tracer.cli
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
tracer.cli.main(sys.argv[1:])
"""


def put(folder, kind, name):
    path = folder / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with open(path, "wb") as stream:
            stream.truncate(SPARSE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["pipe", "device", "sparse"])
def test_no_option_waits_for_a_pipe_or_swallows_a_device_or_an_endless_file(tmp_path, way, kind):
    args = [word.format(kind) for word in WAYS[way]]
    put(tmp_path, kind, next(word for word in args if word.startswith(f"{kind}.")))
    ran = subprocess.run(
        [sys.executable, "-c", BOUNDED, *args], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 2, ran.stderr
    assert ran.stderr.startswith("Error: ")
    assert ran.stderr.count("\n") == 1
    assert "mistake" not in ran.stderr
    assert kind in ran.stderr, "the file is named"


def test_a_link_to_a_file_is_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "b").symlink_to("a")
    assert checked_size(tmp_path / "b") == 3


def test_the_length_is_bounded_where_asked(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * ((1 << 20) + 1))
    assert checked_size(tmp_path / "a", 2 << 20) > 1 << 20
    with pytest.raises(TracerError, match="longer than 1 MB"):
        checked_size(tmp_path / "a", 1 << 20)
