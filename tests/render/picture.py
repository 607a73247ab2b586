"""The picture of a page that answers: which page it is of stands in the PNG itself, so that a test sees when it is of an older one."""

import hashlib
import io
import re
import struct
import zlib
from pathlib import Path

import tracer
from tracer import language
from tracer.document.trace_document import document
from tracer.render import write
from tracer.render.live import style, words

FILE = Path(tracer.__file__).parents[1] / "walkthroughs" / "pictures" / "living-page.png"
_KEY = b"ttrace-page"
_HEAD = 8 + 4 + 4 + 13 + 4  # signature and first chunk


def pictured_page():
    """The page in English."""
    stream = io.StringIO()
    with language.speaking("en"):
        made = document(tracer.trace("Thinking Machines"))
        write(made.replace(living=made.living.replace(command=("ttrace 'Thinking Machines'", ""))), "page", stream)
    return stream.getvalue()


def digest():
    """Of what the picture shows: text, tables and styles, and the script's words; not its code, nor unrounded numbers."""
    with language.speaking("en"):
        said = repr(sorted(words().items()))
    shown = re.sub(r"<script.*?</script>|<meta[^>]*>", "", pictured_page(), flags=re.DOTALL)
    return hashlib.sha256((shown + style() + said).encode()).hexdigest()


def stamped(png):
    """The PNG with the digest in a text chunk."""
    chunk = b"tEXt" + _KEY + b"\0" + digest().encode()
    return png[:_HEAD] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png[_HEAD:]


def stamp():
    """The digest in the picture that is there."""
    return FILE.read_bytes()[_HEAD:].partition(_KEY + b"\0")[2][:64].decode()
