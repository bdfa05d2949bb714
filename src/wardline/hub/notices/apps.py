"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notifications."""

    name = "wardline.hub.notices"

    def ready(self) -> None:
        """Listen to sign-ins."""
        from wardline.hub.notices import signals  # noqa: F401 # its receivers connect
