"""Codebooks: those that come along, those that people of this vault put in, and which of them a lesson uses.

People's own stand in the directory, in their own name, for everybody of the vault. A lesson holds copies of those in
use, so that they go with it to other devices, and so that its labels mean what they meant when they were put on.
Choosing one is a statement of its own: no label on a note ever writes one, so it tells nothing of hidden notes, and
another's choice is not read before both are ready.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.builtin_codebooks import builtin_codebooks
from videoreflect.domain.codebook import DEFAULT, Codebook, checked_codebook, codebook_from
from videoreflect.domain.policy import Action
from videoreflect.errors import FormatError, InvalidInput, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.readiness import is_revealed, ready_times
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

KIND = "codebook"
MOST_OWN = 50
BUILT_IN, OWN, VAULT, LESSON = "built-in", "own", "vault", "lesson"
"""Where a codebook comes from: the program, oneself, somebody else of this vault, or only from the lesson's copy."""


@dataclass(frozen=True, slots=True)
class Available:
    """A codebook that can be chosen. ``by``: the id of who put it in, "" for one that comes along."""

    book: Codebook
    place: str
    by: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class LessonBook:
    """A codebook as a lesson has it. ``newer``: whoever put it in has changed it since the lesson took its copy."""

    book: Codebook
    place: str
    by: str
    used: bool
    newer: bool = False


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What somebody said of a codebook in a lesson, at last."""

    used: bool
    book: Codebook | None


def available(session: SignIn) -> list[Available]:
    """Every codebook that there is in this vault; one's own also when it is retired."""
    own = _of_the_vault(session)
    mine = [one for one in own if one.by == session.person]
    others = [one for one in own if one.by != session.person and not one.retired]
    return [*(Available(one, BUILT_IN) for one in builtin_codebooks().values()), *mine, *others]


def find(session: SignIn, book: str) -> Available:
    """A codebook by its id; one's own before another's. Raises NotFound."""
    found = next((one for one in available(session) if one.book.id == book), None)
    if found is None:
        raise NotFound("There is no codebook of this name. Look at the list again.")
    return found


def free_id(session: SignIn, wanted: str) -> str:
    """An id for a new codebook of this person: ``wanted``, or another if somebody else's has it already."""
    taken = {one.book.id for one in available(session) if one.by != session.person}
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted[:36]}-{number}", number + 1
    return found


def save(session: SignIn, book: Codebook) -> Codebook:
    """Put a codebook in, or change one's own of the same id; what it said before is erased.

    Raises InvalidInput for one that cannot be kept, or when there are too many. Durable when this returns.
    """
    book = checked_codebook(book)
    if book.id in builtin_codebooks():
        raise InvalidInput("This codebook comes with the program. Give yours another short name.", field="id")
    mine = [one.book.id for one in _of_the_vault(session) if one.by == session.person]
    if book.id not in mine and len(mine) >= MOST_OWN:
        raise InvalidInput(f"You have {MOST_OWN} codebooks already. Change one of them instead.", field="id")
    _say(session, book, retired=False)
    return book


def retire(session: SignIn, book: str, *, retired: bool = True) -> None:
    """No longer offer one's own codebook, or offer it again. Lessons that use it keep it. Raises NotFound."""
    own = next((one for one in _of_the_vault(session) if one.by == session.person and one.book.id == book), None)
    if own is None:
        raise NotFound("This codebook is not one of yours.")
    if own.retired != retired:
        _say(session, own.book, retired=retired)


def lesson_books(session: SignIn, lesson: str) -> list[LessonBook]:
    """Every codebook that this lesson has or could have, and whether it is in use for this person.

    The owner's choice holds for everybody, each member's own for themselves. Raises NotAllowed.
    """
    capsule = session.capsule(lesson)
    said = _said(capsule, permit(session, capsule, Action.VIEW))
    known = _copies(capsule, said)
    found = [_with_copy(session, capsule, one, known.pop(one.book.id, None), said) for one in _once(available(session))]
    left = [LessonBook(book, LESSON, by, _used(session, capsule, said, book.id)) for book, by in known.values()]
    return [one for one in found if one is not None] + left


def lesson_book(session: SignIn, lesson: str, book: str) -> LessonBook:
    """One of them. Raises NotFound, NotAllowed."""
    found = next((one for one in lesson_books(session, lesson) if one.book.id == book), None)
    if found is None:
        raise NotFound("There is no codebook of this name. Look at the list again.")
    return found


def code_names(session: SignIn, lesson: str) -> dict[str, str]:
    """What each label that a note of this lesson may carry is called, by ``codebook/code``. Raises NotAllowed."""
    books = [one.book for one in lesson_books(session, lesson)]
    return {f"{book.id}/{code.id}": " ".join(code.name.split()) for book in books for code in book.codes}


def use(session: SignIn, lesson: str, book: str, *, used: bool) -> None:
    """Say whether a codebook is in use in a lesson: by its owner for everybody, by a member for themselves.

    One's own and others' are copied into the lesson as they are now. Raises NotFound, NotAllowed.
    """
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    body: dict[str, Any] = {"book": book, "used": used}
    content = _content_to_copy(session, lesson, book)
    if used and content is not None:
        body["content"] = content
    if body == _last_body(capsule, held, book):
        return
    capsule.append([Statement(KIND, body)])


def shown_mark(session: SignIn, lesson: str) -> list[bytes]:
    """What changes whenever :func:`lesson_books` does: hashes of the rows that it reads, for the page's pulse.

    Rows of somebody whose notes are hidden are not among them.
    """
    capsule = session.capsule(lesson)
    permit(session, capsule, Action.VIEW)
    readable = _readable(capsule)
    return [placed.row.hash for placed in capsule.placed(KIND) if placed.row.author in readable]


# -- What was said ---------------------------------------------------------------------


def _of_the_vault(session: SignIn) -> list[Available]:
    newest: dict[tuple[str, str], Available] = {}
    for placed, body in session.directory.codebooks():
        author = placed.row.author
        book = _book_in(body)
        if book is None or book.id != body.get("book") or book.id in builtin_codebooks():
            continue  # written by other software; it counts for nothing
        place = OWN if author == session.person else VAULT
        newest[(author, book.id)] = Available(book, place, author, retired=body.get("retired") is True)
    return list(newest.values())


def _say(session: SignIn, book: Codebook, *, retired: bool) -> None:
    body: dict[str, Any] = {"book": book.id, "content": book.content()}
    before = [
        placed.row
        for placed, said in session.directory.codebooks()
        if placed.row.author == session.person and said.get("book") == book.id
    ]
    session.directory.erase(before, [Statement(KIND, body | ({"retired": True} if retired else {}))])


def _said(capsule: Capsule, held: Permit) -> dict[tuple[str, str], _Chosen]:
    """The newest choice of everybody whose choices may be read, by author and book."""
    readable = _readable(capsule)
    newest: dict[tuple[str, str], _Chosen] = {}
    for placed, body in capsule.read(held, KIND):
        book, used = body.get("book"), body.get("used")
        if placed.row.author not in readable or not isinstance(book, str) or type(used) is not bool:
            continue
        copy = _book_in(body)
        before = newest.get((placed.row.author, book))
        kept = copy if copy and copy.id == book else before.book if before else None
        newest[(placed.row.author, book)] = _Chosen(used, kept)
    return newest


def _readable(capsule: Capsule) -> frozenset[str]:
    """Whose choices may be read: the owner's, one's own, and those of people whose notes are open."""
    ready = ready_times(capsule)
    open_to_me = (
        one.person for one in capsule.header.people() if is_revealed(capsule, capsule.person, one.person, ready)
    )
    return frozenset({*capsule.header.owners, capsule.person, *open_to_me})


def _book_in(body: dict[str, Any]) -> Codebook | None:
    try:
        return codebook_from(body["content"]) if "content" in body else None
    except FormatError:
        return None


def _copies(capsule: Capsule, said: dict[tuple[str, str], _Chosen]) -> dict[str, tuple[Codebook, str]]:
    """The lesson's own copies, by id: the owner's first, then one's own, then others'."""
    found: dict[str, tuple[Codebook, str]] = {}
    for (author, book), one in sorted(said.items(), key=lambda item: _rank(capsule, item[0][0])):
        if one.book is not None and book not in builtin_codebooks():
            found.setdefault(book, (one.book, author))
    return found


def _rank(capsule: Capsule, author: str) -> int:
    return 0 if author in capsule.header.owners else 1 if author == capsule.person else 2


def _used(session: SignIn, capsule: Capsule, said: dict[tuple[str, str], _Chosen], book: str) -> bool:
    choices = [said.get((one, book)) for one in (session.person, *capsule.header.owners)]
    return next((one.used for one in choices if one is not None), book == DEFAULT)


def _with_copy(
    session: SignIn,
    capsule: Capsule,
    one: Available,
    copy: tuple[Codebook, str] | None,
    said: dict[tuple[str, str], _Chosen],
) -> LessonBook | None:
    used = _used(session, capsule, said, one.book.id)
    if copy is None:
        return None if one.retired and not used else LessonBook(one.book, one.place, one.by, used)
    may_renew = session.person in capsule.header.owners or copy[1] == session.person
    return LessonBook(copy[0], one.place, one.by, used, newer=may_renew and copy[0] != one.book and not one.retired)


def _once(found: Iterable[Available]) -> list[Available]:
    """Of two with one id the first: one's own before another's."""
    by_id: dict[str, Available] = {}
    for one in found:
        by_id.setdefault(one.book.id, one)
    return list(by_id.values())


def _content_to_copy(session: SignIn, lesson: str, book: str) -> dict[str, Any] | None:
    """The newest form for the lesson's copy; None for one that comes along. Raises NotFound."""
    if book in builtin_codebooks():
        return None
    offered = next((one for one in available(session) if one.book.id == book and not one.retired), None)
    found = offered.book if offered else lesson_book(session, lesson, book).book
    return found.content()


def _last_body(capsule: Capsule, held: Permit, book: str) -> dict[str, Any] | None:
    mine: list[Entry] = [
        one for one in capsule.read(held, KIND) if one[0].row.author == capsule.person and one[1].get("book") == book
    ]
    return mine[-1][1] if mine else None


def renamed(book: Codebook, book_id: str) -> Codebook:
    """The same codebook under another id."""
    return replace(book, id=book_id)
