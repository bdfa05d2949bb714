"""A bulletin to many readers: how soon it is everywhere, and what kills in the middle do to mails.

python bench/bulletins.py DIR [--readers 10000] [--kills 8] [--database postgresql://…]

Starts a hub in DIR and a mail server beside it. Walls from the release to: the page, the feed, the
report in the exchange, the last mail taken. Meanwhile a page of the portal and a poll of the
exchange are asked again and again: what they take before and during. With --kills the portal's
processes are killed (kill -9) so many times at random moments; then every reader must have been
sent one mail, and mails taken twice are counted by their Message-ID.
"""

from __future__ import annotations

import argparse
import contextlib
import email
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from wardline.testing.procs import free_port

FILL = """
import json, sys
from pathlib import Path
from wardline.hub import setup
data, many = Path(sys.argv[1]), int(sys.argv[2])
setup.migrate(data)
setup.portal(data)
from wardline.hub.members import keys, service
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import Organization, User
owner = service.add_organization("Made-up ISAC", "isac")
Organization.objects.filter(id=owner).update(operator=True)
clinics = [service.add_organization(f"Clinic {n}", "practice") for n in range(max(1, many // 50))]
User.objects.bulk_create(
    [User(email=f"reader{n}@made-up.example", name=f"Reader {n}", role="analyst", password="!",
          organization_id=clinics[n % len(clinics)], language=("en", "es")[n % 2])
     for n in range(many)], batch_size=1000)
staff = [User.objects.create_user(f"{name}@made-up.example", None, organization_id=owner,
                                  role="admin", name=name).pk for name in ("writer", "second")]
key = keys.make(Actor(staff[0], "writer", owner, "Made-up ISAC", "admin", True), "b", ["read"], None)
print(json.dumps({"staff": staff, "owner": owner, "key": key.secret}))
"""

RELEASE = """
import sys, time
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.bulletins import starting
from wardline.hub.bulletins import service
from wardline.hub.members.actor import Actor
from wardline.hub.members.models import User
def actor(pk):
    one = User.objects.select_related("organization").get(pk=pk)
    return Actor(one.pk, one.name, one.organization_id, one.organization.name, one.role, True)
facts = {"type": "vulnerability", "id": "vulnerability--6f0c2f3e-27a8-4a10-9e7a-9a4f0c6f2b10",
         "name": "CVE-2026-12345", "x_kev_vendor": "Made-up", "x_kev_product": "Pump",
         "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}
import msgspec
made = msgspec.structs.replace(starting.start([facts], "hub@made-up.example"), systems=())
writer, second = map(actor, map(int, sys.argv[2:4]))
row = service.start(writer, made)
service.ask(writer, row.bulletin_id)
at = time.time()
service.release(second, row.bulletin_id, row.digest, "clear")
print(row.bulletin_id, at, time.time())
"""

LEFT = """
import sys
from pathlib import Path
from wardline.hub import setup
setup.use(Path(sys.argv[1]))
from wardline.hub.notices.models import Mail
if sys.argv[2] == "soon":
    Mail.objects.filter(next_at__isnull=False).update(next_at=0)
print(Mail.objects.filter(sent_at=None).count(), Mail.objects.count())
"""


class Post:
    """A mail server that keeps who was sent what, and when the last came."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self.readers: set[str] = set()
        self.last = 0.0

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802 # its API
        head = email.message_from_bytes(envelope.content.partition(b"\r\n\r\n")[0])
        self.taken[envelope.rcpt_tos[0], str(head["Message-ID"])] += 1
        self.readers.add(envelope.rcpt_tos[0])
        self.last = time.time()
        return "250 OK"


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, data_size_limit=2**25)


class Watch(threading.Thread):
    """Asks a page again and again; what each answer took, in ms."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(daemon=True)
        self.url, self.headers = url, headers or {}
        self.took: list[tuple[float, float]] = []
        self.ends = threading.Event()

    def run(self) -> None:
        with httpx.Client(headers=self.headers, timeout=60) as client:
            while not self.ends.is_set():
                start = time.perf_counter()
                with contextlib.suppress(httpx.HTTPError):
                    client.get(self.url)
                    self.took.append((time.time(), (time.perf_counter() - start) * 1000))
                time.sleep(0.05)

    def between(self, start: float, end: float) -> dict[str, float]:
        found = sorted(ms for at, ms in self.took if start <= at <= end) or [0.0]
        return {
            "p50": round(statistics.median(found), 1),
            "p99": round(found[int(len(found) * 0.99) - 1], 1),
            "worst": round(found[-1], 1),
        }


def kill_portal(group: int) -> int:
    killed = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode()
            if os.getpgid(int(entry.name)) == group and "wardline.hub.portal.run" in words:
                os.kill(int(entry.name), signal.SIGKILL)
                killed += 1
    return killed


def until(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(httpx.HTTPError):
            if condition():
                return True
        time.sleep(0.1)
    return False


class Bench:
    """A hub, a mail server, and what is measured of them."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given, self.data, self.post = given, given.dir, Post()
        self.data.mkdir(parents=True)
        self.server = Server(self.post, hostname="127.0.0.1", port=free_port())
        self.server.start()
        (self.data / "wardline.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = {self.server.port}\nsecurity = "none"\n'
            'from = "Wardline <hub@made-up.example>"\n'
            '[portal]\naddress = "https://hub.made-up.example"\n'
        )
        env = {**os.environ, "WARDLINE_DATABASE__URL": given.database}
        self.env = {name: value for name, value in env.items() if value}
        self.filled = json.loads(self.run(FILL, str(given.readers)))
        self.url = self._serve()
        words = {"Accept": "application/taxii+json;version=2.1"}
        self.key = {"Authorization": f"Bearer {self.filled['key']}", **words}
        self.page = Watch(f"{self.url}bulletins/")
        self.poll = Watch(f"{self.url}taxii2/sector/collections/", self.key)
        self.figures: dict[str, object] = {"readers": given.readers}

    def run(self, code: str, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, str(self.data), *words],
            env=self.env, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def _serve(self) -> str:
        self.hub = subprocess.Popen(
            [sys.executable, "-m", "wardline", "serve", "--data", str(self.data), "--port", "0"],
            env=self.env, stdout=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.hub.stdout is not None
        while True:
            line = self.hub.stdout.readline()
            if line.startswith("ready "):
                return line.split()[1]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", headers=headers)

    def release(self) -> str:
        """Release a bulletin, and see when it is where."""
        number, at, _after = self.run(RELEASE, *map(str, self.filled["staff"])).split()
        self.start = float(at)
        places = {
            "page_s": lambda: self.get(f"bulletins/{number}/").is_success,
            "feed_s": lambda: number in self.get("feeds/bulletins.atom").text,
            "exchange_s": lambda: self._pushed(number),
        }
        for name, there in places.items():
            until(there, 60)
            self.figures[name] = round(time.time() - self.start, 1)
        return number

    def _pushed(self, number: str) -> bool:
        listed = self.get("taxii2/sector/collections/", **self.key).json()
        paths = [
            f"taxii2/sector/collections/{one['id']}/objects/"
            for one in listed.get("collections", [])
        ]
        return any(number in self.get(path, **self.key).text for path in paths)

    def wait(self) -> None:
        """Until every reader has a mail, with kills at random mails."""
        chance = random.Random(11)
        many = self.given.readers
        moments = sorted(chance.randrange(many) for _ in range(self.given.kills))
        kills, end = 0, time.monotonic() + self.given.seconds
        while time.monotonic() < end and len(self.post.readers) < many:
            if kills < len(moments) and len(self.post.readers) >= moments[kills]:
                kill_portal(self.hub.pid)
                kills += 1
                time.sleep(2)
            if kills and time.time() - self.post.last > 10:
                self.run(LEFT, "soon")  # the lease of what was on its way need not be waited for
                time.sleep(3)
            time.sleep(0.02)
        time.sleep(3)
        self.figures["kills"] = kills

    def tell(self, begin: float, idle: float) -> None:
        """The figures."""
        finished, taken, many = self.post.last, self.post.taken, self.given.readers
        sent = Counter(to for to, _ in taken if to.startswith("reader"))
        took = finished - self.start
        self.figures |= {
            "mails_s": round(took, 1),
            "mails_per_s": round(many / took, 1),
            "forgotten": many - len(sent),
            "two_mails_to_one_reader": sum(one > 1 for one in sent.values()),
            "taken_twice_by_the_server": sum(one - 1 for one in taken.values()),
            "not_sent, of": self.run(LEFT, "look"),
            "portal page ms before": self.page.between(begin, idle),
            "portal page ms during": self.page.between(self.start, finished),
            "exchange poll ms before": self.poll.between(begin, idle),
            "exchange poll ms during": self.poll.between(self.start, finished),
        }
        print(json.dumps(self.figures, indent=1))

    def stop(self) -> None:
        self.page.ends.set()
        self.poll.ends.set()
        os.killpg(self.hub.pid, signal.SIGTERM)
        self.hub.wait(30)
        self.server.stop()


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("dir", type=Path)
    parse.add_argument("--readers", type=int, default=10_000)
    parse.add_argument("--kills", type=int, default=0)
    parse.add_argument("--database", default="")
    parse.add_argument("--seconds", type=float, default=900)
    bench = Bench(parse.parse_args())
    until(lambda: bench.get("bulletins/").is_success, 30)
    bench.page.start()
    bench.poll.start()
    begin = time.time()
    time.sleep(8)
    idle = time.time()
    bench.release()
    bench.wait()
    bench.tell(begin, idle)
    bench.stop()


if __name__ == "__main__":
    main()
