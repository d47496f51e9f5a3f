"""A time of the calendar as text: UTC with milliseconds (RFC 3339), and back."""

from __future__ import annotations

import datetime

LATEST_MS = 253_402_300_799_999
"""The end of the year 9999."""


def written(ms: int) -> str:
    """Write a time in milliseconds since 1970; nothing for 0, which means “not known”, and for what is no date."""
    if not 0 < ms <= LATEST_MS:
        return ""
    day = datetime.datetime.fromtimestamp(ms // 1000, datetime.UTC)
    return f"{day:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z".rjust(24, "0")


def read(text: object) -> int:
    """Read a time in milliseconds since 1970; 0 for what is none. Without a zone it is taken for UTC."""
    if not isinstance(text, str) or len(text) > 40:
        return 0
    try:
        day = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return 0
    day = day if day.tzinfo else day.replace(tzinfo=datetime.UTC)
    passed = day - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return min(max(0, passed // datetime.timedelta(milliseconds=1)), LATEST_MS)
