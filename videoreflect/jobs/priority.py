"""Letting everything else go first: the player, the page, and whatever the person does beside."""

from __future__ import annotations

import sys
from contextlib import suppress

import psutil

_NICENESS = 10
_LAST_IN_ITS_CLASS = 7


def step_back() -> None:
    """Take a low priority, for computing and for the disk, for this process and those that it starts.

    On Linux and macOS that is niceness 10, on Windows “below normal”. The disk's queue is left as it is where
    the system has none that a program may choose (macOS).
    """
    own = psutil.Process()
    with suppress(psutil.Error, OSError, AttributeError):
        own.nice(_below_normal(own))
    with suppress(psutil.Error, OSError, AttributeError):
        if sys.platform == "win32":
            own.ionice(psutil.IOPRIO_LOW)
        elif sys.platform == "linux":
            own.ionice(psutil.IOPRIO_CLASS_BE, _LAST_IN_ITS_CLASS)


def _below_normal(own: psutil.Process) -> int:
    if sys.platform == "win32":
        return psutil.BELOW_NORMAL_PRIORITY_CLASS
    return max(_NICENESS, own.nice())
