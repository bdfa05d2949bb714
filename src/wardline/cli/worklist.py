"""`wardline devices status|set|accept|history|notice`: the work list, until all is addressed."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json, say
from wardline.core.clock import day_of, format_timestamp, now
from wardline.core.errors import UsageError

if TYPE_CHECKING:
    from wardline.agent.workitems import Wanted
    from wardline.agent.worklist import Item, Worklist

_SHOWN = 100


# -- status --------------------------------------------------------------------------------------


def add_arguments_status(parser: argparse.ArgumentParser) -> None:
    """Take which findings to show."""
    add_wanted(parser)
    parser.add_argument("--all", action="store_true", help="also what is addressed or withdrawn")
    parser.add_argument("--overdue", action="store_true", help="only what is past its date")
    add_data(parser)
    add_json(parser)


def run_status(args: argparse.Namespace) -> int:
    """Show where each finding stands; 1 while any is open."""
    from wardline.agent.workitems import counted, in_order, is_overdue, pick, shown
    from wardline.agent.worklist import addressed

    worklist, moment = open_worklist(args), now()
    items = worklist.items()
    found = in_order(pick(items, wanted_of(args)))
    if not (args.all or args.numbers or args.state):
        found = [item for item in found if not addressed(item, moment)]
    if args.overdue:
        found = [item for item in found if is_overdue(item, moment)]
    counts = counted(items, moment)
    runs = [
        {"at": format_timestamp(run.at), "inventory": run.inventory, **run.body}
        for run in worklist.last_runs()
    ]
    if args.json:
        listed = [shown(item, moment) for item in found]
        print(json.dumps({"findings": listed, "counts": counts, "runs": runs}, ensure_ascii=False))
    else:
        _print_status(found, counts, moment)
    return 1 if counts["open"] else 0


def _print_status(found: list[Item], counts: dict[str, Any], moment: int) -> None:
    from wardline.agent.workitems import shown

    for item in found[:_SHOWN]:
        row = shown(item, moment)
        due = f"due {row['due']}" if row["due"] else "no date"
        late = " OVERDUE" if row["overdue"] else ""
        say(
            f"{row['finding']:>5}  {row['class'] or '-':<12} {due}{late}  {row['state']}  "
            f"{row['asset_id']}  {row['maker']} {row['model']}  {row['ward']}  {row['advisory']}"
        )
        if row["reopened"]:
            say(f"       again because {row['reopened']}")
        if row["missing_since"]:
            say("       not in the last inventory: retired or off the network? Give the proof.")
        say(f"       {row['reason']}")
    if len(found) > _SHOWN:
        say(f"and {len(found) - _SHOWN:,} more (all with --json)")
    states = ", ".join(f"{number:,} {name}" for name, number in counts["states"].items())
    sys.stderr.write(
        f"{counts['open']:,} open ({counts['overdue']:,} overdue), {counts['addressed']:,} "
        f"addressed, {counts['withdrawn']:,} withdrawn. By state: {states or 'none'}.\n"
    )


# -- set and accept ------------------------------------------------------------------------------


def add_arguments_set(parser: argparse.ArgumentParser) -> None:
    """Take the findings, the state and what proves it."""
    from wardline.devices.track import JUSTIFICATIONS, State

    add_wanted(parser)
    parser.add_argument(
        "--to",
        required=True,
        choices=[state.value for state in State if state.value != "new"],
        help="the state that they are in from now on",
    )
    parser.add_argument("--who", required=True, metavar="NAME", help="who decides")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, in your own words")
    parser.add_argument("--version", default="", metavar="V", help="as read on the device")
    parser.add_argument("--fixed", action="store_true", help="that version is a fixed one")
    parser.add_argument("--control", default="", metavar="TEXT", help="what holds it off")
    parser.add_argument("--tested", action="store_true", help="the control was tested")
    parser.add_argument("--until", metavar="DAY", help="when the control ends, like 2026-12-31")
    parser.add_argument("--proof", default="", metavar="TEXT", help="ticket, photo, certificate")
    parser.add_argument(
        "--justification",
        default="",
        choices=["", *JUSTIFICATIONS],
        help="why it is not affected, in the words of VEX",
    )
    parser.add_argument("--assign", default="", metavar="NAME", help="who does it")
    parser.add_argument("--by", metavar="DAY", help="by when it is planned")
    add_data(parser)
    add_json(parser)


def run_set(args: argparse.Namespace) -> int:
    """Take one step for all findings that are meant, or for none."""
    from wardline.devices.track import State, Step

    step = Step(
        State(args.to),
        args.who,
        day_of(now()),
        reason=args.reason,
        version=args.version,
        fixes=args.fixed,
        control=args.control,
        tested=args.tested,
        until=_day(args.until, "--until"),
        proof=args.proof,
        justification=args.justification,
        assignee=args.assign,
        due=_day(args.by, "--by"),
    )
    if step.to is State.ACCEPTED:
        raise UsageError("A risk is accepted by its own command.", hint="wardline devices accept")
    return _decide(args, step)


def add_arguments_accept(parser: argparse.ArgumentParser) -> None:
    """Take the findings, who accepts them, why and until when."""
    add_wanted(parser)
    parser.add_argument("--leader", required=True, metavar="NAME", help="who answers for it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why the risk is accepted")
    parser.add_argument("--until", required=True, metavar="DAY", help="at most 180 days ahead")
    parser.add_argument("--who", required=True, metavar="NAME", help="who writes it down")
    add_data(parser)
    add_json(parser)


def run_accept(args: argparse.Namespace) -> int:
    """Accept the risk of all findings that are meant, or of none."""
    from wardline.devices.track import State, Step

    until = _day(args.until, "--until")
    step = Step(
        State.ACCEPTED,
        args.who,
        day_of(now()),
        reason=args.reason,
        leader=args.leader,
        until=until,
    )
    return _decide(args, step)


def _decide(args: argparse.Namespace, step: Any) -> int:
    from wardline.agent.workitems import Wanted, need_some, pick, shown

    wanted = wanted_of(args)
    if wanted == Wanted():
        raise UsageError(
            "Say which findings: their numbers, --asset, --advisory, --state or --ward.",
            hint="'wardline devices status' lists them.",
        )
    worklist, moment = open_worklist(args), now()
    items = need_some(pick(worklist.items(), wanted))
    done = worklist.decide([item.number for item in items], step, moment)
    if args.json:
        rows = [shown(item, moment) for item in done]
        print(json.dumps({"findings": rows}, ensure_ascii=False))
    else:
        for item in done:
            device = item.body["device"].get("asset_id", item.finding.asset_id)
            say(f"{item.number:>5}  {device}  {item.finding.advisory}  {item.finding.state}")
    return 0


# -- history -------------------------------------------------------------------------------------


def add_arguments_history(parser: argparse.ArgumentParser) -> None:
    """Take whose history to show."""
    add_wanted(parser)
    add_data(parser)
    add_json(parser)


def run_history(args: argparse.Namespace) -> int:
    """Show every change: when, who, what and why."""
    from wardline.agent.workitems import Wanted, pick

    worklist, wanted = open_worklist(args), wanted_of(args)
    items = {item.number: item for item in worklist.items()}
    found = [item.number for item in pick(list(items.values()), wanted)]
    lines = worklist.history(None if wanted == Wanted() else found)
    if args.json:
        rows = [
            {**line._asdict(), "at": format_timestamp(line.at), "step": line.body or None}
            for line in lines
        ]
        for row in rows:
            del row["body"]
        print(json.dumps({"history": rows}, ensure_ascii=False))
        return 0
    for line in lines:
        device = items[line.finding].body["device"].get("asset_id", "")
        say(
            f"{format_timestamp(line.at)[:19]}Z  {line.finding:>5}  {device}  "
            f"{items[line.finding].finding.advisory}  {line.who}: {line.kind} {line.state}"
            f"{f'  ({line.why})' if line.why else ''}"
        )
    return 0


# -- notices for customers only ------------------------------------------------------------------


def add_arguments_notice(parser: argparse.ArgumentParser) -> None:
    """Take a notice's words; without any, the notices are listed."""
    parser.add_argument("--add", metavar="ID", help="enter a notice, or put one in its place")
    parser.add_argument("--remove", metavar="ID", help="forget a notice")
    parser.add_argument("--who", default="", metavar="NAME", help="who enters it")
    parser.add_argument("--title", default="", metavar="TEXT", help="what the notice is called")
    parser.add_argument("--maker", default="", metavar="NAME", help="whose notice it is")
    parser.add_argument(
        "--model",
        action="append",
        default=[],
        metavar="NAME",
        dest="models",
        help="a model that it names",
    )
    parser.add_argument("--versions", default="", metavar="RANGE", help="like '<= 4.1'")
    parser.add_argument(
        "--cve", action="append", default=[], metavar="CVE", dest="cves", help="a CVE that it names"
    )
    parser.add_argument("--risk", default="", metavar="TEXT", help="what could happen")
    parser.add_argument("--step", default="", metavar="TEXT", help="what to do until it is fixed")
    parser.add_argument("--fix", default="", metavar="TEXT", help="what the maker says to do")
    parser.add_argument("--released", default="", metavar="DAY", help="the day that it bears")
    add_data(parser)
    add_json(parser)


def run_notice(args: argparse.Namespace) -> int:
    """Keep, forget or list notices; they stay in --data."""
    from wardline.agent.worklist import Worklist
    from wardline.devices.notices import FIELDS, checked

    if args.add and args.remove:
        raise UsageError("Either --add or --remove.", hint="One at a time.")
    worklist = Worklist(args.data, create=bool(args.add))
    moment = now()
    if args.add:
        if not args.who.strip():
            raise UsageError("--who is missing.", hint="Name who enters the notice.")
        body = checked({name: getattr(args, name) for name in FIELDS})
        body["revised"] = day_of(moment).isoformat()
        worklist.keep_notice(args.add, body, (args.who, moment))
        sys.stderr.write(f"Kept {args.add} here; it counts from the next match with --track.\n")
    elif args.remove:
        worklist.drop_notice(args.remove)
    notices = worklist.notices()
    if args.json:
        rows = [{"id": number, **body} for number, body in notices.items()]
        print(json.dumps({"notices": rows}, ensure_ascii=False))
        return 0
    for number, body in notices.items():
        say(f"{number}  {body['maker']}: {', '.join(body['models'])}  {body.get('title', '')}")
    return 0


# -- what they share -----------------------------------------------------------------------------


def add_wanted(parser: argparse.ArgumentParser) -> None:
    """Add how to say which findings are meant."""
    parser.add_argument(
        "numbers", nargs="*", type=int, metavar="FINDING", help="numbers of findings"
    )
    parser.add_argument(
        "--asset", action="append", default=[], metavar="TAG", help="only findings of this device"
    )
    parser.add_argument(
        "--advisory",
        action="append",
        default=[],
        metavar="ID",
        help="only findings of this advisory",
    )
    parser.add_argument(
        "--state", action="append", default=[], metavar="STATE", help="only findings in this state"
    )
    parser.add_argument("--ward", default="", metavar="TEXT", help="part of the location")
    parser.add_argument("--model", default="", metavar="TEXT", help="part of maker and model")
    parser.add_argument(
        "--group",
        type=int,
        metavar="FINDING",
        help="it and all in the same state on like devices",
    )
    parser.add_argument(
        "--alike",
        action="store_true",
        help="and all that put the same question of the same maker and model",
    )


def wanted_of(args: argparse.Namespace) -> Wanted:
    """Which findings a call means. *Raises* UsageError."""
    from wardline.agent.workitems import Wanted
    from wardline.devices.track import State

    known = {state.value for state in State}
    for word in args.state:
        if word not in known:
            raise UsageError(f"There is no state '{word}'.", hint=f"States: {', '.join(State)}.")
    return Wanted(
        tuple(args.numbers),
        tuple(args.asset),
        tuple(args.advisory),
        tuple(State(word) for word in args.state),
        args.ward,
        args.model,
        args.alike,
        args.group,
    )


def open_worklist(args: argparse.Namespace) -> Worklist:
    """The work list, with what has ended reopened."""
    from wardline.agent.worklist import Worklist

    worklist = Worklist(args.data)
    worklist.reopen_ended(now())
    return worklist


def _day(text: str | None, name: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{name} {text!r} is no day.", hint="Write it like 2026-12-31.") from None
