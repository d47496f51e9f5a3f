"""Permits: without one that holds, nothing in this package gives content away.

This keeps our own code honest and visible in every signature. It is no wall against other
code in the same process; what somebody may not have is withheld by keys.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import Protocol

from videoreflect.crypto.framing import framed
from videoreflect.domain.policy import Action
from videoreflect.errors import NotAllowed

_PROCESS_KEY = secrets.token_bytes(32)
"""Made at start; a permit is worth nothing in another process or after a restart."""


@dataclass(frozen=True, slots=True)
class Permit:
    """That ``person`` may do ``action`` with ``lesson`` until ``deadline_ms``, by the register as of ``register``."""

    person: str
    action: Action
    lesson: str
    register: str
    deadline_ms: int
    mac: bytes


class Clock(Protocol):
    """Gives the time in ms; never runs backwards."""

    def __call__(self) -> int: ...


def issue(person: str, action: Action, lesson: str, register: str, deadline_ms: int) -> Permit:
    """Make a permit. Only ``services/permits.py`` calls this, after the policy has said yes."""
    return Permit(person, action, lesson, register, deadline_ms, _mac(person, action, lesson, register, deadline_ms))


def check(permit: Permit, actions: frozenset[Action], person: str, lesson: str, register: str, now_ms: int) -> None:
    """Raise NotAllowed unless the permit is genuine, for this, and holds now."""
    fits = _is_genuine(permit) and permit.action in actions and permit.person == person and permit.lesson == lesson
    if not (fits and permit.register == register and now_ms <= permit.deadline_ms):
        raise NotAllowed("What you may do with this lesson has changed. Open it again to see why.")


def _is_genuine(permit: Permit) -> bool:
    try:
        made = _mac(permit.person, permit.action, permit.lesson, permit.register, permit.deadline_ms)
        return isinstance(permit, Permit) and hmac.compare_digest(permit.mac, made)
    except (AttributeError, TypeError):  # put together without the constructor
        return False


def _mac(person: str, action: Action, lesson: str, register: str, deadline_ms: int) -> bytes:
    return hmac.digest(_PROCESS_KEY, framed("permit", person, action, lesson, register, str(deadline_ms)), "sha256")
