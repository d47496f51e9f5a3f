"""Options of notes, typed or in files, and of what else leaves the vault as a file."""

from __future__ import annotations

import argparse
from collections.abc import Callable

FORMATS = (
    "vtt", "srt", "txt", "times", "docx", "eaf", "json", "csv", "annotations", "vtt-notes", "eaf-notes", "chapters",
    "talk", "mp4",
)  # fmt: skip
NOTE_FORMATS = ("csv", "annotations", "vtt", "eaf")

Add = Callable[[str, str], argparse.ArgumentParser]


def add_export(add: Add) -> None:
    """The command that writes anything of a lesson to a file."""
    export = add("export", "write transcript, notes (csv), talk or clip (mp4) to a file, in clear")
    export.add_argument("lesson", metavar="LESSON")
    export.add_argument("--format", choices=FORMATS, required=True)
    export.add_argument("--out", metavar="FILE", required=True)
    export.add_argument("--english", action="store_true", help="of the transcript that was written in English")


def add_note(add: Add, content: str) -> None:
    """The command for a note that is typed; ``content`` says how its words may be given."""
    note = add("note", "add a note of yours")
    note.add_argument("lesson", metavar="LESSON")
    note.add_argument("--at", metavar="TIME", required=True, help="seconds (12.5) or minutes (1:02)")
    note.add_argument("--to", metavar="TIME", help="the end of a range")
    note.add_argument("--text", metavar="TEXT", help=content)
    note.add_argument("--talk", action="store_true", help="mark it as something to talk about")


def add_notes(add: Add, content: str) -> None:
    """The commands for notes in files; ``content`` says how a name may be given."""
    taken = add("import", "take notes in as private notes of yours; those that are there already are left out")
    taken.add_argument("file", metavar="FILE")
    taken.add_argument("--lesson", metavar="LESSON", required=True)
    taken.add_argument("--preview", action="store_true", help="only say what is in it")
    only = f"of an ELAN file only this tier; repeat it for more ({content})"
    taken.add_argument("--tier", metavar="TIER", action="append", help=only)
    export = add("export", "write the notes that you may see to a file, in clear")
    export.add_argument("--lesson", metavar="LESSON", required=True)
    export.add_argument("--format", choices=NOTE_FORMATS, required=True)
    export.add_argument("--out", metavar="FILE", required=True)
