"""Which addresses there are, and which of them open without a sign-in. Everything else is refused."""

from __future__ import annotations

import re

SIGN_IN = "/vr/sign-in"
PAGE_SOCKET = "/_stcore/stream"
JSON_LIMIT = 2 << 20
PART_LIMIT = 64 << 20
TRANSCRIPT_LIMIT = 32 << 20
NOTE_LIMIT = 16 << 20
"""A note of the greatest length in any script, and the drafts beside it."""

_OPEN = {
    "GET": frozenset({SIGN_IN, "/_stcore/health", "/favicon.png", "/vr/welcome"}),
    "POST": frozenset({SIGN_IN, "/vr/first-run", "/vr/recover", "/vr/join", "/vr/passphrase-advice"}),
}
_STATIC = ("/static/", "/vr/fonts/", "/vr/assets/")
_PENDING = frozenset({"/vr/recovery-code", "/vr/recovery-kept", "/vr/lock", "/vr/presence", "/vr/activity"})
_OF_STREAMLIT = frozenset({"/", "/_stcore/host-config", "/manifest.json"})
_PAGE = re.compile(r"/[A-Za-z][A-Za-z0-9_-]{0,63}")
"""Streamlit's pages have one word; ``/media/…``, uploads and component files have more and stay shut."""

_NO_PAGES = frozenset({"/media", "/component", "/static", "/metrics", "/vr"})
_NOTE = re.compile(r"/vr/lessons/[0-9a-f]{32}/(?:draft|notes(?:/[0-9a-f]{32})?)")
_TRANSCRIPT = re.compile(
    r"/vr/lessons/[0-9a-f]{32}/(?:transcript(?:/preview)?|(?:notes|chapters)/import|notes/preview)"
)
_PART = re.compile(r"/vr/uploads/[0-9a-f]{32}/parts/[0-9]{1,6}")


def is_static(path: str) -> bool:
    """Whether this is a file of the program, the same for everybody."""
    return path.startswith(_STATIC)


def is_open(method: str, path: str) -> bool:
    """Whether it opens without a sign-in."""
    method = "GET" if method == "HEAD" else method
    return path in _OPEN.get(method, frozenset()) or (method == "GET" and is_static(path))


def opens_while_code_is_unconfirmed(path: str) -> bool:
    """Whether it opens before the recovery code was written down."""
    return path in _PENDING


def exists(method: str, path: str) -> bool:
    """Whether there is such an address for a signed-in person."""
    if path.startswith("/vr/"):
        return True
    return method in {"GET", "HEAD"} and (path in _OF_STREAMLIT or _is_page(path))


def most_bytes(path: str) -> int:
    """The longest body taken at an address."""
    if _PART.fullmatch(path):
        return PART_LIMIT
    if _NOTE.fullmatch(path):
        return NOTE_LIMIT
    return TRANSCRIPT_LIMIT if _TRANSCRIPT.fullmatch(path) else JSON_LIMIT


def _is_page(path: str) -> bool:
    return path not in _NO_PAGES and _PAGE.fullmatch(path) is not None
