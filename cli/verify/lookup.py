"""Carry out `huren lookup`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.record import Record
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import COLOURS
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import coloured, plain, put, put_json, tell
from terminal.reports.verdict_text import format_verdict
from terminal.workspace.files import load_bytes, save_bytes
from terminal.workspace.trust_files import GZIP, TrustFiles, load_trust
from verifier import Policy, QuestionError, TrustStore, verify_record
from verifier.numbers.commitment import read_number
from verifier.numbers.look_up import NumberAnswer, NumberState, answer_without_proof, look_up_number
from verifier.numbers.number_proof import MAX_PROOF_BYTES, parse_number_proof
from verifier.numbers.register import MAX_REGISTER_BYTES, search_register
from verifier.numbers.registered_log import prove_by
from verifier.numbers.words import STATES, format_answer

_TONES = {"found": "ok", "absent": "no", "not-covered": "unk"}


@dataclass(frozen=True, slots=True)
class Sought:
    """Typed number or code, and the known facts of the presented certificate."""

    sought: str
    scheme: str | None
    issued: date | None
    issuer: str | None
    home: str | None

    @property
    def is_mistyped(self) -> bool:
        """True for a mistyped credit code: right form, wrong check character. It is then not looked up as
        a number."""
        try:
            parse_uscc(self.sought)
        except RecordError as error:
            return error.code == "uscc-check"
        return False

    @property
    def uscc(self) -> str | None:
        """Typed credit code, if it is one; else it is a certificate number."""
        try:
            return parse_uscc(self.sought)
        except RecordError:
            return None


@dataclass(frozen=True, slots=True)
class _Source:
    """Sources that answers rest on: trust data, proofs by association, credentials."""

    trust: TrustStore
    proofs: dict[str, bytes]
    credentials: Sequence[Record[Any]]
    is_whole: bool
    """True if every association was asked; a single proof answers for one only."""
    logged: Mapping[str, bytes] = field(default_factory=dict)
    """Proofs of logging by digest, where the agreement asks for that."""


def look_up(
    run: Invocation, wanted: Sought, files: TrustFiles | None, proof: Path | None, *, out: str | None
) -> NumberState:
    """Print the answers and the credentials; return their state.

    `out` is the file for the proof. Without `files`, ask the registry here. Raises CommandError
    option-missing for a bundle without credentials or proof, issuer-ambiguous where several proofs could be
    written, QuestionError number-empty, and what loading raises.
    """
    if wanted.uscc is None:
        # refuses an empty number before opening any file
        read_number(wanted.sought)
    source = _from_registry(run, wanted) if files is None else _from_files(wanted, files, proof, run.now)
    trust, policy = source.trust, Policy()
    if wanted.home is not None and wanted.home not in trust.chain.members:
        raise QuestionError("home-unknown", home=wanted.home, parties=sorted(trust.chain.members))
    issuers = [did for did in trust.parties if wanted.issuer in (None, did)]
    proofs = {did: shown for did, shown in source.proofs.items() if wanted.issuer in (None, did)}
    answers = [
        look_up_number(
            trust,
            wanted.sought,
            shown,
            now=run.now,
            policy=policy,
            home=wanted.home,
            scheme=wanted.scheme,
            issued=wanted.issued,
        )
        for shown in proofs.values()
    ]
    # also answers for associations without a proof: silence would read as “no such number”
    if wanted.uscc is None and source.is_whole:
        answers += [
            answer_without_proof(trust, wanted.sought, did, now=run.now, policy=policy)
            for did in issuers
            if did not in proofs
        ]
    credentials = [record for record in source.credentials if record.body.issuer in issuers]
    _put_all(wanted, answers, credentials, source, run.now, as_json=run.as_json)
    if out is not None:
        _save_proof(out, proofs)
    return _come_to(answers, credentials)


def _from_files(wanted: Sought, files: TrustFiles, proof: Path | None, moment: datetime) -> _Source:
    trust = load_trust(files)
    if proof is not None:
        shown = load_bytes(proof, limit=MAX_PROOF_BYTES)
        return _Source(trust, {parse_number_proof(shown)[0].issuer: shown}, (), is_whole=False)
    data = load_bytes(files.bundle, limit=MAX_REGISTER_BYTES)
    if not data.startswith(GZIP):
        how = (
            "Give the register file (huren bundle --with-register), or a proof from the association's node.",
            "请使用登记数据文件（huren bundle --with-register），或协会节点给出的编号证明。",
        )
        raise CommandError("option-missing", option="--proof", how=how[0], how_zh=how[1])
    uscc = wanted.uscc
    hits = search_register(data, [wanted.sought] if uscc is None else [], [uscc] if uscc else [])
    proofs = {did: shown[wanted.sought] for did, shown in hits.proofs.items() if uscc is None}
    logged = {
        record.digest: made
        for record in hits.credentials
        for made in prove_by(hits.logs, record, trust, moment)
    }
    return _Source(trust, proofs, hits.credentials, is_whole=True, logged=logged)


def _from_registry(run: Invocation, wanted: Sought) -> _Source:
    from registry.lookup.lookup import list_credentials
    from registry.lookup.receipts import receipts_asked_for
    from registry.publishing.numbers import find_numbered, prove_number

    with run.open_registry() as registry:
        run.text(registry)
        trust = run.trust(registry)
        if wanted.uscc is not None:
            proofs, credentials = {}, [*list_credentials(registry, uscc=wanted.uscc)]
        else:
            proofs = prove_number(registry, wanted.sought, trust, now=run.now, home=wanted.home)
            credentials = [*find_numbered(registry, wanted.sought, thorough=True)]
        text = trust.chain.in_force_or_last(run.now).text
        logged = receipts_asked_for(registry, text, (record.digest for record in credentials), now=run.now)
        return _Source(trust, proofs, credentials, is_whole=True, logged=logged)


def _put_all(
    wanted: Sought,
    answers: Sequence[NumberAnswer],
    credentials: Sequence[Record[Any]],
    source: _Source,
    moment: datetime,
    *,
    as_json: bool,
) -> None:
    trust, logged, policy = source.trust, source.logged, Policy()
    names, lang = SpokenNames.of(trust, moment), language()
    judged = [
        (
            record,
            verify_record(
                record, trust, policy=policy, now=moment, home=wanted.home, proof=logged.get(record.digest)
            ),
        )
        for record in credentials
    ]
    if as_json:
        for answer in answers:
            put_json({**answer.to_json(), "detail": " ".join(format_answer(answer, lang, names))})
        for _, verdict in judged:
            put_json(verdict.to_json(lang))
        return
    positive = [answer for answer in answers if answer.state == "found"]
    if wanted.is_mistyped and not positive:
        tell(
            say(
                f"warning: {wanted.sought} has the form of a credit code, and its last character does not "
                "fit the others, so it was looked up as a certificate number. If a credit code is meant, "
                "compare it character by character.",
                f"警告：{wanted.sought} 具有统一社会信用代码的形式，但末位校验字符不符，"
                "因此按证书编号查询。所指为信用代码的，请逐字核对。",
            )
        )
    for answer in positive or answers:
        first, *rest = format_answer(answer, lang, names)
        word = say(*STATES[answer.state])
        put(f"{coloured(word.upper(), COLOURS[_TONES[answer.state]])}  {first}")
        for line in rest:
            put("    " + line)
    for record, verdict in judged:
        number = record.body.credential_subject.assessment.certificate_number
        for line in format_verdict(plain(number), verdict, names, home=wanted.home):
            put(line)
    if wanted.uscc is not None and not credentials:
        put(
            say(
                f"No certificate of the enterprise {wanted.uscc} is held here.",
                f"本库没有企业 {wanted.uscc} 的证书。",
            )
        )


def _save_proof(out: str, proofs: dict[str, bytes]) -> None:
    if len(proofs) != 1:
        raise CommandError("issuer-ambiguous", issuers=[*proofs], option="--issuer")
    save_bytes(out, next(iter(proofs.values())))
    tell(
        say(
            f"Wrote the proof to {plain(out)}; give it to huren lookup --proof.",
            f"已将证明写入 {plain(out)}；查询时用 huren lookup --proof。",
        )
    )


def _come_to(answers: Sequence[NumberAnswer], credentials: Sequence[Record[Any]]) -> NumberState:
    """Return found if any association has the number; absent if all that were asked prove by fresh data that
    they do not.

    No proof exists for an enterprise.
    """
    if credentials or any(answer.state == "found" for answer in answers):
        return "found"
    # all() is true for an empty list, so test that somebody was asked
    sure = bool(answers) and all(answer.state == "absent" and answer.problem is None for answer in answers)
    return "absent" if sure else "not-covered"
