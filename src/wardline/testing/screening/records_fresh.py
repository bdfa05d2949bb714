"""Records by rule for the group "fresh": other names of fields, other formats. A table of data."""

from __future__ import annotations

import random
from collections.abc import Callable

_PERSON = """
p1.full | patient full name; enrollee; beneficiary name; resident; policyholder; legal name
p1.comma | ptname; name (last, first); patient nm; enrollee name; insured nm
mrn | mr no; unit number; med record; emr id; pt id; local patient identifier
dob:us | d.o.b.; date born; pt dob; birth dte; member dob
dob:iso | birth_date_iso; patient dob; date of birth (iso); dob value
ssn:dash | ssn full; ss#; soc sec; ssn or tin; beneficiary ssn
phone | ph; day phone; evening phone; call back number; primary phone; phone 1
fax | fax line; fax #; dept fax; return fax
p1.pmail | e-mail addr; personal email; notification email; patient e-mail
address | street addr; mail to; residence address; addr line; home street
zip:code | zip5; postal; mailing zip; zip plus four
account | acct #; guarantor acct; fin nbr; hospital account; csn; statement account
plan_id | subscriber no; cardholder id; insured id; hic number; payer member id; policy id
mbi | mbi value; medicare bene id; hicn or mbi; new medicare number
care_date:us | dt of svc; visit dt; from date; admitted on; date seen; surgery date
care_date:iso | admit datetime; dos from; discharged on; last visit date; date of procedure
card | cc num; card pan; payment card number; credit card no; visa or mc
"""
_STAFF = """
p2.comma | rendering provider; prescriber name; tech name; reviewed by; signing provider; entered by
p2.full | owner; caller; requestor; approver; analyst; assigned person; on call
p2.user | samaccountname; sub; network id; actor; initiated by user; subjectusername; uid; run as
p2.email | recipient; mailbox; principal; contact e-mail; assignee mail; reporter email
npi | rendering npi number; billing npi; npi id; provider identifier npi
dea | dea registration number; prescriber dea #; dea lic
license | state lic; lic number; board license; professional lic no
"""
_HOSTS = """
host | src host; dvc host; computername; node; system name; netbios; agent hostname
host:ad | endpoint name; pc; desktop name; device id; dhcp hostname
priv_ip | ipv4; srcip; local address; nat source; internal address; mgmt ip; client addr
serial | ser no; serial no.; mfg serial; chassis serial; service tag; unit s/n
mac | mac addr; wifi mac; ethernet mac; burned in address; hwaddr
"""
_THREAT = """
ioc_ip:raw | remote address; dstip; threat ip; c2; callback ip; rip
ioc_domain:raw | qname; sni value; threat domain; host header; lookup; domain name queried
ioc_url:raw | uri full; malicious url; landing page; landing url; web address blocked
ioc_hash:sha256 | sha2; file sha256; hash value; sample hash; target hash
ioc_file | target filename; dropped; payload; malware file; quarantined item
cve | cves; related cve; exploit; advisory
attack_id | technique; mitre; ttp; tactic id
"""
_PLAIN = """
ts | occurred; ingest time; generated; start; last seen; @timestamp
version | app version; os build; sw rev; engine; signature set; package version
model | device type; modality name; unit; hardware; catalog model
vendor | mfr name; manufacturer name; product vendor; brand name
uuid | activity id; request id; transaction id; object guid; span id
number | summary; observation; amount; quantity; extra; comment text
ticket | parent ticket; change ref; task; tracking; itsm id
actor | campaign; family; threat name; category; cluster
"""
_MIXES = (
    (_PERSON, 5, _PLAIN, 3), (_PERSON, 4, _STAFF, 3), (_STAFF, 3, _HOSTS, 3), (_HOSTS, 3, _THREAT, 4),
    (_PERSON, 4, _HOSTS, 1), (_THREAT, 4, _PLAIN, 4), (_STAFF, 3, _THREAT, 3),
)  # fmt: skip
# The same mixes by the names of the banks, for groups that keep their banks elsewhere.
MIXES = (
    ("person", 5, "plain", 3), ("person", 4, "staff", 3), ("staff", 3, "hosts", 3), ("hosts", 3, "threat", 4),
    ("person", 4, "hosts", 1), ("threat", 4, "plain", 4), ("staff", 3, "threat", 3),
)  # fmt: skip
Fields = list[tuple[str, str]]


def record_lines(form: str, rng: random.Random) -> list[str]:
    """Template lines of some records of one form."""
    first, many, second, few = rng.choice(_MIXES)
    fields = _drawn(first, many, rng) + _drawn(second, few, rng)
    rng.shuffle(fields)
    fields.insert(0, _drawn(_PLAIN, 1, rng)[0])
    return FORM_MAKERS[form](list({name: (name, slot) for name, slot in fields}.values()), rng)


def _drawn(bank: str, count: int, rng: random.Random) -> Fields:
    rows = [line.split(" | ") for line in bank.strip().splitlines()]
    chosen = rng.sample(rows, min(count, len(rows)))
    return [(rng.choice(names.split("; ")), slot) for slot, names in chosen]


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else " " for c in name)


def _snake(name: str) -> str:
    return "_".join(_plain(name).lower().split())


def _camel(name: str) -> str:
    head, *rest = _plain(name).split()
    return head.lower() + "".join(word.capitalize() for word in rest)


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in _plain(name).split())


_STYLES: tuple[Callable[[str], str], ...] = (_snake, _camel, _pascal)


def _named(fields: Fields, rng: random.Random) -> Fields:
    style = rng.choice(_STYLES)
    return [(style(name), slot) for name, slot in fields]


def _yaml(fields: Fields, rng: random.Random) -> list[str]:
    lines = [f"    {name}: «{slot}»" for name, slot in _named(fields, rng)]
    return ["records:", "  - ", *lines]


def _ini(fields: Fields, rng: random.Random) -> list[str]:
    return [f"[{rng.choice(('row', 'entry', 'case', 'export'))}1]",
            *(f"{name} = «{slot}»" for name, slot in _named(fields, rng))]  # fmt: skip


def _leaders(fields: Fields, rng: random.Random) -> list[str]:
    shown = [(name.title() if rng.random() < 0.7 else name.upper(), slot) for name, slot in fields]
    dot = rng.choice((".", ".", " ", "_"))
    return [f"{name} {dot * max(2, 30 - len(name))} «{slot}»" for name, slot in shown]


def _columns(fields: Fields, rng: random.Random) -> list[str]:
    """Columns set apart by spaces, as a terminal prints them."""
    kept = fields[: rng.randrange(5, 8)]
    head = "   ".join(f"{_snake(name).upper()[:24]:<24}" for name, _ in kept)
    row = "   ".join(f"«{slot}%pad»" for _, slot in kept)
    return [head, "   ".join("-" * 24 for _ in kept), row, row, row]


def _arrows(fields: Fields, rng: random.Random) -> list[str]:
    return ["array("] + [f"  '{name}' => '«{slot}»'," for name, slot in _named(fields, rng)] + [")"]


def _sql(fields: Fields, rng: random.Random) -> list[str]:
    named = [(_snake(name), slot) for name, slot in fields]
    columns = ", ".join(name for name, _ in named)
    values = ", ".join(f"'«{slot}%sql»'" for _, slot in named)
    table = rng.choice(("export_tmp", "audit_row", "stage_in", "person_event"))
    return [f"INSERT INTO {table} ({columns}) VALUES ({values});"] * 2  # noqa: S608 # a made-up text, never run


def _html(fields: Fields, rng: random.Random) -> list[str]:
    cell = rng.choice(("th", "td"))
    rows = (f"<tr><{cell}>{n.title()}</{cell}><td>«{slot}%xml»</td></tr>" for n, slot in fields)
    return ["<table>", *rows, "</table>"]


def _nested(fields: Fields, rng: random.Random) -> list[str]:
    named = _named(fields, rng)
    half = len(named) // 2
    inner = [f'      "{name}": "«{slot}%json»"' for name, slot in named[half:]]
    outer = [f'    "{name}": "«{slot}%json»",' for name, slot in named[:half]]
    return ["{", '  "hit": {', *outer, '    "context": {', ",\n".join(inner), "    }", "  }", "}"]


def _brackets(fields: Fields, rng: random.Random) -> list[str]:
    return [" ".join(f"[{name} «{slot}»]" for name, slot in _named(fields, rng))] * 3


FORM_MAKERS: dict[str, Callable[[Fields, random.Random], list[str]]] = {
    "yaml": _yaml, "ini": _ini, "leaders": _leaders, "columns": _columns, "arrows": _arrows,
    "sql": _sql, "html": _html, "nested": _nested, "brackets": _brackets,
}  # fmt: skip
ONE_RECORD = ("yaml", "ini", "leaders", "arrows", "html", "nested")
KINDS = {"yaml": "log", "ini": "log", "leaders": "helpdesk", "columns": "log", "arrows": "log",
         "sql": "log", "html": "helpdesk", "nested": "log", "brackets": "log"}  # fmt: skip
