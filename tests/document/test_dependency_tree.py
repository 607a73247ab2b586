"""Trees of explanations: down to embeddings, positions and weights, each cell once, and never too long."""

from tracer import trace
from tracer.document.blocks import Note, Working
from tracer.document.dependency_tree import MOST, tree


def grown(run, stage, index, depth):
    blocks = list(tree(run[stage], index, run.every, depth))
    return [block for block in blocks if isinstance(block, Working)], [block for block in blocks if isinstance(block, Note)]


def test_all_of_a_small_run_goes_down_to_what_was_given():
    run = trace("a b")
    workings, notes = grown(run, "ffn.norm", (0, 0), 1000)
    assert not notes and len({block.address for block in workings}) == len(workings)
    ends = {block.address.partition("[")[0] for block in workings if not tuple(block.inputs)}
    assert ends == set(run.parameters) - {"encoder.0.ffn.norm.beta"} | {"encoder.0.ffn.norm.beta", "positions"}


def test_each_level_is_named_by_the_one_above():
    workings, _ = grown(trace("a b"), "softmax", (0, 0, 1), 2)
    assert workings[0].depth == 0 and max(block.depth for block in workings) == 2
    path = [workings[0]]
    for block in workings[1:]:
        path = path[: block.depth]
        assert block.address in dict(path[-1].inputs)
        path.append(block)


def test_depth_nothing_is_the_cell_alone():
    assert len(grown(trace("a"), "q", (0, 0, 0), 0)[0]) == 1


def test_a_large_run_is_cut_and_says_so():
    workings, notes = grown(trace("a b", heads=4, d_model=64, d_ff=64), "ffn.norm", (0, 0), 1000)
    assert len(workings) == MOST and len(notes) == 1 and str(MOST) in notes[0].text
