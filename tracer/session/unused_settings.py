"""Settings that were given and that nothing in a run depends on: said in a note, refused where the point was to see them act."""

from __future__ import annotations

from tracer.session.prepared import Prepared
from tracer.session.request import Request
from tracer.settings import idle

_DRAWS = ("temperature", "top_k", "top_p")  # a token is drawn, not taken


def unread(prepared: Prepared, request: Request, again: bool = False) -> list[str]:
    """The keys of such settings, once the run is over. again: parameters were taken from an earlier run, so what was drawn then
    is not known.
    """
    result = idle(request.settings, prepared.stack or prepared.settings.model)
    if "variance" in request.settings and prepared.settings.norm_kind == "rms":
        result.append("variance")  # an RMS norm has none
    drawn = prepared.source.drawn or any(request.data.get(key) is not None for key in _DRAWS)
    if "seed" in request.settings and not drawn and not again:
        result.append("seed")
    return result
