"""`huren key compromised`, where the registry is: pull, sort the key's records, let a person decide.

It signs nothing. A second run keeps the decisions made meanwhile, and writes the letters by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cli.key.build_list import check_begun, find_method
from cli.key.decisions import KEEP, DecisionLine, Decisions, load_decisions, save_decisions, take_over
from cli.key.letters import Letter, name_enterprise, name_record, put_letters, save_letters, write_letters
from cli.key.next_list import count_events
from cli.key.request import Theft
from cli.key.signed_since_theft import SignedRecord, SignedRecords, find_signed
from credentials.documents.status_event import StatusEvent
from registry.log.last_heads import load_heads
from registry.publishing.static_tree import folder_of
from signing.plural import format_count
from terminal.error_report import format_error
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.workspace.configuration import load_settings
from terminal.workspace.files import check_free

if TYPE_CHECKING:
    from registry import Registry
    from verifier import TrustStore


@dataclass(frozen=True, slots=True)
class Sorting:
    """Records of a stolen key, sorted for a person's decisions."""

    run: Invocation
    options: Theft

    def carry_out(self) -> None:
        """Write both files and print what to do next.

        Raises CommandError: option-missing, option-value, root-compromised, pull-failed, decisions-other,
        decision-unread, file-…, issuer-ambiguous, no-agreement.
        """
        before = load_decisions(self.options.file) if self.options.file.is_file() else None
        # the first run refuses to write over a sheet; later runs renew their own sheet
        if before is None:
            check_free(self.options.sheet, force=self.options.force)
        since = self.options.since or (before.since if before is not None else None)
        if since is None:
            how = "Say since when the key may be in other hands.", "请写明密钥自何时起可能失密。"
            raise CommandError("option-missing", option="--since", how=how[0], how_zh=how[1])
        check_begun(since, "--since", self.run.now)
        with self.run.open_registry() as registry:
            issuer = choose_owner(self.run, registry, self.options.association)
            key = find_stolen(registry.load_trust(), issuer, self.options.name)
            if before is not None and (before.key, before.since) != (key, since):
                raise CommandError(
                    "decisions-other", path=plain(str(self.options.file)), key=before.key, since=before.since
                )
            # 1. pull: peers may hold records that the thief signed and this node never saw
            if not self.options.no_pull:
                self._pull(registry)
            # 2. draw the line: events counted by now lie inside it
            counted = count_events(self.run.trust(registry).party(issuer))
            signed = find_signed(registry, key, since, counted.count)
        # 3. decide what a cosignature proves; leave the rest to a person
        lines = take_over(map(_decide, signed.records), before)
        decisions = Decisions(key, since, counted, lines)
        letters = write_letters(signed.records, lines, since)
        save_decisions(self.options.file, decisions, self.options.name)
        save_letters(self.options.sheet, letters)
        if self.run.as_json:
            put_json(_summary(decisions, signed, letters))
        else:
            self._put(decisions, signed, letters)

    def _pull(self, registry: "Registry") -> None:
        """Pull from every peer; print a warning if a peer has seen this association's log go further,
        perhaps by the thief."""
        from cli.sync.peers import check_tree
        from cli.sync.run import pull_peers

        settings = load_settings()
        check_tree(self.options.folder)
        if self.options.folder is None and not settings.peers:
            tell(say("No peers are set: nothing was pulled.", "未设置对等节点，未获取任何内容。"))
            return
        results = [
            pulled for pulled, _ in pull_peers(registry, self.options.folder, settings, now=self.run.now)
        ]
        for pulled in results:
            for error in pulled.errors:
                tell(format_error(error))
        # a peer that has seen our log go further did answer, and the loop above reported it
        failed = [folder_of(p.issuer) for p in results if p.error is not None and p.error is not p.behind]
        if failed:
            raise CommandError("pull-failed", peers=failed)

    def _put(self, decisions: Decisions, signed: SignedRecords, letters: Sequence[Letter]) -> None:
        name = self.options.name
        when, open_, file = format_moment(decisions.since), len(decisions.open), plain(str(self.options.file))
        witnessed = sum(record.is_witnessed for record in signed.records)
        count, entries = len(signed.records), signed.entries
        put(
            say(
                f"{name} signed {format_count(count, 'records')}; {witnessed} were witnessed before "
                f"{when} and stand "
                f"({format_count(entries, 'log entries')} had been cosigned then)",
                f"{name} 共签署 {count} 份记录；其中 {witnessed} 份在 {when} 之前已获见证，予以保留"
                f"（当时日志已有 {entries} 项获联署）",
            )
        )
        put(say(f"to be decided, first in {file}: {open_}", f"待决定、列于 {file} 开头：{open_} 份"))
        touched = len({letter.code for letter in letters})
        sheet = plain(str(self.options.sheet))
        put(
            say(
                f"enterprises touched: {touched}; each is told, if it does not stand ({sheet}):",
                f"涉及企业：{touched} 家；不予保留的，应告知企业（{sheet}）：",
            )
            if letters
            else say("enterprises touched: none", "涉及企业：无")
        )
        put_letters(letters)
        sign = f"huren key compromised {plain(name)}"
        if open_:
            tell(
                say(
                    f"Next: decide in {file}, then run this again, for the letters by what you decided.",
                    f"下一步：在 {file} 中作出决定，然后重新运行本命令，告知内容将按所作决定写出。",
                )
            )
        else:
            tell(
                say(
                    f"Next, where the root key is: {sign} --decisions {file} --root …",
                    f"下一步，在根密钥所在机器上运行：{sign} --decisions {file} --root …",
                )
            )


def choose_owner(run: Invocation, registry: "Registry", typed: str | None) -> str:
    """Return the key's association: the one typed, else that of a log signed here, else the only one."""
    own = [*load_heads(registry.heads)]
    return run.choose_issuer(registry, typed or (own[0] if len(own) == 1 else None), "--association")


def find_stolen(trust: "TrustStore", issuer: str, name: str) -> str:
    """Return the id of the key; CommandError option-value for an unknown one, root-compromised."""
    party = trust.party(issuer)
    methods: Any = party.newest_key_list.value["verificationMethod"] if party is not None else []
    method = find_method(methods, name)
    if method["use"] == "root":
        raise CommandError("root-compromised", name=plain(name))
    return str(method["id"])


def _decide(signed: SignedRecord) -> DecisionLine:
    """Decide where no person is needed: by an existing mark, or for a witnessed record."""
    word = signed.decided or (KEEP if signed.is_witnessed else None)
    return DecisionLine(signed.record.digest, word, _describe(signed), signed.is_event)


def _describe(signed_record: SignedRecord) -> str:
    """Return a person's name for the record."""
    record, body = signed_record.record, signed_record.record.body
    action = body.credential_subject.action if isinstance(body, StatusEvent) else ""
    parts = [action, name_record(signed_record)]
    if signed_record.about is not None:
        parts.append(name_enterprise(signed_record.about.body)[0])
    signed = format_moment(record.created)
    return plain(" ".join(filter(None, parts)) + f" · {signed}")


def _summary(decisions: Decisions, signed: SignedRecords, letters: Sequence[Letter]) -> dict[str, Any]:
    words = decisions.words
    return {
        "key": decisions.key,
        "entries": signed.entries,
        "records": [
            {"digest": line.digest, "decision": words.get(line.digest), "about": line.text}
            for line in decisions.lines
        ],
        "letters": [
            {"enterprise": letter.enterprise, "code": letter.code, "number": letter.number,
             "decision": letter.decision, "zh": letter.zh, "en": letter.en}
            for letter in letters
        ],
    }  # fmt: skip
