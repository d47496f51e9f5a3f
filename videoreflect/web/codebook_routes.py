"""Codebooks: taking them in and out, which of them a lesson uses, and two people's codes side by side."""

from __future__ import annotations

import base64
import binascii

from starlette.responses import Response
from starlette.routing import Route

from videoreflect.domain.agreement import Cell, Unit, meaning, warning
from videoreflect.domain.codebook import Codebook, codebook_typed
from videoreflect.errors import FormatError, InvalidInput
from videoreflect.services import codebook_import, codebooks
from videoreflect.services.agreeing import compare
from videoreflect.services.codebook_import import FORMS, MOST_FILE_BYTES, CodebookFile, Looked
from videoreflect.services.codebooks import OWN, Available, LessonBook
from videoreflect.services.lesson import names_for
from videoreflect.web.answers import too_large
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape

MOST_PLACES = 200
"""So many stretches in which two people differ; more is not looked at one by one."""


def codebook_routes() -> list[Route]:
    """The routes of this file."""
    book, lesson = "/vr/codebooks/{book}", "/vr/lessons/{lesson}"
    return [
        route("GET", "/vr/codebooks", _list),
        route("POST", "/vr/codebooks", _take_in),
        route("POST", "/vr/codebooks/preview", _preview),
        route("GET", book, lambda call: {"book": _found(call).book.content()}),
        route("PUT", book, _change),
        route("PUT", f"{book}/retired", _retire),
        route("GET", f"{book}/file", _file),
        route("GET", f"{lesson}/codebooks", _of_lesson),
        route("GET", f"{lesson}/codebooks/{{book}}", _one_of_lesson),
        route("GET", f"{lesson}/codebooks/{{book}}/file", _file_of_lesson),
        route("PUT", f"{lesson}/codebooks/{{book}}", _use),
        route("GET", f"{lesson}/agreement", _agreement),
    ]


def _list(call: Call) -> Answer:
    names = names_for(call.sign_in)
    return {"books": [_available(one, names) for one in codebooks.available(call.sign_in)]}


def _preview(call: Call) -> Answer:
    return _looked(codebook_import.look_at(call.sign_in, _raw(call), call.fields.text("name", default="")))


def _take_in(call: Call) -> Answer:
    """A file; or a codebook as the page holds it, which gets a short name that is free."""
    call.active.act()
    if not call.fields.is_none("file"):
        return _looked(codebook_import.take_in(call.sign_in, _raw(call), call.fields.text("name", default="")))
    book = _sent(call)
    made = codebooks.renamed(book, codebooks.free_id(call.sign_in, book.id))
    return {"book": codebooks.save(call.sign_in, made).content()}


def _change(call: Call) -> Answer:
    call.active.act()
    before = _found(call)
    book = _sent(call)
    if before.place != OWN or before.book.id != book.id:
        raise InvalidInput("Only who put a codebook in changes it. Save it as one of your own.")
    return {"book": codebooks.save(call.sign_in, book).content()}


def _retire(call: Call) -> Answer:
    call.active.act()
    codebooks.retire(call.sign_in, _book(call), retired=call.fields.flag("retired"))
    return None


def _file(call: Call) -> Answer:
    return _download(codebook_import.export(call.sign_in, _book(call), _form(call)))


def _file_of_lesson(call: Call) -> Answer:
    found = codebooks.lesson_book(call.sign_in, call.lesson, _book(call))
    return _download(codebook_import.file_of(found.book, _form(call)))


def _of_lesson(call: Call) -> Answer:
    names = names_for(call.sign_in)
    found = codebooks.lesson_books(call.sign_in, call.lesson)
    return {"books": [_of_lesson_shape(one, names) for one in found]}


def _one_of_lesson(call: Call) -> Answer:
    return {"book": codebooks.lesson_book(call.sign_in, call.lesson, _book(call)).book.content()}


def _use(call: Call) -> Answer:
    call.active.act()
    codebooks.use(call.sign_in, call.lesson, _book(call), used=call.fields.flag("used"))
    return _of_lesson(call)


def _agreement(call: Call) -> Answer:
    asked = call.request.query_params
    other, unit = asked.get("with", ""), asked.get("unit", "10")
    found = compare(call.sign_in, call.lesson, asked.get("book", ""), other, unit)
    name = names_for(call.sign_in).get(other, "")
    apart = [one for one in found.units if one.first != one.second]
    return {
        "codes": [{"code": code} | _cell(cell) for code, cell in found.cells.items()],
        "all": _cell(found.all) if found.cells else None,
        "units": len(found.units),
        "notes": list(found.notes),
        "meaning": meaning(found.all, name, len(found.cells)),
        "warning": warning(found.all),
        "apart": [_unit(one, found.book) for one in apart[:MOST_PLACES]],
        "more_apart": max(0, len(apart) - MOST_PLACES),
    }


# -- What was asked ----------------------------------------------------------------------


def _book(call: Call) -> str:
    return str(call.request.path_params["book"])


def _found(call: Call) -> Available:
    return codebooks.find(call.sign_in, _book(call))


def _form(call: Call) -> str:
    return call.request.query_params.get("form", "csv")


def _raw(call: Call) -> bytes:
    text = call.fields.text("file", 4 * MOST_FILE_BYTES)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("The page sent something that cannot be read. Load it again.", field="file") from None
    if len(raw) > MOST_FILE_BYTES:
        raise too_large("This file is too long to be a codebook: more than 1.4 MB.")
    return raw


def _sent(call: Call) -> Codebook:
    """The codebook that the page holds; what is wrong with it is said, not mended: somebody is just typing it."""
    try:
        return codebook_typed(call.fields.object_or_none("book"))
    except FormatError:
        raise InvalidInput("The page sent something that cannot be read. Load it again.", field="book") from None


# -- What is answered --------------------------------------------------------------------


def _available(one: Available, names: dict[str, str]) -> Shape:
    return _summary(one.book) | {"place": one.place, "by_name": names.get(one.by, ""), "retired": one.retired}


def _of_lesson_shape(one: LessonBook, names: dict[str, str]) -> Shape:
    """With its codes only if it is in use: others are asked for when somebody looks at them."""
    told = _summary(one.book) | {"place": one.place, "by_name": names.get(one.by, ""), "used": one.used}
    return told | {"newer": one.newer} | ({"book": one.book.content()} if one.used else {})


def _summary(book: Codebook) -> Shape:
    return {
        "id": book.id, "title": book.title, "source": book.source, "about": book.about, "count": len(book.codes),
        "first": [{"letters": code.letters, "colour": code.colour, "name": code.name} for code in book.codes[:12]],
    }  # fmt: skip


def _looked(found: Looked) -> Shape:
    return {"book": found.book.content(), "told": list(found.told), "replaces": found.replaces}


def _cell(cell: Cell) -> Shape:
    return {
        "both": cell.both, "mine": cell.first, "theirs": cell.second, "neither": cell.neither,
        "percent": None if cell.observed is None else round(100 * cell.observed, 1),
        "kappa": None if cell.kappa is None else round(cell.kappa, 3), "little": cell.little,
    }  # fmt: skip


def _unit(unit: Unit, book: Codebook) -> Shape:
    order = [f"{book.id}/{code.id}" for code in book.codes]
    mine, theirs = ([code for code in order if code in said] for said in (unit.first, unit.second))
    return {"start_ms": unit.start_ms, "end_ms": unit.end_ms, "mine": mine, "theirs": theirs}


def _download(file: CodebookFile) -> Response:
    disposition = f'attachment; filename="{file.name}"'
    return Response(file.text, media_type=FORMS[file.form], headers={"content-disposition": disposition})
