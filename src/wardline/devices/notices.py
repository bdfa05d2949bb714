"""A maker's notice for customers only, entered by hand, as an advisory whose words never leave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wardline.core.errors import UnprocessableError
from wardline.devices.model import Advisory, Product, Vulnerability
from wardline.devices.ranges import read_range
from wardline.devices.rank import day_of
from wardline.devices.versions import ALL, Constraint, Kind, Term

FIELDS = ("title", "maker", "models", "versions", "cves", "risk", "step", "fix", "released")
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")


def checked(body: Mapping[str, Any]) -> dict[str, Any]:
    """A notice that can be matched. *Raises* UnprocessableError."""
    if not body.get("maker") or not body.get("models"):
        raise UnprocessableError(
            "A notice needs the maker and at least one model.",
            hint="Example: --maker Philips --model 'IntelliVue MX40' --versions '<= B.06'.",
        )
    for cve in body.get("cves", ()):
        if not _CVE.fullmatch(cve):
            raise UnprocessableError(f"'{cve}' is no CVE.", hint="Example: CVE-2026-12345.")
    if body.get("released") and day_of(body["released"]) is None:
        raise UnprocessableError(
            f"'{body['released']}' is no date.", hint="Write it like 2026-01-31."
        )
    return {name: body[name] for name in FIELDS if body.get(name)}


def advisory_of(number: str, body: Mapping[str, Any]) -> Advisory:
    """The notice as the matching takes it; a range that cannot be read asks for the version."""
    versions = str(body.get("versions", ""))
    constraint = read_range(versions).constraint if versions else ALL
    if not constraint.terms:
        constraint = Constraint((Term(Kind.OPAQUE, text=versions),), "", versions)
    cves = tuple(body.get("cves", ()))
    maker = str(body["maker"])
    products = tuple(
        Product((model,), (maker,), constraint, cves=cves, label=f"{maker} {model}")
        for model in body["models"]
    )
    fix, step = str(body.get("fix", "")), str(body.get("step", ""))
    return Advisory(
        id=number,
        title=str(body.get("title", "")) or f"Notice of {maker}",
        released=str(body.get("released", "")),
        revised=str(body.get("revised", "") or body.get("released", "")),
        products=products,
        vulnerabilities=tuple(Vulnerability(cve, fix=fix, step=step) for cve in cves or ("",)),
        risk=str(body.get("risk", "")),
        private=True,
    )
