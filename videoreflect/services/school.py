"""The school's settings: said once by who looks after the vault, readable by everybody in it."""

from __future__ import annotations

from videoreflect.domain.school import School, school_from
from videoreflect.errors import FormatError, NotAllowed
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn


def school(session: SignIn) -> School:
    """What the school has said; defaults when nothing is recorded. One that cannot be read leaves the one before."""
    for said in reversed(session.directory.school_settings()):
        try:
            return school_from(said)
        except FormatError:
            continue
    return School()


def save_school(session: SignIn, said: School) -> School:
    """Record what the school says, for all lessons that are added or changed from now on.

    Raises NotAllowed for anybody but the vault's owner; ``School`` itself raises InvalidInput.
    """
    if session.person not in session.directory.header.owners:
        raise NotAllowed("Only who looks after this vault changes what the school says. Ask them to do it.")
    if said != school(session):
        session.directory.append([Statement("school", said.content())])
    return said
