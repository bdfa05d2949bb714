"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Organizations, people, keys."""

    name = "wardline.hub.members"

    def ready(self) -> None:
        """Listen to what happens to accounts."""
        from wardline.hub.members import signals  # noqa: F401 # its receivers connect
