"""Vectors of parity: questions to the Python verifier with its answers, for `tests/parity/js/parity.js`.

`Recorder.recording()` listens to every bundle read and every verdict given in a block, so that the worlds
and attacks of the other tests become cases without a change.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from credentials.errors import RecordError
from credentials.h1 import decode_h1, find_h1
from credentials.kinds import parse_any
from credentials.times import format_time, parse_time
from signing.ed25519 import is_weak_key, verify_ed25519
from signing.errors import HurenError, Lang, SigningError
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from verifier import Expect, Policy, Seen, TrustError, TrustStore, Verdict, format_seen
from verifier import verify_at as python_verify
from verifier.checks.subject import _plain
from verifier.reasons import headline
from verifier.trust.beside import NOTHING_BESIDE, Beside
from verifier.trust.parts import HandedParts

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
_from_bundle = TrustStore.from_bundle


class Recorder:
    """Cases so far; each bundle and each memory is stored once and named by its index."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []
        self._bundles: dict[bytes, int] = {}
        self._memories: dict[bytes, int] = {}
        self._origin: dict[int, tuple[TrustStore, dict[str, Any]]] = {}
        self._names: dict[str, int] = {}
        self._name = "case"

    def to_json(self) -> str:
        """Return the vector file."""
        bundles = [_base64(data) for data in self._bundles]
        memories = [json.loads(text) for text in self._memories]
        return json.dumps({"bundles": bundles, "memories": memories, "cases": self.cases}, ensure_ascii=False)

    def one_of_each(self) -> "Recorder":
        """Return one case of each answer: enough where another library checks the signatures."""
        few = Recorder()
        few._bundles, few._memories = self._bundles, self._memories
        few.cases = [*{(case["kind"], _told(case["expected"])): case for case in self.cases}.values()]
        return few

    @contextmanager
    def recording(self, name: str) -> Iterator[None]:
        """Record every question that the world asks in this block, as a case called after `name`."""
        self._name = name
        with (
            patch.object(TrustStore, "from_bundle", self.trust),
            patch("tests.world.verify_at", self.verify),
        ):
            yield

    def trust(
        self, data: bytes, *, pin: str, seen: Seen | None = None, loose: Iterable[bytes] = ()
    ) -> TrustStore:
        """Call `TrustStore.from_bundle` and record it."""
        handed = [*loose]
        source = {
            "bundle": self._bundles.setdefault(data, len(self._bundles)),
            "pin": pin,
            "seen": self._memories.setdefault(format_seen(seen), len(self._memories))
            if seen is not None
            else None,
            "loose": [_base64(item) for item in handed],
        }
        try:
            store = _from_bundle(data, pin=pin, seen=seen, loose=handed)
        except TrustError as error:
            self._add("trust", source, _error(error))
            raise
        self._origin[id(store)] = store, source
        self._add("trust", source, {"seen": json.loads(format_seen(store.seen))})
        return store

    def verify(
        self,
        data: bytes,
        trust: TrustStore,
        *,
        policy: Policy,
        now: datetime,
        at: date | None = None,
        through: date | None = None,
        expect: Expect | None = None,
        home: str | None = None,
        proof: bytes | None = None,
        beside: Beside = NOTHING_BESIDE,
    ) -> Verdict:
        """Call `verifier.verify_at` and record it."""
        verdict = python_verify(
            data, trust, policy=policy, now=now, at=at, through=through, expect=expect, home=home,
            proof=proof, beside=beside,
        )  # fmt: skip
        question = {
            "now": format_time(now),
            "at": format_time(at) if isinstance(at, datetime) else at and at.isoformat(),
            "through": through and through.isoformat(),
            "home": home,
            "expect": {"uscc": expect.uscc, "name": expect.name} if expect is not None else None,
            "proof": _base64(proof) if proof is not None else None,
            "beside": {
                "records": [_base64(record.data) for record in beside.records],
                "heard": {did: sorted(digests) for did, digests in beside.heard.items()},
            },
            "policy": {
                "maxAge": int(policy.max_age.total_seconds()),
                "requireLog": policy.require_log,
                "requireRecognition": policy.require_recognition,
            },
        }
        source = {**self._origin[id(trust)][1], "data": _base64(data), "question": question}
        said = {lang: [*headline(verdict, home, verdict.names(lang))] for lang in LANGUAGES}
        self._add(
            "verdict",
            source,
            {lang: {**verdict.to_json(lang), "headline": said[lang]} for lang in LANGUAGES},
        )
        return verdict

    def beside(self, trust: TrustStore, parts: Sequence[bytes], data: bytes) -> Beside:
        """Call `HandedParts.find_beside` and record it."""
        found = HandedParts(trust, parts).find_beside(parse_any(data))
        source = {
            **self._origin[id(trust)][1],
            "parts": [_base64(part) for part in parts],
            "data": _base64(data),
        }
        told = {
            "records": [record.digest for record in found.records],
            "heard": {did: sorted(digests) for did, digests in sorted(found.heard.items())},
        }
        self._add("beside", source, told)
        return found

    def json(self, data: bytes, max_bytes: int = 65_536) -> None:
        """Record whether the strict reader accepts `data`, and as which value."""
        source = {"data": _base64(data), "maxBytes": max_bytes}
        self._try(
            "json", source, lambda: {"jcs": _base64(canonicalize(parse_json(data, max_bytes=max_bytes)))}
        )

    def h1(self, text: str) -> None:
        """Record what a code decodes to, and where the reader finds it."""
        self._add("digits", {"text": text}, {"digits": find_h1(text)})
        self._try("h1", {"text": text}, lambda: {"value": _base64(canonicalize(decode_h1(text)))})

    def time(self, text: str) -> None:
        """Record how a time is read and written."""

        def read() -> dict[str, object]:
            moment = parse_time(text)
            return {"text": format_time(moment), "seconds": int(moment.timestamp())}

        self._try("time", {"text": text}, read)

    def name(self, text: str) -> None:
        """Record how a name is compared."""
        self._add("name", {"text": text}, {"hex": _plain(text).encode().hex()})

    def ed25519(self, public: bytes, signature: bytes, message: bytes) -> None:
        """Record whether a signature holds and whether the key is weak."""
        source = {
            "publicKey": _base64(public),
            "signature": _base64(signature),
            "message": _base64(message),
        }
        holds = verify_ed25519(public, signature, message)
        self._add("ed25519", source, {"holds": holds, "weak": is_weak_key(public)})

    def hashes(self, data: bytes) -> None:
        """SHA-256 and SHA-512 of a message."""
        expected = [hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()]
        self._add("hashes", {"data": _base64(data)}, {"hex": expected})

    def _try(self, kind: str, source: dict[str, Any], read: Callable[[], dict[str, object]]) -> None:
        try:
            self._add(kind, source, read())
        except (SigningError, RecordError) as error:
            self._add(kind, source, _error(error))

    def _add(self, kind: str, source: dict[str, Any], expected: dict[str, Any]) -> None:
        number = self._names[self._name] = self._names.get(self._name, 0) + 1
        name = f"{self._name} {kind} {number}"
        self.cases.append({"name": name, "kind": kind, **source, "expected": expected})


def _told(expected: dict[str, Any]) -> str:
    """Return the compared part of an answer: the codes of a verdict or an error."""
    found = expected.get("en", {}).get("codes") or expected.get("error", {}).get("code")
    return json.dumps(found or {name: told for name, told in expected.items() if isinstance(told, bool)})


def _error(error: HurenError) -> dict[str, object]:
    texts = {
        "sentence": {lang: error.sentence(lang) for lang in LANGUAGES},
        "mend": {lang: error.mend(lang) for lang in LANGUAGES},
    }
    return {"error": {"code": error.code, "field": error.field, **texts}}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def differences(result: dict[str, Any]) -> str:
    """Return the first failures, short enough to read."""
    return "\n".join(json.dumps(failure, ensure_ascii=False)[:3000] for failure in result["failures"][:5])
