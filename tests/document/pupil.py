"""A pupil who computes an encoder from the printed numbers only, by hand: plain lists, school rounding, no library of ours."""

import math
from decimal import ROUND_HALF_UP, Decimal


def rounded(value, places):
    """First to 12 decimals, then half away from zero, as on paper."""
    twelve = Decimal(format(value, ".12f"))
    return float(twelve.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


class Pupil:
    """stages, parameters: the printed numbers by address, nested lists as in the JSON."""

    def __init__(self, stages, parameters, places, attention="encoder.0.attention", ffn="encoder.0.ffn"):
        self.s, self.p, self.places, self.a, self.f = stages, parameters, places, attention, ffn

    def each(self, table):
        return [self.each(row) for row in table] if isinstance(table, list) else rounded(table, self.places)

    def times(self, rows, matrix, shift=None):
        columns = range(len(matrix[0]))
        return [
            [math.fsum(x * matrix[i][j] for i, x in enumerate(row)) + (shift[j] if shift else 0.0) for j in columns]
            for row in rows
        ]

    def plus(self, a, b):
        return [[x + y for x, y in zip(one, two, strict=True)] for one, two in zip(a, b, strict=True)]

    def projected(self, part):
        whole = self.times(self.s["input"], self.p[f"{self.a}.W_{part}"])
        heads = len(self.s[f"{self.a}.q"])
        wide = len(whole[0]) // heads
        return [[row[head * wide : (head + 1) * wide] for row in whole] for head in range(heads)]

    def softmax(self, row):
        largest = max(row)
        powers = [math.exp(one - largest) for one in row]
        return [one / math.fsum(powers) for one in powers]

    def norm(self, rows, at):
        gamma, beta = self.p[f"{at}.gamma"], self.p[f"{at}.beta"]
        found = []
        for row in rows:
            mean = math.fsum(row) / len(row)
            variance = math.fsum((x - mean) ** 2 for x in row) / len(row)
            found.append([(x - mean) / math.sqrt(variance + 1e-5) * g + b for x, g, b in zip(row, gamma, beta, strict=True)])
        return found

    def answers(self):
        """Every stage of one post-norm ReLU encoder layer from the printed stages before it."""
        s, a, f = self.s, self.a, self.f
        yield "input", self.plus(s["embedding"], s["positions"])
        for part in "QKV":
            yield f"{a}.{part.lower()}", self.projected(part)
        keys = range(len(s[f"{a}.k"]))
        yield f"{a}.scores", [self.times(s[f"{a}.q"][h], [*map(list, zip(*s[f"{a}.k"][h], strict=True))]) for h in keys]
        root = math.sqrt(len(s[f"{a}.k"][0][0]))
        yield f"{a}.scaled", [[[one / root for one in row] for row in head] for head in s[f"{a}.scores"]]
        yield f"{a}.softmax", [[self.softmax(row) for row in head] for head in s[f"{a}.scaled"]]
        yield f"{a}.z", [self.times(s[f"{a}.softmax"][h], s[f"{a}.v"][h]) for h in keys]
        yield f"{a}.concat", [sum((s[f"{a}.z"][h][t] for h in keys), []) for t in range(len(s["input"]))]
        yield f"{a}.output", self.times(s[f"{a}.concat"], self.p[f"{a}.W_O"])
        yield f"{a}.add", self.plus(s["input"], s[f"{a}.output"])
        yield f"{a}.norm", self.norm(s[f"{a}.add"], f"{a}.norm")
        yield f"{f}.hidden", self.times(s[f"{a}.norm"], self.p[f"{f}.W_1"], self.p[f"{f}.b_1"])
        yield f"{f}.activation", [[max(0.0, one) for one in row] for row in s[f"{f}.hidden"]]
        yield f"{f}.output", self.times(s[f"{f}.activation"], self.p[f"{f}.W_2"], self.p[f"{f}.b_2"])
        yield f"{f}.add", self.plus(s[f"{a}.norm"], s[f"{f}.output"])
        yield f"{f}.norm", self.norm(s[f"{f}.add"], f"{f}.norm")
