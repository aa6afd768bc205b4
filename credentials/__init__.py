"""The data model: every signed document, the bundle and the compact text form, read strictly.

What only issuers need is not imported here, so that verification starts without it:
`credentials.drafting.compose`, `credentials.drafting.draft`, `credentials.name_rules`, `credentials.context`.
"""

from credentials.documents.agreement import AgreementHalf, AgreementText, agreement_digest
from credentials.documents.assessment import Assessment, CapabilityCredential, CreditCredential
from credentials.documents.bundle import Bundle, format_bundle, parse_bundle
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.documents.status_list import StatusList
from credentials.errors import RecordError
from credentials.h1 import decode_h1, encode_h1, find_h1, format_h1_url
from credentials.identifiers import did_web_address, log_origin, parse_uscc
from credentials.kinds import (
    parse_agreement_half,
    parse_any,
    parse_credential,
    parse_key_list,
    parse_manifest,
    parse_salvage_list,
    parse_status_event,
    parse_status_list,
)
from credentials.record import EventCount, JsonObject, Record
from credentials.times import CHINA, format_time, parse_date, parse_time

__all__ = [
    "CHINA",
    "AgreementHalf",
    "AgreementText",
    "Assessment",
    "Bundle",
    "CapabilityCredential",
    "CreditCredential",
    "EventCount",
    "JsonObject",
    "KeyList",
    "Manifest",
    "Record",
    "RecordError",
    "SalvageList",
    "StatusEvent",
    "StatusList",
    "agreement_digest",
    "decode_h1",
    "did_web_address",
    "encode_h1",
    "find_h1",
    "format_bundle",
    "format_h1_url",
    "format_time",
    "log_origin",
    "parse_agreement_half",
    "parse_any",
    "parse_bundle",
    "parse_credential",
    "parse_date",
    "parse_key_list",
    "parse_manifest",
    "parse_salvage_list",
    "parse_status_event",
    "parse_status_list",
    "parse_time",
    "parse_uscc",
]
