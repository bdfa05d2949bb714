"""Which addresses are private is one list, for texts and for objects."""

from __future__ import annotations

import pytest

from wardline.screen.profile import Profile
from wardline.screen.roles import address_label
from wardline.screen.stix_own import Own


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1"),
        *("fd00::1", "fe80::1", "fec0::1"),
    ],
)
def test_texts_and_objects_call_the_same_addresses_private(address):
    assert address_label(Profile(), address) == "PRIV_IP"
    assert Own().address(address) == "private-address"
