"""Status resources: what became of each object of a request (TAXII 2.1 section 4.3)."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from wardline.core.clock import format_timestamp
from wardline.hub.db import Transaction
from wardline.hub.exchange import queries
from wardline.hub.exchange.incoming import Outcome

HOUR = 3_600_000_000


def resource(outcomes: Sequence[Outcome], now: int) -> dict[str, Any]:
    """The status resource for a finished batch."""
    stamp = format_timestamp(now)
    successes = [_details(o, stamp) for o in outcomes if o.state != "failed"]
    failures = [_details(o, stamp) for o in outcomes if o.state == "failed"]
    status: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "status": "complete",
        "request_timestamp": stamp,
        "total_count": len(outcomes),
        "success_count": len(successes),
        "failure_count": len(failures),
        "pending_count": 0,
    }
    if successes:
        status["successes"] = successes
    if failures:
        status["failures"] = failures
    return status


def _details(outcome: Outcome, stamp: str) -> dict[str, str]:
    # An object without a version of its own gets the time of the request (section 4.3.1).
    details = {"id": outcome.id, "version": outcome.version or stamp}
    if outcome.state == "failed":
        details["message"] = f"{outcome.pointer}: {outcome.message}"
    elif outcome.message:
        details["message"] = outcome.message
    return details


def store(
    transaction: Transaction, organization: str, status: dict[str, Any], now: int, hours: int
) -> bytes:
    """Keep `status` for `hours`, drop those past their time; the resource as bytes."""
    body = msgspec.json.encode(status)
    transaction.run(queries.DROP_STATUSES, {"now": now})
    transaction.run(
        queries.ADD_STATUS,
        {
            "id": status["id"],
            "organization": organization,
            "expires_at": now + hours * HOUR,
            "body": zlib.compress(body, level=1),
        },
    )
    return body


def load(body: bytes) -> bytes:
    """The resource that `store` kept."""
    return zlib.decompress(body)
