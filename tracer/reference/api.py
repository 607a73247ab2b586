"""The Python interface: the public names of `tracer` with their signatures and what their own docstrings say."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import tracer
from tracer.document.blocks import Block, Code, Document, Heading, Prose
from tracer.language import say
from tracer.reference import mark_code
from tracer.session.open import Model

_MEMBERS = (property, classmethod, staticmethod)


def api() -> Document:
    """One part for each public name, and one for the model that `load` returns."""

    def blocks() -> Iterator[Block]:
        yield Heading(1, say("reference.api_title"))
        yield Prose(mark_code(say("reference.api_intro")))
        for name in sorted(tracer.__all__, key=str.lower):
            yield from _part(f"tracer.{name}", getattr(tracer, name))
        yield from _part("Model", Model)

    return Document(say("reference.api_title"), blocks)


def _part(address: str, thing: Any) -> Iterator[Block]:
    if isinstance(thing, str):
        return  # the version
    name = address.rpartition(".")[2]
    yield Heading(2, address)
    yield Code(signature(name, thing))
    yield from _paragraphs(thing)
    if inspect.isclass(thing):
        for member, attribute in vars(thing).items():
            if member.startswith("_") or not (inspect.isfunction(attribute) or isinstance(attribute, _MEMBERS)):
                continue
            yield Heading(3, f"{name}.{member}")
            if callable(method := getattr(attribute, "__func__", attribute)):
                yield Code(signature(member, method))
            yield from _paragraphs(attribute)


def signature(name: str, thing: Any) -> str:
    """`name(argument: type = default, …) -> type`, one argument a line where the whole would be long."""
    parts = inspect.signature(thing)
    arguments = list(map(_argument, parts.parameters.values()))
    by_name = next((place for place, each in enumerate(parts.parameters.values()) if each.kind is each.KEYWORD_ONLY), None)
    if by_name is not None and not any(each.kind is each.VAR_POSITIONAL for each in parts.parameters.values()):
        arguments.insert(by_name, "*")
    plain = inspect.isclass(thing) or parts.return_annotation is inspect.Signature.empty
    result = "" if plain else f" -> {_annotation(parts.return_annotation)}"
    line = f"{name}({', '.join(arguments)}){result}"
    if len(line) <= 100:
        return line
    inner = "".join(f"    {argument},\n" for argument in arguments)
    return f"{name}(\n{inner}){result}"


def _argument(each: inspect.Parameter) -> str:
    stars = "*" if each.kind is each.VAR_POSITIONAL else "**" if each.kind is each.VAR_KEYWORD else ""
    kind = "" if each.annotation is inspect.Parameter.empty else f": {_annotation(each.annotation)}"
    if each.default is inspect.Parameter.empty:
        return f"{stars}{each.name}{kind}"
    return f"{each.name}{kind} = {'…' if repr(each.default).startswith('<') else repr(each.default)}"


def _annotation(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _paragraphs(thing: Any) -> Iterator[Block]:
    for paragraph in (inspect.getdoc(thing) or "").split("\n\n"):
        if paragraph.startswith((">>>", "    ")):
            yield Code(textwrap.dedent(paragraph))
        elif paragraph:
            yield Prose(mark_code(" ".join(paragraph.split())))
