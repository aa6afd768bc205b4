"""Two fictional associations: throw-away keys, an agreement, enterprises, drafts."""

from keys_example.agreement import agreement_text
from keys_example.conferences import example_conferences
from keys_example.documents import make_id, sign_example
from keys_example.enterprises import ExampleEnterprise, example_drafts, example_enterprises
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
from keys_example.notices import example_notices
from keys_example.technologies import (
    amended_text,
    example_listings,
    example_technologies,
    technology_text,
)
from keys_example.works import ExampleWorks, example_works

__all__ = [
    "ASSOCIATIONS",
    "CHONGQING",
    "EXAMPLE_MULTIKEYS",
    "EXAMPLE_PUBLIC_KEYS",
    "SHORT_NAMES",
    "SICHUAN",
    "STRANGER",
    "ExampleEnterprise",
    "ExampleWorks",
    "agreement_text",
    "amended_text",
    "example_conferences",
    "example_drafts",
    "example_enterprises",
    "example_listings",
    "example_method_id",
    "example_notices",
    "example_pem",
    "example_signer",
    "example_technologies",
    "example_works",
    "is_example",
    "make_id",
    "sign_example",
    "technology_text",
]
