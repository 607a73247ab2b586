"""A lesson played: output made now, refusals shown where they stand, pages cut at headings."""

import pytest
from doubles import Answers

from tracer.document.blocks import Code, Document, Heading, Note, Points, Prose, Span, Table, spans
from tracer.lessons.markdown import items, pages
from tracer.lessons.player import lesson_document, play, screen_document

PAGE = """# One

Some *words* and `code`,
[a link](x) <!-- hidden -->here.

1. first
2. second

> said

```console
$ ttrace x \\
    y
old
$ ls
```

Is <!-- ttrace: z[0] -->0.0<!-- /ttrace -->.
"""


def test_output_and_numbers_are_made_now():
    text = play(PAGE, Answers({"x y": "new\n\n"}, {"z[0]": 0.52}))
    assert "    y\nnew\n$ ls\n" in text and "-->0.5<!--" in text


def test_a_refusal_stands_where_the_output_would():
    text = play(PAGE, Answers({"x y": ("Error: no.\n", 2)}))
    assert "Error: no.\n" in text and "-->?<!--" in text


def test_output_of_a_model_that_is_not_here_stands_as_printed_and_says_so():
    text = "```console\n$ ttrace x --model big\nold 0.25\n```\n\nIs <!-- ttrace: z[0] -->0.3<!-- /ttrace -->.\n"
    shown = play(text, Answers(away="big"))
    assert "The model big is not on this machine" in shown
    assert shown.endswith("old 0.25\n```\n\nIs <!-- ttrace: z[0] -->0.3<!-- /ttrace -->.\n")


def test_output_that_needs_a_library_not_installed_stands_as_printed_and_says_so():
    text = "```console\n$ ttrace x\nold 0.25\n```\n\nIs <!-- ttrace: z[0] -->0.3<!-- /ttrace -->.\n"
    shown = play(text, Answers(extra="x"))
    assert "pip install 'transformer-tracer[models]'" in shown and "Error" not in shown
    assert shown.endswith("old 0.25\n```\n\nIs <!-- ttrace: z[0] -->0.3<!-- /ttrace -->.\n")


COMMENTED = {
    "<!-- c -->Words.": [("prose", "Words.")],
    '<!-- ttrace: "a" softmax[0, 0, 0] -->0.3<!-- /ttrace --> is it,\nand *more*.': [("prose", "0.3 is it, and more.")],
    "Before,\n<!-- c -->after.": [("prose", "Before, after.")],
    "<!-- one\n\ntwo -->Words.": [("prose", "Words.")],
    "<!-- c -->": [],
    "One.\n\n<!-- c -->\n\nTwo.": [("prose", "One."), ("prose", "Two.")],
    "- <!-- c -->item": [("prose", "item")],
    "> <!-- c -->said": [("quote", "said")],
    "<!-- c --><!-- d --> `x` <!-- e -->": [("prose", "x")],
    "```html\n<!-- c -->kept\n```": [("code", "<!-- c -->kept")],
    "Is `<!-- c -->` kept.": [("prose", "Is <!-- c --> kept.")],
    "<style>\np {}\n</style>": [],
}


@pytest.mark.parametrize("text", COMMENTED)
def test_a_comment_takes_no_word_with_it_wherever_it_stands(text):
    assert [(item.kind, item.text) for item in items(text)] == COMMENTED[text]


def test_items_are_words():
    found = [(item.kind, item.text, item.mark) for item in items(PAGE)]
    assert found[:5] == [
        ("heading", "One", ""),
        ("prose", "Some words and code, a link here.", ""),
        ("prose", "first", "1."),
        ("prose", "second", "2."),
        ("quote", "said", ""),
    ]
    assert [item.text for item in items("中文\n文字 a\nb")] == ["中文文字 a b"]


def test_pages_begin_at_headings_that_are_not_code():
    assert pages("# A\na\n\n```sh\n# no\n```\n## B\nb\n### c\n") == ["# A\na\n\n```sh\n# no\n```", "## B\nb\n### c"]


def test_a_screen_shows_code_as_it_is():
    blocks = list(screen_document(PAGE).blocks())
    assert Code("$ ttrace x \\\n    y\nold\n$ ls") in blocks and Note("said") in blocks


class Documents:
    def documents(self, words):
        assert words == ["x", "y"]
        return [Document("", [Heading(1, "made"), Table(["a"], [[1]])])]


def test_other_formats_get_blocks_in_place_of_text():
    blocks = list(lesson_document(PAGE, Documents(), "t").blocks())
    place = blocks.index(Code("$ ttrace x \\\n    y"))
    assert blocks[place + 1] == Heading(3, "made") and isinstance(blocks[place + 2], Table)
    assert blocks[place + 3] == Code("$ ls") and blocks[place + 4] == Prose("Is 0.0.")


def test_no_space_follows_chinese_punctuation_at_the_end_of_a_line():
    assert [item.text for item in items("不成立。\n`a` 是\nb")] == ["不成立。a 是 b"]


def test_words_keep_what_marks_them():
    (item,) = items("Is *it\nnow* **so**, `x_1` [there](http://a.b), [beside](02-two.en.md)?")
    assert spans(item.text) == (
        Span("Is "),
        Span("it now", "emphasis"),
        Span(" "),
        Span("so", "strong"),
        Span(", "),
        Span("x_1", "code"),
        Span(" "),
        Span("there", "link", "http://a.b"),
        Span(", beside?"),
    )


def test_a_list_is_one_block_and_a_table_has_numbers():
    blocks = [block for block in screen_document(LISTS).blocks() if block != Code("")]
    assert blocks[0] == Points((("1.", "one", 0), ("", "more of one", 0), ("2.", "two", 0), ("•", "inside", 1)))
    assert blocks[1] == Table(("word", "weight", "note"), [("it", 0.25, "x"), ("was", -1.5, "")], (0, 2, 0))


LISTS = """\
1. one

   more of one
2. two
   - inside

| word | weight | note |
|------|-------:|------|
| it   |   0.25 | x    |
| was  |  −1.50 |      |
"""
