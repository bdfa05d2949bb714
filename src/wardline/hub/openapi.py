"""The exchange's addresses as an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

import msgspec

import wardline
from wardline.advisories.answers import STATES
from wardline.defend import FORMATS, load
from wardline.hub.exchange.lists import NAMES
from wardline.incidents.model import Report
from wardline.incidents.tokens import DIRECTORY, DIRECTORY_MEDIA, REQUEST_MEDIA, RESPONSE_MEDIA

_TAXII = "application/taxii+json;version=2.1"


def document(title: str) -> dict[str, Any]:
    """The document that /openapi.json gives."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": wardline.__version__},
        "security": _KEYED,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
            "schemas": {"error": _ERROR, "problem": _PROBLEM, **_report_schemas()},
        },
        "paths": _paths(),
    }


_ERROR = {
    "type": "object",
    "required": ["title"],
    "properties": {
        name: {"type": "string"}
        for name in ("title", "description", "error_id", "error_code", "http_status")
    },
}
_WAIT = {
    "headers": {
        "Retry-After": {
            "description": "In how many seconds it will be answered",
            "schema": {"type": "integer", "minimum": 1},
        }
    }
}
# RFC 9457; of all addresses that are not TAXII's.
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail", "code"],
    "properties": {
        "status": {"type": "integer"},
        **{name: {"type": "string"} for name in ("title", "detail", "code", "instance")},
    },
}
_HAS_IT = {"description": "The client has it already (If-None-Match)"}
_KEYED: list[dict[str, list[str]]] = [{"bearer": []}, {"basic": []}]
_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
_PAGE = ("added_after", "limit", "next")
_MATCH = ("match[id]", "match[type]", "match[version]", "match[spec_version]")
_ROOT = "/taxii2/sector/"
_COLLECTION = f"{_ROOT}collections/{{collection}}/"


def _paths() -> dict[str, Any]:
    return {
        "/taxii2/": {"get": _operation("Discovery")},
        _ROOT: {"get": _operation("API root")},
        f"{_ROOT}status/{{status}}/": {"get": _operation("Status", path=("status",))},
        f"{_ROOT}collections/": {"get": _operation("Collections")},
        _COLLECTION: {"get": _operation("Collection", path=("collection",))},
        f"{_COLLECTION}manifest/": {
            "get": _operation("Manifest", path=("collection",), query=_PAGE + _MATCH)
        },
        f"{_COLLECTION}objects/": {
            "get": _operation("Objects", path=("collection",), query=_PAGE + _MATCH),
            "post": _operation("Add objects", path=("collection",), body=True, status="202"),
        },
        f"{_COLLECTION}objects/{{object}}/": {
            "get": _operation("Object", path=("collection", "object"), query=_PAGE + _MATCH[2:]),
            "delete": _operation("Delete", path=("collection", "object"), query=_MATCH[2:]),
        },
        f"{_COLLECTION}objects/{{object}}/versions/": {
            "get": _operation("Versions", path=("collection", "object"), query=_PAGE + _MATCH[3:])
        },
        f"{_COLLECTION}x-seen/{{object}}/": {
            "get": _operation("By how many members it was seen", path=("collection", "object"))
        },
        f"{_COLLECTION}x-deleted/": {
            "get": _operation("Deleted objects", path=("collection",), query=_PAGE)
        },
        "/stream/{collection}": {
            "get": _other("Push", "text/event-stream", path=("collection",), query=_PAGE[:1])
        },
        "/lists/{collection}/{format}": {"get": _lists()},
        "/misp/{collection}/{file}": {"get": _misp()},
        "/tokens/": {
            "get": _other("How many anonymous tokens were drawn"),
            "post": _tokens(),
        },
        "/incidents/reports/": {"post": _report("Report an incident")},
        "/incidents/reports/{incident}/": {
            "put": _report("Add to an incident, or report it under this number", ("incident",))
        },
        "/advisories/answers/send": {"post": _answers()},
        "/bulletins/pull.json": {"get": _pull()},
        "/bulletins/answers/send": {"post": _bulletin_answers()},
        DIRECTORY: {"get": _public("The token key (RFC 9578)", DIRECTORY_MEDIA)},
        "/healthz": {"get": _public("Whether the process runs", "application/json")},
        "/readyz": {"get": _public("Whether it can answer", "application/json")},
        "/metrics": {"get": _public("Metrics", "text/plain")},
    }


def _report_schemas() -> dict[str, Any]:
    """A report's parts, from the types that read it."""
    _, parts = msgspec.json.schema_components([Report], ref_template="#/components/schemas/{name}")
    return parts


def _report(summary: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Two steps: a report gives what would leave and `confirm`; with `confirm` it is released."""
    operation = _other(summary, path=path)
    if path:
        operation["parameters"][0]["schema"]["format"] = "uuid"
    own = {"type": "object", "additionalProperties": _TEXT}
    sent = {
        "type": "object",
        "additionalProperties": False,
        "anyOf": [{"required": ["report"]}, {"required": ["confirm"]}],
        "properties": {
            "report": {"$ref": "#/components/schemas/Report"},
            "collection": {**_TEXT, "format": "uuid"},
            "tlp": {**_TEXT, "enum": ["clear", "green", "amber", "amber-strict", "red"]},
            "release": {**_TEXT, "enum": ["hub-only", "named"]},
            "own": {**own, "description": "own_name, own_domains, own_nets: taken out by the gate"},
            "confirm": {**_TEXT, "description": "From the first step; good for an hour"},
            "odd": {**_FLAG, "description": "Contradictions were looked at"},
            "reviewed": {**_FLAG, "description": "Places of doubt were looked at (a reviewer's)"},
            "review": {**_TEXT, "enum": ["organization", "hub"], "description": "Who is to look"},
            "note": {**_TEXT, "description": "A word to those who look"},
        },
    }
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": sent}}}
    shown, done = "What would leave, and `confirm`", "Released, or waiting for its batch"
    content: dict[str, Any] = {"application/json": {}}
    operation["responses"]["200"] = {"description": shown, "content": content}
    operation["responses"]["201"] = {"description": done, "content": content}
    held = "With `review`: what the gate doubts waits for a reviewer"
    operation["responses"]["202"] = {"description": held, "content": content}
    return operation


def _tokens() -> dict[str, Any]:
    """Requests one behind the other; so many answers."""
    operation = _other("Draw anonymous tokens (RFC 9578)", RESPONSE_MEDIA)
    blinded = {REQUEST_MEDIA: {"schema": {"type": "string", "format": "binary"}}}
    operation["requestBody"] = {"required": True, "content": blinded}
    return operation


def _answers() -> dict[str, Any]:
    """What a member says of advisories; one that cannot be kept stops no other."""
    operation = _other("Answer advisories")
    count = {"type": ["integer", "null"], "minimum": 0, "maximum": 10_000_000}
    one = {
        "type": "object",
        "required": ["advisory", "state"],
        "additionalProperties": False,
        "properties": {
            "advisory": {**_TEXT, "description": "Its tracking id"},
            "state": {**_TEXT, "enum": list(STATES)},
            "planned_for": {**_TEXT, "description": "With 'planned': a day, as 2026-01-31"},
            "devices": {**count, "description": "How many you have"},
            "addressed": {**count, "description": "How many of them are addressed"},
            "on": {**_TEXT, "description": "The day on which that was reached; default: now"},
        },
    }
    many = {"type": "array", "items": one, "maxItems": 1000}
    return _taking(operation, many, "For each answer: advisory, kept, and why where it was not")


def _pull() -> dict[str, Any]:
    """All that the organization may read: what concerns a member is decided at the member.

    Without a key these are the public ones.
    """
    operation = {**_other("Bulletins that you may read now"), "security": [{}, *_KEYED]}
    number = {"type": "array", "items": _TEXT, "maxItems": 50}
    told = "Give what these say, too"
    operation["parameters"] = [
        {"name": "id", "in": "query", "schema": number, "description": told, "explode": True}
    ]
    return operation


def _bulletin_answers() -> dict[str, Any]:
    """What a member says of bulletins; one that cannot be kept stops no other."""
    operation = _other("Answer bulletins")
    states = {**_TEXT, "enum": ["seen", "not-concerned", "doing", "done"]}
    one = {
        "type": "object",
        "required": ["bulletin", "state"],
        "additionalProperties": False,
        "properties": {"bulletin": {**_TEXT, "description": "As WB-2026-0001"}, "state": states},
    }
    many = {"type": "array", "items": one, "maxItems": 200}
    return _taking(operation, many, "For each answer: bulletin, kept, and why where it was not")


def _taking(operation: dict[str, Any], answers: dict[str, Any], kept: str) -> dict[str, Any]:
    """An operation that takes answers as JSON."""
    sent = {
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {"answers": answers},
    }
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": sent}}}
    operation["responses"]["200"]["description"] = kept
    return operation


def _lists() -> dict[str, Any]:
    """A list in one of its formats; with `.json` behind the format, what it leaves out and why."""
    operation = _other("Block list or rules", path=("collection", "format"))
    operation["parameters"][1]["schema"]["enum"] = [
        *NAMES,
        *(f"{name}.json" for name in NAMES),
    ]
    media: dict[str, Any] = {load(name).about.media: {} for name in FORMATS}
    operation["responses"]["200"]["content"] = {**media, "application/json": {}}
    operation["responses"]["304"] = _HAS_IT
    return operation


def _misp() -> dict[str, Any]:
    """A file of a MISP feed: manifest.json, an event's UUID.json, hashes.csv."""
    operation = _other("MISP feed", path=("collection", "file"))
    operation["responses"]["200"]["content"]["text/csv"] = {}
    operation["responses"]["304"] = _HAS_IT
    return operation


def _other(
    summary: str,
    media: str = "application/json",
    *,
    path: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
) -> dict[str, Any]:
    """An address that is not TAXII's: its errors are problem documents."""
    operation = _operation(summary, path=path, query=query, media=media)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    operation["responses"]["4XX"]["content"] = content
    return operation


def _public(summary: str, media: str) -> dict[str, Any]:
    """An address that asks for no key."""
    return {**_other(summary, media), "security": []}


def _operation(
    summary: str,
    *,
    path: tuple[str, ...] = (),
    query: tuple[str, ...] = (),
    media: str = _TAXII,
    status: str = "200",
    body: bool = False,
) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in path
    ] + [
        {
            "name": name,
            "in": "query",
            "schema": {"type": "integer", "minimum": 1}
            if name == "limit"
            else {"type": "string", "minLength": 1},
        }
        for name in query
    ]
    problem = {"content": {_TAXII: {"schema": {"$ref": "#/components/schemas/error"}}}}
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {"description": summary, "content": {media: {}}},
            "429": {"description": "More than this hub answers one member", **problem, **_WAIT},
            "4XX": {"description": "What is wrong and what to do", **problem},
        },
    }
    if body:
        envelope = {
            "type": "object",
            "required": ["objects"],
            "properties": {
                "objects": {"type": "array", "minItems": 1, "items": {"type": "object"}}
            },
        }
        operation["requestBody"] = {"required": True, "content": {_TAXII: {"schema": envelope}}}
    return operation
