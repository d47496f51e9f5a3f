"""Make several recordings one: a lesson that was filmed in pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from videoreflect.errors import InvalidInput
from videoreflect.media.alike import can_be_chained
from videoreflect.media.chain import chain
from videoreflect.media.facts import ClipFacts
from videoreflect.media.level import level
from videoreflect.media.remux import RemuxResult, unwatched


def join(
    sources: Sequence[BinaryIO],
    facts: Sequence[ClipFacts],
    sink: BinaryIO,
    progress: Callable[[int], None] = unwatched,
    *,
    height: int = 720,
    may_copy: bool = True,
) -> RemuxResult:
    """Write the clips one after another into ``sink`` as MP4 with ``moov`` at the end.

    ``facts`` are those of ``probe``, in the same order. Each clip begins when the one
    before has ended, picture and sound; ``progress`` is told milliseconds of the whole.

    Clips that play and are coded alike (what one camera writes) are copied. All others
    become H.264 and AAC, scaled and padded to the size at which the first picture is seen, the
    shorter side at most ``height`` (even, 2 to 4320). A clip without sound is silent, one without
    picture black. ``may_copy=False`` re-encodes in any case.

    Raises what ``remux`` and ``normalise`` raise, and InvalidInput for no clip at all or
    an odd height. ConversionFailed from copying means: try ``may_copy=False``, into a
    fresh sink. After an error the caller throws the sink away.
    """
    if not sources or len(sources) != len(facts) or not 2 <= height <= 4320 or height % 2:
        raise InvalidInput
    if may_copy and can_be_chained(sources, facts):
        return chain(sources, sink, progress)
    return level(sources, facts, sink, progress, height)
