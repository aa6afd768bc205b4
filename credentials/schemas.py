"""JSON schemas of the signed documents, for programs that need the members; `signing` decides."""

from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from credentials.kinds import KINDS
from credentials.times import TIME_PATTERN
from signing.jcs import canonicalize

SCHEMA_TYPE = "application/schema+json"
SCHEMA_BASE = "https://w3id.org/huren/schemas/"
"""The base of `$id`; every node serves the schemas under this path of its own address."""
DIALECT = "https://json-schema.org/draft/2020-12/schema"

PROOF: dict[str, Any] = {
    "type": "object",
    "description": "Data Integrity proof, eddsa-jcs-2022.",
    "required": [
        "@context",
        "type",
        "cryptosuite",
        "created",
        "verificationMethod",
        "proofPurpose",
        "proofValue",
    ],
    "properties": {
        "@context": {"type": "array", "items": {"type": "string"}},
        "type": {"const": "DataIntegrityProof"},
        "cryptosuite": {"const": "eddsa-jcs-2022"},
        "created": {"type": "string", "format": "date-time", "pattern": TIME_PATTERN},
        "verificationMethod": {"type": "string", "minLength": 1},
        "proofPurpose": {"const": "assertionMethod"},
        "proofValue": {"type": "string", "pattern": "^z[1-9A-HJ-NP-Za-km-z]{80,90}$"},
    },
    "additionalProperties": False,
}


class StrictSchema(GenerateJsonSchema):
    """Schemas for reading: a value of one of our `parse_*` is a string, and a `Maybe` is never null."""

    schema_dialect = DIALECT

    def function_plain_schema(
        self,
        schema: core_schema.PlainValidatorFunctionSchema,  # noqa: ARG002 - pydantic passes it
    ) -> JsonSchemaValue:
        return {"type": "string"}

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner = schema["schema"]
        return self.generate_inner(inner["schema"] if inner["type"] == "nullable" else inner)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        described = super().default_schema(schema)
        described.pop("default", None)  # client generators treat a member with a default as always present
        return described


class SignedSchema(StrictSchema):
    """Schemas with the proof, which the models leave out, and without titles that repeat the names."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic passes it
        return False

    def generate(
        self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation"
    ) -> JsonSchemaValue:
        described = super().generate(schema, mode)
        described["properties"]["proof"] = PROOF
        described["required"] = [*described["required"], "proof"]
        return {"$schema": self.schema_dialect, **described}


@cache
def document_schema(kind: str) -> bytes | None:
    """Return the schema as JCS bytes, by `KIND`; None for a kind that does not exist."""
    row = KINDS.get(kind)
    if row is None:
        return None
    return canonicalize(
        {"$id": SCHEMA_BASE + kind, **row.model.model_json_schema(schema_generator=SignedSchema)}
    )
