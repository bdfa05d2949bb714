"""`wardline devices add|advisories|advisory|mark`: the advisories that the hospital keeps.

The management half of a CSAF asset matching system (CSAF 2.0 sections 9.1.11 to 9.1.13).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json, clean, say
from wardline.cli.worklist import add_wanted, open_worklist, wanted_of
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import UsageError, WardlineError

if TYPE_CHECKING:
    from wardline.agent.library import Kept, Library, Remark
    from wardline.agent.worklist import Item, Run, Worklist

# -- add -----------------------------------------------------------------------------------------


def add_arguments_add(parser: argparse.ArgumentParser) -> None:
    """Take the documents."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    add_data(parser)
    add_json(parser)


def run_add(args: argparse.Namespace) -> int:
    """Keep documents; those that are new are matched at once against the known inventories."""
    from wardline.agent.library import Library
    from wardline.agent.worklist import Worklist
    from wardline.cli.devices import read_files

    worklist = Worklist(args.data, create=True)
    files, losses, doubts = read_files(args.paths, worklist)
    library = Library(worklist)
    fresh = library.add(files, now())
    library.doubt(doubts, now())
    ids = _to_match([(file, data) for number, file, data in files if number in fresh])
    runs = worklist.last_runs() if fresh else []
    worklist.close()
    done = [run.inventory for run in runs if _matched_again(args, run, ids)]
    if args.json:
        told = {"added": fresh, "losses": [loss._asdict() for loss in losses]}
        print(json.dumps({**told, "matched_again": done}))
    else:
        say(f"{len(fresh):,} new of {len(files):,} documents.")
        for loss in losses:
            sys.stderr.write(clean(f"  {loss.file}, {loss.place}: {loss.reason}\n"))
    return 1 if losses or len(done) < len(runs) else 0


def _to_match(files: list[tuple[str, bytes]]) -> list[str]:
    """The ids of all advisories in new documents (an answer of openFDA holds many recalls).

    Empty, for all that are kept, where one says who is not affected: a VEX speaks of the faults
    that other advisories tell.
    """
    from wardline.devices.model import Verdict
    from wardline.devices.sources import read_advisories

    found = [one for one, _ in read_advisories(files) if one is not None]
    said = {product.verdict for one in found for product in one.products}
    if said & {Verdict.NOT_AFFECTED, Verdict.FIXED}:
        return []
    return list(dict.fromkeys(one.id for one in found))


def _matched_again(args: argparse.Namespace, run: Run, ids: list[str]) -> bool:
    """Match new advisories against one inventory as it was matched last; whether that was done."""
    try:
        _run_again(args, run.inventory, run.body["call"], ids)
    except (KeyError, OSError, WardlineError) as error:
        why = (
            str(error) if isinstance(error, WardlineError) else "Its files are not where they were."
        )
        sys.stderr.write(
            clean(
                f"The inventory '{run.inventory}' was not matched again: {why} "
                "Run 'wardline devices match' again.\n"
            )
        )
        return False
    return True


def _run_again(args: argparse.Namespace, name: str, call: dict[str, Any], ids: list[str]) -> None:
    """Match advisories against one inventory, called as it was last time."""
    from wardline.cli.devices import matched

    kept = {key: Path(call[key]) if key in call else None for key in ("scan", "aliases")}
    known = {key: Path(call[key]) if key in call else None for key in ("kev", "epss")}
    matched(
        argparse.Namespace(
            inventory=Path(call["inventory"]),
            inventory_name=name,
            advisories=[],
            only=ids,
            asset=[],
            track=True,
            all=False,
            map=call["map"],
            os=False,
            ssvc=[Path(path) for path in call["ssvc"]],
            data=args.data,
            **kept,
            **known,
        )
    )


# -- list ----------------------------------------------------------------------------------------


def add_arguments_advisories(parser: argparse.ArgumentParser) -> None:
    """Take what to look for and the order."""
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="any field of the document, cve, or of the product tree, like title=alaris",
    )
    parser.add_argument(
        "--sort", default="", metavar="FIELD", help="a field, cvss or severity (default: id)"
    )
    parser.add_argument("--reverse", action="store_true", help="the other way round")
    parser.add_argument("--unread", action="store_true", help="only what nobody has read")
    add_data(parser)
    add_json(parser)


def run_advisories(args: argparse.Namespace) -> int:
    """List the advisories with how many assets each matched and how far those are."""
    from wardline.agent.library import Library
    from wardline.agent.workitems import matched_of
    from wardline.devices.csafview import found_in, sort_key

    worklist, moment = open_worklist(args), now()
    library = Library(worklist)
    wanted = [_field(pair) for pair in args.where]
    remarks = library.remarks()
    found = [
        kept
        for kept in library.latest()
        if all(found_in(kept.document, key, text) for key, text in wanted)
        and not (args.unread and _is_read(kept, remarks.get(kept.id, [])))
    ]
    if args.sort:
        found.sort(key=lambda kept: sort_key(kept.document, args.sort))
    if args.reverse:
        found.reverse()
    by_advisory, marks = _by_advisory(worklist), worklist.marks()
    rows = []
    for kept in found:
        told = matched_of(by_advisory.get(kept.id, []), marks, moment)["counts"]
        read = _is_read(kept, remarks.get(kept.id, []))
        rows.append({**_facts(kept), "read": read, "counts": told})
    if args.json:
        print(json.dumps({"advisories": rows}, ensure_ascii=False))
    else:
        for row in rows:
            say(
                f"{row['id']}  {row['version']}  {row['cvss'] or '-'}  {row['title']}  "
                f"{row['counts']['matching']:,} matched, "
                f"{row['counts']['remediation done']:,} done{'' if row['read'] else '  (unread)'}"
            )
    return 0


def _facts(kept: Kept) -> dict[str, Any]:
    return {**kept.facts._asdict(), "id": kept.id, "added": format_timestamp(kept.added_at)}


def _is_read(kept: Kept, remarks: list[Remark]) -> bool:
    """Whether somebody has read this version."""
    return any(remark.kind == "read" and remark.at >= kept.added_at for remark in remarks)


def _by_advisory(worklist: Worklist) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in worklist.items():
        found.setdefault(item.finding.advisory, []).append(item)
    return found


def _field(pair: str) -> tuple[str, str]:
    key, equals, text = pair.partition("=")
    if not equals:
        raise UsageError(f"--where: '{pair}' is not FIELD=TEXT.", hint="Like title=alaris.")
    return key.strip(), text.strip()


# -- one -----------------------------------------------------------------------------------------


def add_arguments_advisory(parser: argparse.ArgumentParser) -> None:
    """Take which one, and what is said of it."""
    parser.add_argument("id", metavar="ID", help="an advisory, by its id")
    parser.add_argument("--diff", action="store_true", help="where the two latest versions differ")
    parser.add_argument(
        "--comment", default="", metavar="TEXT", help="a remark of yours, kept with it"
    )
    parser.add_argument("--read", action="store_true", help="mark it as read")
    parser.add_argument("--delete", action="store_true", help="forget the document")
    parser.add_argument("--who", default="", metavar="NAME", help="who comments or has read it")
    add_data(parser)
    add_json(parser)


def run_advisory(args: argparse.Namespace) -> int:
    """Show an advisory with all that it matched; or say something of it."""
    from wardline.agent.library import Library, Remark

    worklist = open_worklist(args)
    library = Library(worklist)
    said = [("comment", args.comment)] if args.comment else []
    said += [("read", "")] if args.read else []
    if said and not args.who.strip():
        raise UsageError("--who is missing.", hint="Name who says it.")
    for kind, text in said:
        library.remark(args.id, Remark(now(), args.who, kind, text))
    if args.delete:
        library.delete(args.id)
        sys.stderr.write(f"{args.id} is forgotten; its findings stay.\n")
        return 0
    told = _told(worklist, library, args)
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _print_advisory(told)
    return 0


def _told(worklist: Worklist, library: Library, args: argparse.Namespace) -> dict[str, Any]:
    from wardline.agent.workitems import matched_of
    from wardline.devices.csafview import differences, scores_of

    versions = library.versions(args.id)
    last = versions[-1]
    told = {
        **_facts(last),
        "scores": [score._asdict() for score in scores_of(last.document)],
        "versions": [_facts(kept) for kept in versions],
        "remarks": [
            {**remark._asdict(), "at": format_timestamp(remark.at)}
            for remark in library.remarks().get(args.id, [])
        ],
        **matched_of(_by_advisory(worklist).get(args.id, []), worklist.marks(), now()),
    }
    if args.diff and len(versions) > 1:
        pairs = differences(versions[-2].document, last.document)
        told["differences"] = [pair._asdict() for pair in pairs]
    return told


def _print_advisory(told: dict[str, Any]) -> None:
    say(f"{told['id']}, version {told['version']} ({told['versioning']}), {told['revised']}")
    say(f"{told['title']}\n{told['publisher']}; CVSS {told['cvss'] or 'none'}")
    for score in told["scores"]:
        say(f"  {score['cve']}  {score['base']}  {score['product_id']}  {score['vector']}")
    for product in told["products"]:
        say(f"{product['assets']:>6,}  {product['product']}")
    for asset in told["assets"]:
        marks = ", ".join(f"{cve} {mark}" for cve, mark in asset["remediation"].items())
        say(f"  {asset['finding']:>4}  {asset['asset_id']}  {asset['state']}  {marks}")
    for remark in told["remarks"]:
        say(f"{remark['at'][:10]}  {remark['who']}: {remark['text'] or 'has read it'}")
    for pair in told.get("differences", ()):
        say(f"{pair['place']}\n  - {pair['before']}\n  + {pair['after']}")


# -- marks ---------------------------------------------------------------------------------------


def add_arguments_mark(parser: argparse.ArgumentParser) -> None:
    """Take the findings, the CVEs and the mark."""
    from wardline.agent.workitems import REMEDIATION

    add_wanted(parser)
    parser.add_argument("--cve", action="append", default=[], metavar="CVE", help="default: all")
    parser.add_argument(
        "--as", dest="mark", required=True, choices=REMEDIATION, help="how far the remedy is"
    )
    parser.add_argument("--who", required=True, metavar="NAME", help="who says so")
    add_data(parser)
    add_json(parser)


def run_mark(args: argparse.Namespace) -> int:
    """Mark how far the remedy of CVEs is, on all assets that are meant or on none."""
    from wardline.agent.workitems import Wanted, need_some, pick, remediation

    wanted = wanted_of(args)
    if wanted == Wanted():
        raise UsageError("Say which findings.", hint="'wardline devices status' lists them.")
    worklist, moment = open_worklist(args), now()
    items = need_some(pick(worklist.items(), wanted))
    marks = [
        (item.number, cve, args.mark) for item in items for cve in args.cve or item.body["cves"]
    ]
    worklist.mark(marks, args.who, moment)
    kept = worklist.marks()
    rows = [
        {"finding": item.number, "remediation": remediation(item, kept[item.number], moment)}
        for item in items
        if item.number in kept
    ]
    if args.json:
        print(json.dumps({"findings": rows}))
    else:
        say(f"Marked {len(marks):,}. What addresses a finding is its proof: wardline devices set")
    return 0
