"""Problem details (RFC 9457): one table from the codes of every floor to an HTTP status.

    {"type": "https://w3id.org/huren/problems/bad-signature", "title": "The document is refused",
     "status": 422, "detail": "…", "code": "bad-signature", "field": "proof.proofValue", "requestId": "…"}

`type` is stable and leads to the page of the code; `title` is the same for all codes of a status, `detail`
says what happened here and how to mend it; both are in the language asked for.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from starlette.responses import Response

from api.errors import ApiError
from carriers.errors import CarrierError
from credentials.record import JsonObject
from registry.errors import RegistryError
from signing.errors import HurenError, Lang, Message, SigningError

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://w3id.org/huren/problems/"
_TYPES = {"vcalm-option": "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"}
"""Types that another specification names."""


class Title(NamedTuple):
    """The title of a status, in both languages."""

    en: str
    zh: str


TITLES: Mapping[int, Title] = {
    400: Title("The request cannot be read", "无法读取请求"),
    403: Title("The signature is not the one needed", "签名不符合要求"),
    404: Title("Nothing was found", "未找到"),
    405: Title("The method is not allowed", "不允许的方法"),
    408: Title("The request came too slowly", "请求过慢"),
    409: Title("Another record is in the way", "与已存记录冲突"),
    413: Title("The request is too large", "请求过大"),
    415: Title("The media type is not supported", "不支持的媒体类型"),
    421: Title("Another registry keeps these records", "该记录由其他登记库保存"),
    422: Title("The content is refused", "内容不予接受"),
    429: Title("Too many requests", "请求过多"),
    431: Title("The head of the request is too large", "请求头过大"),
    500: Title("The service failed", "服务出错"),
    502: Title("The service does not run", "服务未运行"),
    503: Title("The service cannot do this now", "服务暂不可用"),
    504: Title("The service is late", "服务未及时应答"),
    507: Title("The registry is full", "登记库已满"),
}

REFUSED = 422
"""The status of every code that `_STATUS` does not name."""

_PROFILE = (
    "not-utf8", "has-bom", "not-json", "duplicate-member", "not-a-number", "lone-surrogate", "too-deep",
    "integer-too-large", "float", "negative-zero",
)  # fmt: skip
"""Refusals of the strict reader: not JSON of the profile at all."""

_STATUS: Mapping[str, int] = {
    **dict.fromkeys(_PROFILE, 400),
    "length-malformed": 400,
    "request-malformed": 400,
    "parameter-unknown": 422,
    "vcalm-request": 400,
    "vcalm-option": 400,
    "address-unknown": 404,
    "not-here": 404,
    "not-logged": 404,
    "origin-unknown": 404,
    "checkpoint-unsigned": 403,
    "request-unfit": 400,
    "size-differs": 409,
    "proof-unfit": 422,
    "log-forked": 409,
    "clock-behind": 503,
    "method-not-allowed": 405,
    "body-late": 408,
    "head-late": 408,
    "conflict": 409,
    "certificate-number-taken": 409,
    "certificate-number-given": 409,
    "index-conflict": 409,
    "sequence-conflict": 409,
    "already-final": 409,
    "already-suspended": 409,
    "not-suspended": 409,
    "not-in-force": 409,
    "equivocation": 409,
    "half-held": 409,
    "version-taken": 409,
    "pin-unset": 503,
    "rollback": 409,
    "body-too-large": 413,
    "too-large": 413,
    "too-many-values": 413,
    "batch-too-long": 413,
    "check-too-long": 413,
    "media-type": 415,
    "body-encoded": 415,
    "other-node": 421,
    "too-many-requests": 429,
    "head-too-large": 431,
    "too-many-connections": 503,
    "node-away": 502,
    "node-late": 504,
    "font-unreadable": 503,
    "internal": 500,
    "settings-unreadable": 500,
    "setting-value": 500,
    "setting-unknown": 500,
    "heads-damaged": 503,
    "heads-missing": 503,
    "heads-rewound": 503,
    "file-replaced": 503,
    "registry-empty": 503,
    "database-unreachable": 503,
    "database-rights": 503,
    "registry-newer": 503,
    "registry-earlier": 503,
    "registry-read-only": 503,
    "heads-unset": 503,
    "log-rewound": 503,
    "log-behind": 503,
    "manifest-rewound": 503,
    "not-a-registry": 503,
    "storage-failed": 503,
    "write-failed": 503,
    "database-busy": 503,
    "nothing-to-trust": 503,
    "not-ready": 503,
    "paper-busy": 503,
    "paper-interrupted": 503,
    "bodies-busy": 503,
    "node-stopping": 503,
    "disk-full": 507,
}

_PAPER = ("glyph-missing", "font-unreadable", "paper-not-set")
"""Faults of a certificate on paper; this service reads no pictures and no sheets."""

MESSAGES: Mapping[str, Message] = {
    **SigningError.MESSAGES,
    **{code: CarrierError.MESSAGES[code] for code in _PAPER},
    **RegistryError.MESSAGES,
    **ApiError.MESSAGES,
}
"""Every code a problem can have."""

STATUS: Mapping[str, int] = {code: _STATUS.get(code, REFUSED) for code in MESSAGES}
"""The status of every code."""

RETRY_SECONDS = 5
"""Seconds in `Retry-After` where no better figure is known (503)."""


def type_of(code: str) -> str:
    """Return the URL that names the problem (RFC 9457 3.1.1)."""
    return _TYPES.get(code, TYPE_BASE + code)


def problem_object(error: HurenError, lang: Lang, request_id: str, **members: Any) -> JsonObject:
    """Return the members of the problem; `members` are those of its kind (RFC 9457 3.2)."""
    status = STATUS[error.code]
    return {
        "type": type_of(error.code),
        "title": getattr(TITLES[status], lang),
        "status": status,
        "detail": detail_of(error, lang),
        "code": error.code,
        "field": error.field,
        "requestId": request_id,
        **members,
    }


def problem_response(error: HurenError, lang: Lang, request_id: str, **members: Any) -> Response:
    """Return the answer with that problem."""
    return Response(
        orjson.dumps(problem_object(error, lang, request_id, **members)),
        status_code=STATUS[error.code],
        headers=error_headers(error, lang),
        media_type=MEDIA_TYPE,
    )


def error_headers(error: HurenError, lang: Lang) -> dict[str, str]:
    """Return the headers that go with a problem."""
    headers = {
        "Content-Language": "zh-CN" if lang == "zh" else "en",
        "Vary": "Accept-Language",
        "Cache-Control": "no-store",
    }
    if STATUS[error.code] == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_SECONDS)
    return headers | (error.headers if isinstance(error, ApiError) else {})


def detail_of(error: HurenError, lang: Lang) -> str:
    """Return the sentence and the mend of an error; half of a surrogate pair, which JSON cannot carry, is
    made visible."""
    space = "" if lang == "zh" else " "
    text = error.sentence(lang) + space + error.mend(lang)
    return text.strip().encode("utf-8", "backslashreplace").decode()
