"""`wardline agent bulletins|profile`: what concerns the member, judged on the member's machine."""

from __future__ import annotations

import argparse
import json
import sys
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json
from wardline.cli.terminal import clean, say
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import NetworkError, UsageError

if TYPE_CHECKING:
    from wardline.agent.bulletins import Profile, Pulled, Shelf, Text
    from wardline.agent.concerns import Matter, Owned

_NETWORK = 4
_HELP = """Asks the hub for all bulletins that your organization may read, and decides here which of
them concern you: by your profile ('wardline agent profile'), your inventory and your work list of
devices. None of these leaves this machine. Exit code 1 while a bulletin waits for you."""
_WHY = {
    "work-list": "on your work list",
    "owned": "you own",
    "everybody": "concerns everybody like you",
    "check": "check whether you own it",
    "": "does not concern you",
}
_SAID = {
    "seen": "seen",
    "not-concerned": "does not concern us",
    "doing": "on it",
    "done": "done",
}


def add_arguments_show(parser: argparse.ArgumentParser) -> None:
    """Take the bulletin, an answer, and how much to show."""
    from wardline.agent.bulletins import STATES

    parser.description = f"{parser.description} {_HELP}"
    parser.add_argument("number", nargs="?", metavar="ID", help="show one, like WB-2026-0001")
    parser.add_argument("--answer", choices=STATES, help="tell the hub what you do about it")
    parser.add_argument(
        "--all", action="store_true", help="also what does not concern you, and what is done"
    )
    parser.add_argument("--offline", action="store_true", help="do not ask the hub")
    add_data(parser)
    add_json(parser)


def run_show(args: argparse.Namespace) -> int:
    """Pull, then show the list or one bulletin; or answer one."""
    from wardline.agent.bulletins import Shelf

    if args.answer and (not args.number or args.offline):
        raise UsageError(
            "An answer is about one bulletin, and goes to the hub.",
            hint="wardline agent bulletins ID --answer done",
        )
    client = None if args.offline else _client(args.data)
    shelf = Shelf(args.data)
    try:
        if args.answer:
            return _answer(args, shelf, client)
        reached = client is None or _pull(shelf, client)
        code = _show_one(args, shelf) if args.number else _show_list(args, shelf)
        return code if reached else _NETWORK
    finally:
        shelf.close()


def _client(data: Path) -> Any:
    from wardline.agent.copy import Copy
    from wardline.agent.sync import connect

    return connect(Copy(data).link())


def _pull(shelf: Shelf, client: Any) -> bool:
    """Ask the hub; where it is not reached, what is here is shown, and said to be old."""
    try:
        pulled: Pulled = shelf.pull(client, now())
    except NetworkError as error:
        at = shelf.pulled_at()
        if at is None:
            raise
        sys.stderr.write(f"NOT UP TO DATE: {error} This is of {format_timestamp(at)}.\n")
        return False
    told = [f"{len(found)} {name}" for name, found in pulled._asdict().items() if found]
    if told:
        sys.stderr.write(f"Bulletins: {', '.join(told)}.\n")
    return True


def _answer(args: argparse.Namespace, shelf: Shelf, client: Any) -> int:
    said = shelf.answer(client, args.number, args.answer, now())
    told = {"id": args.number, "state": said.state, "version": said.version}
    if args.json:
        print(json.dumps(told | {"at": format_timestamp(said.at)}))
    else:
        print(f"The hub counts it: {_SAID[said.state]}. Nobody else sees whose answer it is.")
    return 0


# -- what is owned: read here, kept here -----------------------------------------------------------


def _owned(data: Path, profile: Profile) -> Owned:
    """What the profile, the inventory and the work list in `data` say."""
    from wardline.agent.concerns import Owned, counted

    files, found, opened, addressed = _worklist(data)
    # An inventory that was named must be there; one that the work list was made from may be gone.
    paths = (
        [Path(profile.inventory)] if profile.inventory else [one for one in files if one.exists()]
    )
    names = [name for path in paths for name in _inventory(str(path))]
    return Owned(counted(names or found, profile.own), opened, addressed)


def _inventory(path: str) -> list[str]:
    from wardline.devices.inventory import Inventory

    try:
        held = Path(path).read_bytes()
    except OSError as error:
        raise UsageError(
            f"The inventory {path} cannot be read ({type(error).__name__}).",
            hint="Put it back, or name another: wardline agent profile --inventory FILE.",
        ) from None
    return [f"{one.maker} {one.model or one.kind}" for one in Inventory(held, path).devices()]


def _worklist(data: Path) -> tuple[list[Path], list[str], Counter[str], Counter[str]]:
    """The work list's inventories and products, and how many findings of each advisory and CVE.

    *Shape*: files, products with a finding, findings that are open, findings that are addressed.
    """
    from wardline.agent.worklist import FILE_NAME, Worklist, addressed

    names: dict[str, str] = {}
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    if not (data / FILE_NAME).exists():
        return [], [], *counts
    moment, worklist = now(), Worklist(data)
    calls = [run.body.get("call", {}).get("inventory", "") for run in worklist.last_runs()]
    files = [Path(one) for one in calls if one]
    for item in worklist.items():
        if item.withdrawn_at is not None:
            continue
        device = item.body["device"]
        product = f"{device.get('maker', '')} {device.get('model') or device.get('kind', '')}"
        names[item.finding.asset_id] = product
        counts[addressed(item, moment)].update({item.finding.advisory, *item.body.get("cves", ())})
    worklist.close()
    return files, list(names.values()), *counts


# -- the list and one bulletin ---------------------------------------------------------------------


def _matters(args: argparse.Namespace, shelf: Shelf) -> list[tuple[Text, Matter | None]]:
    from wardline.agent.concerns import in_order, matter

    profile, said = shelf.profile(), shelf.said()
    have = _owned(args.data, profile)
    judged = [(one, matter(one, profile, have, said.get(one.id))) for one in shelf.all()]
    order = in_order(one for _, one in judged if one is not None)
    others = [(text, None) for text, one in judged if one is None]
    return [*((one.text, one) for one in order), *others]


def _show_list(args: argparse.Namespace, shelf: Shelf) -> int:
    profile = shelf.profile()
    every = _matters(args, shelf)
    shown = [
        (text, one)
        for text, one in every
        if args.all or (one and (one.waits or (text.withdrawn and one.said)))
    ]
    waits = sum(one is not None and one.waits for _, one in every)
    if args.json:
        at = shelf.pulled_at()
        told = {
            "bulletins": [_told(text, one, profile.language) for text, one in shown],
            "waiting": waits,
            "pulled": format_timestamp(at) if at else None,
        }
        print(json.dumps(told, ensure_ascii=False))
        return 1 if waits else 0
    for text, one in shown:
        _print_row(text, one, profile.language)
    if not shown:
        print("No bulletin waits for you.")
    hidden = len(every) - len(shown)
    if hidden:
        sys.stderr.write(f"{hidden} more do not concern you or are done (--all shows them).\n")
    if not (profile.kind or profile.size or profile.own or profile.inventory):
        sys.stderr.write("Say who you are, to this machine alone: wardline agent profile --help\n")
    return 1 if waits else 0


def _told(text: Text, one: Matter | None, language: str) -> dict[str, Any]:
    from wardline.bulletins.model import said

    return {
        "id": text.id,
        "version": text.version,
        "title": said(text.content.title, language).text,
        "tlp": text.content.tlp,
        "severity": text.content.severity,
        "concerns": one is not None,
        "why": one.why if one else "",
        "products": [{"name": n, "devices": many} for n, many in one.products] if one else [],
        "findings": {"open": one.open, "addressed": one.addressed} if one else None,
        "answer": one.said.state if one and one.said else None,
        "answered_version": one.said.version if one and one.said else None,
        "waits": bool(one and one.waits),
        "withdrawn": text.withdrawn,
        "changed": text.changed,
        "address": text.address,
    }


def _print_row(text: Text, one: Matter | None, language: str) -> None:
    from wardline.bulletins.model import said
    from wardline.bulletins.words import word

    mark = "TAKEN BACK" if text.withdrawn else word(f"severity.{text.content.severity}", language)
    say(f"{mark.upper()}  {text.id} version {text.version}  TLP:{text.content.tlp.upper()}")
    say(f"  {said(text.content.title, language).text}")
    say(f"  {_why(one)}")


def _why(one: Matter | None) -> str:
    """Why it is shown, and what was answered."""
    if one is None:
        return _WHY[""]
    told = _WHY[one.why]
    if one.why == "work-list":
        told += f": {one.open} to do, {one.addressed} done"
    if one.products:
        names = [f"{name} ({many})" if many else name for name, many in one.products[:5]]
        more = f" and {len(one.products) - 5} more" if len(one.products) > 5 else ""  # noqa: PLR2004 # as many as are named
        told += f"{': ' if one.why == 'owned' else '; you own: '}{', '.join(names)}{more}"
    if one.said:
        since = ", corrected since" if one.said.version < one.text.version else ""
        told += f"; you said: {_SAID[one.said.state]}{since}"
    return told


def _show_one(args: argparse.Namespace, shelf: Shelf) -> int:
    from wardline.agent.concerns import reader
    from wardline.bulletins.mail import text as written
    from wardline.bulletins.sheet import Issue, sheet

    found = shelf.get(args.number)
    one = next(matter for text, matter in _matters(args, shelf) if text.id == found.id)
    profile = shelf.profile()
    issue = Issue(found.id, found.version, found.released, found.address, found.reason,
                  withdrawn=found.withdrawn)  # fmt: skip
    made = sheet(found.content, issue, reader(profile))
    signs = list(_signs(args.data, found.content.indicators))
    if args.json:
        parts = [
            {"name": part.name, "heading": part.heading, "lines": [x._asdict() for x in part.lines]}
            for part in made.parts
        ]
        told = _told(found, one, profile.language)
        told |= {"reason": found.reason, "withdrawn_reason": found.withdrawn_reason}
        print(json.dumps(told | {"parts": parts, "indicators": signs}, ensure_ascii=False))
    else:
        say("\n".join(textwrap.wrap(f"> {_why(one)}", 76, subsequent_indent="  ")))
        say(f"{written(made)}\n")
        _print_signs(signs)
        if not found.withdrawn:
            print(f"Answer: wardline agent bulletins {found.id} --answer {'|'.join(_SAID)}")
    return 1 if one and one.waits else 0


def _signs(data: Path, numbers: tuple[str, ...]) -> Any:
    """The indicators that a bulletin names, as they stand in the local copy."""
    from wardline.agent.copy import FILE_NAME, Copy
    from wardline.core import observables

    if not numbers or not (data / FILE_NAME).exists():
        return
    copy = Copy(data)
    for number in numbers:
        found = copy.find(number)
        if found is not None:
            obj = found[1]
            values = [one.value for one in observables.of_object(obj)[:20]]
            yield {"id": number, "values": values, "revoked": bool(obj.get("revoked"))}
    copy.close()


def _print_signs(signs: list[dict[str, Any]]) -> None:
    if signs:
        say("SIGNS TO LOOK FOR (as in your local copy; 'wardline hunt' looks for them)")
    for one in signs:
        gone = " (taken back)" if one["revoked"] else ""
        for value in one["values"] or [one["id"]]:
            say(f"- {_defanged(value)}{gone}")


def _defanged(value: str) -> str:
    return clean(value).replace("http", "hxxp").replace(".", "[.]")


# -- the profile -----------------------------------------------------------------------------------


def add_arguments_profile(parser: argparse.ArgumentParser) -> None:
    """Take what is to be changed; nothing: show it."""
    from wardline.bulletins.model import KINDS, LANGUAGES, ROLES, SIZES

    parser.add_argument("--kind", choices=["", *KINDS], metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--size", choices=["", *SIZES], metavar="SIZE", help=", ".join(SIZES))
    parser.add_argument("--role", choices=["", *ROLES], metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--language", choices=LANGUAGES, help="of what is shown")
    parser.add_argument(
        "--own", action="append", metavar="NAME", help="you own this: maker and model"
    )
    parser.add_argument("--not-own", action="append", metavar="NAME", help="take a name away")
    parser.add_argument(
        "--inventory", metavar="FILE", help="read your devices from here each time ('' for none)"
    )
    parser.add_argument(
        "--complete",
        choices=["yes", "no"],
        help="yes: all that you own is in these lists, so what names other products is not shown",
    )
    add_data(parser)
    add_json(parser)


def run_profile(args: argparse.Namespace) -> int:
    """Change the profile, and show it."""
    import msgspec

    from wardline.agent.bulletins import Shelf

    shelf = Shelf(args.data)
    try:
        before = shelf.profile()
        made = _changed(before, args)
        if made != before:
            shelf.keep_profile(made)
        have = _owned(args.data, made)
    finally:
        shelf.close()
    told = {**msgspec.to_builtins(made), "products": len(have.products)}
    defaults = {"kind": "", "size": "", "role": "", "language": "en", "own": [], "inventory": ""}
    told = {**defaults, "complete": False, **told}
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for name, value in told.items():
        said = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
        listed = ", ".join(said) if isinstance(said, (list, tuple)) else str(said)
        say(f"{name:<10} {listed or 'not said'}")
    print("This stays on this machine.")
    return 0


def _changed(before: Profile, args: argparse.Namespace) -> Profile:
    from msgspec.structs import replace

    given = {
        name: value
        for name in ("kind", "size", "role", "language")
        if (value := getattr(args, name)) is not None
    }
    if args.inventory is not None:
        given["inventory"] = str(Path(args.inventory).resolve()) if args.inventory else ""
        if args.inventory:
            _inventory(given["inventory"])
    if args.complete is not None:
        given["complete"] = args.complete == "yes"
    away = {_plain(one) for one in args.not_own or ()}
    added = [_plain(one) for one in args.own or ()]
    own = [one for one in dict.fromkeys([*before.own, *added]) if one and one not in away]
    return replace(before, **given, own=tuple(own))


def _plain(name: str) -> str:
    return " ".join(name.split())
