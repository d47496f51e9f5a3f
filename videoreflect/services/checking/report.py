"""What a check found: problems, remarks, leftovers, and what could not be looked into and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from videoreflect.errors import VideoReflectError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``file`` is relative to the vault; ``detail`` holds ids and numbers, never content."""

    code: str
    file: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.code}{f' ({self.detail})' if self.detail else ''}"


@dataclass(frozen=True, slots=True)
class FromOutside:
    """A capsule of which only the outside was checked, and why."""

    capsule: str
    why: str


@dataclass(slots=True)
class Report:
    """What was found. ``problems`` are damage; ``remarks`` change nothing but should be known."""

    people: int = 0
    capsules: int = 0
    opened: int = 0
    outside_only: int = 0
    outside: list[FromOutside] = field(default_factory=list)
    blobs: int = 0
    bytes_read: int = 0
    rows: int = 0
    bodies_erased: int = 0
    signatures_checked: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong; remarks and leftovers of an interrupted task are not."""
        return not self.problems

    def problem(self, code: str, file: str, detail: str = "") -> None:
        """Note that something is wrong; the same is said once."""
        found = Problem(code, file, detail)
        if found not in self.problems:
            self.problems.append(found)

    def remark(self, code: str, file: str, detail: str = "") -> None:
        """Note what is not damage."""
        found = Problem(code, file, detail)
        if found not in self.remarks:
            self.remarks.append(found)

    def only_outside(self, capsule: str, why: str) -> None:
        """Note that a capsule could not be looked into."""
        self.outside.append(FromOutside(capsule, why))
        self.outside_only += 1

    @contextmanager
    def noting(self, file: str) -> Iterator[None]:
        """Turn an error about a file into a problem."""
        try:
            yield
        except VideoReflectError as error:
            self.problem(error.code, file)
        except FileNotFoundError:
            self.problem("missing", file)
