"""A bound on processor time: it ends what goes on, leaves what does not, and the outer one of two holds."""

import contextlib
import signal
import time

import pytest

from tracer.cli.time_limit import at_most
from tracer.errors import TracerError


def spin():
    while True:
        pass


def test_what_goes_on_is_ended_in_a_sentence():
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TracerError) as error, at_most(0.1):
        spin()
    assert error.value.message == "confine.time" and error.value.values == {"seconds": 0.1}
    assert signal.getsignal(signal.SIGPROF) is before and signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_what_takes_the_error_for_one_of_its_own_is_ended_all_the_same(monkeypatch):
    monkeypatch.setattr("tracer.cli.time_limit._AGAIN", 0.1)
    with pytest.raises(TracerError), at_most(0.1):
        with contextlib.suppress(TracerError):
            spin()
        spin()


def test_waiting_costs_nothing_and_an_end_in_time_is_no_error():
    with at_most(0.1):
        time.sleep(0.2)
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_within_a_bound_the_outer_one_holds():
    with pytest.raises(TracerError) as error, at_most(0.1), at_most(100):
        spin()
    assert error.value.values == {"seconds": 0.1}


def test_a_document_is_told_that_it_takes_too_long(ttrace, tmp_path, monkeypatch):
    monkeypatch.setattr("tracer.cli.replay.SECONDS", 0.1)
    monkeypatch.setattr("tracer.cli.commands.show.trace_of", lambda *_, **__: spin())
    (tmp_path / "page.md").write_text("```console\n$ ttrace a\n```\n", encoding="utf-8")
    code, _, err = ttrace("check", "page.md")
    assert code == 2 and "0.1 seconds of processor time" in err
