"""`wardline devices`: an inventory against advisories; the inventory never leaves."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data
from wardline.core.clock import today_utc
from wardline.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from wardline.cli.devicetrack import Tracking
    from wardline.devices.inventory import Inventory
    from wardline.devices.match import Finding, Matcher
    from wardline.devices.model import Advisory, Device, Loss
    from wardline.devices.rank import Rank, Threat

_SHOWN = 20


def add_arguments_match(parser: argparse.ArgumentParser) -> None:
    """Take the inventory, the advisories and how to read and show them."""
    parser.add_argument("inventory", type=Path, metavar="INVENTORY", help="CSV or XLSX of a CMMS")
    parser.add_argument(
        "--advisories", nargs="+", type=Path, required=True, metavar="PATH", help="files or folders"
    )
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="ROLE=COLUMN",
        help="which column is which, where its heading is not recognized: model='Type'",
    )
    parser.add_argument(
        "--scan",
        type=Path,
        metavar="FILE",
        help="a network scan (CSV): where each device really is",
    )
    parser.add_argument(
        "--aliases", type=Path, metavar="FILE", help="more makers: maker,kind,alias"
    )
    parser.add_argument("--kev", type=Path, metavar="FILE", help="CISA's KEV catalog (JSON)")
    parser.add_argument("--epss", type=Path, metavar="FILE", help="FIRST's EPSS values (CSV)")
    parser.add_argument(
        "--ssvc",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="CVE records with CISA's SSVC decisions (Vulnrichment): files or folders",
    )
    parser.add_argument(
        "--all", action="store_true", help="also what is not affected, with reasons"
    )
    parser.add_argument(
        "--track", action="store_true", help="bring the work list in --data up to date as well"
    )
    parser.add_argument(
        "--as",
        dest="inventory_name",
        default="devices",
        metavar="NAME",
        help="which inventory this is, where you keep several (default: devices)",
    )
    add_data(parser)
    parser.add_argument("--jsonl", action="store_true", help="one JSON line for each finding")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run_match(args: argparse.Namespace) -> int:
    """Match; the work list on stdout, what was lost on stderr; 1 when there is work."""
    from wardline.cli.devicetrack import Result, Tracking
    from wardline.devices.catalog import Catalog
    from wardline.devices.inventory import Inventory
    from wardline.devices.match import Matcher

    # Nothing that is made here is circular, and scanning for circles costs half the time.
    gc.disable()
    losses: list[Loss] = []
    threat = _threat(args, losses)
    tracking = Tracking(args) if args.track else None
    inventory = Inventory(
        _bytes(args.inventory),
        str(args.inventory),
        _mapped(args.map),
        tracking.layouts() if tracking else (),
    )
    advisories = list(_advisories(args.advisories, losses))
    if tracking:
        advisories += tracking.notices()
    if not advisories:
        raise UsageError("No advisory could be read.", hint="--advisories takes CSAF 2.0 files.")
    matcher = Matcher(Catalog(advisories, _makers(args.aliases)))
    listed = _with_scan(inventory, args.scan, losses)
    found, counts = _match(listed, matcher, tracking, everything=args.all)
    losses += inventory.losses
    if tracking:
        tracking.take_in(Result(inventory, found, counts, threat, advisories, losses))
        found = [pair for pair in found if args.all or pair[1].status != "not_affected"]
    lines = _lines(found, counts, threat)
    work = sum(number for status, number in _tally(found).items() if status != "not_affected")
    if args.json:
        _print_document(lines, inventory, losses)
    elif args.jsonl:
        sys.stdout.writelines(lines)
    else:
        _print_table(lines)
    _tell(inventory, (found, losses), len(advisories))
    return 1 if work else 0


def _with_scan(inventory: Inventory, path: Path | None, losses: list[Loss]) -> Iterator[Device]:
    """The devices of the inventory with what a scan saw, and those that only the scan saw."""
    from wardline.devices.inventory import Inventory as Rows
    from wardline.devices.scan import Scan

    if path is None:
        yield from inventory.devices()
        return
    rows = Rows(_bytes(path), str(path), scan=True)
    scan = Scan(rows.devices(), str(path))
    for device in inventory.devices():
        yield scan.seen(device)
    others, unknown = scan.left()
    losses += [*rows.losses, *unknown]
    yield from others


def _match(
    devices: Iterable[Device], matcher: Matcher, tracking: Tracking | None, *, everything: bool
) -> tuple[list[tuple[Device, Finding]], Counter[tuple[str, str]]]:
    """The findings, and how many devices of each product an advisory concerns."""
    from wardline.devices.settle import settle

    found = []
    counts: Counter[tuple[str, str]] = Counter()
    everything = everything or tracking is not None
    for device in devices:
        if tracking:
            tracking.saw(device)
        for finding in settle(matcher.findings(device)):
            if finding.status != "not_affected":
                counts[(finding.advisory.id, device.model)] += 1
            elif not everything:
                continue
            found.append((device, finding))
    return found, counts


def _lines(
    found: Iterable[tuple[Device, Finding]],
    counts: Counter[tuple[str, str]],
    threat: Threat,
) -> Iterator[str]:
    """One JSON text for each finding; what devices share is encoded once."""
    from wardline.devices.rank import DEFAULT_POLICY, in_force, rank

    today = today_utc()
    ranked: dict[tuple[Any, ...], str] = {}
    for listed, finding in found:
        device = in_force(listed, today)
        around = (device.kind, device.model, tuple(device.extra.get(k) for k in _RANKED))
        key = (id(finding), around)
        tail = ranked.get(key)
        if tail is None:
            count = counts[(finding.advisory.id, device.model)]
            result = rank(device, finding.advisory, finding.cves, (threat, DEFAULT_POLICY, count))
            tail = ranked[key] = _tail(finding, result)
        yield f'{{"asset_id":{json.dumps(device.asset_id, ensure_ascii=False)},{tail}\n'


_RANKED = ("role", "network", "ip", "control", "control_until")


def _tail(finding: Finding, result: Rank) -> str:
    """What follows the asset's id."""
    shown = finding.status != "not_affected"
    values = {
        "advisory": finding.advisory.id,
        "status": finding.status.value,
        "sure": finding.sure,
        "level": finding.level.value,
        "reason": finding.reason,
        "cves": list(finding.cves),
        "priority": result.priority if shown else 0,
        "due": result.due if shown else None,
        "class": result.outcome if shown else None,
        "due_rule": result.rule if shown else None,
        "priority_sum": result.sum if shown else None,
        "fda_risk": result.fda if shown else None,
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:]


def _tally(found: Iterable[tuple[Device, Finding]]) -> Counter[str]:
    return Counter(finding.status.value for _, finding in found)


def _print_document(lines: Iterable[str], inventory: Inventory, losses: list[Loss]) -> None:
    sys.stdout.write('{"matches":[')
    for index, line in enumerate(lines):
        sys.stdout.write((",\n" if index else "\n") + line.rstrip("\n"))
    rest = {
        "inventory": {
            "rows": inventory.rows,
            "devices": inventory.taken,
            "blank": inventory.blank,
        },
        "losses": [loss._asdict() for loss in losses],
    }
    sys.stdout.write("\n]," + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


def _print_table(lines: Iterable[str]) -> None:
    """For people: by class, then by priority."""
    from wardline.devices.rank import CLASSES

    order = {name: place for place, name in enumerate(CLASSES)}
    rows = [json.loads(line) for line in lines]
    rows.sort(key=lambda row: (order.get(row["class"], 9), -row["priority"], row["asset_id"]))
    for row in rows:
        mark = "" if row["sure"] else " (look)"
        print(
            f"{row['class'] or '-':<13}{row['priority']:>5}  due {row['due'] or '-':<11}"
            f"{row['asset_id']}  {row['status']}{mark}  {row['advisory']}\n    {row['reason']}"
        )


def _tell(
    inventory: Inventory,
    result: tuple[list[tuple[Device, Finding]], list[Loss]],
    advisories: int,
) -> None:
    found, losses = result
    touched = {device.place for device, finding in found if finding.status != "not_affected"}
    tally = _tally(found)
    lost = sum(loss.file == inventory.file for loss in losses)
    sys.stderr.write(
        f"{inventory.rows:,} rows: {inventory.taken:,} devices, {inventory.blank:,} blank or "
        f"repeated headings, {lost:,} not readable. {advisories:,} advisories.\n"
        f"{tally['affected']:,} affected and {tally['check']:,} to check, on {len(touched):,} "
        f"devices; {inventory.taken - len(touched):,} devices with nothing to do.\n"
    )
    for loss in losses[:_SHOWN]:
        sys.stderr.write(f"  {loss.file}{', ' if loss.place else ''}{loss.place}: {loss.reason}\n")
    if len(losses) > _SHOWN:
        sys.stderr.write(f"  and {len(losses) - _SHOWN:,} more losses (all with --json)\n")


# -- files ---------------------------------------------------------------------------------------


def _bytes(path: Path) -> bytes:
    if not path.exists():
        raise UsageError(f"There is no file {path}.", hint="Check its name.")
    return path.read_bytes()


def _mapped(pairs: list[str]) -> dict[str, str]:
    mapped = {}
    for pair in pairs:
        role, equals, column = pair.partition("=")
        if not equals or not role.strip() or not column.strip():
            raise UsageError(f"--map: '{pair}' is not ROLE=COLUMN.", hint="Example: model='Type'.")
        mapped[role.strip()] = column.strip()
    return mapped


def _makers(path: Path | None) -> Any:
    from wardline.devices.makers import Makers

    return Makers.bundled(_bytes(path), str(path)) if path else Makers.bundled()


def _files(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    for file in _listed(paths):
        yield str(file), file.read_bytes()


def _listed(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file {path}.", hint="Check its name.")
        inside = (p for p in path.rglob("*") if p.is_file() and _wanted(p))
        yield from sorted(inside) if path.is_dir() else [path]


def _wanted(path: Path) -> bool:
    return path.name.lower().endswith((".json", ".json.gz"))


def _advisories(paths: list[Path], losses: list[Loss]) -> Iterator[Advisory]:
    from wardline.devices.sources import newest, read_advisories, wrong_hashes

    taken = []
    for path in _listed(paths):
        data = path.read_bytes()
        losses += wrong_hashes(str(path), data, _beside(path))
        for advisory, lost in read_advisories([(str(path), data)]):
            losses += lost
            if advisory is not None:
                taken.append(advisory)
    yield from newest(taken)


def _beside(path: Path) -> dict[str, bytes]:
    """The hashes that a CSAF provider puts beside a document (CSAF 2.0 section 7.1.18)."""
    names = {name: path.with_name(f"{path.name}.{name}") for name in ("sha256", "sha512")}
    return {name: file.read_bytes()[:4096] for name, file in names.items() if file.is_file()}


def _threat(args: argparse.Namespace, losses: list[Loss]) -> Threat:
    from wardline.devices.rank import Threat
    from wardline.devices.sources import read_document
    from wardline.devices.threats import read_epss, read_kev, read_ssvc

    kev = {}
    if args.kev:
        document, lost = read_document(_bytes(args.kev), str(args.kev))
        if document is None:
            raise InputError(f"{args.kev}: {lost[0].reason}", hint="Fetch the catalog again.")
        losses += lost
        kev = read_kev(document, str(args.kev))
    epss = read_epss(_bytes(args.epss), str(args.epss)) if args.epss else {}
    decided = {}
    for name, data in _files(args.ssvc):
        document, lost = read_document(data, name)
        losses += lost
        decided.update(read_ssvc(document))
    return Threat(
        kev,
        epss,
        {cve: told.exploitation for cve, told in decided.items() if told.exploitation},
        {cve: told.automatable for cve, told in decided.items() if told.automatable},
        {cve: told.technical_impact for cve, told in decided.items() if told.technical_impact},
    )
