"""`wardline incident token`, `report --anonymous` and `reply`: a report that nobody can trace.

The hub learns that a member in good standing sent it. What could still tell is said before
anything leaves, and `--help` says it as well.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from wardline.cli.agentdata import add_data, add_json
from wardline.cli.leaving import asked
from wardline.cli.terminal import say, tell
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import (
    ConflictError,
    MalformedError,
    NetworkError,
    RefusedError,
    UnprocessableError,
    UsageError,
)

if TYPE_CHECKING:
    from wardline.agent.reporting import Outgoing
    from wardline.agent.tokens import Kept, Store
    from wardline.client.anonymous import Answered

REPORT = "/incidents/anonymous"
REPLY = "/incidents/anonymous/reply"
_MOST_AT_ONCE = 20
_CREATED, _CONFLICT, _TOO_MANY, _FAULT = 201, 409, 429, 500
# The exit code for a file that cannot be written (CONTRACT: configuration).
_NOT_KEPT = 3
WARNING = """\
What could still tell who you are:
  - your network address: the hub does not keep it, but the network between sees that you connect.
    Use --proxy (for Tor: HTTPTunnelPort), or a network that is not your organization's;
  - the time: the hub keeps the day. Do not send right after you used the hub under your name;
  - your style of writing, and words that you used in other reports;
  - what only you have: own addresses, system names, exact numbers, indicators nobody else saw.
"""


def add_arguments_draw(parser: argparse.ArgumentParser) -> None:
    """Take how many, and whether they are printed."""
    parser.add_argument(
        "--count", type=int, default=5, metavar="N", help="how many (default: 5); a batch at once"
    )
    parser.add_argument(
        "--print",
        action="store_true",
        help="print them, one a line, for the hub's page or another machine, and keep none here",
    )
    add_data(parser)
    add_json(parser)


def run_draw(args: argparse.Namespace) -> int:
    """Draw a batch; the hub counts it and learns nothing of the tokens."""
    from wardline.agent import tokens
    from wardline.agent.copy import Copy
    from wardline.agent.sync import connect

    if not 1 <= args.count <= _MOST_AT_ONCE:
        raise UsageError(
            f"--count is a number from 1 to {_MOST_AT_ONCE}.", hint="Draw more on another day."
        )
    copy = Copy(args.data)
    link = copy.link()
    copy.close()
    hub = tokens.hub_of(link.hub)
    published = tokens.directory(hub)
    drawn = tokens.draw(connect(link), hub, published, args.count)
    if not args.print:
        store = tokens.Store(args.data)
        store.add(hub, drawn, published.good_until, now())
        store.close()
    until = format_timestamp(published.good_until)[:10]
    if args.json:
        told: dict[str, Any] = {"drawn": len(drawn), "good_until": until, "key": published.number}
        print(json.dumps(told | ({"tokens": [one.text for one in drawn]} if args.print else {})))
    elif args.print:
        print("\n".join(one.text for one in drawn))
    else:
        print(f"{len(drawn)} tokens are here, good until {until}; use them on another day.")
    return 0


def add_arguments_list(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    add_data(parser)
    add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """Show how many tokens are here, and by which key: members can compare it."""
    from wardline.agent.tokens import Store

    store = Store(args.data)
    ready, doubtful = store.ready(now()), store.doubtful()
    store.close()
    groups: dict[tuple[str, str, int], int] = {}
    for one in ready:
        place = (one.hub, one.key_id, one.good_until)
        groups[place] = groups.get(place, 0) + 1
    rows = [
        {"hub": hub, "key": key, "good_until": format_timestamp(until)[:10], "tokens": many}
        for (hub, key, until), many in groups.items()
    ]
    if args.json:
        print(json.dumps({"ready": rows, "sent_without_answer": doubtful}))
        return 0
    for row in rows:
        print(f"{row['tokens']} for {row['hub']}, good until {row['good_until']}, key {row['key']}")
    if not rows:
        print("No tokens are here. Draw some with 'wardline incident token draw'.")
    if doubtful:
        print(f"{doubtful} more were sent without an answer; they may be used up.")
    return 0


def add_anonymous(parser: argparse.ArgumentParser) -> None:
    """Add to `incident report` what only an anonymous one takes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"With --anonymous nobody can trace it. {WARNING}"
    parser.add_argument(
        "--anonymous", action="store_true", help="send it for a token, without your key"
    )
    parser.add_argument(
        "--proxy", default="", metavar="URL", help="with --anonymous: send through it"
    )
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help="with --anonymous: use the token in this file ('-': standard input), none kept here",
    )
    parser.add_argument("--hub", default="", metavar="URL", help="the hub, with --token-file")
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="with --anonymous: use a token all the same that was drawn today",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="with --anonymous: write the address of the reply box into this new file as well",
    )


def refuse_alone(args: argparse.Namespace) -> None:
    """*Raises* UsageError where a report by name is called as if nobody could trace it."""
    if args.proxy or args.token_file or args.hub or args.fresh or args.out:
        raise UsageError(
            "--proxy, --token-file, --hub, --fresh and --out belong to --anonymous; nothing was "
            "sent.",
            hint="Add --anonymous, or leave them out: this report would bear your name.",
        )


def run_report(args: argparse.Namespace) -> int:
    """Show what would leave, warn, take a token out, send once, and give the secret address."""
    from wardline.incidents.model import parse

    if args.file is None:
        raise UsageError(
            "An anonymous report is in a file: nothing of it is kept on this machine.",
            hint="'wardline incident report --template' prints one to fill in.",
        )
    if args.collection or args.tlp or args.incident or args.exact or args.proprietary:
        raise UsageError(
            "An anonymous report takes no --collection, --tlp, --incident, --exact, --proprietary.",
            hint="The hub decides for all of them alike, so that none stands out.",
        )
    prepared = _prepared(args, parse(args.file.read_bytes()))
    _show(prepared)
    if prepared.doubts and not args.reviewed and not args.dry_run:
        raise RefusedError(
            f"{len(prepared.doubts)} places marked '?' may tell who you are or something private; "
            "nothing was sent.",
            hint="Look at each; mend the file, or add --reviewed if all may leave.",
        )
    sys.stderr.write(WARNING)
    if args.dry_run:
        sys.stderr.write("Dry run: nothing was sent.\n")
        return 0
    if not args.yes and not asked("Send exactly this, anonymously?"):
        sys.stderr.write("Nothing was sent.\n")
        return 0
    with _file_for(args.out) as file:
        answer = _pasted(args, prepared) if args.token_file else _from_store(args, prepared)
        return _told(args, answer, file)


def _prepared(args: argparse.Namespace, report: Any) -> Outgoing:
    from wardline.agent.reporting import outgoing
    from wardline.agent.screening import load_profile
    from wardline.screen.profile import Profile

    profile = load_profile(args.profile, args.data)
    if profile is None:
        sys.stderr.write(
            "No profile: your own names, domains and networks are not known to the privacy gate, "
            f"and each of them is a signature. Write {args.data / 'profile.toml'}.\n"
        )
    return outgoing(report, profile or Profile())


def _show(prepared: Outgoing) -> None:
    out = sys.stderr
    out.write(json.dumps(prepared.body, indent=2, ensure_ascii=False) + "\n")
    out.writelines(f"    - {one.pointer}: {one.what} taken out\n" for one in prepared.taken_out)
    out.writelines(f"    ? {one.pointer}: {one.what}\n" for one in prepared.doubts)


def _pasted(args: argparse.Namespace, prepared: Outgoing) -> Answered:
    """Send for a token that somebody else drew: this machine needs to know nothing else."""
    from wardline.agent.tokens import hub_of
    from wardline.client import anonymous
    from wardline.incidents.tokens import read

    if not args.hub:
        raise UsageError(
            "--token-file needs --hub, the address of the hub.", hint="Like https://hub.example."
        )
    body = {"token": read(_typed(args.token_file)).text, "report": prepared.body}
    return _taken(anonymous.post(hub_of(args.hub), REPORT, body, args.proxy))


def _from_store(args: argparse.Namespace, prepared: Outgoing) -> Answered:
    """Send for a token that is here.

    1. Look whether the hub still shows the key of the drawing. 2. Take the token out, durably.
    3. Send, once. 4. Wipe it once it was used; put it back where it surely was not.
    """
    from wardline.agent import tokens
    from wardline.agent.copy import Copy

    hub = tokens.hub_of(args.hub)
    if not args.hub:
        copy = Copy(args.data)
        hub = tokens.hub_of(copy.link().hub)
        copy.close()
    store = tokens.Store(args.data)
    try:
        token = _taken_out(args, store, hub)
        return _sent(args, store, token, prepared)
    finally:
        store.close()


def _taken_out(args: argparse.Namespace, store: Store, hub: str) -> Kept:
    from wardline.agent import tokens
    from wardline.incidents.tokens import DAY

    while True:
        at = now()
        token = store.oldest(hub, at)
        if token.drawn_day == at // DAY and not args.fresh:
            raise RefusedError(
                "The oldest token here was drawn today: who looks at both times could guess that "
                "you sent this. Nothing was sent.",
                hint="Send it tomorrow, or add --fresh.",
            )
        tokens.same_key(token, hub, args.proxy)
        if store.take(token.text):
            return token


def _sent(args: argparse.Namespace, store: Store, token: Kept, prepared: Outgoing) -> Answered:
    from wardline.client import anonymous

    body = {"token": token.text, "report": prepared.body}
    try:
        answer = anonymous.post(token.hub, REPORT, body, args.proxy)
    except anonymous.NotSentError:
        store.put_back(token.text)
        raise
    except NetworkError as error:
        raise NetworkError(
            f"{error.message} The report may have arrived; its token is not sent again.",
            hint="Look at the hub in some days; if it did not arrive, send it with another token.",
        ) from None
    if answer.status in (_CREATED, _CONFLICT):
        store.wipe(token.text)
    elif answer.status < _FAULT:
        store.put_back(token.text)
    return _taken(answer)


def _taken(answer: Answered) -> Answered:
    """The answer to a report that was taken in. *Raises* WardlineError with the hub's own words."""
    if answer.status == _CREATED:
        return answer
    why = answer.why or f"It answered {answer.status}."
    if answer.status == _CONFLICT:
        raise ConflictError(f"The hub did not take it: {why}")
    if answer.status == _TOO_MANY or answer.status >= _FAULT:
        raise NetworkError(f"The hub did not take it: {why}")
    raise UnprocessableError(f"The hub did not take it: {why}")


def _typed(path: Path) -> str:
    """A file's text, or standard input's for '-'. *Raises* MalformedError where it is none."""
    data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError(f"{path} holds no UTF-8 text.", hint="Save it as UTF-8.") from None


@contextlib.contextmanager
def _file_for(out: Path | None) -> Iterator[IO[bytes] | None]:
    """A new file for the secret address, for its owner alone; it goes where nothing came into it.

    It is made before anything leaves, since the address is shown only once. *Raises* UsageError
    where there is such a file, which may hold the address of another box.
    """
    if out is None:
        yield None
        return
    try:
        handle = os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise UsageError(
            f"There is a file {out} already; nothing was sent.", hint="Name another with --out."
        ) from None
    with os.fdopen(handle, "wb", buffering=0) as file:
        try:
            yield file
        finally:
            if file.tell() == 0:
                out.unlink()


def _told(args: argparse.Namespace, answer: Answered, file: IO[bytes] | None) -> int:
    """Show the secret address, and keep it in `file`; 3 where that fails."""
    said, code = answer.said, 0
    address = str(said.get("address", ""))
    try:
        if file is not None:
            file.write(f"{address}\n".encode())
    except OSError as error:
        tell(f"NOT KEPT in {args.out} ({error.strerror}): keep the address from here.")
        code = _NOT_KEPT
    if args.json:
        print(json.dumps(said))
        return code
    tell(
        f"It is in the letter box; reviewers get it from {said.get('reviewed_from')} on. The "
        f"secret address of your reply box, good until {said.get('until')}; it is shown only now:"
    )
    say(address)
    return code


def add_arguments_reply(parser: argparse.ArgumentParser) -> None:
    """Take the secret address from a file: on a command line others could read it."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="holds the secret address ('-': standard input)"
    )
    parser.add_argument("--message", type=Path, metavar="FILE", help="a text to send")
    parser.add_argument("--hub", default="", metavar="URL", help="default: the agent's")
    parser.add_argument("--proxy", default="", metavar="URL", help="send through this proxy")
    add_data(parser)
    add_json(parser)


def run_reply(args: argparse.Namespace) -> int:
    """Look into a reply box, and put a message into it."""
    from wardline.agent.copy import Copy
    from wardline.agent.tokens import hub_of
    from wardline.client import anonymous

    body = {"address": _typed(args.file).strip()}
    if args.message:
        body["message"] = _typed(args.message)
    hub = args.hub
    if not hub:
        copy = Copy(args.data)
        hub = copy.link().hub
        copy.close()
    answer = anonymous.post(hub_of(hub), REPLY, body, args.proxy)
    if answer.status >= 400:  # noqa: PLR2004 # RFC 9110
        raise UnprocessableError(answer.why or f"The hub answered {answer.status}.")
    if args.json:
        print(json.dumps(answer.said))
        return 0
    say(str(answer.said.get("state_words")))
    messages = answer.said.get("messages")
    for one in messages if isinstance(messages, list) else []:
        if isinstance(one, dict):
            who = "you" if one.get("by_reporter") else "the hub"
            say(f"{one.get('day')} {who}: {one.get('text')}")
    return 0
