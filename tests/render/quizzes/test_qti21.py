"""QTI 2.1: the binding's rules, and an item's own response processing carried out on answers."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from quiz_examples import (
    HOSTILE,
    agrees_with_marking,
    element,
    exercise_of,
    file_of,
    manifest_holds,
    package,
    sheets,
    written,
)

from tracer import language
from tracer.document.blocks import Figure

FLOW = r"(p |h3 |h4 |h5 |h6 |table |pre |div )*"
INLINE = r"(strong |em |code |span |a |img |math |textEntryInteraction )*"
# what may stand in what, of the elements used: imsqti_v2p1.xsd
ORDER = {
    "assessmentItem": r"(responseDeclaration )*(outcomeDeclaration )*itemBody responseProcessing (modalFeedback )*",
    "responseDeclaration": r"correctResponse ",
    "correctResponse": r"value ",
    "outcomeDeclaration": r"(defaultValue )?",
    "defaultValue": r"value ",
    "itemBody": FLOW,
    "modalFeedback": FLOW,
    "table": r"(caption )?(thead )?tbody ",
    "thead": r"tr ",
    "tbody": r"(tr )+",
    "tr": r"(th |td )+",
    "responseProcessing": r"(responseCondition )*(setOutcomeValue )*",
    "responseCondition": r"responseIf ",
    "responseIf": r"and setOutcomeValue ",
    "and": r"gte lte ",
    "gte": r"variable baseValue ",
    "lte": r"variable baseValue ",
    "sum": r"variable baseValue ",
    "setOutcomeValue": r"sum |baseValue ",
    "assessmentTest": r"testPart ",
    "testPart": r"assessmentSection ",
    "assessmentSection": r"(selection )?(assessmentItemRef )+",
} | dict.fromkeys(["p", "h3", "h4", "h5", "h6", "caption", "th", "td", "strong", "em", "code", "span", "a", "pre"], INLINE)
ATTRIBUTES = {"id", "class", "scope", "href", "src", "alt", "responseIdentifier", "expectedLength"}  # of what stands in a body


def parts(files):
    """(items, tests) of a package by the names of their files, of the right shape; MathML is a language of its own."""
    manifest_holds(files)
    roots = {name: element(content) for name, content in files.items() if name.endswith(".xml") and name != "imsmanifest.xml"}
    for name, root in roots.items():
        math = {inner for formula in root.iter("math") for inner in formula.iter()}
        assert all(f"{{http://www.w3.org/1998/Math/MathML}}{tag}" in tags(files[name]) for tag in {part.tag for part in math})
        for part in root.iter():
            if part not in math:
                children = "".join(f"{child.tag} " for child in part)
                assert re.fullmatch(ORDER.get(part.tag, ""), children), (part.tag, children)
        assert re.fullmatch(r"[A-Za-z_][\w.-]*", root.get("identifier"))
        for part in root.findall(".//table//*"):
            assert part in math or part.attrib.keys() <= ATTRIBUTES, part.attrib
    items = {name: root for name, root in roots.items() if root.tag == "assessmentItem"}
    tests = {name: root for name, root in roots.items() if root.tag == "assessmentTest"}
    assert items and {part.get("href") for test in tests.values() for part in test.iter("assessmentItemRef")} == items.keys()
    for item in items.values():
        declared = [part.get("identifier") for part in item.iter("responseDeclaration")]
        assert declared == [field.get("responseIdentifier") for field in item.iter("textEntryInteraction")]
    return list(items.values()), list(tests.values())


def tags(content):
    return {part.tag for part in ElementTree.fromstring(content).iter()}


def value(part, variables):
    """What an expression of response processing is worth; None where an answer it reads was left out."""
    if part.tag == "baseValue":
        return Decimal(part.text) if part.get("baseType") == "float" else part.text
    if part.tag == "variable":
        return variables.get(part.get("identifier"))
    values = [value(inner, variables) for inner in part]
    if None in values:
        return None
    return {"gte": lambda a, b: a >= b, "lte": lambda a, b: a <= b, "sum": lambda a, b: a + b, "and": lambda a, b: a and b}[
        part.tag
    ](*values)


def processed(item, answers):
    """The outcomes after response processing."""
    variables = {**answers, "SCORE": Decimal(0)}
    for rule in item.find("responseProcessing"):
        outcome = rule
        if rule.tag == "responseCondition":
            condition, outcome = rule.find("responseIf")
            if not value(condition, variables):
                continue
        variables[outcome.get("identifier")] = value(outcome[0], variables)
    return variables


@pytest.mark.parametrize(
    "settings", [{}, {"tokens": HOSTILE[:9]}, {"tokens": HOSTILE[9:]}, {"places": 6}, {"paper": 2, "places": 2}], ids=str
)
def test_an_item_scores_as_we_mark(settings):
    (items, _), (entry,) = parts(package(written("qti21", "", **settings))), sheets("", **settings)
    (item,) = items
    agrees_with_marking(lambda blank, number: processed(item, {f"BLANK{blank}": number})["SCORE"] == 1, entry)
    right = {part.get("identifier"): Decimal(part.findtext(".//value")) for part in item.iter("responseDeclaration")}
    outcomes = processed(item, right)
    most = next(part for part in item.iter("outcomeDeclaration") if part.get("identifier") == "MAXSCORE")
    assert outcomes["SCORE"] == len(entry.blanks) == Decimal(most.findtext(".//value"))
    feedback = item.find("modalFeedback")
    assert outcomes[feedback.get("outcomeIdentifier")] == feedback.get("identifier") and feedback.findall(".//math")


def test_a_pool_is_one_test_of_one_item_and_a_class_a_test_each():
    items, (test,) = parts(package(written("qti21", "", "", "")))
    assert len(items) == 3 == len(test.findall(".//assessmentItemRef")) and test.find(".//selection").get("select") == "1"
    items, tests = parts(package(written("qti21", "Ada", "Bob")))
    assert [test.get("title").rpartition(" · ")[2] for test in tests] == ["Ada", "Bob"]
    assert all(test.find(".//selection") is None for test in tests)


def test_points_are_the_gaps_own():
    exercise = exercise_of(*sheets(""))
    gaps = [gap.replace(points=0.5) for gap in exercise.gaps]
    ((item,), _) = parts(package(file_of("qti21", exercise.replace(gaps=gaps))))
    right = {part.get("identifier"): Decimal(part.findtext(".//value")) for part in item.iter("responseDeclaration")}
    assert processed(item, right)["SCORE"] == len(gaps) / Decimal(2)


def test_pictures_lie_in_the_package():
    picture = Figure("heads", "A picture", {"panels": [{"title": "0", "values": [[0.5]], "rows": ["a"], "columns": ["b"]}]})
    exercise = exercise_of(*sheets(""))
    files = package(file_of("qti21", exercise.replace(blocks=[picture, *exercise.blocks])))
    ((item,), _) = parts(files)
    source = item.find(".//img").get("src")
    assert element(files[source]).tag == "svg"
    item_resource = element(files["imsmanifest.xml"]).find(".//resource[@href='item1.xml']")
    picture_resource = element(files["imsmanifest.xml"]).find(f".//resource[@href='{source}']")
    needed = [part.get("identifierref") for part in item_resource.iter("dependency")]
    assert needed == [picture_resource.get("identifier")]


def test_both_languages():
    with language.speaking("zh"):
        ((item,), _) = parts(package(written("qti21", "王芳")))
    assert "请算出空缺的数" in "".join(item.itertext()) and "王芳" in item.get("title")
    assert item.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh" or item.get("lang") == "zh"
