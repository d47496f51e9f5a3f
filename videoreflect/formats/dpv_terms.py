"""Our terms and those of the W3C Data Privacy Vocabulary (DPV) 2.3, profile “dpv-27560” for ISO/IEC TS 27560:2023.

Source: “Consent Records and Receipts as per ISO/IEC TS 27560:2023 using DPV”, W3C DPVCG final report of 15 February
2026. A lawful basis other than consent has states of its own there, so nothing is called consent that is none.
"""

from __future__ import annotations

from videoreflect.domain.consent import Basis, ConsentKind, GivenBy, PrincipalRole, Purpose

VERSION = "2.3"
NOT_RECORDED = "not recorded"
AT_ONCE = "Tell the teacher of the lesson or the school; it acts at once."
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "dpv-27560": "https://w3id.org/dpv/schema/dpv-27560#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
RECORD_PROFILE = "dpv-27560:record"
RECEIPT_PROFILE = "dpv-27560:receipt"

BASIS = {
    Basis.PUBLIC_TASK: "dpv:PublicInterest",
    Basis.LEGITIMATE_INTERESTS: "dpv:LegitimateInterest",
    Basis.CONSENT: "dpv:ExpressedConsent",
}
PURPOSE = {
    Purpose.SELF_REFLECTION: "dpv:ImprovePublicServices",
    Purpose.MENTORING: "dpv:ImprovePublicServices",
    Purpose.GROUP_LEARNING: "dpv:ImprovePublicServices",
    Purpose.EXEMPLAR: "dpv:ImprovePublicServices",
    Purpose.RESEARCH: "dpv:AcademicResearch",
}
"""The wider purpose; “improving the provision of public services, such as … education”."""

ROLE = {
    PrincipalRole.PUPIL: "dpv:Student",
    PrincipalRole.TEACHER: "dpv:Employee",
    PrincipalRole.MENTOR: "dpv:Employee",
    PrincipalRole.ADULT: "dpv:Adult",
}
GIVEN_BY = {
    GivenBy.SELF: "dpv:DataSubject",
    GivenBy.PARENT: "dpv:ParentOfDataSubject",
    GivenBy.SCHOOL: "dpv:DataController",
}
_STATE = {
    Basis.CONSENT: {
        ConsentKind.REQUESTED: "dpv:ConsentRequested",
        ConsentKind.GIVEN: "dpv:ConsentGiven",
        ConsentKind.RENEWED: "dpv:RenewedConsentGiven",
        ConsentKind.REFUSED: "dpv:ConsentRefused",
        ConsentKind.WITHDRAWN: "dpv:ConsentWithdrawn",
        ConsentKind.REVOKED: "dpv:ConsentRevoked",
        ConsentKind.EXPIRED: "dpv:ConsentExpired",
        ConsentKind.INVALIDATED: "dpv:ConsentInvalidated",
        ConsentKind.OBJECTED: "dpv:ConsentWithdrawn",
    },
    Basis.PUBLIC_TASK: dict.fromkeys(ConsentKind, "dpv:PublicInterestObjected")
    | {
        ConsentKind.REQUESTED: "dpv:PublicInterestPending",
        ConsentKind.GIVEN: "dpv:PublicInterestOngoing",
        ConsentKind.RENEWED: "dpv:PublicInterestOngoing",
        ConsentKind.REVOKED: "dpv:PublicInterestCompleted",
        ConsentKind.EXPIRED: "dpv:PublicInterestCompleted",
        ConsentKind.INVALIDATED: "dpv:PublicInterestCompleted",
    },
    Basis.LEGITIMATE_INTERESTS: dict.fromkeys(ConsentKind, "dpv:LegitimateInterestObjected")
    | {
        ConsentKind.REQUESTED: "dpv:LegitimateInterestInformed",
        ConsentKind.GIVEN: "dpv:LegitimateInterestNotObjected",
        ConsentKind.RENEWED: "dpv:LegitimateInterestNotObjected",
    },
}
_PLACES = {
    "england": "loc:GB-ENG", "wales": "loc:GB-WLS", "cymru": "loc:GB-WLS", "scotland": "loc:GB-SCT",
    "northern ireland": "loc:GB-NIR", "united kingdom": "loc:GB", "uk": "loc:GB", "gb": "loc:GB",
    "great britain": "loc:GB", "ireland": "loc:IE", "ie": "loc:IE",
}  # fmt: skip


def state_term(basis: Basis, kind: ConsentKind) -> str:
    """The state of an event, as a class of DPV."""
    return _STATE[basis][kind]


def state_property(basis: Basis) -> str:
    """What says it: consent has a property of its own."""
    return "dpv:hasConsentStatus" if basis is Basis.CONSENT else "dpv:hasStatus"


def place_term(jurisdiction: str) -> str | None:
    """The place of a jurisdiction in DPV’s list, if it is one of those that a British or Irish school types."""
    return _PLACES.get(" ".join(jurisdiction.casefold().split()))


def place_name(term: str) -> str:
    """The name of a place in DPV’s list, in the letters that a school types; empty for one that we do not know."""
    return next((name.title() for name, known in _PLACES.items() if known == term), "")
