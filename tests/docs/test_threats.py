"""The table of threats: each row names tests, and each of them exists."""

import re

import pytest

from desk.errors import DeskError
from registry.errors import RegistryError
from tests.harness.checkout import ROOT
from verifier.codes import CODES

THREATS, DESK_PAGE, PEERS, TUF_PAGE = (
    (ROOT / "docs" / "explanation" / name).read_text(encoding="utf-8")
    for name in ("threats.md", "desk-threats.md", "lying-peers.md", "tuf.md")
)
PAGES = f"{THREATS}\n{DESK_PAGE}\n{PEERS}\n{TUF_PAGE}"
TABLE = THREATS.partition("<!-- threats -->\n")[2].partition("<!-- end -->")[0]
ROWS = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TABLE.splitlines()[2:]]
DESK = DESK_PAGE.partition("<!-- desk -->\n")[2].partition("<!-- end of desk -->")[0]
DESK_ROWS = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in DESK.splitlines()[2:]]
TESTS = frozenset(
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
)

TUF = TUF_PAGE.partition("<!-- tuf -->\n")[2].partition("<!-- end -->")[0]
CASES = re.findall(
    r"\w+",
    """
basic_refresh_requests basic_refresh_trusted_data implicit_refresh invalid_initial_root
unsigned_initial_root unsigned_metadata url_and_metadata_version_mismatch timestamp_content_changes
basic_metadata_hash_support targets_hash_mismatch snapshot_hash_mismatch metadata_bytes_match
custom_fields deprecated_keyid_hash_algorithms snapshot_404 targets_404 timestamp_404
incorrect_metadata_type faketime root_expired timestamp_expired snapshot_expired targets_expired
expired_local_root expired_local_timestamp client_downloads_expected_file
client_downloads_expected_file_in_sub_dir repository_substitutes_target_file
multiple_changes_to_target download_with_hash_algorithms download_with_unknown_hash_algorithm
artifact_cache snapshot_does_not_meet_threshold snapshot_has_too_few_keys duplicate_keys
duplicate_sig_keyids keytype_and_scheme invalid_sig_in_valid_metadata new_timestamp_version_rollback
snapshot_rollback targets_role_removal targets_fast_forward_recovery
new_snapshot_fast_forward_recovery new_timestamp_fast_forward_recovery targets_rollback
graph_traversal targetfile_search cached_role_is_verified_against_current_delegator
delegation_not_in_snapshot root_rotation non_root_rotations unusual_role_name static_repository
""",
)
"""Of the conformance suite of TUF: theupdateframework/tuf-conformance at eec841c1, by its own names."""


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_every_row_of_a_key_is_complete_and_names_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    named = re.findall(r"`(test_\w+)`", row[4])
    assert named
    assert set(named) <= TESTS


@pytest.mark.parametrize("row", DESK_ROWS, ids=[row[0][:40] for row in DESK_ROWS])
def test_an_attack_on_the_desk_names_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 3
    named = re.findall(r"`(test_\w+)`", row[2])
    assert named
    assert set(named) <= TESTS


def test_every_theft_has_its_row() -> None:
    stolen = [row[0] for row in ROWS]
    assert len(set(stolen)) == len(stolen) == 12
    assert sum(name.startswith("none:") for name in stolen) == 2


def test_every_test_that_the_pages_name_exists() -> None:
    """Tests are named in several tables."""
    named = set(re.findall(r"`(test_\w+)`", PAGES))
    assert named - TESTS == set()


def test_every_case_of_tuf_has_its_row_and_a_test() -> None:
    rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TUF.splitlines()[2:]]
    assert [row[0].strip("`") for row in rows] == CASES
    assert all(here and "`test_" in test for _, here, test in rows)


def test_every_code_on_the_pages_exists() -> None:
    known = {*CODES, *RegistryError.MESSAGES, *DeskError.MESSAGES}
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGES))
    assert codes
    assert codes <= known
