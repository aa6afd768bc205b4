"""The signed documents of a survey, from a draft and a sheet of returns to a report that others verify."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from signing.jcs import canonicalize
from tests.cli.office.adopting import ADOPTING
from tests.cli.office.offices import CQ, Office, cq, offices, pin_of
from tests.cli.statistics.returns import ABOUT, LISTED, code_of, lines_of, write_sheet
from tests.verifier.survey.example import COLUMNS, EXAMPLE, ROWS, place, places, worked
from verifier.survey import SurveyHeading, publish

__all__ = ["cq", "offices"]

WORDS = ("statistics", "survey")
CHECKED = ("--dry-run", "--issuer", CQ)
NOW = "2026-05-10T09:00:00+08:00"


def write_draft(
    cq: Office, code: str = "revenue", days: Sequence[str] = ("2026-05-10", "2026-05-31")
) -> Path:
    """What a clerk writes."""
    listed = (("rows", ROWS), ("columns", COLUMNS))
    named = '{ zh = "示例", en = "Example" }'
    parts = [f"{name} = {{ name = {named}, categories = {json.dumps(found)} }}" for name, found in listed]
    return cq.write(
        "survey.toml",
        "\n".join((
            'code = "example-2025"', f"title = {named}", 'population = { zh = "示例" }', 'period = "2025"',
            *map("{} = {}".format, ("from", "until"), days), "[[questions]]", f'code = "{code}"',
            f"name = {named}", 'unit = "10*4.CNY"', *parts,
        )),
    )  # fmt: skip


def keep(cq: Office, document: Any) -> tuple[str, Path]:
    """The digest of a signed document, and its file."""
    data = canonicalize(document)
    digest = sha256(data).hexdigest()
    record = cq.path(f"{digest}.json")
    record.write_bytes(data)
    return digest, record


def sign(cq: Office, *words: object, now: str = NOW) -> tuple[str, Path]:
    """The document of a command, signed at once."""
    done = cq(*WORDS, *words, *cq.key("assessment"), "--yes", "--json", now=now)
    assert "no official statistics" in done.err
    assert "did:" not in done.err
    assert words[0] == "definition" or "revenue" not in done.err, "a code where a name is known"
    return keep(cq, json.loads(done.out))


def sign_elsewhere(cq: Office, *words: object, now: str = NOW) -> tuple[str, Path]:
    """The document of a command, signed with the key where that is, and imported."""
    unsigned, signed = cq.path("unsigned.json"), cq.path("signed.json")
    cq(*WORDS, *words, "--export-unsigned", unsigned, "--issuer", CQ, now=now)
    cq.huren("sign", unsigned, *cq.key("assessment"), "-o", signed, "--yes", "--now", now)
    cq("import", signed, now=now)
    (document,) = json.loads(signed.read_bytes())["documents"]
    return keep(cq, document)


def adopt(cq: Office, sc: Office, digest: str, number: str = "2026-1") -> None:
    """A resolution of both, in the folder of one."""
    adopting = ADOPTING.replace("standard", "survey").replace("DIGEST", digest).replace("2026-1", number)
    resolution = cq.write("r.toml", adopting)
    made = cq("resolution", "issue", resolution, *cq.key("assessment"), "--yes").out
    cq("resolution", "countersign", made.split()[0], *sc.key("assessment"), "--yes")


def subject_of(record: Path) -> Any:
    return json.loads(record.read_bytes())["credentialSubject"]


def test_a_survey_is_asked_committed_to_and_reported(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    cq("import", sc.publish())
    draft = cq.path("draft.toml")
    cq.huren(*WORDS, "draft", draft, "--now", NOW)
    checked = cq(*WORDS, "definition", draft, *CHECKED, now=NOW)
    assert "Example of a survey" in checked.err
    assert "participation: voluntary, no official statistics" in checked.err
    asked, definition = sign_elsewhere(cq, "definition", write_draft(cq))
    assert subject_of(definition)["participation"] == "voluntary"
    sheet = write_sheet(cq.path("returns.csv"), lines_of())
    folder, table = cq.path("committed"), cq.path("table.csv")
    cq.huren(*WORDS, "commit", sheet, *ABOUT, "-o", folder)
    draft_of = ("commitment", asked, folder / "commitment.json", *CHECKED)
    assert "that all parties signed adopts it" in cq(*WORDS, *draft_of, now=NOW, code=1).err
    adopt(cq, sc, asked)
    elsewhere = cq.write("elsewhere.json", (folder / "commitment.json").read_text().replace("CN-CQ", "CN-SC"))
    foreign = ("commitment", asked, elsewhere, *CHECKED)
    assert "Sichuan, which is not the region" in cq(*WORDS, *foreign, now=NOW, code=1).err
    held, commitment = sign(cq, "commitment", asked, folder / "commitment.json")
    proof = folder / "proofs" / f"{code_of(1)}.json"
    assert "water / A  420" in cq.huren(*WORDS, "included", proof, commitment).out
    assert "of another commitment" in cq.huren(*WORDS, "included", proof, write_other(commitment), code=1).err
    cq.huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "-o", table)
    kept = ("--committed", folder)
    for name, why in (("more", "not what the returns"), ("unsafe", "gives away")):
        refused = ("report", held, write_table(table, name), *kept, *CHECKED)
        assert why in cq(*WORDS, *refused, now=NOW, code=1).err
    first, report = sign(cq, "report", held, table, *kept, now="2026-05-11T09:00:00+08:00")
    told = subject_of(report)
    assert (told["definition"], told["commitment"], told["edition"]) == (asked, held, 1)
    cells = [text for name in (*ROWS, "total") for text in EXAMPLE["expected"]["table"][name]]
    assert told["tables"][0]["cells"] == cells
    _, second = sign(cq, "report", held, table, *kept, now="2026-05-12T09:00:00+08:00")
    for number, lines in (("2026-2", lines_of()[1:]), ("2026-3", lines_of())):  # one withdrew; nobody did
        (corrected, _), again = sign(cq, "definition", write_draft(cq)), cq.path(number)
        adopt(cq, sc, corrected, number)
        other_sheet, other = write_sheet(cq.path("corrected.csv"), lines), cq.path("corrected-table.csv")
        cq.huren(*WORDS, "commit", other_sheet, *ABOUT, "-o", again)
        cq.huren(*WORDS, "protect", other_sheet, *ABOUT, *LISTED, "-o", other)
        bound, _ = sign(cq, "commitment", corrected, again / "commitment.json")
        anew, earlier = ("report", bound, other, "--committed", again), ("--earlier", folder)
        assert "--earlier FOLDER is needed" in cq(*WORDS, *anew, *CHECKED, now=NOW, code=2).err
        if number == "2026-2":
            told = cq(*WORDS, *anew, *earlier, *CHECKED, now=NOW, code=1).err
            assert "Beside the table published before" in told
        else:
            cq(*WORDS, *anew, *earlier, *CHECKED, now=NOW)
    proof.unlink()
    refused = ("report", held, table, *kept, *CHECKED)
    assert "not those that were committed to" in cq(*WORDS, *refused, now=NOW, code=1).err
    assert (subject_of(second)["edition"], subject_of(second)["previous"]) == (2, first)
    later = "2026-05-13T09:00:00+08:00"
    bundle = cq.publish(now=later)
    (part,) = bundle.parent.rglob("parts/statistics.json")
    asking = ("--bundle", bundle, "--pin", pin_of(cq), "--home", cq.did, "--now", later, "--json")
    alone = cq.huren("verify", second, *asking)
    beside = cq.huren("verify", second, "--beside", part, *asking)
    found = [
        {one["check"]: one["outcome"] for one in json.loads(done.out)["findings"]} for done in (alone, beside)
    ]
    checks = ("commitment", "additive", "pattern")
    assert [[one[check] for check in checks] for one in found] == [
        ["skipped", "passed", "skipped"],
        ["passed"] * 3,
    ]


def write_table(table: Path, name: str) -> Path:
    """The table with another total; or by a pattern that the worked example says must be refused."""
    lines = table.read_text("utf-8-sig").replace(",_T,_T,", ",_T,_T,1")
    if name == "unsafe":
        hidden = {*map(place, EXAMPLE["expected"]["primary"])} | places(
            EXAMPLE["mustBeRefused"][0]["pattern"]
        )
        lines = publish(worked(), hidden, SurveyHeading(*ABOUT[1::2])).to_csv()
    other = table.with_name(f"{name}.csv")
    other.write_text(lines, encoding="utf-8")
    return other


def write_other(commitment: Path) -> Path:
    """The same with another root."""
    document = json.loads(commitment.read_bytes())
    document["credentialSubject"]["returns"][0]["root"] = "0" * 64
    other = commitment.with_name("other.json")
    other.write_bytes(canonicalize(document))
    return other


def test_what_does_not_fit_the_definition_is_told(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    cq("import", sc.publish())
    asked, _ = sign(cq, "definition", write_draft(cq, "other"))
    adopt(cq, sc, asked)
    sheet = write_sheet(cq.path("returns.csv"), lines_of())
    cq.huren(*WORDS, "commit", sheet, *ABOUT, "-o", cq.path("committed"))
    cq.huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "-o", cq.path("table.csv"))
    file = cq.path("committed") / "commitment.json"

    def refused(*words: object) -> str:
        return str(cq(*WORDS, *words, *CHECKED, now=NOW, code=1).err)

    assert "does not ask for “revenue”" in refused("commitment", asked, file)
    assert "is none" in refused("commitment", "0" * 64, file)
    asked, _ = sign(cq, "definition", write_draft(cq, days=("2026-05-11", "2026-05-31")))
    assert "before 2026-05-11, from which returns" in refused("commitment", asked, file)
    assert "is none" in refused("report", asked, cq.path("table.csv"), "--committed", cq.path("committed"))
    draft = write_draft(cq)
    draft.write_text(draft.read_text("utf-8").replace('"example-2025"', '"示例"'), encoding="utf-8")
    assert "survey.toml: code" in refused("definition", draft)
