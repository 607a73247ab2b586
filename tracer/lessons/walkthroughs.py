"""The lessons that come along: found, listed in order, chosen by number or name.

A lesson is a Markdown file `NN-name.LANG.md` that begins with a comment: `<!-- lesson`, then lines `title: …`,
`summary: …`, `next: NN-name` (left out: the next number), `needs: NAME, …` (models that did not come along: commands with
`--model NAME` are run where it is found, and left as they stand where it is not), then `-->`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import tracer
from tracer.errors import TracerError
from tracer.language import say
from tracer.reference import PAGES

_FILE = re.compile(r"(?P<number>\d+)-(?P<name>[\w.-]+)\.(?P<lang>\w\w)\.md")
_FRONT = re.compile(r"\A\s*<!--\s*lesson\b(?P<lines>.*?)-->\n*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson in one language. name: `01-thinking-machines`; next: the name of the lesson that follows, or ""."""

    name: str
    lang: str
    file: Path
    title: str
    summary: str
    next: str

    @property
    def needs(self) -> tuple[str, ...]:
        """The models its commands need that did not come along."""
        return required_models(_read(self.file))

    @property
    def text(self) -> str:
        """The lesson's Markdown without its front matter."""
        return _FRONT.sub("", _read(self.file))


def folder() -> Path:
    """Where the lessons are: installed with the package, or beside it in a checkout."""
    package = Path(tracer.__file__).parent
    installed = package / "walkthroughs"
    return installed if installed.is_dir() else package.parent / "walkthroughs"


def front_matter(text: str) -> Mapping[str, str]:
    """The `key: value` lines of the comment a lesson begins with; none where there is no such comment."""
    match = _FRONT.match(text)
    pairs = (line.partition(":") for line in (match["lines"] if match else "").splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, _, value in pairs}


def required_models(text: str) -> tuple[str, ...]:
    """The models a document says it needs and that did not come along.

    >>> required_models("<!-- lesson\\ntitle: T\\nneeds: one, two\\n-->\\n"), required_models("# T")
    (('one', 'two'), ())
    """
    names = (name.strip() for name in front_matter(text).get("needs", "").split(","))
    return tuple(name for name in names if name)


def lessons(lang: str) -> list[Lesson]:
    """Every lesson in order, in `lang` where it exists, else in English."""
    by_name: dict[str, Lesson] = {}
    for file in sorted(folder().glob("*.md")):
        named = _FILE.fullmatch(file.name)
        if named is None or named["lang"] not in (lang, "en"):
            continue
        name = f"{named['number']}-{named['name']}"
        if name not in by_name or named["lang"] == lang:
            by_name[name] = _lesson(name, named["lang"], file)
    known = list(by_name.values())
    following = [*(lesson.name for lesson in known[1:]), ""][: len(known)]
    return [lesson if lesson.next else replace(lesson, next=after) for lesson, after in zip(known, following, strict=True)]


def _lesson(name: str, lang: str, file: Path) -> Lesson:
    facts = front_matter(_read(file))
    return Lesson(name, lang, file, facts.get("title", name), facts.get("summary", ""), facts.get("next", ""))


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8").replace("\r\n", "\n")


def contents(lang: str, directory: str | None = None) -> str:
    """The lessons as a Markdown list, one line each, with links to both languages.

    directory: where the links lead; left out, to the lessons as seen from the current directory.
    """
    from tracer.render.markdown import escape

    known = lessons(lang)
    if directory is None:
        directory = _linked([lesson.file.name for lesson in known])
    lines = []
    for number, lesson in enumerate(known, 1):
        other = lesson.file.with_name(f"{lesson.name}.{'en' if lesson.lang == 'zh' else 'zh'}.md").name
        both = "lessons.entry_both" if (folder() / other).is_file() else "lessons.entry"
        facts = {"title": escape(lesson.title), "summary": escape(lesson.summary)}
        lines.append(f"{number}. " + say(both, file=f"{directory}/{lesson.file.name}", other=f"{directory}/{other}", **facts))
    return "\n".join(lines)


def _linked(files: Iterable[str]) -> str:
    """The folder that links lead to, from the current directory: the lessons of a checkout one stands in, else those in use."""
    beside = folder().name
    if all((Path(beside) / name).is_file() for name in files):
        return beside
    return os.path.relpath(folder()).replace(os.sep, "/")


def find(word: str, lang: str) -> Lesson:
    """The lesson called `word`: its name, its number, or its name without the number. Raises TracerError with near misses."""
    known = lessons(lang)
    for lesson in known:
        number, _, rest = lesson.name.partition("-")
        if word in (lesson.name, number, number.lstrip("0"), rest):
            return lesson
    names = [lesson.name for lesson in known]
    near = [lesson.name.partition("-")[2] for lesson in known]
    raise TracerError.near("lessons.unknown", word, [*near, *names, *PAGES])
