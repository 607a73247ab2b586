"""Canvas ("classic" quizzes): QTI 1.2 with Canvas's own fields, one numerical question a blank.

Canvas keeps four decimals and takes smaller numbers for 0, so a blank with more than three (its tolerance needs one more) is
asked for times a power of ten, and says so. A pool is a quiz that draws every blank from its own group; each question then tells
its whole exercise. Else each exercise is a quiz that tells it once, above its questions.
"""

from __future__ import annotations

from typing import BinaryIO

from tracer.document.blocks import Prose
from tracer.document.quiz import Exercise, Gap, Quiz, decimal, points_text
from tracer.language import say
from tracer.render.quizzes.markup import Markup
from tracer.render.quizzes.package import DECLARATION, Pictures, Resource, manifest, write_package, xml
from tracer.render.quizzes.qti import KIND, TOLD, assessment, bounds, feedback, material, section

_PACKAGING = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_SCHEMA = ("IMS Content", "1.1.3")
_SETTINGS = "http://canvas.instructure.com/xsd/cccv1p0"
_SETTINGS_KIND = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_MOST_PLACES = 3
_POINTS = "<selection_extension><points_per_item>{}</points_per_item></selection_extension>"


def write(quiz: Quiz, stream: BinaryIO) -> None:
    """Write the package that Canvas imports as "QTI .zip file"."""
    pictures = Pictures("images/", "$IMS-CC-FILEBASE$/")
    markup = Markup(source=pictures.source)
    files: dict[str, bytes] = {}
    resources: list[Resource] = []
    parts = (
        [(quiz.title, _pool(quiz, markup), quiz.exercises[0].points)]
        if quiz.pool
        else [(exercise.title, _sheet(exercise, markup), exercise.points) for exercise in quiz.exercises]
    )
    for place, (title, sections, points) in enumerate(parts):
        ident = f"ttrace-{quiz.exercises[place].code}-{place + 1}"
        main, settings = f"{ident}/{ident}.xml", f"{ident}/assessment_meta.xml"
        files |= {main: assessment(ident, title, sections), settings: _settings(ident, title, points)}
        resources += [
            Resource(ident, KIND, main, [f"settings-{ident}"]),
            Resource(f"settings-{ident}", _SETTINGS_KIND, settings),
        ]
    start = manifest(f"package-{quiz.exercises[0].code}", _PACKAGING, _SCHEMA, [*resources, *pictures.resources()])
    write_package({"imsmanifest.xml": start, **files, **pictures.files}, stream)


def _pool(quiz: Quiz, markup: Markup) -> str:
    """A group a blank, each of whose questions stands alone."""
    groups = []
    for number, alternatives in quiz.by_blank().items():
        items = [
            _question(exercise, gap, f"blank{number}-{place}", markup, markup.html(exercise.blocks))
            for place, (exercise, gap) in enumerate(alternatives, 1)
        ]
        points = points_text(alternatives[0][1].points)
        groups.append(section(f"group{number}", say("quizzes.gap", number=number), "".join(items), True, _POINTS.format(points)))
    return "".join(groups)


def _sheet(exercise: Exercise, markup: Markup) -> str:
    """The exercise told once, then its questions."""
    told = _item("told", exercise.title, "text_only_question", 0, material(markup.html(exercise.blocks)))
    questions = [_question(exercise, gap, f"blank{gap.number}", markup, "") for gap in exercise.gaps]
    return section("root_section", exercise.title, "".join([told, *questions]), False)


def _question(exercise: Exercise, gap: Gap, ident: str, markup: Markup, above: str) -> str:
    power = max(gap.places - _MOST_PLACES, 0)
    scaled = [Prose(say("quizzes.scaled", power=power))] if power else []
    asked = markup.html([Prose(gap.question), *scaled])
    shown = (
        material(above + asked) + '<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal">'
        '<response_label ident="answer1"/></render_fib></response_str>'
    )
    exactly = f'<varequal respident="response1">{decimal(gap.answer(power))}</varequal>'
    marking = (
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>\n'
        f'{TOLD}<respcondition continue="No"><conditionvar><or>{exactly}<and>{bounds("response1", gap, power)}</and></or>'
        '</conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>\n'
    )
    title = say("quizzes.gap", number=gap.number)
    return _item(ident, title, "numerical_question", gap.points, shown, marking + feedback(markup.html([gap.working])))


def _item(ident: str, title: str, kind: str, points: float, shown: str, rest: str = "") -> str:
    facts = {"question_type": kind, "points_possible": points_text(points)}
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in facts.items()
    )
    return (
        f'<item ident="{ident}" title="{xml(title)}">\n<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>\n'
        f"<presentation>{shown}</presentation>\n{rest}</item>\n"
    )


def _settings(ident: str, title: str, points: float) -> bytes:
    """What Canvas wants to know of a quiz beside its questions."""
    return (
        f'{DECLARATION}<quiz identifier="{ident}" xmlns="{_SETTINGS}">\n  <title>{xml(title)}</title>\n'
        "  <shuffle_answers>false</shuffle_answers>\n  <scoring_policy>keep_highest</scoring_policy>\n"
        f"  <quiz_type>assignment</quiz_type>\n  <points_possible>{points_text(points)}</points_possible>\n"
        "  <allowed_attempts>1</allowed_attempts>\n  <available>false</available>\n</quiz>\n"
    ).encode()
