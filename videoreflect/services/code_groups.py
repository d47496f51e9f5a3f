"""Groups of codes of which a note carries at most one, whoever saves it and however.

Saving a note with two of them is refused with a sentence; what a note carried before may stay, since its codebook can
have changed under it. Of a note that comes from a file the first stays, and the others stand in its words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from videoreflect.domain.builtin_codebooks import builtin_codebooks
from videoreflect.domain.codebook import Codebook
from videoreflect.errors import InvalidInput
from videoreflect.services.codebooks import lesson_books
from videoreflect.vault.signin import SignIn

Groups = Mapping[str, tuple[str, str]]
"""Of each code in such a group: codebook and group, and what the group is called."""


def check_one_of(session: SignIn, lesson: str, codes: Collection[str], before: Collection[str] = ()) -> None:
    """Raise InvalidInput for two codes of which a note carries one, unless it carried all of them before."""
    if set(codes) <= set(before):
        return
    groups = groups_of(session, lesson, codes)
    _, more = first_of_each(groups, codes)
    if more:
        wanted = f"Of “{groups[more[0]][1]}” a note carries one code. Choose one of them; the words are kept."
        raise InvalidInput(wanted, field="codes")


def groups_of(session: SignIn, lesson: str, codes: Iterable[str]) -> Groups:
    """The groups that decide about these codes. Of a codebook that only one of them is from, nothing is asked."""
    many = Counter(code.partition("/")[0] for code in dict.fromkeys(codes))
    found: dict[str, tuple[str, str]] = {}
    for book in _books(session, lesson, {book for book, number in many.items() if number > 1}):
        called = {group.id: group.name for group in book.groups if group.one_of}
        for code in book.codes:
            if code.group in called:
                found[f"{book.id}/{code.id}"] = (f"{book.id}/{code.group}", called[code.group])
    return found


def first_of_each(groups: Groups, codes: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes that a note may carry, of each group the first; and the others."""
    first: dict[str, str] = {}
    asked = tuple(dict.fromkeys(codes))
    for code in asked:
        if code in groups:
            first.setdefault(groups[code][0], code)
    more = tuple(code for code in asked if code in groups and first[groups[code][0]] != code)
    return tuple(code for code in asked if code not in more), more


def _books(session: SignIn, lesson: str, wanted: Collection[str]) -> Iterator[Codebook]:
    """Those of the program are at hand; of the others the lesson is asked, with its copies."""
    along = builtin_codebooks()
    yield from (along[book] for book in wanted if book in along)
    others = {book for book in wanted if book not in along}
    if others:
        yield from (one.book for one in lesson_books(session, lesson) if one.book.id in others)
