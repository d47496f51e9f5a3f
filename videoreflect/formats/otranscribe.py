"""What oTranscribe keeps (.otr): JSON with a text in HTML, and times that the person put into it. Reading only.

Each time begins a line; its end is guessed. Of the HTML nothing but text, breaks and times is taken, in one pass
over its tags: no parser builds anything of it, and nothing in it is run.
"""

from __future__ import annotations

import json
import re
from typing import Any

from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.formats.begun import Begun, with_ends
from videoreflect.formats.given import printable, received, unescaped
from videoreflect.formats.named import parted

_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,15})([^<>]*)>")
_SECONDS = re.compile(r"""data-timestamp\s*=\s*["']?([0-9]{1,6}(?:\.[0-9]{1,20})?)""")
_BREAKS = {"br", "p", "/p", "div", "/div", "li", "/li"}
_UNSEEN = ("script", "style")


def is_otr(content: Any) -> bool:
    """Whether parsed JSON looks like a file of oTranscribe."""
    if not isinstance(content, dict) or "format" in content or "segments" in content:  # Whisper's has a text, too
        return False
    return isinstance(content.get("text"), str)


def read(text: str) -> tuple[Line, ...]:
    """Read a file of oTranscribe. Raises InvalidInput when it is none, or holds no time."""
    try:
        content = json.loads(received(text))
    except (ValueError, RecursionError):
        content = None
    if not is_otr(content):
        raise InvalidInput("This is not a file of oTranscribe. Export it there again, as .otr.")
    begun = _begun(content["text"])
    if not begun:
        raise InvalidInput("This file of oTranscribe holds no times. Put some in (Ctrl+J there) and export it again.")
    spoken = parted([said for _, said in begun])
    return with_ends(Begun(at, said, voice) for (at, _), (voice, said) in zip(begun, spoken, strict=True))


def _begun(page: str) -> list[tuple[int, str]]:
    """Times in milliseconds and what follows each; what stands before the first time is said at 0."""
    found: list[tuple[int, list[str]]] = [(0, [])]
    at, inside = 0, ""
    for tag in _TAG.finditer(page):
        name = tag[1].lower()
        if not inside:
            found[-1][1].append(page[at : tag.start()])
        at = tag.end()
        if inside:
            inside = "" if name == inside else inside
        elif name in _UNSEEN or (name == "span" and _SECONDS.search(tag[2])):
            inside = f"/{name}"
            if name == "span":
                found.append((_milliseconds(tag[2]), []))
        elif name in _BREAKS:
            found[-1][1].append("\n")
    if not inside:
        found[-1][1].append(page[at:])
    lines = [(ms, _tidy("".join(texts))) for ms, texts in found]
    return [(ms, text) for at, (ms, text) in enumerate(lines) if text or at] if len(lines) > 1 else []


def _milliseconds(attributes: str) -> int:
    seconds = _SECONDS.search(attributes)
    return round(float(seconds[1]) * 1000) if seconds else 0


def _tidy(text: str) -> str:
    rows = (" ".join(row.split()) for row in printable(unescaped(text)).split("\n"))
    return "\n".join(row for row in rows if row)
