"""Made-up bulletins and advisories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from seeding import member, number


def told(_data: Path, made: dict[str, Any]) -> list[str]:
    """Bulletins: released with a picture and indicators, corrected, taken back, being written."""
    import base64

    import msgspec

    from wardline.bulletins import starting
    from wardline.bulletins.model import Link, Picture
    from wardline.hub.bulletins import answers, service, telling

    dot = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
    )
    writer, second = member(made, "staff-analyst"), member(made, "staff-admin")
    mail = "Mail gateway of a made-up gang"
    hole = {
        "type": "vulnerability",
        "id": number("vulnerability", "x"),
        "name": "CVE-2026-12345",
        "x_kev_vendor": "Made-up",
        "x_kev_product": "Pump",
        "x_kev_due_date": "2026-12-24",
        "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
    }
    first = msgspec.structs.replace(
        starting.start([hole], "hub@made-up.example"),
        indicators=(number("indicator", mail), number("indicator", "x" * 300)),
        pictures=(Picture(service.keep_picture(dot), {"en": "A grey dot"}),),
        references=(Link("More of it", "https://made-up.example/more"),),
        well={"en": "A clinic found it by reading its own log."},
        systems=(),
    )
    other = msgspec.structs.replace(first, title={"en": "Only for members"}, tlp="amber")

    def out(content: Any) -> str:
        row = service.start(writer, content)
        service.ask(writer, row.bulletin_id)
        label = content.tlp.upper()
        service.release(second, row.bulletin_id, row.digest, label)
        return row.bulletin_id

    one, gone = out(first), out(other)
    out(msgspec.structs.replace(other, title={"en": "Z" * 120}, severity="low"))
    service.correct(writer, one, "A made-up slip of the pen")
    row = service.newest(service.find(one))
    service.ask(writer, one)
    service.release(second, one, row.digest, "clear")
    service.withdraw(second, gone, "It was a made-up alarm")
    service.ask(writer, service.start(writer, first).bulletin_id)
    service.start(writer, starting.plain())
    answers.answer(member(made, "analyst"), service.find(one), "doing")
    while telling.turn():
        pass
    return []


def advised(data: Path, made: dict[str, Any]) -> list[str]:
    """Advisories, one that waits, a provider with something kept aside, a case, a picture."""
    import os

    from wardline.core.clock import now
    from wardline.hub.advisories import answering, cases, intake, keys, picture, reading, service
    from wardline.hub.advisories.models import Aside, Provider, Waiting
    from wardline.hub.config import Value
    from wardline.hub.settings import CONFIG
    from wardline.testing import advisories as kit

    root = Path(__file__).resolve().parent.parent.parent
    base = Path(os.environ.get("WARDLINE_SHARED", root.parent / "shared"))
    document = json.loads((base / "data/csaf/medical/icsma-22-151-01.json").read_bytes())
    kept = CONFIG.values["advisories.namespace"]
    CONFIG.values["advisories.namespace"] = Value("advisories.namespace", kit.NAMESPACE, "seed")
    staff = member(made, "staff-analyst")
    for tlp in ("WHITE", "GREEN", "AMBER"):
        text = json.dumps(kit.made(document, f"WL-{tlp}", tlp=tlp)).encode()
        service.submit(staff, text)
    red = json.dumps(kit.made(document, "WL-RED", tlp="RED")).encode()
    owners = [made["admin"].organization_id, made["staff-admin"].organization_id]
    service.submit(staff, red, owners)
    first = service.Advisory.objects.get(number="WL-WHITE")
    said = answering.Said("planned", "2027-01-31", 4, 1)
    for role in ("analyst", "staff-analyst"):
        actor = member(made, role)
        answering.answer(actor, reading.recipient(actor), first.pk, said)
    CONFIG.values["advisories.namespace"] = kept
    Waiting.objects.create(
        number="WL-WAITS", title="Waits " + "x" * 200, version="1", tlp=0, body=red, at=now(),
        by_user=made["staff-admin"].pk, by_name="Sam Admin",
    )  # fmt: skip
    one = intake.add(staff, "maker.made-up.example")
    Provider.objects.filter(id=one.id).update(name="Made-up Maker", problem="It does not answer.")
    Aside.objects.create(
        provider=one, url=f"https://maker.made-up.example/{'long/' * 60}x.json", digest="0" * 64,
        reason="Its signature is not right.", pointer="/document", body=b"{}", at=now(),
    )  # fmt: skip
    cases.hand_in(cases.Told("The made-up pump " + "y" * 300, "Pump"), "finder",
                  member(made, "analyst"))  # fmt: skip
    picture.build(now() // 86_400_000_000 * 86_400_000_000, staff)
    held = kit.made(document, "MK-1")
    body = json.dumps(held).encode()
    stored = service.Stored(body, *keys.sign(body))
    service.keep(one.id, service.csaf.head(held), held, stored)
    Provider.objects.filter(id=one.id).update(
        folder="made-up-maker", namespace="https://maker.made-up.example", pulled_at=now()
    )
    mark = keys.current().fingerprint.upper()
    base = "/.well-known/csaf-aggregator/"
    files = ("provider-metadata.json", "service.json", "category.json", f"openpgp/{mark}.asc")
    lists = ("white/", "white/2024/", "white/feed.json", "white/2024/mk-1.json")
    mirror = [f"{base}made-up-maker/{name}" for name in (*files, *lists)]
    return [f"{base}aggregator.json", *mirror, f"/.well-known/csaf/openpgp/{mark}.asc"]
