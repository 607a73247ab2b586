"""Worksheets to write for other programs, and readers of what was written that share nothing with the writers."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from html.parser import HTMLParser
from xml.etree import ElementTree

from tracer import trace
from tracer.document.quiz import Quiz
from tracer.exercises.blanks import sheet
from tracer.exercises.marking import close
from tracer.exercises.quiz import quiz
from tracer.render.quizzes import write

HOSTILE = (
    "{1:NUMERICAL:=5:0}", "]]>", "{#1}", "@@PLUGINFILE@@", "\\(x\\)", "$$y$$", "<script>", "~=#:{}", "a&&058;b", "//c", "[sound:x.mp3]",
    "\x1b[31m", "\\n", "&amp;", "::", '"', "ℓ,'", "词",
)  # fmt: skip


def sheets(*names: str, tokens: tuple[str, ...] = (), places: int = 3, difficulty: str = "", **settings):
    """A sheet a name (or several without), each of a run of its own; of many tokens a few blanks, and with an example."""
    difficulty = difficulty or ("easy" if tokens else "medium")
    given = {"tokens": list(tokens)} if tokens else {"text": "Thinking Machines"}
    return [
        sheet(trace(**given, seed=seed, **settings), ["scores", "softmax"], difficulty, places, name)
        for seed, name in enumerate(names)
    ]


def written(system: str, *names: str, **options) -> bytes:
    """Sheets as a system takes them."""
    stream = io.BytesIO()
    write(quiz(sheets(*names, **options)), system, stream)
    return stream.getvalue()


def exercise_of(entry):
    """One sheet as an exercise."""
    return quiz([entry]).exercises[0]


def file_of(system: str, *exercises, pool: bool = False) -> bytes:
    """Exercises as a system takes them."""
    stream = io.BytesIO()
    write(Quiz("title", exercises, pool), system, stream)
    return stream.getvalue()


def agrees_with_marking(accepts, entry) -> None:
    """Whether `accepts(blank, number)` says of each blank what `worksheet mark` says, of answers with the decimals asked for."""
    for question in entry.blanks:
        right = round(question.value * 10**entry.places)
        for units in range(right - 4, right + 5):
            answer = Decimal(units).scaleb(-entry.places)
            wanted = close(float(answer), question.value, entry.places, entry.exact)
            assert accepts(question.number, answer) == wanted, (question.address, question.value, answer)


def package(content: bytes) -> dict[str, bytes]:
    """The files of a zip; every one dated and stored alike, so that the same sheets are the same bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0) and entry.compress_type == zipfile.ZIP_STORED
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def element(content: bytes | str) -> ElementTree.Element:
    """An XML document, its names without their namespaces."""
    root = ElementTree.fromstring(content)
    for part in root.iter():
        part.tag = part.tag.rpartition("}")[2]
    return root


def manifest_holds(files: dict[str, bytes]) -> None:
    """Every file of a package is named by its manifest, and the other way round; every dependency is a resource of it."""
    root = element(files["imsmanifest.xml"])
    resources = root.findall(".//resource")
    identifiers = [resource.get("identifier") for resource in resources]
    assert len(set(identifiers)) == len(identifiers) > 0
    assert {file.get("href") for file in root.iter("file")} == files.keys() - {"imsmanifest.xml"}
    assert {needed.get("identifierref") for needed in root.iter("dependency")} <= set(identifiers)
    assert all(resource.get("href") == resource.find("file").get("href") for resource in resources)


class Text(HTMLParser):
    """The text of HTML, the tags in it, and the values of attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.values = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data):
        self.text += data
