"""QTI 2.1: each exercise one item whose fields stand in its tables, marked by bounds; formulas are MathML.

A pool is one test of which each pupil gets one item; else each exercise has a test of its own. Structure: IMS Question & Test
Interoperability 2.1, packaged as IMS Content Packaging 1.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from tracer.document.quiz import Exercise, Gap, Quiz, decimal, points_text
from tracer.language import current
from tracer.render.quizzes.markup import Markup, workings
from tracer.render.quizzes.package import DECLARATION, Pictures, Resource, manifest, write_package, xml

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SCHEMA = ("QTIv2.1 Package", "1.0.0")


def write(quiz: Quiz, stream: BinaryIO) -> None:
    """Write the quiz as a content package."""
    pictures = Pictures("images/")
    items = {f"item{number}": exercise for number, exercise in enumerate(quiz.exercises, 1)}
    files = {f"{name}.xml": _item(name, exercise, pictures) for name, exercise in items.items()}
    pictured = pictures.resources()
    needed = [picture.identifier for picture in pictured]
    resources = [Resource(f"resource-{name}", "imsqti_item_xmlv2p1", f"{name}.xml", needed) for name in items]
    parts = [(quiz.title, list(items))] if quiz.pool else [(exercise.title, [name]) for name, exercise in items.items()]
    for number, (title, names) in enumerate(parts, 1):
        files[f"test{number}.xml"] = _test(f"test{number}", title, names)
        needs = [f"resource-{name}" for name in names]
        resources.append(Resource(f"resource-test{number}", "imsqti_test_xmlv2p1", f"test{number}.xml", needs))
    start = manifest(f"package-{quiz.exercises[0].code}", _PACKAGING, _SCHEMA, [*resources, *pictured])
    write_package({"imsmanifest.xml": start, **files, **pictures.files}, stream)


def _test(name: str, title: str, items: Sequence[str]) -> bytes:
    """A test of these items, or of one of them where there are several."""
    selection = '<selection select="1"/>' if len(items) > 1 else ""
    references = "".join(f'<assessmentItemRef identifier="{item}" href="{item}.xml"/>' for item in items)
    return (
        f'{DECLARATION}<assessmentTest xmlns="{NAMESPACE}" identifier="{name}" title="{xml(title)}">\n'
        '<testPart identifier="part" navigationMode="nonlinear" submissionMode="individual">\n'
        f'<assessmentSection identifier="section" title="{xml(title)}" visible="true">{selection}{references}'
        "</assessmentSection>\n</testPart>\n</assessmentTest>\n"
    ).encode()


def _item(name: str, exercise: Exercise, pictures: Pictures) -> bytes:
    """An exercise, each of its numbers worth its points; its workings are told afterwards."""
    markup = Markup(_field, formulas_in_tex=False, table="<table>", source=pictures.source)
    told = '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">workings</baseValue></setOutcomeValue>'
    return (
        f'{DECLARATION}<assessmentItem xmlns="{NAMESPACE}" identifier="{name}" title="{xml(exercise.title)}" '
        f'xml:lang="{current()}" adaptive="false" timeDependent="false">\n'
        + "".join(map(_declaration, exercise.gaps))
        + _outcome("SCORE", "float", "0")
        + _outcome("MAXSCORE", "float", points_text(exercise.points))
        + '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>\n'
        + f"<itemBody>{markup.html(exercise.blocks)}</itemBody>\n"
        + f"<responseProcessing>\n{''.join(map(_condition, exercise.gaps))}{told}\n</responseProcessing>\n"
        + '<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="workings">'
        + f"{markup.html(workings(exercise))}</modalFeedback>\n</assessmentItem>\n"
    ).encode()


def _field(number: int) -> str:
    return f'({number}) <textEntryInteraction responseIdentifier="BLANK{number}" expectedLength="10"/>'


def _declaration(gap: Gap) -> str:
    return (
        f'<responseDeclaration identifier="BLANK{gap.number}" cardinality="single" baseType="float">'
        f"<correctResponse><value>{decimal(gap.answer())}</value></correctResponse></responseDeclaration>\n"
    )


def _outcome(name: str, base_type: str, value: str) -> str:
    return (
        f'<outcomeDeclaration identifier="{name}" cardinality="single" baseType="{base_type}">'
        f"<defaultValue><value>{value}</value></defaultValue></outcomeDeclaration>\n"
    )


def _condition(gap: Gap) -> str:
    """Its points more where the number lies within the tolerance."""
    answer, given = gap.answer(), f'<variable identifier="BLANK{gap.number}"/>'
    low, high = decimal(answer - gap.tolerance()), decimal(answer + gap.tolerance())
    return (
        f'<responseCondition><responseIf><and><gte>{given}<baseValue baseType="float">{low}</baseValue></gte>'
        f'<lte>{given}<baseValue baseType="float">{high}</baseValue></lte></and>'
        '<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>'
        f'<baseValue baseType="float">{points_text(gap.points)}</baseValue></sum>'
        "</setOutcomeValue></responseIf></responseCondition>\n"
    )
