"""Files that take a library to read are read in a child with limits; what it says is read again, as anybody's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.formats.test_eaf import BOMB, SAID
from tests.unit.formats.word_documents import packed
from videoreflect.errors import InvalidInput, JobFailed
from videoreflect.formats import docx_writing, eaf, webvtt
from videoreflect.formats.reading import MOST_BYTES, read_any
from videoreflect.formats.transcript_json import Transcript
from videoreflect.formats.xml_tree import MOST_TAGS
from videoreflect.services import transcript_files
from videoreflect.services.transcript_files import MODULE, read_file
from videoreflect.services.workers import read_file as worker


@pytest.mark.parametrize("write", [docx_writing.write, eaf.write])
def test_a_child_reads_the_same(write: Any) -> None:
    raw = write(SAID, language="en")

    assert read_file(raw) == read_any(raw)


def test_plain_text_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_files, "run_child", None)

    assert read_file(webvtt.write(SAID).encode())[1] == "vtt"


@pytest.mark.parametrize("raw", [BOMB, b"PK\x03\x04", b"<ANNOTATION_DOCUMENT", packed("")])
def test_the_childs_sentence_is_told(raw: bytes) -> None:
    with pytest.raises(InvalidInput) as here:
        read_any(raw)
    with pytest.raises(InvalidInput) as there:
        read_file(raw)

    assert there.value.sentence == here.value.sentence


def test_a_file_too_long_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript_files, "run_child", None)

    with pytest.raises(InvalidInput, match="too long"):
        read_file(b"PK\x03\x04" + bytes(MOST_BYTES))


@pytest.mark.parametrize("answer", [{}, {"form": "exe", "transcript": "{}"}, {"form": "docx", "transcript": 7}])
def test_a_child_that_was_taken_over_says_nothing_that_counts(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    monkeypatch.setattr(transcript_files, "run_child", lambda *_: answer)

    with pytest.raises(InvalidInput):
        read_file(packed(""))


def test_a_child_that_ends_without_a_word_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise JobFailed

    monkeypatch.setattr(transcript_files, "run_child", ended)

    with pytest.raises(InvalidInput, match="more memory or time"):
        read_file(packed(""))


def test_it_is_confined_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """No core file, no file written, memory and time bounded: in this order."""
    done: list[tuple[Any, ...]] = []

    def read(raw: bytes) -> tuple[Transcript, str]:
        done.append((raw,))
        return read_any(webvtt.write(SAID).encode())

    monkeypatch.setattr(worker, "confine", lambda *limits, **more: done.append((*limits, more)))
    monkeypatch.setattr(worker, "read_any", read)

    worker.work({"file": "UEs="}, None)  # type: ignore[arg-type]

    assert done == [(worker.MEMORY_BYTES, worker.CPU_SECONDS, {"file_bytes": 0}), (b"PK",)]
    assert worker.__name__ == MODULE


def test_a_file_of_nothing_but_tags_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(InvalidInput, match="was not read"):
        read_file(b"<ANNOTATION_DOCUMENT>" + b"<a/>" * MOST_TAGS + b"</ANNOTATION_DOCUMENT>")
