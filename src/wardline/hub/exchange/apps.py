"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Objects, collections, feeds."""

    name = "wardline.hub.exchange"

    def ready(self) -> None:
        """Follow what happens to sharing groups."""
        from wardline.hub.exchange import grants  # noqa: F401 # its receiver connects
