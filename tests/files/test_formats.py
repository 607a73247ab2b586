"""Saving and loading in all four formats, and every way a file can refuse."""

import errno
import os
import shlex

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tracer.errors import TracerError
from tracer.files import formats, layout, torch_file
from tracer.files.stored_run import Stored
from tracer.language import use

ENDINGS = list(formats.FORMATS)


@pytest.fixture(autouse=True)
def english():
    use("en")
    yield
    use(None)


FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([-0.0, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3])
ARRAYS = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=FINITE)
NAMES = st.from_regex(r"[A-Za-z_]+(\.[A-Za-z0-9_]+){0,3}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "model": st.sampled_from(["encoder", "attention"]),
        "heads": st.integers(1, 9),
        "seed": st.integers(0, 2**70),
        "scale": st.booleans() | st.just("d_model") | st.floats(0.1, 9),
        "mask": st.just("causal") | st.just([[1, 0], [1, 1]]),
        "mask_fill": st.just("-inf") | st.just(-1e9),
        "norm": st.just("pre") | st.just(("attention", "ffn")),
        "epsilon": st.floats(0, 1),
        "positions": st.just("none") | st.just([[0.1, 1.0], [1 / 3, 5e-324]]),
    },
)


@st.composite
def stored(draw):
    parameters = draw(st.dictionaries(NAMES, ARRAYS, max_size=4))
    tokens = draw(st.none() | st.lists(TEXT, min_size=1, max_size=3, unique=True))
    if tokens is not None:
        parameters["embedding.W_E"] = draw(hnp.arrays(np.float64, (len(tokens), 3), elements=FINITE))
    vocab = draw(st.none() | st.lists(TEXT, min_size=1, max_size=3))
    return Stored(parameters, draw(SETTINGS), tokens, data={"vocab": vocab} if vocab else {})


def same_bits(left, right):
    return left.shape == right.shape and left.dtype == right.dtype and left.tobytes() == right.tobytes()


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_run=stored())
def test_what_is_saved_loads_with_the_same_bits(tmp_path, ending, given_run):
    path = tmp_path / f"run{ending}"
    formats.save(path, given_run)
    loaded = formats.load(path)
    assert set(loaded.parameters) == set(given_run.parameters)
    assert all(same_bits(loaded.parameters[name], np.asarray(given_run.parameters[name])) for name in given_run.parameters)
    assert loaded.settings == given_run.settings
    assert loaded.tokens == given_run.tokens
    assert loaded.data == given_run.data
    assert loaded.origin == str(path)
    assert os.listdir(tmp_path) == [path.name], "no temporary file is left"


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_binary_files_keep_float32_and_give_the_same_bytes_twice(tmp_path, ending):
    run = Stored({"W_Q": np.arange(6, dtype=np.float32).reshape(2, 3).T, "b": np.float64(0.1) * np.ones(1)}, {"heads": 1})
    formats.save(tmp_path / f"a{ending}", run)
    formats.save(tmp_path / f"b{ending}", run)
    assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
    assert same_bits(formats.load(tmp_path / f"a{ending}").parameters["W_Q"], np.ascontiguousarray(run.parameters["W_Q"]))


@pytest.mark.parametrize("ending", [".toml", ".json"])
def test_trace_files_keep_the_text_and_the_edits(tmp_path, ending):
    edits = {"scores[0, 0, 1]": 96.0, 'scores[0, "a\\"b"]': np.array([-np.inf, np.inf, 1.5]), "masked": np.array(np.nan)}
    data = {"text": "\x1b[31m机器\u202e\x7f\n", "also": ["b"], "inputs": np.array([[0.1, 2.0]]), "set": edits, "causal": True}
    data |= {"labels": [1, 2], "learning_rate": 0.1, "steps": 3}
    run = Stored({}, {"heads": 1}, ["a", "input #1", "", "b.c"], ["ä"], data)
    run.parameters = {"embedding.W_E": np.arange(8.0).reshape(4, 2), "decoder.embedding.W_E": np.ones((1, 2))}
    formats.save(tmp_path / f"run{ending}", run)
    loaded = formats.load(tmp_path / f"run{ending}")
    assert (loaded.tokens, loaded.target_tokens) == (run.tokens, run.target_tokens)
    assert {key: value for key, value in loaded.data.items() if key not in ("set", "inputs")} == {
        key: value for key, value in data.items() if key not in ("set", "inputs")
    }
    assert loaded.data["inputs"].tolist() == [[0.1, 2.0]]
    np.testing.assert_equal(list(loaded.data["set"].values()), [96.0, edits['scores[0, "a\\"b"]'], np.nan])
    assert list(loaded.data["set"]) == list(edits)
    assert "\x1b" not in (tmp_path / f"run{ending}").read_text()


def test_a_saved_trace_file_is_readable_by_people(tmp_path):
    run = Stored(
        {"attention.W_Q": np.array([[1.0, 0.5], [0.1, -2.0]])}, {"heads": 1, "norm": ("ffn",)}, data={"text": "Thinking"}
    )
    formats.save(tmp_path / "run.toml", run)
    assert (tmp_path / "run.toml").read_text() == (
        'text = "Thinking"\nheads = 1\nnorm = ["ffn"]\n\n[weights]\n"attention.W_Q" = [\n  [1.0, 0.5],\n  [0.1, -2.0]\n]\n'
    )
    formats.save(tmp_path / "run.json", run)
    assert (tmp_path / "run.json").read_text() == (
        '{\n  "text": "Thinking",\n  "heads": 1,\n  "norm": ["ffn"],\n  "weights": {\n'
        '    "attention.W_Q": [\n      [1.0, 0.5],\n      [0.1, -2.0]\n    ]\n  }\n}\n'
    )


def test_numpy_reads_what_is_saved_as_npz(tmp_path):
    formats.save(tmp_path / "run.npz", Stored({"a.W": np.ones((2, 2))}, {"heads": 3}))
    with np.load(tmp_path / "run.npz", allow_pickle=False) as found:
        assert found["a.W"].tolist() == [[1, 1], [1, 1]]
        assert '"heads": 3' in str(found["ttrace"])


def test_a_lone_surrogate_goes_into_json_but_not_into_toml(tmp_path):
    run = Stored(data={"text": "a\udcffb"})
    formats.save(tmp_path / "run.json", run)
    assert formats.load(tmp_path / "run.json").data == run.data
    with pytest.raises(TracerError, match=r"\\udcff, which is no character, and TOML"):
        formats.save(tmp_path / "run.toml", run)
    assert os.listdir(tmp_path) == ["run.json"]


def test_one_token_with_two_rows_cannot_be_saved_by_token(tmp_path):
    run = Stored({"embedding.W_E": np.eye(2)}, tokens=["the", "the"])
    with pytest.raises(TracerError, match="'the' has two different embedding rows"):
        formats.save(tmp_path / "run.toml", run)
    same = Stored({"embedding.W_E": np.ones((2, 1))}, tokens=["the", "the"])
    assert list(same.rows()) == ["the"]


def refusal(path):
    with pytest.raises(TracerError) as refused:
        formats.load(path)
    return str(refused.value)


def test_what_cannot_be_loaded_says_why_in_one_sentence(tmp_path):
    assert refusal(tmp_path / "none.toml") == f"There is no file {tmp_path}/none.toml: check its name and folder."
    assert refusal(tmp_path) == f"{tmp_path} is a folder; name a file in it."
    (tmp_path / "model.bin").touch()
    assert "is a pickle" in refusal(tmp_path / "model.bin") and "model.safetensors" in refusal(tmp_path / "model.bin")
    (tmp_path / "model.onnx").touch()
    assert ".toml, .json, .npz, .safetensors" in refusal(tmp_path / "model.onnx")
    (tmp_path / "file").touch()
    assert "cannot be read: Not a directory" in refusal(tmp_path / "file" / "x.toml")


def test_the_pickle_sentence_holds_a_command_that_runs_nothing_in_the_file(tmp_path):
    (tmp_path / "a.pt").write_bytes(b"cos\nsystem\n(S'touch PWNED'\ntR.")
    assert "weights_only=True" in refusal(tmp_path / "a.pt")
    assert os.listdir(tmp_path) == ["a.pt"]


def test_a_file_too_large_for_memory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    (tmp_path / "a.toml").write_text("heads = 1\n")
    monkeypatch.setattr("tracer.memory.available.available", lambda: 20)
    monkeypatch.setattr(layout.Path, "read_bytes", None)
    assert "GB of memory" in refusal(tmp_path / "a.toml")


def test_text_that_is_not_utf_8_is_told_with_its_line(tmp_path):
    (tmp_path / "a.toml").write_bytes(b'heads = 1\ntext = "\xff"\n')
    assert "byte 9 of line 2" in refusal(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_bytes(b"\xef\xbb\xbfheads = 1\n")
    assert formats.load(tmp_path / "b.toml").settings == {"heads": 1}


@pytest.mark.parametrize("failure", [errno.ENOSPC, errno.EIO])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failure):
    path = tmp_path / "run.toml"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(failure, os.strerror(failure))))
    with pytest.raises(TracerError, match="disk is full" if failure == errno.ENOSPC else "cannot be written: Input/output"):
        formats.save(path, Stored())
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["run.toml"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, ValueError])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, interruption):
    (tmp_path / "out.txt").write_text("old")
    with pytest.raises(interruption), formats.atomic(tmp_path / "out.txt", text=True) as stream:
        stream.write("half")
        raise interruption
    assert (tmp_path / "out.txt").read_text() == "old" and os.listdir(tmp_path) == ["out.txt"]


def test_a_finished_write_replaces_the_file_and_keeps_its_permissions(tmp_path):
    path, link = tmp_path / "out.txt", tmp_path / "link.txt"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    with formats.atomic(link, text=True) as stream:
        stream.write("机器\n\udcff")
    assert path.read_bytes() == "机器\n\\udcff".encode() and path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()


def test_what_cannot_be_written_says_why_in_one_sentence(tmp_path):
    for target, words in ((tmp_path, "is a folder; name a file to write"), (tmp_path / "no" / "x.toml", "there is no folder")):
        with pytest.raises(TracerError, match=words), formats.atomic(target):
            pytest.fail("nothing should be written")
    with pytest.raises(TracerError, match="no format that is known"):
        formats.save(tmp_path / "x.xyz", Stored())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_device_is_written_to_and_never_replaced():
    with pytest.raises(TracerError, match="disk is full"), formats.atomic("/dev/full", text=True) as stream:
        stream.write("x")
    with formats.atomic("/dev/null") as stream:
        stream.write(b"x")
    assert os.path.exists("/dev/null") and not os.path.isfile("/dev/null")


def test_a_closed_pipe_stays_a_closed_pipe(tmp_path):
    with pytest.raises(BrokenPipeError), formats.atomic(tmp_path / "x", text=True):
        raise BrokenPipeError


def test_a_link_is_written_through_and_stays_a_link(tmp_path):
    (tmp_path / "target.toml").write_text("old")
    (tmp_path / "link.toml").symlink_to("target.toml")
    (tmp_path / "dangling.toml").symlink_to("missing.toml")
    for name in ("link", "dangling"):
        formats.save(tmp_path / f"{name}.toml", Stored({}, {"heads": 3}))
        assert (tmp_path / f"{name}.toml").is_symlink()
        assert "heads = 3" in (tmp_path / f"{name}.toml").resolve().read_text()


def test_a_link_to_itself_is_refused_and_stays(tmp_path):
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    with pytest.raises(TracerError) as caught:
        formats.save(tmp_path / "loop.toml", Stored({}))
    assert caught.value.message == "weights.loop" and (tmp_path / "loop.toml").is_symlink()


def test_a_read_only_file_is_refused_and_stays(tmp_path):
    file = tmp_path / "kept.toml"
    file.write_text("old")
    file.chmod(0o444)
    with pytest.raises(TracerError) as caught:
        formats.save(file, Stored({}))
    assert caught.value.message == "weights.unwritable" and file.read_text() == "old" and os.listdir(tmp_path) == ["kept.toml"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_rights_and_owner_of_the_old_file_are_kept(tmp_path, mode):
    file = tmp_path / "run.toml"
    file.write_text("old")
    file.chmod(mode)
    owner = 1234 if os.getuid() == 0 else os.getuid()
    os.chown(file, owner, -1)
    formats.save(file, Stored({}))
    about = file.stat()
    assert (about.st_mode & 0o777, about.st_uid) == (mode, owner) and file.read_text() != "old"


def test_what_a_killed_run_left_is_removed_and_what_another_still_writes_is_not(tmp_path):
    (tmp_path / ".ttrace-0123456789abcdef.part").write_text("half")
    with formats.atomic(tmp_path / "slow.toml") as stream:
        (writing,) = [name for name in os.listdir(tmp_path) if name.endswith(".part")]
        formats.save(tmp_path / "run.toml", Stored({}))
        assert sorted(os.listdir(tmp_path)) == [writing, "run.toml"]
        stream.write(b"whole")
    assert sorted(os.listdir(tmp_path)) == ["run.toml", "slow.toml"]


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="this system has no names for open streams")
def test_a_stream_of_this_process_is_written_to_behind_what_stands_there(tmp_path):
    with open(tmp_path / "log", "w+") as log:
        log.write("before\n")
        log.flush()
        with formats.atomic(f"/dev/fd/{log.fileno()}", text=True) as stream:
            stream.write("after\n")
    assert (tmp_path / "log").read_text() == "before\nafter\n"


def test_an_unchanged_file_is_opened_once_and_a_changed_one_again(tmp_path):
    path = tmp_path / "a.safetensors"
    formats.save(path, Stored({"W_Q": np.ones((2, 2))}, settings={"heads": 1}))
    first = formats.load_kept(path)
    first.settings["heads"] = 2
    again = formats.load_kept(path)
    assert again.parameters["W_Q"] is first.parameters["W_Q"]
    assert again.settings == {"heads": 1}
    formats.save(path, Stored({"W_Q": np.zeros((2, 2))}))
    assert not formats.load_kept(path).parameters["W_Q"].any()
    path.unlink()
    with pytest.raises(TracerError, match="no file"):
        formats.load_kept(path)


def test_numbers_that_were_widened_are_not_held_for_later(tmp_path):
    path = tmp_path / "a.safetensors"
    formats.save(path, Stored({"W_Q": np.ones((2, 2), np.float16)}))
    assert formats.load_kept(path).parameters["W_Q"] is not formats.load_kept(path).parameters["W_Q"]


ODD_NAMES = ["a b", "a'b", 'a"b', "$(touch x)", "`touch x`", "'); import os; os.system('touch x') #", "\\", "x" * 90]


@pytest.mark.parametrize("spoken", ["en", "zh"])
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_one_word_of_the_offered_command_and_no_part_of_its_code(tmp_path, name, spoken):
    use(spoken)
    path = tmp_path / f"{name}.pt"
    path.write_bytes(b"x")
    for refuse in (formats.load, torch_file.read):
        with pytest.raises(TracerError) as error:
            refuse(path)
        command = shlex.split(str(error.value)[str(error.value).index("python -c") :])
        assert str(path) in command[3:]
        assert name not in command[2] and "sys.argv[1]" in command[2]
        compile(command[2], "command", "exec")
