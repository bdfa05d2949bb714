"""Secrets: keys and tokens by their makers' shapes, credentials in addresses, pass words in prose.

*Source*: the token formats that the makers publish (AWS IAM identifiers, GitHub and GitLab token
formats, Slack, Stripe, Google, Azure, RFC 7519 for JWT, RFC 7468 for PEM).
"""

from __future__ import annotations

import re

from wardline.screen.sheet import Sheet, rx, ways

_TOKENS = ways(
    rb"(?:\b(?:AKIA|ASIA|AIDA|AROA|AGPA|ANPA|ABIA|ACCA)[A-Z0-9]{16,17}\b"
    rb"|\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_[A-Za-z0-9_]{22,}"
    rb"|\bgl(?:pat|dt|rt|cbt|ptt|soat|ft)-[A-Za-z0-9_.-]{16,}"
    rb"|\bxox[a-z]{1,2}-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}"
    rb"|hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9_/+-]{20,}"
    rb"|\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9+/=]{16,}"
    rb"|\bAIza[A-Za-z0-9_-]{30,}|\bya29\.[A-Za-z0-9_-]{16,}|\bGOCSPX-[A-Za-z0-9_-]{20,}"
    rb"|\b1//0[A-Za-z0-9_-]{30,}|\d{6,30}-[a-z0-9]{32}\.apps\.googleusercontent\.com"
    rb"|[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}|\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,}"
    rb"|\bnpm_[A-Za-z0-9]{30,}|\bpypi-[A-Za-z0-9_-]{50,}|\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}"
    rb"|\bhf_[A-Za-z0-9]{30,}|\bdop_v1_[a-f0-9]{64}|\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"
    rb"|\b\d{8,10}:[A-Za-z0-9_-]{35}\b|\bhvs\.[A-Za-z0-9_-]{24,}|\bs\.[A-Za-z0-9]{24}\b"
    rb"|discord(?:app)?\.com/api/webhooks/\d+/[A-Za-z0-9_-]{20,}|\bdckr_pat_[A-Za-z0-9_-]{20,}"
    rb"|\bdapi[a-f0-9]{32}\b|\bAGE-SECRET-KEY-1[A-Z0-9]{50,}|\bkey-[a-f0-9]{32}\b"
    rb"|\batlasv1\.[A-Za-z0-9_-]{40,}|\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b|\bglsa_[A-Za-z0-9_]{32,}"
    rb"|\bey[JA][A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3}"
    rb"|\$(?:2[aby]|5|6|1|y|argon2id?)\$[A-Za-z0-9./$=,+v-]{20,}"
    rb"|\b[\w.$\\-]{1,64}:\d{3,10}:[a-fA-F0-9]{32}:[a-fA-F0-9]{32}:::"
    rb"|\bSK[a-f0-9]{32}\b|(?:^|[^A-Za-z0-9+/])[A-Za-z0-9+/]{86}==)"
)
_PEM = rx(rb"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|KEY BLOCK|SECRET)[A-Z0-9 ]{0,12}-----")
_PEM_END = re.compile(rb"-----END [A-Z0-9 ]{0,60}-----")
_PEM_BODY = re.compile(rb"(?:\\[rn]|[A-Za-z0-9+/=:,. \t\r\n-]){0,16384}")
_PUTTY = rx(rb"PuTTY-User-Key-File-\d:")
# user:pass before an @ in an address; only the credentials go.
_CONNECTION = rx(
    rb"[A-Za-z][A-Za-z0-9+.-]{1,30}://([^\s/:@\"'<>|\x01-\x03\[]{0,100}:[^\s@\"'<>|\x01-\x03]{1,200})@"
    rb"|jdbc:oracle:[a-z]+:([^\s/:@\"']{1,64}/[^\s@\"']{1,100})@"
)
_PORT = re.compile(rb":\d{2,5}(?:/|\Z)")
_ARGUMENTS = ways(
    rb"(?:(?:curl|wget|http)\b[^\n]{0,200}? (?:-u|--user)[ =]['\"]?([^\s:'\"]{1,64}:[^\s'\"]{1,100})"
    rb"|sshpass -p ?['\"]?([^\s'\"]{3,100})"
    rb"|\bmysql(?:dump)?\b[^\n]{0,120}? -p([^\s'\"]{3,100})"
    rb"|\b(?:net use|psexec|wmic|cmdkey|runas|schtasks|winrs)\b[^\n]{0,160}?"
    rb"/(?:user|u):([^\s'\"]{2,100} (?:/(?:pass|p):)?[^\s'\"/]{3,100})"
    rb"|\bnet user [^\s/]{1,64} ([^\s/*][^\s]{3,100}) /"
    rb"|\bsnmp-server community ([^\s]{3,64})"
    rb"|\b(?:isakmp|ikev[12]|pre-shared|tacacs|radius|ntp authentication)[^\n]{0,80}? key (?:[0-9] )?([^\s]{4,100})"
    rb"|(?:--|/|-)(?:password|passwd|pass|pwd|token|secret|api-?key)[ =:]['\"]?([^\s'\"]{3,200}))"
)


def screen(sheet: Sheet) -> None:
    """Take out what by its own form is a secret."""
    raw = sheet.raw
    if raw.find(b"-----BEGIN") >= 0:
        _pem(sheet)
    if raw.find(b"PuTTY-User-Key") >= 0:
        _putty(sheet)
    for match in list(_TOKENS.finditer(raw)):
        start, end = match.span()
        if raw.find(b"\x01", start, end) < 0:
            while raw[end - 1] in b".-":
                end -= 1
            if not raw[start : start + 1].isalnum() and raw[end - 2 : end] == b"==":
                start += raw[start] not in b"+/"
            sheet.claim(start, end, "SECRET", "secret.token")
    if raw.find(b"://") >= 0 and raw.find(b"@") >= 0:
        for match in list(_CONNECTION.finditer(raw)):
            start, end = match.span(1 if match.start(1) >= 0 else 2)
            if not _PORT.match(sheet.raw, start, end):
                sheet.claim(start, end, "SECRET", "secret.connection")
    for match in list(_ARGUMENTS.finditer(raw)):
        for group in range(1, 9):
            start, end = match.span(group)
            if start >= 0:
                sheet.claim(start, end, "SECRET", "secret.argument")


def _pem(sheet: Sheet) -> None:
    """Take out private keys from BEGIN to END; where END is missing, as far as it looks like one."""
    position = 0
    while True:
        match = _PEM.search(sheet.raw, position)
        if match is None:
            return
        body = _PEM_BODY.match(sheet.raw, match.end())
        after = body.end() if body else match.end()
        end = _PEM_END.search(sheet.raw, match.end(), after + 80)
        stop = end.end() if end else len(bytes(sheet.raw[:after]).rstrip()) if after < 0 else after
        if end is None:
            while stop > match.end() and sheet.raw[stop - 1] in b" \t\r\n":
                stop -= 1
        sheet.claim(match.start(), stop, "SECRET", "secret.pem")
        position = stop


def _putty(sheet: Sheet) -> None:
    for match in list(_PUTTY.finditer(sheet.raw)):
        end = sheet.raw.find(b"Private-MAC:", match.start(), match.start() + 20_000)
        end = sheet.raw.find(b"\n", end) if end >= 0 else match.start() + 4_000
        end = min(len(sheet.raw), end if end >= 0 else len(sheet.raw))
        sheet.claim(match.start(), end, "SECRET", "secret.putty")
