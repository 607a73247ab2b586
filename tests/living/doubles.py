"""A runner that knows its answers, so that documents are tested without running a model."""

from tracer.errors import MissingExtra, TracerError
from tracer.living.commands import Outcome


class Answers:
    """`outputs`: words joined by a space -> text, or (text, exit code); `cells`: address -> number; `away`: a model not here;
    `extra`: a word of commands that need an optional library.

    files: name -> text, of what lies beside the document. in_single: whether its runs are in float32, as the outcome of a command says too.
    """

    def __init__(self, outputs=(), cells=(), away="", extra="", in_single=False, files=()):
        self.outputs, self.cells, self.asked = dict(outputs), dict(cells), []
        self.files = dict(files)
        self.away, self.extra, self.in_single = away, extra, in_single

    def lacks(self, words):
        return self.away if self.away and self.away in words else ""

    def run(self, words):
        self.asked.append(list(words))
        if self.extra and self.extra in words:
            missing = MissingExtra("checkpoints.extra", "models", library="tokenizers")
            return Outcome(f"Error: {missing}\n", 2, missing=missing)
        found = self.outputs[" ".join(words)]
        return Outcome(found, 0, self.in_single) if isinstance(found, str) else Outcome(*found, self.in_single)

    def written(self, file):
        return self.files.get(file)

    def single(self, words):
        return self.in_single

    def cell(self, words, address):
        self.asked.append([*words, address])
        if self.extra and self.extra in words:
            raise MissingExtra("checkpoints.extra", "models", library="tokenizers")
        if address not in self.cells:
            raise TracerError("tokens.empty")
        return self.cells[address]
