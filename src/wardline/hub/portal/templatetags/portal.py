"""Tags that every template has: times, TLP labels, observables, assets."""

from __future__ import annotations

import base64
import datetime as dt
import zoneinfo
from collections.abc import Callable
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardline.hub.members.forms import KIND_WORDS, ROLE_WORDS, SCOPE_NAMES
from wardline.hub.words import label_words

register = template.Library()

_TLP = {
    "clear": "TLP:CLEAR",
    "white": "TLP:CLEAR",
    "green": "TLP:GREEN",
    "amber": "TLP:AMBER",
    "amber+strict": "TLP:AMBER+STRICT",
    "red": "TLP:RED",
}


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: int | str | None) -> SafeString | str:
    """A time in UTC and in the reader's zone, each with its zone.

    *Shape*: microseconds since 1970, or an RFC 3339 text.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, int):
        moment = dt.datetime.fromtimestamp(value / 1_000_000, dt.UTC)
    else:
        moment = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
    shown = f"{moment:%Y-%m-%d %H:%M} UTC"
    zone = getattr(getattr(context.get("request"), "user", None), "zone", "UTC")
    if zone not in ("", "UTC"):
        try:
            local = moment.astimezone(zoneinfo.ZoneInfo(zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            local = moment
        shown = f"{shown} ({local:%Y-%m-%d %H:%M} {zone})"
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), shown)


@register.simple_tag
def tlp(label: str | None) -> SafeString:
    """A TLP label as word, shape and colour."""
    key = (label or "none").lower().removeprefix("tlp:").replace("amber-", "amber+")
    return format_html(
        '<span class="tlp tlp--{}">{}</span>',
        key.replace("+", "-"),
        _TLP.get(key) or _("no TLP label"),
    )


@register.simple_tag
def observable(value: str) -> SafeString:
    """An observable, shown defanged; the copy button gives it as it is."""
    return format_html('<code class="observable" data-copy="{}">{}</code>', value, defanged(value))


@register.filter
def defanged(value: Any) -> str:
    """A text in which no address can be followed by accident."""
    text = str(value)
    for whole, broken in (("http", "hxxp"), ("ftp:", "fxp:")):
        if text.lower().startswith(whole):
            text = broken + text[len(whole) :]
    return text.replace(".", "[.]").replace("@", "[@]")


@register.filter
def lasting(seconds: int) -> str:
    """A stretch of time in its largest unit, as people say it."""
    for size, words in _UNITS:
        if seconds >= size:
            return words(seconds // size)
    return _UNITS[-1][1](seconds)


_UNITS: tuple[tuple[int, Callable[[int], str]], ...] = (
    (86_400, lambda n: ngettext("%(n)d day", "%(n)d days", n) % {"n": n}),
    (3600, lambda n: ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}),
    (60, lambda n: ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}),
    (1, lambda n: ngettext("%(n)d second", "%(n)d seconds", n) % {"n": n}),
)


@register.filter
def role_name(role: str) -> str:
    """What a role is called, without what it may do."""
    return str(ROLE_WORDS.get(role, role)).partition(":")[0]


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of organization is called."""
    return str(KIND_WORDS.get(kind, kind))


@register.filter
def scope_name(scope: str) -> str:
    """What a key may do, in a word."""
    return str(SCOPE_NAMES.get(scope, scope))


@register.filter
def gate_words(label: str) -> str:
    """A label of the privacy gate in plain words."""
    return label_words(label)


_CONTROLS = {"select": "usa-select", "textarea": "usa-textarea", "checkbox": "usa-checkbox__input"}


@register.filter
def control(field: BoundField) -> SafeString:
    """A form's control with its class, tied to its hint and error."""
    described = {"aria-describedby": f"{field.auto_id}-more"}
    if field.errors:
        described["aria-invalid"] = "true"
    kind = _CONTROLS.get(field.widget_type, "usa-input")
    return field.as_widget(attrs={"class": kind, **described})


@register.filter
def as_choice(tag: SafeString) -> SafeString:
    """One radio button or check box with its class."""
    kind = "usa-radio__input" if 'type="radio"' in tag else "usa-checkbox__input"
    return mark_safe(tag.replace("<input ", f'<input class="{kind}" ', 1))  # noqa: S308 # Django made it


@register.filter
def inline_svg(address: str) -> SafeString:
    """The picture in a data address of ours, as an element: our policy loads no data addresses."""
    kept = base64.b64decode(address.partition(",")[2]).decode()
    return mark_safe(kept[kept.index("<svg") :])  # noqa: S308 # made by the qrcode library here
