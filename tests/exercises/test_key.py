"""A key reads back from JSON and from the comment of a readable key, whatever stands in it."""

import json

import pytest

from tracer import trace
from tracer.errors import TracerError
from tracer.exercises.blanks import sheet
from tracer.exercises.key import as_comment, key_data, read_key

HOSTILE = '--> */ <script> % "x" \\ \u202e 我'


@pytest.fixture(scope="module")
def data():
    made = sheet(trace("a b", heads=1), ["scores"], "hard", name=HOSTILE)
    return key_data([(made, ["a b", "--heads", "1", HOSTILE])])


@pytest.mark.parametrize("frame", ["{}", "text\n<!-- {} -->\n", "\\end\n% {}\n", "{}\n"])
def test_a_key_reads_back(data, frame):
    text = frame.replace("{}", data if frame == "{}" else as_comment(data))
    (entry,) = read_key(text, "k")
    assert entry.name == HOSTILE and entry.run == ("a b", "--heads", "1", HOSTILE)
    assert [answer for _, answer in entry.answers.values()] == [one["answer"] for one in json.loads(data)["sheets"][0]["blanks"]]


def test_nothing_in_a_carried_key_ends_a_comment(data):
    text = as_comment(data)
    assert not any(sign in text for sign in ("-->", "--", "*/", "/*", "<", ">", "\n"))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "nothing", '{"format": "ttrace-key/2", "sheets": []}', '{"format": "ttrace-key/1", "sheets": [{}]}']
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(TracerError) as refused:
        read_key(text, "k")
    assert refused.value.message == "exercises.no_key"
