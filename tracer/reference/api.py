"""The Python interface: the public names of `tracer` with their signatures and what their own docstrings say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import tracer
from tracer.document.blocks import Block, Code, Document, Heading, Marked, Prose, Span
from tracer.language import say
from tracer.session.loading import Loaded

_MEMBERS = (property, classmethod, staticmethod)


def api() -> Document:
    """One part for each public name, and one for the model that `load` returns."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("reference.api_title"))
        yield Prose(say("reference.api_intro"))
        for name in sorted(tracer.__all__, key=str.lower):
            yield from _part(f"tracer.{name}", getattr(tracer, name))
        yield from _part("Loaded", Loaded)

    return Document(say("reference.api_title"), blocks)


def _part(address: str, thing: Any) -> Iterator[Block]:
    if isinstance(thing, str):
        return  # the version
    name = address.rpartition(".")[2]
    yield Heading(2, address)
    yield Code(signature(name, thing))
    yield from _paragraphs(thing)
    if inspect.isclass(thing):
        for member, own in vars(thing).items():
            if member.startswith("_") or not (inspect.isfunction(own) or isinstance(own, _MEMBERS)):
                continue
            yield Heading(3, f"{name}.{member}")
            if callable(method := getattr(own, "__func__", own)):
                yield Code(signature(member, method))
            yield from _paragraphs(own)


def signature(name: str, thing: Any) -> str:
    """`name(argument: type = default, …) -> type`, one argument a line where the whole would be long."""
    parts = inspect.signature(thing)
    arguments = [str(each).replace("'", "") for each in parts.parameters.values()]
    plain = inspect.isclass(thing) or parts.return_annotation is inspect.Signature.empty
    result = "" if plain else f" -> {parts.return_annotation}"
    line = f"{name}({', '.join(arguments)}){result}"
    if len(line) <= 100:
        return line
    inner = "".join(f"    {argument},\n" for argument in arguments)
    return f"{name}(\n{inner}){result}"


def _paragraphs(thing: Any) -> Iterator[Block]:
    for paragraph in (inspect.getdoc(thing) or "").split("\n\n"):
        if paragraph.startswith(">>>"):
            yield Code(paragraph)
        elif paragraph:
            yield Prose(_marked(" ".join(paragraph.split())))


def _marked(text: str) -> Marked:
    """A docstring's sentence, what stands between backticks as code."""
    parts = re.split(r"`([^`]+)`", text)
    return Marked([Span(part, "code" if number % 2 else "plain") for number, part in enumerate(parts) if part])
