"""A token in software (SoftHSM), with one user PIN."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.groups import require, skip_group

LABEL = "chair"
PIN = b"123456"
_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


@contextmanager
def new_token(folder: Path) -> Iterator[str]:
    """Make the empty token `chair` in a folder; yield the path of its library."""
    program = shutil.which("softhsm2-util")
    library = next(filter(os.path.exists, _LIBRARIES), None)
    if program is None or library is None:
        skip_group("softhsm", "there is no SoftHSM")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        new = ("--init-token", "--free", "--label", LABEL, "--so-pin", "0000", "--pin", PIN.decode())
        subprocess.run([program, *new], check=True, capture_output=True)
        # another token of this process may have opened it with other settings
        require("pkcs11", "softhsm").lib(library).reinitialize()
        yield library


def token_address(library: str, label: str = LABEL, key: str = "assessment-1") -> str:
    """Return the address of a key in the token."""
    return f"pkcs11:token={label};object={key}?module-path={library}"
