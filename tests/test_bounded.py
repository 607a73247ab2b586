"""What a file or an option asks for is checked before memory is taken: whole commands under a limit of memory and of processor time.

The limits are far above what a refusal takes and far below what was taken before the checks were there.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HF = Path(__file__).parent / "cases" / "hf"
ROOM, SECONDS = 1 << 30, 30  # beyond what the interpreter has mapped
SPARSE = 16 << 30
# What every command needs is imported once; each command then runs in a child of its own, under the limits.
PARENT = f"""
import json, os, resource, signal, sys
import tracer.cli, numpy
mapped = int(open("/proc/self/statm").read().split()[0]) * 4096
for line in sys.stdin:
    args, folder = json.loads(line)
    if not (child := os.fork()):
        os.chdir(folder)
        os.dup2(os.open("stderr", os.O_WRONLY | os.O_CREAT), 2)
        os.dup2(os.open("stdout", os.O_WRONLY | os.O_CREAT), 1)
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        resource.setrlimit(resource.RLIMIT_AS, (mapped + {ROOM},) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS},) * 2)
        signal.alarm(300)
        code = 0
        try:
            tracer.cli.main(args)
        except SystemExit as end:
            code = end.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
WAYS = {
    "--from": ["--from", "{}.toml"],
    "--from json": ["--from", "{}.json"],
    "--set-file": ["--set-file", "{}.toml", "a b"],
    "--load": ["--load", "{}.safetensors", "a b"],
    "--load npz": ["--load", "{}.npz", "a b"],
    "--embeddings": ["--embeddings", "{}.txt", "a b"],
    "--embeddings npz": ["--embeddings", "{}.npz", "a b"],
    "--task": ["train", "--task", "{}.tsv", "--steps", "1"],
}
HOSTILE_TOML = {
    "dots": "a." * 30_000 + "b = 1",
    "dots in a header": "[" + "a." * 30_000 + "b]",
    "dots and quotes": 'a."=".' * 10_000 + "b = 1",
    "inline": "x = {" + "a." * 30_000 + "b = 1}",
    "brackets": "a = " + "[" * 100_000,
}
pytestmark = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


@pytest.fixture(scope="module")
def parent():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def refused(parent, tmp_path):
    """Run a command in the test's folder: the one sentence it is refused with; never out of memory, never a mistake of the
    program.
    """

    def sentence(args):
        parent.stdin.write(json.dumps([args, str(tmp_path)]) + "\n")
        parent.stdin.flush()
        code = int(parent.stdout.readline())
        said = (tmp_path / "stderr").read_text(encoding="utf-8")
        assert code == 2, said
        assert said.startswith("Error: ")
        assert said.count("\n") == 1
        assert "mistake" not in said
        assert "not enough memory" not in said
        return said

    return sentence


def put(folder, kind, name):
    path = folder / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with open(path, "wb") as stream:
            stream.truncate(SPARSE)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["pipe", "device", "sparse"])
def test_no_option_waits_for_a_pipe_or_swallows_a_device_or_an_endless_file(refused, tmp_path, way, kind):
    args = [word.format(kind) for word in WAYS[way]]
    put(tmp_path, kind, next(word for word in args if word.startswith(f"{kind}.")))
    assert kind in refused(args), "the file is named"


@pytest.mark.parametrize(
    "name", ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "generation_config.json"]
)
@pytest.mark.parametrize("kind", ["pipe", "device", "sparse"])
def test_nor_does_a_checkpoints_folder(refused, tmp_path, name, kind):
    folder = tmp_path / "m"
    shutil.copytree(HF / "gpt2" / "model", folder)
    (folder / name).unlink(missing_ok=True)
    put(folder, kind, name)
    assert name in refused(["--model", "m", "--generate", "1", "a b"])


@pytest.mark.parametrize("text", HOSTILE_TOML.values(), ids=HOSTILE_TOML)
def test_keys_of_many_parts_are_refused_before_the_parser_sees_them(refused, tmp_path, text):
    (tmp_path / "f.toml").write_text(text)
    assert "too deep" in refused(["--from", "f.toml"])


def test_dots_in_strings_and_numbers_are_no_keys(refused, tmp_path):
    rows = ", ".join(["0.5"] * 40)
    (tmp_path / "f.toml").write_text(
        f'text = "{"a." * 40}" # {"b." * 40}\nmodel = "attention"\nseed = 1\n[set]\n"q[0, 0]" = [{rows}]\n'
    )
    assert "too deep" not in refused(["--from", "f.toml"])


@pytest.mark.parametrize(
    "args",
    [
        ["a b", "--layers", "100000"],
        ["a b", "--d-model", "100000"],
        ["a b", "--d-ff", "16777216"],
        ["<" * 10_000],
        ["<" * 10_000, "--format", "html", "--stage", "softmax"],
        ["train", "a b", "--labels", "100000000,1"],
        ["train", "a b", "--model", "decoder", "--d-model", "4096", "--steps", "1000"],
    ],
    ids=lambda args: " ".join(args)[:40],
)
def test_what_is_too_large_is_refused_before_it_is_made(refused, args):
    refused(args)


@pytest.mark.parametrize(
    ("family", "change"),
    [
        ("llama", {"num_hidden_layers": 10**8}),
        ("albert", {"num_hidden_layers": 10**8}),
        ("bart", {"decoder_layers": 10**8}),
        ("gpt2", {"n_layer": 10**8}),
        ("gpt-neo", {"attention_layers": None, "attention_types": [[["global"], 10**9]]}),
        ("gpt-neo", {"attention_layers": None, "attention_types": [[[], 10**9]]}),
        ("llama", {"head_dim": 10**9, "rope_scaling": {"rope_type": "yarn", "factor": 2.0}}),
        ("llama", {"hidden_size": 10**9, "num_attention_heads": 1, "rope_scaling": {"rope_type": "yarn", "factor": 2.0}}),
        ("t5", {"relative_attention_num_buckets": 10**9}),
        ("bert", {"type_vocab_size": 10**9}),
    ],
    ids=str,
)
def test_a_configuration_of_impossible_sizes_is_refused(refused, tmp_path, family, change):
    folder = tmp_path / "m"
    shutil.copytree(HF / "families" / family, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **change}))
    refused(["--model", "m", "--target-ids", "0,1"])
