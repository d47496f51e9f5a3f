"""Recordings and folders that cannot be used: a clear sentence, its exit code, and nothing left behind."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.journey_stage import CLIP, MENTOR, PASSPHRASES, TEACHER, Done, Stage, agree
from tests.unit.media.recipes import Kitchen

pytest_plugins = ["tests.integration.small_disk"]

if sys.platform != "win32":
    import resource

pytestmark = pytest.mark.timeout(300)
added = pytest.mark.parametrize("at", ["added"], indirect=True)


def text_called_mp4(path: Path) -> None:
    path.write_text("Dear all, the recording is on the other stick. " * 200, "utf-8")


def noise(path: Path) -> None:
    path.write_bytes(random.Random(7).randbytes(300_000))


def cut_short(path: Path) -> None:
    content = CLIP.read_bytes()
    path.write_bytes(content[: len(content) * 6 // 10])


def cut_behind_its_index(path: Path) -> None:
    kitchen = path.parent / "kitchen"
    kitchen.mkdir()
    content = Kitchen(kitchen).bytes_of("front.mp4")
    path.write_bytes(content[: len(content) * 7 // 10])


def nothing(path: Path) -> None:
    path.touch()


def folder(path: Path) -> None:
    path.mkdir()


def missing(path: Path) -> None:
    assert not path.exists()


def dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.mp4"))


def picture(path: Path) -> None:
    kitchen = path.parent / "kitchen"
    kitchen.mkdir()
    path.write_bytes(Kitchen(kitchen).bytes_of("cover.jpg")[:2_000])


@added
@pytest.mark.parametrize(
    ("make", "name", "codes", "exit_code", "sentence"),
    [
        (text_called_mp4, "lesson.mp4", {"not-media"}, 9, "no picture or sound"),
        (nothing, "empty.mp4", {"not-media"}, 9, "This file is empty"),
        (cut_short, "cut.mp4", {"truncated-media", "not-media"}, 9, "Nothing was added"),
        (cut_behind_its_index, "front.mp4", {"truncated-media"}, 9, "ends in the middle"),
        (noise, "noise.mov", {"not-media"}, 9, "Nothing was added"),
        (folder, "folder", {"not-media"}, 9, "This is a folder"),
        (missing, "missing.mp4", {"storage"}, 8, "no such file"),
        (dangling_link, "link.mp4", {"storage"}, 8, "no such file"),
        (picture, "photo.jpg", {"not-media", "media", "truncated-media"}, 9, "Nothing was added"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_file_that_is_no_recording(
    at: Stage, tmp_path: Path, make: Callable[[Path], None], name: str, codes: set[str], exit_code: int, sentence: str
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    make(given / name)
    before = at.listing()

    told = at.as_(TEACHER, "add", str(given / name), "--title", "T", "--keep-until", "undecided", "--json")

    assert told.document["error"]["code"] in codes
    assert sentence in told.document["error"]["sentence"]
    assert_clean(told, exit_code)
    assert at.listing() == before, "something half-added was left behind"


@added
def test_one_bad_recording_among_good_ones_adds_nothing(at: Stage, tmp_path: Path) -> None:
    noise(tmp_path / "noise.mov")
    before = at.listing()

    told = at.as_(TEACHER, "add", str(CLIP), str(tmp_path / "noise.mov"), "--title", "T", "--keep-until", "undecided")

    assert_clean(told, 9)
    assert at.listing() == before


@added
def test_wrong_name_and_wrong_passphrase_are_told_alike(at: Stage, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("not the passphrase", "utf-8")
    tries = [
        at.call("--vault", str(at.vault), "--as", name, "--passphrase-file", str(tmp_path / "wrong"), "lessons")
        for name in (TEACHER, "Nobody At All")
    ]

    assert tries[0] == tries[1]
    assert_clean(tries[0], 4)
    assert "recovery code" in tries[0].err


@added
@pytest.mark.parametrize("vault", ["missing", "a file", "an empty folder"])
def test_a_vault_that_is_none(at: Stage, tmp_path: Path, vault: str) -> None:
    place = tmp_path / "place"
    if vault == "a file":
        place.write_text("x", "utf-8")
    elif vault == "an empty folder":
        place.mkdir()

    told = at.call(
        "--vault", str(place), "--as", TEACHER, "--passphrase-file", str(at.passphrase_file(TEACHER)), "lessons"
    )

    assert_clean(told, 8)
    assert "There is no vault in this folder" in told.err


@added
def test_init_never_touches_what_is_there(at: Stage, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", "utf-8")
    passphrase = str(at.passphrase_file(TEACHER))
    before = at.listing()

    for place, name in ((mine, TEACHER), (at.vault, TEACHER), (mine, "bad\u202ename"), (mine / "letter.txt", TEACHER)):
        told = at.call("--vault", str(place), "--as", name, "--passphrase-file", passphrase, "init")
        assert told.code in (2, 8)
        assert_clean(told, told.code)

    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    assert at.listing() == before
    assert at.as_(TEACHER, "lessons").code == 0


# -- A full disk -------------------------------------------------------------------------


@added
def test_a_disk_that_fills_up_while_a_lesson_is_added(at: Stage, small_disk: Callable[[str], Path]) -> None:
    small = at.copy(small_disk("6m"))
    before = small.listing()

    told = small.as_(TEACHER, "add", str(CLIP), "--title", "T", "--keep-until", "undecided", "--json")

    assert_clean(told, 8)
    assert told.document["error"]["code"] == "disk-full"
    assert "Free some space" in told.document["error"]["sentence"]
    assert small.listing() == before
    assert small.as_(TEACHER, "show", small.lesson).code == 0


@added
def test_a_disk_that_is_full_when_a_note_is_saved(at: Stage, small_disk: Callable[[str], Path]) -> None:
    disk = small_disk("6m")
    small = at.copy(disk)
    small.must(TEACHER, "note", small.lesson, "--at", "1", "--text", "Saved before.")
    filler = disk / "filler"
    with filler.open("wb") as file:
        fill(file.fileno())

    told = small.as_(TEACHER, "note", small.lesson, "--at", "2", "--text", "too late " * 9_000)

    assert_clean(told, 8)
    assert "The disk is full. Nothing that was saved is lost." in told.err
    filler.unlink()
    notes = small.must(TEACHER, "show", small.lesson, "--json").document["notes"]
    assert [note["text"] for note in notes] == ["Saved before."]
    small.must(TEACHER, "note", small.lesson, "--at", "2", "--text", "In time.")


@added
@pytest.mark.parametrize("size", ["16k", "40k", "80k"])
def test_a_vault_that_does_not_fit_leaves_nothing(at: Stage, small_disk: Callable[[str], Path], size: str) -> None:
    place = small_disk(size) / "vault"
    passphrase = str(at.passphrase_file(TEACHER))

    told = at.call("--vault", str(place), "--as", TEACHER, "--passphrase-file", passphrase, "init", "--json")

    assert_clean(told, 8)
    assert told.document["error"]["code"] == "disk-full"
    assert not place.exists()


@added
def test_an_export_that_does_not_fit_leaves_no_half(at: Stage, small_disk: Callable[[str], Path]) -> None:
    agree(at, "export")
    for number in range(3):
        at.must(TEACHER, "note", at.lesson, "--at", str(number), "--text", "long " * 5_000)
    out = small_disk("16k") / "notes.csv"

    told = at.as_(TEACHER, "export", at.lesson, "--format", "csv", "--out", str(out))

    assert_clean(told, 8)
    assert "full" in told.err
    assert not out.exists()


@added
@pytest.mark.skipif(sys.platform == "win32", reason="no limit on file sizes there")
def test_a_file_that_may_not_grow_is_told_and_leaves_nothing(at: Stage) -> None:
    """As on a disk that takes no large files; needs no rights, so it runs everywhere."""
    before = at.listing()

    told = at.as_(
        TEACHER, "add", str(CLIP), "--title", "T", "--keep-until", "undecided", "--json", preexec_fn=only_small_files
    )

    assert_clean(told, 8)
    assert told.document["error"]["code"] in ("storage", "disk-full")
    assert at.listing() == before


@added
@pytest.mark.parametrize("out", ["no-such-folder/x.vtt", ".", "notes.vtt/x.vtt"])
def test_an_export_to_a_place_that_is_none(at: Stage, out: str) -> None:
    agree(at, "export")

    assert_clean(at.as_(TEACHER, "export", at.lesson, "--format", "vtt", "--out", out), 8)


# -- The speech model --------------------------------------------------------------------


@added
def test_a_missing_model_is_named_with_the_way_to_get_it(at: Stage, tmp_path: Path) -> None:
    agree(at, "transcribe")

    told = at.as_(
        TEACHER, "transcribe", at.lesson, "--model", "small", "--json",
        env=os.environ | {"VIDEOREFLECT_MODELS": str(tmp_path / "models")},
    )  # fmt: skip

    assert_clean(told, 10)
    assert told.document["error"]["code"] == "model-missing"
    assert "videoreflect model get" in told.document["error"]["sentence"]


@added
@pytest.mark.model
def test_an_altered_model_is_not_used(at: Stage, tmp_path: Path) -> None:
    agree(at, "transcribe")
    models: dict[str, Any] = {"env": os.environ | {"VIDEOREFLECT_MODELS": str(tmp_path / "models")}}
    assert at.call("model", "get", "tiny.en", **models).code == 0
    with (tmp_path / "models" / "tiny.en" / "model.bin").open("r+b") as model:
        model.seek(1_000_000)
        byte = model.read(1)
        model.seek(1_000_000)
        model.write(bytes([byte[0] ^ 1]))

    told = at.as_(TEACHER, "transcribe", at.lesson, "--model", "tiny.en", "--json", **models)

    assert_clean(told, 10)
    assert told.document["error"]["code"] == "model-altered"
    assert at.call("model", "verify", "tiny.en", **models).code == 10
    assert at.must(TEACHER, "show", at.lesson, "--json").document["transcript"]["lines"] == []


def only_small_files() -> None:
    """Limit what this process, and those it starts, may write to one file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


def fill(descriptor: int) -> None:
    """Write until there is no space left."""
    piece = bytes(1 << 16)
    try:
        while os.write(descriptor, piece):
            pass
    except OSError:
        return


def assert_clean(told: Done, exit_code: int) -> None:
    """The exit code, one sentence or one document, no traceback, no secret."""
    assert told.code == exit_code, told.told
    assert "Traceback" not in told.told
    assert 'File "' not in told.told
    assert (told.out == "") != (told.err == ""), told.told
    assert not any(secret in told.told for secret in PASSPHRASES.values())
    assert MENTOR not in told.err
