"""Packages of files as learning systems import them: a zip with a manifest, the same bytes every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from typing import BinaryIO, NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tracer.sanitize import sanitize

_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of time, for a zip
_READABLE = 0o644 << 16


class Resource(NamedTuple):
    """A part of a package. file: its main file. needs: identifiers of resources that belong to it."""

    identifier: str
    kind: str
    file: str
    needs: Sequence[str] = ()


class Pictures:
    """Pictures that lie beside the text, by the names of their files. folder: where. shown: what text puts before a name."""

    def __init__(self, folder: str = "", shown: str = "") -> None:
        self.folder, self.shown = folder, shown
        self.files: dict[str, bytes] = {}

    def source(self, name: str, picture: bytes) -> str:
        """Keep a picture, the same one once, and say where it is found."""
        name = f"{self.folder}{sha256(picture).hexdigest()[:8]}-{name}"
        self.files[name] = picture
        return self.shown + name

    def resources(self) -> list[Resource]:
        """Their entries in a manifest."""
        return [Resource(f"picture{number}", "webcontent", name) for number, name in enumerate(self.files, 1)]


def write_package(files: Mapping[str, bytes], stream: BinaryIO) -> None:
    """Write a zip of these files, in this order; stored, since compressed bytes differ between versions of a library."""
    with ZipFile(stream, "w", ZIP_STORED) as package:
        for name, content in files.items():
            entry = ZipInfo(name, _BEGINNING)
            entry.external_attr = _READABLE
            entry.create_system = 3  # the same on every system
            package.writestr(entry, content)


def manifest(identifier: str, namespace: str, schema: tuple[str, str], resources: Sequence[Resource]) -> bytes:
    """`imsmanifest.xml`. schema: name and version of what the package follows."""
    lines = [
        f'{DECLARATION}<manifest xmlns="{namespace}" identifier="{identifier}">',
        f"  <metadata><schema>{schema[0]}</schema><schemaversion>{schema[1]}</schemaversion></metadata>",
        "  <organizations/>",
        "  <resources>",
    ]
    for resource in resources:
        needs = "".join(f'<dependency identifierref="{needed}"/>' for needed in resource.needs)
        place = f'identifier="{resource.identifier}" type="{resource.kind}" href="{resource.file}"'
        lines.append(f'    <resource {place}><file href="{resource.file}"/>{needs}</resource>')
    return "\n".join([*lines, "  </resources>", "</manifest>", ""]).encode()


DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(words: str) -> str:
    """Text from outside as the text of an element or an attribute."""
    return escape(sanitize(words))
