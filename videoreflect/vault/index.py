"""What a person's index keeps of each lesson: enough to list it, to search it, and to decide again without opening it.

The file is a cache (``index_file``). Nothing of a lesson is given out of it but for a permit, and
the permit stands on the lesson's register as it was when the entry was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from videoreflect.domain.policy import Action
from videoreflect.errors import NotAllowed
from videoreflect.vault.database import Connection, reading, writing
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.identity import Identity
from videoreflect.vault.index_file import IndexFile, drop_index
from videoreflect.vault.index_rows import (
    ENTRIES_WITH_CARDS,
    Fields,
    Indexed,
    TextRow,
    day_number,
    indexed,
    parsed,
    place_texts,
    row_of,
    swept,
    write_entry,
)
from videoreflect.vault.index_search import LessonHits, Search, TextHit
from videoreflect.vault.permits import Permit, check
from videoreflect.vault.search_terms import Question
from videoreflect.vault.strict_json import compact

__all__ = ["Indexed", "LessonHits", "LessonIndex", "TextHit", "TextRow", "drop_index"]

MOST_TEXTS = 1 << 20
_VIEW = frozenset({Action.VIEW})


class LessonIndex:
    """One person's index of one vault."""

    def __init__(self, folder: VaultFolder, identity: Identity) -> None:
        self._file, self._person = IndexFile(folder, identity), identity.person
        self._kept: dict[str, Indexed] = {}
        self._cards: dict[str, tuple[str, str]] = {}
        self.has_leavings = False
        """Whether words of lessons that were taken out are still to be deleted, as far as was seen."""

    @property
    def was_remade(self) -> bool:
        """Whether the file was damaged or deleted, and begun anew, since this object was made."""
        return self._file.was_remade

    # -- Reading -------------------------------------------------------------------------

    def entries(self) -> dict[str, Indexed]:
        """All entries by lesson, without content: what may be shown is decided from them."""

        def read(db: Connection) -> list[tuple[Indexed, str | None]]:
            self.has_leavings = db.execute("SELECT 1 FROM leaving").fetchone() is not None
            return [(indexed(values[:-1]), values[-1]) for values in db.execute(ENTRIES_WITH_CARDS)]

        found = self._file.do(read)
        # Kept here for ``cards``: decrypting every page a second time would double the time of a list.
        self._cards = {entry.lesson: (entry.version, card) for entry, card in found if card is not None}
        return {entry.lesson: entry for entry, _ in found}

    def cards(self, permits: Mapping[str, Permit], now_ms: int) -> dict[str, Fields]:
        """The cards of ``entries``, for lessons with a permit (view) that holds; others are left out."""
        return {
            lesson: parsed(self._cards[lesson][1])
            for lesson, held in permits.items()
            if lesson in self._cards and self._holds(held, lesson, self._cards[lesson][0], now_ms)
        }

    def search(
        self, asked: Question, permit_for: Callable[[Indexed], Permit | None], now_ms: int, most: int, most_each: int
    ) -> list[LessonHits]:
        """Lessons in which ``asked`` is found, the newest first: up to ``most`` rows, ``most_each`` a lesson.

        ``permit_for`` is asked once a lesson; without a permit that holds, nothing of it is read.
        """

        def read(db: Connection) -> list[LessonHits]:
            with reading(db):
                return Search(db, asked, most, most_each).run(may_show)

        def may_show(entry: Indexed) -> bool:
            held = permit_for(entry)
            return held is not None and self._holds(held, entry.lesson, entry.version, now_ms)

        return self._file.do(read)

    def _holds(self, held: Permit, lesson: str, version: str, now_ms: int) -> bool:
        try:
            check(held, _VIEW, self._person, lesson, version, now_ms)
        except NotAllowed:
            return False
        return True

    # -- Writing -------------------------------------------------------------------------

    def keep(self, entry: Indexed, card: Fields, day: str, texts: Sequence[TextRow]) -> None:
        """Put a lesson in, or what is new of it. ``day`` is its ISO date, or empty."""
        rows = [row_of(text) for text in texts[:MOST_TEXTS]]

        def write(db: Connection) -> None:
            with writing(db):
                place = place_texts(db, entry, day_number(day), rows)
                write_entry(db, entry, place, compact(card).decode())

        self._file.do(write)
        self._kept[entry.lesson] = entry

    def was_kept(self, entry: Indexed) -> bool:
        """Whether the lesson was put in through this object, and the entry rests on the same header and register.

        Another process may have written it since; under :meth:`one_at_a_time` it read the lesson later.
        """
        kept = self._kept.get(entry.lesson)
        return kept is not None and (kept.file, kept.version) == (entry.file, entry.version)

    def one_at_a_time(self) -> AbstractContextManager[None]:
        """Hold while a lesson is read and put in: else an older reading could be written over a newer one."""
        return self._file.one_at_a_time()

    def close(self, entries: Iterable[Indexed]) -> None:
        """Keep entries without content: lessons that are closed to this person now, or not theirs at all.

        What was kept of them is not found from now on, and goes with :meth:`sweep`.
        """
        closed = list(entries)

        def write(db: Connection) -> None:
            with writing(db):
                for entry in closed:
                    write_entry(db, entry, place_texts(db, entry, 0, []), None)

        if closed:
            self._file.do(write)
            self.has_leavings = True

    def take_out(self, lessons: Iterable[str]) -> None:
        """Take lessons out: from now on nothing of them is found. Their words go with :meth:`sweep`."""
        gone = [(lesson,) for lesson in lessons]

        def write(db: Connection) -> None:
            with writing(db):
                db.executemany("INSERT OR IGNORE INTO leaving SELECT first FROM entry WHERE lesson = ?", gone)
                db.executemany("DELETE FROM entry WHERE lesson = ?", gone)

        if gone:
            self._file.do(write)
            self.has_leavings = True

    def sweep(self, most: int) -> bool:
        """Delete the words of what was taken out, up to ``most`` rows, without a trace. Whether any are left."""
        self.has_leavings = self._file.do(lambda db: swept(db, most))
        return self.has_leavings
