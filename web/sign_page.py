"""The page on which a key signs offline: one file to take away, which no node serves as a page.

It holds no trust data: everything it reads comes with the file to sign. The person who runs it compares its
SHA-256.
"""

from functools import cache
from hashlib import sha256

from web.deflate import gzip
from web.served_page import ServedPage
from web.single_file import build_page

_SENTENCES = "sign/sentences.json"

_TABLES = ("error_words", "errors", "rare_errors", "verdict_words")
_INSTEAD = {
    "page/resources.js": "page/inline/built_in.js",
    **{f"texts/{name}.js": "sign/texts.js" for name in _TABLES},
}

_TRUSTED = "; require-trusted-types-for 'script'; trusted-types 'none'"
"""Addition to the policy: no module can turn text into script or HTML."""

SIGN = ServedPage(
    "",
    "sign/sign.html",
    ("Sign offline", "离线签名"),
    "sign/entry.js",
    (),
    ("styles/tokens.css", "styles/components.css", "sign/sign.css"),
    (_SENTENCES,),
    (_SENTENCES, "texts/desk.json", "texts/pin_words.json"),
)


@cache
def build_sign_page() -> bytes:
    """Return the HTML: the same bytes for the same release, on every machine."""
    return build_page(SIGN, {}, more=_TRUSTED, instead=_INSTEAD, pack=gzip)


def digest_sign_page() -> str:
    """Return the SHA-256 of the page, which a person compares before a key is put into it."""
    return sha256(build_sign_page()).hexdigest()
