"""How a struct becomes a form and comes back: texts in two languages, times in a zone, rows."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import msgspec
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wardline.hub.portal.asked import number_in
from wardline.taskforce import model

SHAPE = "%Y-%m-%d %H:%M"
_DAY = gettext_lazy("Write a day like 2026-01-31.")
LANGUAGES = (("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish")))
_LONGEST_LINE = 300
_LONGEST_TEXT = 50_000
_EMPTY_ROWS = 2


class Said(NamedTuple):
    """A text in both languages: its label, its height in lines (1: a box of one line)."""

    label: Any
    rows: int = 1
    required: bool = True
    hint: Any = ""


class SheetForm(forms.Form):
    """A form of one struct. Texts by language stand in `texts`; times in `times`, in `zone`."""

    texts: ClassVar[dict[str, Said]] = {}
    times: ClassVar[tuple[str, ...]] = ()
    # Lists of texts that are typed one in a line.
    listed: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *args: Any,
        choices: Mapping[str, Sequence[tuple[Any, Any]]] | None = None,
        **more: Any,
    ) -> None:
        """Put the texts in, each in both languages, and what can be chosen."""
        super().__init__(*args, **more)
        for name, said in self.texts.items():
            for language, word in LANGUAGES:
                self.fields[f"{name}_{language}"] = _text(said, language, word)
        for name, offered in (choices or {}).items():
            if name in self.fields:
                field: Any = self.fields[name]
                field.choices = offered
        self.order_fields(list(self._ordered()))

    def _ordered(self) -> Iterator[str]:
        for name in self.order:
            if name in self.texts:
                yield from (f"{name}_{language}" for language, _word in LANGUAGES)
            else:
                yield name

    def clean(self) -> dict[str, Any]:
        """Times as RFC 3339 in the zone."""
        made: dict[str, Any] = super().clean() or {}
        if not self.times:
            return made
        try:
            zone = zoneinfo.ZoneInfo(made.get("zone", ""))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            self.add_error("zone", _("There is no such time zone."))
            return made
        for name in self.times:
            if not made.get(name):
                continue
            try:
                moment = dt.datetime.strptime(made[name], SHAPE).replace(tzinfo=zone)
            except ValueError:
                self.add_error(name, _("Write it like 2026-01-31 09:00."))
                continue
            made[name] = moment.isoformat()
        return made

    def values(self) -> dict[str, Any]:
        """What was typed, by the struct's names."""
        made = self.cleaned_data
        found = {
            name: value
            for name, value in made.items()
            if name.rpartition("_")[0] not in self.texts and name != "DELETE"
        }
        for name in self.texts:
            typed = {language: made[f"{name}_{language}"].strip() for language, _word in LANGUAGES}
            found[name] = {language: text for language, text in typed.items() if text}
        for name in self.listed:
            found[name] = model.lines(found[name])
        return {name: _plain(value) for name, value in found.items()}

    @classmethod
    def filled(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """A struct's values as the form's fields."""
        found = dict(values)
        for name in cls.texts:
            for language, _word in LANGUAGES:
                found[f"{name}_{language}"] = values.get(name, {}).get(language, "")
        for name in cls.times:
            if values.get(name):
                zone = zoneinfo.ZoneInfo(values["zone"])
                moment = dt.datetime.fromisoformat(values[name]).astimezone(zone)
                found[name] = f"{moment:{SHAPE}}"
        for name in cls.listed:
            found[name] = "\n".join(values.get(name, []))
        return found


def _text(said: Said, language: str, word: Any) -> forms.CharField:
    one_line = said.rows == 1
    attrs = {"lang": language}
    widget = (
        forms.TextInput(attrs=attrs)
        if one_line
        else forms.Textarea(attrs={"rows": said.rows, **attrs})
    )
    return forms.CharField(
        label=f"{said.label} ({word})",
        required=said.required and language == "en",
        max_length=_LONGEST_LINE if one_line else _LONGEST_TEXT,
        help_text=said.hint if language == "en" else "",
        widget=widget,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else value


class Day(forms.DateField):
    """A day, typed; the browsers' own pickers hide where the keyboard is."""

    def __init__(self, *, help_text: Any = "", **more: Any) -> None:
        """Take 2026-01-31."""
        hint = format_lazy("{} {}", help_text, _DAY) if help_text else _DAY
        widget = forms.DateInput(format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], help_text=hint, **more)


class Lines(forms.CharField):
    """Several texts, one in a line."""

    def __init__(self, **more: Any) -> None:
        """Take them in a box."""
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **more)


class Rows(NamedTuple):
    """The rows of a struct: the form of each, its legend."""

    form: type[SheetForm]
    legend: Any


class Editor:
    """A form and its rows, for one struct."""

    def __init__(
        self,
        kind: type[model.Sheet],
        form: type[SheetForm],
        rows: Mapping[str, Rows],
        choices: Mapping[str, Sequence[tuple[Any, Any]]],
    ) -> None:
        """Edit `kind` by `form` and `rows`; `choices` by the names of fields."""
        self._kind, self._form, self._rows, self._choices = kind, form, rows, choices
        self._last = 0
        self.form: Any = None
        self.sets: list[dict[str, Any]] = []

    def fill(self, made: model.Sheet | None, version: int) -> Editor:
        """Show what a version says; None: nothing yet."""
        values = msgspec.to_builtins(made) if made is not None else {}
        initial = {**self._form.filled(values), "version": version} if values else None
        self.form = self._form(initial=initial, choices=self._choices)
        for name, rows in self._rows.items():
            filled = [rows.form.filled(row) for row in values.get(name, [])]
            self._put(name, rows, self._set(rows)(
                initial=filled, prefix=name, form_kwargs={"choices": self._choices}
            ))  # fmt: skip
        return self

    def take(self, data: Any, made: model.Sheet | None) -> Editor:
        """Take what was sent; `made`: the newest version, for the numbers of its rows."""
        values = msgspec.to_builtins(made) if made is not None else {}
        self._last = values.get("last", 0)
        self.form = self._form(data, choices=self._choices)
        for name, rows in self._rows.items():
            filled = [rows.form.filled(row) for row in values.get(name, [])]
            self._put(name, rows, self._set(rows)(
                data, initial=filled, prefix=name, form_kwargs={"choices": self._choices}
            ))  # fmt: skip
        return self

    def _put(self, name: str, rows: Rows, made: Any) -> None:
        self.sets.append({"name": name, "legend": rows.legend, "set": made})

    @staticmethod
    def _set(rows: Rows) -> Any:
        return forms.formset_factory(
            rows.form, extra=_EMPTY_ROWS, can_delete=True, can_delete_extra=False
        )

    @property
    def version(self) -> int:
        """The version that was changed."""
        return number_in(self.form.data.get("version", "")) or 0

    def valid(self) -> bool:
        """Whether all of it can be taken."""
        return bool(self.form.is_valid() and all(one["set"].is_valid() for one in self.sets))

    def content(self) -> model.Sheet:
        """What was typed, as a struct; new rows get numbers that were never given."""
        values = self.form.values()
        values.pop("version", None)
        for one in self.sets:
            values[one["name"]] = [self._numbered(row) for row in _kept(one["set"])]
        if "last" in self._kind.__struct_fields__:
            values["last"] = self._last
        made: model.Sheet = msgspec.convert(values, self._kind, strict=False)
        return made

    def _numbered(self, row: SheetForm) -> dict[str, Any]:
        """A row with its number: the one that it has in the newest version, else a new one."""
        given = row.initial.get("id")
        if given is None:
            self._last += 1
            given = self._last
        return {**row.values(), "id": given}


def _kept(made: Any) -> Iterator[Any]:
    """The rows that were filled in and not taken away."""
    for row in made:
        filled = row.has_changed() or row.initial
        if filled and row.cleaned_data and not row.cleaned_data.get("DELETE"):
            yield row
