"""Who is asking: Host, Origin and Sec-Fetch-Site, exact to the port.

Another program on this device, or a page of it, is the same *site* to a browser and gets the
same cookies; only the port tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping

HOSTS = ("127.0.0.1", "localhost")
READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"POST", "PUT", "DELETE"})
_OWN_SITES = frozenset({"same-origin", "none"})


def is_own_host(headers: Mapping[str, str], port: int) -> bool:
    """Whether the Host header names this very server; anything else may be DNS rebinding."""
    return headers.get("host", "") in {f"{name}:{port}" for name in HOSTS}


def is_own_page(headers: Mapping[str, str], *, must_say: bool) -> bool:
    """Whether the request comes from a page of this server.

    ``must_say``: a write or a WebSocket has to name its Origin; a plain GET may leave it out.
    """
    if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        return False
    origin = headers.get("origin")
    if origin is None:
        return not must_say
    return origin == f"http://{headers['host']}"


def is_navigation(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a person is opening a page, rather than a script asking for data."""
    mode = headers.get("sec-fetch-mode")
    if method != "GET" or mode not in {None, "navigate"}:
        return False
    return "text/html" in headers.get("accept", "")
