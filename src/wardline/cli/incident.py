"""`wardline incident`: tell an incident, translate it, and count its clocks."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tomllib
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from wardline.cli import incident_anonymous
from wardline.cli.agentdata import add_data, add_json
from wardline.cli.leaving import confirmed, label_of, send, show
from wardline.core.clock import now
from wardline.core.errors import MalformedError, RefusedError, TooLargeError, UsageError

if TYPE_CHECKING:
    from wardline.agent.incidents import Incidents, Kept
    from wardline.agent.sharing import Prepared
    from wardline.incidents.clocks import Due, Rule
    from wardline.incidents.model import Report
    from wardline.incidents.stix import Marking
    from wardline.incidents.veris import Kept as Foreign
    from wardline.screen.replace import Case

# A bundle of others may be long; a report of ours is short (incidents/model.py).
_MOST_BYTES = 20_000_000
_ANY = "a report, VERIS or STIX; - : stdin"
# Objects that many send alike: that the hub has them already is no failure.
_EVERYBODYS = frozenset({"extension-definition", "marking-definition", "file"})


class Told(NamedTuple):
    """What a file tells: a report, under which id, and what of the file the report has not."""

    report: Report
    incident_id: str
    unread: tuple[str, ...] = ()
    # Of a VERIS record: what goes out again where it is written as one, its number too. A STIX
    # object gets one of its own: by the record's, others would know whose it is.
    kept: tuple[Foreign, ...] = ()
    record: str = ""


# -- report ----------------------------------------------------------------------------------------


def add_arguments_report(parser: argparse.ArgumentParser) -> None:
    """Take the file or nothing, where it goes, and how exact."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the report as JSON, VERIS or STIX (default: ask in the terminal)",
    )
    parser.add_argument("--template", action="store_true", help="print an empty report to fill in")
    parser.add_argument("--collection", metavar="ID", help="where it goes")
    parser.add_argument("--tlp", metavar="T", help="clear, green, amber, amber+strict or red")
    parser.add_argument(
        "--incident",
        default="",
        metavar="NAME",
        help="your name for it; told again under it, it is a new version (default: FILE's name)",
    )
    parser.add_argument(
        "--exact",
        action="store_true",
        help="tell times and numbers as they are (default: the day, and one digit)",
    )
    parser.add_argument("--proprietary", action="store_true", help="mark it as proprietary")
    parser.add_argument("--dry-run", action="store_true", help="show only; nothing is sent")
    parser.add_argument("--yes", action="store_true", help="send without asking")
    parser.add_argument(
        "--reviewed",
        action="store_true",
        help="you looked at every place marked '?', and it may leave",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="what is your own, as for 'wardline share'; it never leaves",
    )
    incident_anonymous.add_anonymous(parser)
    add_data(parser)
    add_json(parser)


def run_report(args: argparse.Namespace) -> int:
    """Take the report, show what would leave, ask, and send exactly that.

    1. The answers, from the file or the terminal; kept on this machine before anything else.
    2. What contradicts itself is told, and refuses nothing.
    3. What goes out: without a name, times and numbers rough unless --exact.
    4. The gate, the diff, the question, as `wardline share` does.
    5. What was sent is kept, so that more answers become a new version.
    """
    from wardline.agent.incidents import Incidents, name_from
    from wardline.incidents.model import encode, parse

    if args.template:
        print(json.dumps(_template(), indent=2))
        return 0
    if args.anonymous:
        # It never comes near the member's key below.
        return incident_anonymous.run_report(args)
    incident_anonymous.refuse_alone(args)
    label_of(args.tlp)
    store = Incidents(args.data)
    name = args.incident or (name_from(args.file) if args.file else "incident")
    kept = store.load(name, now())
    if args.file is None:
        kept = _asked(store, name, kept)
        report = parse(msgspec.json.encode(kept.report))
    else:
        report = _one(args.file).report
        kept = _from_file(args, kept, msgspec.json.decode(encode(report)))
        store.save(name, kept)
    _warn(report)
    if not args.collection:
        sys.stderr.write(f"Kept in {store.path(name)}; nothing was sent: give --collection.\n")
        return 0
    return _leave(args, report, (store, name, kept))


def _from_file(args: argparse.Namespace, kept: Kept, report: dict[str, Any]) -> Kept:
    """The incident as a file tells it. *Raises* UsageError where it came from another file."""
    source = str(args.file.resolve())
    if kept.source and kept.source != source and not args.incident:
        raise UsageError(
            f"An incident from another file of this name is kept: {kept.source}.",
            hint="Give --incident NAME: a new name for another incident, the old one for the same.",
        )
    return msgspec.structs.replace(kept, report=report, source=source)


def _asked(store: Incidents, name: str, kept: Kept) -> Kept:
    """The incident with what is typed; saved after each answer."""
    from wardline.cli.incident_questions import ask_all, typed

    sys.stderr.write(f"Your answers are kept in {store.path(name)} after each one.\n")
    here = dt.datetime.now(dt.UTC).astimezone()
    sys.stderr.write(f"Times without a zone are taken as {here:%Z (%z)}.\n")

    def save(report: dict[str, Any]) -> None:
        store.save(name, msgspec.structs.replace(kept, report=report))

    answers = ask_all(dict(kept.report), typed, save, here.tzinfo or dt.UTC)
    return msgspec.structs.replace(kept, report=answers)


def _warn(report: Report) -> None:
    from wardline.incidents.problems import problems

    for problem in problems(report, dt.datetime.now(dt.UTC)):
        sys.stderr.write(f"{problem.pointer}: {problem.message}\n")


def _leave(args: argparse.Namespace, report: Report, place: tuple[Incidents, str, Kept]) -> int:
    from wardline.agent.incidents import Sent
    from wardline.incidents.choices import Release
    from wardline.incidents.release import released
    from wardline.incidents.stix import to_stix

    store, name, kept = place
    told = report if args.exact else released(report, Release.HUB_ONLY)
    before = kept.sent.get(args.collection)
    after = to_stix(told, _stamp(kept, args), _marking(args))
    outgoing = after
    if before is not None:
        outgoing = _changed(before.objects, after, again=before.tlp != (args.tlp or ""))
        sys.stderr.write(
            f"You told {name!r} before: this is a new version of the same incident. "
            "For another one, give --incident NAME.\n"
        )
    if not outgoing:
        sys.stderr.write("This was sent already, and nothing has changed since.\n")
        return 0
    prepared, case = _prepared(args, outgoing, name)
    show(prepared, [], as_json=args.json and args.dry_run)
    _may_leave(args, prepared)
    if args.dry_run:
        sys.stderr.write("Dry run: nothing was sent.\n")
        return 0
    if not args.yes and not confirmed(len(prepared.raws)):
        sys.stderr.write(f"Nothing was sent; it is kept in {store.path(name)}.\n")
        return 0
    args.incident = name
    code = send(args, prepared, case, _EVERYBODYS)
    if code == 0:
        sent = {**kept.sent, args.collection: Sent(args.tlp or "", tuple(after))}
        store.save(name, msgspec.structs.replace(kept, sent=sent))
    return code


def _stamp(kept: Kept, args: argparse.Namespace) -> Any:
    """The incident's id and this version's time, later than what this collection got last."""
    from wardline.incidents.stix import Stamp, stamp_after

    moment = now()
    before = kept.sent.get(args.collection)
    incident = (
        next((o for o in before.objects if o["type"] == "incident"), None) if before else None
    )
    if incident is not None:
        return stamp_after(incident, moment)
    return Stamp(kept.incident_id, moment, moment)


def _marking(args: argparse.Namespace) -> Marking:
    from wardline.incidents.marks import chosen
    from wardline.incidents.stix import Marking

    return Marking(chosen(proprietary=args.proprietary))


def _changed(
    before: tuple[dict[str, Any], ...], after: list[dict[str, Any]], *, again: bool
) -> list[dict[str, Any]]:
    """What to send of a new version; all of it where its label changes."""
    from wardline.incidents.stix import new_version

    changed = new_version(before, after)
    if not again:
        return changed
    listed = {obj["id"] for obj in after}
    return [*after, *(obj for obj in changed if obj["id"] not in listed)]


def _prepared(
    args: argparse.Namespace, objects: list[dict[str, Any]], name: str
) -> tuple[Prepared, Case]:
    """What leaves of `objects`, through the member's own gate."""
    from wardline.agent.copy import FILE_NAME, Copy
    from wardline.agent.screening import load_profile
    from wardline.agent.sharing import Policy, prepare
    from wardline.screen.profile import Profile
    from wardline.screen.replace import Case
    from wardline.screen.stix import Gate

    profile = load_profile(args.profile, args.data)
    if profile is None:
        sys.stderr.write(
            "No profile: your own names, domains and networks are not known to the privacy gate. "
            f"Write {args.data / 'profile.toml'}; 'wardline screen --help' shows how.\n"
        )
    case = Case()
    if (args.data / FILE_NAME).exists():
        copy = Copy(args.data)
        case = Case.from_key(copy.pseudonyms(name))
        copy.close()
    gate = Gate.of(profile or Profile(), case=case)
    return prepare(objects, Policy(label_of(args.tlp)), gate), case


def _may_leave(args: argparse.Namespace, prepared: Prepared) -> None:
    """*Raises* RefusedError where the incident itself stays, or a person has to look first."""
    stays = next(
        (
            item
            for item in prepared.outgoing
            if item.before.get("type") == "incident" and (item.raw is None or item.issues)
        ),
        None,
    )
    if stays is not None:
        raise RefusedError(
            f"The incident cannot leave: {stays.why or stays.issues[0].message}",
            hint="Mend the report and send it again; nothing was sent.",
        )
    places = sum(len(item.doubts) for item in prepared.held)
    if places and not args.reviewed and not args.dry_run:
        raise RefusedError(
            f"{places} place{'s' if places > 1 else ''} marked '?' may hold something private; "
            "nothing was sent.",
            hint="Look at each; mend the report, or add --reviewed if all may leave.",
        )


def _template() -> dict[str, Any]:
    """An empty report with every question."""
    from wardline.incidents.model import Report, What

    return _blank(Report(what=What()))


def _blank(part: msgspec.Struct) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in part.__struct_fields__:
        value = getattr(part, name)
        out[name] = (
            _blank(value) if isinstance(value, msgspec.Struct) else msgspec.to_builtins(value)
        )
    return out


# -- files -----------------------------------------------------------------------------------------


def _one(path: Path) -> Told:
    """The one report in a file. *Raises* UsageError where it holds several."""
    found = _read(path)
    if len(found) > 1:
        raise UsageError(
            f"{path} holds {len(found)} incidents: {', '.join(t.incident_id for t in found)}.",
            hint="Give one at a time.",
        )
    return found[0]


def _read(path: Path) -> list[Told]:
    """The reports in a file of our JSON, VERIS or STIX, told by what stands in it."""
    from wardline.core import jsonio
    from wardline.incidents.model import parse
    from wardline.incidents.stix import from_stix
    from wardline.incidents.veris import from_veris

    with nullcontext(sys.stdin.buffer) if str(path) == "-" else path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise TooLargeError(
            f"{path} has more than {_MOST_BYTES:,} bytes.",
            hint="Logs and files are no part of a report: share them on their own.",
        )
    value = jsonio.decode(data)
    if isinstance(value, dict) and "what" in value:
        return [Told(parse(data), "")]
    if isinstance(value, dict) and {"action", "security_incident"} & value.keys():
        read = from_veris(value)
        number = value.get("incident_id")
        record = number if isinstance(number, str) else ""
        return [Told(read.report, "", tuple(read.unread), read.kept, record)]
    objects = value if isinstance(value, list) else [value]
    if any(isinstance(obj, dict) and "type" in obj for obj in objects):
        return [Told(each.report, each.incident_id, each.unread) for each in from_stix(objects)]
    raise MalformedError(
        f"{path} is neither a report, nor VERIS, nor STIX.",
        hint="See 'wardline incident report --template'.",
    )


# -- convert ---------------------------------------------------------------------------------------


def add_arguments_convert(parser: argparse.ArgumentParser) -> None:
    """Take the file and the form that is wanted."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a report, VERIS or STIX; - : stdin"
    )
    parser.add_argument(
        "--to", required=True, choices=("stix", "veris", "report"), help="what to translate it into"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: stdout")


def run_convert(args: argparse.Namespace) -> int:
    """Translate, and say on stderr what the new form has no place for."""
    found = _read(args.file)
    if args.to != "stix" and len(found) > 1:
        found = [_one(args.file)]
    for told in found:
        for place in () if args.to == "veris" and told.kept else told.unread:
            sys.stderr.write(f"Not taken along: {place}\n")
    made = [_converted(told, args.to) for told in found]
    text = json.dumps(made[0] if len(made) == 1 else _together(made), indent=2, ensure_ascii=False)
    if args.out is None:
        print(text)
    else:
        args.out.write_text(f"{text}\n", encoding="utf-8")
        sys.stderr.write(f"Written to {args.out}.\n")
    return 0


def _converted(told: Told, form: str) -> dict[str, Any]:
    from wardline.core import ids
    from wardline.incidents.model import encode
    from wardline.incidents.stix import Stamp, new_id, to_stix
    from wardline.incidents.veris import to_veris

    incident_id = told.incident_id or new_id()
    if form == "report":
        report: dict[str, Any] = json.loads(encode(told.report))
        return report
    if form == "veris":
        number = told.record or incident_id.partition("--")[2]
        today = dt.datetime.now(dt.UTC).date()
        return to_veris(told.report, incident_id=number, today=today, kept=told.kept)
    moment = now()
    objects = to_stix(told.report, Stamp(incident_id, moment, moment))
    return {"type": "bundle", "id": ids.new_id("bundle"), "objects": objects}


def _together(bundles: list[dict[str, Any]]) -> dict[str, Any]:
    """One bundle of several, each object once."""
    objects = {obj["id"]: obj for bundle in bundles for obj in bundle["objects"]}
    return {**bundles[0], "objects": list(objects.values())}


# -- clocks ----------------------------------------------------------------------------------------


def add_arguments_clocks(parser: argparse.ArgumentParser) -> None:
    """Take the report, the member's own clocks, and where the calendar file goes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a report, VERIS or STIX; - : stdin"
    )
    parser.add_argument("--ics", type=Path, metavar="OUT", help="write a calendar file")
    parser.add_argument(
        "--rules",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="clocks of your State and your contracts, as TOML ([[clock]]) or JSON; one with the "
        "name of one of ours takes its place",
    )
    parser.add_argument(
        "--zone", default="UTC", metavar="Z", help="where days are counted, as America/Denver"
    )
    add_data(parser)
    add_json(parser)


def run_clocks(args: argparse.Namespace) -> int:
    """List what runs and may run, the first to end first; exit 1 where one has run out."""
    from wardline.incidents.clocks import ADVICE, due, standard, with_own, worksheet

    told = _one(args.file)
    rules = with_own(standard(), (rule for path in args.rules for rule in _rules(path)))
    moment = dt.datetime.now(dt.UTC)
    found = due(told.report, rules, moment, _zone(args.zone))
    if args.ics is not None:
        _write_ics(args, told, found, rules)
    if args.json:
        factors = [factor._asdict() for factor in worksheet(told.report)]
        listed = [_shown(each) for each in found]
        print(json.dumps({"clocks": listed, "worksheet": factors, "advice": ADVICE}))
    else:
        _list(found, args.zone)
        print(ADVICE)
    return 1 if any(each.over and not each.rule.pending for each in found) else 0


def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise UsageError(
            f"There is no zone {name!r}.", hint="Write it like America/Denver."
        ) from None


def _rules(path: Path) -> tuple[Rule, ...]:
    from wardline.incidents.clocks import parse_rules, rules_of

    data = path.read_bytes()
    if path.suffix.lower() != ".toml":
        return parse_rules(data)
    try:
        found = tomllib.loads(data.decode())
    except (ValueError, RecursionError):
        raise MalformedError(f"{path} is no TOML.", hint="Write each clock as [[clock]].") from None
    return rules_of(found.get("clock", []))


def _write_ics(
    args: argparse.Namespace, told: Told, found: list[Due], rules: tuple[Rule, ...]
) -> None:
    """The calendar file; its entries keep their names as long as the report keeps its own."""
    from wardline.agent.incidents import Incidents, name_from
    from wardline.incidents.ical import to_ics

    number = told.incident_id
    if not number:
        store, name = Incidents(args.data), name_from(args.file)
        kept = store.load(name, now())
        store.save(name, kept)
        number = kept.incident_id
    running = [each for each in found if each.day or each.at]
    args.ics.write_bytes(to_ics(running, number, now(), rules))
    sys.stderr.write(f"Written to {args.ics}: {len(running)} dates with reminders.\n")


def _shown(each: Due) -> dict[str, Any]:
    return {
        "name": each.rule.name,
        "title": each.rule.title,
        "state": each.sure.value,
        "due": each.at.isoformat() if each.at else each.day.isoformat() if each.day else None,
        "over": each.over,
        "why": each.why,
        "missing": [missing._asdict() for missing in each.missing],
        "duty": each.rule.duty,
        "pending": each.rule.pending,
        "source": each.rule.source,
        "as_of": each.rule.as_of.isoformat(),
    }


def _list(found: list[Due], zone: str) -> None:
    from wardline.incidents.clocks import Sure

    for each in found:
        end = f"{each.at:%Y-%m-%d %H:%M} UTC" if each.at else f"{each.day} ({zone})"
        state = "runs" if each.sure is Sure.RUNS else "may run"
        until = f"{state} until {end}" if each.at or each.day else f"{state}, from a time not told"
        print(f"{each.rule.title}: {until}{', which is over' if each.over else ''}")
        print(f"  {each.why} {each.rule.duty}")
        for missing in each.missing:
            print(f"  Still to know: {missing.question} ({missing.pointer})")
        if each.rule.pending:
            print(f"  {each.rule.pending}")
        print(f"  Source: {each.rule.source}, as read on {each.rule.as_of.isoformat()}")
    if not found:
        print("By what the report tells, no clock runs.")
