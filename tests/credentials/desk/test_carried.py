"""Files between desk and key holder: they read back unchanged; a fault is refused by its member."""

from copy import deepcopy
from typing import Any

import pytest

from credentials.documents.desk.carried import (
    MAX_CARRIED_BYTES,
    MAX_CARRIED_VALUES,
    format_plan_to_sign,
    format_signed_plan,
    parse_plan_to_sign,
    parse_signed_plan,
)
from credentials.documents.desk.statement import read_statement
from credentials.drafting.statement import compose_statement, sign_statement
from credentials.errors import RecordError
from signing.jcs import canonicalize
from tests.credentials.desk.papers import KeyFile
from tests.credentials.sentences import LANGUAGES, check_sentence
from tests.harness.vectors import read_vectors

VECTORS = read_vectors("desk-carried")
PARSERS: Any = {"unsigned": parse_plan_to_sign, "signed": parse_signed_plan}


def test_a_written_file_reads_back() -> None:
    carried = parse_plan_to_sign(canonicalize(VECTORS["unsigned"]))
    assert format_plan_to_sign(carried) == canonicalize(VECTORS["unsigned"])
    back = parse_signed_plan(format_signed_plan(carried, VECTORS["signed"]["documents"]))
    assert format_signed_plan(back, back.documents) == canonicalize(VECTORS["signed"])
    for one in (carried, back):
        assert one.stated.plan.digest == VECTORS["plan"]
        assert [statement.digest for statement in one.stated.statements] == VECTORS["statements"]
        assert [record.digest for record in one.people] == VECTORS["people"]
        assert [*one.stated.documents] == VECTORS["unsigned"]["documents"]
        assert [len(earlier.statements) for earlier in one.before] == [2]
    assert back.created[0] > carried.exported


@pytest.mark.parametrize("row", VECTORS["refused"], ids=lambda row: row["case"])
def test_a_refusal_names_the_member(row: Any) -> None:
    value = deepcopy(VECTORS[row["file"]])
    *path, last = row["member"]
    inner = value
    for step in path:
        inner = inner[step]
    if "value" in row:
        inner[last] = row["value"]
    else:
        del inner[last]
    with pytest.raises(RecordError) as caught:
        PARSERS[row["file"]](canonicalize(value))
    assert (caught.value.code, caught.value.field) == (row["code"], row["field"])
    for lang in LANGUAGES:
        check_sentence(caught.value.sentence(lang), lang)
        check_sentence(caught.value.mend(lang), lang)


@pytest.mark.parametrize("parse", PARSERS.values(), ids=PARSERS)
def test_an_oversize_file_is_refused_unread(parse: Any) -> None:
    refused = {
        b" " * (MAX_CARRIED_BYTES + 1): "too-large",
        b"[" + b"1," * MAX_CARRIED_VALUES + b"1]": "too-many-values",
        b"[]": "not-an-object",
        b"\xff": "not-utf8",
    }
    for data, code in refused.items():
        with pytest.raises(RecordError) as caught:
            parse(data)
        assert caught.value.code == code


@pytest.mark.parametrize("member", ["documents", "statements", "people"])
def test_more_than_a_file_may_have_is_refused_as_one_error(member: str) -> None:
    many = {**VECTORS["signed"], member: [{}] * 1_001}
    with pytest.raises(RecordError) as caught:
        parse_signed_plan(canonicalize(many))
    assert (caught.value.code, caught.value.field) == ("member-length", member)


def test_a_statement_of_a_key_file_is_rebuilt_unchanged() -> None:
    made = read_statement(VECTORS["unsigned"]["statements"][0])
    body = made.body
    members = body.model_dump(exclude={"type"}, exclude_none=True)
    again = sign_statement(compose_statement(**members), KeyFile("clerk").signer)
    assert again.whole == made.whole
    returned: Any = {**members, "decision": "return", "rows": (0,), "after": "1" * 64}
    with pytest.raises(RecordError) as caught:
        sign_statement(compose_statement(**returned), KeyFile("clerk").signer)
    assert (caught.value.code, caught.value.field) == ("member-missing", "reasons")
    whole = sign_statement(compose_statement(**returned, reasons="示例"), KeyFile("clerk").signer).whole
    assert (whole["rows"], whole["after"]) == ([0], "1" * 64)
