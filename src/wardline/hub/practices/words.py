"""Sectors, fits and fields in plain words. The keys are closed sets."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SECTORS: dict[str, Any] = {
    "aviation": _("aviation"),
    "automotive": _("cars"),
    "defense": _("defense"),
    "electricity": _("electricity"),
    "finance": _("banks and finance"),
    "government": _("government"),
    "maritime": _("ships and ports"),
    "nuclear": _("nuclear"),
    "rail": _("rail"),
    "telecoms": _("phone and internet"),
    "water": _("water"),
    "other": _("other"),
}
FITS: dict[str, Any] = {
    "good": _("fits well"),
    "part": _("fits in part"),
    "poor": _("does not fit"),
}
# The texts of a practice, in the order in which they are read.
FIELDS: dict[str, Any] = {
    "practice": _("What they do"),
    "problem": _("The problem it solves"),
    "works": _("How we know that it works"),
    "cost": _("What it costs"),
    "small": _("For small organizations"),
    "large": _("For large organizations"),
    "change": _("What must change for health care"),
}
