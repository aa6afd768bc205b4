"""Published figures that tests compare with: one file a source in tests/vectors, each with its origin."""

import json
from typing import Any

from tests.harness.checkout import ROOT

Case = tuple[bytes, bytes, bytes]
"""A public key, a signature, a message."""
SIGNATURES = ("ed25519-speccheck", "ed25519-wycheproof", "ed25519-rfc8032")


def read_vectors(name: str) -> Any:
    """Return the figures of one source, such as `ed25519-rfc8032`."""
    return json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_text(encoding="utf-8"))


def published_signatures(*names: str) -> list[tuple[Case, bool]]:
    """Return the Ed25519 signatures of these sources, or of all, each with a strict verifier's answer."""
    found = []
    for row in [row for name in names or SIGNATURES for row in read_vectors(name)["signatures"]]:
        public, signature, message = (bytes.fromhex(row[part]) for part in ("public", "signature", "message"))
        found.append(((public, signature, message), row["accepted"]))
    return found
