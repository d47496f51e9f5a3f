"""Child: take a recording in, and write what the lesson keeps of it, encrypted.

The task names the sources and four places with keys: playable clip, poster, thumbnails, waveform.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, cast

from videoreflect.crypto.stream import Sealed
from videoreflect.errors import ConversionFailed, NoSound, NotMedia
from videoreflect.jobs.worker import Outbox, serve
from videoreflect.media.alike import can_be_chained
from videoreflect.media.contact_sheet import contact_sheet
from videoreflect.media.facts import ClipFacts
from videoreflect.media.join import join
from videoreflect.media.limits import confine
from videoreflect.media.normalise import normalise
from videoreflect.media.pictures import poster
from videoreflect.media.probe import probe
from videoreflect.media.remux import RemuxResult, remux
from videoreflect.media.sound import pcm
from videoreflect.media.waveform import Waveform
from videoreflect.services.workers.streams import open_place, open_source, place_from_json
from videoreflect.vault.blobs import BlobPlace, writing_blob

MEMORY_BYTES = 6 << 30
"""Address space, not use: ffmpeg maps far more than it touches."""

CPU_SECONDS = 24 * 3600
"""A day of computing: a three-hour clip on a slow laptop takes a few hours."""


def work(task: dict[str, Any], outbox: Outbox) -> dict[str, Any]:
    """Import one lesson; returns size, hash and facts of every blob written."""
    confine(MEMORY_BYTES, CPU_SECONDS)
    sources = [open_source(fields) for fields in task["sources"]]
    facts = [probe(source) for source in sources]
    total = sum(one.duration_ms for one in facts)

    def progress(done_ms: int) -> None:
        outbox.progress(done_ms=min(done_ms, total), total_ms=total)

    playable = place_from_json(task["playable"])
    written = {"playable": _write_playable(sources, facts, playable, progress)}
    with open_place(playable) as clip:
        written["playable"]["facts"] = probe(clip).as_json()
        written |= _write_extras(clip, task)
    return written


def _write_playable(
    sources: list[BinaryIO], facts: list[ClipFacts], place: BlobPlace, progress: Callable[[int], None]
) -> dict[str, Any]:
    """Copy what browsers play as it is; convert the rest, and what turns out not to be copyable."""
    if _can_be_copied(sources, facts):
        # A second attempt writes another stream under the same blob key. That is safe: each
        # StreamWriter draws a fresh salt, so its segments have a key of their own, and the
        # first attempt's file is gone.
        with suppress(ConversionFailed):
            return _written(place, lambda sink: _copy(sources, facts, sink, progress))
    return _written(place, lambda sink: _convert(sources, facts, sink, progress))


def _can_be_copied(sources: list[BinaryIO], facts: list[ClipFacts]) -> bool:
    return facts[0].playable if len(sources) == 1 else can_be_chained(sources, facts)


def _copy(
    sources: list[BinaryIO], facts: list[ClipFacts], sink: BinaryIO, progress: Callable[[int], None]
) -> RemuxResult:
    if len(sources) == 1:
        return remux(sources[0], sink, progress)
    return join(sources, facts, sink, progress)


def _convert(
    sources: list[BinaryIO], facts: list[ClipFacts], sink: BinaryIO, progress: Callable[[int], None]
) -> RemuxResult:
    if len(sources) == 1:
        return normalise(sources[0], sink, facts[0], progress)
    return join(sources, facts, sink, progress, may_copy=False)


def _written(place: BlobPlace, write: Callable[[BinaryIO], RemuxResult]) -> dict[str, Any]:
    """Write one blob; after an error its file is removed."""
    with writing_blob(place, patchable=True) as writer:
        write(cast("BinaryIO", writer))
        return _told(writer.finish())


def _write_extras(clip: BinaryIO, task: dict[str, Any]) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    for role, make in (("poster", _poster), ("thumbnails", _thumbnails), ("waveform", _waveform)):
        clip.seek(0)
        try:
            content, facts = make(clip)
        except (NoSound, NotMedia):
            continue  # sound only has no pictures, a silent film no waveform
        with writing_blob(place_from_json(task[role])) as sink:
            sink.write(content)
            extras[role] = _told(sink.finish()) | {"facts": facts}
    return extras


def _poster(clip: BinaryIO) -> tuple[bytes, dict[str, Any]]:
    return poster(clip), {}


def _thumbnails(clip: BinaryIO) -> tuple[bytes, dict[str, Any]]:
    made, layout = contact_sheet(clip)
    return made, layout.content()


def _waveform(clip: BinaryIO) -> tuple[bytes, dict[str, Any]]:
    waveform = Waveform()
    for samples in pcm(clip):
        waveform.feed(samples)
    return waveform.peaks(), {}


def _told(sealed: Sealed) -> dict[str, Any]:
    return {"size": sealed.size, "sha256": sealed.sha256}


if __name__ == "__main__":
    serve(work)
