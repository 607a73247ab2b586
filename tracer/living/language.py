"""The language of a document: declared inside it, else by its file name, else English."""

from __future__ import annotations

import re

from tracer.language import LANGUAGES

_SAID = (
    re.compile(r"<html[^>]*\slang=[\"']?(\w+)", re.IGNORECASE),
    re.compile(r"\A(?:---\n|<!--)(?:.*\n)*?lang(?:uage)?:[ \t]*[\"']?(\w+)"),
    re.compile(r"#set text\([^)]*lang:\s*\"(\w+)\""),
)
_CHINESE_LATEX = re.compile(r"^[^%\n]*\{ctex\w*\}", re.MULTILINE)
_NAMED = re.compile(r"[._-](\w\w)\.\w+$")


def language_of(file: str, text: str) -> str:
    """`en` or `zh`: an `html lang`, a front matter's `lang:`, Typst's `lang`, a notebook's metadata, or `page.zh.md`.

    >>> language_of("page.zh.md", ""), language_of("page.md", "---\\nlang: zh-CN\\n---\\n"), language_of("page.md", "")
    ('zh', 'zh', 'en')
    """
    head = text[:4000]
    declared = [match.group(1).lower() for pattern in _SAID if (match := pattern.search(head))]
    named = _NAMED.search(file)
    for candidate in (*declared, _notebook(file, text), named.group(1) if named else ""):
        if candidate in LANGUAGES:
            return candidate
    return "zh" if _CHINESE_LATEX.search(head) else "en"


def _notebook(file: str, text: str) -> str:
    if not file.endswith(".ipynb"):
        return ""
    import json

    try:
        return str(json.loads(text)["metadata"]["language"])
    except (ValueError, KeyError, TypeError):
        return ""
