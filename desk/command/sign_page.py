"""Carry out `huren desk sign-page`."""

from pathlib import Path

from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, put_json
from terminal.workspace.files import save_bytes
from web.sign_page import build_sign_page, digest_sign_page


def write_sign_page(run: Invocation, file: Path) -> None:
    """Write the page, and print its SHA-256, which the person who takes the page to the key compares."""
    save_bytes(file, build_sign_page())
    digest = digest_sign_page()
    if run.as_json:
        put_json({"file": str(file), "sha256": digest})
        return
    put(say(f"{plain(str(file))}: SHA-256 {digest}", f"{plain(str(file))}：SHA-256 {digest}"))
