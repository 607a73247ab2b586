"""What reading a zip of somebody's may raise: cut, damaged, encrypted, or packed in a way that nothing here unpacks."""

import struct
import zipfile
import zlib

try:
    from lzma import LZMAError
except ImportError:  # a Python that was built without it unpacks no such entry
    LZMAError = zlib.error  # type: ignore[misc, assignment]

# OSError: of bz2, and of a place before the file's start; a file that cannot be opened must have said so before. ValueError: of
# such a place in memory, and of names that are no text; TracerError is one too and must be let pass first.
DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, RuntimeError, OSError, ValueError)
