"""Layouts that vendors really write, each with its fields and its time. All values are made up."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile

import pytest

from wardline.hunt import readers
from wardline.testing.readers import WANTED, hunt, indicator

NAME, ADDRESS, PAGE = "www.evil.example", "203.0.113.9", "http://bad.example/a.php?x=1"
DAY = "2026-11-18T11:06:40"
AUDIT = json.dumps({"CreationTime": DAY, "ClientIP": ADDRESS, "Item": {"Url": PAGE}})
TCP = f"<13>1 {DAY}Z fw app - - - drop evil.example"
EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><EventID>3008"
    f"</EventID><TimeCreated SystemTime='{DAY}.5Z'/></System><EventData><Data Name='QueryName'>"
    f"{NAME}</Data><Data Name='QueryResults'>::ffff:{ADDRESS};</Data></EventData></Event>"
)


def eve(kind, more):
    return json.dumps({"timestamp": f"{DAY}+0000", "event_type": kind, kind: more})


def wide(text):
    return b"\xff\xfe" + text.encode("utf-16-le")


SHAPES = {
    "Zeek with another separator and columns of one's own": (
        (
            "#separator \\x7c\n#set_separator|,\n#fields|ts|my_host|my_addrs\n"
            "#types|time|string|set[addr]\n"
            f"1795000000.5|{NAME}|10.0.0.1,{ADDRESS}\n"
        ),
        {(5, "my_host", NAME), (5, "my_addrs", ADDRESS)},
    ),
    "Suricata's grouped answers and mails": (
        json.dumps(
            {"timestamp": f"{DAY}+0000", "event_type": "dns", "dns": {"grouped": {"A": [ADDRESS]}}}
        )
        + "\n"
        + json.dumps(
            {
                "timestamp": f"{DAY}+0000",
                "event_type": "smtp",
                "email": {"attachment": ["evil-tool.exe"]},
            }
        ),
        {(1, "dns.grouped.A", ADDRESS), (2, "email.attachment", "evil-tool.exe")},
    ),
    "Windows events exported as UTF-16 XML": (
        b"\xff\xfe"
        + f"<?xml version='1.0'?>\r\n<Events>\r\n{EVENT}\r\n</Events>".encode("utf-16-le"),
        {(1, "EventData.QueryName", NAME), (1, "EventData.QueryResults", ADDRESS)},
    ),
    "CEF with labels, escapes and keys of the vendor's own": (
        (
            f"<134>Nov 18 11:06:40 gw CEF:1|Ven\\|dor|P|1|i|n|Low| cs6Label=url "
            f"cs6={PAGE.replace('=', chr(92) + '=')} "
            f"ad.custom_key={NAME} eventAnnotation=a=b msg=two\\nlines {ADDRESS}\n"
        ),
        {(1, "url", PAGE), (1, "ad.custom_key", NAME), (1, "msg", ADDRESS)},
    ),
    "Microsoft 365 audit exported as CSV": (
        "RecordId,CreationDate,Operation,AuditData\r\n"
        f'1,{DAY}Z,FileAccessed,"' + AUDIT.replace('"', '""') + '"\r\n',
        {(2, "AuditData", ADDRESS), (2, "AuditData", PAGE)},
    ),
    "ATNA messages in syslog lines with a byte-order mark": (
        (
            f"<85>1 {DAY}Z ehr app 1 IHE+RFC-3881 - \ufeff<?xml version='1.0'?><AuditMessage>"
            f"<EventIdentification EventDateTime='{DAY}Z'/><ActiveParticipant UserID='x' "
            f"NetworkAccessPointID='{ADDRESS}'/></AuditMessage>\n"
        ),
        {(1, "ActiveParticipant.NetworkAccessPointID", ADDRESS)},
    ),
    "FHIR R5 AuditEvents in a bundle": (
        json.dumps(
            {
                "resourceType": "Bundle",
                "entry": [
                    {
                        "resource": {
                            "resourceType": "AuditEvent",
                            "recorded": f"{DAY}Z",
                            "agent": [{"networkString": ADDRESS}],
                            "entity": [{"detail": [{"valueString": NAME}]}],
                        }
                    }
                ],
            },
            indent=2,
        ),
        {(1, "agent.networkString", ADDRESS), (1, "entity.detail.valueString", NAME)},
    ),
    "CSV with semicolons and German names and dates": (
        f"Zeit;Quelle;Ziel;Host\n18.11.2026 11:06:40;10.0.0.1;{ADDRESS};{NAME}\n",
        {(2, "Ziel", ADDRESS), (2, "Host", NAME)},
    ),
    "CSV in UTF-16 with tabs": (
        b"\xff\xfe"
        + f"time\tsrc_ip\tdst_ip\r\n{DAY}Z\t10.1.1.1\t{ADDRESS}\r\n".encode("utf-16-le"),
        {(2, "dst_ip", ADDRESS)},
    ),
    "CSV with a byte-order mark": (
        b"\xef\xbb\xbf" + f"time,src_ip,dst_ip\r\n{DAY}Z,10.1.1.1,{ADDRESS}\r\n".encode(),
        {(2, "dst_ip", ADDRESS)},
    ),
    "syslog messages with their lengths (RFC 6587)": (
        f"{len(TCP)} {TCP}\n{len(TCP)} {TCP}\n",
        {(1, "text", "evil.example"), (2, "text", "evil.example")},
    ),
    "syslog of three kinds in one file": (
        (
            f"{TCP}\nNov 18 11:06:41 h su: from {ADDRESS}\n"
            f"{DAY}+01:00 h dnsmasq[1]: query[A] {NAME} from 10.0.0.1\n"
        ),
        {(1, "text", "evil.example"), (2, "text", ADDRESS), (3, "text", NAME)},
    ),
    "a firewall's pairs without a syslog header": (
        f'date=2026-11-18 time=12:06:40 devname="fg" srcip=10.1.1.1 dstip={ADDRESS} tz="+0100"\n',
        {(1, "dstip", ADDRESS)},
    ),
    "a proxy's host, path and query in three columns": (
        (
            "#Fields: date time c-ip cs-host cs-uri-path cs-uri-query\n"
            "2026-11-18 11:06:40 10.0.0.1 bad.example /a.php ?x=1\n"
        ),
        {(2, "cs-uri-path", PAGE)},
    ),
    "Windows' DNS server": (
        "11/18/2026 11:06:40 AM 0D34 PACKET UDP Rcv 10.0.0.1 A (3)www(4)evil(7)example(0)\n",
        {(1, "text", NAME)},
    ),
    "sign-ins of Entra": (
        json.dumps({"value": [{"createdDateTime": f"{DAY}Z", "ipAddress": ADDRESS}]}, indent=1),
        {(1, "ipAddress", ADDRESS)},
    ),
}


@pytest.mark.parametrize("name", list(SHAPES))
def test_a_layout_of_another_vendor_is_read_with_its_fields_and_its_time(name, tmp_path):
    data, expected = SHAPES[name]
    path = tmp_path / "a.log"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    hits, counts, _ = hunt([path], [indicator(pattern, n) for n, pattern in enumerate(WANTED)])
    assert {(hit.line, hit.field, hit.observed) for hit in hits} == expected
    assert hits[0].time[:19] == DAY
    assert counts.broken == 0
    assert counts.problems == []


def packed_folder(path):
    """A folder with logs of several kinds, some in archives."""
    line = json.dumps({"ts": 1_795_000_000, "query": NAME}).encode() + b"\n"
    (path / "deep").mkdir(parents=True)
    (path / "deep" / "a.jsonl").write_bytes(line)
    with zipfile.ZipFile(path / "b.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("x/one.jsonl", line * 3)
        out.writestr("x/two.csv", f"time,src_ip,dst_ip\n{DAY}Z,10.0.0.1,{ADDRESS}\n")
    for kind in ("", "gz", "xz"):
        with tarfile.open(path / f"c.tar{kind}", f"w:{kind}") as out:
            member = tarfile.TarInfo("y.jsonl")
            member.size = len(line)
            out.addfile(member, io.BytesIO(line))
    return path


def found(path):
    hits, counts, _ = hunt([path], [indicator(pattern, n) for n, pattern in enumerate(WANTED)])
    return {(hit.file.removeprefix(f"{path}/"), hit.line, hit.field) for hit in hits}, counts


def test_a_folder_of_mixed_logs_and_archives_is_searched_file_by_file(tmp_path):
    path = packed_folder(tmp_path / "logs")
    seen, counts = found(path)
    assert seen == {
        ("deep/a.jsonl", 1, "query"),
        *(("b.zip!x/one.jsonl", number, "query") for number in (1, 2, 3)),
        ("b.zip!x/two.csv", 2, "dst_ip"),
        *((f"c.tar{kind}!y.jsonl", 1, "query") for kind in ("", "gz", "xz")),
    }
    assert counts.problems == []
    assert counts.files == 6


def test_what_cannot_be_looked_into_is_a_problem_with_its_name(tmp_path):
    path = tmp_path / "logs"
    path.mkdir()
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as out:
        out.writestr("a.txt", f"saw {NAME}\n" * 200)
    cut = whole.getvalue()
    (path / "cut.zip").write_bytes(cut[: len(cut) // 2])
    with zipfile.ZipFile(path / "nested.zip", "w") as out:
        out.writestr("inner.zip", cut)
        out.writestr("good.txt", f"saw {NAME}\n")
    damaged = bytearray(cut)
    damaged[100] ^= 255
    (path / "damaged.zip").write_bytes(damaged)
    (path / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    (path / "x.pcap").write_bytes(b"\xd4\xc3\xb2\xa1" + bytes(100))
    seen, counts = found(path)
    assert ("nested.zip!good.txt", 1, "text") in seen
    for name in ("cut.zip", "nested.zip!inner.zip", "damaged.zip", "x.7z", "x.pcap"):
        assert any(name in problem for problem in counts.problems), name
    assert len(counts.problems) == 5


def test_letters_that_zeek_escapes_are_those_of_the_name():
    reader = readers.load("zeek")
    reader.parse(b"#separator \\x09")
    reader.parse(b"#fields\tts\tfilename\turi")
    record = reader.parse(rb"1.0" b"\t" rb"r\xc3\xa9sum\xc3\xa9.exe" b"\t" rb"/a\x2cb\xe9")
    values = {cell.name: cell.value for cell in record.cells}
    assert values["filename"] == "résumé.exe"
    # What is no UTF-8 is read as old programs wrote it.
    assert values["uri"] == "/a,bé"
