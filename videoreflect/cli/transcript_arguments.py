"""The arguments of the commands that write a transcript, say who speaks, and put it right."""

from __future__ import annotations

import argparse
from collections.abc import Callable

CONTENT = "as it is, - for standard input, @FILE, or left out to be asked"

Add = Callable[[str, str], argparse.ArgumentParser]


def writing(add: Add) -> None:
    """Writing, and when."""
    transcribe = add("transcribe", "write down what is said, on this device")
    transcribe.add_argument("lesson", metavar="LESSON")
    transcribe.add_argument("--model", metavar="NAME", help="the one that you chose in the app, if you name none")
    transcribe.add_argument("--language", metavar="CODE", help="such as en or de; left out, it is detected")
    transcribe.add_argument("--several-languages", action="store_true", help="detect it for each passage")
    transcribe.add_argument("--words", metavar="TEXT", help=f"first names and words of the subject; {CONTENT}")
    transcribe.add_argument("--translate", action="store_true", help="write it in English, beside what was said")

    writing = add("writing", "when your transcripts are written, and how many at once; shows it if nothing is said")
    writing.add_argument("--at-once", type=int, metavar="NUMBER", help="as many as this device can do")
    writing.add_argument("--mains-only", choices=("yes", "no"), help="only while this device is on mains power")
    writing.add_argument("--from", dest="since", metavar="HH:MM", help="with --until: only between these times")
    writing.add_argument("--until", metavar="HH:MM", help="it may be the next morning")
    writing.add_argument("--any-time", action="store_true", help="at any time of the day")


def speakers(voices: Add) -> None:
    """Who speaks."""
    voices("show", "which voices were told apart, and where to hear each").add_argument("lesson", metavar="LESSON")
    voices("guess", "guess who speaks, on this device").add_argument("lesson", metavar="LESSON")
    naming = voices("name", "say who speaks: of a voice, a name or one line")
    naming.add_argument("lesson", metavar="LESSON")
    naming.add_argument("new_name", metavar="NAME", nargs="?", help=CONTENT)
    naming.add_argument("--voice", type=int, metavar="NUMBER", help="all of one voice, as “voices show” numbers them")
    naming.add_argument("--was", metavar="NAME", help=f"everybody who is called that so far ({CONTENT})")
    naming.add_argument("--at", metavar="TIME", help="the line that is spoken then")
    naming.add_argument("--to", metavar="TIME", help="with --at: a stretch instead of a line")
    naming.add_argument("--everywhere", action="store_true", help="with --at: and all that the same voice says")


def transcripts(given: Add) -> None:
    """Taking a transcript in, and putting it right."""
    for name, what in (("look", "what is in a file, without taking it in"), ("import", "take a file in")):
        one = given(name, what)
        one.add_argument("file", metavar="FILE")
        one.add_argument("--lesson", metavar="LESSON", required=True)
        one.add_argument("--began", metavar="HH:MM:SS", help="for times of the day: when the recording began")
        if name == "import":
            one.add_argument("--replace", action="store_true", help="in place of the transcript there now; do not ask")
    _editing(given)


def _editing(transcript: Add) -> None:
    transcript("lines", "the lines with what each is called").add_argument("lesson", metavar="LESSON")
    editing = transcript("edit", "change the text of a line; its words keep their times")
    editing.add_argument("lesson", metavar="LESSON")
    editing.add_argument("--line", metavar="ID", required=True, help="what “transcript lines” calls it")
    editing.add_argument("--text", metavar="TEXT", help=f"what was said; nothing takes the line out ({CONTENT})")
    replacing = transcript("replace", "replace words in the whole transcript; says how often first")
    replacing.add_argument("lesson", metavar="LESSON")
    replacing.add_argument("--find", metavar="TEXT", help=CONTENT)
    replacing.add_argument("--by", metavar="TEXT", help=f"nothing takes them out ({CONTENT})")
    replacing.add_argument("--whole-words", action="store_true", help="not inside of longer words")
    replacing.add_argument("--same-case", action="store_true", help="only with these capitals")
    replacing.add_argument("--yes", action="store_true", help="do not ask")
    moving = transcript("shift", "move the times of lines, all of them or some, by the same amount")
    moving.add_argument("lesson", metavar="LESSON")
    moving.add_argument("--by", metavar="SECONDS", help="how much later; with a minus earlier")
    moving.add_argument("--line", metavar="ID", help="with --at, instead of --by: this line is to begin then")
    moving.add_argument("--at", metavar="TIME", help="with --line: where it begins in the recording")
    moving.add_argument("--from", dest="since", metavar="TIME", help="only lines that begin then or later")
    moving.add_argument("--to", metavar="TIME", help="only lines that begin before")
    for name, what in (
        ("undo", "take the last edit or name of a voice back"),
        ("redo", "make again what was undone last"),
    ):
        transcript(name, what).add_argument("lesson", metavar="LESSON")
    hiding = transcript("hide", "hide a name everywhere in a lesson, for good; says where it stands first")
    hiding.add_argument("lesson", metavar="LESSON")
    hiding.add_argument("--name", dest="names", metavar="NAME", action="append", help=f"also its spellings ({CONTENT})")
    hiding.add_argument("--by", metavar="TEXT", help=f"such as “[pupil 3]”; left out, the next number ({CONTENT})")
    hiding.add_argument("--yes", action="store_true", help="do not ask")
