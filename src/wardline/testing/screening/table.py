"""The table of the privacy gate: measure, must, aim, found, of how many, met or not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from wardline.testing.screening.score import Judged, Scored

# Of fewer, one loss would put a kind under its 0.98; it is counted, but not ranked.
_FEWEST = 50
STRUCTURED = frozenset("log ehr_audit csv stix hl7 fhir".split())
_DEA = re.compile(r"[A-Z][A-Z9]\d{7}\Z")
_MBI = re.compile(r"[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d\d\Z")
_SHAPED = frozenset(
    "aws github slack google stripe gitlab sendgrid npm azure vault twilio digitalocean docker".split()
)
_HARD = frozenset(
    "VERSION VENDOR EPONYM MODEL NUMBER OID UUID DOCKET TICKET PHRASE PUBLIC_LINE EVENT_DATE"
    .split()
)  # fmt: skip


class Row(NamedTuple):
    """One line of the table; `best` is low where less is better."""

    measure: str
    must: float
    aim: float
    found: float | None
    n: int
    low: bool = False

    @property
    def verdict(self) -> str:
        """aim, must, FAIL, or a dash where nothing was there to measure."""
        if self.found is None:
            return "-"
        sign = -1 if self.low else 1
        if sign * self.found >= sign * self.aim:
            return "aim"
        return "must" if sign * self.found >= sign * self.must else "FAIL"


def group_of(each: Judged) -> str:
    """The row of the table under which a span is counted; empty: in none."""
    label, sub = each.span.label, each.span.sub
    if label == "SECRET":
        if sub in _SHAPED:
            return "secret shaped"
        return {"pem": "PEM", "jwt": "JWT"}.get(sub, "prose")
    if label == "LICENSE":
        return "DEA" if sub == "dea" or (not sub and _DEA.match(each.value)) else "licence"
    if label == "PLAN_ID":
        return "MBI" if sub == "mbi" or (not sub and _MBI.match(each.value)) else "plan"
    if label == "VEHICLE":
        return "VIN" if sub == "vin" or (not sub and len(each.value) == 17) else "plate"
    if label == "DEVICE_SERIAL" and sub == "mac":
        return "mac"
    return label


_EXACT = ("SSN", "CARD", "MBI", "DEA", "VIN", "MRN", "DOB", "secret shaped", "PEM", "JWT")
_ROWS: tuple[tuple[str, float, float, tuple[str, ...]], ...] = (
    ("SSN, card, MBI, DEA, VIN, MRN, birth date, shaped secrets, PEM, JWT", 0.995, 1.0, _EXACT),
    ("e-mail, phone, fax", 0.99, 0.999, ("EMAIL", "PHONE", "FAX")),
    ("prose passwords, account, licence, device serial", 0.97, 0.99,
     ("prose", "ACCOUNT", "licence", "DEVICE_SERIAL", "plan")),
    ("address, ZIP, date of care", 0.95, 0.98, ("ADDRESS", "ZIP", "CARE_DATE")),
)  # fmt: skip
_OTHER = ("AGE90", "BIOMETRIC", "plate", "mac", "OWN_ORG")


def table(scored: Scored) -> list[Row]:
    """The rows of issue 3, in its order, then what it does not name."""
    with_profile = [each for each in scored.spans if each.profile]
    bare = [each for each in scored.spans if not each.profile]
    rows = [
        _share(name, must, aim, [e for e in with_profile if group_of(e) in groups])
        for name, must, aim, groups in _ROWS
    ]
    accounts = ("HOST", "USER")
    rows[3:3] = [
        _share(
            "private address, own range, own domain",
            1.0,
            1.0,
            [e for e in with_profile if _is_own(e)],
        ),
        _share("host / user with profile", 0.98, 0.99, _labels(with_profile, *accounts)),
        _share("host / user without profile", 0.85, 0.92, _labels(bare, *accounts)),
    ]
    rows += _names(with_profile)
    rows.append(
        _share("confidentiality marks flagged", 0.99, 1.0, _labels(with_profile, "MARKING"))
    )
    rows += _survival(with_profile)
    total = scored.right + len(scored.alarms)
    rows.append(Row("span precision", 0.93, 0.97, scored.right / total if total else None, total))
    rows += _held(scored)
    rows.append(_share("(others: age over 89, biometric, plate, MAC, own name)", 0.95, 0.98,
                       [e for e in with_profile if group_of(e) in _OTHER]))  # fmt: skip
    return rows


def _is_own(each: Judged) -> bool:
    """Whether a span is, or contains, an address or a domain of the organization."""
    if each.span.label in ("PRIV_IP", "OWN_PUBLIC_IP", "OWN_DOMAIN", "PATIENT_URL"):
        return True
    if each.span.label not in ("EMAIL", "HOST"):
        return False
    return any(domain in each.value for domain in each.item.profile.get("domains", ()))


def _names(spans: list[Judged]) -> list[Row]:
    rows = []
    for reach, must, aim in (("ours", 0.93, 0.97), ("foreign", 0.60, 0.75)):
        names = [e for e in _labels(spans, "NAME") if e.item.reach == reach]
        rows.append(_share(f"names: {reach}", must, aim, names))
    for reach, must, aim in (("ours", 0.01, 0.003), ("foreign", 0.15, 0.07)):
        names = [e for e in _labels(spans, "NAME") if e.item.reach == reach]
        leaks = sum(not e.good and e.passed for e in names)
        share = leaks / len(names) if names else None
        rows.append(
            Row(f"names that leak without HOLD: {reach}", must, aim, share, len(names), True)
        )
    return rows


def _survival(spans: list[Judged]) -> list[Row]:
    keep = [e for e in spans if e.span.action == "keep"]
    kinds = defaultdict(list)
    for each in keep:
        kinds[each.span.label].append(each)
    ranked = [
        (_rate(group), label, len(group)) for label, group in kinds.items() if len(group) >= _FEWEST
    ]
    worst = min(ranked, default=None)
    rows = [_share("threat indicators that survive", 0.995, 0.999, keep)]
    if worst:
        rows.append(Row(f"  their weakest kind ({worst[1]})", 0.98, 0.999, worst[0], worst[2]))
    rows.append(
        _share("hard negatives kept", 0.97, 0.99, [e for e in spans if e.span.label in _HARD])
    )
    return rows


def _held(scored: Scored) -> list[Row]:
    counts: dict[str, list[bool]] = {"structured": [], "narrative": []}
    for item, decision, _ in scored.decisions:
        if item.reach == "ours" and all(span.label != "MARKING" for span in item.spans):
            kind = "structured" if item.kind in STRUCTURED else "narrative"
            counts[kind].append(decision != "pass")
    return [
        Row(
            f"texts held: {kind}",
            must,
            aim,
            sum(held) / len(held) if held else None,
            len(held),
            True,
        )
        for (kind, held), must, aim in zip(counts.items(), (0.02, 0.30), (0.01, 0.20), strict=True)
    ]


def _labels(spans: Iterable[Judged], *labels: str) -> list[Judged]:
    return [each for each in spans if each.span.label in labels]


def _rate(spans: list[Judged]) -> float:
    return sum(each.good for each in spans) / len(spans)


def _share(name: str, must: float, aim: float, spans: list[Judged]) -> Row:
    return Row(name, must, aim, _rate(spans) if spans else None, len(spans))


def as_markdown(rows: list[Row]) -> str:
    """The table as a person reads it."""
    lines = ["| measure | must | aim | found | n | |", "|---|---|---|---|---|---|"]
    for row in rows:
        sign = "≤ " if row.low else ""
        found = "-" if row.found is None else f"{row.found:.4f}"
        lines.append(
            f"| {row.measure} | {sign}{row.must} | {sign}{row.aim} | {found} | {row.n} | {row.verdict} |"
        )
    return "\n".join(lines)


def breakdown(scored: Scored, key: Callable[[Judged], str]) -> str:
    """Share and number of good spans by any key, the weakest first, with the names' leaks."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in scored.spans:
        if each.profile:
            groups[key(each)].append(each)
    lines = ["| | good | n | lost and passed |", "|---|---|---|---|"]
    for name, spans in sorted(groups.items(), key=lambda pair: (_rate(pair[1]), pair[0])):
        leaks = sum(not e.good and e.passed and e.span.action == "remove" for e in spans)
        lines.append(f"| {name} | {_rate(spans):.4f} | {len(spans)} | {leaks} |")
    return "\n".join(lines)


def by_label(each: Judged) -> str:
    """The label and the row of a span."""
    row = group_of(each)
    sub = f" {each.span.sub}" if each.span.sub else ""
    name = f" ({row})" if row != each.span.label else ""
    return f"{each.span.action} {each.span.label}{sub}{name}"


def failures(scored: Scored, label: str, most: int) -> list[str]:
    """Spans of a label that were not treated well, each with its surroundings."""
    wanted = label.upper()
    lines = []
    for each in scored.spans:
        if each.good or wanted not in (each.span.label, "ALL"):
            continue
        where = each.item.template or each.item.kind
        bare = "" if each.profile else " [without profile]"
        fate = "passed" if each.passed else "held"
        lines.append(f"{each.item.id} {where}{bare} {each.span.label} {each.span.sub} {each.span.twist} "
                     f"({fate}; {each.cause or 'no finding'}): {_around(each.item.text, each.span.start, each.span.end)}")  # fmt: skip
    return lines[:most]


def alarms(scored: Scored, most: int) -> list[str]:
    """Findings that touch nothing private, each with its surroundings."""
    return [
        f"{a.item.id} {a.item.template or a.item.kind} {a.rule}: {_around(a.item.text, a.start, a.end)}"
        for a in scored.alarms[:most]
    ]


def holds(scored: Scored, most: int) -> list[str]:
    """Texts held without a mark: id, kind, decision and the reasons, most frequent reasons first."""
    reasons = Counter(
        (item.kind, decision, reason)
        for item, decision, found in scored.decisions
        if decision != "pass"
        for reason in set(found or ("(no reason)",))
    )
    return [
        f"{n}x {kind} {decision}: {reason}"
        for (kind, decision, reason), n in reasons.most_common(most)
    ]


def _around(text: str, start: int, end: int) -> str:
    shown = f"{text[max(0, start - 40) : start]}⟦{text[start:end]}⟧{text[end : end + 25]}"
    return shown.replace("\n", "⏎")
