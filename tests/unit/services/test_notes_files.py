"""ELAN files are read in a child with limits: the same is read there as here."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.formats.notes_to_write import DURATION
from tests.unit.formats.test_eaf import BOMB
from videoreflect.domain.note import Note
from videoreflect.errors import InvalidInput
from videoreflect.formats import notes_csv, notes_eaf
from videoreflect.formats.notes_reading import MOST_BYTES, read_any
from videoreflect.formats.written_note import ReadNotes, WrittenNote
from videoreflect.services import notes_files
from videoreflect.services.notes_files import MODULE, read_notes_file
from videoreflect.services.workers import read_notes as worker

NOTES = [
    WrittenNote(Note("1" * 32, 0, None, "a \ufffe", "q", codes=("a/b",)), "A", "open", (("a/b", "Build"),)),
    WrittenNote(Note("2" * 32, None, None, "b"), "B"),
]


@pytest.mark.parametrize("tiers", [None, {1}])
def test_a_child_reads_the_same(tiers: set[int] | None) -> None:
    raw = notes_eaf.write(NOTES, DURATION)

    assert read_notes_file(raw, tiers) == read_any(raw, tiers)


def test_plain_text_needs_no_child_nor_does_a_file_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes_files, "run_child", None)

    assert read_notes_file(notes_csv.write(NOTES).encode())[1] == "csv"
    with pytest.raises(InvalidInput, match="32 MB"):
        read_notes_file(b"<?xml" + bytes(MOST_BYTES))


@pytest.mark.parametrize("raw", [BOMB, b"<ANNOTATION_DOCUMENT"])
def test_the_childs_sentence_is_told(raw: bytes) -> None:
    with pytest.raises(InvalidInput) as here:
        read_any(raw)
    with pytest.raises(InvalidInput) as there:
        read_notes_file(raw)

    assert there.value.sentence == here.value.sentence


@pytest.mark.parametrize(
    "answer",
    [{}, {"form": "exe", "notes": [], "left_out": [], "tiers": []},
     {"form": "eaf", "notes": [{"at_ms": -1}], "left_out": [], "tiers": []},
     {"form": "eaf", "notes": [], "left_out": [["x"]], "tiers": []},
     {"form": "eaf", "notes": [], "left_out": [], "tiers": [["x", "y"]]}],
)  # fmt: skip
def test_a_child_that_was_taken_over_says_nothing_that_counts(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.setattr(notes_files, "run_child", lambda *_: answer)

    with pytest.raises(InvalidInput):
        read_notes_file(b"<ANNOTATION_DOCUMENT/>")


def test_it_is_confined_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No core file, no file written, memory and time bounded: in this order."""
    done: list[tuple[Any, ...]] = []

    def read(raw: bytes, tiers: Any) -> tuple[ReadNotes, str]:
        done.append((raw, tiers))
        return ReadNotes(()), "eaf"

    monkeypatch.setattr(worker, "confine", lambda *limits, **more: done.append((*limits, more)))
    monkeypatch.setattr(worker, "read_any", read)

    worker.work({"file": "UEs=", "tiers": [1]}, None)  # type: ignore[arg-type]

    assert done == [(worker.MEMORY_BYTES, worker.CPU_SECONDS, {"file_bytes": 0}), (b"PK", [1])]
    assert worker.__name__ == MODULE
