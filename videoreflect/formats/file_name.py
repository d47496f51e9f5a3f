"""What copies of a lesson are called, so that they stand beside each other and one finds the other."""

from __future__ import annotations

import re

ENDINGS = {
    "talk": "txt", "times": "txt", "annotations": "json", "vtt-notes": "vtt", "eaf-notes": "eaf", "chapters": "vtt",
}  # fmt: skip
"""What a file of a form is called at its end, where that is not the form itself."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST = 80


def file_name(title: str, kind: str, form: str) -> str:
    """The name of a copy: “Fractions, transcript.docx”. The page gives the same names when it saves one."""
    clean = " ".join(_NOT_IN_NAMES.sub(" ", title).split())[:_LONGEST].strip() or "lesson"
    return f"{clean}, {kind}.{ENDINGS.get(form, form)}"
