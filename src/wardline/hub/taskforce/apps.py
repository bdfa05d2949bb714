"""The room as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class TaskForceConfig(AppConfig):
    """Named as its folder."""

    name = "wardline.hub.taskforce"
    label = "taskforce"
