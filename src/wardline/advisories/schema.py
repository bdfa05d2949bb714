"""Documents against the published JSON schemas of CSAF 2.0 and CVSS.

*Source*: OASIS CSAF 2.0; the schemas lie in `data/` with their terms.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from wardline.advisories.issues import Issue, Node

if TYPE_CHECKING:
    import jsonschema_rs

_CSAF = "csaf_json_schema.json"
_PROVIDER = "provider_json_schema.json"
_AGGREGATOR = "aggregator_json_schema.json"
_CVSS = {"2.0": "cvss-v2.0.json", "3.0": "cvss-v3.0.json", "3.1": "cvss-v3.1.json"}
# A document with a thousand faults is sent back with the first of them.
_MOST = 100


def csaf(document: Any) -> list[Issue]:
    """What of a document is not as the schema asks."""
    return _issues(_CSAF, document)


def provider(document: Any) -> list[Issue]:
    """The same of a provider-metadata.json."""
    return _issues(_PROVIDER, document)


def aggregator(document: Any) -> list[Issue]:
    """The same of an aggregator.json."""
    return _issues(_AGGREGATOR, document)


def cvss(node: Node) -> list[Issue]:
    """The same of a CVSS object, by the version that it states."""
    name = _CVSS.get(node.text("version"))
    if name is None:
        return [Issue("schema", f"{node.pointer}/version", "CVSS 2.0, 3.0 or 3.1 is asked for.")]
    return _issues(name, node.value, node.pointer)


def _issues(name: str, value: Any, under: str = "") -> list[Issue]:
    found = []
    for error in _validator(name).iter_errors(value):
        place = "".join(
            f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in error.instance_path
        )
        # The message may quote a value, which is the submitter's own.
        found.append(Issue("schema", under + place, error.message[:300]))
        if len(found) == _MOST:
            break
    return found


@functools.cache
def _validator(name: str) -> jsonschema_rs.Validator:
    import jsonschema_rs

    known = {document["$id"]: document for document in map(_read, (_CSAF, _PROVIDER))}
    for file in _CVSS.values():
        known[f"https://www.first.org/cvss/{file}"] = _read(file)
    resources = list(known.items())
    return jsonschema_rs.validator_for(
        _read(name), registry=jsonschema_rs.Registry(resources), validate_formats=True
    )


def _read(name: str) -> Any:
    return msgspec.json.decode(files("wardline.advisories").joinpath(f"data/{name}").read_bytes())
