"""The one place that turns exceptions into answers."""

from __future__ import annotations

import logging

from starlette.responses import JSONResponse, Response

from videoreflect.errors import (
    ChangedElsewhere,
    DiskFull,
    FormatError,
    IntegrityError,
    InvalidInput,
    MediaError,
    ModelMissing,
    NotAllowed,
    NoteChanged,
    NotFound,
    ServerError,
    SignInNeeded,
    SignInRefused,
    SpeechError,
    StillSpeaking,
    StorageError,
    UnsuitableFolder,
    VaultMissing,
    VideoReflectError,
)

_LOG = logging.getLogger("videoreflect.web")

_STATUS: tuple[tuple[type[VideoReflectError], int], ...] = (
    (ChangedElsewhere, 409),
    (NoteChanged, 409),
    (StillSpeaking, 409),
    (InvalidInput, 400),
    (SignInRefused, 401),
    (SignInNeeded, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (UnsuitableFolder, 409),
    (VaultMissing, 409),
    (ModelMissing, 409),
    (IntegrityError, 409),
    (FormatError, 409),
    (MediaError, 422),
    (SpeechError, 422),
    (DiskFull, 507),
    (StorageError, 503),
    (ServerError, 500),
)
"""The first class that fits counts: a subclass stands before its base."""


def too_large(sentence: str) -> InvalidInput:
    """An error that says that a body or a text is longer than what is taken at once."""
    return InvalidInput(sentence, too_large=True)


def error_answer(error: VideoReflectError) -> Response:
    """The answer that tells a person what is wrong and what to do."""
    told: dict[str, object] = {"code": error.code, "sentence": error.sentence, "reasons": [], "remedies": []}
    if isinstance(error, NotAllowed):
        told |= {"reasons": list(error.reasons), "remedies": list(error.remedies)}
    if "wait_seconds" in error.fields:
        told["wait_seconds"] = error.fields["wait_seconds"]
    return JSONResponse({"error": told}, status_of(error))


def unexpected_answer(error: Exception) -> Response:
    """The answer to a bug: its kind is logged, never its text, which may quote a lesson."""
    _LOG.error("unexpected %s", type(error).__name__)
    return error_answer(VideoReflectError())


def status_of(error: VideoReflectError) -> int:
    """The HTTP status of an error."""
    if error.fields.get("too_large"):
        return 413
    if "wait_seconds" in error.fields:
        return 429
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 409 if error.exit_code == 11 else 500)
