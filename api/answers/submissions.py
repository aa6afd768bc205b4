"""Submitted records: admitted in order and in short steps, each with its own answer."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from threading import Event
from typing import Any

from api.errors import ApiError
from api.http.problems import problem_object
from api.settings import Settings
from credentials.kinds import KINDS
from credentials.record import JsonObject, Record
from registry import Admitted, Registry, RegistryError
from signing.errors import HurenError, Lang

CREATED, HELD = 201, 200

Answer = Admitted | HurenError


def admit_all(
    registry: Registry, items: Sequence[bytes], settings: Settings, *, now: datetime, stopping: Event
) -> Iterator[Sequence[Answer]]:
    """Yield the answers to the documents in order, as they are stored; ApiError node-stopping between two
    steps."""
    done = 0
    for answers in registry.admit_in_turns(items, now=now, screen=partial(_find_other_node, settings)):
        yield answers
        done += len(answers)
        if stopping.is_set() and done < len(items):
            raise ApiError("node-stopping")


def _find_other_node(settings: Settings, record: Record[Any]) -> ApiError | None:
    """Return the refusal of a document whose association's log another node keeps."""
    issuer = record.body.signer
    address = settings.other_nodes.get(issuer)
    if address is None:
        return None
    return ApiError("other-node", "issuer", headers={"Location": address}, issuer=issuer, address=address)


def changes_trust(answers: Sequence[Answer]) -> bool:
    """Return whether a stored record is part of trust data; judged records, such as credentials, are not."""
    return any(
        isinstance(answer, Admitted) and not answer.already and not KINDS[answer.kind].is_judged
        for answer in answers
    )


def tally_answers(answers: Sequence[Answer]) -> Counter[tuple[str, str]]:
    """Count answers by (kind, result); a refused document has the kind `-`."""
    return Counter(
        (answer.kind, "already" if answer.already else "stored")
        if isinstance(answer, Admitted)
        else ("-", "refused")
        for answer in answers
    )


def receipt(answer: Admitted) -> JsonObject:
    """Return the receipt of a stored record."""
    return {
        "status": HELD if answer.already else CREATED,
        "digest": answer.digest,
        "kind": answer.kind,
        "issuer": answer.issuer,
        "notes": [*answer.notes],
        "url": f"/api/v1/records/{answer.digest}",
    }


def describe(answer: Answer, *, lang: Lang, request_id: str) -> JsonObject:
    """Return a receipt for a stored record, a problem for a refused one."""
    return receipt(answer) if isinstance(answer, Admitted) else _refusal(answer, lang, request_id)


def _refusal(error: HurenError, lang: Lang, request_id: str) -> JsonObject:
    """Return the problem, with the verdict where one refused the credential."""
    verdict = error.verdict if isinstance(error, RegistryError) else None
    members: JsonObject = {"verdict": verdict.to_json(lang)} if verdict is not None else {}
    return problem_object(error, lang, request_id, **members)
