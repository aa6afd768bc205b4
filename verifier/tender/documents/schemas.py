"""JSON schemas of both documents, for forms and programs that write them; the strict reader decides."""

from functools import cache
from typing import Any

from credentials.record import Model
from credentials.schemas import DIALECT, SCHEMA_BASE, StrictSchema
from signing.jcs import canonicalize
from verifier.tender.documents.bidders import BidderList
from verifier.tender.documents.tender import Tender

MODELS: dict[str, type[Model]] = {"tender": Tender, "bidders": BidderList}


@cache
def tender_schema(name: str) -> bytes | None:
    """Return the schema of `tender` or `bidders` as JCS bytes; None for another name."""
    model = MODELS.get(name)
    if model is None:
        return None
    schema: dict[str, Any] = model.model_json_schema(schema_generator=StrictSchema)
    return canonicalize({"$schema": DIALECT, "$id": SCHEMA_BASE + name, **schema})
