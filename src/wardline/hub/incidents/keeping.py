"""What the hub keeps of a report: what the gate let pass, with the times and numbers as told.

What leaves may be rougher than what was told (days, rounded numbers), and may be other words than
were typed. An organization's own page and clocks need the first; nobody needs the second.
"""

from __future__ import annotations

from msgspec.structs import replace

from wardline.incidents import choices
from wardline.incidents.model import Asset, Attacker, Report, What

_ASSETS = frozenset(one.code for one in choices.ASSETS)
_DATA = frozenset(one.code for one in choices.DATA)
_CONTROLS = frozenset(one.code for one in choices.CONTROLS)
_NEEDS = frozenset(one.code for one in choices.NEEDS)
_KINDS = frozenset(action for kind in choices.KINDS for action in kind.actions)
_UNTOLD = "not kept before a reviewer released it"


def without_text(report: Report) -> Report:
    """A report's choices, times and numbers: nothing that a person may have typed freely."""
    what = What(
        actions=tuple(one for one in report.what.actions if one in _KINDS),
        harms=report.what.harms,
        certainty=report.what.certainty,
    )
    if not (what.actions or what.harms):
        what = replace(what, text=_UNTOLD)
    assets = tuple(one for one in report.touched.assets if one.variety in _ASSETS)
    extent = replace(report.extent, data=_known(report.extent.data, _DATA))
    ransom = replace(report.attacker.ransom, currency="")
    helped = replace(
        report.helped,
        detected_by=_known(report.helped.detected_by, frozenset(choices.DETECTIONS)),
        controls=_known(report.helped.controls, _CONTROLS),
        text="",
    )
    return Report(
        what=what,
        when=report.when,
        touched=replace(
            report.touched, assets=assets, ehr_product="", device_models=(), vendor_name=""
        ),
        care=replace(report.care, text=""),
        extent=extent,
        attacker=Attacker(kind=report.attacker.kind, ransom=ransom),
        helped=helped,
        needs=replace(report.needs, codes=_known(report.needs.codes, _NEEDS), text=""),
        victim=report.victim if report.victim.kind in _VICTIMS else replace(report.victim, kind=""),
    )


_VICTIMS = frozenset(one.code for one in choices.VICTIMS)


def _known(codes: tuple[str, ...], table: frozenset[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code in table)


def restored(shared: Report, told: Report) -> Report:
    """`shared`, as the gate let it pass, with the times and numbers of what was `told`."""
    amounts = {one.variety: one.amount for one in told.touched.assets}
    assets = tuple(
        Asset(variety=one.variety, amount=amounts.get(one.variety, one.amount))
        for one in shared.touched.assets
    )
    care, extent, ransom = told.care, told.extent, told.attacker.ransom
    return replace(
        shared,
        when=told.when,
        touched=replace(shared.touched, assets=assets, device_count=told.touched.device_count),
        care=replace(
            shared.care,
            diversion_hours=care.diversion_hours,
            downtime_hours=care.downtime_hours,
            delayed=care.delayed,
            cancelled=care.cancelled,
        ),
        extent=replace(
            shared.extent, records=extent.records, persons=extent.persons, sites=extent.sites
        ),
        attacker=replace(
            shared.attacker,
            ransom=replace(shared.attacker.ransom, amount=ransom.amount, paid_at=ransom.paid_at),
        ),
        victim=replace(shared.victim, size=told.victim.size, state=told.victim.state),
    )
