"""The one table of all that reads foreign bytes, a line for each parser; how is in `rooms.py`."""

from __future__ import annotations

from wardline.core.errors import UsageError
from wardline.hunt.model import BrokenRecordError
from wardline.testing.fuzz import rooms
from wardline.testing.fuzz.model import Target

_STIX = ("type", "id", "spec_version", "created", "modified", "objects", "extensions", "2.1",
         "indicator", "pattern", "object_marking_refs", "granular_markings", "hashes", "bundle",
         "selectors", "marking_ref", "2.0", "observed-data", "artifact", "ipv4-addr")  # fmt: skip
_CSAF = ("document", "product_tree", "branches", "vulnerabilities", "tracking", "csaf_version",
         "product_status", "known_affected", "product_id", "category", "vers:", "relationships",
         "scores", "cvss_v3", "vectorString", "flags", "notes", "full_product_names")  # fmt: skip
_DATES = ("2026-01-31T23:59:60Z", "+00:00", "0001-01-01", "9999-12-31T23:59:59Z", "1e999", "٣")
_BROKEN = (BrokenRecordError,)

# fmt: off
# A parser and the words of its files stand together.
TARGETS: tuple[Target, ...] = (
    # core
    Target("json", rooms.json, ("\\ud800", "1e999", "-0", "9007199254740993", "NaN", "[[[["),
               most=8192),
    Target("stix", rooms.stix, _STIX),
    Target("pattern", rooms.pattern, ("[", "]", " AND ", " OR ", " FOLLOWEDBY ",
           "REPEATS 3 TIMES", "WITHIN 5 SECONDS", "START t'", "STOP t'", " MATCHES ", " LIKE ",
           " ISSUBSET ", " EXISTS ", " IN (", " NOT ", "ipv4-addr:value", "file:hashes.MD5",
           "[*]", "h'", "b'", "'")),
    Target("regex", rooms.regex, ("(?i)", "(?:", "[^", "{1,1000}", "\\p{", "(?<=", "$", "|")),
    Target("marking", rooms.marking, ("definition_type", "tlp", "TLP:AMBER+STRICT",
           "extensions")),
    Target("timestamp", rooms.timestamp, _DATES, most=64),
    Target("observable", rooms.observable, ("hxxp", "[.]", "://", "xn--", "::ffff:", "%00", "@",
               "/33")),
    # importers
    Target("import-stix", rooms.importer("stix"), _STIX),
    Target("import-misp", rooms.importer("misp"), ("Event", "Attribute", "Object",
           "ObjectReference",
               "Tag", "Galaxy", "GalaxyCluster", "type", "value", "uuid", "timestamp", "to_ids",
               "ip-dst|port", "filename|sha256", "deleted", "distribution", "first_seen")),
    Target("import-csaf", rooms.importer("csaf"), _CSAF),
    Target("import-kev", rooms.importer("kev"), ("vulnerabilities", "cveID", "dateAdded",
           "dueDate")),
    Target("import-csv", rooms.importer("csv"), ("value", "type", "tlp", "valid_until", '"', ";",
               "\t", "# ", "dst_ip", "sha256_hash", "ip:port")),
    Target("import-text", rooms.importer("text"), ("0.0.0.0 ", "hxxp://", "[.]", "#", "||", "^",
           "address=/", "local-zone: ", " CNAME ", ".rpz-ip", " - ", "\t24\t", "ExitAddress ")),
    Target("import-json", rooms.importer("json"), ("indicator", "ioc_value", "ioc_type", "url",
           "ip_address", "first_seen", "confidence_level", "malware", "domains", '":[{"')),
    Target("import-any", rooms.import_any, ("\x1f\x8b\x08", "{", "[", ",", "csaf_version")),
    # hunt
    *(
        Target(f"log-{name}", rooms.reader(name), words, _BROKEN)
        for name, words in (
            ("zeek", ("#fields", "#types", "#separator \\x", "#set_separator", "-")),
            ("w3c", ("#Fields:", "date time", "cs-uri", "s-ip")),
            ("suricata", ("timestamp", "event_type", "dest_ip", "http", "hostname", "url")),
            ("m365", ("CreationTime", "Workload", "ClientIP", "ExtendedProperties")),
            ("fhir-auditevent", ("resourceType", "AuditEvent", "Bundle", "entry", "resource")),
            ("jsonl", ("{", "}", "\\u0000", '"a":')),
            ("json", ("Records", "[", "]", "{")),
            ("cef", ("CEF:0|", "LEEF:2.0|", "LEEF:1.0|", "cs1Label=", "\\|", "\\=", "0x09")),
            ("syslog", ("<13>1 ", "<34>", '[x@1 a="', "Nov 18 11:06:41", "srcip=", "\\]")),
            ("squid", ("TCP_MISS/200", "GET", "HIER_DIRECT/", "1795000000.500")),
            ("csv", ('"', ",", ";", "\t", "time", "src_ip")),
            ("text", ("hxxps://", "[.]", "(", "203.0.113.9")),
            ("atna", ("<AuditMessage>", "<!DOCTYPE", "<!ENTITY", "&x;", "<![CDATA[", "</")),
            ("sysmon", ("<Event ", "<EventData>", "<Data Name='", "<!ENTITY", "</Event>")),
            ("evtx", ("ElfFile\x00", "ElfChnk\x00")),
            ("parquet", ("PAR1",)),
        )
    ),
    Target("hunt", rooms.hunt, ("PK\x03\x04", "\x1f\x8b\x08", "BZh9", "\xfd7zXZ", "ustar",
           "\xff\xfe")),
    # screen
    Target("screen-text", rooms.screen(None), ("MRN: ", "DOB ", "Dr. ", "SSN ", "@", "patient",
           "\\")),
    Target("screen-hl7", rooms.screen("hl7"), ("MSH|^~\\&|", "PID|", "NK1|", "OBX|", "\r", "^",
           "~")),
    Target("screen-mail", rooms.screen("mail"), ("From: ", "To: ", "Received: ", "\n\n",
           "=?utf-8?")),
    Target("screen-stix", rooms.screen_stix, _STIX),
    Target("attachment", rooms.attachment, ("PK\x03\x04", "%PDF-", "obj", "endobj", "stream",
           "xref", "trailer", "/Root", "\x89PNG", "\xff\xd8\xff\xe1", "Exif", "II*", "MM",
           "From: ", "Content-Type: multipart/mixed", "<w:t>", "<!ENTITY", "MSH|", "RIFF",
           "WEBP", "GIF89a"), also=("pypdf",), most=16_384),
    Target("profile", rooms.profile, ("name", "domains", "public_nets", "ad", "mrn_shape", "[",
           "=")),
    # devices
    Target("inventory", rooms.inventory, ("asset_id", "manufacturer", "model",
           "software_version", "PK\x03\x04", "bomFormat", "CycloneDX", "SPDXVersion:",
           "PackageName:", "spdxVersion", "resourceType", "Device", "deviceName", "udiCarrier",
           "CHPL", "<bom ", "components", "@graph"), most=8192),
    Target("advisory", rooms.advisory, (*_CSAF, "@context", "statements", "bomFormat",
           "results")),
    Target("threats", rooms.threats, ("cve,epss,percentile", "CVE-2024-1", "vulnerabilities",
           "cveID")),
    Target("udi", rooms.udi, ("(01)", "(10)", "(17)", "+", "=", "/$$", "<=", "vers:", "through",
           "v")),
    Target("orders", rooms.orders, ("work order", "status", "asset_id", "'=", "done", "date")),
    Target("csaf-check", rooms.csaf_check, _CSAF),
    Target("openpgp", rooms.openpgp, ("-----BEGIN PGP SIGNATURE-----", "-----END PGP", "=")),
    # incidents, docket, report, bulletins
    Target("incident", rooms.incident, ("what", "when", "touched", "care", "extent", "ransom",
           "at")),
    Target("incident-stix", rooms.incident_stix, (*_STIX, "incident", "impact", "task",
           "led-to")),
    Target("veris", rooms.veris, ("action", "actor", "asset", "attribute", "timeline", "victim",
               "plus")),
    Target("clocks", rooms.clocks, ("law", "hours", "days", "from")),
    Target("token", rooms.token, ("\x00\x02",)),
    Target("docket", rooms.docket, ("Document ID", "PK\x03\x04", "data", "attributes", '"', ",",
           "id")),
    Target("tracking", rooms.tracking, ("-",), most=128),
    Target("snapshot", rooms.snapshot, ("format", "as_of", "findings", "evidence", "nodes",
           "title")),
    Target("picture", rooms.picture, ("\x89PNG\r\n\x1a\n", "IHDR", "IDAT", "IEND", "tEXt",
           "eXIf")),
    # client and agent
    Target("stream", rooms.stream, ("id: ", "event: ", "data: ", "retry: ", "\r\n", ":")),
    Target("events", rooms.events, ("id: ", "event: object", "event: delete", "data: ", *_STIX)),
    Target("taxii-peer", rooms.taxii_peer, ("objects", "more", "next", "collections", "api_roots",
               "id", "versions", "failures", "status", "pending", "default", "success_count")),
    # hub
    Target("http", rooms.http, ("added_after=", "limit=", "next=", "match[id]=",
           "match[version]=",
               "match[type]=", "&", "accept:", "content-type:", "content-encoding: gzip",
               "content-length:", "q=0", ";", "%")),
    Target("cursor", rooms.cursor, most=256),
    Target("config", rooms.config, ("[database]", "url", "[portal]", "[mail]", "port", "=", '"',
           "[[")),
    Target("heads", rooms.heads, ("heads", "entry", "proof", "size", "root", "path", "number")),
    Target("keys-file", rooms.keys_file, ("wardline review keys 1\n",)),
    Target("reply-address", rooms.reply_address, ("#", "-", "https://"), most=256),
    Target("bounce", rooms.bounce, ("Content-Type: multipart/report; boundary=B", "--B",
           "message/delivery-status", "Action: ", "failed", "Status: 5.1.1", "Diagnostic-Code: ",
           "To: ", "Delivered-To: ", "=?utf-8?q?"), also=("email",), portal=True),
    Target("search", rooms.search, ("q=", "type=", "tlp=", "added_from=", "after=", "&"),
           portal=True),
    Target("moment", rooms.moment, (*_DATES, "1/31/2026 2:30 pm", "am"), (ValueError,),
           portal=True),
)
# fmt: on


def target(name: str) -> Target:
    """The target called `name`. *Raises* UsageError where there is none."""
    for one in TARGETS:
        if one.name == name:
            return one
    raise UsageError(f"There is no target {name[:60]!r}.", hint="See --list.")
