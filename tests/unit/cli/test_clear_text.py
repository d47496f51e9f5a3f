"""The search for content in clear finds what is planted, and stays quiet about what proves nothing."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from pathlib import Path

import pytest

from videoreflect.cli.clear_text import WINDOW, ClearTextSearch, changed_files

MEDIA = random.Random(1).randbytes(300_000)
PHRASE = "Which is bigger, three quarters or five eighths?"
CHUNK = 8 << 20


@pytest.fixture(scope="module")
def search() -> ClearTextSearch:
    """Return a search for the media and the phrase above."""
    return ClearTextSearch([MEDIA], [PHRASE])


@pytest.mark.parametrize("at", [0, 1, 17, 131_071, len(MEDIA) - WINDOW])
@pytest.mark.parametrize("before", [0, 3, 4093])
def test_one_window_of_a_recording_is_found_at_any_offset(
    search: ClearTextSearch, tmp_path: Path, at: int, before: int
) -> None:
    """32 bytes are enough, wherever they come from and wherever they lie."""
    planted = tmp_path / "planted"
    planted.write_bytes(random.Random(2).randbytes(before) + MEDIA[at : at + WINDOW] + b"end")
    assert [(found.offset, found.what) for found in search.search([planted])] == [(before, "picture or sound")]


def test_a_window_across_the_border_of_two_reads_is_found(search: ClearTextSearch, tmp_path: Path) -> None:
    """Files are read in pieces; nothing hides where two of them meet."""
    planted = tmp_path / "planted"
    planted.write_bytes(bytes(CHUNK - 10) + MEDIA[500 : 500 + WINDOW])
    assert [found.offset for found in search.search([planted])] == [CHUNK - 10]


@pytest.mark.parametrize(
    "packed",
    [
        PHRASE.encode(),
        PHRASE.encode("utf-16-le"),
        PHRASE.encode("utf-16-be"),
        zlib.compress(b"x" * 500 + PHRASE.encode(), 9),
        zlib.compress(PHRASE.encode("utf-16-le"), 1),
        gzip.compress(PHRASE.encode()),
    ],
    ids=["utf-8", "utf-16-le", "utf-16-be", "zlib", "zlib of utf-16", "gzip"],
)
def test_words_are_found_in_every_encoding(search: ClearTextSearch, tmp_path: Path, packed: bytes) -> None:
    """Also in the middle of other bytes."""
    planted = tmp_path / "planted"
    planted.write_bytes(b"\x00\x17" * 1000 + packed + b"\xff" * 50)
    assert [found.path for found in search.search([planted])] == [planted]


def test_what_proves_nothing_is_not_found(tmp_path: Path) -> None:
    """Silence and padding occur anywhere; random bytes match nothing."""
    search = ClearTextSearch([MEDIA + bytes(10_000) + b"\x01\x02" * 500], [PHRASE])
    quiet = tmp_path / "quiet"
    quiet.write_bytes(bytes(100_000) + b"\x01\x02" * 5000 + random.Random(3).randbytes(500_000))
    assert search.search([quiet]) == []


def test_only_new_files_outside_the_excluded_folders_are_searched(tmp_path: Path) -> None:
    """Older files and links are passed over; a folder that is excluded is not entered."""
    old = tmp_path / "old"
    old.write_bytes(b"old")
    time.sleep(0.05)
    since = time.time_ns()
    time.sleep(0.05)
    new, hidden = tmp_path / "sub" / "new", tmp_path / "clone" / "new"
    for path in (new, hidden):
        path.parent.mkdir()
        path.write_bytes(b"new")
    (tmp_path / "link").symlink_to(new)
    assert changed_files([tmp_path], since, [tmp_path / "clone"]) == [new]
