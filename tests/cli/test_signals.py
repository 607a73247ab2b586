"""Signals: an interrupt is 130 whenever it comes, an end asked for removes what is half written and is an end by that signal."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tracer.cli.signals import Ended, catch_signals

ENGLISH = {**os.environ, "TTRACE_LANG": "en"}
# Where the tests run in the background the shell ignores the signal, and a child would too.
HEARS = {
    "preexec_fn": lambda: [signal.signal(number, signal.SIG_DFL) for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)]
}
LONG = ["a " * 300, "--layers", "40", "--d-model", "64", "-o", "o.json"]


@pytest.mark.parametrize("wait", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_an_interrupt_while_it_loads_is_130_without_a_word(tmp_path, wait):
    """From the first thing that main does on, which says so here, however late the system lets it."""
    begun = (
        "import tracer; from tracer.__main__ import main; hears = tracer._end_on_interrupt; "
        "tracer._end_on_interrupt = lambda: (hears(), print('x', flush=True)); main()"
    )
    program = [sys.executable, "-c", begun, *LONG]
    run = subprocess.Popen(program, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENGLISH, **HEARS)
    assert run.stdout.read(1)
    time.sleep(wait)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    own = [line for line in err.splitlines() if b"Cython module failed to patch" not in line]  # NumPy 1.26 says it while it loads
    assert (run.returncode, own) == (130, [])


@pytest.mark.parametrize(("name", "keeps"), [("/somewhere/ttrace", False), ("/somewhere/mine.py", True), ("", True)])
def test_importing_takes_the_interrupt_from_the_command_alone(name, keeps):
    """The command hears it before its first module is loaded; the program of somebody who imports tracer keeps its handler."""
    imports = "import signal, sys; sys.argv[0] = sys.argv[1]; import tracer; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    run = subprocess.run([sys.executable, "-c", imports, name], capture_output=True, text=True, env=ENGLISH, check=True, **HEARS)
    assert run.stdout == f"{keeps}\n"


def test_an_interrupt_while_python_takes_itself_apart_changes_no_exit_code():
    late = (
        "import os, signal, sys\nclass Late:\n    def __del__(self, kill=os.kill, pid=os.getpid(), number=signal.SIGINT): kill(pid, number)\n"
        "late = Late()\nsys.argv = ['ttrace', '--version']\nfrom tracer.__main__ import main\nmain()\n"
    )
    run = subprocess.run([sys.executable, "-c", late], capture_output=True, text=True, env=ENGLISH, **HEARS)
    assert (run.returncode, run.stderr) == (0, "") and run.stdout.strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_end_asked_for_leaves_nothing_half_written(tmp_path, number):
    program = [sys.executable, "-m", "tracer", *LONG]
    run = subprocess.Popen(program, cwd=tmp_path, stderr=subprocess.PIPE, env=ENGLISH, **HEARS)
    while not os.listdir(tmp_path) and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(number)
    _, err = run.communicate(timeout=60)
    assert (run.returncode, err, os.listdir(tmp_path)) == (-number, b"", [])


def test_handlers_come_back_and_ignored_signals_stay_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    outer = signal.signal(signal.SIGINT, signal.default_int_handler)  # which a background shell has ignored
    try:
        with catch_signals() as heard:
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(1)
            assert heard.interrupted
            with pytest.raises(Ended):
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(1)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGHUP, before)
        signal.signal(signal.SIGINT, outer)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_python_can_only_report_comes_again(number):
    """Its handler runs where an exception goes nowhere: while an object is taken away, or in a callback of the import system."""

    class Raises:
        def __del__(self):
            signal.raise_signal(number)

    before = signal.signal(number, signal.default_int_handler)  # which a background shell may have ignored
    try:
        with catch_signals() as heard, pytest.raises(KeyboardInterrupt if number == signal.SIGINT else Ended) as end:
            Raises()
            time.sleep(2)
    finally:
        signal.signal(number, before)
    assert heard.interrupted if number == signal.SIGINT else end.value.number == number
