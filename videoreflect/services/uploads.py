"""Uploads: a recording comes in part by part, encrypted as its bytes arrive, and can go on later."""

from __future__ import annotations

import shutil
import threading
from contextlib import ExitStack

from videoreflect.domain.ids import checked_id
from videoreflect.errors import DiskFull, InvalidInput, StorageError
from videoreflect.vault.blobs import BlobPlace, writing_blob
from videoreflect.vault.signin import SignIn
from videoreflect.vault.uploads import MAX_NAME, PART_BYTES, Upload, UploadsFolder

KEPT_MS = 7 * 24 * 3_600_000
"""An unfinished upload is dropped after this."""

MAX_SIZE = 1 << 40

_CHANGED = "The file has changed since it was chosen. Choose it again."

_BUSY: set[str] = set()
_BUSY_GUARD = threading.Lock()


def begin_upload(session: SignIn, name: str, size: int) -> Upload:
    """Begin an upload, or go on with an unfinished one of the same name and size.

    Raises InvalidInput for an empty file, DiskFull if it would not fit.
    """
    if size == 0:
        raise InvalidInput("This file is empty. Copy it from the camera or phone again. Nothing was added.")
    if size > MAX_SIZE:
        raise InvalidInput("This file is larger than videoreflect takes. Cut it into lessons first.")
    drop_old(session)
    folder, name = _folder(session), name.strip()[:MAX_NAME] or "recording"
    for upload in folder.all():
        if (upload.name, upload.size) == (name, size):
            return upload
    if shutil.disk_usage(session.folder.path).free < size:
        raise DiskFull("The disk has too little space for this file. Free some space and try again. Nothing was added.")
    return folder.create(name, size, session.state.system_ms())


def list_uploads(session: SignIn) -> list[Upload]:
    """This person's unfinished uploads, the oldest first."""
    drop_old(session)
    return _folder(session).all()


def find_upload(session: SignIn, upload: str) -> Upload:
    """One upload. Raises NotFound."""
    return _folder(session).read(upload)


def open_upload(session: SignIn, upload: str) -> tuple[BlobPlace, ...]:
    """The parts of a complete upload, in order, for the import child. Raises InvalidInput if some are missing."""
    folder = _folder(session)
    found = folder.read(upload)
    if found.received != found.size:
        raise InvalidInput("This file is not here completely. Choose it again; it goes on where it stopped.")
    return folder.places(found)


def drop_upload(session: SignIn, upload: str) -> None:
    """Remove an upload of this person. Raises NotFound."""
    folder = _folder(session)
    folder.remove(folder.read(upload).id)


def drop_old(session: SignIn) -> int:
    """Drop uploads that nobody finished for seven days; those of others by the time they last grew."""
    folder, now = _folder(session), session.state.system_ms()
    mine = {upload.id: upload.created_ms for upload in folder.all()}
    old = [one for one in folder.ids() if mine.get(one, folder.touched_ms(one)) + KEPT_MS < now and one not in _BUSY]
    for upload in old:
        folder.remove(upload)
    return len(old)


class PartWriter:
    """Writes one part: :meth:`open`, :meth:`write` …, then :meth:`finish` or :meth:`abandon`.

    What was not finished leaves nothing behind. ``open`` raises InvalidInput for a part out of order
    or of the wrong length, StorageError when another page sends the same upload; all may raise DiskFull.
    """

    def __init__(self, session: SignIn, upload: str, number: int, length: int) -> None:
        self._folder, self._id = _folder(session), checked_id(upload)
        self._number, self._left = number, length
        self._busy, self._blob = ExitStack(), ExitStack()

    def open(self) -> Upload | None:
        """Get ready to write. Returns the upload if this part is there already, and nothing is to be done."""
        with _BUSY_GUARD:
            if self._id in _BUSY:
                raise StorageError("This file is coming in from another page already. Wait for it, or close that page.")
            _BUSY.add(self._id)
        self._busy.callback(_BUSY.discard, self._id)
        try:
            return self._opened()
        except BaseException:
            self._busy.close()
            raise

    def write(self, piece: bytes) -> None:
        """Encrypt and write some bytes."""
        self._left -= len(piece)
        if self._left < 0:
            raise InvalidInput(_CHANGED)
        self._writer.write(piece)

    def finish(self) -> Upload:
        """Make the part whole on the disk, and only then name it in the list."""
        if self._left:
            raise InvalidInput(_CHANGED)
        sealed = self._writer.finish()
        with self._busy:
            self._blob.close()
            return self._folder.keep_part(self._upload, self._place, sealed)

    def abandon(self, error: BaseException) -> None:
        """Remove what was written. Raises ``error``, as DiskFull or StorageError if that is what it means."""
        with self._busy:
            self._blob.__exit__(type(error), error, error.__traceback__)
            raise error

    def _opened(self) -> Upload | None:
        upload = self._folder.read(self._id)
        if self._number < len(upload.parts):
            self._busy.close()
            return upload
        if self._number != len(upload.parts) or self._number >= upload.part_count:
            raise InvalidInput("This part of the file came out of order. Choose the file again; it goes on.")
        if self._left != upload.size_of(self._number):
            raise InvalidInput(_CHANGED)
        self._upload, self._place = upload, self._folder.new_part(upload)
        self._writer = self._blob.enter_context(writing_blob(self._place))
        return None


def _folder(session: SignIn) -> UploadsFolder:
    return UploadsFolder(session.folder, session.identity)


__all__ = [
    "PART_BYTES",
    "PartWriter",
    "Upload",
    "begin_upload",
    "drop_old",
    "drop_upload",
    "find_upload",
    "list_uploads",
    "open_upload",
]
