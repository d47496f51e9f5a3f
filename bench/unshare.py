"""Ending somebody's access to a lesson with a large recording, beside a plain copy of the same file."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from bench.encrypting import by_copy
from bench.lesson import agreement
from bench.settings import Settings, scratch
from bench.table import NONE, Cell, Table, spread
from videoreflect.cli.demo_story import new_passphrase
from videoreflect.domain.lesson import LessonDetails
from videoreflect.media.facts import ClipFacts, SoundFacts
from videoreflect.services.adding import details_statement
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.vault.blobs import Blob, writing_blob
from videoreflect.vault.joining import add_person, found_vault
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

PIECE = 1 << 20
FACTS = ClipFacts(3_600_000, "mov", None, SoundFacts("aac", 1, 48_000)).as_json()


def measure(settings: Settings) -> Table:
    """One vault; the lesson is shared and un-shared again for every repeat."""
    table = Table(
        f"unshare: ending access to a lesson of {settings.size_mib:,} MiB",
        ("what", "videoreflect", "peer", "the peer is"),
        "a buffered copy of the encrypted file and fsync",
        notes=[
            "“refused” is when the mentor’s keys open nothing new; recordings follow in the background, encrypted anew."
        ],
    )
    with scratch() as folder:
        owner, _ = found_vault(folder / "vault", "Bench Owner", new_passphrase())
        mentor, _ = add_person(owner, "Bench Mentor", new_passphrase())
        lesson = _lesson(owner, settings.size_mib)
        record_agreement(owner, lesson, agreement(owner, mentor))
        refused, renewed, copied = [], [], []
        for _ in range(settings.repeats):
            share(owner, lesson, mentor)
            refused.append(_seconds(lambda: unshare(owner, lesson, mentor)) * 1000)
            renewed.append(_seconds(lambda: renew_recordings(owner, lesson)))
            copied.append(_copy(owner, lesson, folder / "copy"))
        table.add("refused, by a new key", spread(refused, "ms"), NONE, "")
        table.add("recordings under new keys", spread(renewed, "s"), spread(copied, "s"), "copy + fsync")
        table.add("of them per second", _speed(renewed, settings), _speed(copied, settings), "copy + fsync")
    return table


def _lesson(owner: SignIn, size_mib: int) -> str:
    pending = owner.begin_lesson()
    place = pending.blob_place()
    with writing_blob(place) as writer:
        for _ in range(size_mib):
            writer.write(os.urandom(PIECE))
        sealed = writer.finish()
    blob = Blob(place.id, "playable", sealed.size, sealed.sha256, place.key, FACTS)
    statements = [details_statement(LessonDetails("bench")), Statement("blob", blob.content())]
    return owner.commit_lesson(pending, statements).id


def _copy(owner: SignIn, lesson: str, target: Path) -> float:
    (blob,) = (owner.folder.capsule(lesson) / "blobs").iterdir()
    taken = _seconds(lambda: by_copy(str(blob), str(target)))
    target.unlink()
    return taken


def _speed(seconds: list[float], settings: Settings) -> Cell:
    return spread([settings.size_mib / one for one in seconds], "MiB/s")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
