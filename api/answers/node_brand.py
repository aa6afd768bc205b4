"""Who speaks on the pages of a node, and the sheet with its colour; made once for each agreement text."""

from collections.abc import Mapping
from datetime import datetime

from api.settings import Settings
from credentials.documents.agreement import AgreementText
from credentials.record import BilingualName, JsonObject
from registry import Registry
from registry.errors import RegistryError
from web.brand.brand import Brand, Branding
from web.brand.settings import BrandSettings, Contact
from web.errors import BrandError


class NodeBrand:
    """The brand of one node: what its settings say, under the agreement that is asked about."""

    def __init__(self, settings: BrandSettings, elsewhere: Mapping[str, str]) -> None:
        self.change(settings, elsewhere)

    def change(self, settings: BrandSettings, elsewhere: Mapping[str, str]) -> None:
        """Goes on with these; BrandError for files and colours that cannot be shown."""
        branding = Branding.load(settings)
        self._branding, self._elsewhere = branding, frozenset(elsewhere)
        self._last: tuple[AgreementText | None, Brand] | None = None

    @property
    def sheet(self) -> tuple[str, bytes] | None:
        """The name and the bytes of the accent's sheet; None where the colours are the plain ones."""
        digest, data = self._branding.digest, self._branding.sheet
        return None if digest is None or data is None else (digest, data)

    def speak(self, text: AgreementText | None) -> Brand:
        """The brand under an agreement; the plain one where a later agreement contradicts the settings."""
        last = self._last
        if last is None or last[0] is not text:
            try:
                brand = self._branding.speak(text, self._elsewhere)
            except BrandError:
                brand = Branding.load(BrandSettings()).speak(None)
            self._last = last = text, brand
        return last[1]

    def check(self, text: AgreementText | None) -> None:
        """BrandError brand-… where the settings contradict the agreement."""
        self._branding.speak(text, self._elsewhere)


def check_brand(settings: Settings, registry: Registry, now: datetime) -> None:
    """BrandError where the brand cannot be shown or contradicts the agreement of the registry.

    A registry that cannot say what was agreed is not this check's business.
    """
    brand = NodeBrand(settings.brand, settings.other_nodes)
    if settings.brand != BrandSettings():
        try:
            text = registry.text(now)
        except RegistryError:
            return
        brand.check(text)


def describe_brand(brand: Brand) -> JsonObject:
    """The members of `BrandView`."""
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
