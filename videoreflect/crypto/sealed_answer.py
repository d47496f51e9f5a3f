"""A document for somebody outside the vault, in a file that a code opens; docs/FORMAT.md, section 9.1.

The code has 128 random bits, so no stretching is needed: guessing it is as hard as guessing a key.
"""

from __future__ import annotations

from videoreflect.crypto.envelope import close_file, open_file
from videoreflect.crypto.framing import framed
from videoreflect.crypto.recovery import answer_key, new_code
from videoreflect.errors import IntegrityError, SignInRefused

MAGIC = b"VRANSW01"


def seal_answer(clear: bytes) -> tuple[bytes, str]:
    """Encrypt a document. Returns the file and the code that opens it; the code is kept nowhere."""
    code = new_code()
    return close_file(MAGIC, answer_key(code), clear, framed("answer")), code


def open_answer(raw: bytes, code: str) -> bytes:
    """Decrypt what :func:`seal_answer` made.

    Raises InvalidInput for a slip in the code, FormatError for another kind of file, SignInRefused if the code is of
    another file or the file was changed: the two cannot be told apart.
    """
    key = answer_key(code)
    try:
        return open_file(MAGIC, key, raw, framed("answer"))
    except IntegrityError:
        raise SignInRefused("That code does not open this file. Look for the one that came with it.") from None
