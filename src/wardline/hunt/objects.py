"""A record as STIX observables, for patterns that ask for more than one value.

Each field with a role becomes a property of the object that it belongs to, with references among
them (a connection's addresses, a process's image); what free text holds stands as an object alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wardline.core.observables import normalize
from wardline.hunt.fields import role
from wardline.hunt.model import Cell, Record
from wardline.hunt.words import seen, words

_HASHES = {"@md5": "MD5", "@sha1": "SHA-1", "@sha256": "SHA-256", "@sha512": "SHA-512"}
_BY_KIND = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha512": "SHA-512"}
_ADDRESSES = ("ipv4-addr", "ipv6-addr", "domain-name")
_MAX_PORT = 65_535

Objects = dict[str, dict[str, Any]]


def objects(record: Record) -> Mapping[str, Mapping[str, Any]]:
    """The objects of a record, by their keys."""
    builder = _Builder()
    for cell in record.cells:
        builder.take(cell)
    return builder.done()


class _Builder:
    def __init__(self) -> None:
        self.made: Objects = {}
        self._ids: dict[tuple[str, str], str] = {}
        self._traffic: dict[str, Any] = {}
        self._http: dict[str, Any] = {}
        self._file: dict[str, Any] = {}
        self._process: dict[str, Any] = {}
        self._parent: dict[str, Any] = {}
        self._mail: dict[str, Any] = {}
        self._names: list[str] = []
        self._answers: list[str] = []
        self._host = ""
        self._path = ""
        self._query = ""

    def take(self, cell: Cell) -> None:
        """Put one cell where its role says, and what it holds beside it."""
        what = role(cell.name)
        step = _STEPS.get(what)
        if step is not None:
            step(self, what, cell.value)
        for word in words(cell.value):
            for kind, value, _ in seen(word):
                if kind in _BY_KIND:
                    self._hash(_BY_KIND[kind], value)
                else:
                    self.value(kind, value)

    def value(self, kind: str, value: str) -> str:
        """The key of the object that has only a value."""
        key = self._ids.get((kind, value))
        if key is None:
            key = self.add({"type": kind, "value": value})
            self._ids[kind, value] = key
        return key

    def add(self, made: dict[str, Any]) -> str:
        """The key of a new object."""
        key = str(len(self.made))
        self.made[key] = made
        return key

    def address(self, value: str) -> str | None:
        """The key of an address or a name; None where it is neither."""
        for kind in _ADDRESSES:
            found = normalize(kind, value)
            if found is not None:
                return self.value(*found)
        return None

    def _hash(self, name: str, value: str) -> None:
        hashes = self._file.setdefault("hashes", {})
        if hashes.setdefault(name, value) != value:
            self.add({"type": "file", "hashes": {name: value}})

    # What each role does.

    def end(self, what: str, value: str) -> None:
        """An end of a connection."""
        key = self.address(value)
        if key is not None:
            self._traffic.setdefault(what.partition(":")[2], key)

    def port(self, what: str, value: str) -> None:
        """A port."""
        if value.isdecimal() and len(value) < 6 and int(value) <= _MAX_PORT:  # noqa: PLR2004 # digits of a port
            self._traffic.setdefault(what.partition(":")[2], int(value))

    def protocol(self, _: str, value: str) -> None:
        """A protocol of a connection."""
        self._traffic.setdefault("protocols", []).append(value.lower())

    def name(self, _: str, value: str) -> None:
        """A name that was asked for or spoken to."""
        found = normalize("domain-name", value)
        if found is not None:
            self._names.append(self.value(*found))
        self._host = self._host or value

    def answer(self, _: str, value: str) -> None:
        """What a name stands for."""
        key = self.address(value)
        if key is not None:
            self._answers.append(key)

    def url(self, _: str, value: str) -> None:
        """A URL, or the path of one."""
        if value.startswith("/"):
            self._path = self._path or value
            self._http.setdefault("request_value", value)
        elif "://" in value:
            self.value("url", value)

    def query(self, _: str, value: str) -> None:
        """What stands behind the path of a URL."""
        self._query = self._query or value.lstrip("?")

    def method(self, _: str, value: str) -> None:
        """A method of HTTP."""
        self._http["request_method"] = value.lower()

    def agent(self, _: str, value: str) -> None:
        """A user agent."""
        self._http.setdefault("request_header", {})["User-Agent"] = value

    def hashed(self, what: str, value: str) -> None:
        """A hash whose kind the field tells."""
        self._hash(_HASHES[what], value.lower())

    def file(self, _: str, value: str) -> None:
        """A file, by its name or with its folder."""
        if "name" not in self._file:
            self._file.update(_named(self, value))

    def image(self, _: str, value: str) -> None:
        """The image of a process."""
        if "image_ref" not in self._process:
            self._process["name"] = _base(value)
            self._process["image_ref"] = self.add({"type": "file", **_named(self, value)})

    def parent(self, _: str, value: str) -> None:
        """The image of the process above."""
        self._parent["name"] = _base(value)
        self._parent["image_ref"] = self.add({"type": "file", **_named(self, value)})

    def command(self, _: str, value: str) -> None:
        """A command line."""
        self._process.setdefault("command_line", value)

    def parent_command(self, _: str, value: str) -> None:
        """The command line of the process above."""
        self._parent.setdefault("command_line", value)

    def pid(self, _: str, value: str) -> None:
        """A process's number."""
        if value.isdecimal() and len(value) < 12:  # noqa: PLR2004 # digits of a process id
            self._process.setdefault("pid", int(value))

    def sender(self, _: str, value: str) -> None:
        """Whom a message comes from."""
        address = normalize("email-addr", value.strip("<> "))
        if address is not None:
            self._mail.setdefault("from_ref", self.value(*address))

    def recipient(self, _: str, value: str) -> None:
        """Whom a message goes to."""
        for word in words(value):
            address = normalize("email-addr", word.strip("<> "))
            if address is not None:
                self._mail.setdefault("to_refs", []).append(self.value(*address))

    def subject(self, _: str, value: str) -> None:
        """What a message is about."""
        self._mail.setdefault("subject", value)

    def single(self, what: str, value: str) -> None:
        """An object with one property."""
        kind, _, name = what.partition(":")
        number = kind == "autonomous-system"
        if number and not value.isdecimal():
            return
        self.add({"type": kind, name: int(value) if number else value})

    def registry(self, _: str, value: str) -> None:
        """A registry key."""
        self.add({"type": "windows-registry-key", "key": value})

    def user(self, _: str, value: str) -> None:
        """An account."""
        key = self.add({"type": "user-account", "user_id": value, "account_login": value})
        self._process.setdefault("creator_user_ref", key)

    def done(self) -> Objects:
        """All objects, with the larger ones put together."""
        if self._host and self._path:
            query = f"?{self._query}" if self._query and "?" not in self._path else ""
            self.value("url", f"http://{self._host}{self._path}{query}")
        if self._host:
            self._http.setdefault("request_header", {}).setdefault("Host", self._host)
        for key in self._names:
            if self._answers:
                self.made[key]["resolves_to_refs"] = self._answers
        if self._http.keys() - {"request_header"} or "User-Agent" in self._http.get(
            "request_header", {}
        ):
            self._traffic["extensions"] = {"http-request-ext": self._http}
        if self._traffic:
            if self._names and "dst_ref" not in self._traffic:
                self._traffic["dst_ref"] = self._names[0]
            self.add({"type": "network-traffic", **self._traffic})
        if self._file:
            self.add({"type": "file", **self._file})
        if self._parent:
            self._process["parent_ref"] = self.add({"type": "process", **self._parent})
        if self._process.keys() - {"creator_user_ref"}:
            self.add({"type": "process", **self._process})
        if self._mail.keys() & {"from_ref", "to_refs"}:
            self.add({"type": "email-message", "is_multipart": False, **self._mail})
        return self.made


def _base(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _named(builder: _Builder, path: str) -> dict[str, Any]:
    """A file's name, and its folder where the path has one."""
    base = _base(path)
    found: dict[str, Any] = {"name": base or path}
    folder = path[: len(path) - len(base)].rstrip("/\\") if base else ""
    if folder:
        found["parent_directory_ref"] = builder.add({"type": "directory", "path": folder})
    return found


_STEPS = {
    "network-traffic:src_ref": _Builder.end,
    "network-traffic:dst_ref": _Builder.end,
    "network-traffic:src_port": _Builder.port,
    "network-traffic:dst_port": _Builder.port,
    "network-traffic:protocols": _Builder.protocol,
    "domain-name:value": _Builder.name,
    "@answer": _Builder.answer,
    "url:value": _Builder.url,
    "@query": _Builder.query,
    "@method": _Builder.method,
    "@user_agent": _Builder.agent,
    "@md5": _Builder.hashed,
    "@sha1": _Builder.hashed,
    "@sha256": _Builder.hashed,
    "@sha512": _Builder.hashed,
    "file:name": _Builder.file,
    "process:name": _Builder.image,
    "@parent": _Builder.parent,
    "process:command_line": _Builder.command,
    "@parent_command_line": _Builder.parent_command,
    "process:pid": _Builder.pid,
    "email-message:from_ref": _Builder.sender,
    "email-message:to_refs": _Builder.recipient,
    "email-message:subject": _Builder.subject,
    "windows-registry-key:key": _Builder.registry,
    "mutex:name": _Builder.single,
    "autonomous-system:number": _Builder.single,
    "software:name": _Builder.single,
    "x509-certificate:serial_number": _Builder.single,
    "user-account:user_id": _Builder.user,
}
