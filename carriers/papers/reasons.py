"""Sentences for a reason code: why a paper or page was not read, and the next step. zh and en."""

from carriers.errors import CarrierError
from carriers.image import FILE_MAX_BYTES, IMAGE_MAX_PIXELS, IMAGE_MAX_SIDE
from carriers.papers.limits import (
    ARCHIVE_MAX_ENTRIES,
    ARCHIVE_MAX_RATIO,
    ARCHIVE_MAX_TOTAL,
    FOLDER_MAX_CODES,
    FOLDER_MAX_PAGES,
    MAX_FAILED_PAGES,
    MAX_FILES,
    MAX_PAGES,
    PDF_MAX_BYTES,
    PaperLimits,
)
from carriers.pdf import MAX_ATTACHMENTS
from credentials.kinds import max_judged_bytes


def explain(reason: str, page: int | None = None, limits: PaperLimits | None = None) -> CarrierError:
    """Explain a reason of `PaperFile.unread` or, with its page, of `PaperFile.pages_unread`."""
    seconds = int((limits or PaperLimits()).wall_seconds)
    facts: dict[str, dict[str, object]] = {
        "paper-too-large": {"pdf": PDF_MAX_BYTES, "picture": FILE_MAX_BYTES, "other": max_judged_bytes()},
        "paper-too-many-pages": {"limit": MAX_PAGES},
        "paper-too-many-attachments": {"limit": MAX_ATTACHMENTS},
        "paper-too-many-pixels": {"limit": IMAGE_MAX_PIXELS, "side": IMAGE_MAX_SIDE},
        "paper-beyond-folder": {"files": MAX_FILES, "pages": FOLDER_MAX_PAGES, "codes": FOLDER_MAX_CODES},
        "paper-too-slow": {"seconds": seconds},
        "paper-keeps-failing": {"limit": MAX_FAILED_PAGES},
        "page-memory": {"page": page},
        "page-too-slow": {"page": page, "seconds": seconds},
        "page-crashed": {"page": page},
        "page-damaged": {"page": page},
        "archive-too-many": {"entries": ARCHIVE_MAX_ENTRIES},
        "archive-too-large": {"total": ARCHIVE_MAX_TOTAL},
        "archive-bomb": {"ratio": ARCHIVE_MAX_RATIO},
    }
    return CarrierError(reason, "", **facts.get(reason, {}))
