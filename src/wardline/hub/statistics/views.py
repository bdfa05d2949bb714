"""The pages of the statistics: for everybody, and the benchmarks for members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from wardline.core.cells.model import SMALLEST, Place
from wardline.core.errors import NotFoundError
from wardline.hub.members import service as members
from wardline.hub.members.rights import Need
from wardline.hub.portal.route import Page, Request, page
from wardline.hub.statistics import service, words
from wardline.hub.statistics.models import Edition
from wardline.incidents import benchmarks as measured
from wardline.incidents import counted, tables
from wardline.incidents.benchmarks import CONTROLS, GROUPS, Benchmark
from wardline.incidents.tables import Standing

# Quarters beside the total on the page; the twins have all.
_QUARTERS = 4

Stood = Mapping[tuple[str, Place], Standing]


@page("statistics", Need.PUBLIC, csv="cells")
def statistics(request: Request) -> Page:
    """Incidents by kind, action, harm, way, size, region and time."""
    known = service.editions()
    quarters = _quarters(known)
    standing = tables.standing(service.every_figure(known))
    told: dict[str, Any] = {
        "smallest": SMALLEST,
        "editions": [_edition(one) for one in known],
        "cells": list(_cells(known, quarters, standing)),
    }
    recent = quarters[-_QUARTERS:]
    shown = [_table(name, recent, known, standing) for name in tables.TABLES]
    extra = {"tables": shown if standing else [], "quarters": recent, "last": told["editions"][-1:]}
    return Page("statistics/statistics.html", told, extra=extra)


@page("statistics-edition", Need.PUBLIC, csv="figures")
def edition(request: Request, number: int) -> Page:
    """One edition as it was published: what it added, and its digest."""
    known = {one.number + 1: one for one in service.editions()}
    if number not in known:
        raise NotFoundError(_("There is no such edition."), hint=_("See the list of editions."))
    added = service.body(known[number])
    data = {
        **_edition(known[number]),
        "figures": [
            {
                "table": table,
                "value": place[0] or "",
                "quarter": place[1] or "",
                "count": count,
            }
            for table, place, count in added.figures
        ],
        "body": known[number].body,
    }
    rows = [
        {
            "table": words.TABLES[table],
            "value": words.VALUES[table][place[0]] if place[0] else _("All"),
            "quarter": _quarter(place[1]),
            "count": count,
        }
        for table, place, count in added.figures
    ]
    return Page("statistics/edition.html", data, extra={"rows": rows})


def _quarter(value: str | None) -> str:
    return _("before") if value == counted.BEFORE else value or _("All time")


@page("benchmarks", Need.READ, csv="benchmarks")
def benchmarks(request: Request) -> Page:
    """How others of the same kind and size fared."""
    known = service.editions()
    newest = {(one.group, one.measure): one for one in service.every_benchmark(known)}
    mine = members.organization(request.actor.organization).kind
    own = next(name for name, kinds in measured.GROUP_KINDS.items() if mine in kinds)
    data = {
        "smallest": SMALLEST,
        "own": own,
        "benchmarks": [_benchmark(one, known) for _key, one in sorted(newest.items())],
    }
    ordered = sorted(GROUPS, key=lambda name: not name.startswith(f"{own}/"))
    groups = [
        {
            "name": words.group(name),
            "own": name.startswith(f"{own}/"),
            "measures": [_in_words(one, known) for key, one in newest.items() if key[0] == name],
        }
        for name in ordered
    ]
    return Page("statistics/benchmarks.html", data, extra={"groups": groups})


def _edition(one: Edition) -> dict[str, Any]:
    return {"edition": one.number + 1, "as_of": service.day(one.as_of), "digest": one.digest}


def _quarters(known: Sequence[Edition]) -> list[str]:
    """The quarters of the tables, the oldest first."""
    if not known:
        return []
    first = tables.first_quarter(known[0].as_of)
    return list(counted.quarters(first, counted.quarter_of(known[-1].as_of - 1)))


def _cells(
    known: Sequence[Edition], quarters: Sequence[str], standing: Stood
) -> list[dict[str, Any]]:
    """Every cell of every table; the count is empty where it is not shown."""
    found = []
    for name, sides in tables.TABLES.items():
        (values,) = sides.values()
        for value in (None, *values):
            for quarter in (None, counted.BEFORE, *quarters) if quarters else ():
                figure = _figure(standing, name, value, quarter)
                as_of = service.day(known[figure.edition].as_of) if figure else None
                found.append(
                    {
                        "table": name,
                        "value": value or "all",
                        "quarter": quarter or "all",
                        "count": figure.value if figure else None,
                        "as_of": as_of,
                    }
                )
    return found


def _table(
    name: str, quarters: Sequence[str], known: Sequence[Edition], standing: Stood
) -> dict[str, Any]:
    """A table in words: its rows, the total last."""
    (values,) = tables.TABLES[name].values()
    rows = []
    for value in (*values, None):
        cells = [
            _shown(_figure(standing, name, value, quarter), known) for quarter in (None, *quarters)
        ]
        rows.append(
            {
                "words": words.VALUES[name][value] if value else _("All"),
                "cells": list(zip((_("All time"), *quarters), cells, strict=True)),
            }
        )
    return {"caption": words.TABLES[name], "rows": rows}


def _figure(standing: Stood, table: str, value: str | None, quarter: str | None) -> Standing | None:
    """The figure of a cell. Totals stand in the first table for all of them."""
    if value is None:
        table = next(iter(tables.TABLES))
    return standing.get((table, (value, quarter)))


def _shown(figure: Standing | None, known: Sequence[Edition]) -> dict[str, Any] | None:
    """A cell of the page; `since` where its figure is of an earlier edition."""
    if figure is None:
        return None
    newest = figure.edition == len(known) - 1
    return {
        "count": figure.value,
        "since": "" if newest else service.day(known[figure.edition].as_of),
    }


def _benchmark(one: Benchmark, known: Sequence[Edition]) -> dict[str, Any]:
    return {
        "group": one.group,
        "measure": one.measure,
        "as_of": service.day(known[one.edition].as_of),
        "organizations": one.organizations,
        "median_from": one.middle,
        "quartile_from": one.lower,
        "upper_quartile_from": one.upper,
        "named": list(one.named),
    }


def _in_words(one: Benchmark, known: Sequence[Edition]) -> dict[str, Any]:
    return {
        "measure": words.MEASURES[one.measure],
        "organizations": one.organizations,
        "as_of": service.day(known[one.edition].as_of),
        "middle": words.band(one.measure, one.middle),
        "lower": words.band(one.measure, one.lower),
        "upper": words.band(one.measure, one.upper),
        "controls": one.measure == CONTROLS,
        "named": [words.CONTROLS[name] for name in one.named],
    }
