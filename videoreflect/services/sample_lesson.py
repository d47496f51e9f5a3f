"""The fictional sample lesson that is installed with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.lesson import LessonDetails
from videoreflect.services.recording_consent import Agreement

_PACKAGE = "videoreflect.sample_media"
_DATE = "2025-11-11"
"""The date on the classroom's board."""

_KEPT_MS = 200 * 86_400_000


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample lesson: the clip's path and bytes, the true transcript, the notes of both."""

    clip: Path
    truth: dict[str, Any]
    notes: dict[str, list[dict[str, Any]]]

    @property
    def true_text(self) -> str:
        """Everything that is said, in order."""
        return " ".join(turn["text"] for turn in self.truth["turns"])

    @property
    def details(self) -> LessonDetails:
        """Title, class, subject and focus."""
        title, subject, focus = (self.truth[key] for key in ("title", "subject", "focus"))
        return LessonDetails(title, _DATE, self.truth["class"], subject, focus)


def sample() -> Sample:
    """The sample lesson that is installed with the program."""
    folder = resources.files(_PACKAGE)
    truth = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    notes = json.loads((folder / "notes.json").read_text(encoding="utf-8"))
    return Sample(Path(str(folder / "lesson.mp4")), truth, notes)


def sample_agreement(now_ms: int, share_with: frozenset[str] = frozenset()) -> Agreement:
    """What is recorded about the drawn class: there is nobody who could object."""
    return Agreement(
        basis=Basis.PUBLIC_TASK,
        purposes=frozenset({Purpose.SELF_REFLECTION, Purpose.MENTORING}),
        until_ms=now_ms + _KEPT_MS,
        transcribe=True,
        analyse=True,
        share_with=share_with,
    )
