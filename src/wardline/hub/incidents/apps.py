"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Incidents."""

    name = "wardline.hub.incidents"

    def ready(self) -> None:
        """Say where what an incident released is withdrawn."""
        from wardline.hub.objects import elsewhere

        elsewhere.ROOMS.append(_withdrawn_at)


def _withdrawn_at(receipt: str) -> str:
    from wardline.hub.incidents import taken

    return taken.elsewhere(receipt)
