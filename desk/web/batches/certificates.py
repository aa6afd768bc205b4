"""Certificates of a batch as one file: a ZIP that is sent while the papers are set."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from zipfile import ZipFile, ZipInfo

from starlette.concurrency import run_in_threadpool

from api.node import node_of
from carriers.certificate.content import Certificate
from credentials.documents.assessment import Assessment
from credentials.record import Record
from credentials.times import CHINA
from credentials.words.file_names import distinct_stem
from desk.office.desk import DeskView
from desk.web.visits import DeskVisit
from keys_example import is_example
from registry.lookup.printable import check_printable, find_paper
from signing.errors import HurenError

_LEFT_OUT = "未制作 not made.txt"


async def pack_certificates(visit: DeskVisit, ids: Sequence[str], folder: str) -> AsyncIterator[bytes]:
    """Yield a ZIP of one folder with a PDF for each certificate, named by enterprise and number.

    One that cannot be printed stands with its reason in a text file beside them.
    """
    node, taken, left_out = node_of(visit.visit.request), set[str](), list[str]()
    outlet: Any = _Outlet()
    with ZipFile(outlet, "w") as pack:
        for id_ in ids:
            record = await visit.read(partial(_find, id_=id_))
            if record is None:
                continue
            name, moment = f"{record.body.holder}_{record.body.title}", record.created.astimezone(CHINA)
            try:
                paper = await run_in_threadpool(_find_paper, visit, record)
                data = await node.papers.press.set(paper, "certificate.pdf", node.settings.font)
            except HurenError as error:
                left_out.append(f"{name}: {visit.visit.explain(error)}")
                continue
            stem = distinct_stem(name, record.digest, taken)
            # times in a ZIP have no zone: the day of signing in China
            pack.writestr(ZipInfo(f"{folder}/{stem}.pdf", moment.timetuple()[:6]), data)
            yield outlet.take()
        if left_out:
            # the byte order mark: without it older Windows editors read the Chinese as GBK
            pack.writestr(f"{folder}/{_LEFT_OUT}", "\ufeff" + "\r\n".join(left_out))
    yield outlet.take()


def _find(desk: DeskView, id_: str) -> Record[Assessment] | None:
    return desk.view.credential(desk.issuer, id_)


def _find_paper(visit: DeskVisit, record: Record[Assessment]) -> Certificate:
    trust = visit.visit.trust
    check_printable(record, trust, visit.now)
    return find_paper(record, trust, now=visit.now, example=is_example(record.body.issuer))


class _Outlet:
    """A file that can only be written: what was written last is taken from it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Add bytes."""
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def take(self) -> bytes:
        """Return what was written since."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
