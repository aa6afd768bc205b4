"""The pages on running a node are run from the first line, after the part of the tutorial that they build on.

Only what needs another machine is stood in for: users, systemd, packages; folders lie below a temporary one.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.shell_blocks import BLOCK, DOCS, run
from tests.harness.processes.warm_start import write_program

pytestmark = pytest.mark.service

SHELL_BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = ("operate", "connect-a-node", "upgrade-a-node")
FOLDERS = ("/etc/huren", "/etc/systemd", "/var/lib/huren", "/var/backups/huren", "/srv/huren")
STAND_INS = """
useradd() { :; }
systemctl() { :; }
python3() { :; }
pip() { :; }
sudo() { shift 2; "$@"; }
install() {
    local words=()
    while [ $# -gt 0 ]; do
        case $1 in -o | -g) shift ;; *) words+=("$1") ;; esac
        shift
    done
    command install "${words[@]}"
}
"""


def test_the_pages_on_running_a_node_run_from_the_first_line(tmp_path: Path) -> None:
    programs = write_program(tmp_path / "programs")
    tutorial = BLOCK.findall((DOCS / "tutorial.md").read_text(encoding="utf-8"))
    keys = next(place for place, block in enumerate(tutorial) if "huren key list" in block)
    for block in tutorial[:keys]:
        wanted, came, output = run(block, tmp_path, programs)
        assert came == wanted, output
    (sichuan,) = (block for block in tutorial[keys:] if "huren key list" in block and "# sichuan" in block)
    wanted, came, output = run(f"{sichuan}huren publish site --key publication.pem\n", tmp_path, programs)
    assert came == wanted, output

    machine = tmp_path / "machine"
    for folder in FOLDERS:
        (machine / folder[1:]).mkdir(parents=True)
    (machine / "etc/systemd/system").mkdir()
    desk = tmp_path / "desk"
    shutil.copytree(tmp_path / "chongqing", desk, ignore=shutil.ignore_patterns("huren-data"))
    shutil.copytree(DOCS.parent / "deploy", desk / "deploy")
    shutil.copy(tmp_path / "sichuan/site/bundle.json", desk / "other-bundle.json")
    settings = desk / "deploy/huren.toml"
    settings.write_text(on_machine(settings.read_text(encoding="utf-8"), machine), encoding="utf-8")

    text = "".join((DOCS / "how-to" / f"{page}.md").read_text(encoding="utf-8") for page in PAGES)
    script = "".join(on_machine(block, machine) for block in SHELL_BLOCK.findall(text))
    wanted, came, output = run(f"cd desk{STAND_INS}{script}", tmp_path, programs)
    assert came == wanted, output
    assert (machine / "srv/huren/site/bundle.json").is_file()


def on_machine(text: str, machine: Path) -> str:
    """Return the text with its folders below `machine`, and the programs of /opt/huren replaced by ours."""
    text = text.replace("/opt/huren/bin/", "")
    for folder in FOLDERS:
        text = text.replace(folder, f"{machine}{folder}")
    return text
