"""A runner that knows its answers, so that documents are tested without running a model."""

from tracer.errors import TracerError
from tracer.lessons.command import Outcome


class Answers:
    """`outputs`: words joined by a space -> text, or (text, exit code); `cells`: address -> number; `away`: a model not here.

    in_single: whether its runs are in float32, as the outcome of a command says too.
    """

    def __init__(self, outputs=(), cells=(), away="", in_single=False):
        self.outputs, self.cells, self.asked, self.away, self.in_single = dict(outputs), dict(cells), [], away, in_single

    def lacks(self, words):
        return self.away if self.away and self.away in words else ""

    def run(self, words):
        self.asked.append(list(words))
        found = self.outputs[" ".join(words)]
        return Outcome(found, 0, self.in_single) if isinstance(found, str) else Outcome(*found, self.in_single)

    def single(self, words):
        return self.in_single

    def cell(self, words, address):
        self.asked.append([*words, address])
        if address not in self.cells:
            raise TracerError("text.empty")
        return self.cells[address]
