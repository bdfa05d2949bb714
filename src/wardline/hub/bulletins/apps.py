"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """Named as its folder."""

    name = "wardline.hub.bulletins"
    label = "bulletins"

    def ready(self) -> None:
        """Give notices the words of bulletins."""
        from wardline.hub.bulletins import mailing
        from wardline.hub.notices import contents
        from wardline.hub.notices.events import Event

        contents.register(Event.BULLETIN, contents.Room(mailing.line, mailing.content))
