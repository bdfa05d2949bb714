"""Where programs act in the portal with a key of their organization's instead of a session."""

from __future__ import annotations

PREFIX = "/incidents/reports/"
