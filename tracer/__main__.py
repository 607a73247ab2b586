"""`python -m tracer` is `ttrace`: what begins first, so that an interrupt is heard before anything heavy is loaded."""

import atexit
import gc
import os
import signal
import sys
import threading
from contextlib import suppress

import tracer


def main() -> None:
    """Run the command line and exit."""
    tracer._end_on_interrupt()
    # All is written then: Python would die of an interrupt that comes while it takes itself apart, and the exit code with it.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    # Traces and workings are many small objects without circles, and so are modules: looking for circles took a third.
    gc.set_threshold(100_000, 20, 50)
    os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "20")  # 2^20 cycles that NumPy's second thread waits for work, not 2^26
    try:
        import tracer.language as language
        from tracer.cli import main as run
    except EOFError as error:  # a compiled file is cut short; what words that is read from the sources
        sys.pycache_prefix = os.devnull
        from tracer.cli.refusal import refusal_line

        print(refusal_line(error), file=sys.stderr)
        sys.exit(2)
    language.use(language.from_environment())  # which stays as it is; each sentence would ask again
    try:
        run()
    except SystemExit as end:
        if tracer._IS_COMMAND and threading.active_count() == 1 and isinstance(end.code, int):
            _end(end.code)
        raise


def _end(code: int) -> None:
    """End the process as it would end, but for its objects: to look for circles among them and to give each back took a fifth
    of a short run.
    """
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):  # which are for Python to report, in its own way
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
