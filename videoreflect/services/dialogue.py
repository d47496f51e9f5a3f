"""The dialogue about a lesson, open when both are ready: agenda, what was said, actions, the record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from videoreflect.domain.dialogue import AgreedAction, Moment, Said, agenda
from videoreflect.domain.ids import is_id, new_id
from videoreflect.domain.lesson import checked_date
from videoreflect.domain.note import printable
from videoreflect.domain.policy import Action
from videoreflect.errors import InvalidInput, NotAllowed, NotFound
from videoreflect.services.note_rows import own_rows
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.readiness import readiness
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn
from videoreflect.vault.strict_json import compact

MAX_SAID = 20_000


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the page shows. ``record`` is the hash of it all; it stands when everybody confirmed this one."""

    moments: tuple[Moment, ...]
    said: tuple[Said, ...]
    actions: tuple[AgreedAction, ...]
    record: str
    confirmed: dict[str, str]
    standing: bool


def dialogue_of(session: SignIn, lesson: str) -> Dialogue:
    """The dialogue. Raises NotAllowed until both are ready, with who is awaited."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    _check_revealed(session, lesson)
    moments = agenda(list_notes(session, lesson))
    said, actions = _said(capsule, held), _actions(capsule, held)
    record = _record(moments, said, actions)
    confirmed = {placed.row.author: str(body.get("record")) for placed, body in _confirmations(capsule, held)}
    members = [m.person for m in capsule.header.people()]
    standing = all(confirmed.get(person) == record for person in members)
    return Dialogue(moments, said, actions, record, confirmed, standing)


def say(session: SignIn, lesson: str, moment: str, text: str) -> Dialogue:
    """Write down what was said about a moment; replaces one's own earlier words about it."""
    if not is_id(moment) or len(text) > MAX_SAID:
        raise InvalidInput("This is too long for one moment. Keep what matters.")
    return _stated(session, lesson, "said", {"moment": moment, "text": printable(text)}, about="moment")


def agree(session: SignIn, lesson: str, text: str, person: str, by: str, action: str | None = None) -> Dialogue:
    """Agree an action, or change one's own. ``by`` is an ISO date or empty."""
    said = printable(text)
    if not said or len(text) > MAX_SAID:
        raise InvalidInput("An action needs a few words: what will you do?")
    if person not in {m.person for m in session.capsule(lesson).header.people()}:
        raise InvalidInput("Choose one of you two for this action.")
    if by:
        checked_date(by)
    fields = {"action": action or new_id(), "text": said, "person": person, "by": by, "withdrawn": False}
    return _stated(session, lesson, "action", fields, about="action")


def withdraw_action(session: SignIn, lesson: str, action: str) -> Dialogue:
    """Take back an action that one wrote."""
    mine = [one for one in dialogue_of(session, lesson).actions if one.id == action and one.author == session.person]
    if not mine:
        raise NotFound("That action is not one that you wrote.")
    fields = {"action": action, "text": "", "person": mine[0].person, "by": "", "withdrawn": True}
    return _stated(session, lesson, "action", fields, about="action")


def confirm(session: SignIn, lesson: str, record: str) -> Dialogue:
    """Confirm the record as one saw it. Raises InvalidInput if it has changed since."""
    if dialogue_of(session, lesson).record != record:
        raise InvalidInput("The record has changed since you opened it. Read it again, then confirm.")
    return _stated(session, lesson, "confirm", {"record": record})


def _stated(session: SignIn, lesson: str, kind: str, body: dict[str, Any], about: str = "") -> Dialogue:
    """Say it; one's own earlier words with the same ``about`` are erased: nobody can see them any more."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.ANNOTATE)
    _check_revealed(session, lesson)
    earlier = own_rows(capsule, held, (kind, about, body[about])) if about else []
    capsule.erase(earlier, [Statement(kind, body)])
    return dialogue_of(session, lesson)


def _check_revealed(session: SignIn, lesson: str) -> None:
    state = readiness(session, lesson)
    if state.revealed:
        return
    people = session.people()
    if session.person not in state.ready_ms:
        raise NotAllowed("The talk opens when you have both said “ready”. Finish your notes, then say ready.")
    names = " and ".join(people[one].first_name for one in state.waiting_for if one in people)
    raise NotAllowed(f"The talk opens when you have both said “ready”. You have; {names or 'the other'} has not yet.")


def _said(capsule: Capsule, held: Permit) -> tuple[Said, ...]:
    newest: dict[tuple[str, str], Said] = {}
    for placed, body in capsule.read(held, "said"):
        moment, text, author = body.get("moment"), body.get("text"), placed.row.author
        if is_id(moment) and isinstance(text, str):
            newest[(str(moment), author)] = Said(str(moment), author, text, placed.row.time)
    return tuple(one for one in newest.values() if one.text)


def _actions(capsule: Capsule, held: Permit) -> tuple[AgreedAction, ...]:
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for placed, body in capsule.read(held, "action"):
        texts = (body.get("text"), body.get("person"), body.get("by"))
        if is_id(body.get("action")) and all(isinstance(text, str) for text in texts):
            newest[(placed.row.author, body["action"])] = body
    return tuple(
        AgreedAction(action, body["text"], body["person"], body["by"], author)
        for (author, action), body in newest.items()
        if not body.get("withdrawn")
    )


def _confirmations(capsule: Capsule, held: Permit) -> list[Entry]:
    return capsule.read(held, "confirm")


def _record(moments: tuple[Moment, ...], said: tuple[Said, ...], actions: tuple[AgreedAction, ...]) -> str:
    shown = {
        "moments": [[m.id, m.at_ms, m.to_ms, [[n.author, n.note.text] for n in m.notes]] for m in moments],
        "said": [[one.moment, one.author, one.text] for one in said],
        "actions": [[one.id, one.text, one.person, one.by, one.author] for one in actions],
    }
    return hashlib.sha256(compact(shown)).hexdigest()
