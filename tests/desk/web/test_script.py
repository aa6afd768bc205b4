"""The one script of the desk's pages: small, and nothing that a page needs without it."""

import gzip

from web.served_page import DESK, link_scripts


def test_the_script_of_passkeys_is_small() -> None:
    (script,) = link_scripts(DESK).values()
    assert len(gzip.compress(script, 6, mtime=0)) <= 1_000
    assert b"innerHTML" not in script
