"""The forms of identifiers, as pydantic, JSON schemas and JavaScript have them."""

DID_PATTERN = r"^did:web:[a-z0-9][a-z0-9.-]*(:[A-Za-z0-9_-][A-Za-z0-9._-]*)*$"
METHOD_ID_PATTERN = DID_PATTERN[:-1] + r"#[A-Za-z0-9._-]+$"
UUID_PATTERN = r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
REGION_PATTERN = r"^[A-Z]{2}-[A-Z0-9]{1,3}$"
"""ISO 3166-2: CN-CQ is Chongqing, CN-SC Sichuan."""
DIGEST_PATTERN = r"^[0-9a-f]{64}$"
