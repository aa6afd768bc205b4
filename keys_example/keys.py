"""Associations of the demo and their throw-away keys.

Both are fictional, on the reserved domain `huren.example`. Their private keys are public: each seed is
SHA-256 of `huren example key <name>`. Registries refuse these keys outside demo data. For that they need only
the public halves, which stand here as text.
"""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from signing.signer import Ed25519Signer

CHONGQING = "did:web:cq.huren.example"
SICHUAN = "did:web:sc.huren.example"
STRANGER = "did:web:stranger.huren.example"
"""Association that is party to no agreement: the unknown issuer."""

ASSOCIATIONS: Mapping[str, str] = MappingProxyType({"cq": CHONGQING, "sc": SICHUAN, "stranger": STRANGER})
"""DIDs by the short names with which the key names begin."""

SHORT_NAMES: Mapping[str, str] = MappingProxyType({did: name for name, did in ASSOCIATIONS.items()})
"""Inverse of ASSOCIATIONS."""

EXAMPLE_MULTIKEYS: Mapping[str, str] = MappingProxyType(
    {
        "cq-root": "z6Mkq8v4s26zmjJqgpEqYmHpePTurmpe3b5gyZ13SyioEqUy",
        "cq-assessment": "z6MkoR37Buwn7rQxr8WTtbzovqkxsRigZEGar8Gb4BwqVKfF",
        "cq-assessment-2": "z6MkvZdHtgTVhcUUJ78Ekavr98RanvCWkFhKcTDEcqUJzZbr",
        "cq-publication": "z6MkrXoX5Cco4DjjJZCTcw7SGdWwa6uVb6VqLj4kdcMHVFnR",
        "sc-root": "z6MkrzjKnuekoZVFxtWwfX9WfaQj8SNjjPPNCjPQFuUdxMgm",
        "sc-assessment": "z6MkfJ8ASUUKQqQDWTeQLdTtrteRepdwe8iSA6bwYST1WruP",
        "sc-publication": "z6MkvGshh9Vtkh7vNyCxTCKkjPxves5hciyQPuUm6Cx5aE7b",
        "stranger-assessment": "z6MkjjxDHpoBoRAtq51XKQ2mQibBnXvnxCRjTC8Kk8PqHErK",
    }
)
"""Public half of every example key: `<association>-<use>`, and a number from the second one on."""

EXAMPLE_PUBLIC_KEYS: frozenset[str] = frozenset(EXAMPLE_MULTIKEYS.values())
"""Multikeys that admission refuses outside demo data."""


def is_example(issuer: str) -> bool:
    """Return whether this DID is one of the associations of the demo."""
    return issuer in SHORT_NAMES


def example_method_id(name: str) -> str:
    """Return the method id of an example key: `cq-root` is `did:web:cq.huren.example#root-1`."""
    association, _, method = name.partition("-")
    use, _, number = method.partition("-")
    return f"{ASSOCIATIONS[association]}#{use}-{number or 1}"


def example_pem(name: str) -> bytes:
    """Return the private key as unencrypted PKCS#8 PEM (RFC 5958, RFC 7468); KeyError for another name."""
    if name not in EXAMPLE_MULTIKEYS:
        raise KeyError(name)
    return files("keys_example").joinpath(f"{name}-example.pem").read_bytes()


def example_signer(name: str) -> Ed25519Signer:
    """Return the signer of an example key under its method id; KeyError for any other name."""
    return Ed25519Signer.from_pem(example_pem(name), example_method_id(name))
