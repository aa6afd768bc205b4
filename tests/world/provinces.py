"""Agreement and publications of the world's associations; `tests.world` adds what they do to enterprises."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from credentials.documents.agreement import agreement_digest
from credentials.drafting.compose import (
    build_agreement_half,
    build_key_list,
    build_manifest,
    build_salvage_list,
    build_seen,
)
from credentials.record import EventCount
from credentials.times import CHINA, format_time, parse_time
from keys_example import CHONGQING, SICHUAN, STRANGER
from keys_example.agreement import agreement_text
from signing.log.checkpoint import parse_checkpoint
from signing.log.merkle import EMPTY_ROOT
from signing.log.note import format_note
from signing.signer import Ed25519Signer
from tests.world.association import Association, Change, Document, digest_of

START = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)
_RECORDS = ("key-list", "agreement", "salvage")
"""Parts of a manifest that other associations do not recompute."""
_REFRESH_KEY_LIST = timedelta(days=60)


class Provinces:
    """`parties` by short name, the `stranger` beside them, and the halves of every agreement version."""

    def __init__(self, now: datetime = START, *, headless: Iterable[str] = ()) -> None:
        self.now = now
        self.headless = {*headless}
        """Associations whose manifests name no log head, as another registry signs it."""
        self.parties = {
            "cq": Association("cq", CHONGQING, "CN-CQ"),
            "sc": Association("sc", SICHUAN, "CN-SC"),
        }
        self.stranger = Association("stranger", STRANGER, "CN-CQ")
        self.agreements: list[list[Document]] = []
        self.numbers: dict[str, bytes] = {}
        """Commitments to certificate numbers in manifests, by association."""
        self._serial = 0
        self.text: Document = {**agreement_text()}
        self._sign_agreement(self.text, self.parties, parse_time(self.text["effectiveFrom"]))
        self.publish()

    @property
    def cq(self) -> Association:
        """Chongqing."""
        return self.parties["cq"]

    @property
    def sc(self) -> Association:
        """Sichuan."""
        return self.parties["sc"]

    @property
    def pin(self) -> str:
        """The digest of version 1."""
        return agreement_digest(self.agreements[0][0]["credentialSubject"])

    def association(self, name: str) -> Association:
        """Return a party, or the stranger."""
        return self.stranger if name == "stranger" else self.parties[name]

    def advance(self, **span: int) -> None:
        """Let time pass: `advance(days=1)`. Nobody publishes anything."""
        self.now += timedelta(**span)

    def new_id(self) -> str:
        """Return the next urn:uuid."""
        return f"urn:uuid:00000000-0000-4000-8000-{self.next_serial():012x}"

    def next_serial(self) -> int:
        """Return the next unused number."""
        self._serial += 1
        return self._serial

    def amend(
        self,
        change: Change | None = None,
        *,
        after: int = -1,
        new_root: str | None = None,
        signed_by: Iterable[str] | None = None,
        effective_from: datetime | None = None,
    ) -> str:
        """The digest of a new version: the one before (`after` indexes `agreements`) with `change`.

        `signed_by` fewer than all leaves it incomplete, and then nobody goes by it; a second version `after`
        the same one is a fork; `new_root` names the party whose root key is replaced.
        """
        before = self.agreements[after][0]["credentialSubject"]
        text = deepcopy(before)
        text["version"] = before["version"] + 1
        text["previous"] = agreement_digest(before)
        text["effectiveFrom"] = format_time(effective_from or self.now)
        if new_root is not None:
            signer = self.association(new_root).add_key("root", self.now)
            for party in text["parties"]:
                if party["id"] == self.association(new_root).did:
                    party["rootKey"] = signer.multikey
        if change is not None:
            change(text)
        self._sign_agreement(text, self.parties if signed_by is None else signed_by, self.now, before)
        if signed_by is None:
            self.text = text
        return agreement_digest(text)

    def join(self, name: str = "yn") -> Association:
        """Let a third association join by a new version, with a scheme like the first one."""
        party = self.parties[name] = Association(name, f"did:web:{name}.huren.example", f"CN-{name.upper()}")
        entry = {
            "id": party.did,
            "region": party.region,
            "legalName": {"zh": "云南示例协会", "en": "Yunnan Association (Example)"},
            "rootKey": party.signers["root"].multikey,
        }

        def add(text: Any) -> None:
            scheme = {**text["schemes"][0], "id": f"{name}-facility-operation", "owner": party.did}
            text["parties"].append(entry)
            text["schemes"].append(scheme)
            text["grants"].append({**text["grants"][0], "issuer": party.did, "scheme": scheme["id"]})

        self.amend(add)
        return party

    def leave(self, name: str = "yn") -> None:
        """Let an association leave by a new version, which drops its schemes and grants."""
        did = self.association(name).did

        def drop(text: Any) -> None:
            text["parties"] = [party for party in text["parties"] if party["id"] != did]
            text["schemes"] = [scheme for scheme in text["schemes"] if scheme["owner"] != did]
            text["grants"] = [grant for grant in text["grants"] if grant["issuer"] != did]

        self.amend(drop)

    def countersign(self, *names: str, which: int = -1) -> None:
        """Let the named parties sign the text of `agreements[which]` now, by each of their roots it needs."""
        halves = self.agreements[which]
        text = halves[0]["credentialSubject"]
        texts = [version[0]["credentialSubject"] for version in self.agreements]
        before = next((one for one in texts if agreement_digest(one) == text.get("previous")), None)
        self._sign_agreement(text, names, self.now, before)
        halves += self.agreements.pop()

    def _sign_agreement(
        self, text: Document, names: Iterable[str], created: datetime, before: Document | None = None
    ) -> None:
        """Sign one half for each root of the named parties, in the text before and in this one."""
        parties = [*(before["parties"] if before is not None else []), *text["parties"]]
        halves = []
        for association in map(self.association, names):
            for multikey in dict.fromkeys(p["rootKey"] for p in parties if p["id"] == association.did):
                half = build_agreement_half(text, half_id=self.new_id(), issuer=association.did)
                halves.append(association.sign(half, "root", created, association.keys[multikey]))
        self.agreements.append(halves)

    def rotate(self, by: str, use: str = "assessment") -> Ed25519Signer:
        """Add a new key for `use`; the old one signs no more from now on. For roots see `amend`."""
        association = self.association(by)
        old = association.signers[use].verification_method.partition("#")[2]
        association.method(old)["signsUntil"] = format_time(self.now)
        return association.add_key(use, self.now)

    def compromise(
        self,
        by: str,
        method: str = "assessment-1",
        *,
        since: datetime | None = None,
        keep: Iterable[bytes] = (),
        void: Iterable[bytes] = (),
    ) -> None:
        """Mark a key, with a salvage list of the records that stand and the events that do not."""
        self.salvage(by, method, keep=keep, void=void)
        self.association(by).method(method)["compromisedSince"] = format_time(since or self.now)

    def salvage(
        self, by: str, method: str, *, keep: Iterable[bytes] = (), void: Iterable[bytes] = ()
    ) -> None:
        """Sign a salvage list that the key's entry names, whether the key is marked or not."""
        association = self.association(by)
        salvage = build_salvage_list(
            association.did,
            f"{association.did}#{method}",
            list_id=self.new_id(),
            keep=map(digest_of, keep),
            void=map(digest_of, void),
        )
        association.salvage.append(association.sign(salvage, "root", self.now))
        association.method(method)["salvage"] = digest_of(association.salvage[-1])

    def decline(
        self,
        by: str,
        issuer: str,
        *,
        scheme: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> None:
        """Let party `by` decline party `issuer`."""
        decline: Document = {"issuer": self.association(issuer).did, "from": format_time(since or self.now)}
        if scheme is not None:
            decline["scheme"] = scheme
        if until is not None:
            decline["until"] = format_time(until)
        self.association(by).declines.append(decline)

    def publish(self, *names: str) -> None:
        """Everyone (or those named) signs a new key list where one is due, and a new manifest at now."""
        chosen = names or tuple(self.parties)
        for name in chosen:
            if self._is_key_list_due(self.association(name)):
                self.publish_key_list(name)
        for name in (*chosen, *chosen[:-1]):  # each repeats the newest manifests of the others
            self.publish_manifest(name)

    def _is_key_list_due(self, association: Association) -> bool:
        if not association.key_lists:
            return True
        last = association.key_lists[-1]
        changed = (last["verificationMethod"], last["declines"]) != (
            association.methods,
            association.declines,
        )
        return changed or parse_time(last["validFrom"]) + _REFRESH_KEY_LIST <= self.now

    def publish_key_list(self, by: str, *, signer: Ed25519Signer | None = None, **members: Any) -> Document:
        """The next key list, signed by the root; `members` replace arguments of `build_key_list`."""
        association = self.association(by)
        whole: dict[str, Any] = {
            "methods": deepcopy(association.methods),
            "declines": deepcopy(association.declines),
            "version": len(association.key_lists) + 1,
            "previous": digest_of(association.key_lists[-1]) if association.key_lists else None,
            "valid_from": self.now,
            "valid_until": self.now + timedelta(days=90),
            "events": association.event_count(),
            **members,
        }
        key_list = association.sign(build_key_list(association.did, **whole), "root", self.now, signer)
        association.key_lists.append(key_list)
        association.log.append(bytes.fromhex(digest_of(key_list)))
        return key_list

    def publish_manifest(self, by: str, *, signer: Ed25519Signer | None = None, **members: Any) -> Document:
        """The next manifest and checkpoint; `members` replace arguments of `build_manifest`."""
        association = self.association(by)
        others = [other for other in self.parties.values() if other is not association]
        note = association.checkpoint(others, self.now)
        head = parse_checkpoint(note.text)
        whole: dict[str, Any] = {
            "manifest_id": self.new_id(),
            "version": self._next_version(association),
            "key_list_version": association.key_lists[-1]["version"],
            "agreement": self._agreement_reference(),
            "events": association.event_count(),
            "parts": self._parts(association),
            "seen": [self.seen_of(other) for other in others if other.key_lists],
            "valid_from": self.now,
            "valid_until": self.now + timedelta(days=7),
            "checkpoint": (head.size, head.root.hex()) if by not in self.headless else None,
            **members,
        }
        manifest = association.sign(build_manifest(association.did, **whole), "publication", self.now, signer)
        association.manifests.append(manifest)
        association.checkpoints.append(format_note(note))
        return manifest

    def seen_of(self, other: Association) -> Document:
        """Return a manifest's sighting of `other`: its newest manifest, and events that it does not count."""
        if not other.manifests:
            return build_seen(
                other.did,
                key_list_version=other.key_lists[-1]["version"],
                agreement=self._agreement_reference(),
                events=EventCount(count=0, root=EMPTY_ROOT.hex()),
                loose=_loose_of(other, 0),
            )
        manifest = other.manifests[-1]
        subject = manifest["credentialSubject"]
        return build_seen(
            other.did,
            key_list_version=subject["keyListVersion"],
            agreement=(subject["agreement"]["version"], subject["agreement"]["digest"]),
            recomputed=([part for part in subject["parts"] if part["kind"] not in _RECORDS], ()),
            events=EventCount(**subject["events"]),
            manifest=(digest_of(manifest), parse_time(manifest["proof"]["created"])),
            loose=_loose_of(other, subject["events"]["count"]),
        )

    def _next_version(self, association: Association) -> int:
        """Return the next version, which restarts at 1 under a new key list and under a new agreement."""
        place = (self.text["version"], association.key_lists[-1]["version"])
        subjects = (manifest["credentialSubject"] for manifest in association.manifests)
        held = [s["version"] for s in subjects if (s["agreement"]["version"], s["keyListVersion"]) == place]
        return max(held, default=0) + 1

    def _agreement_reference(self) -> tuple[int, str]:
        return self.text["version"], agreement_digest(self.text)

    def _parts(self, association: Association) -> list[tuple[str, str, str]]:
        key_list = ("key-list", association.did, digest_of(association.key_lists[-1]))
        numbers = self.numbers.get(association.did)
        address = f"https://{association.did.removeprefix('did:web:')}/parts/numbers.json"
        named = [("numbers", address, sha256(numbers).hexdigest())] if numbers is not None else []
        return [key_list, *(("salvage", s["id"], digest_of(s)) for s in association.salvage), *named]


def _loose_of(other: Association, counted: int) -> list[tuple[str, str]]:
    loose = [(e["credentialSubject"]["credential"], digest_of(e)) for e in other.events[counted:]]
    return sorted(loose, key=lambda entry: entry[1])
