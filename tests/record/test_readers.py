"""Which cells read a number, against workings walked by hand and against edits."""

import numpy as np
import pytest

from tracer import trace
from tracer.address import parse
from tracer.document.working import explain_cell, locate_cell
from tracer.record.readers import Readers
from tracer.record.step import SHOWN
from tracer.session import again

RUNS = {
    "encoder": trace("Thinking Machines"),
    "decoder": trace("a b c", model="decoder", layers=1),
    "two": trace(["a b c", "d"], layers=1),
    "rnn": trace("a b c", model="rnn"),
}


def read_by(every, step, index):
    """The addresses of all cells that a cell is computed from, details looked through: walked over the workings."""
    result, waiting = set(), [(step, index)]
    while waiting:
        for cell in explain_cell(*waiting.pop()).inputs:
            if cell.address not in result:
                result.add(cell.address)
                source, place = locate_cell(cell.address, every)
                if source.level != SHOWN:
                    waiting.append((source, place))
    return result


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("encoder", "softmax[1, 1, 1]"),
        ("encoder", "encoder.0.attention.add[0, 2]"),
        ("encoder", "W_Q[1, 3]"),
        ("encoder", "embedding[0, 1]"),
        ("encoder", "positions[1, 1]"),
        ("encoder", "scaled[0, 0, 1]"),
        ("decoder", "scores[0, 2, 1]"),
        ("decoder", "decoder.0.attention.k[1, 2, 0]"),
    ],
)
def test_every_cell_whose_working_names_the_number_and_no_other(name, cell):
    every = RUNS[name].every
    step, index = locate_cell(RUNS[name][parse(cell).stage].name + cell[cell.index("[") :], every)
    address = explain_cell(step, index).address
    readings = Readers(every).of(step.name, index)
    assert readings
    for stage in {reading.stage for reading in readings}:
        shape = every[stage].values.shape
        expected = {at for at in np.ndindex(*shape) if address in read_by(every, every[stage], at)}
        assert {reading.index for reading in readings if reading.stage == stage} == expected


def test_the_strongest_comes_first_and_its_effect_is_that_of_an_edit_to_zero():
    run = RUNS["encoder"]
    readings = Readers(run.every).of("encoder.0.attention.softmax", (1, 1, 1))
    assert [(one.stage.rpartition(".")[2], one.index[:2]) for one in readings] == [("z", (1, 1))] * 2
    edited = again(run, [("softmax[1, 1, 1]", 0.0)])["encoder.0.attention.z"].values
    effects = np.abs(edited - run["encoder.0.attention.z"].values)
    assert [one.effect for one in readings] == pytest.approx(sorted(effects[1, 1], reverse=True))


def test_a_masked_score_is_read_by_the_mask_alone_and_that_reads_nothing():
    readings = Readers(RUNS["decoder"].every).of("decoder.0.attention.scores", (0, 0, 2))
    assert all(one.index == (0, 0, 2) for one in readings)
    assert not [one for one in readings if one.stage.endswith(("softmax", "masked"))]


def test_a_state_goes_on_to_the_next_time_step_alone():
    readings = Readers(RUNS["rnn"].every).of("recurrent.0.h", (0, 1))
    size = RUNS["rnn"]["recurrent.0.pre"].values.shape[1]
    assert sorted((one.stage, one.index) for one in readings) == [("recurrent.0.pre", (1, at)) for at in range(size)]


def test_stages_are_those_whose_cells_read_and_the_end_has_none():
    readers = Readers(RUNS["encoder"].every)
    assert readers.stages("encoder.0.attention.softmax") == ["encoder.0.attention.z"]
    assert readers.stages(RUNS["encoder"].shown[-1].name) == []


@pytest.mark.parametrize("cell", ["norm[0, 1]", "scores[0, 0, 1]", "W_Q[1, 3]", "softmax[0, 0, 1]"])
def test_what_is_undefined_already_has_the_readers_it_had(cell):
    run = RUNS["encoder"]
    broken = again(run, [("scores[0, 0, 0]", float("inf"))])
    assert np.isnan(broken["encoder.0.attention.norm"].values).any()
    step, index = locate_cell(run[parse("encoder.0.attention." + cell).stage].name + cell[cell.index("[") :], run.every)
    before, after = ({(one.stage, one.index) for one in Readers(one.every).of(step.name, index)} for one in (run, broken))
    assert before == after
    assert all(one.effect == one.effect for one in Readers(broken.every).of(step.name, index))
