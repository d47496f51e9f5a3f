"""Who changes a person's notes on a lesson does it one after the other: two windows, a page and an import."""

from __future__ import annotations

import threading

from videoreflect.vault.signin import SignIn

_CHANGING = tuple(threading.Lock() for _ in range(64))
"""One change at a time of a person in a lesson: two windows must not both find that nothing changed meanwhile."""


def one_at_a_time(session: SignIn, lesson: str) -> threading.Lock:
    """Held by whoever changes a person's notes on a lesson, so that two windows do it one after the other.

    Nobody may ask for it again while holding it.
    """
    return _CHANGING[hash((session.person, lesson)) % len(_CHANGING)]
