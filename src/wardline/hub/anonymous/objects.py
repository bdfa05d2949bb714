"""What an anonymous report becomes for its review: coarse, in nobody's name, of no certain time."""

from __future__ import annotations

from typing import Any

from wardline.core.tlp import TLP
from wardline.hub.review import content
from wardline.incidents.choices import Release
from wardline.incidents.model import Report
from wardline.incidents.release import released
from wardline.incidents.stix import Marking, Stamp, new_id, to_stix

# Objects that many send alike: that the exchange has them already, or not, changes no report.
EVERYBODYS = ("extension-definition--", "marking-definition--")


def made(report: Report, day: int) -> list[dict[str, Any]]:
    """STIX objects that say of `report` what an anonymous one may say (`incidents.release`).

    *Units*: `day` in microseconds, its midnight. *Raises* TooLargeError for more than one person
    can review.
    """
    told = released(report, Release.ANONYMOUS)
    marking = Marking(refs=(TLP.AMBER.marking_id,))
    return content.objects_of(to_stix(told, Stamp(new_id(), day, day), marking))
