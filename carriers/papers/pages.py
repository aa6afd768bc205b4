"""An open paper: its number of pages, its attached documents, and the codes of each page.

The input is hostile, and the time a library takes over it cannot be bounded from inside: `reading_process`
runs it in a process of its own. The file is read through the descriptor that was checked. After every page
the code checks that the file has not changed, so that no reading is attributed to another file.
"""

from contextlib import suppress
from typing import BinaryIO, Protocol

import pypdfium2
from PIL import TiffImagePlugin
from pypdfium2 import raw

from carriers.errors import CarrierError
from carriers.image import check_pixels, flatten, locate_page_codes, locate_picture_codes, read_picture
from carriers.papers.answers import MAX_PAGE_TEXT, PaperAnswer
from carriers.papers.folder import FileState, explain_refusal, look_at, open_regular
from carriers.papers.limits import MAX_PAGES
from carriers.papers.page.boxes import answer_page, paper_size
from carriers.papers.page.jpeg_orientation import shown_upright
from carriers.papers.page.picture_memory import pictures_fit
from carriers.papers.page.scanned_page import scan_of_page
from carriers.papers.page.thumbnail import with_thumbnail
from carriers.papers.paper_file import PaperCode, PaperKind
from carriers.pdf import MAX_ATTACHMENTS, draw_page, read_attachment
from credentials.h1 import find_h1
from signing.log.log_proof import is_log_proof

# PDFium keeps what it has read of a document
_KEPT_BYTES = 32 * 1024 * 1024
"""Number of read bytes after which a file is opened anew."""
_REASONS = {
    "image-too-large": "paper-too-large",
    "image-too-many-pixels": "paper-too-many-pixels",
    "image-bad-format": "paper-damaged",
    "image-unreadable": "paper-damaged",
}


class PaperPages(Protocol):
    """Interface of each kind of paper."""

    def whole(self) -> PaperAnswer:
        """Return the answer for the file itself."""

    def page(self, number: int) -> PaperAnswer:
        """Return the answer for a page, from 1."""


class OpenPaper:
    """One open file; any fault raises CarrierError with the reason as its code."""

    def __init__(self, place: str, kind: PaperKind, state: FileState) -> None:
        self.place, self.state = place, state
        try:
            self._file = open_regular(place)
        except OSError as error:
            raise CarrierError(explain_refusal(error)) from error
        try:
            self._check()
            self._pages = _open(self._file, kind)
        except CarrierError as error:
            self.close()
            raise CarrierError(_REASONS.get(error.code, error.code)) from error
        except MemoryError as error:
            self.close()
            raise CarrierError("paper-memory") from error
        except Exception as error:  # the libraries' exceptions for hostile bytes
            self.close()
            raise CarrierError("paper-damaged") from error

    def read(self, page: int) -> PaperAnswer:
        """Return the answer for a page from 1, or for the file itself (0)."""
        try:
            answer = self._pages.page(page) if page else self._pages.whole()
        except CarrierError as error:
            raise CarrierError(_REASONS.get(error.code, error.code)) from error
        except MemoryError as error:
            raise _starved(page) from error
        except Exception as error:
            # a file that changed meanwhile is reported as changed, not as damaged
            self._check()
            raise CarrierError("page-damaged" if page else "paper-damaged") from error
        self._check()
        return answer

    def _check(self) -> None:
        if look_at(self._file) != self.state:
            raise CarrierError("paper-changed")

    def close(self) -> None:
        """Close the file."""
        with suppress(AttributeError, pypdfium2.PdfiumError):
            self._pages.close()  # type: ignore[attr-defined]
        self._file.close()


def _starved(page: int) -> CarrierError:
    return CarrierError("page-memory", page=page) if page else CarrierError("paper-memory")


def _open(file: BinaryIO, kind: PaperKind) -> PaperPages:
    if kind == "pdf":
        return _PdfPages(file)
    if kind == "tiff":
        return _TiffPages(file)
    return _PicturePage(file)


class _CountedFile:
    """A file for PDFium that counts the bytes taken."""

    def __init__(self, file: BinaryIO) -> None:
        self.seek, self.tell, self.read = file.seek, file.tell, file.read
        self._readinto = file.readinto  # type: ignore[attr-defined]
        self.taken = 0

    def readinto(self, room: bytearray) -> int:
        """Read bytes at the current place and return their number."""
        count: int = self._readinto(room)
        self.taken += count
        return count


class _PdfPages:
    """PDFium reads only parts of the file; a page is dropped when its codes are found.

    PDFium keeps all bytes it has read with the document, so the document is opened anew from time to time.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = _CountedFile(file)
        self._open()

    def _open(self) -> None:
        try:
            # not mapped: a mapping counts towards the limit on memory, and a file cut short ends the process
            self._document = pypdfium2.PdfDocument(self._file)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
            raise CarrierError("paper-locked" if locked else "paper-damaged") from error
        if len(self._document) > MAX_PAGES:
            raise CarrierError("paper-too-many-pages", limit=MAX_PAGES)
        self._file.taken = 0

    def whole(self) -> PaperAnswer:
        count = self._document.count_attachments()
        if count > MAX_ATTACHMENTS:
            raise CarrierError("paper-too-many-attachments", limit=MAX_ATTACHMENTS)
        attached = dict.fromkeys(filter(None, (read_attachment(self._document, i) for i in range(count))))
        codes = tuple(PaperCode(None, None, data=data) for data in attached)
        return PaperAnswer(0, len(self._document), codes)

    def page(self, number: int) -> PaperAnswer:
        if self._file.taken > _KEPT_BYTES:
            self._document.close()
            self._open()
        page = self._document[number - 1]
        try:
            if not pictures_fit(page):
                raise _starved(number)
            scan = scan_of_page(page)
            if scan is not None:
                picture, place = scan
                answer = answer_page(number, locate_page_codes(picture, place.size), place)
                return with_thumbnail(answer, picture, place)
            size, text = paper_size(*page.get_size()), _read_text(page)
            picture = draw_page(page)
            answer = with_thumbnail(answer_page(number, locate_page_codes(picture, size)), picture)
            return answer if answer.codes else answer._replace(text=text)
        finally:
            page.close()

    def close(self) -> None:
        self._document.close()


def _read_text(page: pypdfium2.PdfPage) -> str:
    """Return the beginning of a page's text; empty where PDFium finds none."""
    with suppress(pypdfium2.PdfiumError):
        text = page.get_textpage()
        try:
            count = min(text.count_chars(), MAX_PAGE_TEXT)
            return str(text.get_text_range(0, count))[:MAX_PAGE_TEXT] if count > 0 else ""
        finally:
            text.close()
    return ""


class _PicturePage:
    """A PNG or JPEG: a paper of one page."""

    def __init__(self, file: BinaryIO) -> None:
        self._data = file.read()

    def whole(self) -> PaperAnswer:
        return PaperAnswer(0, pages=1)

    def page(self, number: int) -> PaperAnswer:
        picture, place = read_picture(self._data), shown_upright(self._data)
        return with_thumbnail(answer_page(number, locate_picture_codes(picture), place), picture, place)


class _TiffPages:
    """A TIFF from a scanner: a page for each of its pictures."""

    def __init__(self, file: BinaryIO) -> None:
        # called by name: `Image.open` would probe other formats and warn about large pictures
        self._picture = TiffImagePlugin.TiffImageFile(file)
        self._pages = 1
        with suppress(EOFError):
            while self._pages <= MAX_PAGES:
                self._picture.seek(self._pages)
                self._pages += 1
        if self._pages > MAX_PAGES:
            raise CarrierError("paper-too-many-pages", limit=MAX_PAGES)

    def whole(self) -> PaperAnswer:
        return PaperAnswer(0, pages=self._pages)

    def page(self, number: int) -> PaperAnswer:
        self._picture.seek(number - 1)
        try:
            check_pixels(self._picture)
        except CarrierError as error:  # only this page fails: the others are read
            raise _starved(number) from error
        picture = flatten(self._picture)
        return with_thumbnail(answer_page(number, locate_picture_codes(picture)), picture)


def read_document(data: bytes, kind: PaperKind) -> PaperAnswer:
    """Read a file that is a credential or a log proof, or a text with codes; CarrierError paper-no-code."""
    if kind == "json" or is_log_proof(data):
        return PaperAnswer(0, codes=(PaperCode(None, None, data=data),))
    lines = data.decode("utf-8", "replace").splitlines()
    coded = dict.fromkeys(line.strip() for line in lines if find_h1(line) is not None)
    if not coded:
        raise CarrierError("paper-no-code")
    return PaperAnswer(0, codes=tuple(PaperCode(None, None, text=line) for line in coded))
