"""The brand as HTML: the head and the foot of a page, in one language or in both.

A page whose script changes the language gets both, each in an element of a class (`in-zh`, `in-en`); the
style sheet shows one. Every text is escaped here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from credentials.record import BilingualName
from signing.errors import Lang
from signing.plain_text import plain
from web.brand.brand import Brand, Branding
from web.brand.settings import Contact

BOTH: tuple[Lang, Lang] = ("zh", "en")

_RUN_BY = ("Registry run by {name}", "登记库由{name}运行")
_CONTACT, _OBJECTIONS = ("Contact", "联系方式"), ("Objections", "异议受理")


class BrandMarkup(NamedTuple):
    """Parts of the brand for a page: markup for its head and foot, the name in its title, its sheet.

    The name, in Chinese and English, is escaped like the markup; `sheet_name` is that of the sheet.
    """

    head: str
    foot: str
    sheet_name: str | None
    sheet: bytes | None
    title: tuple[str, str]
    is_example: bool = False
    """True if everything on the page is an example; a notice above the head then says so."""

    @property
    def address(self) -> str:
        """Return the address at which a node serves the sheet."""
        return f"/brand/{self.sheet_name}.css"


def mark_up(branding: Branding, brand: Brand, langs: Sequence[Lang] = BOTH) -> BrandMarkup:
    """Return the brand for a page in these languages."""
    called = brand.short_name or brand.name
    title = _text(called, "zh"), _text(called, "en")
    return BrandMarkup(
        head_html(brand, langs), foot_html(brand, langs), branding.digest, branding.sheet, title
    )


def head_html(brand: Brand, langs: Sequence[Lang] = BOTH) -> str:
    """Return the emblem and the name (the short one on small screens); under them the operator of the
    registry, or the registry's name.

    The operator's own words appear only in the second line; without a party, only after “run by”.
    """

    def name(lang: Lang) -> str:
        # bdi: a name in a right-to-left script must not reorder the words around it
        whole = f"<bdi>{_text(brand.name, lang)}</bdi>"
        if brand.short_name is None:
            return whole
        return f'<span class="whole">{whole}</span><bdi class="short">{_text(brand.short_name, lang)}</bdi>'

    def second(lang: Lang) -> str:
        return _text(brand.registry, lang) if brand.operator is None else _run_by(brand.operator, lang)

    under = ""
    if brand.party is not None or brand.operator is not None:
        kind = "" if brand.operator is None else ' class="by"'
        under = f"<small{kind}>{_each(langs, second)}</small>"
    return f"{brand.emblem}<span><b>{_each(langs, name)}</b>{under}</span>"


def foot_html(brand: Brand, langs: Sequence[Lang] = BOTH) -> str:
    """Return the party, the operator of the registry, and the contacts of each."""

    def who(lang: Lang) -> str:
        words = [f"<b><bdi>{_text(brand.name, lang)}</bdi></b>"]
        if brand.registry != brand.name:
            words.append(_text(brand.registry, lang))
        if brand.operator is not None:
            words.append(_run_by(brand.operator, lang))
        return " · ".join(words)

    lines = [
        who,
        *(
            _reached(*pair)
            for pair in ((_CONTACT, brand.contact), (_OBJECTIONS, brand.objections))
            if pair[1]
        ),
    ]
    return "".join(f"<p>{_each(langs, line)}</p>" for line in lines)


def _reached(title: tuple[str, str], contact: Contact) -> Callable[[Lang], str]:
    def line(lang: Lang) -> str:
        colon = "：" if lang == "zh" else ": "
        return f"{_word(title, lang)}{colon}{' · '.join(contact_ways(contact, lang))}"

    return line


def contact_ways(contact: Contact, lang: Lang) -> Iterator[str]:
    """Yield each way to reach somebody, as HTML."""
    if contact.phone is not None:
        number = re.split(r" ?(?:ext|转)", contact.phone)[0]
        dialled = re.sub(r"[^+\d]", "", number)
        yield f'<a href="tel:{dialled}">{escape(contact.phone)}</a>'
    if contact.email is not None:
        yield f'<a href="mailto:{escape(contact.email)}">{escape(contact.email)}</a>'
    for line in (contact.address, contact.hours):
        if line is not None:
            yield _text(line, lang)


def _run_by(operator: BilingualName, lang: Lang) -> str:
    return _word(_RUN_BY, lang).format(name=f"<bdi>{_text(operator, lang)}</bdi>")


def _each(langs: Sequence[Lang], say: Callable[[Lang], str]) -> str:
    if len(langs) == 1:
        return say(langs[0])
    return "".join(
        f'<span class="in-{lang}" lang="{"zh-CN" if lang == "zh" else "en"}">{say(lang)}</span>'
        for lang in langs
    )


def _text(name: BilingualName, lang: Lang) -> str:
    return escape(plain(name.text(lang)))


def _word(pair: tuple[str, str], lang: Lang) -> str:
    return pair[1 if lang == "zh" else 0]
