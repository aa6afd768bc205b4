"""Carry out `huren key list --root`: one signature of the root for all changes."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.key.build_list import SERVICES, Changes, build_next
from cli.key.request import KeyListChanges
from cli.key.show import put_key_list
from credentials.documents.key_list import KeyList, Use
from credentials.record import EventCount, Record, read_body
from credentials.times import format_time
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.log.merkle import merkle_root
from signing.signer import KeySigner
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.options import parse_moment
from terminal.output import plain, put, put_json, tell
from terminal.signing import save_unsigned
from terminal.workspace.key_files import load_key, load_possession

if TYPE_CHECKING:
    from registry import Registry
    from verifier import TrustStore
    from verifier.trust.party_trust import PartyTrust

_USES = ("assessment", "publication")
_LATER = ("version", "previous", "valid_from", "valid_until", "events")
"""Members that every key list has anew."""


@dataclass(frozen=True, slots=True)
class NextList:
    """Next version of a key list, by the requested changes."""

    run: Invocation
    options: KeyListChanges

    def carry_out(self) -> None:
        """Show the next version, ask, sign, store.

        Raises CommandError for the typed values; RecordError, RegistryError for the resulting list.
        """
        signer = load_root(self.options.root) if self.run.export_unsigned is None else None
        with self.run.open_registry() as registry:
            trust = self.run.trust(registry)
            if signer is not None:
                issuer = find_owner(trust, signer.multikey, self.run.now)
            else:
                issuer = self.run.choose_issuer(registry, self.options.association, "--association")
            self._make(registry, trust, issuer, signer)

    def _make(self, registry: "Registry", trust: "TrustStore", issuer: str, signer: KeySigner | None) -> None:
        from registry.admission.rules.key_list import check_declines

        now, party = self.run.now, trust.party(issuer)
        root_key = signer.multikey if signer is not None else find_root_key(trust, issuer, now)
        current = find_continued(party, root_key, self.options.after)
        changes = self._changes(issuer)
        # with --after, take the count of that list: keys that the thief listed may have signed later events
        events = current.body.events if self.options.after and current else count_events(party)
        document = build_next(issuer, root_key, current, changes, events, now=now, days=self.options.days)
        body = read_body(document, KeyList)
        check_declines(body, trust.chain)
        if not self.run.as_json:
            put_key_list(body, SpokenNames.of(trust, now))
        if current is None:
            tell(
                say(
                    "This is the first list. Sign it only if none was ever signed before: two lists of one "
                    "version make every verifier refuse both.",
                    "这是第 1 版。仅在从未签署过清单时才可签署：同一版本出现两份，核验方会一律拒绝。",
                )
            )
        if self.options.dry_run:
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return
        if signer is None:
            save_unsigned(self.run, registry, [document], issuer, "root")
            return
        # nobody else could, where all have lost their keys
        if not _begins_people(body, current.body if current is not None else None):
            registry.check_gates(issuer)
        confirm(
            say(
                f"Sign key list {body.version} of {issuer}?",
                f"签署 {issuer} 的密钥清单第 {body.version} 版？",
            ),
            yes=self.run.yes,
        )
        sign_as_listed(signer, body)
        signed = add_proof(document, signer, created=format_time(now))
        admitted = registry.admit(canonicalize(signed), now=now)
        if self.run.as_json:
            put_json(signed)
        else:
            put(
                say(
                    f"key list {body.version} of {issuer}: {admitted.digest}",
                    f"{issuer} 的密钥清单第 {body.version} 版：{admitted.digest}",
                )
            )
        tell(say("Next: huren publish.", "下一步：huren publish。"))

    def _changes(self, issuer: str) -> Changes:
        return Changes(
            add=[read_add(text, issuer) for text in self.options.add or ()],
            service=dict(map(_read_service, self.options.service or ())),
            people=self.options.people,
            rotate={
                name: parse_moment(time) if time else self.run.now
                for name, time in map(_split, self.options.rotate or ())
            },
            decline=[_split(text) for text in self.options.decline or ()],
            accept=[_split(text) for text in self.options.accept or ()],
        )


def _begins_people(new: KeyList, old: KeyList | None) -> bool:
    """True where a list names other people and changes nothing besides: the root alone may begin anew."""
    if old is None or new.people in (None, old.people):
        return False
    same = {name: getattr(old, name) for name in (*_LATER, "people")}
    return new.model_copy(update=same) == old


def sign_as_listed(signer: KeySigner, body: KeyList) -> None:
    """Set the signer's method id to the id that the list gives the root."""
    signer.verification_method = next(
        method.id for method in body.verification_method if method.public_key_multibase == signer.multikey
    )


def _split(text: str) -> tuple[str, str | None]:
    name, equals, rest = text.partition("=")
    return name.strip(), rest.strip() if equals else None


def _read_service(text: str) -> tuple[str, tuple[str, int | None]]:
    which, rest = _split(text)
    address, _, days = (rest or "").partition(" ")
    if which not in SERVICES or rest is None or (days and re.fullmatch(r"[0-9]{1,3}", days) is None):
        how, how_zh = (
            "Write contact=ADDRESS, objections=ADDRESS or node=ADDRESS, after a space within how many days "
            "it answers.",
            "请写 contact=ADDRESS、objections=ADDRESS 或 node=ADDRESS，可在空格后写明答复期限（日数）。",
        )
        raise CommandError("option-value", text=plain(text), option="--service", how=how, how_zh=how_zh)
    return which, (address, int(days) if days else None)


def read_add(text: str, issuer: str) -> tuple[Use, str, str]:
    """Parse a key to add, USE=KEY: use, key and proof. CommandError option-value, possession-missing."""
    use, key = _split(text)
    if use not in _USES or not key:
        how, how_zh = (
            "Write assessment=FILE or publication=FILE.",
            "请写 assessment=FILE 或 publication=FILE。",
        )
        raise CommandError("option-value", text=plain(text), option="--add", how=how, how_zh=how_zh)
    return use, *load_possession(key, issuer, use)  # type: ignore[return-value, arg-type]  # one of _USES


def find_continued(party: "PartyTrust | None", root_key: str, after: int | None) -> Record[KeyList] | None:
    """Return the list before the next one, or None.

    For a new root, print whose list it continues. `after` names an older version than the newest, for use
    when the thief of a root has signed the later ones. Raises CommandError option-value where there is no
    such version, or this root has signed a list already.
    """
    newest = party.newest_key_list if party is not None else None
    is_new = party is not None and party.key_list(root_key) is None
    if after is not None:
        chosen = party.lists_by_version.get(after) if party is not None and is_new else None
        if chosen is None:
            how = (
                "It is for the first list of a new root, and names a version that is here.",
                "仅用于新根密钥的首份清单，且须为本库已有的版本。",
            )
            raise CommandError("option-value", text=str(after), option="--after", how=how[0], how_zh=how[1])
        return chosen
    if newest is not None and is_new:
        version = newest.body.version
        tell(
            say(
                f"This continues version {version}, which the root before signed. If that root was stolen, "
                "continue the last version you signed yourself: --after VERSION.",
                f"此清单接续前一根密钥签署的第 {version} 版。若该根密钥已失窃，"
                "请接续本协会自行签署的最后一版：--after VERSION。",
            )
        )
    return newest


def load_root(path: Path | None) -> KeySigner:
    """Load the key that signs key lists; CommandError option-missing, and as `load_key`."""
    if path is None:
        how = "Name the root key file.", "请指定根密钥文件。"
        raise CommandError("option-missing", option="--root", how=how[0], how_zh=how[1])
    return load_key(path)


def find_root_key(trust: "TrustStore", issuer: str, now: datetime) -> str:
    """Return the association's root key by the last version that names it."""
    party = trust.chain.in_force_or_last(now).text.party(issuer)
    if party is None:
        raise CommandError("root-unknown", key=issuer)
    return party.root_key


def find_owner(trust: "TrustStore", root_key: str, now: datetime) -> str:
    """Return the root's association; CommandError root-unknown."""
    issuer = next((p.id for p in trust.chain.answering(now) if p.root_key == root_key), None)
    if issuer is None:
        raise CommandError("root-unknown", key=root_key)
    return issuer


def count_events(party: "PartyTrust | None") -> EventCount:
    """Return the count of the association's counted events; the next list must not count fewer."""
    if party is None:
        return EventCount(count=0, root=merkle_root([]).hex())
    return party.count_events()
