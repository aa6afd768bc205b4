"""Two fictional associations: throw-away keys, an agreement, enterprises, drafts."""

from keys_example.keys import (
    ASSOCIATIONS,
    CHONGQING,
    EXAMPLE_MULTIKEYS,
    EXAMPLE_PUBLIC_KEYS,
    SHORT_NAMES,
    SICHUAN,
    STRANGER,
    example_method_id,
    example_pem,
    example_signer,
    is_example,
)

__all__ = [
    "ASSOCIATIONS",
    "CHONGQING",
    "EXAMPLE_MULTIKEYS",
    "EXAMPLE_PUBLIC_KEYS",
    "SHORT_NAMES",
    "SICHUAN",
    "STRANGER",
    "example_method_id",
    "example_pem",
    "example_signer",
    "is_example",
]
