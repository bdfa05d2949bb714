"""What the pages of the report say of kinds, states and problems. Tables of data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from wardline.report.model import Answer, Kind, Status

KINDS: dict[Kind, Any] = {
    Kind.IMPERATIVE: _("imperative"),
    Kind.RECOMMENDATION: _("recommendation"),
    Kind.ACTION: _("action item"),
}
STATUSES: dict[Status, Any] = {
    Status.OPEN: _("not begun"),
    Status.PLANNED: _("planned"),
    Status.UNDER_WAY: _("under way"),
    Status.DONE: _("done"),
}
ANSWERS: dict[Answer, Any] = {
    Answer.CONCUR: _("concurs"),
    Answer.PARTLY: _("concurs in part"),
    Answer.NOT: _("does not concur"),
}
# What is missing, by the code of wardline.report.checks.
MISSING: dict[str, Any] = {
    "committees": _("There must be six committees."),
    "no-text": _("It is empty."),
    "unsigned": _("Nobody signs."),
    "no-items": _("There are no imperatives yet."),
    "id-twice": _("Its id stands for two things."),
    "id-taken": _("Its id is one of the report's own."),
    "no-parent": _("What it belongs under is not there."),
    "ring": _("It hangs under itself."),
    "wrong-parent": _("It stands under the wrong kind of item."),
    "too-deep": _("It is too many levels deep."),
    "no-title": _("It has no title."),
    "no-finding": _("It rests on no finding."),
    "missing-finding": _("It rests on a finding that is not public or not there."),
    "finding-not-public": _("It rests on a finding that is not public."),
    "no-plan": _("Its response gives no plan or reason."),
    "answered-early": _("Its response is older than the question."),
    "number-twice": _("A number was given twice."),
    "two-numbers": _("It has two numbers."),
    "number-late": _("A number is of a later edition."),
    "number-alone": _("A number stands alone."),
    "no-evidence": _("It rests on no evidence."),
    "missing-evidence": _("It cites what is not there."),
    "withdrawn": _("It cites what its author took back or changed."),
    "not-public": _("It cites what is not public."),
    "quote-not-found": _("Its quote does not stand in the source any more."),
    "hash": _("A text is not the one that was sealed."),
    "no-address": _("Nobody can see where a source is read."),
    "no-alt": _("It has no alternative text."),
    "empty-figure": _("It has nothing to show."),
    "shape": _("It lacks values."),
    "negative": _("A value is below zero."),
    "small-cell": _("A cell is under 11, and not hidden."),
    "counts": _("Its counts cannot be."),
    "too-long": _("A text is too long."),
    "hidden": _("It holds characters that hide or turn the line."),
}
