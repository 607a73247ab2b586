"""The Python interface's page: every public name with the signature it has."""

import inspect

import tracer
from tracer.document.blocks import Code, Heading
from tracer.reference.api import api, signature


def test_every_public_name_stands_on_the_page():
    headings = {block.text for block in api().blocks() if isinstance(block, Heading)}
    assert {f"tracer.{name}" for name in tracer.__all__ if name != "__version__"} <= headings


def test_a_signature_names_every_argument():
    codes = [block.text for block in api().blocks() if isinstance(block, Code)]
    shown = next(code for code in codes if code.startswith("trace("))
    assert all(f"{name}" in shown for name in inspect.signature(tracer.trace).parameters)


def test_a_short_signature_is_one_line_and_a_long_one_several():
    def short(a: int, b: str = "x") -> int: ...

    def long(first_argument: dict[str, int], second_argument: dict[str, int], third_argument: dict[str, int] | None = None): ...

    assert signature("short", short) == "short(a: int, b: str = 'x') -> int"
    assert signature("long", long).count("\n") == 4
