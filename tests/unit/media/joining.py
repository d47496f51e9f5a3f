"""Join clips by name, as the tests of joining do."""

from __future__ import annotations

import io
from collections.abc import Callable

from tests.unit.media.sealed import SealingSink
from videoreflect.media.facts import ClipFacts
from videoreflect.media.join import join
from videoreflect.media.probe import probe
from videoreflect.media.remux import RemuxResult

Clips = Callable[[str], io.BytesIO]


def joined(clip: Clips, *names: str, may_copy: bool = True, height: int = 720) -> tuple[bytes, RemuxResult]:
    """Give the finished clip, written into a sink that seals its segments, and what was told of it."""
    sources = [clip(name) for name in names]
    sink = SealingSink()
    facts = [probe(source) for source in sources]
    result = join(sources, facts, sink, may_copy=may_copy, height=height)  # type: ignore[arg-type]
    return bytes(sink.kept), result


def facts_of(made: bytes) -> ClipFacts:
    """Probe a finished clip."""
    return probe(io.BytesIO(made))
