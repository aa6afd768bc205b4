"""A key file that others may read signs nothing."""

from pathlib import Path

import pytest

from keys_example import example_pem
from terminal.errors import CommandError
from terminal.workspace.key_files import load_key
from tests.harness.key_files import save_key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_read_is_refused_with_the_command_to_mend_it(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "key.pem"
    save_key(path, example_pem("cq-publication"))
    load_key(path)
    path.chmod(mode)
    with pytest.raises(CommandError) as refused:
        load_key(path)
    assert refused.value.code == "key-readable"
    assert f"{mode:04o}" in refused.value.sentence("en")
    assert f"chmod 600 {path}" in refused.value.mend("en")
    assert f"chmod 600 {path}" in refused.value.mend("zh")
