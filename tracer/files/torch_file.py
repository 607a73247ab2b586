"""Tensors that `torch.save` wrote, read without running the pickle inside: its instructions are listed and followed by hand.

Such a file is a zip: `data.pkl` says how the tensors lie in the storages `data/0`, `data/1` …. Only the few instructions that
nested dictionaries, lists and tensors need are followed; whatever else a pickle may ask for is refused, never called.
Source: the opcodes of Python's `pickletools`; PyTorch's `serialization.py` (format of torch 1.6 and later).
"""

from __future__ import annotations

import io
import math
import pickletools
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import Any, NamedTuple

import numpy as np

from tracer.errors import TracerError
from tracer.files.damaged_zip import DAMAGED_ZIP
from tracer.memory.available import available, check_room

_DTYPES = {"DoubleStorage": "<f8", "FloatStorage": "<f4", "HalfStorage": "<f2", "BFloat16Storage": "bf16", "LongStorage": "<i8",
           "IntStorage": "<i4", "ShortStorage": "<i2", "CharStorage": "|i1", "ByteStorage": "|u1",
           "BoolStorage": "|b1"}  # fmt: skip
_DEEPEST, _MOST_PICKLE = 32, 1 << 26  # nested containers; bytes of instructions
_MOST_WALKED, _LONGEST_KEY = 1 << 20, 1000  # what containers hold, counted as often as it is named; signs
_PLENTY, _MOST_READ = 1 << 28, 100  # bytes of storages that may be read in any file; how many times all of them beyond
_MARK = object()


class _Named(NamedTuple):
    """Something a pickle would import: only its name is kept."""

    module: str
    name: str


class _Storage(NamedTuple):
    kind: str
    key: str


class Tensors(NamedTuple):
    """Arrays by the path of keys to them; halves: names of those that were in bfloat16 or float16."""

    arrays: dict[str, np.ndarray]
    halves: dict[str, str]


class _Refused(Exception):
    """The pickle needs more than tensors; the argument says what."""


def read(path: Path) -> Tensors:
    """Every tensor of the file. Raises TracerError where it holds more than tensors, or is no such file; nothing is ever run."""
    file = str(path)
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                return _tensors(archive, file)
        except TracerError:
            raise
        except zipfile.BadZipFile as problem:
            raise TracerError("files.torch_old", file=file, path=quote(file)) from problem
        except _Refused as problem:
            raise TracerError("files.torch_more", file=file, what=str(problem), path=quote(file)) from None
        except (*DAMAGED_ZIP, LookupError, TypeError, AttributeError, OverflowError) as problem:
            raise TracerError("files.torch_broken", file=file) from problem


def _tensors(archive: zipfile.ZipFile, file: str) -> Tensors:
    names = {PurePosixPath(name).name: name for name in archive.namelist() if name.endswith("data.pkl")}
    if "data.pkl" not in names:
        raise TracerError("files.torch_old", file=file, path=quote(file))
    root = names["data.pkl"].removesuffix("data.pkl")
    if archive.getinfo(names["data.pkl"]).file_size > _MOST_PICKLE:
        raise _Refused("data.pkl")
    check_room(sum(entry.file_size for entry in archive.infolist()), file)
    storages = {
        entry.filename.removeprefix(f"{root}data/"): entry
        for entry in archive.infolist()
        if entry.filename.startswith(f"{root}data/")
    }
    machine = _Machine(archive, storages, file)
    arrays = dict(_flat(machine.run(archive.read(names["data.pkl"]))))
    halves = {name: machine.halves[id(array)] for name, array in arrays.items() if id(array) in machine.halves}
    return Tensors(arrays, halves)


def _flat(root: Any) -> Iterator[tuple[str, np.ndarray]]:
    """(path of keys, array), in the order of the file; what is named twice stands twice."""
    waiting = [("", root, 0)]
    walked = 0
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, np.ndarray):
            yield name or "tensor", value
        elif isinstance(value, (dict, list, tuple)):
            walked += len(value)
            if depth >= _DEEPEST or walked > _MOST_WALKED:
                raise _Refused("nesting")
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            held = [(f"{name}.{key}" if name else str(key), each, depth + 1) for key, each in inner if _holds(each)]
            waiting += reversed(held)


def _holds(value: Any) -> bool:
    """Whether a value may be or hold arrays."""
    return isinstance(value, (np.ndarray, dict, list, tuple))


class _Machine:
    """Follows the instructions of one pickle with a stack, as Python would, but calls nothing."""

    def __init__(self, archive: zipfile.ZipFile, storages: dict[str, zipfile.ZipInfo], file: str) -> None:
        self.archive, self.storages, self.file = archive, storages, file
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}
        self.halves: dict[int, str] = {}
        self.kept: list[np.ndarray] = []  # an id names an array only while it lives
        self.last: tuple[str | None, bytes] = None, b""  # the storage that was read last: neighbours often share one
        self.room, self.taken, self.read = available(), 0, 0  # bytes

    def run(self, code: bytes) -> Any:
        for opcode, argument, _ in pickletools.genops(io.BytesIO(code)):
            if opcode.name == "STOP":
                return self.stack.pop()
            self._follow(opcode.name, argument)
        raise EOFError

    def _follow(self, name: str, argument: Any) -> None:
        if name in ("PROTO", "FRAME"):
            return
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in _VALUES:
            self.stack.append(argument)
        elif name in _ACTIONS:
            _ACTIONS[name](self, argument)
        else:
            raise _Refused(name)

    def _to_mark(self) -> list[Any]:
        at = max(place for place, value in enumerate(self.stack) if value is _MARK)
        values = self.stack[at + 1 :]
        del self.stack[at:]
        return values

    def _tuple(self, count: int) -> None:
        values = tuple(self.stack[-count:])
        del self.stack[-count:]
        self.stack.append(values)

    def _set_items(self, values: list[Any]) -> None:
        target = self.stack[-1]
        if isinstance(target, dict):
            target.update(_entries(zip(values[::2], values[1::2], strict=True)))

    def _set_item(self) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set_items([key, value])

    def _storage(self) -> None:
        reference = self.stack.pop()
        if not (isinstance(reference, tuple) and len(reference) == 5 and isinstance(reference[1], _Named)):
            raise _Refused("BINPERSID")
        if not isinstance(reference[2], str):
            raise TypeError(type(reference[2]))
        self.stack.append(_Storage(reference[1].name, reference[2]))

    def _global(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self.stack.append(_Named(module, name))

    def _stack_global(self) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        if not (isinstance(name, str) and isinstance(module, str)):
            raise TypeError(type(name))
        self.stack.append(_Named(module, name))

    def _reduce(self) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        if function == _Named("collections", "OrderedDict"):
            self.stack.append(dict(_entries(arguments[0])) if arguments else {})
        elif function == _Named("torch._utils", "_rebuild_tensor_v2"):
            self.stack.append(self._tensor(*arguments[:4]))
        elif function == _Named("torch._utils", "_rebuild_parameter"):
            self.stack.append(arguments[0])
        elif isinstance(function, _Named):
            raise _Refused(f"{function.module}.{function.name}")
        else:
            raise _Refused("REDUCE")

    def _tensor(self, storage: _Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...]) -> np.ndarray:
        """A view of a storage as an array of its own; every number it reads must lie inside the storage."""
        if not isinstance(storage, _Storage):
            raise TypeError(type(storage))
        kind = _DTYPES.get(storage.kind)
        if kind is None or storage.key not in self.storages:
            raise _Refused(storage.kind)
        raw = np.frombuffer(self._bytes(storage.key), "<u2" if kind == "bf16" else kind)
        last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True)) if all(size) else offset
        if offset < 0 or min((*size, *stride), default=0) < 0 or (all(size) and last >= raw.size):
            raise ValueError(storage.key)
        self._take(math.prod(size) * (4 if kind == "bf16" else raw.itemsize))
        view = np.lib.stride_tricks.as_strided(raw[offset:], size, [step * raw.itemsize for step in stride])
        result = np.array(view)
        if kind == "bf16":
            result = np.left_shift(result.astype(np.uint32), 16).view(np.float32)
        if kind in ("bf16", "<f2"):
            self.halves[id(result)] = "bfloat16" if kind == "bf16" else "float16"
            self.kept.append(result)
        return result

    def _bytes(self, key: str) -> bytes:
        if self.last[0] != key:
            self.read += self.storages[key].file_size
            if self.read > _PLENTY + _MOST_READ * sum(entry.file_size for entry in self.storages.values()):
                raise _Refused("storages")
            self.last = key, self.archive.read(self.storages[key])
        return self.last[1]

    def _take(self, size: int) -> None:
        """Raise NotEnoughMemory for tensors that are more than there is room for: a stride of 0 makes many numbers of one."""
        self.taken += size
        if self.taken > self.room:
            check_room(self.taken, self.file)


def _entries(pairs: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Entries of a dictionary whose keys are names or numbers, as those of a state dict are."""
    for key, value in pairs:
        if not isinstance(key, (str, int)) or len(str(key)) > _LONGEST_KEY:
            raise _Refused("key")
        yield key, value


_CONSTANTS: dict[str, Any] = {
    "EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_TUPLE": tuple, "EMPTY_SET": list, "MARK": lambda: _MARK, "NONE": lambda: None,
    "NEWTRUE": lambda: True, "NEWFALSE": lambda: False,
}  # fmt: skip
_VALUES = {"BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINBYTES",
           "SHORT_BINBYTES", "UNICODE", "INT", "LONG", "FLOAT"}  # fmt: skip
_ACTIONS: dict[str, Any] = {
    "BINPUT": lambda m, at: m.memo.__setitem__(at, m.stack[-1]),
    "LONG_BINPUT": lambda m, at: m.memo.__setitem__(at, m.stack[-1]),
    "MEMOIZE": lambda m, _: m.memo.__setitem__(len(m.memo), m.stack[-1]),
    "BINGET": lambda m, at: m.stack.append(m.memo[at]),
    "LONG_BINGET": lambda m, at: m.stack.append(m.memo[at]),
    "TUPLE": lambda m, _: m.stack.append(tuple(m._to_mark())),
    "TUPLE1": lambda m, _: m._tuple(1),
    "TUPLE2": lambda m, _: m._tuple(2),
    "TUPLE3": lambda m, _: m._tuple(3),
    "SETITEM": lambda m, _: m._set_item(),
    "SETITEMS": lambda m, _: m._set_items(m._to_mark()),
    "APPEND": lambda m, _: m.stack[-2].append(m.stack.pop()),
    "APPENDS": lambda m, _: (lambda values: m.stack[-1].extend(values))(m._to_mark()),
    "GLOBAL": lambda m, argument: m._global(argument),
    "STACK_GLOBAL": lambda m, _: m._stack_global(),
    "BINPERSID": lambda m, _: m._storage(),
    "REDUCE": lambda m, _: m._reduce(),
    "BUILD": lambda m, _: m.stack.pop(),  # attributes of a dictionary (`_metadata`), which no tensor needs
    "POP": lambda m, _: m.stack.pop(),
}
