"""Makes `walkthroughs/models/tiny-llama-q8_0.gguf` of lesson 37 from the folder `tiny-llama`, as llama.cpp's converter would.

PYTHONPATH=. .venv/bin/python tests/cases/hf/make_gguf.py

A tensor whose rows are no multiple of 32 numbers stays in float16, as there. The folder's vocabulary is merged in the order of a
list; SentencePiece merges the piece with the best score first, so each piece's score is minus the place of its merge.
"""

import json
from pathlib import Path

from tests.checkpoints.gguf_files import write

MODELS = Path(__file__).parents[3] / "walkthroughs" / "models"


def vocabulary(writer):
    raw = json.loads((MODELS / "tiny-llama" / "tokenizer.json").read_text())["model"]
    pieces = sorted(raw["vocab"], key=raw["vocab"].get)
    merges = [merge if isinstance(merge, list) else merge.split(" ") for merge in raw["merges"]]
    ranks = {"".join(merge): -float(rank) for rank, merge in enumerate(merges)}
    writer.add_tokenizer_model("llama")
    writer.add_token_list(pieces)
    writer.add_token_scores([ranks.get(piece, -float(len(merges))) for piece in pieces])
    writer.add_token_types([_type(piece) for piece in pieces])
    writer.add_add_bos_token(True)


def _type(piece):
    if piece == "<unk>":
        return 2
    if piece in ("<s>", "</s>"):
        return 3
    return 6 if piece.startswith("<0x") and len(piece) == 6 else 1


if __name__ == "__main__":
    write(MODELS / "tiny-llama-q8_0.gguf", MODELS / "tiny-llama", "Q8_0", vocabulary=vocabulary)
