"""Submitted records: admitted one by one, in order, each with its own answer."""

from collections.abc import Sequence
from datetime import datetime
from threading import Event

from api.errors import ApiError
from api.problems import problem_object
from api.settings import Settings
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import JsonObject
from registry import Admitted, Registry, RegistryError
from signing.errors import HurenError, Lang

CREATED, HELD = 201, 200

Answer = Admitted | HurenError


def admit_all(
    registry: Registry, items: Sequence[bytes], settings: Settings, *, now: datetime, stopping: Event
) -> list[Answer]:
    """What became of each document, in order; ApiError node-stopping between two transactions."""
    answers: dict[int, Answer] = {}
    own: list[int] = []
    for position, data in enumerate(items):
        elsewhere = _find_other_node(data, settings)
        if elsewhere is None:
            own.append(position)
        else:
            answers[position] = elsewhere

    def go_on(done: int) -> None:
        if stopping.is_set() and done < len(own):
            raise ApiError("node-stopping")

    admitted = registry.admit_many([items[position] for position in own], now=now, progress=go_on)
    answers.update(zip(own, admitted, strict=True))
    return [answers[position] for position in range(len(items))]


def _find_other_node(data: bytes, settings: Settings) -> ApiError | None:
    """The refusal of a document whose association's log is kept elsewhere."""
    if not settings.other_nodes:
        return None
    try:
        issuer = parse_any(data).body.signer
    except RecordError:
        return None  # the registry says what is wrong with it
    address = settings.other_nodes.get(issuer)
    if address is None:
        return None
    return ApiError("other-node", "issuer", headers={"Location": address}, issuer=issuer, address=address)


def changes_trust(answers: Sequence[Answer]) -> bool:
    """Whether anything was stored that trust data is made of; credentials are no part of it."""
    return any(
        isinstance(answer, Admitted) and not answer.already and answer.kind not in ("capability", "credit")
        for answer in answers
    )


def receipt(answer: Admitted) -> JsonObject:
    """What is said of a stored record."""
    return {
        "status": HELD if answer.already else CREATED,
        "digest": answer.digest,
        "kind": answer.kind,
        "issuer": answer.issuer,
        "notes": [*answer.notes],
        "url": f"/api/v1/records/{answer.digest}",
    }


def describe_all(answers: Sequence[Answer], *, lang: Lang, request_id: str) -> list[JsonObject]:
    """A receipt for each record that is stored, a problem for each that is refused."""
    return [
        receipt(answer) if isinstance(answer, Admitted) else _refusal(answer, lang, request_id)
        for answer in answers
    ]


def _refusal(error: HurenError, lang: Lang, request_id: str) -> JsonObject:
    """The problem, with the verdict where one refused the credential."""
    verdict = error.verdict if isinstance(error, RegistryError) else None
    members: JsonObject = {"verdict": verdict.to_json(lang)} if verdict is not None else {}
    return problem_object(error, lang, request_id, **members)
