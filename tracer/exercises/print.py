"""Sheets and keys as whole documents that print: a LaTeX article, an HTML page without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tracer.language import current

_LATEX = r"""\documentclass[11pt,a4paper]{article}
\usepackage[margin=2cm]{geometry}
\usepackage{amsmath,booktabs,longtable,graphicx}
"""
_STYLE = """\
body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;
max-width:60rem;margin:auto;padding:1rem}
section+section{break-before:page;margin-top:4rem}
"""


def latex_page(texts: Sequence[str]) -> str:
    """LaTeX fragments as an article, each on a page of its own; Chinese characters call for ctex and xelatex."""
    body = "\n\\clearpage\n".join(texts)
    shown = "\n".join(line for line in body.split("\n") if not line.startswith("%"))
    chinese = "\\usepackage{ctex} % compile with xelatex\n" if any(char >= "\u2e80" for char in shown) else ""
    return f"{_LATEX}{chinese}\\pagestyle{{empty}}\n\\begin{{document}}\n{shown}\n\\end{{document}}\n"


def html_page(texts: Sequence[str], title: str) -> str:
    """HTML fragments as a page."""
    body = "\n".join(f"<section>\n{text}\n</section>" for text in texts)
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>\n{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
