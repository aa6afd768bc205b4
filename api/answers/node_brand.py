"""The brand on the pages of a node as markup, made once for each agreement text."""

from collections.abc import Iterable, Mapping, Sequence

from credentials.documents.agreement import AgreementText
from credentials.record import BilingualName, JsonObject
from signing.errors import Lang
from web.brand.brand import Brand, Branding
from web.brand.markup import BOTH, BrandMarkup, mark_up
from web.brand.settings import BrandSettings, Contact
from web.errors import BrandError


class NodeBrand:
    """The brand of one node: its settings under the newest agreement that it knows."""

    def __init__(self, settings: BrandSettings, elsewhere: Mapping[str, str]) -> None:
        self._text: AgreementText | None = None
        self.change(settings, elsewhere)

    def change(self, settings: BrandSettings, elsewhere: Mapping[str, str]) -> None:
        """Use these settings from now on; BrandError for files and colours that cannot be shown."""
        self._branding, self._elsewhere = Branding.load(settings), frozenset(elsewhere)
        self._settle()

    def hear(self, text: AgreementText | None) -> None:
        """Use the agreement in force, else the last one; None while it is unknown."""
        if text is not None and text is not self._text:
            self._text = text
            self._settle()

    def mark_up(self, langs: Sequence[Lang] = BOTH) -> BrandMarkup:
        """Return the brand for pages in these languages."""
        key = tuple(langs)
        if key not in self._marked:
            made_up = self._text is not None and is_made_up(party.id for party in self._text.parties)
            self._marked[key] = mark_up(self._shown, self.brand, key)._replace(is_example=made_up)
        return self._marked[key]

    def _settle(self) -> None:
        """Set the current brand; the plain brand where the agreement contradicts the settings."""
        self._shown = self._branding
        try:
            self.brand = self._branding.speak(self._text, self._elsewhere)
        except BrandError:
            self._shown = Branding.load(BrandSettings())
            self.brand = self._shown.speak(None)
        self._marked: dict[tuple[Lang, ...], BrandMarkup] = {}


def is_made_up(parties: Iterable[str]) -> bool:
    """Return whether the parties are examples: a DID under a reserved name (RFC 2606 2)."""
    return any(did.split(":")[2].partition("%3A")[0].endswith(".example") for did in parties)


def describe_brand(brand: Brand) -> JsonObject:
    """Return the members of `BrandView`."""
    return {
        "party": brand.party,
        "legalName": _said(brand.legal_name),
        "shortName": _said(brand.short_name),
        "registry": _said(brand.registry),
        "operator": _said(brand.operator),
        "contact": _reached(brand.contact),
        "objections": _reached(brand.objections),
    }


def _said(name: BilingualName | None) -> JsonObject | None:
    return None if name is None else {"zh": name.zh, "en": name.en}


def _reached(contact: Contact) -> JsonObject:
    return {
        "phone": contact.phone,
        "email": contact.email,
        "address": _said(contact.address),
        "hours": _said(contact.hours),
    }
