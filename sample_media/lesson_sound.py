"""The sound track: the spoken lines laid out in time over a room's quiet hum, with the true times of each."""

from dataclasses import dataclass

import numpy as np
from lesson_voices import RATE, VOICES, Sound, room_noise, speak
from lesson_words import LEAD_OUT_MS, LINES, Line


@dataclass(frozen=True)
class Turn:
    """A line with the times at which it can really be heard."""

    line: Line
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Track:
    """The whole sound of the lesson and what is in it when."""

    sound: Sound
    turns: tuple[Turn, ...]

    @property
    def duration_ms(self) -> int:
        """Length of the sound in milliseconds."""
        return round(len(self.sound) * 1000 / RATE)


def build_track(lines: tuple[Line, ...] = LINES) -> Track:
    """Speak every line and put it where its pause says. Times are rounded to whole milliseconds first."""
    pieces: list[tuple[int, Sound]] = []
    turns: list[Turn] = []
    now_ms = 0
    for line in lines:
        start_ms = now_ms + line.pause_ms
        sound = speak(line.text, VOICES[line.speaker])
        now_ms = start_ms + round(len(sound) * 1000 / RATE)
        pieces.append((start_ms, sound))
        turns.append(Turn(line, start_ms, now_ms))
    return Track(_mix(pieces, now_ms + LEAD_OUT_MS), tuple(turns))


def _mix(pieces: list[tuple[int, Sound]], duration_ms: int) -> Sound:
    """Add the pieces to the hum of the room."""
    mixed = room_noise(duration_ms * RATE // 1000)
    for start_ms, sound in pieces:
        first = start_ms * RATE // 1000
        mixed[first : first + len(sound)] += sound
    return np.clip(mixed, -0.98, 0.98).astype(np.float32)


def mouth_levels(sound: Sound, every_ms: int) -> list[float]:
    """Loudness from 0 (closed mouth) to 1 (wide open) for every picture step."""
    size = RATE * every_ms // 1000
    count = len(sound) // size + 1
    padded = np.pad(sound, (0, count * size - len(sound)))
    rms = np.sqrt(np.mean(padded.reshape(count, size) ** 2, axis=1))
    decibels = 20 * np.log10(np.maximum(rms, 1e-6))
    return [float(level) for level in np.clip((decibels + 44) / 26, 0, 1)]
