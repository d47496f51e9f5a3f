"""The one exception tree.

Every class carries a stable ``code`` (for scripts and tests) and a sentence for the
person in front of the screen: what is wrong, and what to do. No sentence or field ever
holds key material, a passphrase, or anything said, shown or written in a lesson.
"""

from __future__ import annotations

from typing import ClassVar


class VideoReflectError(Exception):
    """Base of all errors that are told to a person.

    ``code`` is stable across releases. ``exit_code`` is what the command line ends with.
    ``fields`` holds machine-readable facts (ids, counts, offsets), never content.
    """

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[int] = 1
    default: ClassVar[str] = (
        "Something went wrong in videoreflect. Nothing that was saved is lost. "
        "Start it again; if it happens again, run “videoreflect doctor”."
    )

    def __init__(self, sentence: str | None = None, **fields: str | int | float | bool | None) -> None:
        self.sentence = sentence or self.default
        self.fields = fields
        super().__init__(self.sentence)


# -- What a person asked for -------------------------------------------------------------


class InvalidInput(VideoReflectError):
    """A value that was typed or given cannot be used."""

    code = "invalid-input"
    exit_code = 2
    default = "Something in what you entered cannot be used. Check it and try again."


class ChangedElsewhere(InvalidInput):
    """Lines of a transcript are not as the page showed them: another window or program changed them."""

    code = "changed-elsewhere"
    default = "This line was changed elsewhere; it has been shown again. Make your change once more if it is needed."


class NoteChanged(InvalidInput):
    """A note is not as the page showed it: another window of its author changed it."""

    code = "note-changed"
    default = "You changed this note in another window. Both texts are kept: choose which one stays."


class StillSpeaking(InvalidInput):
    """A voice note is being spoken in another window just now."""

    code = "still-speaking"
    default = "You are speaking this note in another window. What you say comes here when you stop there."


class NotFound(VideoReflectError):
    """No lesson, person or note with that id can be opened by this person."""

    code = "not-found"
    exit_code = 3
    default = "Nothing with that id is here for you. “videoreflect lessons” lists what you can open."


class Erased(NotFound):
    """The lesson was erased, or is being erased; it is not opened again."""

    code = "erased"
    default = "This lesson was erased. It is not opened again, even if a copy of it was put back."


class SignInRefused(VideoReflectError):
    """Unknown name, wrong passphrase and damaged slot are one error on purpose."""

    code = "sign-in-refused"
    exit_code = 4
    default = "That name and passphrase do not open this vault. Check both for typing slips, or use your recovery code."


class SignInNeeded(VideoReflectError):
    """Nobody is signed in, or the sign-in has ended."""

    code = "sign-in-needed"
    exit_code = 4
    default = "Nobody is signed in. Sign in and try again; what you saved is kept."


class NotAllowed(VideoReflectError):
    """The consent register or the lesson's state does not allow this now.

    ``reasons`` and ``remedies`` are sentences, in pairs.
    """

    code = "not-allowed"
    exit_code = 5
    default = "The consent record of this lesson does not allow that now."

    def __init__(
        self,
        sentence: str | None = None,
        *,
        reasons: tuple[str, ...] = (),
        remedies: tuple[str, ...] = (),
        **fields: str | int | float | bool | None,
    ) -> None:
        self.reasons = reasons
        self.remedies = remedies
        told = " ".join(f"{reason} {remedy}".strip() for reason, remedy in zip(reasons, remedies, strict=True))
        super().__init__(sentence or told or None, **fields)


# -- What lies on the disk ---------------------------------------------------------------


class FormatError(VideoReflectError):
    """Bytes on the disk do not have the form that docs/FORMAT.md gives them."""

    code = "malformed"
    exit_code = 6
    default = "A file of this vault is damaged and was not opened. Restore it from a backup."


class UnsupportedVersion(FormatError):
    """The vault was written by a newer videoreflect."""

    code = "newer-version"
    default = "This vault was written by a newer videoreflect. Update videoreflect to open it; nothing was changed."


class LimitExceeded(FormatError):
    """A size or cost in a foreign file is beyond what is accepted."""

    code = "limit-exceeded"
    default = "A file of this vault asks for more memory or work than is accepted, so it was not opened."


class IntegrityError(VideoReflectError):
    """Something was changed by somebody who was not entitled to."""

    code = "tampered"
    exit_code = 7
    default = "A file of this vault was changed from outside and was not opened. Restore it from a backup."


class OlderCopy(IntegrityError):
    """A capsule is older than the newest state this person has seen."""

    code = "older-copy"
    default = (
        "An older copy of this lesson was put back. It was not opened, so that nothing ended or withdrawn "
        "comes alive again. Put the newer copy back, or restore a backup."
    )


class IdentityChanged(IntegrityError):
    """A signed key is not the one that was pinned the first time."""

    code = "identity-changed"
    default = (
        "The keys of somebody in this vault are not the ones seen before. Do not share anything; "
        "compare the words of your keys with them in person."
    )


class StorageError(VideoReflectError):
    """The disk or folder does not let us read or write."""

    code = "storage"
    exit_code = 8
    default = "This folder cannot be read or written. Check the disk and your rights on the folder."


class DiskFull(StorageError):
    """No space is left; nothing half-written stays."""

    code = "disk-full"
    default = "The disk is full. Nothing that was saved is lost. Free some space and try again."


class VaultBusy(StorageError):
    """A file kept changing while it was read, or another process holds it."""

    code = "busy"
    default = "Another videoreflect is busy with this vault. Wait a moment and try again."


class NoBackup(StorageError):
    """There is no complete backup in the folder named."""

    code = "no-backup"
    default = "There is no complete backup in this folder. Check that it is the right stick or disk."


class UnsuitableFolder(StorageError):
    """The place cannot hold a vault: a network folder, a file in the way, a vault already there."""

    code = "unsuitable-folder"
    default = "A vault cannot be kept in this folder. Choose an empty folder on this device."


class VaultMissing(StorageError):
    """There is no vault in the folder named."""

    code = "no-vault"
    default = (
        "There is no vault in this folder. Make one with “videoreflect --as NAME init”, or name another with --vault."
    )


class SelfTestFailed(VideoReflectError):
    """The cryptography of this device does not compute the published answers; nothing was opened or written."""

    code = "self-test"
    exit_code = 7
    default = (
        "This device’s cryptography gives wrong answers, so nothing was opened or written. "
        "Restart the computer; if it happens again, install videoreflect anew or use another computer."
    )


# -- Clips and sound ---------------------------------------------------------------------


class MediaError(VideoReflectError):
    """A clip could not be read or written."""

    code = "media"
    exit_code = 9
    default = "This file could not be read as a video or sound recording. Nothing was added."


class NotMedia(MediaError):
    """The file holds no picture and no sound that can be decoded."""

    code = "not-media"
    default = "This file has no picture or sound that can be read. Nothing was added."


class TruncatedMedia(MediaError):
    """The file ends before its picture or sound does."""

    code = "truncated-media"
    default = (
        "This file is incomplete: it ends in the middle. Copy it from the camera or phone again. Nothing was added."
    )


class NoSound(MediaError):
    """The clip has no sound, so there is nothing to transcribe."""

    code = "no-sound"
    default = "This lesson has no sound, so there is nothing to write down. Video and notes work as usual."


class FfmpegMissing(MediaError):
    """The bundled ffmpeg cannot be started."""

    code = "ffmpeg-missing"
    default = (
        "ffmpeg could not be started, so this file cannot be converted. Run “videoreflect doctor” to see what to do."
    )


class ConversionFailed(MediaError):
    """Re-encoding ended early or gave fewer pictures than the source has."""

    code = "conversion-failed"
    default = (
        "This file could not be converted for playing. Nothing was added. "
        "Try exporting it as MP4 on the phone or camera."
    )


class MediaLimit(MediaError):
    """A decoder went beyond its limits of memory, time or output."""

    code = "media-limit"
    default = "This file needs more memory or time than is safe, so reading it was stopped. Nothing was added."


# -- Speech ------------------------------------------------------------------------------


class SpeechError(VideoReflectError):
    """Transcription could not start or go on."""

    code = "speech"
    exit_code = 10
    default = "The transcript could not be written. What was written so far is kept; start it again to go on."


class ModelMissing(SpeechError):
    """No usable speech model is on this device."""

    code = "model-missing"
    default = (
        "The speech model is not on this device. Get it with “videoreflect model get base”, "
        "or bring it on a stick with “videoreflect model import FOLDER”."
    )


class VoicesModelMissing(SpeechError):
    """The model that tells voices apart is not on this device."""

    code = "voices-model-missing"
    default = (
        "To guess who speaks, the model of the voices (17 MB) is needed, and it is not on this device. Fetch it with "
        "“pip download --no-deps resemblyzer==0.1.4”, then “videoreflect model import FOLDER”. "
        "Until then you can say of each line who speaks."
    )


class ModelAltered(SpeechError):
    """A model file does not have the published hash."""

    code = "model-altered"
    default = "The speech model on this device is not the published one, so it was not used. Import it again."


class ModelInUse(SpeechError):
    """A model cannot be taken away or measured while it is worked with."""

    code = "model-in-use"
    default = "A transcript is being written with this speech model. Wait until that has ended, or stop it."


class Cancelled(VideoReflectError):
    """A job was stopped by the person."""

    code = "cancelled"
    exit_code = 11
    default = "Stopped. What was done so far is kept."


class JobFailed(VideoReflectError):
    """A child process ended without finishing its work."""

    code = "job-failed"
    exit_code = 11
    default = "This task ended early. What was done so far is kept; start it again to go on."


class LeaseEnded(VideoReflectError):
    """A job's right to work has ended: withdrawn, expired, or its server is gone."""

    code = "lease-ended"
    exit_code = 11
    default = "This task was ended because it is no longer allowed. What was done so far is kept."


# -- The server --------------------------------------------------------------------------


class ServerError(VideoReflectError):
    """The app could not be started."""

    code = "server"
    exit_code = 12
    default = "The app could not be started. Run “videoreflect doctor” to see what to do."


class PortInUse(ServerError):
    """Another program listens on the chosen port."""

    code = "port-in-use"
    default = "Another program already uses this port. Choose another with --port, or leave --port out."


class UnsafeSettings(ServerError):
    """The effective server settings would open the app to others or report its use."""

    code = "unsafe-settings"
    default = "The app was not started: its settings would let others on the network in, or report its use."
