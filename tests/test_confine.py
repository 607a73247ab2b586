"""What a document may open: within its folders, links resolved, nothing but files and folders."""

import os

import pytest

from tracer.confine import check_path, confined_to, is_confined
from tracer.errors import TracerError


def message(path):
    with pytest.raises(TracerError) as error:
        check_path(path)
    return error.value.message


def test_without_a_document_everything_may_be_opened():
    assert not is_confined()
    for path in ("/etc/hostname", "/dev/zero", "-", "../x", ""):
        check_path(path)


def test_within_the_folder_or_an_allowed_one(tmp_path):
    for name in ("docs", "docs/below", "more", "docsx"):
        (tmp_path / name).mkdir()
    with confined_to([str(tmp_path / "docs"), str(tmp_path / "more")]):
        for path in ("docs", "docs/below", "docs/below/new.toml", "more/x"):
            check_path(tmp_path / path)
        for path in ("", "docsx", "docs/../docsx", "docs/below/../../x"):
            assert message(tmp_path / path) == "confine.outside"
    check_path(tmp_path)


def test_a_document_that_is_checked_by_another_may_open_no_more_than_that_one(tmp_path):
    (tmp_path / "docs").mkdir()
    with confined_to([str(tmp_path / "docs")]), confined_to([str(tmp_path), str(tmp_path / "docs")]):
        check_path(tmp_path / "docs" / "x")
        assert message(tmp_path / "x") == "confine.outside"


def test_links_are_followed_and_what_is_no_file_is_refused(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "in").symlink_to(docs)
    (docs / "out").symlink_to(tmp_path)
    os.mkfifo(docs / "fifo")
    with confined_to([str(docs)]):
        check_path(docs / "in" / "x")
        assert message(docs / "out" / "x") == "confine.outside"
        assert message(docs / "fifo") == "confine.no_file"
        assert message("-") == "confine.stdin"
        check_path("no\0name")


def test_a_bundled_model_is_always_within_reach(tmp_path):
    from tracer.weights.bundled import bundled_names, file_of

    with confined_to([str(tmp_path)]):
        for name in bundled_names():
            check_path(file_of(name))
