"""What a parser of TOML or JSON found wrong, in the reader's language: their own messages are English."""

from __future__ import annotations

import re

from tracer.errors import Phrase

# how a message of `json` or `tomllib` begins: the message of ours; what a group holds fills its placeholder
_PROBLEMS = (
    (r"Expecting value|Invalid value", "value"),
    (r"Expecting property name", "key_quotes"),
    (r"Expecting ':'", "colon"),
    (r"Expecting ','", "comma"),
    (r"Extra data", "more"),
    (r"Invalid control character", "control"),
    (r"Invalid \\|Unescaped '\\'|Invalid hex value|Escaped character", "escape"),
    (r"Unterminated string|Expected \"'''\"|Expected '\"\"\"'", "open_text"),
    (r"Illegal trailing comma", "trailing"),
    (r"Expected '='", "equals"),
    (r"Invalid statement", "statement"),
    (r"(?:Illegal|Found invalid) character '\\n'|(?:Illegal|Found invalid) character \"\\n\"", "open_text"),
    (r"(?:Illegal|Found invalid) character (?P<sign>.*)", "sign"),
    (r"Cannot (?:overwrite|declare|mutate|namespace)|Duplicate inline table key", "twice"),
    (r"Expected newline", "line_end"),
    (r"Unclosed array", "open_array"),
    (r"Unclosed inline table", "open_table"),
    (r"Invalid initial character", "key"),
    (r"Expected '\]", "bracket"),
    (r"Invalid date", "date"),
)


def syntax_problem(message: str) -> Phrase | str:
    """The parser's message as part of a sentence of ours; one that is not known stays as it is."""
    for pattern, name in _PROBLEMS:
        if found := re.match(pattern, message):
            return Phrase(f"parsers.{name}", **found.groupdict())
    return message
