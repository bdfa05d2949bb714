"""Templates of records by rule: the same fields under many names and in many formats.

Each field has names in plain words; a format spells them its own way (snake, camel, capitals,
titles). The open group uses every even name of a field, the sealed group every odd one, so that a
gate which knows one half of the names by heart is found out by the other. A table of data.
"""

from __future__ import annotations

import random
from collections.abc import Callable

# slot | its names, half of them open and half sealed by turns
_PERSON = """
p1.comma | patient name; pt name; patient; name of patient; full name; member name; client name; subject name
p1.full | patient name; display name; pat name; person name; insured name; guarantor; contact name; employee name
mrn | mrn; med rec no; medical record number; mr number; patient mrn; chart number; pat mrn; hospital number
dob:us | dob; birth date; date of birth; birthday; patient dob; pt birth date; birth dt; born on
dob:iso | date of birth; dob; birthdate; birth day; pat dob; patient birth date; dt of birth; bdate
ssn:dash | ssn; social security number; soc sec no; social; patient ssn; ssn number; social security no; us ssn
ssn:raw | ssn; social security number; ss no; tax id ssn; pat ssn; ssnum; social security; member ssn
phone | phone; telephone; mobile; cell phone; home phone; contact phone; tel no; phone number
fax | fax; fax number; fax no; office fax; facsimile; provider fax; fax nbr; clinic fax
p1.pmail | email; e mail; email address; mail; contact email; patient email; home email; mail address
address | address; street; street address; address line 1; home address; addr1; mailing address; residence
zip:code | zip; zip code; postal code; zipcode; home zip; postcode; zip cd; pat zip
account | account number; acct no; account; acct; patient account; billing account; encounter number; visit number
plan_id | member id; subscriber id; policy number; insurance id; plan member id; member number; health plan id; ins policy no
mbi | mbi; medicare number; medicare id; medicare beneficiary id; mbi number; medicare no; beneficiary id; mcare id
care_date:us | admit date; date of service; discharge date; dos; visit date; service date; admission date; appointment date
care_date:iso | date of service; admit date; svc date; encounter date; discharge dt; admit dt; visit dt; procedure date
card | card number; credit card; card no; payment card; cc number; card; pan; debit card
"""
_STAFF = """
p2.comma | provider name; physician; attending; nurse; ordering provider; prescriber; surgeon; technician
p2.user | user; username; user id; login; user name; account name; logon id; operator id
p2.email | email; user email; work email; upn; staff email; employee mail; user principal name; notify
npi | npi; provider npi; npi number; prescriber npi; national provider id; attending npi; npi no; rendering npi
dea | dea; dea number; dea no; prescriber dea; dea registration; dea reg no; provider dea; dea id
license | license; license number; license no; rn license; lic no; state license; professional license; licence number
"""
_HOSTS = """
host | host; hostname; computer; workstation; machine; device name; server; computer name
host:ad | workstation; asset; endpoint; pc name; client host; device hostname; source host; terminal
priv_ip | ip; ip address; client ip; local ip; source ip; src ip; internal ip; workstation ip
serial | serial; serial number; serial no; sn; device serial; s n; serial nbr; asset serial
mac | mac; mac address; hw address; mac addr; ethernet address; physical address; nic mac; client mac
"""
_THREAT = """
ioc_ip:raw | remote ip; dest ip; dst ip; destination address; attacker ip; c2 ip; peer ip; bad ip
ioc_domain:raw | domain; query; fqdn requested; dns name; sni; host requested; bad domain; rrname
ioc_url:raw | url; request url; link; uri; referrer; download url; clicked url; target url
ioc_hash:sha256 | sha256; file hash; hash; sha 256; process hash; image hash; sample sha256; checksum
ioc_file | file name; process; image; attachment; file; dropped file; binary; object name
cve | cve; vulnerability; cve id; vuln id; weakness; finding; advisory cve; cve number
"""
_PLAIN = """
ts | time; timestamp; event time; logged at; created; ts; when; updated at
version | version; firmware; sw version; build; agent version; software version; release; fw
model | model; device model; product; device type; model name; equipment; modality model; item
vendor | vendor; manufacturer; make; supplier; oem; maker; mfr; brand
uuid | id; correlation id; event id; guid; trace id; record id; process guid; uuid
number | note; detail; metric; info; remark; value; reading; measure
ticket | ticket; case; incident; request; work order; change; ref; issue
"""
_MIXES = (
    (_PERSON, 6, _PLAIN, 2), (_PERSON, 4, _STAFF, 2), (_STAFF, 3, _HOSTS, 2), (_HOSTS, 3, _THREAT, 3),
    (_PERSON, 3, _HOSTS, 2), (_THREAT, 4, _PLAIN, 3), (_STAFF, 2, _THREAT, 3),
)  # fmt: skip


def record_lines(group: str, form: str, rng: random.Random) -> list[str]:
    """Template lines of some records of one form: a head first, where the form has one."""
    first, many, second, few = rng.choice(_MIXES)
    fields = _drawn(first, many, group, rng) + _drawn(second, few, group, rng)
    rng.shuffle(fields)
    fields.insert(0, _drawn(_PLAIN, 1, group, rng)[0])
    fields = list({name: (name, slot) for name, slot in fields}.values())
    return FORM_MAKERS[form](fields, rng)


def _drawn(bank: str, count: int, group: str, rng: random.Random) -> list[tuple[str, str]]:
    rows = [line.split(" | ") for line in bank.strip().splitlines()]
    half = 0 if group == "open" else 1
    chosen = rng.sample(rows, min(count, len(rows)))
    return [(rng.choice(names.split("; ")[half::2]), slot) for slot, names in chosen]


_STYLES: tuple[Callable[[str], str], ...] = (
    lambda words: words.replace(" ", "_"),
    lambda words: words.replace(" ", "_").upper(),
    lambda words: words.title().replace(" ", ""),
    lambda words: words.split()[0] + words.title().replace(" ", "")[len(words.split()[0]) :],
    lambda words: words.title(),
    lambda words: words.capitalize(),
    lambda words: words.replace(" ", "-"),
    lambda words: words.replace(" ", "."),
)
Fields = list[tuple[str, str]]


def _named(fields: Fields, styles: tuple[int, ...], rng: random.Random) -> Fields:
    style = _STYLES[rng.choice(styles)]
    return [(style(name), slot) for name, slot in fields]


def _pairs(fields: Fields, rng: random.Random) -> list[str]:
    glue, quote = rng.choice((("=", '"'), ("=", ""), (":", '"'), ("=", "'")))
    named = _named(fields, (0, 1, 2, 3, 6), rng)
    between = rng.choice((" ", " ", ", ", "; ")) if quote else rng.choice((" | ", "; ", ", "))
    return [between.join(f"{name}{glue}{quote}«{slot}»{quote}" for name, slot in named)] * 3


def _form(fields: Fields, rng: random.Random) -> list[str]:
    named = _named(fields, (4, 4, 5, 1), rng)
    lead = rng.choice(("", "- ", "* ", "  "))
    return [f"{lead}{name}:{rng.choice((' ', '  ', chr(9)))}«{slot}»" for name, slot in named]


def _json(fields: Fields, rng: random.Random) -> list[str]:
    named = _named(fields, (0, 2, 3, 6), rng)
    body = ",".join(f'"{name}":"«{slot}%json»"' for name, slot in named)
    if rng.random() < 0.3:
        body = f'"event":{{{body}}},"level":"info"'
    return [f"{{{body}}}"] * 2


def _table(fields: Fields, rng: random.Random) -> list[str]:
    delimiter = rng.choice((",", ";", "\t", "|"))
    named = _named(fields, (0, 1, 2, 4, 5), rng)
    head = delimiter.join(name for name, _ in named)
    quote = '"' if delimiter in ",;" else ""
    row = delimiter.join(f"{quote}«{slot}»{quote}" for _, slot in named)
    return [head, row, row, row]


def _markdown(fields: Fields, rng: random.Random) -> list[str]:
    named = _named(fields, (4, 5), rng)
    row = " | ".join(f"«{slot}»" for _, slot in named)
    head = " | ".join(name for name, _ in named)
    return [f"| {head} |", "|" + "---|" * len(named), f"| {row} |", f"| {row} |"]


def _xml(fields: Fields, rng: random.Random) -> list[str]:
    named = _named(fields, (2, 3, 0), rng)
    if rng.random() < 0.5:
        return ["<Event>" + "".join(f"<{n}>«{s}%xml»</{n}>" for n, s in named) + "</Event>"] * 2
    data = "".join(f'<Data Name="{name}">«{slot}%xml»</Data>' for name, slot in named)
    return [f"<EventData>{data}</EventData>"] * 2


FORM_MAKERS: dict[str, Callable[[Fields, random.Random], list[str]]] = {
    "pairs": _pairs,
    "form": _form,
    "json": _json,
    "table": _table,
    "markdown": _markdown,
    "xml": _xml,
}
KINDS = {"pairs": "log", "form": "helpdesk", "json": "log", "table": "csv", "markdown": "narrative",
         "xml": "log"}  # fmt: skip
