"""The same command prints the same text, whatever kernel and number of threads the BLAS computes with."""

import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from difflib import unified_diff
from pathlib import Path

import pytest
from kernel import environment, others

WORDS = "the a animal street cat dog it he she they was is did not cross see saw love machines because too tired wide tea and of"
TOYS = [
    [],
    ["--init", "integers"],
    ["--init", "integers", "--paper", "2"],
    ["--layers", "3", "--heads", "4", "--d-model", "32"],
    ["--norm-kind", "rms", "--positions", "rope", "--activation", "gelu"],
    ["--model", "attention", "--init", "integers"],
    ["--model", "decoder"],
    ["--model", "encoder-decoder", "--target", "我 爱 机器"],
    ["--model", "rnn"],
    ["--model", "lstm", "--init", "integers"],
    ["--model", "gru"],
]
TRAINED = [["--model", "pronoun", "--all"], ["--model", "letters", "--all"], ["--model", "translate", "--target", "猫看小的狗"]]
# sentences that the trained models know all words of
KNOWN = ["the animal didn't cross the street because it was too tired", "the cat ", "the cat sees the small dog"]


def commands(number=50):
    """Sentences with a seed each, over every kind of model in turn; the same ones in every run."""
    drawn = random.Random(17)
    made = [[KNOWN[place], *words] for place, words in enumerate(TRAINED)]
    for seed in range(number - len(made)):
        text = " ".join(drawn.choices(WORDS.split(), k=drawn.randint(2, 7)))
        made.append([text, *TOYS[seed % len(TOYS)], "--seed", str(seed), "--detail"])
    return made


def printed(given):
    """What each command prints in a process of its own with this environment."""
    script = Path(__file__).with_name("printed.py")
    done = subprocess.run(
        [sys.executable, str(script)], input=json.dumps(commands()), env=given, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_fifty_sentences_print_the_same_text_under_other_kernels():
    """One with one thread and without NumPy's vector code, one with two threads."""
    kernels = others(2)
    if not kernels:
        pytest.skip("this processor runs no other kernel of OpenBLAS, or NumPy's BLAS is another one")
    ways = list(zip(kernels, (1, 2), (True, False), strict=False))
    with ThreadPoolExecutor() as pool:  # each is a process of its own
        own, *others_printed = pool.map(printed, [environment(), *(environment(*way) for way in ways)])
    assert sum(map(len, own)) > 100_000
    for kernel, texts in zip(kernels, others_printed, strict=False):
        changed = [place for place, (here, there) in enumerate(zip(own, texts, strict=True)) if here != there]
        if changed:
            lines = unified_diff(*(some[changed[0]].splitlines() for some in (own, texts)), "own", kernel, n=0, lineterm="")
            pytest.fail("\n".join([*(" ".join(commands()[place]) for place in changed), *lines]))
