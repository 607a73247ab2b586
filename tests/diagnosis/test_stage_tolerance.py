import numpy as np

from tracer.diagnosis.stage_tolerance import StageTolerance


def test_a_cancelled_sum_keeps_the_rounding_of_its_neighbours():
    tolerance = StageTolerance(1e-3, 0.0)
    assert tolerance.close(np.array([1000.0, 0.0]), np.array([1000.0, 0.9])).all()
    assert not tolerance.close(np.array([1.0, 0.0]), np.array([1.0, 0.9])).all()


def test_hidden_scores_do_not_widen_it():
    ours = np.array([1.0, -np.inf])
    assert StageTolerance(1e-3, 0.0).close(ours, np.array([1.01, -np.inf])).tolist() == [False, True]


def test_an_empty_stage_is_close():
    assert StageTolerance(1e-3, 0.0).close(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0, 3)
