"""An architecture agrees with the settings it is made from, and cannot be changed behind a model's back."""

import pytest

from tracer.models.architecture import Architecture, Rope, toy
from tracer.settings import FIELDS, Settings, read_all

SHARED = [name for name in Architecture._fields if name in FIELDS]


def test_what_both_know_has_one_default():
    sizes = [name for name in SHARED if FIELDS[name].metadata.get("kind") in ("size", "sizes")]
    ours = {name: getattr(Architecture(), name) for name in SHARED if name not in sizes}
    assert ours == {name: FIELDS[name].default for name in ours}
    assert len(ours) > 20


def test_a_toy_is_what_its_settings_say():
    asked = {"norm": "pre", "activation": "silu", "scale": False, "positions": [[1.0, 2.0]], "layers": 3, "dropout": 0.5}
    a = toy(Settings(**read_all(asked)))
    assert (a.norm, a.activation, a.scale, a.layers, a.dropout) == ("pre", "silu", False, 3, 0.5)
    assert a.d_model == 0 and not a.grouped and a.longest is None
    assert (a.head, toy(Settings(tied=True)).head) == ("matrix", "table")


def test_what_a_checkpoint_says_comes_back_as_settings():
    a = Architecture(norm_kind="rms", heads=4, d_model=8, activation="gelu-tanh", mask="causal", kv_heads=2)
    said = a.choices()
    assert (said["norm_kind"], said["heads"], said["mask"]) == ("rms", 4, "causal")
    assert said["kv_heads"] == 2 and "d_ff" not in said and "vocab" not in said  # not known; no setting
    assert a.with_settings(Settings(**said)) == a


def test_it_cannot_be_changed():
    a = Architecture(layers=2)
    with pytest.raises(AttributeError):
        a.layers = 3
    assert a.replace(layers=3).layers == 3 and a.layers == 2


def test_only_positions_that_stretch_with_the_text_have_no_longest():
    dynamic, plain = Rope(10000.0, 4, long=("dynamic", 2.0), original=16), Rope(10000.0, 4)
    rotary = Architecture(positions="rope", max_positions=16, layers=2)
    assert rotary.longest == 16
    assert rotary.replace(ropes=(dynamic, dynamic)).longest is None
    assert rotary.replace(ropes=(dynamic, plain)).longest == 16


def test_each_layer_has_its_own_rotation_or_that_of_the_settings():
    short, long = Rope(100.0, 4), Rope(10000.0, 4)
    a = Architecture(positions="rope", position_base=50.0, position_layout="interleaved")
    assert (a.rope(0), a.rope(7)) == (Rope(50.0, layout="interleaved"),) * 2
    assert [a.replace(ropes=(short, long)).rope(layer) for layer in (0, 1)] == [short, long]
    assert a.replace(positions="none", ropes=(short, long)).rope(0) is None
