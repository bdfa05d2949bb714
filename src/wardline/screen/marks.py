"""Marks of confidentiality: flagged, and the text is left to a person.

A mark itself is no secret, so it stays in the text, where the person sees it.

*Source*: 32 CFR 2002 (CUI), 42 U.S.C. 299b-22 (patient safety work product), 6 U.S.C. 673 (PCII),
FIRST TLP 2.0; otherwise common use.
"""

from __future__ import annotations

import re

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
_WORDS = (
    rb"(?:confidential|proprietary|privileged|sensitive|restricted|secret|private|internal|limited"
    rb"|do not (?:distribute|forward|copy|share|disclose|release|circulate|publish))"
)
_DEEDS = rb"(?:distribut|forward|cop(?:y|i)|shar|disclos|releas|circulat|publish|reproduc|disseminat|divulg|quot|cit)"
_SAID = rx(
    rb"\b(?:"
    # Told in a sentence: how to treat it, for whom it is, what law keeps it.
    rb"(?:marked|labell?ed|stamped|designated|classified|treat(?:ed)?|handled?|submitted|furnished|provided|regard(?:ed)?|deemed|considered)"
    rb"(?: (?:it|this|these|them|the \w+|all of it))?(?: as| -)?(?: (?:strictly|highly|company|business))? [\"'(\[]?"
    + _WORDS
    + rb"\b"
    rb"|(?:keep|kept|hold|held)(?: (?:it|this|these|them|the (?:document|memo|report|file|letter|list|above|following|attached|contents)))"
    rb"(?: as)?(?: (?:strictly|completely|absolutely))? (?:confidential|in (?:strict(?:est)? )?confidence|private and confidential)"
    rb"|(?:this|these|it|that) (?:stays?|must stay|remains?|is|are|should remain|must remain) (?:strictly |company |highly )?"
    rb"(?:confidential|between us|internal only|inside the (?:company|hospital|team|room))"
    rb"|in (?:strict(?:est)?|the strictest|full|commercial) confidence|strictly (?:private|internal|between us|for (?:you|internal|your))"
    rb"|(?:not|never) to be (?:re)?" + _DEEDS + rb"\w*"
    rb"|(?:may|must|shall|should|can) not be (?:further |re)?"
    + _DEEDS
    + rb"\w* (?:outside|beyond|without|to any|with any|further|or )"
    rb"|no (?:part of this (?:document|report|memo\w*|message)|further (?:distribution|dissemination|disclosure|sharing)|onward (?:sharing|distribution)"
    rb"|redistribution|unauthori[sz]ed (?:use|disclosure|copying|distribution))"
    rb"|not for (?:circulation|quotation|citation|reproduction|onward|wider|forwarding|posting|the public|press|media|use outside|disclosure)"
    rb"|subject to (?:the |an? |our |your |their |a signed )?(?:mutual )?(?:nda|mnda|non-?disclosure|confidentiality|protective order|privilege|seal)"
    rb"|(?:covered|protected|bound|restricted|governed|shared|provided|disclosed) (?:by|under|per|pursuant to) (?:the |an? |our |your |their )?(?:mutual )?"
    rb"(?:nda|mnda|non-?disclosure|confidentiality|protective order|psqia|patient safety|peer[ -]review|attorney|work product|common interest)"
    rb"|(?:confidential|privileged|protected)(?: and (?:confidential|privileged))? (?:under|pursuant to|per|by law|by statute|by federal|by state|as provided)"
    rb"|intended (?:only|solely|exclusively) for|if you are not the (?:intended|named)|not the intended (?:recipient|addressee)"
    rb"|for the (?:sole|exclusive) use of|for (?:the )?(?:addressee|recipient|named recipient)s?(?:'s)? (?:only|eyes)"
    rb"|for (?:board|management|counsel|committee|executive|member|leadership|official|law enforcement|government|clinical|staff)(?:'s)? "
    rb"(?:use|eyes|distribution|review)(?: only)?|(?:board|members?|counsel|committee|executives?|leadership|recipients?|addressee|management) only\b"
    rb"|information (?:that|which) (?:is|may be) (?:legally |\w+, )?(?:privileged|confidential|proprietary)"
    rb"|may (?:also )?contain (?:legally |information \w+ )?(?:privileged|confidential|proprietary|protected)"
    rb"|in anticipation of litigation|(?:request|direction|advice) of (?:legal |outside )?counsel|common[ -]interest (?:privilege|agreement|doctrine)"
    rb"|joint[ -]defen[cs]e (?:privilege|agreement)|settlement (?:communication|privileged?|confidential)|rule 408|attorneys'? eyes|outside counsel only"
    rb"|(?:medical staff|credentials committee|root cause analysis|morbidity and mortality)[ -]+(?:privileged?|peer review|confidential|protected)"
    rb"|protected quality|quality (?:management|assurance|improvement) (?:privilege|work product|protected)|pso[ -](?:privileged|protected|confidential)"
    rb"|(?:classification|sensitivity|data class(?:ification)?|handling|distribution|dissemination|caveats?|protective marking|security level|label|marking)"
    rb"[ \t]?[:=][ \t]?[\"']?(?:company[ -])?(?:strictly |highly )?(?:confidential|internal|restricted|private|proprietary|secret|sensitive|limited|privileged|cui|fouo|personal)"
    rb"|official[ -:]{1,2}sensitive|limited official use|sensitive homeland|law enforcement (?:only|use)|leo only|protected [ab]\b//?"
    rb"|trusted recipients|chatham house|not for attribution|off[ -]the[ -]record|non[- ]public (?:information|draft|document)"
    rb"|draft[ ,:-]{1,3}(?:not for|do not|confidential|privileged|internal)|(?:data|information) (?:owner|classification): ?confidential"
    # Other languages.
    rb"|(?:estrictamente|altamente|documento|informe|memorando|correo|mensaje|nota) confidencial|confidencial(?:[ .,:;-]{1,3}(?:no |uso|solo|solamente|de uso|y privad|y reservad))"
    rb"|(?:de |para |solo |solamente )?uso (?:interno|exclusivo|restringido|oficial)|no (?:divulgar|difundir|reenviar|distribuir|compartir|copiar|reproducir|publicar)\b"
    rb"|(?:informaci\xf3n|informacion) (?:reservada|privilegiada|clasificada|propietaria|confidencial y)|secreto (?:profesional|comercial|industrial|empresarial)"
    rb"|prohibida su (?:difusi|reproducci|distribuci)|privado y confidencial|difusi\xf3n (?:limitada|restringida)|distribuci\xf3n (?:limitada|restringida)"
    rb"|n\xe3o (?:divulgar|distribuir|compartilhar|encaminhar)|estritamente confidencial|streng vertraulich|vertraulich[ .:-]|nur f(?:\xfc|ue?)r (?:den )?(?:internen|dienst)"
    rb"|nicht (?:weitergeben|weiterleiten|ver\xf6ffentlichen|verbreiten)|verschlusssache|(?:strictement |document )confidentiel|diffusion restreinte"
    rb"|usage interne|ne pas (?:diffuser|transf\xe9rer|divulguer|partager)|secret professionnel|strettamente riservato|riservat[oa] e confidenzial|uso interno|strikt vertrouwelijk"
    rb")"
)
# One word alone is a mark only when it is written like one.
_ALONE = rx(
    rb"\b(?:CONFIDENTIAL|PROPRIETARY|PRIVILEGED|RESTRICTED|INTERNAL USE|CUI|FOUO|LES|SBU|SSI|CBI|PHI|EMBARGOED|SENSITIVE|SECRET)"
    rb"(?:\b[ ]?(?://|-|:|\]|\*|\r?\n|$))|[\[(*<=#] ?(?:[Cc]onfidential|[Pp]roprietary|[Pp]rivileged|[Ii]nternal)[ ]?[\])*>=#]"
    rb"|(?:^|\n)[ \t]*(?:Confidential|Proprietary|Privileged|Company Confidential|CONFIDENTIAL|PROPRIETARY|PRIVILEGED|CUI)[ \t]*(?:[.:!-]|\r?\n|$)"
    rb"|\b[a-z]?[A-Z][\w&.-]{1,30} (?:Proprietary|Confidential|Privileged|Restricted|PROPRIETARY|CONFIDENTIAL)\b"
    rb"|\bCONFIDENTIAL\b|\bPROPRIETARY\b|\bPRIVILEGED\b|\bCUI\b|\bPSWP\b|\bCONFIDENCIAL\b|\bVERTRAULICH\b|\bCONFIDENTIEL\b"
    rb"|\b(?:Do Not|DO NOT) (?:Distribute|Forward|Copy|Share|Disclose|Release|Publish|Reproduce|Circulate|DISTRIBUTE|FORWARD|COPY|SHARE"
    rb"|DISCLOSE|RELEASE|PUBLISH|REPRODUCE|CIRCULATE|DISSEMINATE|DUPLICATE)\b|\b(?:NOT FOR RELEASE|RESTRICTED DISTRIBUTION|LIMDIS|CLASSIFIED//)\b"
    rb"|(?:^|\n|[\[(*|-] ?)(?:Confidencial|Vertraulich|Confidentiel|Riservato|Uso interno|Internal only|Internal Only|Sensitive|Restricted)[ ]?(?:\r?\n|$|[\])*|:.-])"
    rb"|\bConfidential (?:Report|Letter|Memo|Memorandum|Submission|Filing|Annex|Appendix|Attachment|Addendum|Supplement|Version|Copy|Proposal|Briefing|Minutes"
    rb"|Draft|Notes?|Page|Exhibit|Agreement|Comments?|Data|Records?|Work)\b"
    rb"|(?:^|\n|[.] )[ \t>*#]{0,4}Confidential (?:[A-Z][\w&-]{1,20} ){1,4}(?:Record|Document|Report|Information|Material|File|Communication|Memorandum)s?\b"
    rb"|(?:^|\n|[.] )[ \t>*#]{0,4}Confidential (?:Information|Material|Document|Property) (?:of|under|subject to) "
)
# Whose or what for: things that were stolen, searched or guarded are no mark.
_GOODS = re.compile(
    rb"(?:proprietary (?:information|data|material|document)|trade[ -]secrets?|contains? sensitive|business sensitive|sensitive (?:information|data))"
)
_OWNED = re.compile(
    rb"(?:theft of|steal\w*|stole\w*|and|or|target\w*|access\w*(?: to)?|exfiltrat\w*|los[st]\w*|leak\w*|includ\w*|as|sensitive|personal|protect\w*"
    rb"|organizational|company|corporate|customer|such|of|for|may|could|can|might|their|its|our|his|her|your|the|emails?|files?|to|infer|on|used|,|[*])\s+\Z"
)
# What follows such a word where it is only spoken of: accounts, protocols, computing.
_TALK = re.compile(
    rb"[ -](?:access|accounts?|users?|identit|sessions?|comput|mode|process|containers?|commands?|escalation|ports?|protocols?|software|systems?|formats?|networks?"
    rb"|zones?|areas?|shells?|api|admin|credential|operations?|actions?|service|role|group|exec|manager|management|attack|task|level|instruction|hardware|tools?\b|code"
    rb"|algorithm|technolog|database|permission|director|right|environment|delivery|airway|lung|cardio|ventilat|diet|weight)",
    re.IGNORECASE,
)
_STRICT = rx(
    rb"\btlp[ :_-]{1,3}(?:green|clear|white)|\bconfidential(?:ly|ity)?\b|\bproprietary\b|\bprivileged\b|\boff the record\b"
)


def screen(sheet: Sheet, *, strict: bool) -> None:
    """Flag each mark."""
    spans = [match.span() for match in _MARKS.finditer(sheet.low)]
    spans += [match.span() for match in _SAID.finditer(sheet.low)]
    spans += [match.span() for match in _ALONE.finditer(sheet.raw)]
    spans = [span for span in spans if not _only_talk(sheet.low, *span)]
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


def _only_talk(low: bytearray, start: int, end: int) -> bool:
    """Whether the words only speak of secret things or of rights on a computer."""
    if low[end - 1 : end].isalpha() and _TALK.match(low, end, end + 16):
        return True
    return _OWNED.search(low, max(0, start - 24), start) is not None and bool(
        _GOODS.match(low, start)
    )


def _flag(sheet: Sheet, start: int, end: int) -> None:
    raw = sheet.raw
    while end > start and raw[end - 1] in b" \t\r\n.-:;,!":
        end -= 1
    while start < end and raw[start] in b" \t\r\n[(*<=#":
        start += 1
    if start < end and sheet.low.find(b"\x01", start, end) < 0:
        sheet.claim(start, end, "MARKING", "mark")
