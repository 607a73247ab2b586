"""A notebook's cells carry their commands and can be checked wherever they were pasted."""

import json

import pytest
from doubles import Answers

from tracer.errors import TracerError
from tracer.living.embed import embed_command
from tracer.living.notebook import check_notebook


def notebook(*sources):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})


CARRIED = embed_command(notebook("# A\n0.25", "0.50\nx"), "ipynb", ["x", "--format", "ipynb"], "ttrace 1")


def checked(text, *sources):
    return check_notebook(text, Answers({"x --format ipynb": notebook(*sources)}))


def test_a_cell_that_differs_is_told_with_its_line_in_the_file():
    result = checked(CARRIED, "# A\n0.25", "0.75\nx")
    (one,) = result.differences
    assert (one.printed, one.right) == ("0.50", "0.75")
    assert "0.50" in CARRIED.split("\n")[one.line - 1]
    assert check_notebook(result.text, Answers({"x --format ipynb": notebook("# A\n0.25", "0.75\nx")})).differences == []


def test_of_a_run_in_float32_one_unit_of_the_last_place_is_allowed():
    made = {"x --format ipynb": notebook("# A\n0.25", "0.51\nx")}
    single, double = (check_notebook(CARRIED, Answers(made, in_single=yes)) for yes in (True, False))
    assert (single.differences, single.singles) == ([], 2) and len(double.differences) == 1


def test_a_cell_pasted_elsewhere_is_still_checked():
    cells = json.loads(CARRIED)["cells"]
    other = json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": "0.9"}, cells[1]], "metadata": {}})
    assert checked(other, "# A\n0.25", "0.50\nx").differences == []
    assert [one.right for one in checked(other, "# A\n0.25", "0.51\nx").differences] == ["0.51"]


def test_a_cell_whose_command_makes_fewer_cells_is_broken():
    result = checked(CARRIED, "# A\n0.25")
    assert len(result.broken) == 1 and result.differences == []


def code(printed):
    cell = {
        "cell_type": "code",
        "metadata": {},
        "source": ["t"],
        "outputs": [{"output_type": "execute_result", "data": {"text/plain": [printed]}}],
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4})


def test_what_code_put_out_is_checked_and_made_again():
    carried = embed_command(code("0.50"), "ipynb", ["x", "--format", "ipynb"], "ttrace 1")
    runner = Answers({"x --format ipynb": code("0.75")})
    result = check_notebook(carried, runner)
    assert [(one.printed, one.right) for one in result.differences] == [("0.50", "0.75")]
    assert "0.50" in carried.split("\n")[result.differences[0].line - 1]
    assert check_notebook(result.text, runner).differences == [] and "0.50" not in result.text


def test_output_that_is_not_there_any_more_is_told():
    carried = embed_command(code("0.50"), "ipynb", ["x", "--format", "ipynb"], "ttrace 1")
    silent = json.loads(code(""))
    silent["cells"][0] |= {"outputs": [], "source": []}
    result = check_notebook(carried, Answers({"x --format ipynb": json.dumps(silent)}))
    assert result.differences and json.loads(result.text)["cells"][0]["outputs"] == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}'])
def test_what_is_no_notebook_is_refused(text):
    with pytest.raises(TracerError) as refused:
        checked(text)
    assert refused.value.message == "check.no_notebook"


@pytest.mark.parametrize("carried", [{}, {"command": "ttrace x"}, {"command": "ttrace x", "part": "a"}, "ttrace x"])
def test_broken_metadata_are_told(carried):
    cells = [{"cell_type": "markdown", "metadata": {"ttrace": carried}, "source": []}]
    assert len(checked(json.dumps({"cells": cells})).broken) == 1
