"""A document's language: what it says of itself, else its name, else English."""

import pytest

from tracer.living.language import language_of


@pytest.mark.parametrize(
    ("file", "text", "language"),
    [
        ("a.md", "", "en"),
        ("01-x.zh.md", "", "zh"),
        ("a_zh.tex", "", "zh"),
        ("a.html", '<html lang="zh-CN">', "zh"),
        ("a.zh.html", '<html lang="en">', "en"),
        ("a.md", "---\ntitle: x\nlang: zh\n---\n", "zh"),
        ("a.md", "Text about lang: zh\n", "en"),
        ("a.tex", "\\documentclass{ctexart}\n", "zh"),
        ("a.tex", "% add \\usepackage{ctex}\n", "en"),
        ("a.typ", '#set text(lang: "zh")\n', "zh"),
        ("a.ipynb", '{"metadata": {"language": "zh"}}', "zh"),
        ("a.ipynb", "{", "en"),
        ("a.fr.md", "", "en"),
    ],
)
def test_the_language_of_a_document(file, text, language):
    assert language_of(file, text) == language
