"""Marks of confidentiality: flagged, and the text is left to a person.

A mark itself is no secret, so it stays in the text, where the person sees it.

*Source*: 32 CFR 2002 (CUI), 42 U.S.C. 299b-22 (patient safety work product), 6 U.S.C. 673 (PCII),
FIRST TLP 2.0; otherwise common use.
"""

from __future__ import annotations

from wardline.screen.sheet import Sheet, rx

_SEP = rb"(?: ?(?:and|&|/|-|--|,|\+|\|) ?| )"
_MARKS = rx(
    rb"\b(?:"
    rb"(?:proprietary|privileged|private|sensitive|restricted|personal|secret)"
    + _SEP
    + rb"confidential"
    rb"(?: (?:information|business information|communication|material|document)| ?- ?[a-z ]{3,40} only)?"
    rb"|confidential" + _SEP + rb"(?:proprietary|privileged|private|sensitive|restricted|internal)"
    rb"(?: (?:information|use only|communication|material|only|- ?[a-z ]{3,30} only))?"
    rb"|(?:company|corporate|strictly|highly|business|commercial(?:ly)?|board|client|vendor|customer|medical staff"
    rb"|legally|organization|hospital|hr|executive|most|member)[ -](?:confidential|proprietary|privileged)"
    rb"|confidential (?:business information|commercial information|treatment requested|draft|memo(?:randum)?|material"
    rb"|communication|and exempt|attorney|settlement|patient safety|peer review)"
    rb"|confidentiality (?:notice|statement|warning)|commercial[ -]in[ -]confidence|(?:submitted|provided|shared|given) in confidence"
    rb"|(?:for )?internal[ -](?:use|distribution|eyes)(?: only)?\b|internal only|for internal (?:use|purposes)"
    rb"|(?:company|business)[ -](?:private|sensitive|proprietary|secret)|commercially sensitive"
    rb"|proprietary (?:information|data|material|to|trade|-|and|document|notice)|trade[ -]secrets?(?: information)?"
    rb"|(?:attorney|lawyer|solicitor)[ -/](?:and )?client(?:[ -](?:privileged?|communication|confidential|work product)){0,2}"
    rb"|attorney(?:'s)?[ -]work[ -]product|work[ -]product (?:doctrine|privileged?|protected)|(?:legal|litigation) privilege"
    rb"|legally privileged|privileged (?:communication|material|document|information|under|- )|prepared (?:at the direction of|for) counsel"
    rb"|subject to (?:legal |attorney-client )?privilege|peer[ -]review(?:ed)?[ -](?:privileged?|protected|confidential|document|material"
    rb"|work product|communication|committee (?:document|only))|patient[ -]safety[ -]work[ -]product|pswp"
    rb"|quality (?:assurance|improvement|review)[ -](?:privileged?|protected|confidential|document)"
    rb"|protected (?:from discovery|by (?:peer review|attorney|psqia))|non[- ]?discoverable"
    rb"|for official use only|u//fouo|fouo|official use only|controlled unclassified(?: information)?"
    rb"|cui//[a-z0-9/-]{1,40}|law enforcement sensitive|u//les|sensitive but unclassified|sensitive security information"
    rb"|protected critical infrastructure information|pcii|noforn|orcon|sensitive (?:information|data)? ?- ?do not"
    rb"|tlp[ :_-]{1,3}(?:red|amber(?:\+strict)?)|traffic light protocol:? ?(?:red|amber)"
    rb"|not for (?:public |external |further |general )?(?:release|distribution|publication|dissemination|disclosure|redistribution|sharing|attribution)"
    rb"|contains? (?:phi|pii|ephi|protected health information|personally identifiable information|trade secrets|proprietary"
    rb"|confidential|privileged|cbi|sensitive)(?: (?:information|data|material))?"
    rb"|limited (?:distribution|dissemination|release)|(?:close|restricted) hold|restricted distribution|distribution (?:restricted|limited|statement [b-f])"
    rb"|(?:for )?(?:your |authorized |recipient'?s? )?eyes only|need[- ]to[- ]know (?:basis|only)|authorized (?:personnel|recipients|users) only"
    rb"|exempt from (?:public )?(?:disclosure|foia|release)|foia[ -]exempt|under (?:nda|non-?disclosure|seal|embargo)"
    rb"|embargoed(?: until)?|deliberative process|pre-?decisional|covered by (?:an? )?(?:nda|non-?disclosure)"
    rb"|(?:this|the) (?:document|message|e-?mail|communication|report|file|material|information|attachment)s? (?:is|are|contains?|may contain) "
    rb"(?:strictly |highly |company )?(?:confidential|proprietary|privileged)"
    rb")"
    rb"|\bdo not (?:re-?)?(?:distribute|forward|copy|disclose|circulate|disseminate|release|publish|reproduce|duplicate|share|post|print)"
    rb"(?: (?:or|and|,) ?(?:distribute|forward|copy|disclose|circulate|release|publish|share|print))?"
    rb"(?:[.!;,\])\"*]|\r?\n|$| -| \||/| without| outside| extern| beyond| further| to anyone| publicly| this (?:document|email|message|report|file))"
)
# One word alone is a mark only when it is written like one.
_ALONE = rx(
    rb"\b(?:CONFIDENTIAL|PROPRIETARY|PRIVILEGED|RESTRICTED|INTERNAL USE|CUI|FOUO|LES|SBU|SSI|CBI|PHI|EMBARGOED|SENSITIVE|SECRET)"
    rb"(?:\b[ ]?(?://|-|:|\]|\)|\*|\r?\n|$))|[\[(*<=#] ?(?:[Cc]onfidential|[Pp]roprietary|[Pp]rivileged|[Ii]nternal)[ ]?[\])*>=#]"
    rb"|(?:^|\n)[ \t]*(?:Confidential|Proprietary|Privileged|Company Confidential|CONFIDENTIAL|PROPRIETARY|PRIVILEGED|CUI)[ \t]*(?:[.:!-]|\r?\n|$)"
    rb"|\b[A-Z][\w&.-]{1,30} (?:Proprietary|Confidential|Privileged|Restricted|PROPRIETARY|CONFIDENTIAL)\b"
    rb"|\bCONFIDENTIAL\b|\bPROPRIETARY\b|\bPRIVILEGED\b|\bCUI\b"
)
_STRICT = rx(
    rb"\btlp[ :_-]{1,3}(?:green|clear|white)|\bconfidential(?:ly|ity)?\b|\bproprietary\b|\bprivileged\b|\boff the record\b"
)


def screen(sheet: Sheet, *, strict: bool) -> None:
    """Flag each mark."""
    spans = [match.span() for match in _MARKS.finditer(sheet.low)]
    spans += [match.span() for match in _ALONE.finditer(sheet.raw)]
    if strict:
        spans += [match.span() for match in _STRICT.finditer(sheet.low)]
    if not spans:
        return
    spans.sort()
    first, last = spans[0]
    for start, end in spans[1:]:
        if start <= last + 3:
            last = max(last, end)
        else:
            _flag(sheet, first, last)
            first, last = start, end
    _flag(sheet, first, last)


def _flag(sheet: Sheet, start: int, end: int) -> None:
    raw = sheet.raw
    while end > start and raw[end - 1] in b" \t\r\n.-:;,!":
        end -= 1
    while start < end and raw[start] in b" \t\r\n[(*<=#":
        start += 1
    if start < end and sheet.low.find(b"\x01", start, end) < 0:
        sheet.claim(start, end, "MARKING", "mark")
