"""Where the time of one verification goes, part by part, beside the base of all ratios."""

from collections.abc import Iterator
from itertools import cycle

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bench.measure import Number, cpu_in_turns
from bench.scene import NOW, credentials, world
from bench.verifying.verification import POLICY, SAMPLES, trust
from credentials.kinds import parse_credential
from signing.data_integrity import hash_data
from signing.ed25519 import verify_ed25519
from signing.strict_json import parse_json
from verifier import verify


def bench_parts() -> Iterator[Number]:
    """Signature (libsodium), two hashes, JSON, the whole record; what else `verify` takes is the checks."""
    stock, store = credentials(SAMPLES), trust()
    records = [parse_credential(data) for data in stock]
    public = world().cq.signers["assessment"].public_key
    signed = [(record.proof.signature, hash_data(record.value)) for record in records]
    pyca, home = Ed25519PublicKey.from_public_bytes(public), world().sc.did
    data, record, pair, other = cycle(stock), cycle(records), cycle(signed), cycle(signed)
    parts = {
        "part-signature": lambda: verify_ed25519(public, *next(pair)),
        "part-hashes": lambda: hash_data(next(record).value),
        "part-json": lambda: parse_json(next(data)),
        "part-record": lambda: parse_credential(next(data)),
        "part-all": lambda: verify(next(data), store, policy=POLICY, now=NOW),
        "part-all-with-home": lambda: verify(next(data), store, policy=POLICY, now=NOW, home=home),
    }
    for name, run in parts.items():
        spent, bare = cpu_in_turns(run, lambda: pyca.verify(*next(other)))
        yield Number(name, spent * 1e6, "us", base=bare * 1e6, base_name="pyca Ed25519 verify")
