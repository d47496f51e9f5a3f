"""Decide whether clips can follow each other in one MP4 without being re-encoded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from videoreflect.media.facts import ClipFacts
from videoreflect.media.opening import Clip, open_clip


def can_be_chained(sources: Sequence[BinaryIO], facts: Sequence[ClipFacts]) -> bool:
    """Say whether all clips play, are coded alike, and each but the first begins with what is shown.

    An MP4 describes its codecs once. It can hide the pictures before a clip's first one
    shown, but only at its very start.
    """
    if not all(one.playable for one in facts):
        return False
    if any(_coded(one) != _coded(facts[0]) for one in facts):
        return False
    described = []
    for number, source in enumerate(sources):
        with open_clip(source) as clip:
            if not _begins_cleanly(clip) or _hides_pictures(clip, at_start=number == 0):
                return False
            described.append(_description(clip))
    return all(one == described[0] for one in described)


def _coded(facts: ClipFacts) -> tuple[Any, ...]:
    video = replace(facts.video, frames_per_second=0.0) if facts.video is not None else None
    return facts.container, video, facts.sound


def _description(clip: Clip) -> list[Any]:
    """Give what the MP4 says about the streams, and facts do not."""
    told: list[Any] = []
    for stream in (clip.video, clip.sound):
        if stream is not None:
            context: Any = stream.codec_context
            told.append((context.extradata, context.profile))
    if clip.video is not None:
        told.append(clip.video.sample_aspect_ratio)
    return told


def _begins_cleanly(clip: Clip) -> bool:
    """Say whether the first picture needs none before it: such would be those of another clip."""
    if clip.video is None:
        return True
    first = next(clip.packets(clip.video), None)
    return first is not None and first.is_keyframe


def _hides_pictures(clip: Clip, *, at_start: bool) -> bool:
    """Say whether an edit list hides pictures where the MP4 cannot hide them."""
    if clip.video is None:
        return False
    entries = clip.video.index_entries
    if at_start:
        return len(entries) > 0 and entries[-1].is_discard
    return any(entry.is_discard for entry in entries)
