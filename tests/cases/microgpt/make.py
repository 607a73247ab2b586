"""Trains the microgpt of `walkthroughs/models/microgpt.json` with the plain algorithm and writes it as its one-line export does.

python tests/cases/microgpt/make.py OUT.json   (plain Python, some minutes; the numbers are rounded to five decimals)
"""

import json
import random
import sys

import plain

NAMES = """
ada alan albert alice amy ana andrea anna anne anton ben bella blaise carl carla clara daniel dana david diana dina edith elena
ella elsa emma emil erin eva fiona frida georg greta hana hanna helen henri hugo ida ines irene isaac ivan jan jana jane joan johan
jonas julia karl kate lara laura lea lena leo leon lina linus lisa louis luca lucia lydia mara maria mario mark marta max maya mia
mila mina nadia nina nora olga oscar otto paul paula peter rita rosa ruth sara sofia sonia stella tara theo tina tom vera viola
""".split()
STEPS = 600


def main(out):
    letters = "abcdefghijklmnopqrstuvwxyz"
    state, first, second = plain.parameters(27), {}, {}
    names = NAMES[:]
    random.Random(1).shuffle(names)
    for step in range(STEPS):
        tokens = [26, *map(letters.index, names[step % len(names)]), 26]
        loss = plain.loss_of(state, tokens)
        loss.backward()
        plain.adam(state, first, second, step, STEPS)
        if step % 50 == 0 or step == STEPS - 1:
            print(step, round(loss.data, 3), flush=True)
    rounded = {name: [[round(value, 5) for value in row] for row in matrix] for name, matrix in plain.numbers(state).items()}
    with open(out, "w", encoding="utf-8") as file:
        json.dump(rounded, file)


if __name__ == "__main__":
    main(sys.argv[1])
