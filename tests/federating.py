"""Hubs for tests of federation: the command line of one, and one with a collection and peers."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

from wardline.hub.db import open_database

# Commands on one hub in one process: each would take seconds to start on a busy machine.
_DESK = """
import contextlib, io, json, os, sys
from wardline.cli import main
from wardline.hub import setup
out = sys.stdout
for line in sys.stdin:
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        code = main(json.loads(line))
    setup.migrate = setup.use
    out.write(json.dumps([code, told.getvalue()]) + chr(10))
    out.flush()
"""


class Desk:
    """The command line of one hub."""

    def __init__(self, hub):
        self.hub = hub
        self.process = subprocess.Popen(
            [sys.executable, "-c", _DESK],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=hub.environment,
        )

    def __call__(self, *words: str, check: bool = True):
        line = json.dumps([*words, "--data", str(self.hub.data), "--json"])
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        code, told = json.loads(self.process.stdout.readline())
        assert not check or code == 0, (words, told)
        return json.loads(told) if told else code

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


class Node:
    """A hub with one collection, and its peers."""

    def __init__(self, hub, name: str):
        self.hub, self.name = hub, name
        # In the place of the slower one: what the fixtures call goes through it as well.
        hub.cli = self.desk = Desk(hub)
        self.collection = hub.collection()
        self.member = hub.member()
        self.peers: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"{self.hub.url}taxii2/sector/collections/{self.collection}/"

    def agree(self, other: Node, ceiling: str = "GREEN", **more) -> None:
        """Add `other` as a peer here."""
        words = [word for key, value in more.items() for word in (f"--{key}", value)]
        made = self.hub.cli("peer", "add", other.name, "--ceiling", ceiling, *words)
        self.peers[other.name] = made["id"]

    def key_for(self, other: Node, can: str, path):
        """A key of ours that `other` shows, in a file."""
        key = self.hub.key_for(self.peers[other.name], can).key
        path.write_text(key)
        return str(path)

    def pulls(self, other: Node, tmp_path) -> str:
        key = other.key_for(self, "read", tmp_path / f"{other.name}-{self.name}-in")
        words = ["--kind", "taxii", "--collection", self.collection, "--key-file", key]
        return self.hub.cli("feed", "add", other.address, *words, "--peer", other.name)["id"]

    def pushes(self, other: Node, tmp_path, can: str = "read,write,delete,vouched", **more) -> str:
        key = other.key_for(self, can, tmp_path / f"{self.name}-{other.name}-out")
        words = ["--kind", "taxii", "--collection", self.collection, "--key-file", key, "--out"]
        words += [word for key, value in more.items() for word in (f"--{key}", value)]
        return self.hub.cli("feed", "add", other.address, *words, "--peer", other.name)["id"]

    def pull(self) -> list[dict]:
        return self.hub.cli("feed", "pull", check=False)["feeds"]

    def push(self) -> list[dict]:
        return self.hub.cli("feed", "push", check=False)["feeds"]

    def clashes(self) -> list[dict]:
        return self.hub.cli("peer", "clashes", check=False)["clashes"]

    def versions(self) -> set[bytes]:
        """All that stands here, older versions too, byte for byte."""
        path = f"collections/{self.collection}/objects/"
        found = self.member.get(path, {"match[version]": "all", "limit": 1000})
        return {json.dumps(obj, sort_keys=True) for obj in found.json().get("objects", [])}

    def count(self, table: str) -> int:
        path = self.hub.data / "wardline.sqlite3"
        database = open_database(self.hub.database, path)
        with contextlib.closing(database):
            return database.read(f"SELECT count(*) FROM {table}", {})[0][0]  # noqa: S608 # a name of ours
