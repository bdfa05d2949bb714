"""Names of fields read word by word: `mfgSerialNo`, `Unit Number`, `fechaNacimiento`, `hic_nbr`.

A name is cut into words (at signs, at capitals, and by this vocabulary where words run together); the
first rule whose words are all there, and none that it excludes, says what the field holds. Tables of
data, so longer than code may be.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Groups of words that say the same.
_GROUPS = {
    "no": "no num nbr number nr numero nro nmbr nummer numbers nos numer",
    "id": "id ident identifier ids idn identificador identifiers idnum",
    "name": "name nm nombre nombres names naam nom nme",
    "part": "last first middle given family surname maiden apellido apellidos legal full preferred complete prenom",
    "date": "date dt dte fecha datum time datetime dtm day timestamp dates tm",
    "on": "on at when from thru through start end to begin",
    "by": "by por",
    "patient": "patient pat pt paciente pte px resident residente patiente patients inpatient outpatient",
    "person": (
        "enrollee policyholder caller requestor requester approver analyst assignee staff employee emp nurse"
        " physician doctor provider prescriber clinician surgeon technician tech guarantor reviewer rendering"
        " attending ordering referring signing supervising contact spouse mother father kin witness dispenser"
        " pharmacist phlebotomist radiologist therapist medico enfermera doctora titular asegurado"
        " beneficiary beneficiario insured holder cardholder person persona worker user operator owner manager"
        " signer author dependent customer client respondent complainant reporter payee passenger visitor"
        " pcp np hcp practitioner interpreter relative emergency responsible"
    ),
    "did": (
        "reviewed entered signed verified ordered performed dictated transcribed approved prepared reported"
        " authorized dispensed administered read collected witnessed modified created updated assigned"
        " released charted submitted requested seen cosigned resulted accessed viewed printed opened changed"
        " initiated processed registered scheduled checked drawn counseled filled"
    ),
    "member": (
        "member mbr memb subscriber subscr policy poliza insurance insur ins coverage beneficiary"
        " bene enrollee insured cardholder policyholder hic payer payor dependent afiliado asegurado seguro"
    ),
    "plan": "plan group grp",
    "medicare": "medicare medicaid hicn mbi hic medicareid",
    "account": (
        "account acct accounts acc guarantor guar fin har csn claim clm invoice inv billing bill statement stmt"
        " accession accn order rx prescription specimen sample referral authorization authno cuenta factura"
        " voucher receipt encounter requisition placer filler hospital ledger"
    ),
    "bank": "iban routing aba checking savings",
    "mrn": "mrn mrns medrec empi emr ehr nhc expediente dossier fid enterprise cpi uhid nhs",
    "record": "record rec records historia",
    "medical": "medical med clinical health medico clinica",
    "chart": "chart unit local dossier cardex file1",
    "visit": "visit episode encounter case1 stay",
    "ssn": "ssn ssns itin tin",
    "social": "social soc ss",
    "security": "security sec",
    "birth": "birth born nacimiento nacido nacida dob nac geb geburt naissance birthdate birthday bday fnac fdn",
    "license": "license licence lic licenses licencia lizenz",
    "kind": (
        "state st board professional prof medical nursing rn md nurse pharmacy driver drivers dl provider"
        " physician clinician prescriber practitioner bcba do pa lpn cna"
    ),
    "registry": "npi dea nadean passport pasaporte cedula dni",
    "card": "card cc credit debit visa mastercard amex mc tarjeta",
    "pan": "pan ccnum cardnum",
    "serial": "serial sn ser imei imsi iccid udi serie seriennummer serialno serno meid",
    "thing": (
        "device dev equip equipment unit pump mfg mfr manufacturer chassis asset property biomed inventory"
        " service product hardware hw machine implant monitor scanner ventilator lens lead generator meter"
        " board console system module sensor probe transducer"
    ),
    "tag": "tag label sticker tagno",
    "mac": "mac hwaddr macaddr macs bssid",
    "net": "ethernet wifi wlan burned hardware physical adapter nic client station lan",
    "address": "address addr adr direccion adresse address1 address2 domicilio",
    "street": "street residence residential residencia mailing calle mail home postal domicile",
    "line": "line line1 line2 addressline",
    "phone": "phone phones telephone tel mobile cell telefono movil celular ph msisdn handy",
    "call": "callback pager beeper extension ext extn voicemail dect",
    "back": "call back",
    "fax": "fax facsimile telefax",
    "zip": "zip zip5 zip4 zipcode postcode plz codigopostal",
    "postal": "postal post",
    "mail": "email emails correo courriel",
    "care": (
        "admit admission admitted discharge discharged disch visit seen appointment appt procedure surgery"
        " surg operation death deceased died expired dos exam encounter treatment treated hospitalization"
        " immunization vaccination vaccine vaccinated dispensed fill filled refill ingreso alta cita consulta"
        " cirugia collected collection infusion implant implanted onset followup arrival triage arrived"
        " injury accident admin1 administered birth1 transfer transferred adm dsch therapy dialysis"
    ),
    "service": "service svc srv services servicio serv",
    "study": "study scan lab test result specimen order rx prescription image",
    "user": (
        "user usr username userid login logon uid samaccountname sam upn userprincipalname usuario subjectuser"
        " targetuser loginid logonid netid sudouser euser ruser auid usernm userlogin"
    ),
    "actor": "actor sub runas impersonated whoami principal requestor1",
    "network": "network nt ad windows win lan domain directory ntlm",
    "run": "run",
    "as": "as",
    "subject": "subject target initiated actor source src dst destination invoking by caller calling called",
    "host": (
        "host hostname hosts computer computername workstation machine endpoint node desktop laptop pc server"
        " srv netbios dvc wks wkstn agenthost equipo servidor fqdn ws terminal hst"
    ),
    "device": "device dev asset agent system client modality source src dst destination dhcp pacs",
    "password": (
        "password passwd pwd passphrase passcode contrasena clave passwort kennwort pass pw passw secret apikey"
        " psk pin accesskey privatekey"
    ),
    "api": "api access private shared secret signing encryption client pre auth bearer refresh session id",
    "token": "token tokens",
    "plate": "plate plates placa matricula kennzeichen",
    "vehicle": "vin vehicle car auto",
    "age": "age edad alter",
    "biometric": (
        "biometric fp fingerprint face facial palm iris retina retinal voice voiceprint faceprint vein thumbprint"
        " handprint minutiae finger thumb"
    ),
    "template": "template templates scan hash print vector embedding image minutiae id enrollment data signature",
    "badge": "badge",
    "employee": "employee emp staff worker personnel empl payroll",
    "tech": "rule firewall fw scan edr av signature alert event event signature backup retention",
    # What makes a field one of a system or a thing rather than of a person.
    "type": (
        "type types class kind count counts total version ver status length len size model category rule"
        " os agent format algorithm alg protocol port method level enabled disabled required expired"
        " expires expiry attempts failed failures policyname changed reset min max avg rate score severity"
        " description desc reason result action priority state1 cert certificate x509 guid uuid thumbprint"
        " currency amount qty quantity units vendor family1 domain license_type edition speed percent"
        " permissions groups roles role country region timezone zone sid flag flags set"
        " app application activity property resource tenant role"
    ),
}
_WORDS: dict[str, set[str]] = {}
for _group, _list in _GROUPS.items():
    for _word in _list.split():
        _WORDS.setdefault(_word, set()).add(_group)
# Words that mean nothing here and may stand between the others.
_FILL = frozenset(
    "the of a an de del la el iso us or and new old primary secondary main 1 2 3 day evening work home alt"
    " personal notification contact other current dept return direct office raw text field col str txt iso8601"
    " payment plus four bill admitting requesting hospital wi fi in next other e s p nat mgmt short long"
    " real actual orig original final sched scheduled planned actual last first src dst my own our your his her their"
    " formatted masked hashed encoded print display local remote req resp cur prev last4 v x".split()
)
_LONGEST_WORD = max(map(len, _WORDS))
_CUT = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]+(?=[A-Z][a-z])|[A-Z]|\d+|#")
_SIGNED_WORDS = {
    "s/n": "serial",
    "s_n": "serial",
    "e-mail": "email",
    "wi-fi": "wifi",
    "e mail": "email",
    "e_mail": "email",
}
_SIGNED = re.compile(
    r"\b(?:s/n|e[-_ ]mail|wi-fi)\b|(?<=_)e_mail|(?<![a-z])s_n(?![a-z])", re.IGNORECASE
)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,4}(?![A-Za-z])")

# What must be there (each of a rule's groups, `a|b` means either), what must not, and the label.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("password", "type date user host policy", "SECRET"),
    ("token api", "type date", "SECRET"),
    ("ssn", "type", "SSN"),
    ("social security|no|ssn", "type", "SSN"),
    ("biometric template|no|id", "type", "BIOMETRIC"),
    ("fax", "type date", "FAX"),
    ("phone", "type date serial", "PHONE"),
    ("call no|phone|back", "type date", "PHONE"),
    ("back no|phone", "type date account member", "PHONE"),
    ("mail patient|person", "type date", "EMAIL"),
    ("mac address|net|no|id", "type", "MAC"),
    ("net address", "street mail line type phone", "MAC"),
    ("birth", "type template", "DOB"),
    ("medicare", "type date name", "PLAN_ID"),
    ("registry", "type date name", "LICENSE"),
    ("license kind|no|id", "type date name", "LICENSE"),
    ("license tag|plate", "type date", "VEHICLE"),
    ("plate", "type date", "VEHICLE"),
    ("vehicle no|id|tag", "type date", "VEHICLE"),
    ("serial", "type date name vendor", "DEVICE_SERIAL"),
    ("thing tag", "type date name", "DEVICE_SERIAL"),
    ("zip", "type", "ZIP"),
    ("postal id|no", "type", "ZIP"),
    ("card no|pan|card", "type date name member medical", "CARD"),
    ("care date|on", "type name network", "CARE_DATE"),
    ("service date|on", "type name host network", "CARE_DATE"),
    ("study date", "type name network", "CARE_DATE"),
    ("care by", "type", "NAME"),
    ("did by", "type user", "NAME"),
    ("did on patient", "type", "CARE_DATE"),
    ("patient date", "type", "CARE_DATE"),
    ("account user", "type date address mail phone host street", "USER"),
    ("user", "type date address mail phone account host street", "USER"),
    ("account name|user", "type date person", "USER"),
    ("network id|name user|network|account|person", "type date", "USER"),
    ("network id", "type date host address", "USER"),
    ("run as", "type", "USER"),
    ("subject account|user", "type date no", "USER"),
    ("badge no|id", "type date", "USER"),
    ("employee no|id", "type date", "USER"),
    ("mrn", "type date user name", "MRN"),
    ("medical record", "type date name", "MRN"),
    ("record no", "type date name", "MRN"),
    ("patient no|id", "type date name host", "MRN"),
    ("chart no", "type date name host", "MRN"),
    ("chart patient id", "type date name host", "MRN"),
    ("visit no|id", "type date name host", "MRN"),
    ("member no|id", "type date name host tech", "PLAN_ID"),
    ("plan no|id", "type date name host tech", "PLAN_ID"),
    ("bank", "type date name", "ACCOUNT"),
    ("account no|id|account", "type date name host token", "ACCOUNT"),
    ("patient name|part", "type date", "NAME"),
    ("person name", "type date host network", "NAME"),
    ("part name", "type date host network", "NAME"),
    ("member name", "type date host network", "NAME"),
    ("host name|id", "type date address person", "HOST"),
    ("host subject|device", "type date address person user", "HOST"),
    ("device name|id host", "type date", "HOST"),
    ("device name|id", "type date patient person medical service account", "HOST"),
    ("street address|line", "type date net mail", "ADDRESS"),
    ("address line", "type date net", "ADDRESS"),
    ("address patient|member|person", "type date net host", "ADDRESS"),
    ("age patient|person", "type date", "AGE90"),
)


def _compiled(
    rules: tuple[tuple[str, str, str], ...],
) -> tuple[tuple[tuple[frozenset[str], ...], frozenset[str], str], ...]:
    return tuple(
        (
            tuple(frozenset(part.split("|")) for part in needed.split()),
            frozenset(excluded.split()),
            label,
        )
        for needed, excluded, label in rules
    )


_READY = _compiled(_RULES)
_MOST_WORDS = 7


def words_of(name: str) -> list[str]:
    """The words of a field's name, in small letters; a `#` is one of them."""
    name = _DOTTED.sub(lambda m: " " + m[0].replace(".", "") + " ", name)
    name = _SIGNED.sub(lambda m: " " + _SIGNED_WORDS[m[0].lower()] + " ", name)
    found: list[str] = []
    for piece in _CUT.findall(name):
        word = piece.lower()
        if word in _WORDS or word in _FILL or len(word) < 4:  # noqa: PLR2004 # no two words
            found.append(word)
        else:
            found += _apart(word)
    return found


def _apart(word: str) -> list[str]:
    """`word` cut into words of the vocabulary, fewest first; whole where that leaves letters over."""
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for size in range(2, min(end, _LONGEST_WORD) + 1):
            lead = best[end - size]
            piece = word[end - size : end]
            if lead is None or not (piece in _WORDS or (size > 2 and piece in _FILL)):  # noqa: PLR2004 # letters
                continue
            here = best[end]
            if here is None or len(lead) + 1 < len(here):
                best[end] = [*lead, piece]
    return best[-1] or [word]


@lru_cache(maxsize=16_384)
def read(name: str) -> str | None:
    """What the field called `name` holds by its words, or None."""
    words = words_of(name)
    if not words or len(words) > _MOST_WORDS:
        return None
    parts: list[set[str]] = []
    for word in words:
        if word == "#":
            parts.append({"no"})
        elif word in _WORDS:
            parts.append(_WORDS[word])
        elif word not in _FILL and not word.isdigit():
            parts.append({"?"})
    if not parts:
        return None
    every = set[str]().union(*parts)
    for needed, excluded, label in _READY:
        if excluded & every or not _fits(needed, parts):
            continue
        return label
    return None


@lru_cache(maxsize=16_384)
def names_loosely(name: str) -> bool:
    """Whether the field tells only whose part in the matter it is: `Approver`, `rendering_provider`."""
    words = [word for word in words_of(name) if word not in _FILL]
    groups = [_WORDS.get(word, set()) for word in words]
    return bool(groups) and all(group & _PART_TAKERS for group in groups)


_PART_TAKERS = frozenset(("person", "patient"))


def _fits(needed: tuple[frozenset[str], ...], parts: list[set[str]]) -> bool:
    """Whether each of `needed` is met by a word of its own."""
    if not needed:
        return True
    for index, part in enumerate(parts):
        if part & needed[0] and _fits(needed[1:], parts[:index] + parts[index + 1 :]):
            return True
    return False
