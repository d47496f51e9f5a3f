"""A note that is spoken: how long it may be, and what is said of it in words."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST_MS = 180_000
"""Three minutes: a thought about a moment, not a lecture. The page stops recording there."""

GRACE_MS = 2_000
"""What a recorder may run on after it was stopped."""

MOST_BYTES = 2 << 20
"""Of one voice note, as it is kept; three minutes of clear speech take about a third of it."""

MOST_PRIVATE = 100
"""Voice notes of one person in one lesson before “ready”, where all of them move at once."""

MOST_SPEAKING = 32
"""What one person is saying in one lesson at a time: one for each window that may keep a draft."""


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """One recorded thought: Opus sound in WebM, ``length_ms`` as it was measured, not as a page said."""

    id: str
    length_ms: int
    sound: bytes = field(repr=False)


def spoken_words(length_ms: int) -> str:
    """What stands for the sound where there is only text: “voice note, 0:42”; nothing for a note without."""
    if not length_ms:
        return ""
    seconds = max(1, round(length_ms / 1000))
    return f"voice note, {seconds // 60}:{seconds % 60:02}"
