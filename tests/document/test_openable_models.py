"""Every name that `--model` takes is told where models are listed, and a toy's settings are those that make it."""

import json

from tracer import trace
from tracer.checkpoints.families import MODEL_TYPES
from tracer.checkpoints.gguf.configuration import ARCHITECTURES
from tracer.document.blocks import Prose, Table
from tracer.document.openable_models import openable_blocks, toy_document
from tracer.render.json_format import dumps
from tracer.settings import MODELS
from tracer.settings.presets import PRESETS


def test_all_names_stand_in_the_list():
    told = " ".join(block.text for block in openable_blocks(MODEL_TYPES, list(ARCHITECTURES)) if isinstance(block, Prose))
    for name in (*MODELS, *PRESETS, *MODEL_TYPES, *ARCHITECTURES):
        assert f" {name}," in told or f" {name}." in told or f" {name};" in told, name


def test_the_settings_of_a_toy_make_it():
    for name, preset in PRESETS.items():
        document = toy_document(name)
        (table,) = (block for block in document.blocks() if isinstance(block, Table))
        assert [row[0] for row in table.rows] == list(preset)
        settings = json.loads(dumps(document.facts["json"]))["settings"]
        same = trace("a b", **settings, **({"target": "c"} if settings["model"] == "encoder-decoder" else {}))
        toy = trace("a b", model=name, **({"target": "c"} if settings["model"] == "encoder-decoder" else {}))
        assert [step.name for step in same.shown] == [step.name for step in toy.shown]
        assert all((same[step.name].values == step.values).all() for step in toy.shown), name
