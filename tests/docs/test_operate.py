"""The pages on running a node are run from the first line, after the part of the tutorial that they build on.

Only what needs another machine is stood in for: users, systemd, packages; folders lie below a temporary one.
"""

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.shell_blocks import BLOCK, DOCS, run
from tests.harness.processes.warm_start import write_program

pytestmark = [pytest.mark.service, pytest.mark.night]

SHELL_BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGES = ("operate", "connect-a-node", "upgrade-a-node")
FOLDERS = ("/etc/huren", "/etc/systemd", "/var/lib/huren", "/var/backups/huren", "/srv/huren")
NAMES = {"cq.huren.example": "cq.example", "sc.huren.example": "sc.example"}
"""Associations of the tutorial, by those of the pages."""
STAND_INS = """
systemctl() {
    case "$*" in "start huren-publish.service") ;; *) return ;; esac
    unit="$MACHINE/etc/systemd/system/huren-publish.service"
    eval "$(sed -n "s,^ExecStart=[^ ]*,command huren,p" "$unit" | sed "s, /, $MACHINE/,g")"
}
python3() { :; }
pip() { :; }
sudo() { shift 2; "$@"; }
scp() { cp "${1#*:}" "$2"; }
huren() {
    case "$1 $2" in "node init") command huren "$@" --root "$MACHINE" ;; *) command huren "$@" ;; esac
}
export HUREN_DATA="$MACHINE/var/lib/huren" HUREN_PUBLICATION_KEYS="$MACHINE/etc/huren/publication.pem"
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
    desk = tmp_path / "desk"
    shutil.copytree(tmp_path / "chongqing", desk, ignore=shutil.ignore_patterns("huren-data"))
    shutil.copy(tmp_path / "sichuan/site/bundle.json", desk / "other-bundle.json")
    text = "".join((DOCS / "how-to" / f"{page}.md").read_text(encoding="utf-8") for page in PAGES)
    script = "".join(on_machine(block, machine, programs) for block in SHELL_BLOCK.findall(text))
    wanted, came, output = run(f"cd desk\nMACHINE={machine}{STAND_INS}{script}", tmp_path, programs)
    assert came == wanted, output
    assert (machine / "srv/huren/site/bundle.json").is_file()
    assert "every byte the same" in output


def on_machine(text: str, machine: Path, programs: Path) -> str:
    """Return the text with its folders below `machine`, and the programs of /opt replaced by ours."""
    text = text.replace("/opt/huren-new/bin/huren", str(programs / "huren")).replace(
        "/opt/huren-new/bin/", ""
    )
    text = text.replace("/opt/huren/bin/", "")
    for name, of_tutorial in NAMES.items():
        text = text.replace(name, of_tutorial)
    for folder in FOLDERS:
        text = text.replace(folder, f"{machine}{folder}")
    return text
