"""A made-up MISP server: the part of its REST API that is used here, as strict as MISP 2.5 is.

Written from MISP's OpenAPI and from how MISP and PyMISP behave. It checks what MISP checks: UUIDs
that exist, in the form of RFC 4122; events that are not newer than what stands there; types,
categories and values; who may see, change, tag and publish. What MISP drops without a word (a
value that stands there, a tag that the key may not make, an attribute's older form) is dropped
here. Its clock counts one second for each change, so that nothing depends on how fast a test runs.
"""

from __future__ import annotations

import copy
import http.server
import ipaddress
import json
import re
import threading
import uuid
from datetime import date
from importlib.resources import files
from typing import NamedTuple

TYPES = json.loads((files("pymisp") / "data" / "describeTypes.json").read_text())["result"]
VERSION = "2.5.34"
_UUID = re.compile(
    r"[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[0-5][a-fA-F0-9]{3}-[089aAbB][a-fA-F0-9]{3}-[a-fA-F0-9]{12}"
)
_HASHES = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_TAXONOMY = ("tlp:clear", "tlp:green", "tlp:amber", "tlp:amber+strict", "tlp:red")


class Org(NamedTuple):
    id: str
    uuid: str
    name: str


class User(NamedTuple):
    """Whose key it is, and what its role may do."""

    id: str
    org: Org
    publish: bool = True
    tagger: bool = True
    tag_editor: bool = False
    sync: bool = False
    add: bool = True


class RefusedError(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, name: str, **more):
        self.status = status
        self.body = {"name": name, "message": name, **more}


def _flag(value) -> bool:
    return value in (True, 1, "1", "true")


def _seconds(value) -> int:
    return int(value) if str(value).isdecimal() else 0


class MispServer:
    """The server; `url` and the keys in `users` are all that a client needs."""

    def __init__(self):
        self.users: dict[str, User] = {}
        self.orgs: list[Org] = []
        self.events: dict[str, dict] = {}
        self.groups: dict[str, set[str]] = {}
        self.blocklist: set[str] = set()
        self.tags = set(_TAXONOMY)
        self.clock = 1_770_000_000
        self.numbers = 0
        self.asked: list[str] = []
        # (what the path holds, status, headers): the next such requests fail by it.
        self.failures: list[tuple[str, int, dict[str, str]]] = []
        self.dropped: list[str] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"misp": self})
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def org(self, name: str) -> Org:
        made = Org(str(len(self.orgs) + 1), str(uuid.uuid4()), name)
        self.orgs.append(made)
        return made

    def key(self, org: Org, **role) -> str:
        """A new key of an organisation; roles as in `User`."""
        secret = uuid.uuid4().hex + "madeupke"
        self.users[secret] = User(str(len(self.users) + 1), org, **role)
        return secret

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def _number(self) -> str:
        self.numbers += 1
        return str(self.numbers)

    # --- Requests

    def answer(self, method: str, path: str, key: str, body: dict):
        """The status, the JSON and more headers for one request."""
        with self._lock:
            self.asked.append(f"{method} {path}")
            for failure in self.failures:
                if failure[0] in path:
                    self.failures.remove(failure)
                    return failure[1], {"name": "Made-up failure", "message": "made up"}, failure[2]
            try:
                return 200, self._routed(method, path, self._user(key), body), {}
            except RefusedError as refused:
                more = {"Location": f"{self.url}/events/{path}"} if refused.status == 404 else {}
                return refused.status, {**refused.body, "url": path}, more

    def _user(self, key: str) -> User:
        if key not in self.users:
            words = "Authentication failed. Please make sure you pass the API key of an API "
            raise RefusedError(403, f"{words}enabled user along in the Authorization header.")
        return self.users[key]

    def _routed(self, method: str, path: str, user: User, body: dict):
        parts = [part for part in path.removesuffix(".json").split("/") if part and ":" not in part]
        name = "_".join(parts[:2]).lower()
        verb = getattr(self, f"do_{name}", None)
        if verb is None:
            raise RefusedError(404, f"{path} is not made up here")
        readable = ("events_view", "events_index", "servers_", "users_", "attributes_describe")
        if method == "GET" and not name.startswith(readable):
            raise RefusedError(405, "You can only use POST here")
        given = verb(user, parts[2] if len(parts) > 2 else "", body)
        if "metadata:1" in path and "Event" in given:
            given["Event"] = {k: v for k, v in given["Event"].items() if k != "Attribute"}
        return given

    def do_servers_getversion(self, user: User, *_):
        told = {"version": VERSION, "pymisp_recommended_version": VERSION, "perm_sync": user.sync}
        return {**told, "perm_sighting": True, "request_encoding": ["gzip"]}

    def do_attributes_describetypes(self, *_):
        return {"result": TYPES}

    def do_users_view(self, user: User, *_):
        rights = ("publish", "tagger", "tag_editor", "sync", "add")
        role = {f"perm_{name}": getattr(user, name) for name in rights}
        person = {"id": user.id, "org_id": user.org.id, "email": "made-up@misp.example"}
        return {
            "User": {**person, "role_id": "3"},
            "Role": {"id": "3", "name": "Made-up role", **role},
            "UserSetting": [],
            "Organisation": user.org._asdict(),
        }

    # --- Reading

    def do_events_index(self, user: User, _, body: dict):
        rows = [event for event in self.events.values() if self._sees(user, event)]
        if "published" in body and str(body["published"]) != "2":
            rows = [one for one in rows if one["published"] == _flag(body["published"])]
        since = body.get("publish_timestamp")
        if since not in (None, ""):
            rows = [one for one in rows if int(one["publish_timestamp"]) >= int(since)]
        if body.get("eventid"):
            wanted = {str(one) for one in body["eventid"]}
            rows = [one for one in rows if {one["uuid"], one["id"]} & wanted]
        sort = body.get("sort", "id")
        rows.sort(key=lambda one: int(one[sort]), reverse=body.get("direction") == "desc")
        limit, page = int(body.get("limit") or 10**6), int(body.get("page") or 1)
        return [self._listed(one) for one in rows[(page - 1) * limit : page * limit]]

    def _listed(self, event: dict) -> dict:
        held = ("Attribute", "Object", "Tag")
        row = {name: value for name, value in event.items() if name not in held}
        alive = [one for one in self._all(event) if not one["deleted"]]
        tags = [{"tag_id": "1", "Tag": tag} for tag in event["Tag"]]
        return {**row, "attribute_count": str(len(alive)), "EventTag": tags}

    def do_events_restsearch(self, user: User, _, body: dict):
        if body.get("returnFormat") != "json":
            raise RefusedError(405, "Invalid return format.")
        wanted = body.get("eventid")
        wanted = wanted if isinstance(wanted, list) or wanted is None else [wanted]
        found = []
        for event in self.events.values():
            if not self._sees(user, event):
                continue
            if wanted is not None and not {event["uuid"], event["id"]} & {str(w) for w in wanted}:
                continue
            if body.get("published") is not None and event["published"] != _flag(body["published"]):
                continue
            found.append({"Event": self._shown(user, event, body.get("deleted"))})
        return {"response": found}

    def do_events_view(self, user: User, number: str, body: dict):
        event = self._event(number)
        if event is None or not self._sees(user, event):
            raise RefusedError(404, "Invalid event")
        return {"Event": self._shown(user, event, body.get("deleted"))}

    def _event(self, number: str) -> dict | None:
        found = [one for one in self.events.values() if number in (one["uuid"], one["id"])]
        return found[0] if found else None

    def _sees(self, user: User, holder: dict, owner: str = "") -> bool:
        if (owner or holder.get("orgc_id")) == user.org.id:
            return True
        if str(holder["distribution"]) == "4":
            return user.org.id in self.groups.get(str(holder["sharing_group_id"]), set())
        return str(holder["distribution"]) != "0"

    def _shown(self, user: User, event: dict, deleted=None) -> dict:
        """An event as a user gets it: deleted attributes are for sync users and their owner."""
        asked = {int(one) for one in (deleted if isinstance(deleted, list) else [deleted or 0])}
        may = user.sync or event["orgc_id"] == user.org.id
        states = asked if may else asked & {0}

        def kept(holder: dict) -> list[dict]:
            return [
                copy.deepcopy(one)
                for one in holder["Attribute"]
                if int(one["deleted"]) in states and self._sees(user, one, event["orgc_id"])
            ]

        shown = copy.deepcopy({**event, "Attribute": [], "Object": []})
        shown["Attribute"] = kept(event)
        shown["Object"] = [
            {**copy.deepcopy({**one, "Attribute": []}), "Attribute": kept(one)}
            for one in event["Object"]
            if int(one["deleted"]) in states and self._sees(user, one, event["orgc_id"])
        ]
        return shown

    # --- Writing events

    def do_events_add(self, user: User, _, body: dict):
        given = body.get("Event", body)
        if not user.add:
            raise RefusedError(403, "You do not have permission to use this functionality.")
        number = str(given.get("uuid") or uuid.uuid4())
        if number in self.blocklist:
            raise RefusedError(
                403, "Could not add Event", saved=False, errors="Blocked by blocklist"
            )
        if number in self.events:
            words = "Event already exists, if you would like to edit it, use the url in the "
            raise RefusedError(404, f"{words}location header.")
        published = _flag(given.get("published")) and user.publish
        if published and not given.get("Attribute") and not given.get("Object"):
            words = "Received a published event that was empty. Event add process blocked."
            raise RefusedError(403, "Could not add Event", saved=False, errors={"Event": words})
        event = {
            "id": self._number(),
            "uuid": number,
            "org_id": user.org.id,
            "orgc_id": user.org.id,
            "Orgc": user.org._asdict(),
            "sharing_group_id": str(given.get("sharing_group_id", "0")),
            "published": published,
            "publish_timestamp": "0",
            "timestamp": str(given.get("timestamp") or self.tick()),
            "Attribute": [],
            "Object": [],
            "Tag": [],
        }
        names = ("info", "date", "threat_level_id", "analysis", "distribution")
        preset = {"date": date.today().isoformat(), "threat_level_id": "4", "analysis": "0"}  # noqa: DTZ011 # as MISP does
        preset["distribution"] = "0"
        event |= {name: str(given.get(name, preset.get(name, ""))) for name in names}
        self._check_event(event, "add")
        self.events[number] = event
        self._tag(user, event, given)
        for one in given.get("Attribute") or []:
            self._capture(user, event, event, one)
        for one in given.get("Object") or []:
            self._capture_object(user, event, one)
        if published:
            event["publish_timestamp"] = str(self.tick())
        return {"Event": self._shown(user, event)}

    def _check_event(self, event: dict, action: str) -> None:
        wrong = {}
        if not _UUID.fullmatch(event["uuid"]):
            wrong["uuid"] = ["Please provide a valid RFC 4122 UUID"]
        if not event["info"].strip():
            wrong["info"] = ["Info cannot be empty."]
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", event["date"]):
            wrong["date"] = ["Expected date format: YYYY-MM-DD"]
        for name, most in (("threat_level_id", "1234"), ("analysis", "012")):
            if event[name] not in list(most):
                wrong[name] = [f"Options : {', '.join(most)}"]
        if event["distribution"] not in list("01234"):
            wrong["distribution"] = ["Options : Your organisation only, This community only, …"]
        if wrong:
            raise RefusedError(403, f"Could not {action} Event", saved=False, errors=wrong)

    def do_events_edit(self, user: User, number: str, body: dict):
        event = self._event(number)
        given = body.get("Event", body)
        if event is None:
            raise RefusedError(404, "Invalid event")
        self._may_change(user, event)
        stamp = given.get("timestamp")
        if stamp is not None and int(stamp) <= int(event["timestamp"]):
            words = "Event could not be saved: Event in the request not newer than the local copy."
            raise RefusedError(403, "Could not edit Event", saved=False, errors={"error": words})
        names = ("info", "date", "threat_level_id", "analysis", "distribution", "sharing_group_id")
        changed = {**event, **{name: str(given[name]) for name in names if name in given}}
        changed["timestamp"] = str(stamp or self.tick())
        # An edit that says nothing of it takes the event back from publication.
        changed["published"] = _flag(given.get("published")) and user.publish
        self._check_event(changed, "edit")
        event.update(changed)
        if user.tagger:
            self._tag(user, event, given)
        for one in given.get("Attribute") or []:
            self._edit_attribute(user, event, one)
        if changed["published"]:
            event["publish_timestamp"] = str(self.tick())
        return {"Event": self._shown(user, event)}

    def do_events_publish(self, user: User, number: str, _):
        event = self._event(number)
        if event is None or not self._sees(user, event):
            raise RefusedError(404, "Invalid event")
        if not user.publish or event["orgc_id"] != user.org.id:
            raise RefusedError(405, "You do not have the permission to do that.")
        event["published"], event["publish_timestamp"] = True, str(self.tick())
        return {"saved": True, "success": True, "name": "Job queued", "message": "Job queued"}

    def do_events_unpublish(self, user: User, number: str, _):
        event = self._event(number)
        self._may_change(user, event)
        event["published"] = False
        return {"saved": True, "success": True, "name": "Event unpublished."}

    def do_events_delete(self, user: User, number: str, _):
        event = self._event(number)
        if event is None or not self._sees(user, event):
            raise RefusedError(404, "Invalid event")
        self._may_change(user, event)
        del self.events[event["uuid"]]
        self.blocklist.add(event["uuid"])
        return {"saved": True, "success": True, "name": "Event deleted."}

    def _may_change(self, user: User, event: dict) -> None:
        if event["orgc_id"] != user.org.id:
            raise RefusedError(403, "You do not have permission to do that.")

    def _tag(self, user: User, holder: dict, given: dict) -> None:
        for tag in given.get("Tag") or []:
            name = tag["name"]
            if name not in self.tags and not user.tag_editor:
                self.dropped.append(f"tag {name}")
                continue
            self.tags.add(name)
            if name not in [one["name"] for one in holder["Tag"]]:
                holder["Tag"].append({"id": "1", "name": name, "local": False})

    # --- Writing attributes

    def _all(self, event: dict) -> list[dict]:
        return event["Attribute"] + [one for held in event["Object"] for one in held["Attribute"]]

    def _find(self, number: str) -> tuple[dict, dict] | None:
        for event in self.events.values():
            for one in self._all(event):
                if number in (one["uuid"], one["id"]):
                    return event, one
        return None

    def _capture(self, user: User, event: dict, holder: dict, given: dict) -> dict | None:
        """A new attribute; what MISP does not take, it only writes into its log."""
        number = str(given.get("uuid") or uuid.uuid4())
        made = {
            "id": self._number(),
            "uuid": number,
            "event_id": event["id"],
            "type": str(given.get("type", "")),
            "category": str(given.get("category", "")),
            "value": _normal(str(given.get("type", "")), str(given.get("value", ""))),
            "to_ids": _flag(given.get("to_ids")),
            "distribution": str(given.get("distribution", "5")),
            "sharing_group_id": str(given.get("sharing_group_id", "0")),
            "timestamp": str(given.get("timestamp") or self.tick()),
            "comment": str(given.get("comment", "")),
            "deleted": _flag(given.get("deleted")),
            "Tag": [],
        }
        wrong = self._wrong(made, event)
        if wrong:
            self.dropped.append(f"{wrong}: {number}")
            return None
        holder["Attribute"].append(made)
        self._tag(user, made, given)
        return made

    def _wrong(self, made: dict, event: dict) -> str:
        if not _UUID.fullmatch(made["uuid"]):
            return "Please provide a valid RFC 4122 UUID"
        if self._find(made["uuid"]) is not None:
            return "Duplicate UUID found in attribute"
        if made["type"] not in TYPES["category_type_mappings"].get(made["category"], []):
            return "Category/type combination is not valid"
        if made["distribution"] not in list("012345"):
            return "Options : 0, 1, 2, 3, 4, 5"
        problem = _bad_value(made["type"], made["value"])
        if problem:
            return problem
        for one in self._all(event):
            same = all(one[name] == made[name] for name in ("type", "category", "value"))
            if same and not one["deleted"] and not made["deleted"]:
                return "A similar attribute already exists for this event."
        return ""

    def _capture_object(self, user: User, event: dict, given: dict) -> None:
        holder = {
            "id": str(len(event["Object"]) + 1),
            "uuid": str(given.get("uuid") or uuid.uuid4()),
            "name": given["name"],
            "distribution": str(given.get("distribution", "5")),
            "sharing_group_id": str(given.get("sharing_group_id", "0")),
            "timestamp": str(given.get("timestamp") or self.tick()),
            "deleted": False,
            "Attribute": [],
        }
        event["Object"].append(holder)
        for one in given.get("Attribute") or []:
            made = self._capture(user, event, holder, one)
            if made is not None:
                made["object_relation"] = one.get("object_relation")

    def _edit_attribute(self, user: User, event: dict, given: dict) -> None:
        found = self._find(str(given.get("uuid", "")))
        if found is None:
            self._capture(user, event, event, given)
            return
        home, one = found
        if home is not event:
            self.dropped.append(f"Duplicate UUID found in attribute: {one['uuid']}")
            return
        stamp = given.get("timestamp")
        if stamp is not None and int(stamp) <= int(one["timestamp"]):
            return
        names = ("type", "category", "value", "to_ids", "distribution", "comment", "deleted")
        changed = {**one, **{name: given[name] for name in names if name in given}}
        changed["to_ids"], changed["deleted"] = _flag(changed["to_ids"]), _flag(changed["deleted"])
        problem = _bad_value(changed["type"], changed["value"])
        if problem:
            self.dropped.append(f"{problem}: {one['uuid']}")
            return
        one.update(changed)
        one["timestamp"] = str(stamp or self.tick())
        self._tag(user, one, given)

    def do_attributes_add(self, user: User, number: str, body: dict):
        event = self._event(number)
        self._may_change(user, event)
        made = self._capture(user, event, event, body)
        if made is None:
            raise RefusedError(403, "Could not add Attribute", saved=False, errors=self.dropped[-1])
        self._touched(event, made)
        return {"Attribute": copy.deepcopy(made)}

    def do_attributes_edit(self, user: User, number: str, body: dict):
        event, one = self._own(user, number)
        self._edit_attribute(user, event, {**body, "uuid": one["uuid"], "timestamp": None})
        self._touched(event, one)
        return {"Attribute": copy.deepcopy(one)}

    def do_attributes_delete(self, user: User, number: str, body: dict):
        event, one = self._own(user, number)
        if _flag(body.get("hard")):
            for holder in (event, *event["Object"]):
                holder["Attribute"] = [a for a in holder["Attribute"] if a is not one]
        one["deleted"] = True
        self._touched(event, one)
        return {"saved": True, "success": True, "message": "Attribute deleted."}

    def do_attributes_restore(self, user: User, number: str, _):
        # Other than the rest, by its number alone.
        event, one = self._own(user, number if number.isdecimal() else "")
        one["deleted"] = False
        self._touched(event, one)
        return {"Attribute": copy.deepcopy(one)}

    def do_tags_attachtagtoobject(self, user: User, _, body: dict):
        event = self._event(body["uuid"])
        if event is None:
            event, holder = self._own(user, body["uuid"])
            self._touched(event, holder)
        else:
            self._may_change(user, event)
            holder = event
            self._touched(event)
        self._tag(user, holder, {"Tag": [{"name": body["tag"]}]})
        return {"saved": True, "success": True}

    def _own(self, user: User, number: str) -> tuple[dict, dict]:
        found = self._find(number)
        if found is None:
            raise RefusedError(404, "Invalid attribute")
        self._may_change(user, found[0])
        return found

    def _touched(self, event: dict, one: dict | None = None) -> None:
        """A change by hand takes the event back from publication."""
        at = str(self.tick())
        event["timestamp"], event["published"] = at, False
        if one is not None:
            one["timestamp"] = at


def _normal(kind: str, value: str) -> str:
    value = value.strip()
    return value.lower() if kind in (*_HASHES, "domain", "hostname") else value


def _bad_value(kind: str, value: str) -> str:
    if not value:
        return "Value not set."
    if kind in _HASHES and not re.fullmatch(rf"[0-9a-f]{{{_HASHES[kind]}}}", value):
        return f"Checksum has an invalid length or format (expected: {_HASHES[kind]})."
    if kind in ("domain", "hostname") and not _NAME.fullmatch(value):
        return f"{kind} name has an invalid format."
    if kind in ("ip-src", "ip-dst"):
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            return "IP address has an invalid format."
    return ""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    misp: MispServer

    def _do(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        raw = self.rfile.read(size) if size else b""
        key = self.headers.get("authorization", "")
        path = self.path.partition("?")[0].strip("/")
        status, body, more = self.misp.answer(self.command, path, key, json.loads(raw or b"{}"))
        packed = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {**more, "content-type": "application/json"}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(packed)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(packed)

    do_GET = do_POST = do_HEAD = _do  # noqa: N815 # as the library names them

    def log_message(self, *_):
        pass
