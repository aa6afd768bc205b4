"""Registration of resolutions and standards with the registry: their filing, and the records beside them."""

from credentials.documents.conferences.resolution import ResolutionHalf
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.documents.works.survey import SurveyDefinition
from registry.admission.admission import Admission
from registry.filing import Filing
from works.conferences.admission import (
    admit_resolution,
    admit_standard,
    foresee_resolution,
    foresee_standard,
    name_resolution,
    name_standard,
    resolution_rows,
    which_resolution,
    which_standard,
)
from works.conferences.lookup import find_beside_adopted, find_beside_resolution
from works.conferences.tables import CITATION, RESOLUTION

KINDS = {
    ResolutionHalf.KIND: Admission(
        rule=admit_resolution,
        alone=True,
        rows=resolution_rows,
        name=name_resolution,
        foresee=foresee_resolution,
        once=which_resolution,
        numbered="credentialSubject.number",
    ),
    UnifiedStandard.KIND: Admission(
        rule=admit_standard,
        alone=True,
        name=name_standard,
        foresee=foresee_standard,
        once=which_standard,
        numbered="credentialSubject.version",
    ),
}

FILING = Filing(
    "conferences",
    KINDS,
    (RESOLUTION, CITATION),
    {
        ResolutionHalf.KIND: find_beside_resolution,
        UnifiedStandard.KIND: find_beside_adopted,
        SurveyDefinition.KIND: find_beside_adopted,
    },
)
