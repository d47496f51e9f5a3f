"""One person's deeds in a process of their own, through services that the command line does not reach.

Run as ``python -m tests.integration.journey_person``; the task, with name and passphrase, comes
over standard input. Prints one JSON object a line.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from videoreflect.cli.demo_intruder import lesson_opens_with, notes_readable_with
from videoreflect.errors import VideoReflectError
from videoreflect.services import accounts, background, notes, recording_consent, sharing
from videoreflect.services.exporting import copy_out
from videoreflect.services.playback import open_clip
from videoreflect.services.transcription import begin, carry_out
from videoreflect.services.transcripts import transcript_of
from videoreflect.vault.signin import SignIn

Deed = Callable[[SignIn, dict[str, Any]], None]


def tell(**fields: Any) -> None:
    """Print one answer, with the time of day."""
    print(json.dumps({"at": time.time(), **fields}), flush=True)


def _withdraw(session: SignIn, task: dict[str, Any]) -> None:
    recording_consent.withdraw_agreement(session, task["lesson"])
    tell(done="withdrawn")


def _object(session: SignIn, task: dict[str, Any]) -> None:
    recording_consent.record_objection(session, task["lesson"], task["principal"])
    tell(done="objected")


def _end_retention(session: SignIn, task: dict[str, Any]) -> None:
    """Sign a header that says until when the lesson is kept."""
    session.capsule(task["lesson"]).replace_header(erase_after_ms=task["at_ms"])
    tell(done="dated")


def _play(session: SignIn, task: dict[str, Any]) -> None:
    """Play segment after segment until it is refused or two rounds are over."""
    rounds = 0
    with open_clip(session, task["lesson"]) as clip:
        while rounds < task["rounds"]:
            piece = clip.read(64 << 10)
            if not piece:
                clip.seek(0)
                rounds += 1
                tell(rounds=rounds)
            time.sleep(0.01)
    tell(done="played")


def _look(session: SignIn, task: dict[str, Any]) -> None:
    """Decode the stored clip as a browser would, and tell what it is."""
    with open_clip(session, task["lesson"]) as reader:
        stored = io.BytesIO(reader.readall())
    with av.open(stored, mode="r") as clip:
        codecs = sorted(stream.codec_context.name for stream in clip.streams)
        pictures = len(list(clip.decode(video=0))) if clip.streams.video else 0
        seconds = clip.duration / av.time_base if clip.duration else 0
    tell(codecs=codecs, pictures=pictures, seconds=seconds)


def _share_briefly(session: SignIn, task: dict[str, Any]) -> None:
    """Share for some seconds; the command line knows whole days only."""
    person = session.named(task["with"]).id
    until = sharing.share(session, task["lesson"], person, session.now_ms() + task["seconds"] * 1000)
    tell(until_ms=until)


def _count_notes(session: SignIn, task: dict[str, Any]) -> None:
    seen = notes.list_notes(session, task["lesson"])
    tell(notes=[[one.author == session.person, one.visibility, one.note.text] for one in seen])


def _export(session: SignIn, task: dict[str, Any]) -> None:
    tell(text=b"".join(copy_out(session, task["lesson"], task["form"]).content).decode())


def _pry(session: SignIn, task: dict[str, Any]) -> None:
    """Try this person's own keys on the raw files, past the program's checks."""
    found = notes_readable_with(session, task["lesson"], task["markers"])
    tell(opens=lesson_opens_with(session, task["lesson"]), found=found)


def _transcribe(session: SignIn, task: dict[str, Any]) -> None:
    """Tell every piece that is kept, so that the test can end this process between two."""
    lease = begin(session, task["lesson"], task["model"])
    tell(begun=lease.start_ms)
    carry_out(lease, lambda done, total: tell(progress=done, total=total, pieces=_pieces(session, task)))
    tell(done="written")


def _transcribe_behind(session: SignIn, task: dict[str, Any]) -> None:
    """As the app does: begun with a click if a model is named, else what signing in begins by itself."""
    if task.get("model"):
        background.start_transcription(session, task["lesson"], task["model"])
    else:
        background.start_settling(session)
    ran, first = False, _pieces(session, task)
    for _ in range(6000):
        ran, now = ran or bool(background.running_kinds()), _pieces(session, task)
        tell(pieces=now)
        if task.get("stop_after") and now >= task["stop_after"]:
            background.stop_job(session, next(job.id for job in background.jobs_of(session)))
            break
        if not any(queue.running() for queue in background._queues()):
            break
        time.sleep(0.05)
    background.close()
    tell(ran=ran, first=first, complete=transcript_of(session, task["lesson"]).complete)


def _pieces(session: SignIn, task: dict[str, Any]) -> int:
    return transcript_of(session, task["lesson"]).done_ms


def _now(_: SignIn, task: dict[str, Any]) -> None:
    """Tell the time of this moment."""
    tell(done=task["do"])


DEEDS: dict[str, Deed] = {
    "withdraw": _withdraw,
    "object": _object,
    "end retention": _end_retention,
    "play": _play,
    "count notes": _count_notes,
    "look": _look,
    "share briefly": _share_briefly,
    "export": _export,
    "pry": _pry,
    "transcribe": _transcribe,
    "transcribe behind": _transcribe_behind,
    "now": _now,
}


def main() -> None:
    """Sign in and do what the task says; a refusal is told as its code and sentence."""
    task = json.loads(sys.stdin.readline())
    try:
        session = accounts.sign_in(Path(task["vault"]), task["name"], task["passphrase"])
        DEEDS[task["do"]](session, task)
    except VideoReflectError as error:
        tell(error=error.code, sentence=error.sentence)


if __name__ == "__main__":
    main()
