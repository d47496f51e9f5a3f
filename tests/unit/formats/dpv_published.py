"""Terms of published vocabularies with their kind, written down by hand from what was published.

DPV 2.3 (``https://w3id.org/dpv``: core, ``pd``, ``loc``; 2026), the schema of the guide “consent-27560” (report of
15 February 2026), DCMI terms (2020-01-20), SKOS and RDF (W3C Recommendations), schema.org (version 29).
"""

CLASS, PROPERTY, PLACE, PROFILE, DATATYPE = "class", "property", "place", "profile", "datatype"
_DPV = "https://w3id.org/dpv#"
_LOC = "https://w3id.org/dpv/loc#"
_PD = "https://w3id.org/dpv/pd#"
_PROFILES = "https://w3id.org/dpv/schema/dpv-27560#"
_DCT = "http://purl.org/dc/terms/"

PUBLISHED = {
    **{
        _DPV + name: CLASS
        for name in (
            "Adult", "Analyse", "Consent", "ConsentExpired", "ConsentGiven", "ConsentInvalidated", "ConsentNotice",
            "ConsentReceipt", "ConsentRecord", "ConsentRefused", "ConsentRequested", "ConsentRevoked",
            "ConsentWithdrawn", "DPIA", "DataController", "DataProtectionAuthority", "DataSubject",
            "DataSubjectDataSource", "DataSubjectRight", "Derive", "DerivedPersonalData", "EducationalOrganisation",
            "Employee", "Export", "ExpressedConsent", "ImprovePublicServices", "LegitimateInterest",
            "LegitimateInterestInformed", "LegitimateInterestNotObjected", "LegitimateInterestObjected", "Location",
            "ParentOfDataSubject", "PersonalData", "PrivacyNotice", "Process", "Processing", "ProcessingLocation",
            "PublicInterest", "PublicInterestCompleted", "PublicInterestObjected", "PublicInterestOngoing",
            "PublicInterestPending", "Purpose", "AcademicResearch", "Recipient", "Record", "RenewedConsentGiven",
            "Required", "Share", "StorageDuration", "StorageLocation", "Store", "Student", "UntilEventDuration",
            "UntilTimeDuration", "Use", "WithdrawConsent", "WithinDevice",
        )
    },
    **{
        _DPV + name: PROPERTY
        for name in (
            "hasAddress", "hasAssessment", "hasAuthority", "hasConsentControl", "hasConsentStatus", "hasContact",
            "hasDataController", "hasDataSource", "hasDataSubject", "hasDuration", "hasEntity", "hasIdentifier",
            "hasIndicationMethod", "hasJurisdiction", "hasLegalBasis", "hasLocation", "hasName", "hasNecessity",
            "hasNotice", "hasPersonalData", "hasProcess", "hasProcessing", "hasProcessingCondition", "hasPurpose",
            "hasRecipient", "hasRecordOfActivity", "hasRight", "hasStatus", "hasStorageCondition", "isIndicatedAtTime",
            "isIndicatedBy",
        )
    },
    **{_PD + name: CLASS for name in ("Picture", "VoiceCommunicationRecording")},
    **{_LOC + name: PLACE for name in ("GB", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS", "IE")},
    **{_PROFILES + name: PROFILE for name in ("receipt", "receipt-eu-gdpr", "record", "record-eu-gdpr")},
    **{
        _DCT + name: PROPERTY
        for name in ("conformsTo", "created", "description", "identifier", "issued", "language", "modified", "title")
    },
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value": PROPERTY,
    "http://www.w3.org/2004/02/skos/core#broader": PROPERTY,
    "http://www.w3.org/2001/XMLSchema#dateTime": DATATYPE,
    **{f"https://schema.org/{name}": PROPERTY for name in ("email", "roleName", "sha256", "telephone")},
}  # fmt: skip
