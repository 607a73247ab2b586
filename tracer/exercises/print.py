"""Sheets and keys as a whole document that prints: an HTML page without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tracer.language import current

_STYLE = """\
body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
max-width:60rem;margin:auto;padding:1rem}
section+section{break-before:page;margin-top:4rem}
"""


def html_page(texts: Sequence[str], title: str, style: str = "") -> str:
    """HTML fragments as a page. style: rules for its sections in print."""
    body = "\n".join(f"<section>\n{text}\n</section>" for text in texts)
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>\n{_STYLE}{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
