"""Finds what is wrong with a hub's installation, and says how to mend it. Changes nothing.

`machine` looks at the computer and the data folder, `choices` at the settings, `stored` at the
database, `cluster` at other hosts and the replica, `peers` at feeds and who they are agreed with,
`reach` at what answers over the network. Each check is a function of a `Scene`.
"""

from __future__ import annotations

from wardline.core.findings import Check
from wardline.hub.doctor import choices, cluster, machine, peers, reach, stored
from wardline.hub.doctor.scene import Scene

CHECKS: tuple[Check[Scene], ...] = (
    *machine.CHECKS,
    *choices.CHECKS,
    *stored.CHECKS,
    *cluster.CHECKS,
    *peers.CHECKS,
    *reach.CHECKS,
)
