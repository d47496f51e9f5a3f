"""The table of ``demo --check``: what the demonstration proved, measured."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import jiwer
import numpy as np
from whisper_normalizer.english import EnglishTextNormalizer

from videoreflect.cli.clear_text import ClearTextSearch, Found, changed_files
from videoreflect.cli.connections import ConnectionTrace
from videoreflect.cli.demo_story import MENTOR, TEACHER, Story, Told
from videoreflect.media.sound import pcm
from videoreflect.services import accounts
from videoreflect.services.places import searched_folders
from videoreflect.services.playback import open_clip
from videoreflect.services.sample_lesson import Sample

MAX_WORD_ERROR_RATE = 0.08
SHORTEST_PHRASE = 12
"""Shorter turns ("Lovely.") could stand in any file."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``holds`` is None if the tool for it is not here: that does not fail."""

    what: str
    value: str
    holds: bool | None


def rows(story: Story, told: Told, trace: ConnectionTrace, since_ns: int) -> list[Row]:
    """All rows, in the order of the table."""
    return [
        *_speech(story.sample, told),
        *_stored(story, told),
        _in_clear(story, since_ns),
        _row("recording read back with tink", told.tink, told.tink),
        _row(
            "mentor’s keys open the lesson before it is shared", told.opened_before_share, not told.opened_before_share
        ),
        _row(
            "teacher’s notes read with the mentor’s keys before ready",
            told.notes_before_ready,
            told.notes_before_ready == 0,
        ),
        _row("mentor, alone in a later process, sees both sets", _seen(story, told), _seen(story, told)),
        _connections(trace),
    ]


def as_text(table: list[Row]) -> str:
    """The table for a terminal."""
    width = max(len(row.what) for row in table)
    words = {True: "ok", False: "NOT OK", None: "not checked"}
    return "\n".join(f"{row.what:<{width}}  {row.value:>14}  {words[row.holds]}" for row in table)


def as_document(table: list[Row]) -> dict[str, Any]:
    """The same for programs."""
    return {"rows": [asdict(row) for row in table], "holds": all(row.holds is not False for row in table)}


def word_error_rate(truth: str, heard: str) -> float:
    """Word error rate after Whisper's own English normalisation (Radford et al. 2022, appendix C)."""
    normal = EnglishTextNormalizer()
    return float(jiwer.wer(normal(truth), normal(heard)))


def _speech(sample: Sample, told: Told) -> Iterator[Row]:
    rate = word_error_rate(sample.true_text, told.transcript)
    yield Row("word error rate (at most 8 %)", f"{rate:.1%}", rate <= MAX_WORD_ERROR_RATE)
    speed = sample.truth["duration_ms"] / 1000 / told.seconds_of_work if told.seconds_of_work else 0.0
    yield Row("seconds of sound written per second of work", f"{speed:.1f}", speed > 0)


def _stored(story: Story, told: Told) -> Iterator[Row]:
    expected = sum(len(notes) for notes in story.sample.notes.values())
    yield Row("notes stored", str(told.notes), told.notes == expected)
    stored = sum(path.stat().st_size for path in story.vault.glob("capsules/*/blobs/*"))
    yield Row("bytes encrypted", f"{stored:,}", stored > 0)


def _in_clear(story: Story, since_ns: int) -> Row:
    found = find_in_clear(story, since_ns)
    places = sorted({f"{one.path} ({one.what})" for one in found})
    for place in places:
        sys.stderr.write(f"in clear: {place}\n")
    return Row("files with content in clear", str(len({one.path for one in found})), not found)


def find_in_clear(story: Story, since_ns: int) -> list[Found]:
    """Search every file made or changed since the start for the sample's bytes and words."""
    search = ClearTextSearch(_media_bytes(story), _phrases(story.sample))
    roots = [story.vault.parent, Path(tempfile.gettempdir()), *searched_folders()]
    clone = Path(__file__).resolve().parents[2]
    return search.search(changed_files(roots, since_ns, [clone, Path(sys.prefix)]))


def _media_bytes(story: Story) -> Iterator[bytes]:
    yield story.sample.clip.read_bytes()
    session = accounts.sign_in(story.vault, TEACHER, story.passphrases[TEACHER])
    with open_clip(session, story.told.lesson) as clip:
        yield clip.readall()
    with story.sample.clip.open("rb") as source:
        yield b"".join((samples * 32767).astype(np.int16).tobytes() for samples in pcm(source))


def _phrases(sample: Sample) -> list[str]:
    turns = [turn["text"] for turn in sample.truth["turns"]]
    notes = [note["text"] for person in sample.notes.values() for note in person]
    phrases = [*turns, *notes, sample.truth["title"], sample.truth["focus"], TEACHER, MENTOR]
    return [phrase for phrase in phrases if len(phrase) >= SHORTEST_PHRASE or phrase in (TEACHER, MENTOR)]


def _seen(story: Story, told: Told) -> bool:
    expected = {
        told.people[name]: len(story.sample.notes[role]) for name, role in ((TEACHER, "teacher"), (MENTOR, "mentor"))
    }
    return told.seen_by_mentor == expected


def _connections(trace: ConnectionTrace) -> Row:
    if not trace.available or not trace.calls_seen():
        return Row("connections other than loopback", "–", None)
    outside = trace.outside()
    return Row("connections other than loopback", str(len(outside)), not outside)


def _row(what: str, value: object, holds: bool | None) -> Row:
    shown = (
        {True: "yes", False: "no", None: "–"}.get(value, str(value)) if isinstance(value, bool | None) else str(value)
    )
    return Row(what, shown, holds)
