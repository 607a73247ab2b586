"""What a folder's small files say of its tokenizer: tokenizer_config.json, special_tokens_map.json, added_tokens.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tracer.errors import TracerError

# in the order in which those that the vocabulary lacks get their ids
ROLES = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_MOST_DIGITS = 9  # of a token's id
_FLAGS = ("lstrip", "rstrip", "single_word", "normalized")


@dataclass(frozen=True, slots=True)
class Added:
    """A token found in the text before it is cut. lstrip, rstrip: it takes the space beside it along. single_word: only
    where no letter touches it. normalized: looked for in the normalised text. special: no part of what the model says."""

    content: str
    lstrip: bool = False
    rstrip: bool = False
    single_word: bool = False
    normalized: bool = False
    special: bool = True


class Configuration:
    """The folder's settings and the tokens it names. Raises TracerError for a file that is no JSON object."""

    def __init__(self, folder: Path) -> None:
        file, others = folder / "tokenizer_config.json", folder / "added_tokens.json"
        self.raw = _read(file)
        numbered = self.raw.get("added_tokens_decoder")
        if isinstance(numbered, dict):  # says everything itself: the older files are then copies of it
            self._numbered = {_id(number, "added_tokens_decoder", file): _added(token) for number, token in numbered.items()}
            self._named = self.raw
        else:
            self._named = self.raw | _read(folder / "special_tokens_map.json")
            special = {_content(self._named[key]) for key in ROLES if self._named.get(key)} | set(map(_content, self._further))
            self._numbered = {
                _id(number, content, others): Added(content, normalized=content not in special, special=content in special)
                for content, number in _read(others).items()
            }

    def get(self, key: str, default: Any) -> Any:
        """A setting, or the default where the file does not say it or says null."""
        value = self.raw.get(key)
        return default if value is None else value

    @property
    def _further(self) -> list[Any]:
        tokens = self._named.get("additional_special_tokens")
        return tokens if isinstance(tokens, list) else []

    @property
    def numbered(self) -> dict[str, int]:
        """The ids that these files themselves give."""
        return {token.content: number for number, token in self._numbered.items()}

    def roles(self, defaults: Mapping[str, Added]) -> dict[str, Added]:
        """The special token of each role, `unk_token` and so on; `defaults` where the folder does not name one."""
        by_content = {token.content: token for token in self._numbered.values()}
        result = dict(defaults)
        for key in ROLES:
            if key not in self._named:
                continue
            value = self._named[key]
            if value is None:
                result.pop(key, None)
            elif isinstance(value, str):
                usual = by_content.get(value) or replace(defaults.get(key, Added(value)), content=value)
                result[key] = replace(usual, special=True)
            else:
                result[key] = replace(_added(value), special=True)
        return result

    def added(self, roles: Mapping[str, Added], known: Mapping[str, int]) -> dict[Added, int]:
        """Every token found before the text is cut, with its id: numbered ones, then special ones.

        Special ones that neither these files number nor the vocabulary (`known`) holds get the next ids. A role that
        nobody but the family names is left out where the vocabulary lacks it.
        """
        result = {token: number for number, token in sorted(self._numbered.items())}
        have = {token.content for token in result}
        after = 1 + max([*known.values(), *result.values()], default=-1)
        further = [_added(token) for token in self._further]
        for key, token in [*((key, roles[key]) for key in ROLES if key in roles), *((None, token) for token in further)]:
            if token.content in have or (token.content not in known and key is not None and key not in self._named):
                continue
            number = known.get(token.content)
            if number is None:
                number, after = after, after + 1
            result[token] = number
            have.add(token.content)
        return result


def require_token(roles: Mapping[str, Added], key: str, known: Mapping[str, int], file: Path) -> tuple[str, int]:
    """A role's token and its id. Raises TracerError where the vocabulary lacks it."""
    token = roles[key].content if key in roles else key
    if token not in known:
        raise TracerError("checkpoints.special", file=str(file), token=token, key=key)
    return token, known[token]


def _read(path: Path) -> dict[str, Any]:
    return read_object(path) if path.exists() else {}


def read_object(path: Path) -> dict[str, Any]:
    """A file's JSON object. Raises TracerError: missing, damaged, or something else than an object."""
    try:
        result = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TracerError("checkpoints.tokenizer_file", file=str(path)) from None
    except (OSError, ValueError, RecursionError):
        raise TracerError("checkpoints.json", file=str(path)) from None
    if not isinstance(result, dict):
        raise TracerError("checkpoints.json", file=str(path))
    return result


def _id(number: Any, key: str, file: Path) -> int:
    """A token's id, which as a key of an object is text. Raises TracerError for what is no small whole number."""
    written = str(number)
    if isinstance(number, bool) or not (written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS):
        raise TracerError("checkpoints.value", file=str(file), key=key, value=written, takes="0, 1, 2 …")
    return int(written)


def _content(token: Any) -> str:
    return str(token.get("content", "") if isinstance(token, dict) else token)


def _added(token: Any) -> Added:
    """A token as these files write it: its name, or an object with its flags."""
    if not isinstance(token, dict):
        return Added(_content(token))
    special = bool(token.get("special", True))
    flags = {key: bool(token[key]) for key in _FLAGS if key in token}
    return Added(_content(token), **{"normalized": not special, **flags}, special=special)
