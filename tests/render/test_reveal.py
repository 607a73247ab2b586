"""A reveal.js deck: one file that loads nothing, whose words are text and whose steps come in order."""

import io
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pages
import pytest
from scripted import missing

from tracer import language, trace
from tracer.document.blocks import Document
from tracer.document.selection import Selection
from tracer.document.trace_document import document
from tracer.render import write

CHROMIUM = shutil.which("chromium")


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use(None)


def deck(page, **options):
    stream = io.StringIO()
    write(page, "reveal", stream, **options)
    return stream.getvalue()


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, key, value) for key, value in attributes]


def slides(text):
    return re.findall(r"<section>.*?</section>", text, re.DOTALL)


def test_a_deck_is_one_file_that_loads_nothing():
    elements = Elements(deck(document(trace("Thinking Machines"))))
    assert not [part for part in elements.attributes if part[1] in ("src", "href")] and "link" not in elements.tags
    policy = next(value for tag, key, value in elements.attributes if key == "content" and "default-src" in value)
    assert "default-src 'none'" in policy and "connect-src" not in policy


def test_the_carried_files_say_what_they_are():
    text = deck(Document("", []))
    assert text.count("reveal.js 5.2.") >= 2 and "MIT licensed" in text


def test_hostile_words_are_text():
    elements = Elements("".join(slides(deck(Document("<script>", pages.hostile), command="<script>"))))
    assert not {"script", "iframe", "object", "img", "form", "b", "i"} & set(elements.tags)
    assert not [part for part in elements.attributes if part[1].startswith("on")]


def test_steps_come_in_order_and_the_sentence_is_in_the_notes():
    _, slide = slides(deck(document(trace("Thinking Machines"), Selection(stages=("scores",)))))
    steps = [int(number) for number in re.findall(r'data-fragment-index="(\d+)"', slide)]
    assert steps == [1, 2, 3, 4, 5]
    assert slide.index("<mi>S</mi>") < slide.index('data-fragment-index="1"')
    assert '<aside class="notes"><p>Every query meets every key' in slide


def test_a_browser_shows_it(tmp_path):
    if CHROMIUM is None:
        missing("a browser (chromium)")
    file = tmp_path / "deck.html"
    file.write_text(deck(document(trace("Thinking Machines"), Selection(stages=("q", "softmax")))), encoding="utf-8")
    command = [
        CHROMIUM,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=5000",
        "--dump-dom",
        f"{file.as_uri()}#/2/0/1",
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout
    softmax = slides(re.sub(r"<section [^>]*>", "<section>", shown))[2]
    assert re.search(r'class="reveal[^"]* ready', shown)
    assert len(re.findall(r'class="fragment[^"]*visible', softmax)) == 2
