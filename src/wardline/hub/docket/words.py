"""States and reasons in plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

STATE_WORDS: dict[str, Any] = {
    "received": _("received; a person will read it"),
    "screened": _("waits for a person to read it"),
    "posted": _("shown in full"),
    "redacted": _("shown, with parts taken out"),
    "withheld": _("not shown"),
    "withdrawn": _("taken back by its author"),
}
REASON_WORDS: dict[str, Any] = {
    "personal": _("it is about a person's private life"),
    "proprietary": _("it is a trade secret"),
    "confidential": _("it was told in trust"),
    "security": _("it could help an attack"),
    "abusive": _("it is a threat or an insult"),
    "unrelated": _("it is not about this call"),
}
KINDS_SAID: dict[str, Any] = {
    "individual": _("a person"),
    "organization": _("an organization"),
    "anonymous": _("no name"),
}
