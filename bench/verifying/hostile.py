"""The slowest answer to hostile input of at most 64 KiB: a verdict in at most 50 ms."""

from collections.abc import Callable, Iterator
from functools import partial

from bench.measure import Number, seconds
from bench.scene import NOW, credentials, world
from bench.verifying.verification import POLICY, trust
from credentials.kinds import parse_credential
from signing.jcs import canonicalize
from verifier import TrustError, TrustStore, verify


def bench_hostile() -> Iterator[Number]:
    """Milliseconds of the slowest, as a credential and as a bundle."""
    value = parse_credential(credentials(1)[0]).value
    proof = value["proof"]
    assert isinstance(proof, dict)
    monsters = [
        b"[" * 65_536,
        b'{"a":' * 13_000,
        b"{" + b",".join(b'"%d":0' % i for i in range(7_000)) + b"}",
        b'{"a":' + b"9" * 65_000 + b"}",
        b'{"a":"' + b"\\u4e2d" * 10_000 + b'"}',
        b"{" + b" " * 65_000,
        b"H1." + b"9" * 4_096,
        b"#H1." * 2_000,
        b"{" + b'"a":{},' * 9_000,
        canonicalize({**value, "proof": {**proof, "proofValue": "z" + "2" * 60_000}}),
        canonicalize({**value, "@context": ["https://a.example"] * 3_000}),
        canonicalize({**value, "type": ["x" * 60_000]}),
    ]
    store, pin = trust(), world().pin

    def bundle(data: bytes) -> None:
        try:
            TrustStore.from_bundle(data, pin=pin)
        except TrustError:
            return
        raise AssertionError

    def slowest(run: Callable[[bytes], object]) -> float:
        return max(min(seconds(partial(run, data), 1) for _ in range(5)) for data in monsters)

    credential = slowest(lambda data: verify(data, store, policy=POLICY, now=NOW))
    yield Number("hostile-credential", credential * 1e3, "ms", 50, True)
    yield Number("hostile-bundle", slowest(bundle) * 1e3, "ms", 50, True)
