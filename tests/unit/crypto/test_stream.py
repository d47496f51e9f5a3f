"""Streams: what was written is read, in any order, and nothing else ever comes out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.crypto.streams import AAD, FIRST, KEY, REST, SEGMENT, content, read, released, written
from tests.unit.crypto.streams import written_from_the_format as from_format
from videoreflect.crypto.stream import StreamReader, StreamWriter
from videoreflect.errors import FormatError, IntegrityError, NotAllowed

SIZES = [0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + REST - 1, FIRST + REST, FIRST + REST + 1, FIRST + 2 * REST]
THREE = FIRST + REST + 1000
CLEAR = content(THREE)
RAW = written(CLEAR)


@pytest.mark.parametrize("size", SIZES)
def test_every_size_comes_back_and_is_what_the_format_describes(size: int) -> None:
    """Empty, one byte, each side of a segment border: our bytes are those of a second writer, and read back."""
    clear, raw = content(size), written(content(size))

    assert read(raw) == clear
    assert from_format(clear, raw[1:33], raw[33:40]) == raw
    assert StreamReader(io.BytesIO(raw), KEY, AAD).size == size


def test_writing_in_pieces_of_any_size_gives_the_same_stream() -> None:
    """How bytes arrive does not show in the file."""
    file = io.BytesIO()
    writer = StreamWriter(file, KEY, AAD)
    sizes = [1, 7, 65536, FIRST, 3, SEGMENT, 10**7]
    place = 0
    for size in sizes:
        writer.write(CLEAR[place : place + size])
        place += size
    sealed = writer.finish()

    assert read(file.getvalue()) == CLEAR
    assert (sealed.size, sealed.file_size) == (THREE, len(file.getvalue()))


@given(st.lists(st.tuples(st.integers(0, THREE + 10), st.integers(0, 2 * SEGMENT)), max_size=6))
@settings(max_examples=40)
def test_any_seek_and_read_gives_that_slice(steps: list[tuple[int, int]]) -> None:
    """Whatever a player asks for, in whatever order, is the slice of what was written."""
    reader = io.BufferedReader(StreamReader(io.BytesIO(RAW), KEY, AAD))
    for place, length in steps:
        reader.seek(place)
        assert reader.read(length) == CLEAR[place : place + length]
        assert reader.tell() == max(place, min(place + length, THREE))


def test_seeking_from_the_end_and_from_here() -> None:
    """The three kinds of seek, and none before the start."""
    reader = StreamReader(io.BytesIO(RAW), KEY, AAD)

    assert reader.seek(-5, io.SEEK_END) == THREE - 5
    assert reader.read(100) == CLEAR[-5:]
    assert reader.seek(-1, io.SEEK_CUR) == THREE - 1
    with pytest.raises(ValueError, match="negative"):
        reader.seek(-1)


def _swapped(raw: bytes) -> bytes:
    return raw[:SEGMENT] + raw[2 * SEGMENT :] + raw[SEGMENT : 2 * SEGMENT]


def _first_two_swapped(raw: bytes) -> bytes:
    return raw[SEGMENT : 2 * SEGMENT] + raw[:SEGMENT] + raw[2 * SEGMENT :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "salt": lambda raw: raw[:5] + bytes([raw[5] ^ 1]) + raw[6:],
    "nonce prefix": lambda raw: raw[:35] + bytes([raw[35] ^ 1]) + raw[36:],
    "first segment": lambda raw: raw[:100] + bytes([raw[100] ^ 128]) + raw[101:],
    "first tag": lambda raw: raw[: SEGMENT - 1] + bytes([raw[SEGMENT - 1] ^ 1]) + raw[SEGMENT:],
    "middle segment": lambda raw: raw[: SEGMENT + 9] + bytes([raw[SEGMENT + 9] ^ 1]) + raw[SEGMENT + 10 :],
    "last segment": lambda raw: raw[:-100] + bytes([raw[-100] ^ 1]) + raw[-99:],
    "last tag": lambda raw: raw[:-1] + bytes([raw[-1] ^ 1]),
    "missing last segment": lambda raw: raw[: 2 * SEGMENT],
    "cut inside the last": lambda raw: raw[:-1],
    "cut inside the middle": lambda raw: raw[: SEGMENT + 500],
    "cut to a whole tag": lambda raw: raw[: SEGMENT + 16],
    "cut to one segment": lambda raw: raw[:SEGMENT],
    "one byte appended": lambda raw: raw + b"\0",
    "a segment appended": lambda raw: raw + raw[SEGMENT : 2 * SEGMENT],
    "the last twice": lambda raw: raw + bytes(SEGMENT - len(raw) % SEGMENT) + raw[2 * SEGMENT :],
    "a segment twice": lambda raw: raw[: 2 * SEGMENT] + raw[SEGMENT:],
    "a segment left out": lambda raw: raw[:SEGMENT] + raw[2 * SEGMENT :],
    "middle and last swapped": _swapped,
    "first two swapped": _first_two_swapped,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_changed_stream_is_refused_and_gives_no_unauthentic_byte(damage: Callable[[bytes], bytes]) -> None:
    """A typed error, and whatever was given out before it is a start of the true text."""
    raw = damage(RAW)
    with pytest.raises((IntegrityError, FormatError)):
        read(raw)
    assert CLEAR.startswith(released(raw))


@pytest.mark.parametrize("damage", ["missing last segment", "cut inside the middle", "one byte appended", "last tag"])
def test_what_is_wrong_at_the_end_is_found_before_the_first_byte(damage: str) -> None:
    """Opening proves the last segment, so a cut recording never plays its first half."""
    with pytest.raises((IntegrityError, FormatError)):
        StreamReader(io.BytesIO(DAMAGE[damage](RAW)), KEY, AAD)


@pytest.mark.parametrize("length", [0, 1, 39, 40, 55, SEGMENT + 15, 2 * SEGMENT + 1])
def test_a_length_that_no_stream_has_is_a_format_error(length: int) -> None:
    """Too short for header and tag, or ending within a tag."""
    with pytest.raises(FormatError):
        read(RAW[:length])


def test_another_header_length_is_a_format_error() -> None:
    """The first byte is 40 in every stream of this format."""
    with pytest.raises(FormatError):
        read(bytes([41]) + RAW[1:])


def test_key_and_associated_data_are_bound() -> None:
    """A recording moved into another capsule, or read with another key, is refused."""
    with pytest.raises(IntegrityError):
        read(RAW, aad=b"another capsule")
    with pytest.raises(IntegrityError):
        read(RAW, key=bytes(32))


def test_an_empty_stream_is_one_authentic_segment() -> None:
    """No recording at all cannot be passed off as an empty one."""
    raw = written(b"")

    assert (len(raw), read(raw)) == (56, b"")
    with pytest.raises(IntegrityError):
        read(raw[:-1] + bytes([raw[-1] ^ 1]))


def test_a_stream_cut_while_it_is_read_is_refused() -> None:
    """The file may change under an open reader; it still gives no unauthentic byte."""
    for length in (2 * SEGMENT, SEGMENT + 5, SEGMENT):
        file = io.BytesIO(RAW)
        reader = StreamReader(file, KEY, AAD)
        assert reader.read(10) == CLEAR[:10]
        file.truncate(length)
        with pytest.raises(IntegrityError):
            reader.readall()


def test_the_reader_asks_at_every_segment_and_stops_at_once() -> None:
    """After a withdrawal not one further byte comes, not even of a segment that is decrypted already."""
    refused = False

    def allowed() -> None:
        if refused:
            raise NotAllowed

    reader = StreamReader(io.BytesIO(RAW), KEY, AAD, allowed)
    assert reader.read(10) == CLEAR[:10]
    refused = True
    with pytest.raises(NotAllowed):
        reader.read(1)
    with pytest.raises(NotAllowed):
        StreamReader(io.BytesIO(RAW), KEY, AAD, allowed)


def test_two_streams_of_the_same_text_share_nothing() -> None:
    """Salt and nonce prefix are new for every stream (F13)."""
    one, other = written(b"same"), written(b"same")

    assert one[1:33] != other[1:33]
    assert one[33:40] != other[33:40]
    assert one[40:] != other[40:]
