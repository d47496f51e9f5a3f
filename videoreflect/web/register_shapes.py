"""Exceptions, requests and the worklist as JSON; docs/ROUTES.md, Shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from videoreflect.domain.consent import AVAILABLE_REMEDIES, WHOLE_CLASS, Place, Remedy
from videoreflect.domain.exceptions import OpenException
from videoreflect.domain.worklist import Task, WorkItem
from videoreflect.services.requests import Request
from videoreflect.services.worklist import Worklist
from videoreflect.web.shapes import Shape

_TODO = {
    Task.END_ACCESS: "End everybody’s access but yours",
    Task.NEW_RECORDINGS: "Write the recording again under a new key",
    Task.ERASE_TRANSCRIPT: "Erase the transcript",
    Task.CHOOSE: "Choose what is to be done",
    Task.NAME_PLACES: "Say where they are seen or heard",
    Task.BLUR: "Blur the face",
    Task.MUTE: "Mute the voice",
    Task.CUT: "Cut these places out",
    Task.KEEP_PRIVATE: "Keep the lesson to yourself",
}
_LATER = "This comes with a later version. Until then the lesson stays private."
_OPEN = {
    Task.END_ACCESS: "Others are refused already. The new key follows by itself after your next sign-in.",
    Task.NEW_RECORDINGS: "It goes on in the background, and after your next sign-in.",
    Task.KEEP_PRIVATE: "Others are refused already. The new key follows by itself after your next sign-in.",
    Task.NAME_PLACES: "Times in the clip, and where in the picture.",
}
_DONE = {
    Task.END_ACCESS: "Nobody but you holds a key to it.",
    Task.KEEP_PRIVATE: "Nobody but you holds a key to it.",
    Task.NEW_RECORDINGS: "Keys of before open no recording here.",
    Task.ERASE_TRANSCRIPT: "Its words are gone from the lesson and from the search.",
}


def exceptions_shape(found: Iterable[OpenException]) -> Shape:
    """Everybody whose objection stands, and which remedies this version can carry out."""
    return {
        "exceptions": [
            {
                "principal": one.principal,
                "role": str(one.role),
                "kind": str(one.kind),
                "since_ms": one.since_ms,
                "said_ms": one.said_ms,
                "due_ms": one.due_ms,
                "given_by": str(one.given_by),
                "expressed": str(one.expressed),
                "places": _places(one.places),
                "remedy": str(one.remedy) if one.remedy else None,
                "note": one.note,
            }
            for one in found
        ],
        "remedies": [{"remedy": str(remedy), "available": remedy in AVAILABLE_REMEDIES} for remedy in Remedy],
    }


def requests_shape(found: Iterable[Request], people: Mapping[str, Shape]) -> Shape:
    """Requests with who asked; ``accepted`` is null until the owner has answered."""
    return {
        "requests": [
            {
                "id": one.id,
                "by": people.get(one.by),
                "asked_ms": one.asked_ms,
                "principal": one.said.principal,
                "kind": str(one.said.kind),
                "given_by": str(one.said.given_by),
                "expressed": str(one.said.expressed),
                "said_ms": one.said.event_ms,
                "places": _places(one.said.places),
                "note": one.said.note,
                "accepted": one.accepted,
                "reason": one.reason,
            }
            for one in found
        ]
    }


def worklist_shape(found: Worklist, first_names: Mapping[str, str]) -> Shape:
    """What is to be done, in words, and what nothing undoes."""
    names = sorted(first_names[one] for one in found.had_access if one in first_names)
    had = [f"{_listed(names)} could open this lesson before."] if names and found.items else []
    return {"items": [_item(one) for one in found.items], "not_undone": [*had, *found.not_undone]}


def _item(one: WorkItem) -> Shape:
    return {
        "task": str(one.task),
        "principal": "" if one.principal == WHOLE_CLASS else one.principal,
        "words": _TODO[one.task],
        "told": _DONE.get(one.task, "") if one.done else _OPEN.get(one.task, "") if one.possible else _LATER,
        "due_ms": one.due_ms,
        "done": one.done,
        "possible": one.possible,
        "proved_ms": one.proved_ms,
        "places": _places(one.places),
    }


def _places(places: Iterable[Place]) -> list[Shape]:
    return [{"start_ms": one.start_ms, "end_ms": one.end_ms, "where": one.where} for one in places]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
