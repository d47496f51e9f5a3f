"""A clip that names another file, or a host, gets nothing but a refusal."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from videoreflect.errors import MediaError, NotMedia
from videoreflect.media.probe import probe
from videoreflect.media.remux import remux
from videoreflect.media.sound import pcm

Clips = Callable[[str], io.BytesIO]


class Named(io.BytesIO):
    """A reader with the name that would help the attack."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


@pytest.fixture
def canary(clip: Clips, tmp_path: Path) -> Path:
    """Return a file of somebody else's that holds a readable clip."""
    path = tmp_path / "canary.ts"
    path.write_bytes(clip("lesson.ts").getvalue())
    return path


def test_the_attacks_work_where_nothing_is_forbidden(canary: Path, clip: Clips) -> None:
    """Otherwise the tests below would prove nothing."""
    playlist = Named(f"ffconcat version 1.0\nfile '{canary}'\n".encode(), "x.ffconcat")
    with av.open(playlist, "r", format="concat", options={"safe": "0"}) as container:
        assert next(container.decode(video=0)).width == 160
    borrowed, lender = _borrowing(clip("silent.mp4"), canary.with_name("lender.mp4"))
    lender.write_bytes(clip("silent.mp4").getvalue())
    open_door = {"enable_drefs": "1", "use_absolute_path": "1"}
    with av.open(io.BytesIO(borrowed), "r", options=open_door) as container:
        assert next(container.decode(video=0)).width == 160


@pytest.mark.parametrize("template", [
    "ffconcat version 1.0\nfile '{canary}'\n",
    "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:4,\nfile://{canary}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
    "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><Period><BaseURL>file://{canary}</BaseURL>"
    "</Period></MPD>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='file://{canary}'/></svg>",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 9 RTP/AVP 96\n",
    "[{{\"subfile\": \"{canary}\"}}]", "movie={canary}\n", "{canary}\n",
])  # fmt: skip
@pytest.mark.parametrize("name", ["x.mp4", "x.m3u8", "x.ffconcat", "x.mpd", "x.sdp", "concat:x", "file:x"])
def test_playlists_and_scripts_are_no_recordings(canary: Path, template: str, name: str) -> None:
    content = template.format(canary=canary).encode()
    for padded in (content, content + b"\n" * 4096):
        with pytest.raises(NotMedia):
            probe(Named(padded, name))


def test_a_mov_that_borrows_its_pictures_from_another_file_gets_none(clip: Clips, tmp_path: Path) -> None:
    borrowed, lender = _borrowing(clip("silent.mp4"), tmp_path / "lender.mp4")
    lender.write_bytes(clip("silent.mp4").getvalue())
    with pytest.raises(MediaError):
        probe(io.BytesIO(borrowed))
    with pytest.raises(MediaError):
        remux(io.BytesIO(borrowed), io.BytesIO())
    with pytest.raises(MediaError):
        list(pcm(io.BytesIO(borrowed)))


def _borrowing(source: io.BytesIO, lender: Path) -> tuple[bytes, Path]:
    """Make a MOV whose pictures are said to lie in ``lender``; its own are overwritten."""
    clip = source.getvalue()
    start = clip.index(b"mdat") + 4
    end = clip.index(b"moov") - 4
    blank = clip[:start] + bytes(end - start) + clip[end:]
    old = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
    at = blank.index(old)
    new = _alias(lender)
    changed = bytearray(blank[:at] + new + blank[at + len(old) :])
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        place = changed.rindex(kind, 0, at) - 4
        size = struct.unpack(">I", changed[place : place + 4])[0]
        changed[place : place + 4] = struct.pack(">I", size + len(new) - len(old))
    return bytes(changed), lender


def _alias(target: Path) -> bytes:
    """Write a Macintosh alias record with an absolute path."""
    path = str(target).encode()
    body = bytes(4) + bytes(10)  # flags of the entry, then the record's type, size, version, kind
    body += bytes([4]) + b"disk".ljust(27, b"\0") + bytes(12)
    body += bytes([len(target.name)]) + target.name.encode().ljust(63, b"\0") + bytes(16)
    body += bytes(4) + bytes(16)
    volume = b"disk"
    whole = volume + b":" + path.lstrip(b"/").replace(b"/", b":")
    body += struct.pack(">hh", 2, len(whole)) + whole + bytes(len(whole) % 2)
    body += struct.pack(">hh", -1, 0)
    return struct.pack(">I4s", 8 + len(body), b"alis") + body
