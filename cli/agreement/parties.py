"""Carry out `huren agreement join` and `leave`: the next version with one party more or fewer."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cli.agreement.draft import load_last, next_version, read_party, save_draft
from cli.agreement.read_text import ReadText, make_text
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_changes import diff_texts
from credentials.patterns import REGION_PATTERN
from credentials.record import JsonObject, parse_document
from credentials.words.regions import REGIONS, region_code
from signing.strict_json import MAX_RECORD_BYTES
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, tell
from terminal.workspace.files import STDIO, load_bytes

TERMS = ("schemes", "grants", "equivalences")
"""Members of the text that a new party brings in, in a file of its own."""


class NewParty(NamedTuple):
    """New party: DID=KEY as typed, its region, its names, and the file of its terms."""

    typed: str
    region: str | None
    name_zh: str | None
    name_en: str | None
    terms: Path | None


def draft_join(run: Invocation, new: NewParty, out: str | None, *, force: bool) -> None:
    """Write the next version with one more party, its schemes, grants and equivalences.

    Raises CommandError option-missing, option-value, no-agreement, file-…; RecordError for terms that do not
    fit the text.
    """
    given = {"--region": new.region, "--name-zh": new.name_zh, "--name-en": new.name_en}
    for option, value in given.items():
        if value is None:
            how = "It stands in the text, and pages show it.", "该项写入文本，并在页面显示。"
            raise CommandError("option-missing", option=option, how=how[0], how_zh=how[1])
    region = _read_region(str(new.region))
    did, key = read_party(new.typed)
    terms = _read_terms(new.terms)

    def join(value: JsonObject, before: AgreementText) -> JsonObject:
        if before.party(did) is not None:
            how, how_zh = "It is a party already.", "该协会已是成员。"
            raise CommandError("option-value", text=plain(did), option="DID=KEY", how=how, how_zh=how_zh)
        party: Any = {
            "id": did,
            "region": region,
            "legalName": {"zh": new.name_zh, "en": new.name_en},
            "rootKey": key,
        }
        # without a grant, the new party's own certificates would be out of scope
        added = {**terms, "grants": terms["grants"] or _grant_own(value, did, terms["schemes"])}
        joined: JsonObject = {**value, "parties": [*_items(value, "parties"), party]}
        return {**joined, **{name: [*_items(value, name), *added[name]] for name in TERMS}}

    _draft(run, join, out, force=force)


def draft_leave(run: Invocation, did: str, out: str | None, *, force: bool) -> None:
    """Write the next version without a party, its schemes, and all grants and equivalences that name either.

    Raises CommandError option-missing, option-value, no-agreement; RecordError where fewer than two stay.
    """

    def leave(value: JsonObject, before: AgreementText) -> JsonObject:
        if before.party(did) is None:
            parties = ", ".join(party.id for party in before.parties)
            how, how_zh = f"Parties are {parties}.", f"成员为 {parties}。"
            raise CommandError("option-value", text=plain(did), option="DID", how=how, how_zh=how_zh)
        gone = {scheme.id for scheme in before.schemes if scheme.owner == did}
        kept: dict[str, Callable[[Any], bool]] = {
            "parties": lambda party: party["id"] != did,
            "schemes": lambda scheme: scheme["id"] not in gone,
            # a grant or an equivalence that names a missing scheme makes the text malformed
            "grants": lambda grant: grant["issuer"] != did and grant["scheme"] not in gone,
            "equivalences": lambda equivalence: all(
                end is None or end["scheme"] not in gone for end in _ends(equivalence)
            ),
        }
        return {**value, **{name: [*filter(keep, _items(value, name))] for name, keep in kept.items()}}

    _draft(run, leave, out, force=force)


def _draft(
    run: Invocation,
    change: Callable[[JsonObject, AgreementText], JsonObject],
    out: str | None,
    *,
    force: bool,
) -> None:
    """Write the changed next version; say what has changed, and whose signature it needs."""
    last, drafts = load_last(run)
    if last is None:
        raise run.no_agreement()
    moment = run.now.replace(hour=0, minute=0, second=0)
    text = make_text(change(next_version(last, drafts, moment), last.body))
    save_draft(out, text.value, force=force)
    for difference in diff_texts(last.body, text.body, language()):
        tell(f"  {difference.sign} {plain(difference.line)}")
    names = SpokenNames(text.body), SpokenNames(last.body)
    tell(say("Must sign: ", "须签署方：") + "; ".join(_signers(last, text, *names)))
    if out != STDIO:
        name = plain(str(out))
        tell(
            say(
                f"Wrote {name}. All sign this file (huren agreement sign {name}), and import every half.",
                f"已写入 {name}。各方签署此文件（huren agreement sign {name}），并导入全部签署件。",
            )
        )


def _signers(last: ReadText, text: ReadText, names: SpokenNames, before: SpokenNames) -> list[str]:
    """Return every root of the text and of the previous version: a leaving party signs as well."""
    old = {(party.id, party.root_key) for party in last.body.parties}
    signers = [names.party(party.id) for party in text.body.parties]
    left = [before.party(did) for did, key in sorted(old) if text.body.party(did) is None]
    return [plain(signer) for signer in (*signers, *left)]


def _read_region(text: str) -> str:
    """Parse the code of a region; a province may also be named, in either language.

    CommandError option-value.
    """
    if (code := region_code(text)) is not None:
        return code
    if not text.startswith("CN-") and re.match(REGION_PATTERN, text) is not None:
        return text
    known = ", ".join(REGIONS)
    how, how_zh = f"Write the province's name or one of {known}.", f"请写省份名称或代码：{known}。"
    raise CommandError("option-value", text=plain(text), option="--region", how=how, how_zh=how_zh)


def _read_terms(path: Path | None) -> dict[str, list[Any]]:
    """Read schemes, grants and equivalences from a file; a member that the file lacks is an empty list."""
    value = parse_document(load_bytes(path, limit=MAX_RECORD_BYTES), MAX_RECORD_BYTES) if path else {}
    unknown = sorted({*value} - {*TERMS})
    if unknown or not all(isinstance(value.get(name, []), list) for name in TERMS):
        how = f"The file holds lists of {', '.join(TERMS)}.", f"文件应含列表 {'、'.join(TERMS)}。"
        raise CommandError("option-value", text=plain(str(path)), option="--terms", how=how[0], how_zh=how[1])
    return {name: _items(value, name) for name in TERMS}


def _grant_own(value: JsonObject, did: str, schemes: Sequence[Any]) -> list[JsonObject]:
    """Grant a new party its own schemes, at home, as long as the text is in force."""
    since, until = value["effectiveFrom"], value["effectiveUntil"]
    own = (scheme.get("id") for scheme in schemes if isinstance(scheme, dict) and scheme.get("owner") == did)
    return [{"issuer": did, "scheme": scheme, "from": since, "until": until} for scheme in own]


def _items(value: JsonObject, name: str) -> list[Any]:
    items: Any = value.get(name, [])
    return [*items]


def _ends(row: Any) -> tuple[Any, Any]:
    return row["from"], row["to"]
