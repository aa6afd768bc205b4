"""JSON schemas of the desk's documents and files, for programs; the strict readers decide."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from credentials.documents.desk.carried import SignedFile, UnsignedFile
from credentials.documents.desk.people import PeopleDocument
from credentials.documents.desk.plan import PlanDocument
from credentials.documents.desk.statement import FileProof, PasskeyProof, StatementBody
from credentials.record import Model
from credentials.schemas import DIALECT, SCHEMA_BASE, SignedSchema, StrictSchema
from signing.jcs import canonicalize

DESK_MODELS: dict[str, type[Model]] = {
    "plan": PlanDocument,
    "statement": StatementBody,
    "people": PeopleDocument,
    "unsigned": UnsignedFile,
    "signed": SignedFile,
}
"""Models by name. In a travelling file documents are plain objects; each has its own schema."""


@cache
def desk_schema(name: str) -> bytes | None:
    """Return the schema of a name as JCS bytes; None for another name."""
    model = DESK_MODELS.get(name)
    if model is None:
        return None
    generator = SignedSchema if name == "people" else StrictSchema
    schema: dict[str, Any] = model.model_json_schema(schema_generator=generator)
    if name == "statement":
        proof = TypeAdapter(FileProof | PasskeyProof).json_schema(schema_generator=StrictSchema)
        schema["$defs"] = {**schema.get("$defs", {}), **proof.pop("$defs")}
        schema["properties"]["proof"] = proof
        schema["required"] = [*schema["required"], "proof"]
    return canonicalize({"$schema": DIALECT, "$id": SCHEMA_BASE + name, **schema})
