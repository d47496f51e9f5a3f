"""The headers that every answer carries, whatever the code behind it set."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

RawHeaders = list[tuple[bytes, bytes]]

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    b"x-frame-options": b"DENY",
    b"x-content-type-options": b"nosniff",
    # Not “no-referrer”: Chromium would send “Origin: null” with our own writes.
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
_PERMISSIONS = b"camera=(), microphone=%s, geolocation=(), browsing-topics=()"
_DROPPED = frozenset({b"cache-control", b"server", b"access-control-allow-origin", b"permissions-policy", *_ALWAYS})


def inline_script_hashes(page: Path) -> tuple[str, ...]:
    """CSP sources of the inline scripts of an HTML file, so that no other inline script runs."""
    scripts = _INLINE_SCRIPT.findall(page.read_bytes())
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)


def app_policy(script_hashes: tuple[str, ...]) -> bytes:
    """The Content-Security-Policy under which Streamlit and its components run: no source outside."""
    scripts = " ".join(("'self'", "blob:", *script_hashes))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; media-src 'self' blob:; connect-src 'self' blob: data:; worker-src 'self' blob:; "
        "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
    ).encode()


OWN_PAGES_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""For sign-in and first run, which need nothing from Streamlit, and no microphone: that is for voice notes only."""


def secured(headers: RawHeaders, policy: bytes, *, may_be_kept: bool) -> RawHeaders:
    """The answer's headers with ours in force; only a static file may be kept by the browser."""
    found = {name.lower(): value for name, value in headers}
    keep = may_be_kept and b"cache-control" in found
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    cache = found[b"cache-control"] if keep else b"no-store"
    own = {b"cache-control": cache, b"content-security-policy": policy, **_ALWAYS}
    own[b"permissions-policy"] = _PERMISSIONS % (b"()" if policy == OWN_PAGES_POLICY else b"(self)")
    return [*kept, *own.items()]
