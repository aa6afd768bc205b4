"""The demo's associations: keys that nobody can mistake for real ones, and an agreement with every case."""

import gzip
import hashlib
import subprocess
import sys
from collections import Counter
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.documents.agreement import AgreementText
from credentials.documents.part import join_part
from credentials.drafting.compose import build_agreement_half
from credentials.drafting.draft import build_credential
from credentials.identifiers import parse_uscc
from credentials.kinds import parse_agreement_half, parse_any, parse_credential
from credentials.times import CHINA, add_months
from credentials.words.work_words import MEDIA, NOTICE_KINDS
from keys_example import (
    ASSOCIATIONS,
    CHONGQING,
    EXAMPLE_MULTIKEYS,
    EXAMPLE_PUBLIC_KEYS,
    SICHUAN,
    example_method_id,
    example_pem,
    example_signer,
)
from keys_example.agreement import agreement_text
from keys_example.enterprises import example_drafts, example_enterprises
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from tests.harness.checkout import ROOT
from tests.harness.fuzz import examples
from tests.world.works import NOON, TODAY, listed_works
from verifier import Outcome

TEXT = AgreementText.model_validate(agreement_text())
ID = "urn:uuid:00000000-0000-4000-8000-000000000001"


def test_each_key_file_has_its_public_half_as_text() -> None:
    names = {p.name for p in files("keys_example").iterdir() if p.name.endswith(".pem")}
    assert names == {f"{name}-example.pem" for name in EXAMPLE_MULTIKEYS}
    assert {name: example_signer(name).multikey for name in EXAMPLE_MULTIKEYS} == dict(EXAMPLE_MULTIKEYS)
    assert len(EXAMPLE_PUBLIC_KEYS) == len(EXAMPLE_MULTIKEYS)


@pytest.mark.parametrize("name", EXAMPLE_MULTIKEYS)
def test_anybody_can_make_these_keys(name: str) -> None:
    seed = hashlib.sha256(f"huren example key {name}".encode()).digest()
    assert Ed25519Signer.from_seed(seed, example_method_id(name)).to_pem(None) == example_pem(name)


def test_a_method_id_follows_from_the_name_of_the_key() -> None:
    assert example_method_id("cq-root") == "did:web:cq.huren.example#root-1"
    assert example_method_id("cq-assessment-2") == "did:web:cq.huren.example#assessment-2"
    assert all(example_signer(n).verification_method == example_method_id(n) for n in EXAMPLE_MULTIKEYS)


@pytest.mark.parametrize("name", ["", "cq", "../signing/signer", "cq-root-example"])
def test_no_other_name_opens_a_file(name: str) -> None:
    with pytest.raises(KeyError):
        example_pem(name)


def test_every_did_is_on_a_reserved_domain() -> None:
    """RFC 2606 2: nobody owns `.example`."""
    assert all(did.endswith(".huren.example") for did in ASSOCIATIONS.values())


def test_the_list_that_admission_refuses_needs_no_private_key() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "from keys_example import EXAMPLE_PUBLIC_KEYS\n"
        "print(len(EXAMPLE_PUBLIC_KEYS), sum(name.endswith('.pem') for name in opened))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(len(EXAMPLE_MULTIKEYS)), "0"]


# --- the agreement ---


def test_both_halves_are_records() -> None:
    for issuer, key in ((CHONGQING, "cq-root"), (SICHUAN, "sc-root")):
        half = build_agreement_half(agreement_text(), half_id=ID, issuer=issuer)
        signed = add_proof(half, example_signer(key), created="2021-07-01T00:00:00+08:00")
        assert parse_agreement_half(canonicalize(signed)).body.credential_subject == TEXT


def test_each_call_gives_a_text_of_its_own() -> None:
    agreement_text()["parties"] = []
    assert AgreementText.model_validate(agreement_text()) == TEXT
    roots = {CHONGQING: EXAMPLE_MULTIKEYS["stranger-assessment"]}
    other = AgreementText.model_validate(agreement_text(roots=roots))
    assert [party.root_key for party in other.parties] == [*roots.values(), EXAMPLE_MULTIKEYS["sc-root"]]


def test_every_invented_name_says_that_it_is_an_example() -> None:
    assert all("示例" in p.legal_name.zh and "Example" in p.legal_name.en for p in TEXT.parties)
    assert all("示例" in s.name.zh and "Example" in s.name.en and "示例" in s.basis for s in TEXT.schemes)
    assert all(row.clause.endswith("（示例）") for row in TEXT.equivalences)


def test_the_published_vocabulary_is_used() -> None:
    facility, control = TEXT.schemes_of(CHONGQING, "capability")
    assert len(facility.categories) == 8
    assert [grade.code for grade in facility.grades] == ["一级", "二级", "三级"]
    assert control.categories == ("水", "气", "固废", "土壤", "噪声")
    assert [grade.code for grade in control.grades] == ["甲级", "乙级", "甲临", "乙临"]
    assert [control.months_of(code) for code in ("甲级", "甲临", "乙临")] == [36, 12, 12]
    for owner in (CHONGQING, SICHUAN):
        (credit,) = TEXT.schemes_of(owner, "credit")
        assert [grade.code for grade in credit.grades] == [
            "AAA",
            "AA",
            "A",
            "BBB",
            "BB",
            "B",
            "CCC",
            "CC",
            "C",
        ]


def test_every_scheme_is_granted_to_its_owner() -> None:
    assert {(g.issuer, g.scheme) for g in TEXT.grants} == {(s.owner, s.id) for s in TEXT.schemes}


def test_every_grade_in_every_category_has_a_row() -> None:
    """ "No equivalent" always has a clause to cite, except for the one row that ended."""
    partner = {"cq": "sc", "sc": "cq"}
    missing = [
        (scheme.id, category, grade.code)
        for scheme in TEXT.schemes
        for category in scheme.categories or (None,)
        for grade in scheme.grades
        if TEXT.equivalence(
            scheme.id, category, grade.code, partner[scheme.id[:2]] + scheme.id[2:], NOON
        ) is None
    ]  # fmt: skip
    assert missing == [("cq-pollution-control", c, "甲临") for c in TEXT.schemes[1].categories]


def counts_as(scheme: str, category: str | None, grade: str, target: str, at: datetime = NOON) -> str | None:
    row = TEXT.equivalence(scheme, category, grade, target, at)
    return row.target.grade if row is not None and row.target is not None else None


def test_equivalences_have_every_case() -> None:
    here, there = "cq-facility-operation", "sc-facility-operation"
    assert counts_as(here, "工业废水处理", "一级", there) == "甲级"
    assert counts_as(here, "生活垃圾处理处置", "一级", there) == "乙级", "a row with the category wins"
    assert counts_as(here, "生活垃圾处理处置", "二级", there) == "丙级", "many to one"
    assert counts_as(here, "生活垃圾处理处置", "三级", there) == "丙级", "many to one"
    none = TEXT.equivalence(here, "在线监测", "三级", there, NOON)
    assert none is not None, "explicitly none"
    assert none.target is None
    assert counts_as(there, "工业废气治理", "甲级", here) == "二级", "not the inverse of the other direction"
    control = ("cq-pollution-control", "水", "甲临", "sc-pollution-control")
    assert counts_as(*control) is None, "the row ended"
    assert counts_as(*control, at=datetime(2025, 6, 30, tzinfo=CHINA)) == "二级"
    assert counts_as("cq-credit", None, "CCC", "sc-credit") == "C"


# --- enterprises and drafts ---


@settings(deadline=None, max_examples=examples(20))
@given(st.integers(), st.integers(0, 60))
def test_enterprises_are_distinct_fictional_and_repeatable(seed: int, count: int) -> None:
    enterprises = example_enterprises(Random(seed), count)
    assert enterprises == example_enterprises(Random(seed), count)
    assert len({e.legal_name for e in enterprises}) == count
    assert len({e.unified_social_credit_code for e in enterprises}) == count
    for enterprise in enterprises:
        assert "示例" in enterprise.legal_name
        assert "(Example)" in enterprise.legal_name_en
        code = parse_uscc(enterprise.unified_social_credit_code)
        assert code.startswith("91500100" if enterprise.region == "CN-CQ" else "91510100")
        assert code[16] != organisation_check(code[8:16])


def organisation_check(body: str) -> str:
    """GB 11714-1997: the check character of an organisation code, tested by the published example."""
    total = sum(int(c, 36) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]


def test_the_published_organisation_code_has_its_check_character() -> None:
    assert organisation_check("D2143569") == "X"


def test_enterprises_stand_in_both_regions_by_turns() -> None:
    assert [e.region for e in example_enterprises(Random(1), 3)] == ["CN-CQ", "CN-SC", "CN-CQ"]
    assert len(example_enterprises(Random(1))) == 40
    with pytest.raises(ValueError, match="larger than population"):
        example_enterprises(Random(1), 17_642)


@settings(deadline=None, max_examples=examples(10))
@given(st.integers(), st.sampled_from([CHONGQING, SICHUAN]))
def test_drafts_become_credentials_within_the_agreement(seed: int, issuer: str) -> None:
    random = Random(seed)
    enterprises = example_enterprises(random, 10)
    drafts = example_drafts(random, enterprises, agreement_text(), issuer, count=25, today=TODAY)
    assert len({draft.certificate_number for draft in drafts}) == 25
    assert {draft.kind for draft in drafts} == {"capability", "credit"}
    for index, draft in enumerate(drafts):
        document = build_credential(draft, credential_id=ID, issuer=issuer, list_number=1, index=index)
        signed = add_proof(document, example_signer("cq-assessment"), created="2026-05-01T09:00:00+08:00")
        subject = parse_credential(canonicalize(signed)).body.credential_subject
        party, scheme = TEXT.party(issuer), TEXT.scheme(draft.scheme)
        assert party is not None
        assert scheme is not None
        assert subject.region == party.region
        assert scheme.owner == issuer
        assert {c for c in subject.assessment.categories if c is not None} <= set(scheme.categories)
        assert draft.valid_until == add_months(draft.valid_from, scheme.months_of(draft.grade))
        assert draft.valid_from.date() == TODAY > draft.assessed_on


def test_drafts_are_repeatable_and_numbered() -> None:
    enterprises = example_enterprises(Random(1))
    first, again = (
        example_drafts(Random(2), enterprises, agreement_text(), CHONGQING, count=60, today=TODAY)
        for _ in range(2)
    )
    assert first == again
    facility = [d.certificate_number for d in first if d.scheme == "cq-facility-operation"]
    assert facility[:2] == ["CQ-FO-2026-0001", "CQ-FO-2026-0002"]


def test_an_enterprise_has_one_grade_in_a_scheme_and_credit_is_spread() -> None:
    enterprises = example_enterprises(Random(1))
    code = enterprises[0].unified_social_credit_code
    drafts = [
        draft
        for seed in (2, 3)
        for draft in example_drafts(
            Random(seed), enterprises, agreement_text(), CHONGQING, count=100, today=TODAY
        )
    ]
    grades: dict[tuple[str, str], set[str]] = {}
    for draft in drafts:
        grades.setdefault((draft.unified_social_credit_code, draft.scheme), set()).add(draft.grade)
    assert all(len(some) == 1 for some in grades.values())
    assert len([code for code, scheme in grades if scheme == "cq-credit"]) == 20
    given = {(code, "cq-credit"): "C"}
    for draft in example_drafts(
        Random(3), enterprises, agreement_text(), CHONGQING, count=100, today=TODAY, grades=given
    ):
        if (draft.unified_social_credit_code, draft.scheme) in given:
            assert draft.grade == "C"


def test_no_drafts_for_an_issuer_without_enterprises() -> None:
    only_sichuan = [e for e in example_enterprises(Random(1)) if e.region == "CN-SC"]
    with pytest.raises(ValueError, match="no enterprise"):
        example_drafts(Random(1), only_sichuan, agreement_text(), CHONGQING, count=1, today=TODAY)


works = lru_cache(1)(listed_works)


def test_sixty_technologies_are_valid_over_all_media_and_marked() -> None:
    world, signed, said, _ = works()
    trust, beside = world.trust(), [parse_any(one) for one in said]
    codes: Counter[str] = Counter()
    media = set()
    for data in signed:
        verdict = world.verify(data, trust=trust, beside=beside)
        assert verdict.outcome is Outcome.VALID, verdict.codes
        codes.update(verdict.codes)
        body = parse_any(data).body
        media.update(body.categories)
        assert body.title.startswith("示例")
        assert "示例" in body.holder
        assert "Example" in body.credential_subject.title.en
    assert len(signed) == 60
    assert media == set(MEDIA)
    assert codes["unverified"] == 40
    assert codes["verification-expired"] == 7
    assert codes["joint"] == 24
    assert codes["objected"] == 3


def test_listings_and_notices_have_their_verdicts() -> None:
    world, signed, said, notices = works()
    trust, beside = world.trust(), [parse_any(one) for one in (*signed, *said)]
    codes = Counter(world.verify(one, trust=trust, beside=beside).code for one in said)
    assert codes == {"ok": 30, "listing-replaced": 6}
    assert [world.verify(one, trust=trust).code for one in notices] == ["ok"] * 12
    kinds = Counter(parse_any(one).body.credential_subject.kind for one in notices)
    assert set(kinds) == set(NOTICE_KINDS)
    assert kinds["need"] == 4


def test_a_part_of_technologies_is_small() -> None:
    """At most 1.5 kB a record, gzipped."""
    _, signed, *_ = works()
    packed = len(gzip.compress(join_part("technologies", signed), 6, mtime=0))
    assert packed / len(signed) <= 1_500
