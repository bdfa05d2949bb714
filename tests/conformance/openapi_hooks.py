"""What schemathesis has to be told: how a body of token requests is written."""

from __future__ import annotations

import schemathesis


@schemathesis.serializer("application/private-token-request")
def token_requests(_context, value):
    """Bytes as they are (RFC 9578)."""
    return value if isinstance(value, bytes) else str(value).encode()
