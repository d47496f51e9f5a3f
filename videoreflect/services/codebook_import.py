"""Codebooks as files: looked at first, then taken in; and out again. A set of labels holds nothing of a lesson."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from videoreflect.domain.codebook import Codebook
from videoreflect.errors import InvalidInput
from videoreflect.formats import codebook_csv, codebook_json
from videoreflect.formats.codebook_mending import Taken
from videoreflect.formats.given import decoded
from videoreflect.services.codebooks import OWN, available, find, free_id, renamed, save
from videoreflect.vault.signin import SignIn

MOST_FILE_BYTES = 1_400_000
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file holds: the codebook as it would be kept, what was changed, and which of one's own it replaces."""

    book: Codebook
    told: tuple[str, ...]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class CodebookFile:
    """A codebook as a file."""

    name: str
    text: str
    form: str


def look_at(session: SignIn, raw: bytes, name: str = "") -> Looked:
    """What a file holds; nothing is kept. ``name``: of the file, which titles a codebook without a title.

    Raises InvalidInput with one sentence for what is no codebook, too long, or has too many codes.
    """
    taken = _read(raw, name)
    book_id = free_id(session, taken.book.id)
    book = taken.book if book_id == taken.book.id else renamed(taken.book, book_id)
    before = next((one for one in available(session) if one.place == OWN and one.book.id == book_id), None)
    return Looked(book, taken.told, before.book.title if before else "")


def take_in(session: SignIn, raw: bytes, name: str = "") -> Looked:
    """Keep what :func:`look_at` shows. Raises InvalidInput."""
    looked = look_at(session, raw, name)
    save(session, looked.book)
    return looked


def file_of(book: Codebook, form: str) -> CodebookFile:
    """A codebook as a file of a form of FORMS. Raises InvalidInput for another."""
    if form not in FORMS:
        raise InvalidInput("A codebook can be saved as CSV or as JSON.", field="form")
    text = "\ufeff" + codebook_csv.write(book) if form == "csv" else codebook_json.write(book)
    return CodebookFile(f"codebook-{book.id}.{form}", text, form)


def export(session: SignIn, book: str, form: str) -> CodebookFile:
    """One of the codebooks of this vault as a file. Raises NotFound, InvalidInput."""
    return file_of(find(session, book).book, form)


def _read(raw: bytes, name: str) -> Taken:
    if len(raw) > MOST_FILE_BYTES:
        raise InvalidInput("This file is too long to be a codebook: more than 1.4 MB.", too_large=True)
    text, called = decoded(raw), PurePath(name.replace("\\", "/")).stem
    begins = text.lstrip("\ufeff \t\r\n")[:1]
    return codebook_json.read(text, called) if begins in {"{", "["} else codebook_csv.read(text, called)
