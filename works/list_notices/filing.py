"""Registration of list notices with the registry: their admission and their tables."""

from credentials.documents.desk.list_notice import ListNotice
from registry.admission.admission import Admission
from registry.filing import Filing
from works.list_notices.admission import admit_list_notice, check_version, list_rows, which_version
from works.list_notices.lookup import find_versions
from works.list_notices.tables import LIST_ITEM, LIST_VERSION

FILING = Filing(
    "list_notices",
    {
        ListNotice.KIND: Admission(
            rule=admit_list_notice,
            alone=True,
            rows=list_rows,
            foresee=check_version,
            once=which_version,
            numbered="credentialSubject.version",
        )
    },
    (LIST_VERSION, LIST_ITEM),
    {ListNotice.KIND: find_versions},
)
