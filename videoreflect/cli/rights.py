"""Commands about what is held about somebody."""

from __future__ import annotations

import os
from pathlib import Path

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.cli.records import bounded
from videoreflect.domain.rights import About
from videoreflect.errors import Cancelled, StorageError
from videoreflect.services import rights_answer, rights_doing
from videoreflect.services.exporting import write_copy
from videoreflect.vault.durable import storage_errors

_KEEP_CODE = "This code opens the file. It is shown only now; tell it to whom the file is for, not in the same letter:"


def rights(context: Context) -> None:
    """What is held about somebody."""
    ACTIONS[context.given.rights_command](context)


def _answer(context: Context) -> None:
    given, session = context.given, context.session()
    person = session.named(context.values.text(given.person, "Name")).id if given.person else ""
    pseudonym = "" if person else context.values.text(given.about, "About whom")
    left_out = tuple(context.values.text(one, "Name") for one in given.leave_out)
    told = rights_answer.answer(session, About(person, pseudonym, given.class_name, left_out))
    document: dict[str, object] = {"file": given.out, "lessons": len(told.held.lessons), "asked": told.asked}
    lines = [f"Written to {given.out}: {len(told.held.lessons)} lessons. Read it before you hand it over."]
    lines += [f"Asked for their private notes: {told.asked}."] if told.asked else []
    if given.sealed:
        raw, code = rights_answer.sealed(told.page)
        _write(Path(given.out), raw)
        document["code"] = code
        lines += [_KEEP_CODE, code]
    else:
        write_copy(Path(given.out), [told.page.encode()])
    context.output.show(document, *lines)


def _open(context: Context) -> None:
    code = context.values.text(context.given.code, "The code")
    page = rights_answer.unsealed(bounded(Path(context.given.file), rights_answer.MAX_SEALED), code)
    write_copy(Path(context.given.out), [page.encode()])
    context.output.show({"file": context.given.out}, f"Written to {context.given.out}.")


def _requests(context: Context) -> None:
    session = context.session()
    names = {one.id: one.name for one in session.people().values()}
    found = rights_answer.asked_of_me(session)
    listed = [
        {"lesson": one.lesson, "pseudonym": one.pseudonym, "person": one.person, "asked_ms": one.asked_ms}
        for one in found
    ]
    lines = [f"{one.lesson}  {day(one.asked_ms)}  {one.pseudonym or names.get(one.person, '')}" for one in found]
    context.output.show({"requests": listed}, *lines)


def _erase(context: Context) -> None:
    session = context.session()
    person = session.named(context.values.text(context.given.person, "Name")).id
    question = "What this person wrote goes for everybody and for good, wherever you may erase it."
    if not context.given.yes and not context.values.agreed("erase", question):
        raise Cancelled("Nothing was erased.")
    done = rights_doing.erase_contributions(session, person)
    told = [f"Erased in {len(done.certificates)} lessons."]
    told += [f"Left in {done.left} lessons: they are somebody else’s, or did not open."] if done.left else []
    context.output.show({"erased": len(done.certificates), "left": done.left}, *told)


def _write(path: Path, raw: bytes) -> None:
    """Write an encrypted file, never over one that is there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise StorageError("The file cannot be written there. Choose another name or folder.") from None
    with storage_errors(), os.fdopen(descriptor, "wb") as file:
        file.write(raw)


ACTIONS = {"answer": _answer, "open": _open, "requests": _requests, "erase": _erase}
