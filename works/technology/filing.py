"""Registration of technologies and listings with the registry: their filing, and the records beside them."""

from credentials.documents.works.listing import TechnologyListing
from credentials.documents.works.technology import TechnologyRecord
from registry.admission.admission import Admission
from registry.filing import Filing
from works.technology.admission import (
    admit_listing,
    admit_technology,
    by_sequence,
    check_listing,
    foresee_technology,
    listing_rows,
    technology_rows,
    which_listing,
    which_technology,
)
from works.technology.lookup import find_beside_listing, find_beside_technology
from works.technology.tables import INDICATOR, LISTING, TECHNOLOGY, TECHNOLOGY_TEXT

KINDS = {
    TechnologyRecord.KIND: Admission(
        rule=admit_technology,
        alone=True,
        rows=technology_rows,
        foresee=foresee_technology,
        once=which_technology,
    ),
    TechnologyListing.KIND: Admission(
        rule=admit_listing,
        alone=True,
        rows=listing_rows,
        name=by_sequence,
        foresee=check_listing,
        once=which_listing,
    ),
}

FILING = Filing(
    "technology",
    KINDS,
    (TECHNOLOGY, TECHNOLOGY_TEXT, INDICATOR, LISTING),
    {TechnologyRecord.KIND: find_beside_technology, TechnologyListing.KIND: find_beside_listing},
    (TECHNOLOGY.c.holder_code,),
)
