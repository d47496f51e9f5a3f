"""Who speaks when: stretches of a clip with the number of a voice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceSpan:
    """A stretch in which one voice speaks; milliseconds of the clip, ``end_ms`` exclusive, ``number`` from 1."""

    start_ms: int
    end_ms: int
    number: int
