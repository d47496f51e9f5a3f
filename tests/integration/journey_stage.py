"""A vault with a teacher and a mentor; every call of the command line is a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEACHER, MENTOR, COLLEAGUE = "Nadia Holt", "Gwyn Parry", "Ama Boateng"
PASSPHRASES = {
    TEACHER: "copper kettle marigold",
    MENTOR: "wooden spoon lantern",
    COLLEAGUE: "seven paper boats",
}
UNTIL = "2099-07-31"
TITLE = "Comparing fractions: ¾ or ⅝?"
CLIP = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
TRUTH: dict[str, Any] = json.loads(
    (resources.files("videoreflect.sample_media") / "lesson.json").read_text(encoding="utf-8")
)
TEACHER_NOTES = ("The wait felt endless, but a reason came.", "What made it safe to be wrong here?")
MENTOR_NOTES = ("You keep still, and hands go up.",)


@dataclass(frozen=True)
class Done:
    """What came of one call."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document that was printed."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def last_line(self) -> str:
        """The last line printed."""
        return self.out.rstrip("\n").rpartition("\n")[2]

    @property
    def told(self) -> str:
        """All that was printed."""
        return self.out + self.err


@dataclass(frozen=True)
class Stage:
    """One vault folder, with passphrase files beside it."""

    folder: Path
    lesson: str = ""

    @property
    def vault(self) -> Path:
        """The vault."""
        return self.folder / "vault"

    def passphrase_file(self, name: str) -> Path:
        """A file with a person's passphrase."""
        path = self.folder / f"{name.partition(' ')[0]}.passphrase"
        path.write_text(PASSPHRASES[name] + "\n", "utf-8")
        return path

    def call(self, *arguments: str, stdin: str | None = None, **more: Any) -> Done:
        """Run the program exactly so, with a time limit."""
        command = [sys.executable, "-m", "videoreflect.cli", *arguments]
        given = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
        ended = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=self.folder, timeout=110, check=False,
            **given, **more,
        )  # fmt: skip
        return Done(ended.returncode, ended.stdout, ended.stderr)

    def as_(self, name: str, *arguments: str, **more: Any) -> Done:
        """Run the program as a person."""
        who = ("--vault", str(self.vault), "--as", name, "--passphrase-file", str(self.passphrase_file(name)))
        return self.call(*who, *arguments, **more)

    def must(self, name: str, *arguments: str, **more: Any) -> Done:
        """Run the program as a person; it has to succeed."""
        done = self.as_(name, *arguments, **more)
        assert done.code == 0, done.told
        return done

    def start(self, name: str, do: str, **task: Any) -> subprocess.Popen[str]:
        """Start a person's deed in a process of its own; it prints one JSON object a line."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.journey_person"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        fields = {"vault": str(self.vault), "name": name, "passphrase": PASSPHRASES[name], "do": do}
        assert process.stdin is not None
        process.stdin.write(json.dumps(fields | {"lesson": self.lesson} | task) + "\n")
        process.stdin.flush()
        return process

    def deed(self, name: str, do: str, **task: Any) -> dict[str, Any]:
        """Do a person's deed to its end and return the last thing it told."""
        out, err = self.start(name, do, **task).communicate(timeout=110)
        assert not err, err
        told: dict[str, Any] = json.loads(out.rstrip("\n").rpartition("\n")[2])
        return told

    def copy(self, to: Path) -> Stage:
        """The same vault in another folder, to be changed by one test."""
        shutil.copytree(self.vault, to / "vault")
        return Stage(to, self.lesson)

    def listing(self) -> dict[str, int]:
        """Every capsule's files with their sizes."""
        capsules = self.vault / "capsules"
        return {str(path.relative_to(capsules)): path.stat().st_size for path in capsules.rglob("*") if path.is_file()}

    def with_lesson(self, lesson: str) -> Stage:
        """The same stage that knows its lesson's id."""
        return Stage(self.folder, lesson)


def lines_of(process: subprocess.Popen[str]) -> Any:
    """What a running deed tells, one object at a time."""
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def new_stage(folder: Path) -> Stage:
    """A vault with a teacher, who owns it, and a mentor."""
    stage = Stage(folder)
    stage.must(TEACHER, "init")
    stage.must(TEACHER, "person", "add", MENTOR, "--new-passphrase-file", str(stage.passphrase_file(MENTOR)))
    return stage


def agree(stage: Stage, *allowed: str, until: str = UNTIL, purpose: str = "mentoring") -> Done:
    """Record an agreement under public task."""
    uses = [word for use in allowed for word in ("--allow", use)]
    terms = ("--basis", "public-task", "--purpose", purpose, "--until", until)
    return stage.must(TEACHER, "consent", stage.lesson, *terms, *uses)
