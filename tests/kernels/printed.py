"""Runs the commands of a JSON list on standard input in this process, and writes a JSON list of what each printed."""

import json
import sys

from tracer.cli import reader
from tracer.cli.replay import Replay

if __name__ == "__main__":
    replay = Replay(".", "en", reader(()))
    json.dump([replay.run(words).text for words in json.load(sys.stdin)], sys.stdout)
