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


def test_what_is_given_by_name_alone_stands_behind_a_star():
    def named(a: int, *, b: int = 1): ...

    def several(*a: int, b: int = 1): ...

    assert signature("named", named) == "named(a: int, *, b: int = 1)"
    assert signature("several", several) == "several(*a: int, b: int = 1)"


def test_an_indented_part_of_a_docstring_is_code():
    codes = [block.text for block in api().blocks() if isinstance(block, Code)]
    assert any(code.startswith("block = model.transformer.h[0]\nparts = ") for code in codes)
