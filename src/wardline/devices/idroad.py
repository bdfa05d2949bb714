"""The road of identifiers: what an advisory names by number, held against what a device carries.

1. a device identifier (UDI-DI, any package of the item) makes the product certain;
2. a serial number or lot that the advisory names, beside the product, makes it affected;
3. FDA's product code with the same maker makes a question, where the prose found nothing.
A number that is not named says nothing: recalls name ranges, and are revised.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from wardline.devices.makers import Makers
from wardline.devices.match import Finding
from wardline.devices.model import Advisory, Device, Level, Product, Status, Verdict
from wardline.devices.udi import identity_of, split_udi
from wardline.devices.versions import Answer, evaluate, is_blank, read_versions

# Of several products under one number the worst counts.
_ORDER = (Status.AFFECTED, Status.CHECK, Status.NOT_AFFECTED)
_Use = tuple[Advisory, Product]


class IdRoad:
    """All that advisories name by number, ready to be asked."""

    def __init__(self, advisories: Iterable[Advisory], makers: Makers) -> None:
        """Index `advisories`."""
        self._makers = makers
        self._by_identity: dict[str, list[_Use]] = defaultdict(list)
        self._by_code: dict[str, list[_Use]] = defaultdict(list)
        self._units: dict[str, list[frozenset[str]]] = defaultdict(list)
        for advisory in advisories:
            for product in advisory.products:
                self._add(advisory, product)

    def _add(self, advisory: Advisory, product: Product) -> None:
        if product.verdict is not Verdict.AFFECTED:
            return
        for identity in product.identities:
            self._by_identity[identity].append((advisory, product))
        if product.code:
            self._by_code[product.code].append((advisory, product))
        if product.units:
            self._units[advisory.id].append(product.units)

    def settled(self, device: Device, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """`found` by the prose, with what the numbers say instead or besides."""
        if not (self._by_identity or self._by_code or self._units) or not device.extra:
            return found
        known = {one.advisory.id: one for one in found}
        certain: dict[str, Finding] = {}
        for advisory, product in self._by_identity.get(identity_of(_udi(device)), ()):
            made = _certain(device, advisory, product)
            first = certain.setdefault(advisory.id, made)
            if _ORDER.index(made.status) < _ORDER.index(first.status):
                certain[advisory.id] = made
        known |= certain
        for advisory, product in self._by_code.get(_code(device), ()):
            if advisory.id not in known and self._same_maker(device, product):
                known[advisory.id] = _question(device, advisory, product)
        units = _units_of(device)
        return tuple(self._with_units(one, units) for one in known.values())

    def _same_maker(self, device: Device, product: Product) -> bool:
        who = self._makers.who(device.maker)
        other = [self._makers.who(maker) for maker in product.makers]
        return not who.silent and any(
            who.ids & one.ids or (not who.ids and who.words == one.words) for one in other
        )

    def _with_units(self, found: Finding, units: dict[str, str]) -> Finding:
        """The finding, affected where the advisory names this very unit."""
        if found.status is Status.NOT_AFFECTED or found.level is Level.CHECK:
            return found
        for named in self._units.get(found.advisory.id, ()):
            for what, unit in units.items():
                if unit in named:
                    why = f"{found.reason}; its {what} '{unit}' is named there"
                    return found._replace(status=Status.AFFECTED, level=Level.SURE, reason=why)
        return found


def _udi(device: Device) -> str:
    return device.extra.get("udi", "")


def _code(device: Device) -> str:
    return device.extra.get("product_code", "").strip().upper()


_LEAST = 5


def _units_of(device: Device) -> dict[str, str]:
    """The device's own numbers, by what they are; a short one could be anybody's."""
    udi = split_udi(_udi(device))
    told = {
        "serial number": device.extra.get("serial", "") or (udi.serial if udi else ""),
        "lot": device.extra.get("lot", "") or (udi.lot if udi else ""),
    }
    plain = {what: text.strip().upper() for what, text in told.items()}
    return {what: text for what, text in plain.items() if len(text) >= _LEAST}


def _certain(device: Device, advisory: Advisory, product: Product) -> Finding:
    """The product is certain; the versions decide the rest."""
    blank = is_blank(device.version)
    answer = evaluate(product.constraint, () if blank else read_versions(device.version) or ())
    status = {
        Answer.YES: Status.AFFECTED,
        Answer.NO: Status.NOT_AFFECTED,
        Answer.UNKNOWN: Status.CHECK,
    }[answer]
    if product.doubt and status is Status.AFFECTED:
        status = Status.CHECK
    meant = "; ".join(filter(None, (product.constraint.text or "all of them", product.doubt)))
    have = "no version is recorded" if blank else f"version {device.version.strip()}"
    reason = (
        f"its device identifier ({identity_of(_udi(device))}) is named in {advisory.id} as "
        f"'{product.label[:90]}'; {have}; meant: {meant}"
    )
    return Finding(advisory, status, Level.SURE, reason, product.cves)


def _question(device: Device, advisory: Advisory, product: Product) -> Finding:
    reason = (
        f"the same maker ({device.maker}) and FDA product code {_code(device)} as in "
        f"{advisory.id}, '{product.label[:90]}': read the label"
    )
    return Finding(advisory, Status.CHECK, Level.CHECK, reason, product.cves)
