"""A reader of QTI 1.2: the binding's rules, and an item's own conditions carried out on answers."""

from __future__ import annotations

import re
from decimal import Decimal

from quiz_examples import element, manifest_holds

# what may stand in what, of the elements used: ims_qtiasiv1p2.dtd
ORDER = {
    "questestinterop": r"assessment ",
    "assessment": r"(qtimetadata )*(section )+",
    "section": r"(selection_ordering )?(item |section )+",
    "selection_ordering": r"selection ",
    "selection": r"selection_number (selection_extension )?",
    "selection_extension": r".*",
    "item": r"(itemmetadata )?presentation (resprocessing )*(itemfeedback )*",
    "itemmetadata": r"(qtimetadata )*",
    "qtimetadata": r"(qtimetadatafield )+",
    "qtimetadatafield": r"fieldlabel fieldentry ",
    "presentation": r"flow |(material |response_str )+",
    "flow": r"(material |response_num )+",
    "response_num": r"(material )?render_fib ",
    "response_str": r"(material )?render_fib ",
    "render_fib": r"response_label ",
    "material": r"mattext ",
    "resprocessing": r"outcomes (respcondition )+",
    "outcomes": r"decvar ",
    "respcondition": r"conditionvar (setvar )*(displayfeedback )*",
    "conditionvar": r"(other |or |and |varequal |vargte |varlte )+",
    "or": r"(and |varequal )+",
    "and": r"vargte varlte ",
    "itemfeedback": r"flow_mat ",
    "flow_mat": r"material ",
}


def assessments(files):
    """The assessments of a package, each in the order the binding wants, with identifiers that fit one another."""
    manifest_holds(files)
    result = [element(content) for name, content in files.items() if b"<questestinterop" in content]
    for root in result:
        for part in root.iter():
            children = "".join(f"{child.tag} " for child in part)
            assert re.fullmatch(ORDER.get(part.tag, r"|"), children), (part.tag, children)
        for item in root.iter("item"):
            answered = {part.get("ident") for part in item.iter() if part.tag in ("response_num", "response_str")}
            assert {part.get("respident") for part in item.iter() if part.get("respident")} == answered
            assert {part.get("linkrefid") for part in item.iter("displayfeedback")} <= {
                part.get("ident") for part in item.iter("itemfeedback")
            }
        idents = [part.get("ident") for part in root.iter() if part.tag in ("item", "section")]
        assert len(set(idents)) == len(idents)
    assert result
    return result


def holds(condition, answers):
    """Whether a condition holds of answers by the identifiers they are given to; an answer left out fulfils none."""
    if condition.tag in ("conditionvar", "and"):
        return all(holds(part, answers) for part in condition)
    if condition.tag == "or":
        return any(holds(part, answers) for part in condition)
    if condition.tag == "other":
        return True
    given, bound = answers.get(condition.get("respident")), Decimal(condition.text)
    if given is None:
        return False
    return {"varequal": given == bound, "vargte": given >= bound, "varlte": given <= bound}[condition.tag]


def score(item, answers):
    """What an item scores, its conditions carried out in order."""
    result = Decimal(0)
    for condition in item.iter("respcondition"):
        if holds(condition.find("conditionvar"), answers):
            for change in condition.findall("setvar"):
                result = Decimal(change.text) + (result if change.get("action") == "Add" else 0)
            if condition.get("continue") == "No":
                break
    return result
