"""`wardline demo`: the whole loop on real data, told as a timeline with measured times."""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wardline.cli import demo_public
from wardline.core import jsonio
from wardline.core.clock import format_timestamp, now
from wardline.core.errors import WardlineError
from wardline.core.tlp import TLP

if TYPE_CHECKING:
    from wardline.agent.sharing import Prepared
    from wardline.screen.stix import Gate

_LOG_LINES = 20_000
_WAIT_SECONDS = 10
_SAMPLES = (
    "attack-3000.ndjson.gz",
    "pegasus.stix2.json.gz",
    "cytrox.stix2.json.gz",
    "known_exploited_vulnerabilities.json.gz",
)
_EVENT = "misp-turla-crutch-event.json.gz"
# Made up: an incident as a hospital would write it down, with all that must not leave.
_INCIDENT = "incident.json"
_STAYS = ("Delgado", "mdelgado", "Winters", "00482913", "03/14/1951", "Winter2026!", "10.20.30.41")
_LEAVES = ("billing@secure-doc-portal.example", "203.0.113.77", "CVE-2023-36884", "MX450", "3f79bb")
_PROFILE = {
    "name": "General Hospital",
    "domains": ["general-hospital.example"],
    "ad": "GENHOSP",
    "public_nets": ["198.51.100.0/24"],
}


class Member(NamedTuple):
    """A made-up member: its key file and the folder of its copy."""

    name: str
    key_file: Path
    data: Path


# Who signs in to the portal for each member.
_PEOPLE = {
    "general": ("analyst", "Gil (made up)"),
    "county": ("admin", "Cora (made up)"),
    "clinic": ("member", "Dr. Dee (made up)"),
    "agency": ("admin", "Ada (made up)"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whether to stay, the port and the folder."""
    parser.add_argument("--once", action="store_true", help="end after the loop")
    parser.add_argument("--port", type=int, default=0, help="the hub's port (default: a free one)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the data here")
    parser.add_argument("--json", action="store_true", help="print the steps as one JSON document")


def run(args: argparse.Namespace) -> int:
    """Run the loop; exit 0 only if every step held."""
    with tempfile.TemporaryDirectory(prefix="wardline-demo-") as scratch:
        folder = args.data or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        demo = Demo(folder, args.port, quiet=args.json)
        try:
            good = demo.loop()
            if args.json:
                print(json.dumps({"steps": demo.steps}))
            if good and not args.once:
                _stay(demo)
        finally:
            demo.stop()
    return 0 if good else 1


def _stay(demo: Demo) -> None:
    people = "".join(f"  {who}\n    {link}\n" for who, link in demo.links)
    sys.stderr.write(
        f"\nThe portal is at {demo.address} until you press Ctrl-C. Sign in, once a link, as\n"
        f"{people}"
        f"Keys of the made-up members: {demo.folder}/*.key\n"
        f"Try: wardline agent status --data {demo.folder}/county\n"
    )
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    done.wait()


class Demo:
    """One run of the loop."""

    def __init__(self, folder: Path, port: int, *, quiet: bool) -> None:
        """Work in `folder`."""
        self.folder = folder
        self.hub_data = folder / "hub"
        self.port = port
        self.steps: list[dict[str, Any]] = []
        self.address = ""
        self._quiet = quiet
        self._server: subprocess.Popen[str] | None = None
        self._received: dict[str, dict[str, float]] = {}
        self._stop = threading.Event()
        self._watchers: list[threading.Thread] = []
        self.collection = ""
        self.members: dict[str, Member] = {}
        self._shared: dict[str, Any] = {}
        self._restricted: dict[str, Any] = {}
        self._prepared: Prepared | None = None
        self._hits: list[Any] = []
        self._sighting = ""
        self._sent_at = 0.0
        # Who may sign in to the portal, and by which link.
        self.links: list[tuple[str, str]] = []

    def loop(self) -> bool:
        """All steps in order; stops at the first that does not hold."""
        steps: list[tuple[str, Callable[[], str]]] = [
            ("start the hub", self.start),
            ("members join", self.join),
            ("publish real data, validated", self.publish),
            ("members pull their copies", self.pull),
            ("members follow the stream", self.watch),
            ("General Hospital's gate shows what stays at home", self.screen),
            ("the hub takes nothing that skipped the gate", self.refuse),
            ("General Hospital shares an incident", self.share),
            ("the others have it", self.pushed),
            ("TLP:RED stays with those who are named", self.withheld),
            ("County Hospital hunts in its own log", self.hunt),
            ("a firewall fetches the block list", self.block),
            ("County Hospital tells that it saw it", self.sight),
            ("General Hospital learns of it", self.learn),
            ("the clinic's doctor finds it in the portal", self.look),
            ("the public answers, and a person posts it", demo_public.hear),
            ("the report to Congress rests on it", self.account),
        ]
        return all(self._step(name, step) for name, step in steps)

    def _step(self, name: str, step: Callable[[], str]) -> bool:
        started = time.perf_counter()
        try:
            detail, good = step(), True
        except (WardlineError, AssertionError, OSError, subprocess.SubprocessError) as error:
            detail, good = str(error) or type(error).__name__, False
        spent = round((time.perf_counter() - started) * 1000, 1)
        self.steps.append({"name": name, "ok": good, "ms": spent, "detail": detail})
        if not self._quiet:
            mark = "ok    " if good else "FAILED"
            print(f"{mark} {spent:>8,.0f} ms  {name}\n                    {detail}", flush=True)
        return good

    def stop(self) -> None:
        """End the followers and the hub."""
        self._stop.set()
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._server.kill()
        for watcher in self._watchers:
            watcher.join(timeout=1)

    def start(self) -> str:
        """The hub as anybody starts it."""
        command = [sys.executable, "-m", "wardline", "serve", "--data", str(self.hub_data)]
        # The made-up people come in by links alone: nobody has to set a second factor up first.
        environ = {**os.environ, "WARDLINE_SECURITY__SECOND_FACTOR": "none"}
        self._server = subprocess.Popen(  # noqa: S603 # our own
            [*command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True, env=environ
        )
        assert self._server.stdout is not None  # noqa: S101 # a pipe was asked for
        line = self._server.stdout.readline().strip()
        _check(line.startswith("ready "), "The hub did not start.")
        self.address = line.removeprefix("ready ")
        return f"{self.address} answers"

    def join(self) -> str:
        """Two made-up hospitals, a clinic and an agency, with a key each."""
        from wardline.agent.copy import Copy, Link
        from wardline.hub import setup

        setup.use(self.hub_data)
        from wardline.hub.exchange import collections
        from wardline.hub.members import people, service
        from wardline.hub.members.actor import COMMAND_LINE

        names = {
            "general": ("General Hospital (made up)", "hospital"),
            "county": ("County Hospital (made up)", "hospital"),
            "clinic": ("Two-Doctor Clinic (made up)", "practice"),
            "agency": ("Health Agency (made up)", "federal"),
        }
        mark = f"{now() % 10**9:09d}"
        agency = ""
        for word, (name, kind) in names.items():
            # The agency runs the hub, unless one does in this folder already.
            runs = word == "agency" and not any(one.operator for one in service.organizations())
            number = service.enrol(COMMAND_LINE, f"{name} {mark}", kind, operator=runs)
            role, who = _PEOPLE[word]
            made = people.add_made_up(f"{word}-{mark}@made-up.example", who, number, role)
            self.links.append((f"{who}, {role} at {name}", made.address(self.address)))
            agency = number if word == "agency" else agency
            key = service.add_key(number, "demo", ["read", "write"])
            file = self.folder / f"{word}.key"
            file.write_text(key.secret, encoding="utf-8")
            file.chmod(0o600)
            self.members[word] = Member(name, file, self.folder / word)
        self.collection = collections.add_collection(
            f"Sector indicators {mark}", read=["all", agency], write=["all"]
        )
        for member in self.members.values():
            Copy(member.data, create=True).connect(Link(self.address, str(member.key_file)))
        return "two hospitals, a clinic, an agency that the collection names as a recipient"

    def publish(self) -> str:
        """ATT&CK, indicators of two spyware campaigns, CISA's KEV."""
        from wardline.hub.exchange import collections
        from wardline.hub.exchange.publishing import publish
        from wardline.hub.worker import writing
        from wardline.importers import read

        number = collections.find(self.collection).id
        added = 0
        started = time.perf_counter()
        with writing(self.hub_data) as exchange:
            for name in _SAMPLES:
                done = publish(exchange, number, read(_sample(name), name=name))
                _check(not done.failed, f"{name}: {done.failed[:1]}")
                added += done.added
        rate = added / (time.perf_counter() - started)
        return f"{added:,} objects from {len(_SAMPLES)} sources, {rate:,.0f} a second, each durable"

    def pull(self) -> str:
        """Each member's copy, by TAXII 2.1."""
        from wardline.agent.copy import Copy
        from wardline.agent.sync import connect, pull
        from wardline.client.taxii import Taxii

        counts = []
        for member in self.members.values():
            copy = Copy(member.data)
            [result] = pull(copy, Taxii(connect(copy.link())), now)
            counts.append(result.added)
        _check(len(set(counts)) == 1 and counts[0] > 0, f"The copies differ: {counts}")
        return f"{len(counts)} copies of {counts[0]:,} objects"

    def watch(self) -> str:
        """County Hospital, the clinic and the agency stay connected."""
        ready = threading.Semaphore(0)
        for word in ("county", "clinic", "agency", "general"):
            self._received[word] = {}
            thread = threading.Thread(target=self._follow, args=(word, ready), daemon=True)
            thread.start()
            self._watchers.append(thread)
        for _ in self._watchers:
            _check(ready.acquire(timeout=_WAIT_SECONDS), "A stream did not open.")
        return f"{len(self._watchers)} streams are open"

    def _follow(self, word: str, ready: threading.Semaphore) -> None:
        from wardline.agent.sync import Received, watch

        def report(received: Received) -> None:
            self._received[word][received.id] = time.perf_counter()

        watch(self.members[word].data, self._stop, report, now, lambda _: ready.release())

    def screen(self) -> str:
        """A real MISP event and a made-up incident, whose private part is replaced."""
        from wardline.agent.sharing import Policy, prepare
        from wardline.importers import Item, read
        from wardline.screen.words import WORDS

        found = [e.object for e in read(_sample(_EVENT), name=_EVENT) if isinstance(e, Item)]
        domains = [o for o in found if "domain-name:value" in str(o.get("pattern"))]
        self._shared = domains[0]
        incident = jsonio.decode(_sample(_INCIDENT))
        self._prepared = prepared = prepare([*found, incident], Policy(TLP.AMBER), self._gate())
        leaves = b"".join(prepared.raws).decode()
        for private in _STAYS:
            _check(private not in leaves, f"{private} would leave.")
        for threat in _LEAVES:
            _check(threat in leaves, f"{threat} was lost.")
        removed = ", ".join(
            f"{count}x {WORDS.get(label, label)}" for label, count in prepared.counts.items()
        )
        return f"replaced: {removed}. The attacker's addresses, file, hash and CVE leave unharmed"

    def _gate(self) -> Gate:
        from wardline.screen.profile import Profile
        from wardline.screen.stix import Gate

        return Gate.of(Profile.from_mapping(_PROFILE), case=None)

    def refuse(self) -> str:
        """The same incident as it was written, sent past the agent."""
        from wardline.agent.copy import Copy
        from wardline.agent.sync import connect
        from wardline.client.taxii import Taxii

        taxii = Taxii(connect(Copy(self.members["general"].data).link()))
        target = next(found for found in taxii.collections() if found.id == self.collection)
        [sent] = taxii.add(target.url, [_sample(_INCIDENT)])
        _check(sent.succeeded == 0 and len(sent.failures) == 1, "The hub took it.")
        reason = sent.failures[0][1]
        _check(not any(private in reason for private in _STAYS), "The answer repeats a value.")
        return f"refused at {reason.partition(': ')[0]}; nothing of it was kept"

    def share(self) -> str:
        """What was shown, byte for byte, marked TLP:AMBER, and one indicator marked TLP:RED."""
        from wardline.agent.sharing import Policy, prepare

        prepared = self._prepared
        assert prepared is not None  # noqa: S101 # the step before made it
        self._restricted = {
            **self._shared,
            "id": "indicator--0d0f5f8e-61a0-4e0e-9d2b-1c2a5d1f7a10",
            "name": "Under investigation (made up)",
            "pattern": "[domain-name:value = 'restricted.demo.example']",
            "object_marking_refs": [TLP.RED.marking_id],
        }
        red = prepare([self._restricted], Policy(None), self._gate())
        raws = [*prepared.raws, *red.raws]
        accepted = self._send("general", raws, reviewed=bool(prepared.held))
        _check(accepted == len(raws), f"{accepted} of {len(raws)} were accepted.")
        self._sent_at = time.perf_counter()
        return f"{len(prepared.raws)} objects TLP:AMBER, 1 TLP:RED; sent as shown, byte for byte"

    def _send(self, word: str, raws: list[bytes], *, reviewed: bool = False) -> int:
        from wardline.agent.copy import Copy
        from wardline.agent.sync import connect
        from wardline.client.taxii import Taxii

        copy = Copy(self.members[word].data)
        taxii = Taxii(connect(copy.link()))
        target = next(found for found in taxii.collections() if found.id == self.collection)
        return sum(sent.succeeded for sent in taxii.add(target.url, raws, reviewed=reviewed))

    def pushed(self) -> str:
        """By the stream, without asking."""
        waits = {}
        for word in ("county", "clinic", "agency"):
            moment = self._wait_for(word, self._shared["id"])
            _check(moment is not None, f"{self.members[word].name} did not get it.")
            waits[word] = max((moment or 0) - self._sent_at, 0) * 1000
        slowest = max(waits.values())
        return f"in the copies of {len(waits)} members {slowest:.0f} ms after the hub's receipt"

    def _wait_for(self, word: str, number: str) -> float | None:
        deadline = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < deadline:
            if number in self._received[word]:
                return self._received[word][number]
            time.sleep(0.002)
        return None

    def withheld(self) -> str:
        """The agency is named in the collection; hospital and clinic are not."""
        number = self._restricted["id"]
        _check(self._wait_for("agency", number) is not None, "The agency did not get it.")
        for word in ("county", "clinic"):
            _check(number not in self._received[word], f"It reached {self.members[word].name}.")
        return "the agency has it; the other hospital and the clinic cannot tell that it exists"

    def hunt(self) -> str:
        """A made-up log in which two of the observables stand at known lines."""
        from wardline.agent.copy import indicators
        from wardline.core.observables import of_object
        from wardline.core.warninglists import WarningLists
        from wardline.hunt.engine import Hunt, Options
        from wardline.hunt.times import reader
        from wardline.hunt.wanted import want
        from wardline.testing.logs import zeek_log

        observable = of_object(self._shared)[0]
        planted = {7_311: observable, 15_002: observable}
        log = self.folder / "county-zeek-dns.log"
        with log.open("wb") as out:
            out.writelines(zeek_log(random.Random(405), _LOG_LINES, planted))  # noqa: S311 # made up
        known = indicators(self.members["county"].data)
        wanted = want(known, now(), WarningLists.bundled())
        started = time.perf_counter()
        hunt = Hunt(wanted, Options(moment=reader(None, now()), workers=1))
        self._hits = list(hunt.run([log]))
        spent = time.perf_counter() - started
        found = sorted({hit.line for hit in self._hits})
        _check(found == sorted(planted), f"Expected hits in lines {sorted(planted)}, got {found}.")
        return (
            f"{len(found)} lines of {_LOG_LINES:,} hit by {wanted.used:,} indicators, "
            f"exactly those that were planted; {_LOG_LINES / spent:,.0f} lines a second"
        )

    def block(self) -> str:
        """What a firewall polls; a second poll costs nothing."""
        from wardline.agent.sync import connect

        member = self.members["county"]
        from wardline.agent.copy import Copy

        client = connect(Copy(member.data).link())
        url = f"/lists/{self.collection}/domain"
        first = client.request("GET", url)
        value = self._hits[0].observed
        _check(value in first.body.decode().splitlines(), f"{value} is not on the list.")
        again = client.request("GET", url, headers={"if-none-match": first.headers["etag"]})
        _check(again.status == 304, "An unchanged list was sent again.")  # noqa: PLR2004 # RFC 9110
        left_out = jsonio.decode(client.request("GET", f"{url}.json").body)["left_out"]
        return (
            f"{len(first.body.splitlines()):,} domains; {len(left_out)} left out because a "
            "warning list protects them; the second poll is 304"
        )

    def sight(self) -> str:
        """By count and time only; nothing tells who saw it."""
        from wardline.agent.copy import Copy
        from wardline.agent.sharing import sighting

        copy = Copy(self.members["county"].data)
        found = copy.find(self._hits[0].indicator)
        _check(found is not None, "The indicator is not in the copy.")
        moment = now()
        made = sighting(
            (found or ("", {}))[1],
            count=len(self._hits),
            first=moment,
            last=moment,
            namespace=copy.namespace(),
        )
        self._sighting = made["id"]
        _check(self._send("county", [jsonio.encode(made)]) == 1, "The hub refused the sighting.")
        return f"seen {made['count']} times on {format_timestamp(moment)[:10]}"

    def look(self) -> str:
        """A person opens a link, signs in, and searches for what was shared."""
        import httpx

        who, link = self.links[2]
        with httpx.Client(base_url=self.address, timeout=30) as browser:
            page = browser.get(link)
            token = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            # Browsers send secure cookies to their own machine without TLS; httpx does not.
            cookie = {"cookie": "; ".join(f"{k}={v}" for k, v in page.cookies.items())}
            come = browser.post(link, data={"csrfmiddlewaretoken": token}, headers=cookie)
            cookie = {"cookie": "; ".join(f"{k}={v}" for k, v in come.cookies.items())}
            home = browser.get("/", headers=cookie)
            _check("What waits for you" in home.text, "The link did not sign in.")
            asked = {"q": "203[.]0[.]113[.]77"}
            found = browser.get("/objects.json", params=asked, headers=cookie).json()["objects"]
        _check(bool(found), "The search does not find what was shared.")
        self.links[2] = (f"{who} (this link was used by the demo itself)", link)
        return f"{len(found)} objects for a defanged address, in plain words: {found[0]['title']}"

    def account(self) -> str:
        """The loop closes: what was heard is what the report says."""
        return demo_public.report(self.folder / "report")

    def learn(self) -> str:
        """The sharer sees that it helped."""
        moment = self._wait_for("general", self._sighting)
        _check(moment is not None, "The sighting did not come back.")
        return "the sighting is in the sharer's copy; it names nobody"


def _sample(name: str) -> bytes:
    return files("wardline.testing").joinpath(f"samples/{name}").read_bytes()


def _check(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)
