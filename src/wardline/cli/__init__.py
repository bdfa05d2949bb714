"""One command tree; each command's module is imported when it is called.

A command module has `add_arguments(parser)` and `run(args) -> int`, the exit code. What a module
raises as WardlineError becomes one sentence on stderr and its exit code (core.errors.DISPLAY).
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable
from importlib import import_module
from io import TextIOWrapper
from itertools import takewhile
from typing import NoReturn

import wardline

# command words → (module, what it does). Nouns first, then verbs (CONTRACT).
COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {
    ("demo",): ("demo", "run the whole loop on real sample data and show it as a timeline"),
    ("serve",): ("serve", "start the hub"),
    ("publish",): ("publish", "put files into a collection of the hub in --data"),
    ("recall",): ("recall", "take a wrong object back and tell all who have it"),
    ("org", "add"): ("members:org_add", "add an organization"),
    ("org", "list"): ("members:org_list", "list the organizations"),
    ("user", "invite"): ("users:invite", "make a one-time link by which a person joins"),
    ("user", "link"): ("users:link", "make a one-time link for somebody who is locked out"),
    ("user", "list"): ("users:list", "list the people"),
    ("user", "deactivate"): ("users:deactivate", "end a person's access at once"),
    ("key", "add"): ("members:key_add", "make an API key; it is shown once"),
    ("key", "list"): ("members:key_list", "list the API keys, never their secrets"),
    ("key", "revoke"): ("members:key_revoke", "end an API key at once"),
    ("collection", "add"): ("collections:add", "add a collection"),
    ("collection", "list"): ("collections:list", "list the collections"),
    ("collection", "retain"): ("collections:retain", "set for how long a collection keeps"),
    ("feed", "add"): ("feeds:add", "add a feed to pull from"),
    ("feed", "list"): ("feeds:list", "list the feeds and how each one is doing"),
    ("feed", "pull"): ("feeds:pull", "pull the feeds once, from where each one stopped"),
    ("feed", "push"): ("feeds:push", "send the feeds out once, from where each one stopped"),
    ("feed", "key"): ("feeds:key", "keep another key for a feed's peer"),
    ("feed", "again"): ("feeds:again", "let a feed send again what the peer refused"),
    ("feed", "remove"): ("feeds:remove", "end a feed; what came by it stays"),
    ("peer", "add"): ("peers:add", "add another hub or server, and what was agreed with it"),
    ("peer", "list"): ("peers:list", "list the peers, how they do, and this hub's own id"),
    ("peer", "change"): ("peers:change", "change what was agreed with a peer"),
    ("peer", "clashes"): ("peers:clashes", "show conflicts with peers: what was decided, and why"),
    ("notices", "bounce"): ("notices:bounce", "take mails of the hub's that came back"),
    ("backup",): ("backup", "copy the hub's data into one file while it runs"),
    ("restore",): ("restore", "put a backup into an empty data folder"),
    ("audit", "verify"): ("audit:verify", "check that nobody changed the audit log"),
    ("audit", "head"): ("audit:head", "take a tree head of the audit log, to keep elsewhere"),
    ("audit", "retain"): ("audit:retain", "set how long the log keeps who was given what"),
    ("audit", "export"): ("audit:export", "print the audit log as JSON lines"),
    ("secret", "renew"): ("secrets:renew", "put another secret in the place of an old one"),
    ("statistics", "build"): (
        "statistics:build",
        "publish an edition of the statistics, or check one that was published",
    ),
    ("docket", "import"): ("docket:import", "take comments in from a docket's file"),
    ("docket", "export"): ("docket:export", "print comments as CSV, JSON or a workbook"),
    ("docket", "group"): ("docket:group", "find campaign letters: comments that are one text"),
    ("docket", "decide"): ("docket:decide", "post or withhold comments that you have read"),
    ("config", "check"): ("config", "show each setting, its value, its source and what is wrong"),
    ("doctor",): ("doctor", "find what is wrong with this hub, and say how to mend it"),
    ("agent", "init"): ("agent:init", "connect this machine to a hub"),
    ("agent", "pull"): ("agent:pull", "bring the local copy up to date"),
    ("agent", "watch"): ("agent:watch", "follow the hub's stream until stopped"),
    ("agent", "status"): ("agent:status", "show what the local copy holds and how old it is"),
    ("agent", "seen"): ("agent:seen", "by how many members something that you shared was seen"),
    ("agent", "doctor"): ("doctor:agent", "find what is wrong with this copy, and how to mend it"),
    ("agent", "hunt"): ("agent:hunt", "look for the copy's indicators in logs as they grow"),
    ("agent", "bulletins"): (
        "bulletins:show",
        "show the bulletins that concern you; what you own stays on this machine",
    ),
    ("agent", "profile"): (
        "bulletins:profile",
        "say who reads here and what you own, to this machine alone",
    ),
    ("screen",): ("screen", "take what is private out of a text, and say whether it may leave"),
    ("share",): ("share", "show what would leave, then send exactly that"),
    ("sight",): ("sight", "tell the sharer that an indicator was seen, by count and time only"),
    ("hunt",): ("hunt", "look for indicators in logs; the logs never leave"),
    ("defend",): ("defend", "turn indicators into block lists, rules and searches"),
    ("incident", "report"): ("incident:report", "tell an incident: show what would leave, send it"),
    ("incident", "convert"): ("incident:convert", "translate between report, VERIS and STIX"),
    ("incident", "clocks"): ("incident:clocks", "which clocks run, until when, and a calendar"),
    ("incident", "token", "draw"): (
        "incident_anonymous:draw",
        "draw anonymous tokens; the hub counts them and learns nothing of them",
    ),
    ("incident", "token", "list"): ("incident_anonymous:list", "show how many tokens are here"),
    ("incident", "reply"): ("incident_anonymous:reply", "look into a reply box, and answer"),
    ("devices", "match"): ("devices:match", "match an inventory against advisories"),
    ("devices", "status"): ("worklist:status", "show where each finding stands"),
    ("devices", "set"): ("worklist:set", "take a step for findings, with what proves it"),
    ("devices", "accept"): ("worklist:accept", "accept a risk: a named leader, a reason, an end"),
    ("devices", "history"): ("worklist:history", "show every change: when, who, what and why"),
    ("devices", "monday"): ("monday", "show the week's jobs, at most five, on one sheet"),
    ("devices", "sheet"): ("deskpapers:sheet", "make tick sheets of the versions to read"),
    ("devices", "orders"): ("deskpapers:orders", "write work orders for a CMMS, or take them back"),
    ("devices", "letter"): ("deskpapers:letter", "write to a maker with five questions"),
    ("devices", "evidence"): ("deskpapers:evidence", "list what proves each finding, for a survey"),
    ("devices", "answer"): (
        "deviceanswer",
        "tell the hub, by consent, what became of advisories",
    ),
    ("devices", "add"): ("library:add", "keep advisories, and match what is new at once"),
    ("devices", "trust"): ("devicepins", "pin whose signature advisories must carry"),
    ("devices", "advisories"): ("library:advisories", "search and sort the advisories kept"),
    ("devices", "advisory"): ("library:advisory", "show one: matches, scores, versions, remarks"),
    ("devices", "mark"): ("library:mark", "mark how far the remedy of a CVE is"),
    ("devices", "notice"): ("worklist:notice", "keep a maker's notice for customers only"),
    ("csaf", "check"): ("csaf:check", "test any CSAF 2.0 document against the standard"),
    ("csaf", "publish"): ("csaf:publish", "publish an advisory of the hub's, or its next version"),
    ("csaf", "add"): ("csaf:add", "take in another provider's advisories from now on"),
    ("csaf", "list"): ("csaf:list", "list the other providers and how each one is doing"),
    ("csaf", "remove"): ("csaf:remove", "take nothing more of a provider; what was taken stays"),
    ("csaf", "pull"): ("csaf:pull", "look at every other provider once"),
    ("csaf", "picture"): ("csaf:picture", "publish the sector's picture of a date, or check it"),
    ("report", "build"): ("report:build", "build the report to Congress: PDF, HTML, Word, JSON"),
    ("report", "check"): ("report:check", "say all that a report still lacks"),
    ("report", "changes"): ("report:changes", "tell what changed between two editions"),
    ("report", "sample"): ("report:sample", "print a made-up snapshot to try it with"),
    ("taxii", "check"): ("taxii:check", "test any TAXII 2.1 server against the standard"),
    ("taxii", "load"): ("taxii:load", "measure any TAXII 2.1 server under load"),
    ("bench", "scale"): ("benchscale", "reckon what a whole sector takes, from a piece here"),
    ("bench", "soak"): ("benchsoak", "keep a hub busy for long, with a fault every 30 s"),
    ("completion",): ("completion", "print what makes a shell complete these commands"),
    ("bench",): ("bench", "measure this hub beside its peers and the machine's limit"),
}
NOUNS = {
    "org": "organizations",
    "user": "people",
    "key": "API keys",
    "collection": "collections",
    "feed": "feeds in and out",
    "peer": "other hubs and servers",
    "notices": "mails to people",
    "audit": "the audit log",
    "secret": "the hub's secrets",
    "statistics": "statistics of incidents",
    "docket": "public comments",
    "csaf": "security advisories",
    "report": "the report to Congress",
    "config": "settings",
    "agent": "the member's side",
    "incident": "incident reports",
    "devices": "medical devices and EHR software",
    "taxii": "tools for any TAXII 2.1 server",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words[:1] == ["--version"]:
        print(f"wardline {wardline.__version__}")
        return 0
    key = _command(words)
    if key is None:
        return _overview(words)
    parser, run = command(key)
    # A file's name may hold bytes that no text has, and a terminal may know few letters: what
    # cannot be written is escaped, as JSON would, and is no reason to stop.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return _guarded(run, parser.parse_args(words[len(key) :]))


def command(key: tuple[str, ...]) -> tuple[argparse.ArgumentParser, Callable[..., int]]:
    """The arguments of a command, and what runs it; its module is imported here."""
    module_name, _, prefix = COMMANDS[key][0].partition(":")
    module = import_module(f"wardline.cli.{module_name}")
    suffix = f"_{prefix}" if prefix else ""
    parser = _Parser(prog=" ".join(("wardline", *key)), description=_sentence(COMMANDS[key][1]))
    getattr(module, f"add_arguments{suffix}")(parser)
    return parser, getattr(module, f"run{suffix}")


class _Parser(argparse.ArgumentParser):
    """argparse, with errors that end in the next step."""

    def error(self, message: str) -> NoReturn:
        """Say what was wrong with the call and exit 2."""
        sys.stderr.write(f"{self.prog}: {message}. See '{self.prog} --help'.\n")
        raise SystemExit(2)


def _command(words: list[str]) -> tuple[str, ...] | None:
    for length in (3, 2, 1):
        key = tuple(words[:length])
        if len(key) == length and key in COMMANDS:
            return key
    return None


_HELP = ("-h", "--help", "help")


def _overview(words: list[str]) -> int:
    """The list of commands, of those that begin with `words`; exit 2 where there is none such."""
    begin = tuple(takewhile(lambda word: word not in _HELP, words))
    shown = [key for key in COMMANDS if key[: len(begin)] == begin]
    if not shown:
        return _unknown(begin)
    print("usage: wardline COMMAND …   (each has --help)\n")
    width = max(len(" ".join(key)) for key in shown)
    print("\n".join(f"  {' '.join(key):<{width}}  {COMMANDS[key][1]}" for key in shown))
    return 0


def _unknown(words: tuple[str, ...]) -> int:
    """Say that there is no such command, and which one may be meant."""
    from difflib import get_close_matches

    from wardline.cli.terminal import tell

    noun = f"{words[0]} " if words[0] in NOUNS else ""
    asked = " ".join(words[: 2 if noun else 1])
    known = [" ".join(key) for key in COMMANDS if not noun or key[0] == words[0]]
    meant = get_close_matches(" ".join(words[:2]), known, n=3)
    meant = meant or get_close_matches(asked, [*NOUNS, *known], n=3)
    told = f" Perhaps: {', '.join(meant)}." if meant else ""
    tell(f"wardline: there is no command '{asked}'.{told} 'wardline {noun}--help' lists all.")
    return 2


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _guarded(run: object, args: argparse.Namespace) -> int:
    """The exit code of `run`; errors become one sentence, never a traceback."""
    from wardline.cli.terminal import tell
    from wardline.core.errors import WardlineError, display

    try:
        code = run(args)  # type: ignore[operator] # looked up by name
        sys.stdout.flush()
    except WardlineError as error:
        # A peer's own words may stand in it.
        tell(f"wardline: {error}")
        return display(error).exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`wardline … | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        tell(f"wardline: {_of_file(error)}")
        return 2 if _is_named(error, args) else 3
    except Exception as error:  # noqa: BLE001 # the last door: our bug, told without its inside
        return _of_store(error) or _bug(error)
    return int(code)


# What a person can do about the usual ones.
_FILES: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("There is no file or folder", "Check its name."),
    errno.EISDIR: ("A file is needed, and this is a folder:", "Name a file."),
    errno.ENOTDIR: ("A folder is needed, and this is none:", "Name a folder."),
    errno.EACCES: ("This user may not use", "Check its rights."),
    errno.EPERM: ("This user may not use", "Check its rights."),
    errno.EROFS: ("Nothing can be written on the disk of", "Name another place."),
    errno.ENOSPC: ("The disk is full:", "Make room on it, then try again."),
    errno.EDQUOT: ("This user's part of the disk is full:", "Make room on it, then try again."),
}


def _is_named(error: OSError, args: argparse.Namespace) -> bool:
    """Whether the call itself names what is not there: then the call is wrong, no setting."""
    if error.errno not in {errno.ENOENT, errno.EISDIR, errno.ENOTDIR}:
        return False
    given = [one for value in vars(args).values() for one in _each(value)]
    return error.filename is not None and os.fspath(error.filename) in given


def _each(value: object) -> list[str]:
    """What an argument names, as text."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _of_file(error: OSError) -> str:
    """What is wrong with a file or folder, and what to do about it."""
    usual = (f"{error.strerror or error}:", "Mend that, then try again.")
    what, mend = _FILES.get(error.errno or 0, usual)
    return f"{what} {error.filename!r}. {mend}" if error.filename else f"{what.rstrip(':')}. {mend}"


def _of_store(error: Exception) -> int:
    """The exit code for a file of SQLite's that is damaged, busy or full; 0: none of these."""
    import sqlite3

    from wardline.agent.storefile import meaning
    from wardline.cli.terminal import tell
    from wardline.core.errors import display

    told = meaning(error) if isinstance(error, sqlite3.Error) else None
    if told is None:
        return 0
    tell(f"wardline: {told}")
    return display(told).exit_code


def _bug(error: Exception) -> int:
    import secrets
    import traceback

    number = secrets.token_hex(4)
    if os.environ.get("WARDLINE_DEBUG"):
        traceback.print_exception(error)
    sys.stderr.write(
        f"wardline: something went wrong that is our fault (number {number}, "
        f"{type(error).__name__}). Run it again with WARDLINE_DEBUG=1 and send us what it prints.\n"
    )
    return 70
