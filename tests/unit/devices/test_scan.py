"""A network scan beside the inventory: nothing seen on the network is dropped."""

from __future__ import annotations

from wardline.devices.inventory import Inventory
from wardline.devices.scan import Scan

SCAN = b"""IP Address,MAC Address,MAC Vendor,Hostname,VLAN,Firmware,OS,Manufacturer,Model
10.0.0.5,00:1A:2B:3C:4D:5E,Texas Instruments,pump-5,guest wifi,,Linux,,
10.0.0.6,00-1A-2B-3C-4D-5F,,mon-6,vlan 7,M.02,,,
10.0.0.7,001A.2B3C.4D60,,pacs-1,vlan 9,3.1,Windows 10,Philips,IntelliSpace PACS
10.0.0.8,,,,vlan 9,,,,
"""
INVENTORY = b"""tag,mfr,model,version,mac,vlan
1,BD,Alaris 8015,9.33,001a2b3c4d5e,vlan 7
2,Philips,MX450,M.01,00:1a:2b:3c:4d:5f,vlan 7
3,GE,Optima CT660,,,
"""


def joined():
    rows = Inventory(SCAN, "scan.csv", scan=True)
    scan = Scan(rows.devices(), "scan.csv")
    found = [scan.seen(device) for device in Inventory(INVENTORY, "x").devices()]
    return found, *scan.left(), rows


def test_what_the_scan_saw_stands_beside_the_record():
    (pump, monitor, tomograph), _, _, _ = joined()
    assert pump.extra["network"] == "vlan 7 / guest wifi"
    assert (pump.extra["ip"], pump.maker, pump.version) == ("10.0.0.5", "BD", "9.33")
    assert monitor.version == "M.01 / M.02"
    assert tomograph.extra == {}


def test_what_stands_in_no_list_is_a_device_or_a_loss():
    _, others, losses, rows = joined()
    assert [(d.asset_id, d.maker, d.model, d.version) for d in others] == [
        ("pacs-1", "Philips", "IntelliSpace PACS", "3.1")
    ]
    assert [(loss.place, "10.0.0.8" in loss.reason) for loss in losses] == [("line 5", True)]
    assert rows.rows == 4
    assert rows.losses == []


def test_the_maker_of_a_network_card_is_not_the_maker_of_the_device():
    rows = Inventory(b"ip,oui vendor,hostname\n10.0.0.9,Intel,pc\n", "x", scan=True)
    [device] = rows.devices()
    assert device.maker == ""
