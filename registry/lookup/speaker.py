"""Who speaks on the pages of a node, by the agreement and the logs that are here."""

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
    """Return who speaks; BrandError where the brand cannot be shown or contradicts the agreement here.

    Parties `elsewhere` have their log at another node. A party whose log is not here speaks only where the
    head says who runs the node. A registry that cannot say what was agreed is not this check's business.
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
