"""Whose address, host or domain it is: the own side's goes, the attacker's stays.

A role is read from the profile, from the words around, and from the text as a whole; the shape
alone says nothing.
"""

from __future__ import annotations

import ipaddress
import re

from wardline.screen.profile import Profile

# Endings that never resolve outside (RFC 6761, RFC 6762, RFC 8375, and what networks use).
_INTERNAL = frozenset(
    "local lan corp internal intranet localdomain ad priv private home hosp intra domain test"
    " workgroup".split()
)
_INSIDE = re.compile(r"(?:^|\.)(?:int|internal|corp|ad|intra|intranet|hosp|lan|emr|ehr)\.")
_ROLE = re.compile(
    r"(?:dc|sql\w{0,3}|db|ehr|emr|epic(?:web)?|cerner|pacs|ris|lis|mail|exch\w{0,6}|vpn|citrix|ctx|xen\w*"
    r"|rds|fs|file|print|prn|web|app|iis|sccm|wsus|dhcp|dns|ntp|proxy|esxi?|vcenter|hyperv|nas|bkp"
    r"|backup|veeam|srv|server|ws|pc|rad|lab|pharm\w{0,3}|icu|onc|hr|fin|bill\w{0,3})-?\w{0,8}?\d{1,3}"
)
# Domains of care organizations, by the end of their name (hospital.org, not hospital-login.org).
CARE = re.compile(
    r"(?:hospitals?|clinics?|dialysis|infirmary|imaging|memorial|homecare|hospice|radiology|eyecare|medctr|medcenter|medicalcenter|medical|health|healthcare|healthsystem"
    r"|hosp|peds|ortho|rhs|surgical|cancer|heart|kids|womens|urgentcare|medgroup|clinical|wellness|rehab|nursing|physicians|pediatrics|cardiology|oncology|surgery|dental|care|medicine|med)"
    r"\.(?:org|edu|com|net|us|gov|health|care|example)"
)
# The zones that networks set apart below their own name: `db3.corp.example.org`.
_ZONE = re.compile(
    r"[a-z0-9-]{2,24}\.(?:int|internal|corp|ad|intra|intranet|hosp|lan|emr|ehr|prod|prd|clin|dmz|mgmt|dc\d?)"
    r"\.(?:[a-z0-9-]+\.){1,2}(?:org|edu|com|net|us|gov|health|care|hospital|clinic|example)"
)
# Machines that only care organizations and their networks have; no attacker's site is called so.
_MACHINE = re.compile(
    r"(?:adfs|hl7\w{0,4}|siem|nps|dhcp|ctx\w{0,4}|citgw|citrix(?=-?\d)|rdgw|pacs\w{0,4}|ris\w{0,4}|ehr\w{0,4}|emr\w{0,4}|epic\w{0,4}"
    r"|vcenter|vcsa|esxi?|mirth\w{0,4}|intf|badge\w{0,4}|nurs\w{0,6}|telemetry|tele|wsus|sccm|fs-\w+|sql-?\w{0,6}|wap|rxrobot"
    r"|kronos|radview|mwl|jump|backup\w{0,4}|hyperv|veeam|nas|prt|print\w{0,4}|imprivata|adc|sharept|pyxis|omnicell|muse|dicom\w{0,4})"
    r"(?:-?[a-z]{0,6})?-?\d{0,3}"
)
_PLAIN_ENDINGS = frozenset("org edu com net us gov health care hospital clinic".split())
FREE = frozenset(
    "gmail.com googlemail.com yahoo.com ymail.com hotmail.com outlook.com live.com msn.com"
    " aol.com icloud.com me.com mac.com comcast.net verizon.net att.net sbcglobal.net cox.net"
    " charter.net bellsouth.net earthlink.net juno.com optonline.net frontier.com frontiernet.net"
    " roadrunner.com rr.com windstream.net centurylink.net mail.com gmx.com gmx.net gmx.de web.de"
    " t-online.de protonmail.com proton.me pm.me tutanota.com yandex.com yandex.ru mail.ru"
    " zoho.com fastmail.com hey.com rocketmail.com netzero.net suddenlink.net mediacombb.net"
    " hotmail.co.uk yahoo.co.uk btinternet.com orange.fr free.fr wanadoo.fr libero.it qq.com"
    " 163.com 126.com naver.com rediffmail.com uol.com.br terra.com.br bigpond.com shaw.ca"
    " rogers.com sympatico.ca telus.net email.com inbox.com".split()
)
# Those who answer the public about incidents; their addresses are meant to be known.
_PUBLIC_DOMAINS = frozenset(
    "cisa.gov cisa.dhs.gov hhs.gov fbi.gov ic3.gov fda.gov fda.hhs.gov us-cert.gov dhs.gov"
    " hq.dhs.gov cms.gov cms.hhs.gov nist.gov nih.gov cdc.gov usss.dhs.gov h-isac.org first.org"
    " mitre.org cert.org regulations.gov oig.hhs.gov ocr.hhs.gov ftc.gov usdoj.gov leo.gov"
    " uscert.gov ncsc.gov.uk enisa.europa.eu cve.org msisac.org cisecurity.org secretservice.gov"
    " federalregister.gov healthit.gov aspr.hhs.gov".split()
)
_FUNCTION = re.compile(
    r"(?:report|reports|info|contact|central|soc|cert|csirt|abuse|security|privacy|press|media|help"
    r"|support|incident|incidents|hotline|tips?|vuln\w*|disclosure|ocr\w*|hc3|cywatch|service|services"
    r"|comments?|docket|foia|noreply|no-reply|webmaster|admin|ncciccustomerservice|isac|toc|ops"
    r"|sayhello|stopransomware|cyber\w*|ask\w*|public\w*|dmc|device|medwatch|mail|office|team)"
    r"(?:[._-]?\w{0,20})?"
)


def is_public_mail(address: str) -> bool:
    """Whether `address` is one that an authority gives to the public."""
    local, _, domain = address.partition("@")
    if domain in _PUBLIC_DOMAINS or domain.endswith((".gov", ".mil")):
        return "." not in local or _FUNCTION.fullmatch(local) is not None
    return False


def is_internal_host(profile: Profile, name: str) -> bool:
    """Whether `name` is a host of the own side, by the profile or by how it is made."""
    name = name.lower().rstrip(".")
    if profile.owns_domain(name):
        return True
    labels = name.split(".")
    if labels[-1] in _INTERNAL:
        return True
    if len(labels) < 3:  # noqa: PLR2004 # a bare domain is nobody's host
        return False
    if _ZONE.fullmatch(name):
        return True
    if _MACHINE.fullmatch(labels[0]) and labels[-1] in _PLAIN_ENDINGS and "-" not in labels[-2]:
        return True
    inside = _INSIDE.search(name) is not None
    numbered = re.fullmatch(r"[a-z]{2,12}-?\d{2,3}", labels[0]) is not None
    if numbered and CARE.search(name) and "-" not in labels[-2]:
        return True
    return (
        CARE.search(name) is not None and (inside or _ROLE.fullmatch(labels[0]) is not None)
    ) or (inside and _ROLE.fullmatch(labels[0]) is not None)


_IPV4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})")


def address_label(profile: Profile, text: str) -> str | None:
    """PRIV_IP or OWN_PUBLIC_IP for an own address or range, "" for another one, None for none."""
    quick = _IPV4.fullmatch(text)
    if quick:
        first, second, third, last = map(int, quick.groups())
        if max(first, second, third, last) > 255:  # noqa: PLR2004 # an octet
            return None
        number = first << 24 | second << 16 | third << 8 | last
        if any(number & mask == net for net, mask in profile.nets4):
            return "OWN_PUBLIC_IP"
        return "PRIV_IP" if _is_private4(first, second, number) else ""
    try:
        net = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    address = net.network_address
    if profile.nets and profile.owns_address(address):
        return "OWN_PUBLIC_IP"
    if _is_private(address):
        return "PRIV_IP"
    return ""


def _is_private4(first: int, second: int, number: int) -> bool:
    """Whether an IPv4 address is one of RFC 1918, 6598 or 3927 (the metadata address is not)."""
    if first == 10:  # noqa: PLR2004 # 10.0.0.0/8
        return True
    pair = first << 8 | second
    return (
        0xAC10 <= pair <= 0xAC1F  # noqa: PLR2004 # 172.16.0.0/12
        or pair == 0xC0A8  # noqa: PLR2004 # 192.168.0.0/16
        or 0x6440 <= pair <= 0x647F  # noqa: PLR2004 # 100.64.0.0/10
        or (pair == 0xA9FE and number != 0xA9FEA9FE)  # noqa: PLR2004 # 169.254.0.0/16
    )


# Addresses that mean something at home only (RFC 1918, 6598, 3927, 4193, 4291).
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
)
_PRIVATE = tuple(ipaddress.ip_network(net) for net in PRIVATE)
_METADATA = ipaddress.ip_address("169.254.169.254")


def _is_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if address.version == 6 and getattr(address, "ipv4_mapped", None):  # noqa: PLR2004 # IPv6
        return _is_private(address.ipv4_mapped)  # type: ignore[arg-type] # just checked
    if address == _METADATA:
        return False
    return any(address in net for net in _PRIVATE if net.version == address.version)
