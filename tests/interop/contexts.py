"""Contexts for JSON-LD processors that open no connection."""

import json
from importlib.resources import files
from typing import Any

from credentials.context import HUREN_CONTEXT_DOCUMENT
from credentials.drafting.recognition import UNDEFINED_TERMS
from credentials.record import HUREN_CONTEXT, VC_CONTEXT

MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
VOCABULARY = "https://www.w3.org/ns/credentials/undefined-terms#"
CONTEXTS: dict[str, Any] = {
    VC_CONTEXT: json.loads(files("openvc.proof.contexts").joinpath("credentials-v2.json").read_bytes()),
    HUREN_CONTEXT: json.loads(HUREN_CONTEXT_DOCUMENT),
    "https://www.w3.org/ns/did/v1": json.loads(
        files("pyld.documentloader.frozen").joinpath("bundled/did-v1.jsonld").read_bytes()
    ),
    UNDEFINED_TERMS: {"@context": {"@vocab": VOCABULARY}},
}


def load(url: str, _: Any) -> Any:
    found = {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url}
    return {**found, "document": CONTEXTS[url]}
