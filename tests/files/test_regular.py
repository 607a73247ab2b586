"""Only regular files pass, and only up to the length asked for; links are followed."""

import os

import pytest

from tracer.errors import TracerError
from tracer.files.regular import checked_size


def test_a_link_to_a_file_is_a_file(tmp_path):
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "b").symlink_to("a")
    assert checked_size(tmp_path / "b") == 3


def test_a_pipe_and_a_device_are_not(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    for name in ("pipe", "device"):
        with pytest.raises(TracerError, match="no regular file"):
            checked_size(tmp_path / name)


def test_the_length_is_bounded_where_asked(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * ((1 << 20) + 1))
    assert checked_size(tmp_path / "a", 2 << 20) > 1 << 20
    with pytest.raises(TracerError, match="longer than 1 MB"):
        checked_size(tmp_path / "a", 1 << 20)


@pytest.mark.parametrize("name", ["none", "a\0b"])
def test_what_is_not_there_is_the_systems_error(tmp_path, name):
    with pytest.raises(FileNotFoundError):
        checked_size(tmp_path / name)
