"""Made-up CSAF providers, as files that a pull is given in the place of the network."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlsplit

import httpx

from wardline.advisories import openpgp
from wardline.client.http import MAX_BYTES, Answer, whole
from wardline.core.errors import NotFoundError
from wardline.testing.advisories import made

HOME = "https://csaf.maker.example/.well-known/csaf/"


class Web:
    """A provider on the network, as its files; given to the pull in the place of a client."""

    def __init__(self, shared, name="Made-up Maker", home=HOME, trusted=True):
        self.shared, self.home, self.name = shared, home, name
        self.pair = openpgp.make(name)
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.unchanged: list[str] = []
        self.entries: list[dict] = []
        self.role = "csaf_trusted_provider" if trusted else "csaf_provider"
        self.namespace = f"https://{urlsplit(home).hostname}"
        self.metadata()

    def metadata(self, **more):
        told = {
            "canonical_url": f"{self.home}provider-metadata.json",
            "distributions": [
                {"rolie": {"feeds": [{"tlp_label": "WHITE", "url": f"{self.home}feed.json"}]}}
            ],
            "last_updated": "2026-01-01T00:00:00Z",
            "list_on_CSAF_aggregators": True,
            "metadata_version": "2.0",
            "mirror_on_CSAF_aggregators": True,
            "public_openpgp_keys": [
                {"fingerprint": self.pair.fingerprint, "url": f"{self.home}key.asc"}
            ],
            "publisher": {"category": "vendor", "name": self.name, "namespace": self.namespace},
            "role": self.role,
            **more,
        }
        self.files[f"{self.home}provider-metadata.json"] = json.dumps(told).encode()
        self.files[f"{self.home}key.asc"] = self.pair.public.encode()

    def put(self, number, version=1, mark="1", signed=True, tlp="WHITE", **changes):
        """A document with digest and signature; its address."""
        text = self.shared("csaf", "medical", "icsma-22-151-01.json").read_bytes()
        document = made(json.loads(text), number, version=version, tlp=tlp)
        document["document"]["publisher"] |= {"namespace": self.namespace, "name": self.name}
        document.update(changes)
        body = json.dumps(document).encode()
        url = f"{self.home}2024/{number.lower()}.json"
        self.files[url] = body
        self.files[f"{url}.sha512"] = f"{hashlib.sha512(body).hexdigest()}  x".encode()
        links = [{"rel": "self", "href": url}, {"rel": "hash", "href": f"{url}.sha512"}]
        if signed:
            self.files[f"{url}.asc"] = openpgp.sign(self.pair.secret, body).encode()
            links.append({"rel": "signature", "href": f"{url}.asc"})
        self.entries = [one for one in self.entries if one["id"] != number]
        self.entries.append({"id": number, "link": links, "updated": mark, "content": {"src": url}})
        feed = json.dumps({"feed": {"entry": self.entries}})
        self.files[f"{self.home}feed.json"] = feed.encode()
        return url

    def request(self, _method, url, headers=None, most=MAX_BYTES, **_more):
        self.asked.append(url)
        if url not in self.files:
            raise NotFoundError("nothing there")
        tag = f'"{hashlib.sha256(self.files[url]).hexdigest()}"'
        if (headers or {}).get("if-none-match") == tag:
            self.unchanged.append(url)
            return Answer(304, {}, b"")
        answer = httpx.Response(200, stream=httpx.ByteStream(self.files[url]))
        return Answer(200, {"etag": tag}, whole(answer, url, most))


def pull(provider, web):
    from wardline.hub.advisories import intake
    from wardline.hub.advisories.models import Provider

    staff = provider.portal.person("analyst", staff=True)
    url = f"{web.home}provider-metadata.json"
    one = Provider.objects.filter(url=url).first() or intake.add(staff.actor, url)
    return one, intake.pull(one, staff.actor, web)


def listed(provider, number):
    told = provider.portal.anybody().get(f"/advisories.json?q={number}", secure=True).json()
    return told["advisories"]
