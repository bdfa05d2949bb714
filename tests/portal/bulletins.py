"""What tests of bulletins do with the room: write, agree, let go, look at what came."""

from __future__ import annotations

import email
import email.policy
import json
import uuid
from typing import Any, NamedTuple

from wardline.core.clock import now


class Room(NamedTuple):
    """A writer and a second person, and what they do."""

    writer: Any
    second: Any

    def written(self, **changed) -> str:
        """A whole draft with what is given changed; its number."""
        import msgspec

        from wardline.bulletins import starting
        from wardline.hub.bulletins import service

        word = uuid.uuid4().hex[:8]
        facts = {
            "type": "vulnerability",
            "id": f"vulnerability--{uuid.uuid4()}",
            "name": "CVE-2026-12345",
            "x_kev_vendor": "Made-up",
            "x_kev_product": f"Pump {word}",
            "x_kev_due_date": "2026-12-24",
            "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
        }
        made = starting.start([facts], "hub@made-up.example")
        made = msgspec.structs.replace(made, **({"systems": ()} | changed))
        return service.start(self.writer.actor, made).bulletin_id

    def released(self, **changed) -> str:
        """A released bulletin; its number."""
        number = self.written(**changed)
        self.agree(number)
        return number

    def agree(self, number: str) -> None:
        """The writer asks, the second person releases, on the pages."""
        asked = self.writer.post(f"/staff/bulletins/{number}/do/", {"do": "ask"})
        assert asked.status_code == 302, asked.content.decode()
        shown = self.second.get(f"/staff/bulletins/{number}.json").json()
        label = shown["tlp"].upper()
        form = {"digest": shown["digest"], "word": f"TLP:{label}"}
        done = self.second.post(f"/staff/bulletins/{number}/release/", form)
        assert done.status_code == 302, done.content.decode()

    @staticmethod
    def go(at: int | None = None) -> None:
        """Let everything go its ways until nothing more is due."""
        from wardline.hub.bulletins import telling

        for _ in range(200):
            if not telling.turn(at):
                return
        raise AssertionError("it does not end")

    @staticmethod
    def told(person) -> list[dict]:
        """What a person was told of bulletins, in order."""
        from wardline.hub.notices.models import Notice

        rows = Notice.objects.filter(user=person.user, event="bulletin").order_by("id")
        return [json.loads(row.facts) for row in rows]

    @staticmethod
    def filled(number: str) -> dict:
        """The form of a draft as its page shows it."""
        from wardline.hub.bulletins import service
        from wardline.hub.bulletins.forms import BulletinForm

        row = service.newest(service.find(number))
        filled = BulletinForm.filled(service.content_of(row), row.revision)
        return {name: value for name, value in filled.items() if value not in ("", None)}

    @staticmethod
    def mail_of(person) -> str:
        """The text of a person's newest mail about a bulletin; empty: there is none."""
        from wardline.hub.notices import composing
        from wardline.hub.notices.mailing import message
        from wardline.hub.notices.models import Mail

        composing.gather(now())
        mail = Mail.objects.filter(user=person.user).order_by("-created_at").first()
        if mail is None:
            return ""
        made = email.message_from_bytes(
            message(mail).message().as_bytes(), policy=email.policy.default
        )
        parts = [
            made["Subject"],
            *(part.get_content() for part in made.walk() if not part.is_multipart()),
        ]
        return "\n".join(parts)

    @staticmethod
    def report_of(number: str) -> dict:
        """The bulletin's report as it stands in the exchange."""
        from wardline.bulletins.stix import report_id
        from wardline.core.ids import split_id
        from wardline.hub.exchange.models import Record

        row = Record.objects.get(uuid=split_id(report_id(number))[1].bytes, latest=1)
        return json.loads(bytes(row.body))
