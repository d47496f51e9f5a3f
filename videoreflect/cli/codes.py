"""The command ``codes``: codebooks of the vault, and which of them a lesson uses."""

from __future__ import annotations

from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.cli.records import bounded
from videoreflect.domain.codebook import Code, Codebook
from videoreflect.services import codebook_import, codebooks
from videoreflect.services.codebook_import import FORMS, MOST_FILE_BYTES, Looked
from videoreflect.services.exporting import write_copy
from videoreflect.services.lesson import names_for


def run(context: Context) -> None:
    """Codebooks."""
    _ACTIONS[context.given.codes_command](context)


def _list(context: Context) -> None:
    if context.given.lesson is not None:
        _of_lesson(context)
        return
    session = context.session()
    names, found = names_for(session), codebooks.available(session)
    told = [_heading(one.book) | {"place": one.place, "by": one.by, "retired": one.retired} for one in found]
    lines = [
        f"{one.book.id:<16} {len(one.book.codes):>5}  {one.book.title}{_by(names.get(one.by, ''))}"
        f"{' (retired)' if one.retired else ''}"
        for one in found
    ]
    context.output.show({"books": told}, *lines)


def _of_lesson(context: Context) -> None:
    found = codebooks.lesson_books(context.session(), context.lesson())
    told = [_heading(one.book) | {"place": one.place, "used": one.used, "newer": one.newer} for one in found]
    lines = [f"{'in use' if one.used else '':<7} {one.book.id:<16} {one.book.title}" for one in found]
    context.output.show({"books": told}, *lines)


def _show(context: Context) -> None:
    book = codebooks.find(context.session(), context.given.book).book
    about = [text for text in (book.about, book.source) if text]
    context.output.show({"book": book.content()}, book.title, *about, "", *map(_line, book.codes))


def _import(context: Context) -> None:
    path, session = Path(context.given.file), context.session()
    raw = bounded(path, MOST_FILE_BYTES)
    if context.given.look:
        looked, end = codebook_import.look_at(session, raw, path.name), "Nothing was taken in."
    else:
        looked = codebook_import.take_in(session, raw, path.name)
        end = f"Taken in as {looked.book.id}. Use it with: codes use LESSON {looked.book.id}"
    context.output.show(_looked(looked), *_sentences(looked), end)


def _export(context: Context) -> None:
    given = context.given
    ending = Path(given.out).suffix.removeprefix(".").lower()
    form = given.form or (ending if ending in FORMS else "csv")
    file = codebook_import.export(context.session(), given.book, form)
    write_copy(Path(given.out), [file.text.encode()])
    context.output.show({"file": given.out, "form": form}, f"Written to {given.out}.")


def _use(context: Context) -> None:
    used = context.given.codes_command == "use"
    session, lesson, book = context.session(), context.lesson(), context.given.book
    codebooks.use(session, lesson, book, used=used)
    said = "It is in use in this lesson." if used else "It is put aside. Labels on notes stay."
    context.output.show({"lesson": lesson, "book": book, "used": used}, said)


def _retire(context: Context) -> None:
    retired = not context.given.again
    codebooks.retire(context.session(), context.given.book, retired=retired)
    said = "It is no longer offered. Lessons that use it keep it." if retired else "It is offered again."
    context.output.show({"book": context.given.book, "retired": retired}, said)


def _heading(book: Codebook) -> dict[str, object]:
    return {"id": book.id, "title": book.title, "codes": len(book.codes)}


def _looked(found: Looked) -> dict[str, object]:
    return {"book": found.book.content(), "told": list(found.told), "replaces": found.replaces}


def _sentences(found: Looked) -> list[str]:
    many = len(found.book.codes)
    told = [f"{found.book.title}: {many:,} {'code' if many == 1 else 'codes'}.", *found.told]
    return [*told, f"It replaces your codebook “{found.replaces}”."] if found.replaces else told


def _line(code: Code) -> str:
    key = f"  key {code.key}" if code.key else ""
    return f"{code.letters:<4}  {code.name}{key}{f': {code.about}' if code.about else ''}"


def _by(name: str) -> str:
    return f", by {name}" if name else ""


_ACTIONS = {
    "list": _list, "show": _show, "import": _import, "export": _export, "use": _use, "unuse": _use, "retire": _retire,
}  # fmt: skip
