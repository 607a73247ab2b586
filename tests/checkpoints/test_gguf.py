"""GGUF files, written from tiny folders: every stage is the folder's own, which transformers checked; then damaged ones."""

import json
import random
import struct
import sys

import numpy as np
import pytest
import safetensors.numpy

from tests.checkpoints.gguf_files import add, library, write
from tests.models.checkpoints import CASES, FAMILIES
from tracer.checkpoints import parameters, tensors
from tracer.errors import TracerError
from tracer.session.open import open_model
from tracer.tokens.tokenizer import NoTokenizer

IDS = [1, 7, 3, 22, 9, 30]
WIDE = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16}


def changed(tmp_path, name, **keys):
    """A family's folder with other keys, its norms rounded so that adding 1 to them loses nothing."""
    folder = tmp_path / name
    folder.mkdir()
    config = json.loads((FAMILIES / name / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **keys}))
    stored = safetensors.numpy.load_file(FAMILIES / name / "model.safetensors")
    rounded = {key: np.round(array * 65536) / 65536 if "norm" in key else array for key, array in stored.items()}
    safetensors.numpy.save_file({key: array.astype(np.float32) for key, array in rounded.items()}, folder / "model.safetensors")
    return folder


def random_folder(folder, **sizes):
    """A Llama of random numbers whose rows are as wide as the blocks need."""
    folder.mkdir()
    config = json.loads((FAMILIES / "llama" / "config.json").read_text()) | WIDE | sizes
    (folder / "config.json").write_text(json.dumps(config))
    draw = np.random.Generator(np.random.Philox(3))
    width, hidden, per_head = config["hidden_size"], config["intermediate_size"], config["head_dim"]
    kept, shared = config["num_attention_heads"] * per_head, config["num_key_value_heads"] * per_head
    shapes = {"model.embed_tokens.weight": (40, width), "model.norm.weight": (width,), "lm_head.weight": (40, width)}
    for layer in range(2):
        at = f"model.layers.{layer}"
        shapes |= {f"{at}.{norm}_layernorm.weight": (width,) for norm in ("input", "post_attention")}
        shapes |= {
            f"{at}.self_attn.{letter}_proj.weight": (size, width)
            for letter, size in zip("qkv", (kept, shared, shared), strict=True)
        }
        shapes |= {f"{at}.self_attn.o_proj.weight": (width, kept), f"{at}.mlp.down_proj.weight": (width, hidden)}
        shapes |= {f"{at}.mlp.{part}_proj.weight": (hidden, width) for part in ("gate", "up")}
    arrays = {name: draw.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    safetensors.numpy.save_file(arrays, folder / "model.safetensors")
    return folder


def same(path, folder, **options):
    """Every stage of the file's run is the folder's, bit for bit."""
    ours, theirs = (open_model(at).trace(target_ids=IDS, **options) for at in (path, folder))
    assert list(ours.steps) == list(theirs.steps)
    for name in theirs.steps:
        np.testing.assert_array_equal(ours.steps[name].values, theirs.steps[name].values, err_msg=name)
    return ours


@pytest.mark.parametrize(
    ("name", "keys", "words"),
    [
        ("llama", {}, {}),
        ("llama-linear", {}, {}),
        ("llama-yarn", {}, {}),
        ("llama-tied-bias", {}, {}),
        ("mistral", {}, {}),
        ("qwen2", {}, {}),
        ("qwen3", {}, {"qwen3.rope.scaling.type": "none"}),
        ("gemma", {}, {}),
        ("gemma2", {"query_pre_attn_scalar": 8}, {}),
        ("gemma2", {}, {"gemma2.attention.scale": 12.0**-0.5}),
        ("gemma3", {"query_pre_attn_scalar": 8}, {"gemma3.attention.sliding_window_pattern": [True, False, True]}),
    ],
)
def test_a_file_in_float32_is_its_folder(name, keys, words, tmp_path):
    folder = changed(tmp_path, name, **keys)
    path = write(tmp_path / "a.gguf", folder, words=words)
    if "attention.scale" in str(words):  # a float32 word: the scale is not the folder's to the last bit
        ours, theirs = (open_model(at).trace(target_ids=IDS)["logits"].values for at in (path, folder))
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
        return
    assert not [note for note in same(path, folder).notes if "GGUF" in note]


def test_the_divisors_of_llama_3_are_a_tensor(tmp_path):
    """Written as llama.cpp writes them, against what transformers computed from `rope_type = llama3`."""
    said = json.loads((FAMILIES / "llama3" / "config.json").read_text())["rope_parameters"]
    waves = 2 * np.pi * said["rope_theta"] ** (np.arange(0, 4, 2) / 4)
    low, high, trained = said["low_freq_factor"], said["high_freq_factor"], said["original_max_position_embeddings"]
    smooth = np.clip((trained / waves - low) / (high - low), 0, 1)
    divisors = 1 / ((1 - smooth) / said["factor"] + smooth)
    path = write(tmp_path / "a.gguf", FAMILIES / "llama3", tensors={"rope_freqs.weight": divisors})
    expected = np.load(FAMILIES / "llama3" / "expected.npz")
    trace = open_model(path).trace(target_ids=expected["input_ids"].tolist())
    np.testing.assert_allclose(trace["logits"].values, expected["logits"], atol=3e-6)
    bad = write(tmp_path / "b.gguf", FAMILIES / "llama3", tensors={"rope_freqs.weight": -divisors})
    with pytest.raises(TracerError, match="divisors of the rotary angles"):
        open_model(bad)


def unpacked(array, kind):
    """The numbers that remain of an array in a format, by the format's description, number by number."""
    if kind == "F16":
        return array.astype(np.float16)
    if kind == "BF16":
        bits = array.view(np.uint32).astype(np.uint64)
        return (((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16) << 16).astype(np.uint32).view(np.float32)
    blocks = array.reshape(-1, 32).astype(np.float64)
    if kind == "Q8_0":  # one float16 scale a block, then 32 whole numbers of 8 bits
        scale = (np.abs(blocks).max(1, keepdims=True) / 127).astype(np.float32)
        whole = np.where(scale == 0, 0, np.sign(blocks) * np.floor(np.abs(blocks / scale) + 0.5))
        return (whole * scale.astype(np.float16)).reshape(array.shape)
    furthest = np.take_along_axis(blocks, np.abs(blocks).argmax(1, keepdims=True), 1)  # Q4_0: whole numbers from -8 to 7
    scale = (furthest / -8).astype(np.float32)
    whole = np.clip(np.floor(blocks / scale + 8.5), 0, 15) - 8
    return (whole * scale.astype(np.float16)).reshape(array.shape)


@pytest.mark.parametrize("kind", ["F16", "BF16", "Q8_0", "Q4_0"])
def test_a_packed_file_holds_the_numbers_its_format_keeps(kind, tmp_path, monkeypatch):
    original = random_folder(tmp_path / "original")
    path = write(tmp_path / "a.gguf", original, kind)
    kept = random_folder(tmp_path / "kept")
    arrays = safetensors.numpy.load_file(kept / "model.safetensors")
    arrays = {name: unpacked(array, kind).astype(np.float32) if array.ndim > 1 else array for name, array in arrays.items()}
    safetensors.numpy.save_file(arrays, kept / "model.safetensors")
    notes = " ".join(same(path, kept).notes)
    assert "GGUF" in notes and f"{kind}: 16" in notes and "F32: 5" in notes
    for module, name in ((parameters, "WIDENED"), (tensors, "WIDENED"), (parameters, "_KEPT")):  # as a large file is read
        monkeypatch.setattr(module, name, 0)
    path, kept = path.rename(tmp_path / "b.gguf"), kept.rename(tmp_path / "large")
    same(path, kept)
    lazy = open_model(path).checkpoint.source("float32").parameter("decoder.0.attention.W_Q", (), "", False)
    assert lazy.largest() == np.abs(lazy.read()).max()


def test_blocks_of_256_numbers(tmp_path):
    """K-quants: read as ggml reads them; the library's own arithmetic stands for it, as nothing here packs them."""
    gguf = library()
    folder = random_folder(tmp_path / "a", hidden_size=256, intermediate_size=256, head_dim=128)
    path = tmp_path / "a.gguf"
    bits = np.random.Generator(np.random.Philox(1)).integers(0, 64, (256, 144), np.uint8)  # small scales, so that all is finite
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tensor("t", bits, raw_dtype=gguf.GGMLQuantizationType.Q4_K)
    for step in (writer.write_header_to_file, writer.write_kv_data_to_file, writer.write_tensors_to_file, writer.close):
        step()
    from tracer.files.gguf_file import GgufFile

    kind, rows = GgufFile(path).stored("t")
    block = bits[7]
    scale, least = block[:4].view(np.float16).astype(np.float64)
    packed = block[4:16]  # eight scales and eight offsets of six bits
    scales = [packed[j] & 63 if j < 4 else (packed[j + 4] & 15) | ((packed[j - 4] >> 6) << 4) for j in range(8)]
    offsets = [packed[j + 4] & 63 if j < 4 else (packed[j + 4] >> 4) | ((packed[j] >> 6) << 4) for j in range(8)]
    fours = block[16:].reshape(4, 32)
    whole = np.stack([fours & 15, fours >> 4], 1).reshape(8, 32)
    by_hand = (scale * np.array(scales, float)[:, None] * whole - least * np.array(offsets, float)[:, None]).reshape(-1)
    np.testing.assert_allclose(rows[7], by_hand, rtol=1e-6)
    np.testing.assert_array_equal(rows.T[3:9, 7], rows[7][3:9])
    np.testing.assert_array_equal(rows.T[4, [7, 2]], rows[...][[7, 2], 4])
    assert kind == "packed" and rows.T.shape == (256, 256) == rows.shape and folder.is_dir()


TOKENS = CASES.parent / "tokens"


def scored(name):
    """A SentencePiece model as the converter writes it."""

    def vocabulary(writer):
        import sentencepiece

        model = sentencepiece.SentencePieceProcessor(model_file=str(TOKENS / name / "tokenizer.model"))
        kinds = (("is_unknown", 2), ("is_control", 3), ("is_unused", 5), ("is_byte", 6))
        numbers = range(model.get_piece_size())
        types = [next((kind for check, kind in kinds if getattr(model, check)(number)), 1) for number in numbers]
        writer.add_tokenizer_model("llama")
        writer.add_token_list([model.id_to_piece(number) for number in numbers])
        writer.add_token_scores([model.get_score(number) for number in numbers])
        writer.add_token_types(types)
        writer.add_add_space_prefix(name != "gemma")
        writer.add_bos_token_id(model.bos_id())

    return vocabulary


def byte_pairs(name, pre, **words):
    """A byte-level vocabulary as the converter writes it: the tokens with those that were added, by their ids."""

    def vocabulary(writer):
        from tracer.checkpoints.families import SPECIAL_TOKENS
        from tracer.tokens.huggingface import open_tokenizer

        inner = open_tokenizer(TOKENS / name, name, SPECIAL_TOKENS).inner
        vocab, added = inner.get_vocab(), inner.get_added_tokens_decoder()
        tokens = sorted(vocab, key=vocab.get)
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre(pre)
        writer.add_token_list(tokens)
        writer.add_token_types([(3 if added[at].special else 4) if at in added else 1 for at in range(len(tokens))])
        lines = (TOKENS / name / "merges.txt").read_text().splitlines()
        writer.add_token_merges([line for line in lines if line and not line.startswith("#")])
        for key, value in words.items():
            add(writer, f"tokenizer.ggml.{key}", value)

    return vocabulary


@pytest.mark.parametrize(
    ("name", "vocabulary"),
    [
        ("llama", scored("llama")),
        ("gemma", scored("gemma")),
        ("qwen2", byte_pairs("qwen2", "qwen2", add_bos_token=False)),
        ("gpt2", byte_pairs("gpt2", "gpt-2")),
    ],
)
def test_a_tokenizer_in_the_file_cuts_as_the_folder_s(name, vocabulary, tmp_path):
    from tracer.checkpoints.families import SPECIAL_TOKENS
    from tracer.checkpoints.gguf.folder import GgufFolder
    from tracer.tokens.huggingface import open_tokenizer

    theirs = open_tokenizer(TOKENS / name, name, SPECIAL_TOKENS)
    ours = GgufFolder(
        write(tmp_path / "a.gguf", FAMILIES / "llama", vocabulary=vocabulary, words={"tokenizer.ggml.bos_token_id": None})
    )
    ours = ours.open_tokenizer()
    assert ours.size == theirs.size
    for text in json.loads((TOKENS / "reference.json").read_text())["texts"]:
        assert ours.cut(text).ids == theirs.cut(text).ids, text
    assert ours.text_of(ours.cut("The animal didn't cross").ids) == "The animal didn't cross"


def test_llama_3_cuts_numbers_by_three_and_begins_with_its_token(tmp_path):
    from tracer.checkpoints.gguf.folder import GgufFolder

    words = {"tokenizer.ggml.bos_token_id": None}
    vocabulary = byte_pairs("gpt2", "llama-bpe", bos_token_id=5)
    tokenizer = GgufFolder(write(tmp_path / "a.gguf", FAMILIES / "llama", vocabulary=vocabulary, words=words)).open_tokenizer()
    assert tokenizer.cut("12345").ids[0] == 5
    assert dict(tokenizer.steps("It's 12345 now"))["words"] == ["It", "'s", "▁", "123", "45", "▁now"]
    for words in ({"tokenizer.ggml.pre": "dbrx"}, {"tokenizer.ggml.model": "rwkv"}):
        vocabulary = byte_pairs("gpt2", "gpt-2")
        path = tmp_path / "b.gguf"

        def other(writer, vocabulary=vocabulary, words=words):
            vocabulary(writer)
            for key, value in words.items():
                writer.kv_data[0].pop(key)
                add(writer, key, value)

        model = open_model(write(path, FAMILIES / "llama", vocabulary=other, words={"tokenizer.ggml.bos_token_id": None}))
        with pytest.raises(NoTokenizer, match=next(iter(words.values()))):
            model.trace("Thinking")
        assert model.trace(target_ids=IDS)["logits"].values.shape == (6, 40)  # ids are read all the same
        path.unlink()


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("llama", {"general.architecture": "mamba"}, "architecture 'mamba'"),
        ("llama", {"llama.block_count": None}, "does not say llama.block_count"),
        ("llama", {"llama.expert_count": 8}, "llama.expert_count"),
        ("llama", {"llama.feed_forward_length": [24, 28]}, "layer by layer"),
        ("llama", {"llama.block_count": 4000}, "layers"),
        ("llama", {"llama.block_count": "two"}, "two"),
        ("llama", {"llama.feed_forward_length": 25}, r"blk.0.ffn_gate.weight"),
        ("llama", {"split.count": 3}, "one of 3 files"),
        ("qwen2", {"qwen2.rope.scaling.type": "su-per"}, "su-per"),
    ],
)
def test_words_that_do_not_fit_are_refused_by_name(name, words, sentence, tmp_path):
    folder = FAMILIES / name

    path = tmp_path / "a.gguf"
    write(path, folder, words={key: value for key, value in words.items() if key != "general.architecture"})
    if "general.architecture" in words:
        path.write_bytes(path.read_bytes().replace(b"llama", b"mamba"))
    with pytest.raises(TracerError, match=sentence):
        open_model(path).trace(target_ids=IDS)


def test_tensors_that_are_missing_or_strange_are_named_as_the_file_does(tmp_path):
    path = write(tmp_path / "a.gguf", FAMILIES / "llama", tensors={"blk.0.attn_sinks.weight": np.ones(4)})
    with pytest.raises(TracerError, match="blk.0.attn_sinks.weight"):
        open_model(path)
    whole = write(tmp_path / "b.gguf", FAMILIES / "llama").read_bytes()
    path.write_bytes(whole.replace(b"blk.1.ffn_up", b"blk.1.ffn_xy"))
    with pytest.raises(TracerError, match="blk.1.ffn_xy"):
        open_model(path)
    path.write_bytes(whole.replace(b"output_norm.weight", b"output_warm.weight"))
    with pytest.raises(TracerError, match="output_warm.weight"):
        open_model(path)


def number_at(whole, name, offset, form, value):
    """The file with a number behind a name changed."""
    at = whole.index(name) + len(name) + offset
    return whole[:at] + struct.pack(form, value) + whole[at + struct.calcsize(form) :]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda whole: b"", "does not begin"),
        (lambda whole: b"GG", "ends inside its header"),
        (lambda whole: b"PK\3\4" + whole[4:], "does not begin"),
        (lambda whole: whole[:4] + struct.pack("<I", 1) + whole[8:], "version 1"),
        (lambda whole: whole[:4] + struct.pack(">I", 3) + whole[8:], "other order of bytes"),
        (lambda whole: whole[:8] + struct.pack("<Q", 1 << 62) + whole[16:], "counts more than it holds"),
        (lambda whole: whole[:16] + struct.pack("<Q", 1 << 63) + whole[24:], "counts more than it holds"),
        (lambda whole: number_at(whole, b"general.architecture", 4, "<Q", 1 << 60), "ends inside its header"),
        (lambda whole: number_at(whole, b"general.architecture", 0, "<I", 99), "form that is not known"),
        (lambda whole: whole[:24], "ends inside its header"),
        (lambda whole: whole.replace(b"llama.context_length", b"llama.context_leng\xff\xff"), "no UTF-8"),
        (lambda whole: whole.replace(b"blk.1.ffn_up", b"blk.0.ffn_up"), "twice"),
        (lambda whole: number_at(whole, b"token_embd.weight", 0, "<I", 9), "the axes 9"),
        (lambda whole: number_at(whole, b"token_embd.weight", 4, "<Q", 0), "the axes 40 × 0"),
        (lambda whole: number_at(whole, b"token_embd.weight", 4, "<Q", 1 << 62), "is cut off"),
        (lambda whole: number_at(whole, b"token_embd.weight", 20, "<I", 4), "number format 4"),
        (lambda whole: number_at(whole, b"token_embd.weight", 20, "<I", 8), "in blocks of 32"),
        (lambda whole: number_at(whole, b"token_embd.weight", 24, "<Q", 32), "where another one lies"),
        (lambda whole: number_at(whole, b"token_embd.weight", 24, "<Q", 1 << 40), "is cut off"),
        (lambda whole: whole[:-2000], "is cut off"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_one_sentence(change, sentence, tmp_path):
    path = tmp_path / "a.gguf"
    path.write_bytes(change(write(tmp_path / "whole.gguf", FAMILIES / "llama").read_bytes()))
    with pytest.raises(TracerError, match=sentence) as caught:
        open_model(path)
    assert "a.gguf" in str(caught.value)


def test_no_damage_of_a_few_bytes_is_more_than_a_sentence(tmp_path):
    whole = write(tmp_path / "whole.gguf", FAMILIES / "qwen2", vocabulary=scored("gemma")).read_bytes()
    header, draw, path = whole.index(b"output_norm"), random.Random(5), tmp_path / "a.gguf"
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(draw.randint(1, 3)):
            damaged[draw.randrange(header)] = draw.randrange(256)
        path.write_bytes(damaged[: draw.choice([None, draw.randrange(header)])])
        try:
            open_model(path).trace("Thinking")
        except TracerError as error:
            assert len(str(error)) < 1200


def test_the_file_that_comes_along_is_the_folder_beside_it_packed(tmp_path):
    from tests.cases.hf import make_gguf
    from tracer.files.gguf_file import GgufFile

    kept = make_gguf.MODELS / "tiny-llama-q8_0.gguf"
    made = write(tmp_path / kept.name, make_gguf.MODELS / "tiny-llama", "Q8_0", vocabulary=make_gguf.vocabulary)
    first, second = GgufFile(kept), GgufFile(made)
    assert first.metadata == second.metadata and list(first) == list(second)
    assert all(np.array_equal(np.asarray(first.stored(name)[1][...]), second.stored(name)[1][...]) for name in first)


def test_without_the_library_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    path = write(tmp_path / "a.gguf", FAMILIES / "llama")
    monkeypatch.setitem(sys.modules, "gguf", None)
    with pytest.raises(TracerError, match=r"pip install 'transformer-tracer\[gguf\]'"):
        open_model(path)
