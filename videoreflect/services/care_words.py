"""What a check or a backup found, said to a teacher: what is the matter with which lesson, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from videoreflect.services.backup_place import told_size

Found = dict[str, Any]
Told = tuple[bool, list[str]]
"""Whether nothing is wrong, and the sentences."""

MOST_NAMED = 8
"""So many troubles are named one by one; the command line names every file."""

_RESTORE = "Restore it from a backup; change nothing in it before."
_RIGHTS = (
    "Other accounts on this device can get at files of the vault. They are encrypted all the same. "
    "Allow only your own account on the folder, then check again."
)
_STRANGE = (
    "In the folder of the vault, something lies in the place of one of its files. "
    "Ask whoever looks after this device who put it there."
)
_PEOPLE = "The list of people and keys was damaged or changed from outside. Restore the vault from a backup."
_BUSY = {"busy", "disk-full"}


@dataclass(frozen=True, slots=True)
class Names:
    """Gives the title of a lesson that the reader may open, or ""; names of people; the id of the directory."""

    title: Callable[[str], str]
    people: dict[str, str]
    directory: str

    def lesson(self, lesson: str) -> str:
        """A lesson in a sentence's beginning."""
        title = self.title(lesson)
        return f"“{title}”" if title else f"A lesson that does not open for you ({lesson[:8]}…)"


def words_of_check(found: Found, names: Names) -> Told:
    """The result of a check."""
    clean = not found["problems"]
    head = "Nothing is wrong." if clean else "Something is wrong. What is named here needs you."
    return clean, [head, *_troubles(found["problems"], names), *_remarks(found), _looked_at(found, names)]


def words_of_backup(found: Found, names: Names) -> Told:
    """The result of a backup."""
    checked = found["checked"]
    clean, copied, kept = not checked["problems"], found["blobs_copied"], found["blobs_kept"]
    done = "The backup is complete. Everything in it was read back, and nothing is wrong."
    flawed = (
        "The backup is complete, but something in it is wrong, so the last good one is kept beside it. "
        "Check the vault now to see whether the trouble is there too."
    )
    sums = f"{_count(copied, 'recording file')} copied ({told_size(found['bytes_copied'])}), {kept} were there already."
    return clean, [done if clean else flawed, *_troubles(checked["problems"], names), sums, *found["warnings"]]


def words_of_pruning(found: Found, names: Names) -> Told:
    """The result of tidying a backup."""
    clean, lessons, files = not found["problems"], found["lessons"], found["blobs"]
    gone = f"{_count(lessons, 'erased lesson')} and {_count(files, 'recording file')} were taken out of this backup."
    nothing = "Nothing in this backup was erased since it was made."
    rest = "What is left was read back, and nothing is wrong." if clean else "Something is wrong with what is left."
    return clean, [gone if lessons or files else nothing, rest, *_troubles(found["problems"], names)]


def _troubles(problems: list[Found], names: Names) -> list[str]:
    """One sentence for each lesson, person or matter, however many of its files it concerns."""
    said = list(dict.fromkeys(_trouble(one, names) for one in problems))
    more = len(said) - MOST_NAMED
    if more <= 0:
        return said
    return [*said[:MOST_NAMED], f"And {more} more. “videoreflect verify” on the command line names every file."]


def _trouble(problem: Found, names: Names) -> str:
    code, folders = problem["code"], problem["file"].split("/")
    if code == "others-may-read":
        return _RIGHTS
    if code in {"link", "not-a-file", "not-a-folder"}:
        return _STRANGE
    if folders[0] == "capsules" and len(folders) > 1:
        return _PEOPLE if folders[1] == names.directory else _of_a_lesson(code, folders, names)
    if folders[0] == "people" and len(folders) > 1:
        return _of_a_person(folders[1], names)
    if folders[0] == "uploads":
        return "A recording that was not added completely is damaged. Drop it on the Lessons page, and add it again."
    return "The files that describe the vault as a whole are damaged. Restore the vault from a backup."


def _of_a_lesson(code: str, folders: list[str], names: Names) -> str:
    lesson, part = names.lesson(folders[1]), folders[2] if len(folders) > 2 else ""
    if code == "erased-put-back":
        return (
            "A lesson that was erased lies in the folder again, put back from a copy. It stays closed; erase it again."
        )
    if code == "false-certificate":
        return f"{lesson}: somebody who does not own it wrote that it was erased. That was not believed."
    if code == "missing" and not part:
        return f"{lesson} is missing, and nobody wrote that it was erased. {_RESTORE}"
    if code == "older-copy":
        return f"{lesson} was put back to an older state. {_RESTORE}"
    if part == "blobs":
        return f"{lesson}: a recording is missing or damaged. {_RESTORE}"
    return f"{lesson} was damaged or changed from outside. {_RESTORE}"


def _of_a_person(file: str, names: Names) -> str:
    name = names.people.get(file.partition(".")[0], "somebody")
    if ".index.db" in file:
        return f"The search list of {name} is damaged. It is made anew at their next sign-in; nothing is lost."
    return f"The sign-in of {name} is damaged. Restore the vault from a backup."


def _remarks(found: Found) -> list[str]:
    codes = {one["code"] for one in found["remarks"]}
    told = []
    if codes & _BUSY or any(one["why"] in _BUSY for one in found["outside"]):
        told.append("Part of the vault was in use and could not be looked into. Check again in a while.")
    if "unknown" in codes:
        told.append("In the folder of the vault lie files that are not the app’s own. They were left alone.")
    if "erasing-unfinished" in codes or found["leftovers"]:
        told.append("Something was interrupted; it is finished or tidied up at the next sign-in.")
    return told


def _looked_at(found: Found, names: Names) -> str:
    others = sum(1 for one in found["outside"] if one["why"] == "not-shared" and one["capsule"] != names.directory)
    opened = max(0, found["opened"] - 1)  # the directory is no lesson
    words = f"{_count(opened, 'lesson')} of yours looked into, {_count(found['blobs'], 'recording file')} checked"
    rest = (
        f"; {_count(others, 'lesson')} of other people checked from outside, since only they can look in"
        if others
        else ""
    )
    return f"{words}{rest}."


def _count(number: int, one: str, many: Iterable[str] = ()) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {''.join(many) or one + 's'}"
