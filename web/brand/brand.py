"""The brand of a page: a party of the agreement by its legal name, with the operator's additions.

Names of parties come from the agreement alone; a setting chooses among them and can shorten one
(`short_names`). The operator's name stands only where the page tells who runs the node.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from credentials.documents.agreement import AgreementText, Party
from credentials.record import BilingualName
from signing.errors import Lang
from web.assets import find_asset
from web.brand.colours import accent_sheet, head_colours
from web.brand.emblem import MAX_BYTES, SETTING, draw_emblem
from web.brand.settings import BrandSettings, Contact
from web.brand.short_names import is_short_name, names, shortens
from web.errors import BrandError

REGISTRY = BilingualName(zh="互认登记库", en="Mutual recognition registry")
"""The heading of a page without a party, and the name of a registry without one of its own."""
PLACEHOLDER = "page/emblem.svg"
"""Emblem of a node that sets none: two linked rings."""

_LANGS: tuple[Lang, Lang] = ("zh", "en")


class Brand(NamedTuple):
    """The identity of a node on its pages. Without a party the head has a generic name."""

    party: str | None
    legal_name: BilingualName | None
    short_name: BilingualName | None
    registry: BilingualName
    operator: BilingualName | None
    contact: Contact
    objections: Contact
    emblem: str

    @property
    def name(self) -> BilingualName:
        """Return the name beside the emblem."""
        return self.legal_name or REGISTRY


@dataclass(frozen=True, slots=True)
class Branding:
    """The table `[brand]` with its files read: the emblem as markup, and the style sheet of the accent, if
    there is one."""

    settings: BrandSettings
    emblem: str
    sheet: bytes | None

    @classmethod
    def load(cls, settings: BrandSettings) -> "Branding":
        """Load the table; BrandError emblem-… and accent-contrast."""
        sheet = None
        if settings.accent is not None:
            sheet = accent_sheet(settings.accent, settings.accent_dark)
        elif settings.accent_dark is not None:
            raise BrandError("accent-alone", "brand.accent_dark")
        emblem = plain_emblem()
        if settings.emblem is not None:
            grounds = head_colours(settings.accent, settings.accent_dark)
            emblem = draw_emblem(_read(settings.emblem), grounds)
        return cls(settings, emblem, sheet)

    @property
    def digest(self) -> str | None:
        """Return the beginning of the style sheet's digest, which is part of the sheet's address."""
        return None if self.sheet is None else sha256(self.sheet).hexdigest()[:16]

    def speak(self, text: AgreementText | None, elsewhere: Collection[str] = ()) -> Brand:
        """Return the brand under an agreement; another node keeps the logs of the parties in `elsewhere`.

        Without an agreement the brand names no party. BrandError brand-… if the settings contradict the
        agreement.
        """
        given = self.settings
        party = self._party(text, elsewhere) if text is not None else None
        if text is not None:
            self._check_names(text, party)
        return Brand(
            party.id if party is not None else None,
            party.legal_name if party is not None else None,
            given.short_name if party is not None else None,
            given.registry or REGISTRY,
            given.operator,
            given.contact,
            given.objections,
            self.emblem,
        )

    def _party(self, text: AgreementText, elsewhere: Collection[str]) -> Party | None:
        own_parties = [party for party in text.parties if party.id not in elsewhere]
        wanted = self.settings.party
        if wanted is None:
            return own_parties[0] if len(own_parties) == 1 else None
        member = text.party(wanted)
        if member is None:
            listed = [party.id for party in text.parties]
            raise BrandError("brand-party", "brand.party", party=wanted, parties=listed)
        if member not in own_parties:
            raise BrandError("brand-elsewhere", "brand.party", party=wanted)
        return member

    def _check_names(self, text: AgreementText, party: Party | None) -> None:
        others = [member for member in text.parties if member != party]
        if self.settings.short_name is not None:
            _check_short(self.settings.short_name, party, others)
        texts = self.settings.list_texts()
        texts.pop("short_name", None)
        for other in others:
            for lang in _LANGS:
                lines = {f"brand.{setting}": line.text(lang) for setting, line in texts.items()}
                lines["brand"] = "".join(lines.values())  # a name may be written in pieces
                for setting, line in lines.items():
                    if names(line, other):
                        raise BrandError("brand-other", setting, found=line, name=other.legal_name.text(lang))


def _check_short(short: BilingualName, party: Party | None, others: Collection[Party]) -> None:
    for lang in _LANGS:
        short_text = short.text(lang)
        if party is None or not is_short_name(short_text, party, lang):
            name = party.legal_name.text(lang) if party is not None else "–"
            raise BrandError("brand-short", "brand.short_name", found=short_text, name=name)
        for other in others:
            if shortens(short_text, other, lang):
                name = other.legal_name.text(lang)
                raise BrandError("brand-ambiguous", "brand.short_name", found=short_text, name=name)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # reads one byte more than the limit: a longer file then shows
            return file.read(MAX_BYTES + 1)
    except OSError:
        raise BrandError("emblem-missing", SETTING, path=str(path)) from None


def plain_emblem() -> str:
    """Return the placeholder as markup; it is part of the page and takes the page's colour."""
    asset = find_asset(PLACEHOLDER)
    assert asset is not None  # noqa: S101 - the file belongs to this floor
    return asset.data.decode().strip()
