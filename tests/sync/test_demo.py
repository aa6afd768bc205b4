"""`huren demo --two-nodes` tells its story to the end, with two real processes."""

from pathlib import Path

import pytest

from tests.harness.processes.cli_runs import spawn

pytestmark = [pytest.mark.nodes, pytest.mark.night]


def test_the_demo_of_two_nodes_comes_to_its_end(tmp_path: Path) -> None:
    done = spawn("demo", "--two-nodes", "--no-serve", "--data", tmp_path / "demo", HUREN_LANG="en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓") == 9
    assert "recorded in Chongqing, is joined by Sichuan: joint at both nodes" in done.stdout
    assert "both have adopted version 2 of the agreement (川渝环协联〔" in done.stdout
    assert "and version 2 of Criteria for listing technologies (Example) (川渝环协联〔" in done.stdout
    (joint,) = (line for line in done.stdout.splitlines() if "as known at" in line)
    assert "Listed jointly with Sichuan" in joint
    (lapsed,) = (line for line in done.stdout.splitlines() if "listed, but no longer verified" in line)
    assert "is not known here" in lapsed, "what both published in December says nothing of March"
    assert "301 certificates, the same bytes; counted again by the other, the same" in done.stdout
    assert "in the next report alone: 302 certificates; the one before still has 301" in done.stdout
    assert "it is back, and Sichuan has caught up with certificate" in done.stdout
    assert "Invalid: Suspended" in done.stdout, "and why"
