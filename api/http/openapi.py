"""The OpenAPI 3.1 document: declarations of the routes, schemas of `wire`, and problems everywhere."""

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from starlette.responses import Response

from api.http.problems import MEDIA_TYPE as PROBLEM_TYPE
from api.http.problems import TITLES
from api.wire import models as wire
from api.wire import (
    node_models,
    trqp_models,
    vcalm_models,
)
from credentials.record import MAX_VERSION, Model
from credentials.schemas import StrictSchema

VERSION = "1"
TITLE = "huren"
"""ASCII: generators of clients name packages after it."""
DESCRIPTION = (
    "互认: industry associations recognise each other's signed assessments of enterprises. "
    "Signatures are the only authorisation; every error is a problem (RFC 9457) with a stable type. · "
    "本登记库供行业协会互认企业评价，评价均由协会签名。签名即授权；"
    "错误均以问题对象（RFC 9457）返回，类型固定不变。"
)
TAGS = [
    {"name": "officer", "description": "Whoever checks: verify credentials. · 核验者：核验凭证。"},
    {"name": "association", "description": "Associations: submit signed records. · 协会：提交已签名记录。"},
    {
        "name": "enterprise",
        "description": "Enterprises: credentials, what they count as, notices. · 企业：凭证、互认与公告。",
    },
    {
        "name": "agreement",
        "description": "Associations: who may issue what, what it counts as, what was resolved. · "
        "协会：发证、对应与决议。",
    },
    {
        "name": "publication",
        "description": "Programs that verify: what they fetch. · 核验程序：所需取得的内容。",
    },
    {"name": "operation", "description": "Whoever runs the node: its state. · 运维：节点状况。"},
]

_WIRES = (
    wire,
    vcalm_models,
    node_models,
    trqp_models,
)
Shape = str | dict[str, Any]
"""The name of a model of `wire`, or a schema."""
OBJECT: dict[str, Any] = {"type": "object"}
TEXT: dict[str, Any] = {"type": "string"}
_REF = "#/components/schemas/{model}"
FILE: dict[str, Any] = {"type": "string", "format": "binary"}
"""Schema of bytes. In OpenAPI 3.1 the media type alone would suffice, but code generators read `format`."""
_WHOLE = {"type": "integer", "minimum": 0, "maximum": MAX_VERSION}
_HEADERS = {
    name: {"description": text, "schema": _WHOLE}
    for name, text in (
        ("RateLimit-Limit", "Tokens a full bucket holds."),
        ("RateLimit-Remaining", "Tokens left."),
        ("RateLimit-Reset", "Seconds until the bucket is full."),
        ("Retry-After", "Seconds until there is enough of them."),
    )
}
_RATE = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS if name.startswith("Rate")}
"""Rate limit headers, which every answer has: each request costs tokens (api.http.costs)."""
_RETRY = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
_ANYWHERE = (429, 431, 500)
"""Problems that every route may have."""
NOT_MODIFIED, RATED = 304, 429


def described(
    shape: Shape,
    *problems: int,
    query: type[Model] | None = None,
    body: Shape | None = None,
    sent: str = "application/json",
    media: str = "application/json",
    text: str = "Answered. · 已答复。",
    ok: Iterable[int] = (200,),
) -> dict[str, Any]:
    """Describe a route: its answer, and its problems beside those of every route.

    A route with `query` or `body` reads its query string, or its body of media type `sent`, by itself.
    """
    extra: dict[str, Any] = {"parameters": _parameters(query)} if query is not None else {}
    if body is not None:
        extra = {"requestBody": {"required": True, "content": {sent: {"schema": _schema(body)}}}}
    content = {media: {"schema": _schema(shape)}}
    given: dict[int | str, dict[str, Any]] = {
        status: {"description": text, "content": content} for status in ok
    }
    responses = given | _refusals(problems)
    for answer in responses.values():
        answer["headers"] = _RATE
    responses[RATED]["headers"] = _RATE | _RETRY
    return {"openapi_extra": extra, "responses": responses, "response_class": Response}


def _schema(shape: Shape) -> dict[str, Any]:
    return {"$ref": _REF.format(model=shape)} if isinstance(shape, str) else shape


def _parameters(model: type[Model]) -> list[dict[str, Any]]:
    schema = model.model_json_schema(schema_generator=StrictSchema)
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": member.pop("description", ""),
            "schema": member,
        }
        for name, member in schema["properties"].items()
    ]


def _refusals(problems: tuple[int, ...]) -> dict[int | str, dict[str, Any]]:
    refusals: dict[int | str, dict[str, Any]] = {}
    if NOT_MODIFIED in problems:
        refusals[NOT_MODIFIED] = {"description": "You have it. · 与所持内容相同。"}
    for status in sorted({*problems, *_ANYWHERE} - {NOT_MODIFIED}):
        title = TITLES[status]
        refusals[status] = {
            "description": f"{title.en}. · {title.zh}。",
            "content": {PROBLEM_TYPE: {"schema": _schema("ProblemView")}},
        }
    return refusals


def describe(app: FastAPI, wires: Iterable[ModuleType], tags: Mapping[str, str]) -> dict[str, Any]:
    """Return the OpenAPI document of `app`; apartments gave `wires`, the modules with their models, and
    `tags`."""
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[*TAGS, *({"name": name, "description": text} for name, text in tags.items())],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    for methods in document["paths"].values():
        for operation in methods.values():
            _drop_invented(operation["responses"])
    document.setdefault("components", {})["headers"] = _HEADERS
    schemas = document["components"].setdefault("schemas", {})
    # drops FastAPI's schemas: only our own models describe requests and answers
    schemas.clear()
    schemas.update(_schemas((*_WIRES, *wires)))
    return document


def _drop_invented(responses: dict[str, Any]) -> None:
    """Drop FastAPI's own 422, for parameters it validates; here it validates none."""
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]


def _schemas(wires: Iterable[ModuleType]) -> dict[str, Any]:
    found_in = [value for module in wires for value in vars(module).values()]
    models = {m for m in found_in if isinstance(m, type) and issubclass(m, Model)} - {wire.View}
    own = [m for m in models if m.__module__ in {module.__name__ for module in wires}]
    schemas: dict[str, Any] = {}
    for views, generator in ((False, StrictSchema), (True, GenerateJsonSchema)):
        chosen = [m for m in own if issubclass(m, wire.View) is views]
        _, schema = models_json_schema(
            [(m, "validation") for m in chosen], ref_template=_REF, schema_generator=generator
        )
        schemas |= schema.get("$defs", {})
    return dict(sorted(schemas.items()))
