"""The script that makes a page answer, and the run that it reads, as one page carries them.

The script is written in the `.js` files beside this one, plain functions and a few classes without a framework. A page carries
them as one classic script and allows that script alone, by its hash; a fragment carries it too, and several on one page answer
each for itself. `carried.js` is made of the others, a line each, without comments and with short names;
tests/render/live/test_live.py fails where it is not the same, and makes it again with `--update`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tracer.language import current, template
from tracer.language.design import MESSAGES as DESIGN_MESSAGES
from tracer.language.form import MESSAGES as FORM_MESSAGES
from tracer.language.page import MESSAGES

FILES = (  # in the order they need each other
    *("numbers", "erf", "rules", "rules_rotary", "rules_parts", "rules_training", "rules_choice", "rules_edits"),
    *("addresses", "engine", "formula", "panel", "grid", "page"),
)
FORM_FILES = ("written", "marking", "design", "form")  # of a worksheet that is filled in, behind those above
_RARE = tuple(name for name in FILES if name == "erf" or name.startswith("rules_"))  # carried only where a run needs them
_RARE_FORM = (*_RARE, "design")
_OF_PAGES = ("grid", "page")  # what a worksheet has no use for
_OF_COLLECTING = ("panel", "form")  # all that a worksheet needs that only collects answers
Graph = dict[str, Any]  # see document.living_graph
_STATIC = ("title", "title_exam", "no_script", "exam_format", "option_exam")  # sentences of the page itself
_ACTING = re.compile(r"[<>&\x7f]|[^\x00-\x7f]")


class Script(NamedTuple):
    """text: the program. key: what a run names it by."""

    text: str
    key: str


def source(name: str) -> str:
    """One file of the script as it is read and changed."""
    return (files("tracer.render.live") / f"{name}.js").read_text(encoding="utf-8")


def script(graphs: Iterable[Graph]) -> Script:
    """The script as a page carries it that lets these runs answer: the rules that no run of theirs needs stay away."""
    needed = {name for graph in graphs for name in _needed(graph)}
    return _script(tuple(name for name in FILES if name not in _RARE or name in needed))


def form_script(graphs: Sequence[Graph], designs: bool = False) -> str:
    """The script of a page of worksheets that are marked on these runs; where there are none it only collects answers.

    designs: whether matrices are asked for.
    """
    needed = {name for graph in graphs for name in _needed(graph)} | ({"design"} if designs else set())
    marking = [name for name in (*FILES, *FORM_FILES) if name not in _OF_PAGES and (name not in _RARE_FORM or name in needed)]
    return f'(() => {{"use strict";\n{_code(tuple(marking) if graphs else _OF_COLLECTING)}\nfillIn();\n}})();\n'


def _code(names: tuple[str, ...]) -> str:
    """These files of the script, a line each."""
    lines = dict(zip((*FILES, *FORM_FILES), source("carried").splitlines(), strict=True))
    return "\n".join(lines[name] for name in names)


@cache
def _script(names: tuple[str, ...]) -> Script:
    """The script of these files; `key` is a digest of them, by which a run knows its script."""
    code = _code(names)
    key = hashlib.sha256(code.encode()).hexdigest()[:12]
    return Script(f'(() => {{"use strict";\n{code}\nanswer("{key}");\n}})();\n', key)


def _needed(graph: Graph) -> set[str]:
    """The rarer files of the script that a run's steps are computed by."""
    operations = {step["op"] for step in graph["steps"]}
    result = {name for name in _RARE if operations & _operations(name)}
    return result | ({"erf"} if any('"erf"' in json.dumps(step.get("t", 0)) for step in graph["steps"]) else set())


@cache
def _operations(name: str) -> frozenset[str]:
    """The operations that a file of the script has rules for."""
    return frozenset(re.findall(r"^  \"?(\w+)\"?(?:,$|:)", source(name), re.MULTILINE)) if name != "erf" else frozenset()


@cache
def style() -> str:
    """The style of what the script adds."""
    return (files("tracer.render.live") / "page.css").read_text(encoding="utf-8")


def script_hash(text: str) -> str:
    """What a content security policy allows a script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def data_block(graph: Graph, key: str) -> str:
    """The run and the words of the page's language, as the script called `key` reads them; its parent holds the run's tables."""
    run = as_json({**graph, "lang": current(), "words": words()})
    return f'<script type="application/json" data-runs="{key}">{run}</script>\n'


def words() -> dict[str, str]:
    """Every sentence of the script in the language of now."""
    return {name: template(f"page.{name}") for name in MESSAGES if not name.startswith("static_")}


def form_words(explains: bool = True, designs: bool = False) -> dict[str, str]:
    """Every sentence of a worksheet's page in the language of now, those of its explanations too where it explains.

    designs: with what matrices came to.
    """
    own = {f"form_{name}": template(f"form.{name}") for name in FORM_MESSAGES if name not in _STATIC}
    if designs:
        told = [name for name in DESIGN_MESSAGES if name.startswith("out_") or name in ("holds", "fails")]
        own |= {f"design_{name}": template(f"design.{name}") for name in told}
    return {**words(), **own} if explains else own


def as_json(value: Any) -> str:
    """JSON that can stand inside a page: nothing in it ends a script, and no character acts on a screen."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _ACTING.sub(lambda match: _escaped(match[0]), text)


def _escaped(char: str) -> str:
    """The character, or how JSON writes it where a page or a screen would act on it."""
    if not char.isascii() and unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"):
        return char
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))
