"""Check who a node's pages speak for, by the agreement and the logs that are here."""

from collections.abc import Collection
from datetime import datetime

from registry.errors import RegistryError
from registry.lookup.lookup import keeps_log
from registry.registry import Registry
from web.brand.brand import Brand, Branding
from web.brand.settings import BrandSettings
from web.errors import BrandError


def check_brand(
    settings: BrandSettings, elsewhere: Collection[str], registry: Registry, now: datetime
) -> Brand:
    """Return the brand; BrandError where it cannot be shown or contradicts the agreement here.

    Parties `elsewhere` have their log at another node. A party whose log is not here speaks only if the
    settings name an operator. A registry without a readable agreement is not refused here.
    """
    branding = Branding.load(settings)
    try:
        text = registry.text(now)
    except RegistryError:
        text = None
    brand = branding.speak(text, elsewhere)
    if brand.party is not None and brand.operator is None and not keeps_log(registry, brand.party):
        raise BrandError("brand-unwritten", "brand.operator", party=brand.party)
    return brand
