"""How common clients are set up for a collection: ready to paste, with the real address."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

KEY = "YOUR-KEY"


class Setup(NamedTuple):
    """One client: its steps in words, and what to paste."""

    name: str
    group: str
    words: str
    paste: str


def setups(base: str, collection: str, title: str) -> list[Setup]:
    """The set-ups for one collection of the hub at `base` (with a slash at its end)."""
    return [
        *_agent(base, collection),
        *_siems(base, collection, title),
        *_firewalls(base, collection),
    ]


def _agent(base: str, collection: str) -> list[Setup]:
    group = _("Our agent and the command line")
    return [
        Setup(
            "Wardline agent",
            group,
            _("On a machine of yours. First put the key into the file 'key', for your eyes only."),
            f"wardline agent init --hub {base} --key-file key --data agent\n"
            "wardline agent pull --data agent\n"
            "wardline agent watch --data agent",
        ),
        Setup(
            "curl",
            group,
            _("To try it: it should answer with objects, or with {} where there are none."),
            f'curl -H "Authorization: Bearer {KEY}" \\\n'
            '  -H "Accept: application/taxii+json;version=2.1" \\\n'
            f'  "{base}taxii2/sector/collections/{collection}/objects/?limit=10"',
        ),
    ]


def _siems(base: str, collection: str, title: str) -> list[Setup]:
    group = _("By TAXII 2.1: SIEMs and platforms")
    root, discovery = f"{base}taxii2/sector/", f"{base}taxii2/"
    return [
        Setup(
            "Splunk Enterprise Security",
            group,
            _("Add a threat intelligence source of the type TAXII 2.1 with these values."),
            f"URL: {discovery}\nAPI root: {root}\nCollection: {collection}\n"
            f"User: wardline\nPassword: {KEY}",
        ),
        Setup(
            "Microsoft Sentinel",
            group,
            _("Data connectors → Threat Intelligence - TAXII: add a server with these values."),
            f"Friendly name: {title}\nAPI root URL: {root}\nCollection ID: {collection}\n"
            f"Username: wardline\nPassword: {KEY}",
        ),
        Setup(
            "IBM QRadar",
            group,
            _("Threat Intelligence app → Add TAXII feed, with these values."),
            f"TAXII endpoint: {discovery}\nVersion: 2.1\nAuthentication: HTTP Basic\n"
            f"User: wardline\nPassword: {KEY}\nCollection: {collection}",
        ),
        Setup(
            "MISP",
            group,
            _("Sync actions → TAXII servers: add one with these values."),
            f"Baseurl: {base.rstrip('/')}\nAPI root: taxii2/sector\nCollection: {collection}\n"
            f"User: wardline\nPassword: {KEY}",
        ),
        Setup(
            "OpenCTI",
            group,
            _("The connector external-import/taxii2, with these variables."),
            f"TAXII2_DISCOVERY_URL={discovery}\nTAXII2_V21=true\nTAXII2_USE_TOKEN=true\n"
            f"TAXII2_TOKEN={KEY}\nTAXII2_COLLECTIONS=sector.{collection}",
        ),
    ]


def _firewalls(base: str, collection: str) -> list[Setup]:
    group = _("By a list at an address: firewalls and sensors")
    lists = f"{base}lists/{collection}"
    host = urlsplit(base).netloc
    scheme = urlsplit(base).scheme
    return [
        Setup(
            "Palo Alto Networks",
            group,
            _("Objects → External Dynamic Lists: one of each type, with client authentication."),
            f"Type: IP List\nSource: {lists}/edl-ip\nUser: wardline\nPassword: {KEY}\n\n"
            f"Type: Domain List\nSource: {lists}/edl-domain\n\n"
            f"Type: URL List\nSource: {lists}/edl-url",
        ),
        Setup(
            "Fortinet FortiGate",
            group,
            _("Security Fabric → External Connectors → IP Address Threat Feed, or by command."),
            "config system external-resource\n  edit wardline-ip\n    set type address\n"
            f'    set resource "{lists}/edl-ip"\n    set username wardline\n'
            f"    set password {KEY}\n    set refresh-rate 5\n  next\nend",
        ),
        Setup(
            "pfSense (pfBlockerNG)",
            group,
            _("Firewall → pfBlockerNG → IP → IPv4: add a list with this address."),
            f"{scheme}://wardline:{KEY}@{host}/lists/{collection}/edl-ip",
        ),
        Setup(
            "Suricata",
            group,
            _("By suricata-update; then run it each few minutes."),
            f'suricata-update add-source --http-header "Authorization: Bearer {KEY}" \\\n'
            f"  wardline {lists}/suricata",
        ),
        Setup(
            _("DNS server (response policy zone)"),
            group,
            _("Fetch it each few minutes, and let your server load it as a policy zone."),
            f'curl -fsS -H "Authorization: Bearer {KEY}" -o wardline.rpz {lists}/rpz',
        ),
    ]
