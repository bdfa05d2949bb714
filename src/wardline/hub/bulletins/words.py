"""What the room's pages call states and answers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

STATE_WORDS: dict[str, Any] = {
    "draft": _("is being written"),
    "asked": _("waits for a second person"),
    "released": _("released"),
}
ANSWER_WORDS: dict[str, Any] = {
    "seen": _("We have seen it"),
    "not-concerned": _("It does not concern us"),
    "doing": _("We are on it"),
    "done": _("We have done it"),
}
WAY_WORDS: dict[str, Any] = {
    "stix": _("into the exchange"),
    "hooks": _("to webhooks"),
    "people": _("to people"),
    "remind": _("reminder"),
    "gone-stix": _("taken back in the exchange"),
    "gone-hooks": _("taken back at webhooks"),
    "gone-people": _("taken back with people"),
}
