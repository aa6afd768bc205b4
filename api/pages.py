"""The few HTML pages of the API: plain, without a script, and without a request to anywhere else."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from starlette.responses import Response

STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}code,pre{font:14px/1.5 ui-monospace,monospace}pre{overflow:auto;background:#f4f4f4;"
    "padding:.8rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "border-bottom:1px solid #ccc;padding:.3rem .6rem .3rem 0}h2{margin-top:2.5rem}h3{margin-bottom:.2rem}"
    "a{color:#0b5394}.m{font-weight:bold}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)


def html_response(title: str, body: str, status: int = 200) -> Response:
    """A page; `body` is HTML, `title` text."""
    text = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "public, no-cache"}
    return Response(text, status_code=status, headers=headers, media_type="text/html; charset=utf-8")


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns; both are HTML."""
    return "<table>" + "".join(f"<tr><th scope=row>{a}</th><td>{b}</td></tr>" for a, b in rows) + "</table>"


def code(text: str) -> str:
    """Text as code."""
    return f"<code>{escape(text)}</code>"


def render_openapi(document: Mapping[str, Any]) -> str:
    """The operations of an OpenAPI document by tag, and its schemas."""
    parts = [
        f"<p>{escape(document['info']['description'])}</p>",
        '<p><a href="/openapi.json">openapi.json</a></p>',
    ]
    for tag in document["tags"]:
        operations = [
            _operation(path, method, operation)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        ]
        parts.append(
            f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>{''.join(operations)}"
        )
    parts.append("<h2>schemas</h2>")
    for name, schema in document["components"]["schemas"].items():
        parts.append(_schema(name, schema))
    return "".join(parts)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    rows = [
        (code(f"{parameter['in']} {parameter['name']}"), escape(parameter.get("description", "")))
        for parameter in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {})
    rows += [(f"body {code(media)}", _link(content["schema"])) for media, content in body.items()]
    for status, answer in operation["responses"].items():
        content: Mapping[str, Any] = next(iter(answer.get("content", {}).values()), {})
        rows.append((code(status), f"{escape(answer['description'])} {_link(content.get('schema', {}))}"))
    text = escape(operation.get("description", "")).replace("\n\n", "<br>")
    heading = f'<h3 id="{escape(operation["operationId"])}">{escape(operation["summary"])}</h3>'
    return f'{heading}<p class="m">{code(f"{method.upper()} {path}")}</p><p>{text}</p>{table(rows)}'


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    needed = schema.get("required", ())
    rows = [
        (
            code(member) + ("" if member in needed else " ?"),
            f"{escape(str(value.get('description', '')))} {_link(value)}",
        )
        for member, value in schema.get("properties", {}).items()
    ]
    text = escape(schema.get("description", ""))
    return f'<h3 id="schema-{escape(name)}">{escape(name)}</h3><p>{text}</p>{table(rows)}'


def _link(schema: Mapping[str, Any]) -> str:
    """What a schema is, in a few words, with links to the schemas it names."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return f'<a href="#schema-{escape(name)}">{escape(name)}</a>'
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " | ".join(map(_link, schema[word]))
    if "enum" in schema:
        return " | ".join(code(str(value)) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[ {_link(schema.get('items', {}))} ]"
    return code(str(schema["type"])) if "type" in schema else ""
