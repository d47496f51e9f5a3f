"""Clips: what they are, how they are stored, heard and shown.

This layer reads seekable binary objects and writes one; it never sees a path, makes a
temporary file, or knows that a vault exists.

How a clip travels
    ``probe`` says what a file is and refuses what is not a recording. ``remux`` copies a
    clip that browsers play into a plain MP4; ``normalise`` re-encodes every other;
    ``join`` does either with several clips that are one lesson.
    ``sound``, ``waveform`` and ``pictures`` then read the stored MP4.

Clip time
    Milliseconds from the first picture or sound of the clip. Sources that start late
    (MPEG transport streams) are shifted to zero, everywhere in the same way.

Foreign bytes
    Only the demuxers and decoders listed in ``opening`` are used, and nothing but the
    bytes handed over is ever read. Callers run this layer in a child that has called
    ``limits.confine``. Every refusal is one of the ``MediaError`` classes; errors of the
    source and sink themselves (a damaged segment, a full disk) pass through unchanged.

Nothing is imported here, so that ``media.facts`` stays cheap for the pages.
"""
