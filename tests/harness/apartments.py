"""The product's apartments for a registry and a service, and the modules that need them."""

from functools import partial

from cli.apartments import load_filings, load_servings
from registry.upkeep import backup, published_audit

FILINGS, SERVINGS = load_filings(), load_servings()

back_up = partial(backup.back_up, filings=FILINGS)
restore = partial(backup.restore, filings=FILINGS)
audit_published = partial(published_audit.audit_published, filings=FILINGS)
