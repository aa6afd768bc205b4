"""Signing of a plan: the command checks and shows all evidence that it was decided before it uses the key."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cli.offline.documents import method_of, planned_model_of, sign_documents, tell_batch, tell_doubts
from cli.offline.plan_words import describe_decision, describe_machine, describe_plan
from cli.offline.vouched_names import find_names, named_by_others, usable_keys
from credentials.documents.desk.carried import PlanToSign, format_signed_plan, parse_plan_to_sign
from credentials.documents.desk.people import PEOPLE_TYPE
from credentials.documents.key_list import Use
from credentials.kinds import find_kind
from credentials.record import JsonObject, read_body
from credentials.times import format_time
from desk.errors import DeskError
from signing.data_integrity import check_proof
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.confirm import ask, confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import coloured, plain, tell
from terminal.workspace.files import save_bytes
from terminal.workspace.key_files import load_key
from verifier import TrustStore
from verifier.desk.decision import PlanAnswer, judge_plan
from verifier.desk.reading.carried import CarriedQuestion, read_carried, read_file_context

VERSION = "--people-version"


def sign_plan(
    run: Invocation,
    data: bytes,
    target: str,
    key: Path,
    *,
    trust: TrustStore | None,
    people_version: int | None,
) -> None:
    """Sign every document of the plan, or none; `trust` proves the file's people list.

    Raises DeskError with the code of the rule that a plan breaks, people-version, signature-broken;
    CommandError option-value, option-missing, key-not-in-file, not-confirmed; RecordError and SigningError
    for the file's content.
    """
    # 1. read strictly what the file asks for, and whether it was decided
    carried = parse_plan_to_sign(data)
    read = _read(carried, trust, run.now)
    documents = carried.stated.documents
    bodies = [read_body(document, planned_model_of(document)) for document in documents]
    names = find_names(carried, usable_keys(trust, carried.issuer))
    # 2. show everything, then refuse: a person sees what is wrong
    tell_batch(carried, bodies, {name: vouched.body for name, vouched in names.items()})
    answer = judge_plan(read.question)
    for line in (*describe_plan(carried, read), *describe_decision(carried, read, answer, trust)):
        tell("  " + plain(line))
    _refuse(answer)
    _check_version(carried, answer, people_version)
    tell(coloured(describe_machine(run.now), "bold", sys.stderr))
    # 3. load the key, which is for documents of this kind
    signer = load_key(key)
    use = _use_of(documents[0])
    methods = [method for method in carried.methods if method.use == use]
    signer.verification_method = method_of(replace(carried, methods=methods), signer)
    tell_doubts(bodies, named_by_others(names, signer.multikey))
    left = [document for place, document in enumerate(documents) if place not in carried.stored]
    count = len(left)
    confirm(
        say(
            f"Is this the time now, and shall {format_count(count, 'documents')} be signed as "
            f"{signer.verification_method}?",
            f"上述时间是否为现在的时间，并以 {signer.verification_method} 签署这 {count} 份文件？",
        ),
        yes=run.yes,
    )
    # 4. ask again as of the answer: a person may read for an hour
    moment = run.moment()
    _refuse(judge_plan(replace(read.question, created=moment, now=moment)))
    signed = sign_documents(left, signer, format_time(moment))
    _check_signatures(signed, signer)
    fresh = iter(signed)
    whole = [
        carried.stored[place] if place in carried.stored else next(fresh) for place in range(len(documents))
    ]
    save_bytes(target, format_signed_plan(carried, whole))
    tell(
        say(
            f"Signed {format_count(count, 'documents')} into {plain(target)}.",
            f"已签署 {count} 份文件，写入 {plain(target)}。",
        )
    )
    tell(
        say(
            "Next: hand it in at the desk, or huren import it where the desk's registry is.",
            "下一步：在工作台交回此文件，或在工作台所在机器上运行 huren import。",
        )
    )


def _read(carried: PlanToSign, trust: TrustStore | None, now: datetime) -> CarriedQuestion:
    if trust is None:
        return read_carried(carried, created=now, now=now)
    party = trust.party(carried.issuer)
    if party is None:
        how = "Give the bundle of the agreement to which the file's association belongs."
        how_zh = "请给出该文件所属协会的协议信任包。"
        text = plain(carried.issuer)
        raise CommandError("option-value", option="--bundle", text=text, how=how, how_zh=how_zh)
    agreed = trust.chain.in_force_or_last(now).text
    context = replace(read_file_context(carried, party), agreement=agreed)
    return read_carried(carried, created=now, now=now, party=party, context=context)


def _use_of(document: JsonObject) -> Use:
    """Return the use of the key that signs such a document; a plan is for one operation, so for one use."""
    return "assessment" if document.get("type") == PEOPLE_TYPE else find_kind(document).use


def _refuse(answer: PlanAnswer) -> None:
    if answer.code is not None:
        raise DeskError(answer.code)


def _check_version(carried: PlanToSign, answer: PlanAnswer, typed: int | None) -> None:
    """Compare the people list with the signer's card: an old file must not revive a removed person."""
    if answer.people is None:
        return
    id_ = answer.people.id
    version = next(record.body.version for record in carried.people if record.digest == id_)
    if typed is None:
        question = say("Version of the people list on your card: ", "您卡片上人员名单的版次：")
        text = ask(question, option=VERSION).strip()
        typed = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if typed != version:
        raise DeskError("people-version", typed=typed, version=version)


def _check_signatures(documents: list[JsonObject], signer: KeySigner) -> None:
    """Verify the signatures just made: a faulty machine shows here, not after the file has travelled back."""
    if not all(check_proof(document, signer.public_key) for document in documents):
        raise DeskError("signature-broken")
