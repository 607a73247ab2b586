"""What fits a need, what follows from shapes, and what is refused by name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.axes import Axis
from tracer.errors import TracerError
from tracer.language import use
from tracer.weights import needs
from tracer.weights.needs import MissingParameter, Need, by_ending, fit, layers_from, sizes_from, transpose


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


def need(name, *axes, **more):
    return Need(name, tuple(Axis(axis, size) for axis, size in axes), **more)


W_Q = need("encoder.0.attention.W_Q", ("d_model", 4), ("heads·d_k", 6))
W_O = need("encoder.0.attention.W_O", ("heads·d_v", 6), ("d_model", 4))
B_Q = need("encoder.0.attention.b_Q", ("heads·d_k", 6))
OPEN = [
    need("a.W_Q", ("d_model", None), ("heads·d_k", None)),
    need("a.W_K", ("d_model", None), ("heads·d_k", None)),
    need("a.W_V", ("d_model", None), ("heads·d_v", None)),
    need("a.W_O", ("heads·d_v", None), ("d_model", None)),
    need("f.W_1", ("d_model", None), ("d_ff", None)),
]


def test_whole_numbers_become_float64_and_floats_keep_their_width():
    assert fit(W_Q, [[1] * 6] * 4, "x").dtype == np.float64
    assert fit(W_Q, np.ones((4, 6), np.float32), "x").dtype == np.float32
    assert fit(W_Q, np.ones((4, 6), np.float16), "x").dtype == np.float32


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_heads_given_apart_compute_what_the_whole_matrix_does(heads, d_model, d_k):
    rng = np.random.RandomState(heads * 16 + d_model * 4 + d_k)
    x, per_head = rng.randint(-9, 9, (3, d_model)), rng.randint(-9, 9, (heads, d_model, d_k))
    whole = fit(need("W_Q", ("d_model", d_model), ("heads·d_k", heads * d_k)), per_head, "")
    for head in range(heads):
        assert (x @ whole)[:, head * d_k : (head + 1) * d_k].tolist() == (x @ per_head[head]).tolist()
    out = rng.randint(-9, 9, (heads, d_k, d_model))
    stacked = fit(need("W_O", ("heads·d_v", heads * d_k), ("d_model", d_model)), out, "")
    assert ((x @ whole) @ stacked).tolist() == sum(x @ per_head[h] @ out[h] for h in range(heads)).tolist()


def test_a_bias_of_one_row_a_head_is_laid_in_a_line():
    assert fit(B_Q, [[1, 2, 3], [4, 5, 6]], "").tolist() == [1, 2, 3, 4, 5, 6]


def test_a_wrong_shape_names_both_shapes_and_the_axes():
    with pytest.raises(TracerError) as refused:
        fit(W_Q, np.zeros((6, 4)), "mine.npz")
    assert str(refused.value) == (
        "encoder.0.attention.W_Q (mine.npz) has the shape 6 × 4, but it must be d_model 4 × heads·d_k 6."
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_named_with_its_cell(bad):
    array = np.zeros((4, 6))
    array[2, 5] = bad
    with pytest.raises(TracerError, match=r"W_Q\[2, 5\] \(w\.toml\) is (nan|inf|-inf)"):
        fit(W_Q, array, "w.toml")


def test_finite_numbers_whose_sum_overflows_are_still_finite():
    assert fit(W_Q, np.full((4, 6), 1e308), "").max() == 1e308


@pytest.mark.parametrize("bad", [[["a"] * 6] * 4, [[True] * 6] * 4, [[1j] * 6] * 4, [[1, 2], [3]], [[None] * 6] * 4, [[10**400]]])
def test_what_is_not_numbers_is_refused(bad):
    with pytest.raises(TracerError, match=r"W_Q"):
        fit(W_Q, bad, "here")


def test_matrices_given_out_by_in_are_turned_but_tables_are_not():
    assert transpose(W_Q, np.arange(24).reshape(6, 4), "")[1, 0] == 1
    assert transpose(W_Q, np.zeros((2, 3, 4)), "").shape == (2, 4, 3)
    assert transpose(need("embedding.W_E", ("token", 2), ("d_model", 3), init="table"), np.zeros((2, 3)), "").shape == (2, 3)
    assert transpose(B_Q, np.zeros((2, 3)), "").shape == (2, 3)


def test_sizes_follow_from_shapes_once_heads_are_known():
    arrays = {"a.W_Q": np.zeros((5, 6)), "a.W_V": np.zeros((5, 8)), "f.W_1": [[1, 2, 3]] * 5}
    assert sizes_from(OPEN, arrays, 2) == {"heads": 2, "d_model": 5, "d_k": 3, "d_v": 4, "d_ff": 3}
    assert sizes_from(OPEN, arrays, None) == {"d_model": 5, "heads·d_k": 6, "heads·d_v": 8, "d_ff": 3}


def test_heads_follow_from_matrices_given_one_a_head():
    arrays = {"a.W_Q": np.zeros((3, 5, 2)), "a.W_V": np.zeros((5, 12)), "a.W_O": np.zeros((3, 4, 5))}
    assert sizes_from(OPEN, arrays, None) == {"d_model": 5, "heads": 3, "d_k": 2, "d_v": 4}


def test_two_arrays_that_contradict_each_other_are_both_named():
    with pytest.raises(TracerError, match=r"a\.W_Q makes d_model 4, but a\.W_V makes it 5"):
        sizes_from(OPEN, {"a.W_Q": np.zeros((4, 2)), "a.W_V": np.zeros((5, 2))}, 1)
    with pytest.raises(TracerError, match=r"heads makes heads 2, but a\.W_Q makes it 3"):
        sizes_from(OPEN, {"a.W_Q": np.zeros((3, 4, 2))}, 2)
    with pytest.raises(TracerError, match=r"a\.W_Q is 5 wide, which 2 heads do not divide"):
        sizes_from(OPEN, {"a.W_Q": np.zeros((4, 5))}, 2)
    with pytest.raises(TracerError, match=r"a\.W_Q .*has the shape 4, but it must be d_model \? × heads·d_k \?"):
        sizes_from(OPEN, {"a.W_Q": np.zeros(4)}, 2)


def test_an_ending_is_enough_where_only_one_name_has_it():
    names = ["encoder.0.attention.W_Q", "encoder.0.attention.norm.gamma", "encoder.0.ffn.norm.gamma"]
    assert by_ending({"W_Q": 1, "ffn.norm.gamma": 2}, names) == {names[0]: 1, names[2]: 2}
    with pytest.raises(TracerError, match=r"Several parameters end in 'norm\.gamma': encoder\.0\.attention"):
        by_ending({"norm.gamma": 1}, names)
    with pytest.raises(TracerError, match=r"no parameter 'W_q'\. Did you mean W_Q"):
        by_ending({"W_q": 1}, names)
    with pytest.raises(TracerError, match="no parameter 'zzzzzz'; "):
        by_ending({"zzzzzz": 1}, names)
    with pytest.raises(TracerError, match=r"given twice, as 'W_Q' and as 'attention\.W_Q'"):
        by_ending({"W_Q": 1, "attention.W_Q": 2}, names)
    assert by_ending({"W": 1}, ["W", "a.W"]) == {"W": 1}, "a full name wins over an ending"


def test_the_layers_follow_from_names():
    assert layers_from(["encoder.0.attention.W_Q", "encoder.2.ffn.W_1", "embedding.W_E"]) == 3
    assert layers_from(["attention.W_Q", "encoder.norm.gamma"]) is None


def test_a_missing_parameter_tells_the_shape_it_needs():
    assert str(MissingParameter(W_Q)) == (
        "The parameter encoder.0.attention.W_Q is missing; it needs the shape d_model 4 × heads·d_k 6."
    )
    use("zh")
    assert str(MissingParameter(W_Q)) == "缺少参数 encoder.0.attention.W_Q；它的形状应为 d_model 4 × heads·d_k 6。"


def test_a_matrix_that_came_from_no_file_is_named_without_one():
    with pytest.raises(TracerError) as told:
        fit(Need("W_Q", (Axis("d_model", 2),)), [1.0, float("nan")], "")
    assert str(told.value).startswith("W_Q[1] is nan")
    with pytest.raises(TracerError, match=r"^W_Q\[1\] \(w\.npz\) is nan"):
        fit(Need("W_Q", (Axis("d_model", 2),)), [1.0, float("nan")], "w.npz")


def test_an_array_that_can_be_written_to_is_read_through_each_time():
    array = np.ones((4, 6))
    fit(W_Q, array, "x")
    array[1, 2] = np.nan
    with pytest.raises(TracerError, match=r"W_Q\[1, 2\]"):
        fit(W_Q, array, "x")
    view = np.ones((4, 6))
    frozen = view[:]
    frozen.setflags(write=False)  # which its owner can still change
    fit(W_Q, frozen, "x")
    view[1, 2] = np.nan
    with pytest.raises(TracerError, match=r"W_Q\[1, 2\]"):
        fit(W_Q, frozen, "x")


def test_an_array_of_a_mapped_file_is_read_through_once(tmp_path, monkeypatch):
    np.ones((4, 6)).tofile(tmp_path / "a")
    array = np.asarray(np.memmap(tmp_path / "a", np.float64, "r")).reshape(4, 6)
    assert fit(W_Q, array, "x") is array
    monkeypatch.setattr("tracer.weights.needs.np.isfinite", None)
    assert fit(W_Q, array, "x") is array
    key = id(array)
    assert key in needs._sound
    del array
    assert key not in needs._sound
