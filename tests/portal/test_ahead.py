"""Pages that are fetched ahead of what stores them: whatever breaks there is told here."""

from __future__ import annotations

import pytest

from wardline.core.errors import NetworkError


@pytest.mark.timeout(60)
@pytest.mark.parametrize("fault", [NetworkError("gone"), RuntimeError("a fault of ours")])
def test_a_fault_while_fetching_ends_the_pull_and_leaves_nobody_waiting(portal, fault):
    from wardline.hub.exchange.pulling import _Ahead

    def pages():
        yield "one"
        raise fault

    with _Ahead(pages()) as found:
        assert next(found) == "one"
        with pytest.raises(type(fault)):
            next(found)
