"""Editing a transcript: changes, undo and redo, replacing, suggestions, passages written again, hiding a name."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.changes import LONGEST_TEXT, Change, Replacing
from videoreflect.domain.edits import MOST_LINES, EditKind
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput
from videoreflect.services import background, editing, hiding, passages, suggestions
from videoreflect.services.hiding import Hiding
from videoreflect.services.known_backups import known_backups
from videoreflect.services.passages import Asked
from videoreflect.services.permits import decision
from videoreflect.services.speech_model import usable_models
from videoreflect.services.undoing import Turn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.shapes import Shape, allowed_shape, job_shape


def editing_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/edits", _state),
        route("POST", f"{one}/edits", _edit),
        route("POST", f"{one}/edits/undo", _undo),
        route("POST", f"{one}/edits/redo", _redo),
        route("POST", f"{one}/edits/replaceable", _replaceable),
        route("POST", f"{one}/edits/replace", _replace),
        route("POST", f"{one}/suggestions", _suggest),
        route("POST", f"{one}/suggestions/{{suggestion}}", _answer),
        route("DELETE", f"{one}/suggestions/{{suggestion}}", _withdraw),
        route("POST", f"{one}/passages", _passage),
        route("POST", f"{one}/passages/{{passage}}", _take),
        route("DELETE", f"{one}/passages/{{passage}}", _leave),
        route("POST", f"{one}/hiding", _hide),
        route("POST", f"{one}/hiding/look", _look),
    ]


def _state(call: Call) -> Answer:
    capsule = call.sign_in.capsule(call.lesson)
    known, job = editing.edit_state(call.sign_in, call.lesson), background.passage_job(call.sign_in, call.lesson)
    return {
        "may": allowed_shape(decision(call.sign_in, capsule, Action.TRANSCRIBE)),
        "mine": call.sign_in.person in capsule.header.owners,
        "undo": _step(known.undo),
        "redo": _step(known.redo),
        "suggestions": [_suggestion(one) for one in suggestions.suggestions(call.sign_in, call.lesson)],
        "passages": [_passage_shape(one) for one in passages.passages(call.sign_in, call.lesson)],
        "passage_job": job_shape(job) if job else None,
        "models": [one.spec.name for one in usable_models()],
    }


def _edit(call: Call) -> Answer:
    call.active.act()
    return {"edit": editing.edit(call.sign_in, call.lesson, _change(call.fields))}


def _undo(call: Call) -> Answer:
    call.active.act()
    return _step(editing.undo(call.sign_in, call.lesson, _expected(call.fields)))


def _redo(call: Call) -> Answer:
    call.active.act()
    return _step(editing.redo(call.sign_in, call.lesson, _expected(call.fields)))


def _replaceable(call: Call) -> Answer:
    found = editing.replaceable(call.sign_in, call.lesson, _replacing(call.fields))
    return _found(found)


def _replace(call: Call) -> Answer:
    call.active.act()
    expected = call.fields.whole("places")
    found = editing.replace_all(call.sign_in, call.lesson, _replacing(call.fields), expected)
    return _found(found)


def _found(found: editing.Replaceable) -> Shape:
    return {"places": found.places, "lines": found.lines, "across": found.across}


def _suggest(call: Call) -> Answer:
    call.active.act()
    return {"suggestion": suggestions.suggest(call.sign_in, call.lesson, _change(call.fields))}


def _answer(call: Call) -> Answer:
    call.active.act()
    if call.fields.flag("take"):
        return {"edit": suggestions.take_up(call.sign_in, call.lesson, call.id("suggestion"))}
    suggestions.decline(call.sign_in, call.lesson, call.id("suggestion"))
    return {"edit": ""}


def _withdraw(call: Call) -> Answer:
    suggestions.withdraw(call.sign_in, call.lesson, call.id("suggestion"))
    return None


def _passage(call: Call) -> Answer:
    call.active.act()
    fields = call.fields
    model, language = fields.text("model"), fields.text("language", 20, "")
    asked = Asked(fields.whole("start_ms"), fields.whole("end_ms"), model, language)
    return job_shape(background.start_passage(call.sign_in, call.lesson, asked))


def _take(call: Call) -> Answer:
    call.active.act()
    return {"edit": passages.take_passage(call.sign_in, call.lesson, call.id("passage"))}


def _leave(call: Call) -> Answer:
    passages.leave_passage(call.sign_in, call.lesson, call.id("passage"))
    return None


def _look(call: Call) -> Answer:
    names = call.fields.texts("names", hiding.LONGEST_NAME)
    found = hiding.where_it_stands(call.sign_in, call.lesson, names)
    return _hiding(call, found) | {"by": hiding.next_word(call.sign_in, call.lesson)}


def _hide(call: Call) -> Answer:
    call.active.act()
    fields = call.fields
    names = fields.texts("names", hiding.LONGEST_NAME)
    done = hiding.hide(call.sign_in, call.lesson, names, fields.text("by", hiding.LONGEST_WORD))
    return _hiding(call, done.found) | {"clean": done.clean}


def _change(fields: Fields) -> Change:
    try:
        kind = EditKind(fields.text("kind"))
    except ValueError:
        raise InvalidInput("That change is not known. Load the page again.", field="kind") from None
    words, by = fields.whole("words", 0), fields.whole("by_ms", 0)
    return Change(
        kind=kind,
        lines=tuple(fields.texts("lines", most=MOST_LINES)),
        texts=tuple(fields.texts("texts", LONGEST_TEXT + 1)),
        start_ms=fields.time_or_none("start_ms"),
        end_ms=fields.time_or_none("end_ms"),
        words=-words if fields.flag("forward") else words,
        by_ms=-by if fields.flag("earlier") else by,
    )


def _replacing(fields: Fields) -> Replacing:
    whole_words, same_case = fields.flag("whole_words"), fields.flag("same_case")
    return Replacing(fields.text("find"), fields.text("by", default=""), whole_words, same_case)


def _expected(fields: Fields) -> str | None:
    return None if fields.is_none("edit") else fields.id("edit")


def _step(turn: Turn | None) -> Shape | None:
    return {"edit": turn.id, "kind": turn.kind} if turn else None


def _lines(lines: tuple[Line, ...]) -> list[Shape]:
    return [{"id": one.id, "start_ms": one.start_ms, "end_ms": one.end_ms, "text": one.text.strip()} for one in lines]


def _suggestion(one: suggestions.Suggestion) -> Shape:
    return {
        "suggestion": one.id,
        "author": one.author,
        "time_ms": one.time_ms,
        "kind": str(one.kind),
        "state": one.state,
        "before": _lines(one.before),
        "after": _lines(one.gives),
    }


def _passage_shape(one: passages.Passage) -> Shape:
    return {
        "passage": one.id,
        "start_ms": one.start_ms,
        "end_ms": one.end_ms,
        "model": one.model,
        "language": one.language,
        "before": _lines(one.before),
        "after": _lines(one.lines),
    }


def _hiding(call: Call, found: Hiding) -> Shape:
    return {
        "count": found.count,
        "places": dict(found.places),
        "stays": dict(found.stays),
        "others": [{"person": person, "count": count} for person, count in found.others.items()],
        "undo_ends": found.undo_ends,
        "longer": list(found.longer),
        "backups": sum(one.state != "begun" for one in known_backups(call.sign_in)),
    }
