"""What each attribute type of MISP becomes: a pattern, a rule, a note, or nothing at all.

*Source*: the MISP core format (draft-dulaunoy-misp-core-format) and its list of types
(describeTypes.json); paths are those of STIX 2.1, `x_misp_…` where STIX has none.
"""

from __future__ import annotations

from wardline.core.observables import Observable, normalize, refang, to_pattern

# Attribute type → the kinds that its value is tried as; composites have two types, parted by "|".
_KINDS: dict[str, tuple[str, ...]] = {
    "ip": ("ipv4-addr", "ipv6-addr"),
    "ip-src": ("ipv4-addr", "ipv6-addr"),
    "ip-dst": ("ipv4-addr", "ipv6-addr"),
    "domain": ("domain-name",),
    "hostname": ("domain-name",),
    "onion-address": ("domain-name", "url"),
    # Events are found whose URL is a mere host.
    "url": ("url", "domain-name"),
    "uri": ("url", "domain-name"),
    "email": ("email-addr",),
    "email-src": ("email-addr",),
    "email-reply-to": ("email-addr",),
    "md5": ("md5",),
    "sha1": ("sha1",),
    "sha256": ("sha256",),
    "sha512": ("sha512",),
    "ssdeep": ("ssdeep",),
    "filename": ("file-name",),
    "mutex": ("mutex",),
    "regkey": ("windows-registry-key",),
    "mac-address": ("mac-addr",),
}
_REQUEST = "network-traffic:extensions.'http-request-ext'"
_SERVICE = "process:extensions.'windows-service-ext'"
_HEADER = "email-message:additional_header_fields"
# Attribute types whose value goes into a pattern as it is.
_PATHS = {
    "http-method": f"{_REQUEST}.request_method",
    "user-agent": f"{_REQUEST}.request_header.'User-Agent'",
    "cookie": f"{_REQUEST}.request_header.Cookie",
    "port": "network-traffic:x_misp_port",
    "ja3-fingerprint-md5": "network-traffic:x_misp_ja3",
    "jarm-fingerprint": "network-traffic:x_misp_jarm",
    "hassh-md5": "network-traffic:x_misp_hassh",
    "hasshserver-md5": "network-traffic:x_misp_hasshserver",
    "community-id": "network-traffic:x_misp_community_id",
    "favicon-mmh3": "network-traffic:x_misp_favicon_mmh3",
    "dom-hash": "network-traffic:x_misp_dom_hash",
    "ssh-fingerprint": "network-traffic:x_misp_ssh_fingerprint",
    "email-subject": "email-message:subject",
    "email-body": "email-message:body",
    "email-message-id": "email-message:message_id",
    "email-attachment": "email-message:body_multipart[*].body_raw_ref.name",
    "email-src-display-name": "email-message:from_ref.display_name",
    "email-mime-boundary": "email-message:x_misp_mime_boundary",
    "email-x-mailer": f"{_HEADER}.'X-Mailer'",
    "email-thread-index": f"{_HEADER}.'Thread-Index'",
    "dkim": f"{_HEADER}.'DKIM-Signature'",
    "dkim-signature": f"{_HEADER}.'DKIM-Signature'",
    "dns-soa-email": "domain-name:x_misp_soa_email",
    "x509-fingerprint-md5": "x509-certificate:hashes.MD5",
    "x509-fingerprint-sha1": "x509-certificate:hashes.'SHA-1'",
    "x509-fingerprint-sha256": "x509-certificate:hashes.'SHA-256'",
    "imphash": "file:extensions.'windows-pebinary-ext'.imphash",
    "sha224": "file:hashes.'SHA-224'",
    "sha384": "file:hashes.'SHA-384'",
    "sha512/224": "file:hashes.'SHA-512-224'",
    "sha512/256": "file:hashes.'SHA-512-256'",
    "sha3-224": "file:hashes.'SHA3-224'",
    "sha3-256": "file:hashes.'SHA3-256'",
    "sha3-384": "file:hashes.'SHA3-384'",
    "sha3-512": "file:hashes.'SHA3-512'",
    "tlsh": "file:hashes.TLSH",
    "vhash": "file:hashes.VHASH",
    "pehash": "file:hashes.PEHASH",
    "impfuzzy": "file:hashes.IMPFUZZY",
    "telfhash": "file:hashes.TELFHASH",
    "cdhash": "file:hashes.CDHASH",
    "authentihash": "file:hashes.AUTHENTIHASH",
    "mime-type": "file:mime_type",
    "size-in-bytes": "file:x_misp_size",
    "pdb": "file:x_misp_pdb",
    "named pipe": "file:x_misp_named_pipe",
    # The second half of regkey|value; alone it is no type.
    "value": "windows-registry-key:values[*].data",
    "windows-service-name": f"{_SERVICE}.service_name",
    "windows-service-displayname": f"{_SERVICE}.display_name",
    "windows-scheduled-task": "process:x_misp_scheduled_task",
    "mobile-application-id": "software:x_misp_mobile_application_id",
    "azure-application-id": "software:x_misp_azure_application_id",
    "chrome-extension-id": "software:x_misp_chrome_extension_id",
    "edge-extension-id": "software:x_misp_edge_extension_id",
    "user-account": "user-account:account_login",
    "github-username": "user-account:account_login",
    "github-organisation": "user-account:account_login",
    "jabber-id": "user-account:account_login",
    "twitter-id": "user-account:account_login",
    "eppn": "user-account:user_id",
    "mac-eui-64": "mac-addr:value",
    "AS": "autonomous-system:x_misp_number",
    "btc": "x-misp-wallet:btc",
    "dash": "x-misp-wallet:dash",
    "xmr": "x-misp-wallet:xmr",
}
# Attribute types that hold a rule, and the language of it.
RULES = {
    "stix2-pattern": "stix",
    "yara": "yara",
    "sigma": "sigma",
    "snort": "snort",
    "suricata": "suricata",
    "zeek": "zeek",
    "bro": "zeek",
    "kusto-query": "kusto",
}
# What is said about the event, and cannot be looked for.
_NOTES = (
    "text|comment|other|link|datetime|attachment|malware-sample|threat-actor|campaign-name|"
    "campaign-id|malware-type|float|counter|boolean|hex|github-repository|external analysis|cpe|"
    "weakness|whois-registrar|whois-creation-date|pattern-in-file|pattern-in-memory|"
    "pattern-in-traffic|filename-pattern|git-commit-id|gene|process-state|integer|uuid|cortex|"
    "anonymised|pgp-public-key"
)
NOTES = frozenset(_NOTES.split("|"))
# What tells of a person, of somebody's account, or of who was hit: it is never taken, so that it
# cannot be passed on.
_PERSONS = (
    "first-name|middle-name|last-name|full-name|date-of-birth|place-of-birth|gender|nationality|"
    "primary-residence|country-of-residence|identity-card-number|passport-number|passport-country|"
    "passport-expiration|redress-number|visa-number|issue-date-of-the-visa|frequent-flyer-number|"
    "special-service-request|travel-details|payment-details|place-port-of-original-embarkation|"
    "place-port-of-clearance|place-port-of-onward-foreign-destination|"
    "passenger-name-record-locator-number|phone-number|prtn|whois-registrant-email|"
    "whois-registrant-phone|whois-registrant-name|whois-registrant-org|email-dst|"
    "email-dst-display-name|email-header|pgp-private-key"
)
_ACCOUNTS = "iban|bic|bank-account-nr|aba-rtn|bin|cc-number"
_VICTIMS = "target-user|target-email|target-machine|target-org|target-location|target-external"
WITHHELD = frozenset(f"{_PERSONS}|{_ACCOUNTS}|{_VICTIMS}".split("|"))
# Objects that are about such a one: whatever they hold (a victim's domain and address, too) is.
_OBJECTS = (
    "person|persona|personification|identity|employee|contact-list|victim|target-system|"
    "credential|ail-leak|bank-account|credit-card|boleto|passport|transport-ticket|phone|"
    "phone-number|postal-address|facial-composite|tattoo|fbi-most-wanted|interpol-notice|"
    "ftm-person|ftm-passport|ftm-bankaccount|ftm-family|ftm-associate|ftm-call"
)
_PRIVATE_OBJECTS = frozenset(_OBJECTS.split("|"))
_COMPOSITE_MARK = "|"


def withheld(kind: str, title: str = "") -> str:
    """Why an attribute of a type, in an object of a name, is never taken; empty: it may be."""
    if not WITHHELD.isdisjoint(kind.lower().split(_COMPOSITE_MARK)):
        return f"An attribute of type {kind[:40]!r} tells of a person, an account or a victim."
    if title.lower() in _PRIVATE_OBJECTS:
        return f"An object {title[:40]!r} tells of a person, an account or a victim."
    return ""


def pattern(kind: str, value: str) -> str | None:
    """The STIX pattern for a value of a MISP type; both halves of a composite must hold."""
    if _COMPOSITE_MARK in kind:
        # No type has three parts.
        return _composite(kind, value) if kind.count(_COMPOSITE_MARK) == 1 else None
    for candidate in _KINDS.get(kind, ()):
        found = normalize(candidate, refang(value))
        if found is not None:
            return to_pattern(found)
    path = _PATHS.get(kind)
    if path is None:
        return None
    return to_pattern(Observable("mutex", value)).replace("mutex:name", path, 1)


def _composite(kind: str, value: str) -> str | None:
    first_kind, second_kind = kind.split(_COMPOSITE_MARK, 1)
    first, mark, second = value.partition(_COMPOSITE_MARK)
    if not mark or second_kind == "port":
        return pattern(first_kind, first)
    parts = [pattern(first_kind, first), pattern(second_kind, second)]
    if None in parts:
        return None
    inner = [str(part)[1:-1] for part in parts]
    same = inner[0].partition(":")[0] == inner[1].partition(":")[0]
    # Two properties of one observable; otherwise two observables of one observation.
    return f"[{inner[0]} AND {inner[1]}]" if same else f"{parts[0]} AND {parts[1]}"
