"""`huren key compromised --root`: sign the decisions, as a salvage list and a key list that marks the key.

It needs the file of decisions and the trust data; the records may be on another machine.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from cli.key.build_list import Changes, build_next
from cli.key.decisions import FALL, KEEP, VOID, Decisions, check_decided, load_decisions
from cli.key.next_list import find_continued, find_owner, load_root, read_add, sign_as_listed
from cli.key.request import Theft
from cli.key.show import put_key_list
from cli.key.signed_since_theft import find_signed
from cli.key.theft import find_stolen
from credentials.documents.key_list import KeyList
from credentials.documents.salvage import SalvageList
from credentials.drafting.compose import build_salvage_list
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record, read_body
from credentials.times import format_time
from registry.filing import note_emergency
from registry.issuing.offline_files import format_signed
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.workspace.files import check_free, save_bytes

if TYPE_CHECKING:
    from registry import Registry
    from registry.admission.admit import Admitted
    from registry.view.view import RegistryView
    from verifier import TrustStore

DAYS = 90
"""Life of the key list in days."""
SHOWN = 20
"""Most fallen or void records that are listed."""


@dataclass(frozen=True, slots=True)
class Marking:
    """Decisions on a stolen key, signed."""

    run: Invocation
    options: Theft

    def carry_out(self) -> None:
        """Show the mark's effect, ask, sign, store, and with `out` write the lists for another registry.

        Raises CommandError: decision-…, decisions-…, root-…, not-confirmed, file-…; RegistryError and
        RecordError for the resulting lists.
        """
        # 1. load the root key and the person's decisions
        signer = load_root(self.options.root)
        decisions = load_decisions(self.options.file)
        if self.options.out is not None:
            check_free(self.options.out, force=self.options.force)
        with self.run.open_registry() as registry:
            # 2. find the association, its newest list and the stolen key
            trust = self.run.trust(registry)
            issuer = find_owner(trust, signer.multikey, self.run.now)
            current = find_continued(trust.party(issuer), signer.multikey, None)
            key = find_stolen(trust, issuer, self.options.name)
            # 3. check that the file is of this key, complete and up to date
            self._check(registry, decisions, key, current)
            check_decided(self.options.file, decisions)
            # 4. show, ask, sign both lists, salvage list first
            self._make(registry, trust, signer=signer, decisions=decisions, current=current)

    def _check(
        self, registry: "Registry", decisions: Decisions, key: str, current: Record[KeyList] | None
    ) -> None:
        """Check that the file is of this key, whole, and no older than the key list."""
        path = plain(str(self.options.file))
        if decisions.key != key:
            raise CommandError("decisions-other", path=path, key=decisions.key, since=decisions.since)
        signed_records = find_signed(registry, key, decisions.since, decisions.counted.count).records
        decided = {line.digest: line for line in decisions.lines}
        new = [signed for signed in signed_records if signed.record.digest not in decided]
        # records signed after the file was made would fall without anybody's decision
        if new or (current is not None and decisions.counted.count < current.body.events.count):
            raise CommandError("decisions-old", path=path, count=len(new))
        for signed in signed_records:
            line = decided[signed.record.digest]
            # a salvage list voids only events; any other record falls unless the list keeps it
            if line.word == (FALL if signed.is_event else VOID):
                raise CommandError("decision-unfit", path=path, line=line.line)

    def _make(
        self,
        registry: "Registry",
        trust: "TrustStore",
        *,
        signer: KeySigner,
        decisions: Decisions,
        current: Record[KeyList] | None,
    ) -> None:
        now, issuer = self.run.now, decisions.key.partition("#")[0]
        changes = Changes(
            add=[read_add(text, issuer) for text in self.options.add or ()],
            compromised={decisions.key: decisions.since},
        )

        def build() -> JsonObject:
            return build_next(
                issuer, signer.multikey, current, changes, decisions.counted, now=now, days=DAYS
            )

        # built twice: the key list names the salvage list's digest, known only after signing
        body = read_body(build(), KeyList)
        sign_as_listed(signer, body)
        salvage = add_proof(_salvage_list(decisions), signer, created=format_time(now))
        if not self.run.as_json:
            put_key_list(body, SpokenNames.of(trust, now))
            self._put_effect(decisions)
        if self.options.dry_run:
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return
        if self.options.emergency is None:
            registry.check_gates(issuer)
        confirm(
            say(
                f"Sign key list {body.version} of {issuer}, which marks {self.options.name} as stolen?",
                f"签署 {issuer} 的密钥清单第 {body.version} 版，将 {self.options.name} 标为失密？",
            ),
            yes=self.run.yes,
        )
        changes.salvage[decisions.key] = parse_any(canonicalize(salvage)).digest
        signed = add_proof(build(), signer, created=format_time(now))
        admitted = registry.write(partial(self._keep, issuer=issuer, lists=[salvage, signed]))
        if self.options.out is not None:
            save_bytes(self.options.out, format_signed([salvage, signed]))
        if self.run.as_json:
            put_json({"salvage": salvage, "keyList": signed})
        else:
            put(
                say(
                    f"key list {body.version} of {issuer}: {admitted.digest}",
                    f"{issuer} 的密钥清单第 {body.version} 版：{admitted.digest}",
                )
            )
        self._tell_next()

    def _keep(self, view: "RegistryView", issuer: str, lists: Sequence[JsonObject]) -> "Admitted":
        """Store both lists, or neither, with a plan of them where the decision follows; return the last.

        The salvage list goes first: without it, verdicts on the association are at best indeterminate.
        """
        from registry.admission.admit import admit_record

        now, reason = self.run.now, self.options.emergency
        records = [parse_any(canonicalize(value)) for value in lists]
        admitted = [admit_record(view, record, now=now) for record in records]
        if reason is not None:
            note_emergency(view, issuer, [record.unsigned for record in records], reason, now)
        return admitted[-1]

    def _put_effect(self, decisions: Decisions) -> None:
        name = self.options.name
        kept, void, fallen = (len(decisions.of(word)) for word in (KEEP, VOID, FALL))
        when = format_moment(decisions.since)
        put(
            say(
                f"{name}, in other hands since {when}: of {format_count(len(decisions.lines), 'records')} "
                f"{kept} stand, "
                f"{format_count(void, 'changes')} of status are void, {fallen} fall",
                f"{name} 自 {when} 起失密：其所签 {len(decisions.lines)} 份记录中，保留 {kept} 份，"
                f"作废状态变更 {void} 份，失效 {fallen} 份",
            )
        )
        lost: list[Any] = [line for line in decisions.lines if line.word != KEEP]
        for line in lost[:SHOWN]:
            put(f"  {line.word}  {plain(line.text)}")
        if len(lost) > SHOWN:
            more = len(lost) - SHOWN
            put(say(f"  … and {more} more", f"  ……其余 {more} 份"))

    def _tell_next(self) -> None:
        check = f"huren key compromised {plain(self.options.name)} --check"
        tell(
            say(
                "The next key gives the numbers of what is void again. A verifier that does not know the "
                "mark yet believes the thief until it has the newest bundle; where it knows the next key "
                "already, it sees two events of one number (status-conflict).",
                "下一把密钥会重新使用已作废事件的编号。尚未取得失密标记的核验方，在更新信任数据之前仍以盗用者所签为准；"
                "如已取得列有下一把密钥的清单，则会见到编号相同的两条事件，无法确认该凭证的状态。",
            )
        )
        if self.options.out is not None:
            out = plain(self.options.out)
            tell(
                say(
                    f"Next, where the registry is: huren import {out}, huren publish, then {check}.",
                    f"下一步，在登记库所在机器上依次运行：huren import {out}、huren publish、{check}。",
                )
            )
        else:
            tell(
                say(
                    f"Next: huren publish, have the other association pull, then {check}.",
                    f"下一步：huren publish，请其他协会获取，然后运行 {check}。",
                )
            )


def _salvage_list(decisions: Decisions) -> JsonObject:
    issuer = decisions.key.partition("#")[0]
    document = build_salvage_list(
        issuer, decisions.key, list_id=uuid.uuid4().urn, keep=decisions.of(KEEP), void=decisions.of(VOID)
    )
    read_body(document, SalvageList)
    return document
