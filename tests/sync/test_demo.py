"""`huren demo --two-nodes` tells its story to the end, with two real processes."""

from pathlib import Path

from tests.harness.processes.cli_runs import spawn


def test_the_demo_of_two_nodes_comes_to_its_end(tmp_path: Path) -> None:
    done = spawn("demo", "--two-nodes", "--no-serve", "--data", tmp_path / "demo", HUREN_LANG="en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("✓") == 5
    assert "it is back, and Sichuan has caught up with certificate" in done.stdout
    assert "Invalid: Suspended" in done.stdout, "and why"
