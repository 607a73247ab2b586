"""How a trace, a stage and an explanation show themselves."""

from tracer import trace
from tracer.document.cell_document import explanation
from tracer.render.display import as_text
from tracer.render.ipynb import mimebundle as bundle


def test_text_has_no_escape_and_fits_80_columns():
    shown = as_text(explanation(trace("a b"), "scores[0, a, b]"))
    assert "\x1b" not in shown and "S[a, b] = q(a)·k(b)" in shown and max(map(len, shown.splitlines())) <= 80


def test_notebooks_get_html_and_text():
    found = bundle(explanation(trace("<b>"), "scores[0, 0, 0]"))
    assert "text/html" in found and "<b>" not in found["text/html"]
    assert trace("a b")["scores"]._repr_mimebundle_()["text/plain"]


def test_a_document_shows_itself_as_text_and_in_a_notebook():
    made = explanation(trace("a b"), "softmax[0, 0, 1]")
    assert str(made) == as_text(made) and "softmax" in str(made)
    assert made._repr_mimebundle_() == bundle(made)
    assert repr(made) == "<Document: Encoder layer 0 · attention · weights (softmax) · head 0, query a, key b>"
