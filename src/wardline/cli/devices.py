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

from wardline.cli.agentdata import add_data, clean, say
from wardline.cli.devicepins import signatures, tell
from wardline.core.clock import today_utc
from wardline.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from wardline.agent.pins import Signatures
    from wardline.agent.worklist import Worklist
    from wardline.cli.devicetrack import Result, Tracking
    from wardline.devices.idroad import IdRoad
    from wardline.devices.inventory import Inventory
    from wardline.devices.match import Finding, Matcher
    from wardline.devices.model import Advisory, Device, Loss
    from wardline.devices.osroad import OsRoad
    from wardline.devices.rank import Rank, Threat

_SHOWN = 20


def add_arguments_match(parser: argparse.ArgumentParser) -> None:
    """Take the inventory, the advisories and how to read and show them."""
    parser.add_argument("inventory", type=Path, metavar="INVENTORY", help="CSV or XLSX of a CMMS")
    parser.add_argument(
        "--advisories",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="files or folders (default with --track: those that are kept)",
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="only these advisories")
    parser.add_argument("--asset", nargs="+", default=[], metavar="TAG", help="only these devices")
    parser.add_argument(
        "--map",
        nargs="+",
        action="extend",
        default=[],
        metavar="ROLE=COLUMN",
        help="which column is which, where its heading is not recognized: model='Type'",
    )
    _add_known(parser)
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


def _add_known(parser: argparse.ArgumentParser) -> None:
    """Take what is known beside the advisories: of the network, makers, exploits."""
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
    parser.add_argument(
        "--os", action="store_true", help="also each device's operating system, against --kev"
    )
    parser.add_argument("--epss", type=Path, metavar="FILE", help="FIRST's EPSS values (CSV)")
    parser.add_argument(
        "--ssvc",
        nargs="+",
        type=Path,
        default=[],
        metavar="PATH",
        help="CVE records with CISA's SSVC decisions (Vulnrichment): files or folders",
    )


def run_match(args: argparse.Namespace) -> int:
    """Match; the work list on stdout, what was lost on stderr; 1 when there is work."""
    result = matched(args)
    found = [pair for pair in result.found if args.all or pair[1].status != "not_affected"]
    lines = _lines(found, result.counts, result.threat)
    if args.json:
        _print_document(lines, result.inventory, result.losses)
    elif args.jsonl:
        sys.stdout.writelines(lines)
    else:
        _print_table(lines)
    _tell(result.inventory, (found, result.losses), len(result.advisories))
    return 1 if any(finding.status != "not_affected" for _, finding in found) else 0


def matched(args: argparse.Namespace) -> Result:
    """A run of the matching, into the work list where it is to be tracked.

    1. what is known of CVEs; 2. the inventory; 3. the advisories; 4. matching; 5. the work list.
    """
    from wardline.cli.devicetrack import Result, Tracking
    from wardline.devices.catalog import Catalog
    from wardline.devices.idroad import IdRoad
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
    advisories = _all_advisories(args, tracking, losses)
    makers = _makers(args.aliases)
    matcher = Matcher(Catalog(advisories, makers))
    ids = IdRoad(advisories, makers)
    listed = _with_scan(inventory, args.scan, losses)
    road = _os_road(args)
    advisories += road.advisories if road else []
    limits = (tracking, frozenset(args.asset))
    found, counts = _match(listed, (matcher, ids, road), limits, everything=args.all)
    losses += inventory.losses
    result = Result(inventory, found, counts, threat, advisories, losses)
    if tracking:
        tracking.take_in(result)
    return result


def _all_advisories(
    args: argparse.Namespace, tracking: Tracking | None, losses: list[Loss]
) -> list[Advisory]:
    """The advisories of the call, else those that are kept, and the notices; `--only` some."""
    if not args.advisories and tracking is None:
        raise UsageError("--advisories is missing.", hint="Name files or folders of CSAF 2.0.")
    files: list[tuple[str, str, bytes]] = []
    worklist = tracking.worklist if tracking else None
    signed = _signatures(args.data, worklist, args.advisories)
    doubts: list[Loss] = []
    read = (losses, doubts, files)
    advisories = list(_advisories(args.advisories, read, signed))
    if tracking:
        tracking.keep(files, doubts)
        advisories = advisories or tracking.kept(losses)
        advisories += tracking.notices({advisory.id for advisory in advisories})
    if args.only:
        advisories = [advisory for advisory in advisories if advisory.id in args.only]
    if not advisories:
        raise UsageError("No advisory could be read.", hint="--advisories takes CSAF 2.0 files.")
    return advisories


def _os_road(args: argparse.Namespace) -> OsRoad | None:
    from wardline.devices.osranges import read_ranges
    from wardline.devices.osroad import OsRoad
    from wardline.devices.sources import read_document

    if not args.os:
        return None
    if not args.kev:
        raise UsageError("--os needs --kev.", hint="Name CISA's KEV catalog (JSON).")
    catalog = read_document(_bytes(args.kev), str(args.kev))[0] or {}
    records = (read_document(data, name)[0] for name, data in _files(args.ssvc))
    return OsRoad(catalog, {cve: told for one in records for cve, told in read_ranges(one).items()})


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
    devices: Iterable[Device],
    roads: tuple[Matcher, IdRoad, OsRoad | None],
    limits: tuple[Tracking | None, frozenset[str]],
    *,
    everything: bool,
) -> tuple[list[tuple[Device, Finding]], Counter[tuple[str, str]]]:
    """The findings, and how many devices of each product an advisory concerns."""
    from wardline.devices.settle import settle

    (matcher, ids, os_road), (tracking, only) = roads, limits
    found = []
    counts: Counter[tuple[str, str]] = Counter()
    everything = everything or tracking is not None
    for device in devices:
        if tracking:
            tracking.saw(device)
        if only and device.asset_id not in only:
            continue
        more = os_road.findings(device) if os_road else ()
        for finding in (*settle(ids.settled(device, matcher.findings(device))), *more):
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
    from wardline.devices.rank import DEFAULT_POLICY, alike, in_force, rank

    today = today_utc()
    ranked: dict[tuple[Any, ...], str] = {}
    for listed, finding in found:
        device = in_force(listed, today)
        key = (id(finding), alike(device))
        tail = ranked.get(key)
        if tail is None:
            count = counts[(finding.advisory.id, device.model)]
            result = rank(device, finding.advisory, finding.cves, (threat, DEFAULT_POLICY, count))
            tail = ranked[key] = _tail(finding, result)
        yield f'{{"asset_id":{json.dumps(device.asset_id, ensure_ascii=False)},{tail}\n'


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
        say(
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
        place = f"{', ' if loss.place else ''}{loss.place}"
        sys.stderr.write(clean(f"  {loss.file}{place}: {loss.reason}\n"))
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


def _advisories(
    paths: list[Path],
    into: tuple[list[Loss], list[Loss], list[tuple[str, str, bytes]]],
    signed: Signatures,
) -> Iterator[Advisory]:
    """The newest revision of each advisory.

    Into the losses go all, into the doubts those of hashes and signatures (`file` is the
    advisory's id there), into the files (id, file, bytes) of all documents.
    """
    from wardline.agent.pins import METADATA
    from wardline.devices.sources import newest, read_advisories, wrong_hashes

    losses, doubts, kept = into
    losses += signed.losses
    taken = []
    for path in _listed(paths):
        if path.name == METADATA:
            continue
        data = path.read_bytes()
        wrong = wrong_hashes(str(path), data, _beside(path, ("sha256", "sha512")))
        wrong += signed.wrong(str(path), data, _beside(path, ("asc",)).get("asc"))
        losses += wrong
        for advisory, lost in read_advisories([(str(path), data)]):
            losses += lost
            if advisory is not None:
                taken.append(advisory)
                doubts += [loss._replace(file=advisory.id) for loss in wrong]
                if not (kept and kept[-1][2] is data):
                    kept.append((advisory.id, path.name, data))
    tell(signed)
    yield from newest(taken)


def read_files(
    paths: list[Path], worklist: Worklist
) -> tuple[list[tuple[str, str, bytes]], list[Loss], list[Loss]]:
    """(id, file, bytes) of all documents in files and folders, what was lost, and the doubts."""
    files: list[tuple[str, str, bytes]] = []
    losses: list[Loss] = []
    doubts: list[Loss] = []
    signed = _signatures(Path(), worklist, paths)
    for _ in _advisories(paths, (losses, doubts, files), signed):
        pass
    return files, losses, doubts


def _signatures(data: Path, worklist: Worklist | None, paths: list[Path]) -> Signatures:
    from wardline.agent.pins import METADATA

    return signatures(data, worklist, [path for path in _listed(paths) if path.name == METADATA])


def _beside(path: Path, ends: tuple[str, ...]) -> dict[str, bytes]:
    """What a CSAF provider puts beside a document (CSAF 2.0 sections 7.1.18 and 7.1.19)."""
    names = {name: path.with_name(f"{path.name}.{name}") for name in ends}
    return {name: file.read_bytes()[:65536] for name, file in names.items() if file.is_file()}


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
