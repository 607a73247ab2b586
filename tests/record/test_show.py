"""What displays a step, a trace or a document is registered, and asked only when one is displayed."""

import subprocess
import sys

from tracer.record.show import Shown, display_as


class Unknown(Shown):
    def __repr__(self):
        return "<unknown>"


class Known(Shown):
    pass


def test_an_object_nobody_registered_is_its_repr():
    assert str(Unknown()) == "<unknown>" and Unknown()._repr_mimebundle_() == {"text/plain": "<unknown>"}


def test_a_registered_object_is_displayed_by_what_was_registered():
    display_as(Known, lambda _: "text", lambda _: {"text/html": "<b>"})
    assert str(Known()) == "text" and Known()._repr_mimebundle_(include=None) == {"text/html": "<b>"}


def test_a_run_loads_no_renderer_until_a_trace_is_displayed():
    code = (
        "import sys\nfrom tracer.session import trace\nt = trace('a b')\n"
        "assert not any(name.startswith('tracer.render') for name in sys.modules)\n"
        "text = str(t)\nassert 'tracer.render.terminal' in sys.modules and 'softmax' in text"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
