"""Reading consent records that somebody else may have written: known terms only, whole, in order, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from videoreflect.domain.consent import (
    ALLOWING,
    NO_SCOPE,
    Basis,
    ConsentEvent,
    ConsentKind,
    ExportKind,
    Expression,
    GivenBy,
    PrincipalRole,
    Purpose,
    Scope,
)
from videoreflect.domain.ids import is_id
from videoreflect.formats import dpv_terms as terms
from videoreflect.formats.dpv_nodes import Node, nodes_of, refused

MAX_PRINCIPAL = 100
_PROFILES = frozenset({"dpv-27560:record", "dpv-27560:record-eu-gdpr"})
_BASIS = {term: basis for basis, term in terms.BASIS.items()} | {
    "dpv:Consent": Basis.CONSENT,
    "dpv:InformedConsent": Basis.CONSENT,
    "dpv:ExplicitlyExpressedConsent": Basis.CONSENT,
    "dpv:OfficialAuthorityOfController": Basis.PUBLIC_TASK,
    "dpv:LegitimateInterestOfController": Basis.LEGITIMATE_INTERESTS,
}
_PURPOSE_ALONE = {"dpv:AcademicResearch": Purpose.RESEARCH}
"""Wider purposes that mean one of ours even where ours is not named."""

_WITHOUT_SCOPE = frozenset({"dpv:Record", "dpv:Store", "dpv:Use"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record as it was read. ``controller`` is the name of who answers for it; events in the order of their times."""

    id: str
    principal: str
    controller: str
    events: tuple[ConsentEvent, ...]


def read_records(document: Mapping[str, Any]) -> list[ReadRecord]:
    """Every record of a document, also those inside receipts.

    Raises InvalidInput, whose field ``reason`` says why in a word: form, context, size, missing, date, unknown-term,
    unknown-purpose, unknown-state.
    """
    top = nodes_of(dict(document))
    inside = [
        one for node in top if "dpv:ConsentReceipt" in node.types for one in node.nodes("dpv:hasRecordOfActivity")
    ]
    records = [node for node in (*top, *inside) if "dpv:ConsentRecord" in node.types]
    if not records:
        raise refused("form", "There is no consent record in this file.")
    return [_record(node) for node in records]


def _record(node: Node) -> ReadRecord:
    if node.term("dct:conformsTo") not in _PROFILES:
        raise refused("unknown-term", "This record follows a form that is not known here.")
    record = node.text("dpv:hasIdentifier")
    subject = _only(node.nodes("dpv:hasDataSubject"))
    principal = " ".join(subject.text("dct:identifier").split())
    if not record.strip() or not principal or len(principal) > MAX_PRINCIPAL:
        raise refused("missing", "This record does not say which record it is, or whom it is about.")
    states = [*node.nodes("dpv:hasConsentStatus"), *node.nodes("dpv:hasStatus")]
    if not states:
        raise refused("missing", "This record says of nothing when it was agreed.")
    timed = [(one.time_ms("dpv:isIndicatedAtTime"), one) for one in states]
    for name in ("dpv:hasConsentStatus", "dpv:hasStatus"):
        times = [one.time_ms("dpv:isIndicatedAtTime") for one in node.nodes(name)]
        if times != sorted(times):
            raise refused("date", "The dates in this record are out of order.")
    events = [_event(node, subject, one, at) for at, one in timed]
    # Of two at the same moment the one that restricts comes last.
    events.sort(key=lambda event: (event.event_ms, event.kind not in ALLOWING))
    named = [ConsentEvent(**{**_fields(event), "record": record, "principal": principal}) for event in events]
    return ReadRecord(record, principal, _controller(node), tuple(named))


def _event(record: Node, subject: Node, node: Node, at: int) -> ConsentEvent:
    basis = _known(_BASIS, node.term("dpv:hasLegalBasis"), "unknown-term", "It names a lawful basis that is not known.")
    kind = _kind(node, basis)
    until = _until(node)
    if until is not None and until < at:
        raise refused("date", "An agreement in this record ends before it begins.")
    allows = kind in ALLOWING
    if allows and until is None:
        raise refused("missing", "This record does not say until when the agreement holds.")
    process = _process(record, node) if allows else None
    notice = next(iter(record.nodes("dpv:hasNotice")), Node({}))
    return ConsentEvent(
        record="",
        kind=kind,
        principal_role=_role(subject),
        given_by=_speaker(record, subject, node),
        basis=basis,
        purposes=_purposes(process) if process else frozenset(),
        scope=_scope(process) if process else NO_SCOPE,
        until_ms=until,
        notice=notice.text("dct:identifier"),
        notice_hash=notice.text("schema:sha256"),
        language=notice.text("dct:language"),
        jurisdiction=_jurisdiction(process) if process else "",
        dpia=_one_text(process, "dpv:hasAssessment", "dct:identifier") if process else "",
        withdrawal=_one_text(process, "dpv:hasConsentControl", "dct:description") if process else "",
        expressed=_expressed(node),
        event_ms=at,
        note=node.text("dct:description"),
    )


def _kind(node: Node, basis: Basis) -> ConsentKind:
    fits = [kind for kind in ConsentKind if terms.state_term(basis, kind) in node.types]
    said = node.text("dct:identifier")
    if len(node.types) != 1 or not fits or (said and said not in map(str, fits)):
        raise refused("unknown-state", "This record has a state that is not known, or says two things about it.")
    return ConsentKind(said) if said else fits[0]


def _until(node: Node) -> int | None:
    durations = node.nodes("dpv:hasDuration")
    if not durations:
        return None
    duration = _only(durations)
    if "dpv:UntilTimeDuration" in duration.types:
        return duration.time_ms("rdf:value")
    if "dpv:UntilEventDuration" in duration.types:
        return None
    raise refused("unknown-term", "This record says in a way that is not known here how long it holds.")


def _process(record: Node, event: Node) -> Node:
    named = [one.id for one in event.nodes("dpv:hasProcess")]
    found = [one for one in record.nodes("dpv:hasProcess") if not named or one.id in named]
    if len(found) != 1:
        raise refused("missing", "This record does not say what exactly was agreed.")
    return found[0]


def _jurisdiction(process: Node) -> str:
    """The name of the place; of one in DPV’s list the name that a school types."""
    named = next(iter(process.nodes("dpv:hasJurisdiction")), Node({}))
    return terms.place_name(named.id) or _said(named.text("dct:title"))


def _one_text(process: Node, name: str, said: str) -> str:
    return _said(next(iter(process.nodes(name)), Node({})).text(said))


def _said(text: str) -> str:
    """What somebody said there; nothing for what stands in a record where nobody did."""
    return "" if text in {terms.NOT_RECORDED, terms.AT_ONCE} else text


def _purposes(process: Node) -> frozenset[Purpose]:
    found = set()
    for node in process.nodes("dpv:hasPurpose"):
        said, wider = (
            node.text("dct:identifier"),
            {one.id for one in node.nodes("skos:broader")} | {node.id} | node.types,
        )
        alone = [purpose for term, purpose in _PURPOSE_ALONE.items() if term in wider]
        known = [purpose for purpose in Purpose if said == purpose and (not wider or terms.PURPOSE[purpose] in wider)]
        if not (known or (alone and not said)):
            raise refused("unknown-purpose", "This record names a purpose that is not known here.")
        found.add((known or alone)[0])
    if not found:
        raise refused("missing", "This record does not say what the agreement is for.")
    return frozenset(found)


def _scope(process: Node) -> Scope:
    done: set[str] = set()
    export: set[ExportKind] = set()
    for node in process.nodes("dpv:hasProcessing"):
        wider, said = {one.id for one in node.nodes("skos:broader")} | {node.id}, node.text("dct:identifier")
        if wider & _WITHOUT_SCOPE:
            continue
        kind, _, which = said.partition(":")
        wanted = {"transcribe": "dpv:Derive", "analyse": "dpv:Analyse", "share": "dpv:Share", "export": "dpv:Export"}
        if kind not in wanted or wanted[kind] not in wider or (kind == "export") is not (which in set(ExportKind)):
            raise refused("unknown-term", "This record names a use that is not known here.")
        done.add(kind)
        export |= {ExportKind(which)} if which else set()
    shared = {one.text("dpv:hasIdentifier") for one in process.nodes("dpv:hasRecipient")} - {""}
    people = frozenset(one for one in shared if is_id(one)) if "share" in done else frozenset[str]()
    return Scope("transcribe" in done, "analyse" in done, people, frozenset(export))


def _role(subject: Node) -> PrincipalRole:
    said = subject.text("schema:roleName")
    fits = [role for role, term in terms.ROLE.items() if term in subject.types]
    if said:
        fits = [role for role in fits if said == role]
        if not fits:
            raise refused("unknown-term", "This record names a role that is not known here.")
    return fits[0] if fits else PrincipalRole.PUPIL


def _speaker(record: Node, subject: Node, event: Node) -> GivenBy:
    by = _only(event.nodes("dpv:isIndicatedBy"))
    if by.types & {"dpv:ParentOfDataSubject", "dpv:GuardianOfDataSubject"}:
        return GivenBy.PARENT
    if by.id and by.id == subject.id:
        return GivenBy.SELF
    if by.id and by.id in {one.id for one in _controllers(record)}:
        return GivenBy.SCHOOL
    raise refused("unknown-term", "This record does not say in a known way who spoke.")


def _expressed(event: Node) -> Expression:
    said = event.text("dpv:hasIndicationMethod", str(Expression.FORM))
    if said not in set(Expression):
        raise refused("unknown-term", "This record says in a way that is not known here how it was agreed.")
    return Expression(said)


def _controller(record: Node) -> str:
    names = {one.text("dpv:hasName") for one in _controllers(record)} - {""}
    if len(names) != 1:
        raise refused("missing", "This record does not name the one school that answers for it.")
    return names.pop()


def _controllers(record: Node) -> list[Node]:
    return [one for one in record.nodes("dpv:hasEntity") if "dpv:DataController" in one.types]


def _only(nodes: list[Node]) -> Node:
    if len(nodes) != 1:
        raise refused("missing", "This record leaves out something that has to be there, or says it twice.")
    return nodes[0]


def _known(table: Mapping[str, T], term: str, why: str, sentence: str) -> T:
    if term not in table:
        raise refused(why, sentence)
    return table[term]


def _fields(event: ConsentEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ConsentEvent.__slots__}
