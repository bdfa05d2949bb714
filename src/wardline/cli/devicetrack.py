"""`wardline devices match --track`: a run of the matching into the work list."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from wardline.agent.library import Library
from wardline.agent.worklist import Scope, Worklist
from wardline.core.clock import day_of, now
from wardline.devices.claims import Claim, claim, facts_of_advisory, keys_of, numbered, tag_of
from wardline.devices.inventory import Inventory, heading_key
from wardline.devices.match import Finding
from wardline.devices.model import Advisory, Device, Loss
from wardline.devices.rank import DEFAULT_POLICY, Rank, Threat, alike, in_force, rank
from wardline.devices.sources import newest, read_parsed
from wardline.devices.track import State

if TYPE_CHECKING:
    from wardline.agent.worklist import Taken

_KEPT_LOSSES = 200
# What a later run of its own takes over from the last one.
_CALL = ("inventory", "scan", "aliases", "kev", "epss")


class Result(NamedTuple):
    """A run: what was read, what was found, and by what it is ranked."""

    inventory: Inventory
    found: list[tuple[Device, Finding]]
    counts: Counter[tuple[str, str]]
    threat: Threat
    advisories: list[Advisory]
    losses: list[Loss]


class Tracking:
    """The work list while one run is made."""

    def __init__(self, args: argparse.Namespace) -> None:
        """Open the work list in --data, and begin it where there is none."""
        self.worklist = Worklist(args.data, create=True)
        self.args = args
        self.tags: set[str] = set()
        # How many rows without a tag say the same.
        self._untagged: Counter[str] = Counter()

    def layouts(self) -> list[tuple[str, Mapping[str, str]]]:
        """The columns that were mapped once."""
        return list(self.worklist.layouts().items())

    def notices(self, taken: Collection[str]) -> list[Advisory]:
        """The customer-only notices; one under the id of an advisory (`taken`) stands beside it."""
        from wardline.devices.notices import advisory_of

        made = [advisory_of(number, body) for number, body in self.worklist.notices().items()]
        return [
            replace(one, id=f"{one.id} (for customers only)") if one.id in taken else one
            for one in made
        ]

    def keep(self, files: list[tuple[str, str, bytes]], doubts: list[Loss]) -> list[str]:
        """Keep the advisories' files; the ids of those that are new or a new version."""
        library = Library(self.worklist)
        fresh = library.add(files, now()) if files else []
        library.doubt(doubts, now())
        return fresh

    def kept(self, losses: list[Loss]) -> list[Advisory]:
        """The latest version of each advisory that is kept."""
        found = []
        for kept in Library(self.worklist).latest():
            advisories, lost = read_parsed(kept.document, kept.file)
            found += advisories
            losses += lost
        # A recall may stand in several files of openFDA.
        return newest(found)

    def saw(self, device: Device) -> None:
        """Remember that a device is in the inventory."""
        tag = tag_of(device)
        if device.asset_id == device.place:
            self._untagged[tag] += 1
            tag = numbered(tag, self._untagged[tag])
        self.tags.add(tag)

    def take_in(self, result: Result) -> None:
        """Bring the work list up to date and say on stderr what changed."""
        moment = now()
        touched = {finding.advisory.id for _, finding in result.found}
        scope = Scope(
            self.args.inventory_name,
            frozenset(advisory.id for advisory in result.advisories),
            frozenset(self.tags),
            self._about(result),
            frozenset(self.args.asset) if self.args.asset else None,
        )
        kept = [(a.id, facts_of_advisory(a)) for a in result.advisories if a.id in touched]
        taken = self.worklist.take_in(scope, self._claims(result, moment), kept, moment)
        mapped = result.inventory.mapped
        for layout in result.inventory.layouts if mapped else ():
            self.worklist.keep_mapped(heading_key(layout.heading), mapped, moment)
        self.worklist.close()
        _tell(taken)

    def _about(self, result: Result) -> dict[str, Any]:
        inventory = result.inventory
        return {
            "file": Path(inventory.file).name,
            "rows": inventory.rows,
            "devices": inventory.taken,
            "blank": inventory.blank,
            "advisories": self._held_against(result),
            "feed_at": feed_time(self.args.advisories) or Library(self.worklist).newest_at(),
            "call": self._call(),
            "lost": len(result.losses),
            "unread": sum(loss.file == inventory.file for loss in result.losses),
            "losses": [list(loss) for loss in result.losses[:_KEPT_LOSSES]],
        }

    def _held_against(self, result: Result) -> int:
        """How many advisories the inventory was held against; in a run for some, ever."""
        if not self.args.only:
            return len(result.advisories)
        before = self.worklist.checked(self.args.inventory_name)
        return len(before | {advisory.id for advisory in result.advisories})

    def _call(self) -> dict[str, Any]:
        """How this run was called, so that a new advisory can be matched in the same way."""
        args = self.args
        one = {name: getattr(args, name) for name in _CALL}
        kept = {name: str(path.resolve()) for name, path in one.items() if path is not None}
        ssvc = [str(path.resolve()) for path in args.ssvc]
        return {**kept, "ssvc": ssvc, "map": list(args.map)}

    def _claims(self, result: Result, moment: int) -> Iterator[Claim]:
        """1. one key for each device; 2. controls of the work list count; 3. rank and claim."""
        today = day_of(moment)
        devices = list({id(device): device for device, _ in result.found}.values())
        keys = dict(zip(map(id, devices), keys_of(devices), strict=True))
        controls = self._controls()
        ranks: dict[tuple[object, ...], Rank] = {}
        for device, finding in result.found:
            key = keys[id(device)]
            extra = {**device.extra, **controls.get((key, finding.advisory.id), {})}
            held = in_force(replace(device, extra=extra), today)
            ranked = _ranked(held, finding, result, ranks)
            yield claim(key, device, finding, (ranked, result.threat))

    def _controls(self) -> dict[tuple[str, str], dict[str, str]]:
        found = {}
        for item in self.worklist.items():
            step = item.finding.last
            if item.finding.state is State.MITIGATED and step is not None and step.until:
                place = (item.finding.asset_id, item.finding.advisory)
                until = step.until.isoformat()
                found[place] = {"control": step.control, "control_until": until}
        return found


def _ranked(
    device: Device, finding: Finding, result: Result, known: dict[tuple[object, ...], Rank]
) -> Rank:
    """The rank; devices that are alike in all that counts share it."""
    key = (id(finding), alike(device))
    if key not in known:
        count = result.counts[(finding.advisory.id, device.model)]
        around = (result.threat, DEFAULT_POLICY, count)
        known[key] = rank(device, finding.advisory, finding.cves, around)
    return known[key]


def feed_time(paths: list[Path]) -> int:
    """When the newest of the advisory files was written. *Units*: microseconds since 1970."""
    files = [f for path in paths for f in (path.rglob("*") if path.is_dir() else [path])]
    times = [file.stat().st_mtime_ns // 1000 for file in files if file.is_file()]
    return max(times, default=0)


def _tell(taken: Taken) -> None:
    told = {
        "new": taken.new,
        "reopened": taken.reopened,
        "withdrawn (nothing is claimed any more)": taken.withdrawn,
        "on devices that are not in the inventory any more": taken.missing,
    }
    parts = [f"{number:,} {word}" for word, number in told.items() if number]
    sys.stderr.write(f"Work list: {', '.join(parts) or 'nothing changed'}.\n")
