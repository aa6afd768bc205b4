"""The data model: every signed document, the bundle and the compact text form, read strictly.

What only issuers need is not imported here, so that verification starts without it: `credentials.compose`,
`credentials.draft`, `credentials.names`, `credentials.context`.
"""

from credentials.agreement import AgreementHalf, AgreementText, agreement_digest
from credentials.assessment import Assessment, CapabilityCredential, CreditCredential
from credentials.bundle import Bundle, format_bundle, parse_bundle
from credentials.errors import RecordError
from credentials.h1 import decode_h1, encode_h1, find_h1, format_h1_url
from credentials.identifiers import did_web_address, log_origin, parse_uscc
from credentials.key_list import KeyList
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
from credentials.manifest import Manifest
from credentials.record import EventCount, JsonObject, Record
from credentials.salvage import SalvageList
from credentials.status_event import StatusEvent
from credentials.status_list import StatusList
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
