"""The exchange's addresses as an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

import wardline
from wardline.advisories.answers import STATES
from wardline.defend import FORMATS, load
from wardline.hub.exchange.lists import NAMES
from wardline.incidents.tokens import DIRECTORY, DIRECTORY_MEDIA, RESPONSE_MEDIA

_TAXII = "application/taxii+json;version=2.1"


def document(title: str) -> dict[str, Any]:
    """The document that /openapi.json gives."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": wardline.__version__},
        "security": [{"bearer": []}, {"basic": []}],
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
            "schemas": {"error": _ERROR},
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
            "get": _operation(
                "Push", path=("collection",), query=_PAGE[:1], media="text/event-stream"
            )
        },
        "/lists/{collection}/{format}": {"get": _lists()},
        "/misp/{collection}/{file}": {
            "get": _operation("MISP feed", path=("collection", "file"), media="application/json")
        },
        "/tokens/": {
            "get": _operation("How many anonymous tokens were drawn", media="application/json"),
            "post": _operation("Draw anonymous tokens (RFC 9578)", media=RESPONSE_MEDIA),
        },
        "/incidents/reports/": {"post": _report("Report an incident")},
        "/incidents/reports/{incident}/": {
            "put": _report("Add to an incident, or report it under this number", ("incident",))
        },
        "/advisories/answers/send": {"post": _answers()},
        DIRECTORY: {"get": _operation("The token key (RFC 9578)", media=DIRECTORY_MEDIA)},
        "/healthz": {"get": _operation("Whether the process runs", media="application/json")},
        "/readyz": {"get": _operation("Whether it can answer", media="application/json")},
        "/metrics": {"get": _operation("Metrics", media="text/plain")},
    }


def _report(summary: str, path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Two steps: a report gives what would leave and `confirm`; with `confirm` it is released."""
    operation = _operation(summary, path=path, media="application/json")
    text, flag = {"type": "string"}, {"type": "boolean"}
    own = {"type": "object", "additionalProperties": text}
    sent = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "report": {"type": "object", "description": "As `wardline incident report` takes it"},
            "collection": {**text, "format": "uuid"},
            "tlp": {**text, "enum": ["clear", "green", "amber", "amber-strict", "red"]},
            "release": {**text, "enum": ["hub-only", "named"]},
            "own": {**own, "description": "own_name, own_domains, own_nets: taken out by the gate"},
            "confirm": {**text, "description": "From the first step; valid for an hour"},
            "odd": {**flag, "description": "Contradictions were looked at"},
            "reviewed": {**flag, "description": "Places of doubt were looked at (a reviewer's)"},
        },
    }
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": sent}}}
    shown, done = "What would leave, and `confirm`", "Released, or waiting for its batch"
    content: dict[str, Any] = {"application/json": {}}
    operation["responses"]["200"] = {"description": shown, "content": content}
    operation["responses"]["201"] = {"description": done, "content": content}
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    operation["responses"]["4XX"] = {"description": "What is wrong", "content": problem}
    return operation


def _answers() -> dict[str, Any]:
    """What a member says of advisories; one that cannot be kept stops no other."""
    operation = _operation("Answer advisories", media="application/json")
    text, count = {"type": "string"}, {"type": ["integer", "null"], "minimum": 0}
    one = {
        "type": "object",
        "required": ["advisory", "state"],
        "additionalProperties": False,
        "properties": {
            "advisory": {**text, "description": "Its tracking id"},
            "state": {**text, "enum": list(STATES)},
            "planned_for": {**text, "description": "With 'planned': a day, as 2026-01-31"},
            "devices": {**count, "description": "How many you have"},
            "addressed": {**count, "description": "How many of them are addressed"},
        },
    }
    many = {"type": "array", "items": one, "maxItems": 1000}
    sent = {
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {"answers": many},
    }
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": sent}}}
    kept = "For each answer: advisory, kept, and why where it was not"
    operation["responses"]["200"]["description"] = kept
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    operation["responses"]["4XX"] = {"description": "What is wrong", "content": problem}
    return operation


def _lists() -> dict[str, Any]:
    """A list in one of its formats; with `.json` behind the format, what it leaves out and why."""
    operation = _operation("Block list or rules", path=("collection", "format"))
    operation["parameters"][1]["schema"]["enum"] = [
        *NAMES,
        *(f"{name}.json" for name in NAMES),
    ]
    media: dict[str, Any] = {load(name).about.media: {} for name in FORMATS}
    operation["responses"]["200"]["content"] = {**media, "application/json": {}}
    operation["responses"]["304"] = {"description": "The client has it already (If-None-Match)"}
    return operation


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
            "schema": {"type": "integer", "minimum": 1} if name == "limit" else {"type": "string"},
        }
        for name in query
    ]
    problem = {"content": {_TAXII: {"schema": {"$ref": "#/components/schemas/error"}}}}
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            status: {"description": summary, "content": {media: {}}},
            "4XX": {"description": "What is wrong and what to do", **problem},
        },
    }
    if body:
        envelope = {
            "type": "object",
            "required": ["objects"],
            "properties": {"objects": {"type": "array", "items": {"type": "object"}}},
        }
        operation["requestBody"] = {"required": True, "content": {_TAXII: {"schema": envelope}}}
    return operation
