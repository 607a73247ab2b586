"""QTI 1.2: each exercise one item that asks for all its numbers, with bounds, below its tables, in which fields cannot stand.

A pool is one assessment of which each pupil gets one item; else each exercise is an assessment. Structure: IMS Question & Test
Interoperability: ASI XML Binding 1.2. Formulas are MathML, which browsers draw.
"""

from __future__ import annotations

from html import escape
from typing import BinaryIO

from tracer.document.quiz import Exercise, Gap, Quiz, decimal, points_text
from tracer.language import current
from tracer.render.quizzes.markup import Markup, literal, workings
from tracer.render.quizzes.package import DECLARATION, Pictures, Resource, manifest, write_package, xml

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
KIND = "imsqti_xmlv1p2"
_PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SCHEMA = ("IMS Content", "1.1.3")


def write(quiz: Quiz, stream: BinaryIO) -> None:
    """Write the quiz as a content package."""
    pictures = Pictures("images/")
    parts = [(quiz.title, quiz.exercises)] if quiz.pool else [(exercise.title, [exercise]) for exercise in quiz.exercises]
    files: dict[str, bytes] = {}
    resources: list[Resource] = []
    for title, exercises in parts:
        ident = f"sheet-{exercises[0].code}-{len(files) + 1}"
        items = "".join(_item(exercise, f"{ident}-{place}", pictures) for place, exercise in enumerate(exercises, 1))
        files[f"{ident}.xml"] = assessment(ident, title, section("items", title, items, one_of=quiz.pool))
        resources.append(Resource(f"resource-{ident}", KIND, f"{ident}.xml"))
    start = manifest(f"package-{quiz.exercises[0].code}", _PACKAGING, _SCHEMA, [*resources, *pictures.resources()])
    write_package({"imsmanifest.xml": start, **files, **pictures.files}, stream)


def assessment(ident: str, title: str, sections: str) -> bytes:
    """A whole assessment as a file."""
    return (
        f'{DECLARATION}<questestinterop xmlns="{NAMESPACE}">\n'
        f'<assessment ident="{ident}" title="{xml(title)}" xml:lang="{current()}">\n{sections}</assessment>\n</questestinterop>\n'
    ).encode()


def section(ident: str, title: str, items: str, one_of: bool, extension: str = "") -> str:
    """Items that stand together, or of which each pupil gets one. extension: what a system wants to know about that."""
    selection = f"<selection><selection_number>1</selection_number>{extension}</selection>"
    ordering = f"<selection_ordering>{selection}</selection_ordering>\n" if one_of else ""
    return f'<section ident="{ident}" title="{xml(title)}">\n{ordering}{items}</section>\n'


def material(html: str) -> str:
    """HTML as what is shown."""
    return f'<material><mattext texttype="text/html">{escape(html)}</mattext></material>'


def bounds(response: str, gap: Gap, power: int = 0) -> str:
    """The condition that a number lies within the tolerance."""
    answer, tolerance = gap.answer(power), gap.tolerance(power)
    return (
        f'<vargte respident="{response}">{decimal(answer - tolerance)}</vargte>'
        f'<varlte respident="{response}">{decimal(answer + tolerance)}</varlte>'
    )


def _item(exercise: Exercise, ident: str, pictures: Pictures) -> str:
    """An exercise, each of its numbers worth its points."""
    markup = Markup(formulas_in_tex=False, source=pictures.source)
    fields = [
        f'<response_num ident="blank{gap.number}" rcardinality="Single" numtype="Decimal">'
        + material(f"<p>{literal(gap.question)}</p>")
        + f'<render_fib fibtype="Decimal" prompt="Box" columns="10"><response_label ident="field{gap.number}"/></render_fib>'
        + "</response_num>\n"
        for gap in exercise.gaps
    ]
    conditions = [
        f'<respcondition continue="Yes"><conditionvar>{bounds(f"blank{gap.number}", gap)}</conditionvar>'
        f'<setvar varname="SCORE" action="Add">{points_text(gap.points)}</setvar></respcondition>\n'
        for gap in exercise.gaps
    ]
    return (
        f'<item ident="{ident}" title="{xml(exercise.title)}">\n'
        f"<presentation><flow>\n{material(markup.html(exercise.blocks))}\n{''.join(fields)}</flow></presentation>\n"
        f'<resprocessing><outcomes><decvar varname="SCORE" vartype="Decimal" defaultval="0" minvalue="0" '
        f'maxvalue="{points_text(exercise.points)}"/></outcomes>\n{"".join(conditions)}{TOLD}</resprocessing>\n'
        f"{feedback(markup.html(workings(exercise)))}</item>\n"
    )


TOLD = (
    '<respcondition continue="Yes"><conditionvar><other/></conditionvar>'
    '<displayfeedback feedbacktype="Response" linkrefid="general_fb"/></respcondition>\n'
)
"""Whatever was answered, the workings are shown."""


def feedback(html: str) -> str:
    """What is shown when a question has been answered."""
    return f'<itemfeedback ident="general_fb"><flow_mat>{material(html)}</flow_mat></itemfeedback>\n'
