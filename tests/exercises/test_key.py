"""A key reads back from JSON and from the comment of a readable key, whatever stands in it."""

import json
from dataclasses import replace

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
    "text", ["", "{}", "[]", "nothing", '{"format": "ttrace-key/3", "sheets": []}', '{"format": "ttrace-key/1", "sheets": [{}]}']
)
def test_what_is_no_key_is_refused(text):
    with pytest.raises(TracerError) as refused:
        read_key(text, "k")
    assert refused.value.message == "exercises.no_key"


def test_a_key_of_the_first_format_still_reads():
    """Written by 0.1.0 before keys held points: every blank one point, and the whole of it for what follows."""
    blanks = '[{"blank": 1, "cell": "scores[0, 0]", "answer": 0.5}]'
    old = f'{{"format": "ttrace-key/1", "sheets": [{{"sheet": "3f2a9c", "name": "", "run": ["a"], "places": 3, "exact": false, "blanks": {blanks}}}]}}'
    (entry,) = read_key(old, "k")
    assert entry.answers == {1: ("scores[0, 0]", 0.5)}
    assert (entry.points_of(1), entry.follow_on, entry.kind, entry.version) == (1.0, 1.0, "blanks", "")


def test_what_a_key_says_of_points_and_version_reads_back():
    run = trace("a b", heads=1)
    made = replace(sheet(run, ["scores"], "hard"), follow_on=0.5)
    made = replace(made, blanks=tuple(replace(blank, points=float(blank.number)) for blank in made.blanks))
    (entry,) = read_key(key_data([(made, ["a b"])], "9.8.7"), "k")
    assert entry.points == {1: 1.0, 2: 2.0, 3: 3.0, 4: 4.0}
    assert (entry.follow_on, entry.kind, entry.version) == (0.5, "blanks", "9.8.7")
