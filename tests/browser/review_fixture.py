"""The sample lesson in the scenes that the review screen can be in, as its routes would give it."""

from __future__ import annotations

import json
import subprocess
import time
import uuid
from itertools import pairwise
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import numpy

from tests.browser.codes_stage import Books, codes_of
from tests.browser.editing_stage import Edits
from tests.browser.voice_note_stage import Spoken
from tests.browser.voices_stage import WhoSpeaks

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "sample_media" / "lesson.mp4"
LESSON: dict[str, Any] = json.loads((ROOT / "sample_media" / "lesson.json").read_text("utf-8"))
NOTES: dict[str, Any] = json.loads((ROOT / "sample_media" / "notes.json").read_text("utf-8"))
SCENES = (
    "alone",
    "shared",
    "waiting",
    "open",
    "running",
    "locked",
    "none",
    "silent",
    "sound",
    "erased",
    "empty",
    "hour",
    "queued",
    "held",
    "paused",
    "bilingual",
    "suggested",
    "member",
    "unagreed",
    "voices",
    "unguessed",
    "threads",
    "chaptered",
    "laned",
    "long",
    "coded",
    "agreed",
    "coded500",
    "large",
    "uncoded",
)
DAY = 86_400_000
Shape = dict[str, Any]

NADIA = {"id": "a" * 32, "name": "Nadia Holt", "first_name": "Nadia", "initials": "NH", "role": "teacher", "mark": 1}
GWYN = {"id": "b" * 32, "name": "Gwyn Parry", "first_name": "Gwyn", "initials": "GP", "role": "mentor", "mark": 2}

WAITS = {"held": "Waits until 16:00, as you set.", "queued": "2 tasks before this one."}
YES = {"allowed": True, "reasons": [], "remedies": []}
LOCKED = {
    "allowed": False,
    "reasons": ["Nobody has said yet that this lesson may be written down."],
    "remedies": ["Record the agreement and allow a transcript."],
}


class Fixture:
    """One lesson in one scene, as its teacher sees it."""

    def __init__(self, scene: str) -> None:
        """Set the scene with the sample lesson's own words and notes."""
        self.scene = scene
        self.times = {"hour": 40, "coded500": 40, "long": 144}.get(scene, 1)
        self.changes = 0
        self.drafts: dict[str, Shape] = {}
        self.begun: list[Shape] = []
        self.place = 0 if scene == "hour" else 20_400
        self.shared = scene in {"shared", "waiting", "open", "suggested", "member", "threads", "agreed"}
        self.mine_ms = int(time.time() * 1000) if scene in {"waiting", "open", "agreed"} else None
        self.books = Books(scene)
        self.began = time.monotonic()
        self.taken_in = ""
        self.layout: Shape = {}
        self.edits = Edits(scene)
        self.who = WhoSpeaks(scene, LESSON["turns"])
        self.spoken = Spoken()
        self.notes = [] if scene == "empty" else [self.note(NADIA, one) for one in NOTES["teacher"]]
        if scene in {"open", "agreed"}:
            self.notes += [self.note(GWYN, one) for one in NOTES["mentor"]]
        if scene == "threads":
            self.notes = self.threads()
        self.chapters: list[Shape] = []
        if scene == "chaptered":
            named = zip((0, 21_000, 52_000), ("Starter", "Which is bigger, ¾ or ⅝?", "Plenary"), strict=True)
            self.chapters = [{"id": f"{n}" * 32, "at_ms": at, "name": name} for n, (at, name) in enumerate(named)]
        if scene in {"laned", "long"}:
            made = NOTES["teacher"] * (3 if scene == "laned" else 125)
            apart = self.duration // len(made)
            self.notes = [
                self.note(NADIA, one | {"at_ms": n * apart, "to_ms": n * apart + apart // 2 if n % 3 == 0 else None,
                                        "codes": lane_codes(n, 3 if scene == "laned" else 40)})
                for n, one in enumerate(made)
            ]  # fmt: skip
        if scene in {"hour", "coded500"}:
            made = NOTES["teacher"] * 125
            self.notes = [self.note(NADIA, {**one, "at_ms": 7_000 * n, "to_ms": None}) for n, one in enumerate(made)]
        for number, one in enumerate(self.notes if scene not in {"laned", "long"} else []):
            one["codes"] = codes_of(scene, str(one["author"])[0], number)

    @property
    def duration(self) -> int:
        """How long the lesson is said to be; the clip itself stays short."""
        return int(LESSON["duration_ms"]) * self.times

    @property
    def draft(self) -> Shape:
        """What is being typed in the window that typed last."""
        return next(reversed(self.drafts.values()), {})

    def note(self, author: Shape, content: Shape, known: Shape | None = None) -> Shape:
        """A note as the routes give it."""
        now = int(time.time() * 1000)
        kept = "shared" if content.get("shared") else "waiting" if self.mine_ms else "private"
        seen = "open" if self.scene in {"open", "agreed"} else kept
        base = {"id": uuid.uuid4().hex, "created_ms": now, "quote": ""}
        return {
            **base,
            **(known or {}),
            **content,
            "author": author["id"],
            "mine": author is NADIA,
            "edited_ms": now,
            "visibility": seen,
        }

    def threads(self) -> list[Shape]:
        """Notes of every kind: shared at once, done, parked, with replies and markdown, a reply without its note."""
        first, second, third, fourth = NOTES["teacher"]
        lists = "**Next time:**\n- wait *three* seconds\n- ask `why`\n\n> They need to see it first"
        asked = self.note(NADIA, {**first, "shared": True, "id": "1" * 32})
        theirs = self.note(GWYN, {**NOTES["mentor"][0], "shared": True, "id": "2" * 32})
        answer = {"at_ms": first["at_ms"], "to_ms": None, "talk": False, "shared": True}
        return [
            asked,
            self.note(NADIA, {**second, "state": "done"}),
            self.note(NADIA, {**third, "text": lists}),
            self.note(NADIA, {**fourth, "state": "parked"}),
            theirs,
            self.note(GWYN, {**answer, "text": "I heard the same from the back.", "reply_to": "1" * 32}),
            self.note(NADIA, {**answer, "text": "Then it was not only me.", "reply_to": "1" * 32}),
            self.note(GWYN, {**answer, "at_ms": 50_000, "text": "Yes, and then?", "reply_to": "9" * 32}),
        ]

    def preview(self) -> Shape:
        """What a file holds that somebody wants to take in; markup in it is text."""
        beginning = [
            {"start_ms": 900, "voice": "<b>Ana</b>", "text": "<img src=x onerror=alert(1)> Good morning."},
            {"start_ms": 3_000, "voice": "", "text": "long " * 60},
        ]
        return {
            "form": "vtt", "form_words": "Subtitles (WebVTT)", "lines": 14, "start_ms": 900, "end_ms": 68_000,
            "voices": [{"name": "<b>Ana</b>", "lines": 9}, {"name": "pupil 3", "lines": 2}], "words": False,
            "language": "", "left_out": 2, "cut": 1, "there": len(self.heard()), "beginning": beginning,
        }  # fmt: skip

    def heard(self) -> list[Shape]:
        """The turns, as far as they are written, or all that was taken in."""
        turns = [shifted(turn, n * int(LESSON["duration_ms"])) for n in range(self.times) for turn in LESSON["turns"]]
        if self.scene == "running":
            return [turn for turn in turns if turn["end_ms"] < self.written()]
        if self.scene == "paused":
            return turns[:4]
        silent = {"locked", "none", "silent", "held", "queued"}
        return [] if self.scene in silent and not self.taken_in else turns

    def written(self) -> int:
        """How much of the sound is transcribed in the scene "running": 3 s each second."""
        return min(self.duration, int((time.monotonic() - self.began) * 3000) + 20_000)

    def job(self) -> Shape | None:
        """The running transcription, if this is the scene for it."""
        waits = WAITS.get(self.scene) if not self.begun else None
        if waits:
            return {
                "job": "1" * 32, "kind": "transcribing", "title": LESSON["title"], "lesson": self.scene,
                "state": "waiting", "done_ms": 0, "total_ms": self.duration, "seconds_left": None, "sentence": "",
                "waits": waits, "held": self.scene == "held",
            }  # fmt: skip
        if self.scene != "running" or self.written() >= self.duration:
            return None
        left = (self.duration - self.written()) // 3000
        return {
            "job": "1" * 32, "kind": "transcribing", "title": LESSON["title"], "lesson": self.scene, "state": "running",
            "done_ms": self.written(), "total_ms": self.duration, "seconds_left": left, "sentence": "",
        }  # fmt: skip

    def transcript(self) -> Shape:
        """Lines, words and where speech lies; pauses of 3 s and more are waits."""
        lines = self.edits.lines([line_of(turn, n) for n, turn in enumerate(self.heard())])
        lines = self.who.named(lines)
        if self.scene == "bilingual":
            lines = [{**line, "language": "de" if n % 2 else ""} for n, line in enumerate(lines)]
        speech = [[line["start_ms"], line["end_ms"]] for line in lines]
        gaps = [[a[1], b[0]] for a, b in pairwise(speech) if b[0] - a[1] >= 3000]
        return {"lines": lines, "speech": speech, "waits": gaps, "language": "en", "detected": True} | {
            "complete": self.scene not in {"running", "paused"}
        }

    def review(self) -> Shape:
        """The Review of docs/ROUTES.md."""
        can_share = self.scene not in {"locked", "none"}
        words = "May be shared with Gwyn" if can_share else "Nothing recorded: only you"
        revealed = self.scene in {"open", "agreed"}
        other = {"person": GWYN["id"], "ready_ms": self.mine_ms if revealed else None, "revealed": revealed}
        actions = {"transcribe": LOCKED if self.scene == "locked" else YES, "share": YES if can_share else LOCKED}
        actions["analyse"] = actions["transcribe"]
        return {
            "lesson": {
                "id": self.scene, "title": LESSON["title"], "date": "2025-11-11", "class_name": LESSON["class"],
                "subject": LESSON["subject"], "focus": LESSON["focus"], "duration_ms": self.duration,
                "has_picture": self.scene not in {"sound", "erased"},
                "has_sound": self.scene not in {"silent", "erased"}, "recording_erased": self.scene == "erased",
                "width": 1280, "height": 720, "frames_per_second": 25.0,
                "mine": self.scene != "member", "owner": NADIA["id"],
            },
            "me": GWYN if self.scene == "member" else NADIA, "people": [NADIA, GWYN], "poster_url": "",
            "media_url": "" if self.scene == "erased" else f"/vr/lessons/{self.scene}/media?k=1",
            "consent": {
                "badge": {"kind": "shareable" if can_share else "none", "words": words}, "recorded": can_share,
                "basis": "public-task", "purposes": ["mentoring"], "until_ms": int(time.time() * 1000) + 38 * DAY,
                "transcribe": True, "analyse": True, "share_with": [], "export": ["notes", "transcript"], "blocked": [],
            },
            "thumbnails": None if self.scene in {"sound", "erased", "silent"} else
            {"url": f"/vr/lessons/{self.scene}/thumbnails"} | self.layout,
            "chapters": self.chapters,
            "actions": {**actions, "export": YES},
            "share_candidates": [] if self.shared else [GWYN],
            "shared": [{"person": GWYN["id"], "until_ms": None}] if self.shared else [],
            "readiness": {
                "mine_ms": self.mine_ms, "others": [other] if self.shared else [],
                "may_say": self.shared and not self.mine_ms,
                "why_not": "" if self.shared else "Share the lesson first.",
            },
            "transcription": {
                "state": self.state(), "job": self.job(), "done_ms": 20_000, "translated": self.scene == "bilingual",
            },
            "drafts": self.drafts, "place_ms": self.place, "revision": self.revision(),
        }  # fmt: skip

    def state(self) -> str:
        """Where the transcript is."""
        special = {"locked": "locked", "none": "none", "silent": "no-sound", "paused": "paused"}
        return "running" if self.job() else special.get(self.scene, "done")

    def revision(self) -> str:
        """Changes with anything shown."""
        return f"{self.changes}-{self.job() is None}"


def lane_codes(number: int, of: int) -> list[str]:
    """Labels of the fixture's notes: every second has one, some have two."""
    return [f"book/code-{number % of}"][: number % 2] + [f"book/code-{number % 2}"][: number % 4 == 3]


def shifted(turn: Shape, by: int) -> Shape:
    """A turn, later."""
    return {**turn, "start_ms": turn["start_ms"] + by, "end_ms": turn["end_ms"] + by}


def line_of(turn: Shape, number: int = 0) -> Shape:
    """A turn as a line of the transcript; one word is made doubtful."""
    texts = turn["text"].split()
    letters = sum(len(text) + 1 for text in texts)
    words, at = [], turn["start_ms"]
    for text in texts:
        end = at + (turn["end_ms"] - turn["start_ms"]) * (len(text) + 1) // letters
        words.append([at, end, f" {text}", 0.31 if text == "eighths" and "But" in texts else 0.97])
        at = end
    known = {"id": f"0-{number}", "voice": turn["speaker"], "language": ""}
    return {**known, "start_ms": turn["start_ms"], "end_ms": turn["end_ms"], "text": turn["text"], "words": words}


def loudness() -> bytes:
    """0 to 255 per 100 ms of the clip."""
    into = ["-f", "s16le", "-ac", "1", "-ar", "8000", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(CLIP), *into]
    sound = numpy.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")
    peaks = numpy.abs(sound[: len(sound) // 800 * 800].reshape(-1, 800).astype(float)).max(axis=1)
    return bytes((255 * (peaks / max(1.0, peaks.max())) ** 0.6).astype("uint8"))
