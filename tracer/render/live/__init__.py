"""The script that makes a page answer, and the run that it reads, as one page carries them.

The script is written in the `.js` files beside this one, plain functions and a few classes without a framework. A page carries
them as one classic script and allows that script alone, by its hash. `carried.js` is made of the others, a line each, without
comments and with short names; tests/render/live/test_live.py fails where it is not the same, and makes it again with `--update`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from tracer.language import current, template
from tracer.language.page import MESSAGES

FILES = ("numbers", "rules", "rules_more", "engine", "formula", "panel", "grid", "page")  # in the order they need each other
_RARE = "rules_more"  # only on pages whose run needs it
_ACTING = re.compile(r"[<>&\x7f]|[^\x00-\x7f]")


def source(name: str) -> str:
    """One file of the script as it is read and changed."""
    return (files("tracer.render.live") / f"{name}.js").read_text(encoding="utf-8")


@cache
def script(rare: bool = True) -> str:
    """The whole script, as a page carries it. rare: with the rules that few runs need."""
    lines = source("carried").splitlines()
    kept = [line for name, line in zip(FILES, lines, strict=True) if rare or name != _RARE]
    return '(() => {"use strict";\n' + "\n".join(kept) + "\n})();\n"


def needs_rare(graph: dict[str, Any]) -> bool:
    """Whether a run has a step that only the rarer rules compute."""
    rare = set(re.findall(r"^  \"?(\w+)\"?(?:,$|:)", source(_RARE), re.MULTILINE))
    return any(step["op"] in rare or '"erf"' in json.dumps(step.get("t", 0)) for step in graph["steps"])


@cache
def style() -> str:
    """The style of what the script adds."""
    return (files("tracer.render.live") / "page.css").read_text(encoding="utf-8")


def script_hash(text: str) -> str:
    """What a content security policy allows a script by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def data_block(graph: dict[str, Any]) -> str:
    """The run and the words of the page's language, as the script reads them."""
    return f'<script type="application/json" id="ttrace-run">{as_json({**graph, "lang": current(), "words": words()})}</script>\n'


def words() -> dict[str, str]:
    """Every sentence of the script in the language of now."""
    return {name: template(f"page.{name}") for name in MESSAGES if not name.startswith("static_")}


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
