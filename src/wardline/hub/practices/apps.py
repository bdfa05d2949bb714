"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Named as its folder."""

    name = "wardline.hub.practices"
    label = "practices"
