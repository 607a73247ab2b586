"""Sentences with code, emphasis and links, and lists, in every format that writes sentences; nothing in them acts."""

import io
import re

import pytest
from markdown_it import MarkdownIt
from pages import HOSTILE
from rich.cells import cell_len

from tracer.document.blocks import Document, Heading, Marked, Note, Points, Prose, Span
from tracer.render import write

SENTENCE = Marked(
    [
        Span("Set "),
        Span("--token a_b", "code"),
        Span(", then "),
        Span("it", "emphasis"),
        Span(" is "),
        Span("rebuilt", "strong"),
        Span("("),
        Span("paper", "link", "https://arxiv.org/abs/1706.03762"),
        Span(")."),
    ]
)
LIST = Points((("2.", SENTENCE, 0), ("", "More of it.", 0), ("•", "inside", 1), ("3.", "last", 0)))


def written(name, *blocks, color="never", width=80):
    stream = io.StringIO()
    write(Document("", blocks), name, stream, width=width, color=color)
    return stream.getvalue()


LOOKS = {
    "text": "Set `--token a_b`, then *it* is **rebuilt**(paper\n(https://arxiv.org/abs/1706.03762)).",
    "markdown": "Set `--token a_b`, then *it* is **rebuilt**([paper](<https://arxiv.org/abs/1706.03762>)).",
    "html": "Set <code>--token a_b</code>, then <em>it</em> is <strong>rebuilt</strong>"
    '(<a href="https://arxiv.org/abs/1706.03762">paper</a>).',
    "latex": "Set \\texttt{-{}-token a\\_b}, then \\emph{it} is \\textbf{rebuilt}(paper (\\texttt{https:/"
    "/\\allowbreak{}arxiv.\\allowbreak{}org/\\allowbreak{}abs/\\allowbreak{}1706.\\allowbreak{}03762})).",
    "typst": 'Set #raw("--token a_b");, then #emph[it]; is #strong[rebuilt];(#link("https://arxiv.org/abs/1706.03762")[paper];).',
}


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("block", [Heading(2, SENTENCE), Prose(SENTENCE), Note(SENTENCE), Points((("•", SENTENCE, 0),))])
def test_words_are_marked_wherever_a_sentence_stands(name, block):
    found = written(name, block)
    wanted = LOOKS[name]
    if name == "text":
        found, wanted = " ".join(found.split()), " ".join(wanted.split())
    assert wanted in found


def test_a_list_counts_from_its_first_mark_and_holds_lists_and_paragraphs():
    html = written("html", LIST)
    assert '<ol start="2">' in html and "</a>).<p>More of it.</p><ul>\n<li>inside</li>\n</ul></li>\n<li>last</li>\n</ol>" in html
    parsed = MarkdownIt().render(written("markdown", LIST))
    assert re.sub(r"\s", "", parsed).count("<ol") == 1 and '<ol start="2">' in parsed and "<p>More of it.</p>" in parsed
    assert "<li>inside</li>" in parsed
    latex = written("latex", LIST)
    assert latex.count("\\begin{itemize}") == latex.count("\\end{itemize}") == 2 and "\\item[3.] last" in latex


def test_further_lines_of_a_point_stand_under_its_first():
    lines = written("text", LIST, width=30).splitlines()
    assert lines[0].startswith("2. Set") and all(line.startswith("   ") for line in lines[1:-1]) and lines[-1] == "3. last"
    assert "   • inside" in lines and all(cell_len(line) <= 36 for line in lines)


@pytest.mark.parametrize("width", [20, 31, 80])
def test_colour_takes_the_place_of_signs_and_changes_no_word(width):
    seen = Marked(
        [Span("看 "), Span("it 这个词 and more of it", "emphasis"), Span("；再看 it "), Span("-x it", "code"), Span("。")]
    )
    shown = written("text", Prose(seen), width=width).replace("*", "").replace("`", "")
    coloured = written("terminal", Prose(seen), color="always", width=width)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", shown) == re.sub(r"\s", "", seen)
    italic = "".join(re.findall(r"\x1b\[3m([^\x1b]*)\x1b\[0m", coloured))
    cyan = "".join(re.findall(r"\x1b\[36m([^\x1b]*)\x1b\[0m", coloured))
    assert re.sub(r"\s", "", italic) == "it这个词andmoreofit" and re.sub(r"\s", "", cyan) == "-xit"


@pytest.mark.parametrize("width", range(6, 40))
def test_a_sign_stays_with_its_word(width):
    text = Marked([Span("数本身"), Span("什么也不表示", "emphasis"), Span("，只是"), Span("随机", "strong"), Span("的。")] * 3)
    stars = 0
    for line in written("text", Prose(text), width=width).splitlines():
        assert not line.startswith("*") or stars % 2 == 0 and line.strip("*")
        stars += line.replace("**", "*").count("*")
        assert not line.endswith("*") or stars % 2 == 0
    assert stars == 12


def test_chinese_is_emphasised_with_dots():
    assert written("html", Prose(Marked([Span("什么", "emphasis"), Span("it", "emphasis")]))).count('tt-dots"') == 1


def hostile():
    for word in HOSTILE:
        for kind in ("code", "emphasis", "strong"):
            yield Points((("•", Marked([Span("a "), Span(word, kind), Span(word)]), 0),))
        yield Prose(Marked([Span("a "), Span(word, "link", 'http://x/"><script>)#]}$%\\')]))


def test_marked_hostile_words_are_text():
    html = written("html", *hostile())
    assert "<script" not in html and 'href="http://x/&quot;&gt;&lt;script' in html
    tokens = MarkdownIt("commonmark").parse(written("markdown", *hostile()))
    kinds = {child.type for token in tokens for child in token.children or []}
    assert not kinds & {"html_inline", "image"} and {"code_inline", "em_open", "strong_open", "link_open"} <= kinds
    text = written("text", *hostile())
    assert "\x1b" not in text and "\u202e" not in text


def test_marked_hostile_words_compile_in_typst(tmp_path):
    typst = pytest.importorskip("typst")
    source = tmp_path / "page.typ"
    source.write_text(written("typst", LIST, *hostile()), encoding="utf-8")
    assert typst.compile(source, format="pdf").startswith(b"%PDF")
