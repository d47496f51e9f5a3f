"""The hold-back writer: an MP4 muxer may go back, but no segment is ever sealed twice (F12, F13)."""

from __future__ import annotations

import io
import random

import pytest

from tests.unit.crypto.streams import AAD, FIRST, KEY, REST, SEGMENT, content, read
from videoreflect.crypto import stream
from videoreflect.crypto.stream import HELD_BACK_LIMIT, StreamWriter
from videoreflect.errors import FormatError, IntegrityError, LimitExceeded

CLEAR = content(FIRST + 2 * REST + 77)


def begun(clear: bytes = CLEAR, *, patchable: bool = True) -> tuple[io.BytesIO, StreamWriter]:
    """Return a file and its writer, with some text written."""
    file = io.BytesIO()
    writer = StreamWriter(file, KEY, AAD, patchable=patchable)
    writer.write(clear)
    return file, writer


@pytest.fixture
def sealings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """Return the list of (segment, last) of all sealings while the test runs."""
    done: list[tuple[int, bool]] = []
    seal = stream._Segments.seal

    def noted(self: stream._Segments, index: int, clear: memoryview, into: memoryview, *, last: bool) -> memoryview:
        done.append((index, last))
        return seal(self, index, clear, into, last=last)

    monkeypatch.setattr(stream._Segments, "seal", noted)
    return done


def test_the_start_can_be_patched_after_gigabytes(sealings: list[tuple[int, bool]]) -> None:
    """Segment 0 stays open until the end, all others are sealed as they fill; each once."""
    file, writer = begun()
    assert sealings == [(1, False), (2, False)]
    writer.seek(40)
    writer.write(b"patched!")
    writer.seek(0, io.SEEK_END)
    writer.write(b"tail")
    writer.finish()

    assert read(file.getvalue()) == CLEAR[:40] + b"patched!" + CLEAR[48:] + b"tail"
    assert sorted(sealings) == [(0, False), (1, False), (2, False), (3, True)]


def test_from_the_first_step_back_everything_is_held(sealings: list[tuple[int, bool]]) -> None:
    """An index of several segments at the end may be patched in any place until it is finished."""
    file, writer = begun()
    writer.seek(40)
    writer.write(b"x")
    writer.seek(0, io.SEEK_END)
    index = content(3 * SEGMENT)
    writer.write(index)
    sealed_before = list(sealings)
    writer.seek(len(CLEAR) + 10)
    writer.write(b"size")
    writer.seek(0, io.SEEK_END)
    writer.finish()

    assert sealed_before == [(1, False), (2, False)]
    assert read(file.getvalue()) == CLEAR[:40] + b"x" + CLEAR[41:] + index[:10] + b"size" + index[14:]
    assert len(sealings) == len({place for place, _ in sealings})


def test_a_write_into_a_sealed_segment_is_refused(sealings: list[tuple[int, bool]]) -> None:
    """Two texts under one nonce would give both away: LimitExceeded, and nothing is sealed again."""
    _, writer = begun()
    writer.seek(FIRST + 5)
    with pytest.raises(LimitExceeded):
        writer.write(b"x")
    assert sealings == [(1, False), (2, False)]


def test_a_write_that_runs_into_a_sealed_segment_is_refused() -> None:
    """A patch that begins in segment 0 may not run on into segment 1."""
    _, writer = begun()
    writer.seek(FIRST - 2)
    with pytest.raises(LimitExceeded):
        writer.write(b"four")


def test_no_gap_and_no_place_before_the_start() -> None:
    """Seeking beyond the end would leave bytes that nobody wrote."""
    _, writer = begun(b"text")
    for place in (-1, 5):
        with pytest.raises(LimitExceeded):
            writer.seek(place)


def test_held_back_memory_ends_at_64_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose index asks for more is refused with a typed error; tested with a limit of 4 MiB."""
    assert HELD_BACK_LIMIT == 64 << 20
    monkeypatch.setattr(stream, "HELD_BACK_LIMIT", 4 << 20)
    _, writer = begun()
    writer.seek(0)
    writer.write(b"x")
    writer.seek(0, io.SEEK_END)
    with pytest.raises(LimitExceeded):
        writer.write(bytes(6 * SEGMENT))


def test_a_writer_that_may_not_patch_does_not_seek() -> None:
    """Plain streams go from start to end."""
    _, writer = begun(b"text", patchable=False)

    assert not writer.seekable()
    with pytest.raises(LimitExceeded):
        writer.seek(0)


@pytest.mark.parametrize("size", [0, 1, FIRST, len(CLEAR)])
def test_closing_without_finishing_leaves_no_valid_stream(size: int) -> None:
    """A crash or an error in the middle never looks like a shorter recording."""
    for patchable in (True, False):
        file, writer = begun(CLEAR[:size], patchable=patchable)
        writer.close()
        with pytest.raises((FormatError, IntegrityError)):
            read(file.getvalue())


@pytest.mark.parametrize("size", [0, 10, FIRST, FIRST + 1])
def test_a_finished_stream_is_never_sealed_again(size: int, sealings: list[tuple[int, bool]]) -> None:
    """Finishing or writing twice is an error of the program, not a second text under the last nonce.

    Failed at first: ``finish`` sealed an empty last segment under the nonce of the true one.
    """
    file, writer = begun(CLEAR[:size])
    writer.finish()
    before = file.getvalue()
    with pytest.raises(ValueError, match="complete"):
        writer.finish()
    with pytest.raises(ValueError, match="complete"):
        writer.write(b"more")

    assert file.getvalue() == before
    assert len(sealings) == len({place for place, _ in sealings})


@pytest.mark.parametrize("seed", range(5))
def test_random_muxers_are_either_served_or_refused(seed: int, sealings: list[tuple[int, bool]]) -> None:
    """Random writes and seeks: the stream reads as a plain file would, or LimitExceeded; no nonce twice."""
    chosen = random.Random(seed)
    file, plain = io.BytesIO(), io.BytesIO()
    writer = StreamWriter(file, KEY, AAD, patchable=True)
    for _ in range(30):
        piece = chosen.randbytes(chosen.choice([5, 1000, 300_000, SEGMENT]))
        end = plain.seek(0, io.SEEK_END)
        place = end if chosen.random() < 0.7 else chosen.randrange(max(1, min(end, FIRST - len(piece)) + 1))
        try:
            writer.seek(place)
            writer.write(piece)
        except LimitExceeded:
            return
        plain.seek(place)
        plain.write(piece)
    writer.finish()

    assert read(file.getvalue()) == plain.getvalue()
    assert len(sealings) == len({place for place, _ in sealings})
