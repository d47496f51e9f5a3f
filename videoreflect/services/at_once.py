"""How many transcripts are written at once: one, unless this device can do more and its owner wants that.

Two at once on two processors are both half as fast, and hold two models in memory, so fewer may be written than were
asked for. A passage is short and waited for: it is written beside a transcript, with the processors that are left.
"""

from __future__ import annotations

import psutil

from videoreflect.errors import InvalidInput
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.whisper import usable_cores, usable_threads
from videoreflect.vault.signin import SignIn

MOST = 3
CORES_FOR_ONE = 2
MEMORY_FOR_ONE = 4 << 30
"""Of the device, not of the model: what else is open there needs some as well."""

BASE_MEMORY = 600 << 20
"""What the child of a small model takes besides its weights, which are loaded at full size and made smaller then."""

NO_MEMORY = "Waits until there is memory for a second speech model, or until the transcript before it is done."

_AT_ONCE = "transcripts-at-once"


def most_at_once() -> int:
    """How many this device can do: one for every two processors and every 4 GiB of memory, at most three."""
    return max(1, min(MOST, usable_cores() // CORES_FOR_ONE, psutil.virtual_memory().total // MEMORY_FOR_ONE))


def at_once(session: SignIn) -> int:
    """How many of this person's are written at once on this device."""
    said = session.state.state.settings.get(_AT_ONCE)
    return max(1, min(said, most_at_once())) if type(said) is int else 1


def set_at_once(session: SignIn, number: int) -> None:
    """Keep it. Raises InvalidInput for more than this device can do."""
    if not 1 <= number <= most_at_once():
        raise InvalidInput(why_no_more(), field="at_once")
    session.state.state.settings[_AT_ONCE] = number
    session.state.save()


def why_no_more() -> str:
    """What decides how many there can be, in a sentence."""
    gib = psutil.virtual_memory().total / (1 << 30)
    most = most_at_once()
    device = f"This device has {usable_cores()} processors and {gib:.0f} GB of memory"
    return f"{device}: {'one transcript' if most == 1 else f'up to {most} transcripts'} at once."


def threads_for(sharing: int) -> int:
    """With how many threads one of ``sharing`` jobs computes."""
    return max(1, min(usable_threads(), usable_cores() // max(1, sharing)))


def has_room(model: str) -> bool:
    """Whether a second model of this size fits into the memory that is free now."""
    return psutil.virtual_memory().available > BASE_MEMORY + spec_of(model).size_bytes
