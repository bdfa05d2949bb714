"""Which kind of value a field's name announces: one table for logs, JSON, CSV headers and forms.

A table of data, so longer than code may be.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wardline.screen import keywords

_TABLE = {
    "NAME": "patient pat patientname patname ptname pt fullname firstname lastname givenname"
    " familyname surname middlename lname mname maidenname mothersmaidenname displayname"
    " provider providername physician physicianname doctor attending attendingname nurse guarantor"
    " guarantorname subscribername membername insuredname contactname emergencycontact nextofkin"
    " kin mother father spouse author signedby orderedby orderingprovider performedby performer"
    " requestername reportername reportedby"
    " employee employeename staff staffname technician manager callername submittedby"
    " preparedby approvedby participant recipientname beneficiary given family prefname"
    " preferredname alias aka clientname personname commonname operatorname actorname"
    " practitioner practitionername referringphysician attendingphysician pcp surgeon clinician"
    " username2 witness responsibleparty guardian parent husband wife son daughter fromname toname"
    " sendername namefirst namelast agentname whom actor member",
    "OWNER": "owner assignee assignedto requester requestor reporter submitter caller openedby closedby",
    "USER": "usrname operatorid operid opid user users username userid usr login loginname loginid logon logonid logonname adaccount adlogin aduser networkid networkuser ntlogin ntid ntuser lanid lanuser winuser authuser httpuser remoteusername sudouser mailnickname screenname nick handle samname domainuser accountname"
    " samaccountname suser suid duser duid susername dusername subjectusername targetusername"
    " srcuser dstuser sourceuser destinationuser actoruser userprincipalname upn principal"
    " owneruser operator ruser euser csusername identity initiatedby requestedby createdby"
    " modifiedby updatedby acctname adminuser localuser remoteuser targetuser subjectuser empid"
    " employeeid employeeno staffid badge badgeno badgeid operatorid actorid loggedinuser altid usuario targetuser"
    " accountlogin alternateuserid uid sub",
    "HOST": "host hostname computer computername workstation workstationname machine machinename"
    " devicename dvc dvchost shost dhost devname srchost dsthost endpoint server servername node nodename"
    " clienthostname clienthost srcname asset assetname logonserver deviceexternalid callingae"
    " netbiosname pcname pc sourcehostname targethost remotehost localhost hostfqdn fqdn"
    " devicehostname agenthostname clientname2 datasource dest logonserver client seat equipo node nodename",
    "DOB": "dob birthdate dateofbirth birth bday born patientbirthdate birthday patientdob ptdob"
    " birthdt birthdatetime bdate bdt bornon bornat borndate dateborn birthdayon nacimiento nacido nacida"
    " fechanacimiento fechadenacimiento fechanac fnac fdn geburtsdatum datedenaissance datenaissance",
    "CARE_DATE": "admit admitdate admitdt admission admissiondate admitted admitdatetime discharge"
    " dischargedate dischargedt disch discharged visit visitdate visitdt dos servicedate"
    " dateofservice svcdate servdate encounterdate encdate apptdate appointment appointmentdate"
    " appttime procedure procdate proceduredate surgerydate deathdate dod deceased dateofdeath"
    " deceaseddatetime deceaseddate studydate examdate scandate treatmentdate labdate"
    " collectiondate collected specimendate lastvisit lastseen1 effectivedatetime onsetdate"
    " dateofadmission dateofdischarge admissiondt expired2 authoredon recordeddate asserteddate abatementdatetime datewritten whenprepared whenhandedover collecteddatetime issued occurrencedatetime performeddatetime onsetdatetime resultdate filldate rxdate immunization"
    " dateofvisit followup seenon datetimeofservice fromdate thrudate",
    "MRN": "mrn mr medrec medrecno medicalrecord medicalrecordnumber mrnumber patientid patid ptid"
    " patientno patientnumber ptno patno chart chartno chartnumber chartid empi enterpriseid"
    " encounter encounterid enc encid csn visitid visitnumber visitno fin finnumber finno episode"
    " personid unitnumber hospitalnumber hospno patientkey patkey subjectid patientmrn ptmrn"
    " medicalrecordno mrno recordno caseno2 eid uhid nhs nhsnumber episodeid contactserial patmrn"
    " patientref participantobjectid",
    "ACCOUNT": "account accountnumber acct acctno accountno acctnum acctnumber har guarantorid"
    " bankaccount iban routing routingnumber claim claimnumber claimno claimid billing accession"
    " acc accessionnumber accessionno order orderid ordernumber orderno specimen specimenid rx"
    " rxnumber prescription rxno authnumber authorizationnumber referralnumber invoice invoiceno"
    " patientaccount patientaccountnumber hospitalaccount aba ccn studyid labno labid billid"
    " sampleid",
    "CARD": "card cardnumber cardno creditcard creditcardnumber ccnumber ccnum pan cc2 cvv cvc",
    "PLAN_ID": "plan planid memberid memberno membernumber subscriberid subscriberno subscriber"
    " policynumber policyno policyholder insuranceid insurance insuranceno mbi hicn medicareid"
    " medicaidid medicare medicaid groupnumber groupno payerid beneficiaryid beneficiaryno"
    " healthplan healthplanid planno plannumber insurancenumber insid coverageid rxbin rxgrp"
    " memid subid cardholderid medicarenumber medicaidnumber",
    "SSN": "ssn socialsecurity socialsecuritynumber socialsecurityno ss ssno ssnumber taxid tin"
    " itin nationalid social last4ssn ssnlast4 ssnlast",
    "PHONE": "phone phonenumber phoneno tel telephone mobile cell cellphone homephone workphone"
    " contactphone callback callbacknumber extension pager callerid ani phonehome phonework"
    " mobilephone mobilenumber dayphone eveningphone contactnumber telno telephonenumber beeper"
    " cellno ext telecom",
    "FAX": "fax faxnumber faxno facsimile homefax workfax",
    "EMAIL": "recipient recipients rcpt to cc bcc deliveredto rcptto patientemail recipientaddress"
    " useremail contactemail toaddress victim targetemail duserto mailto employeeemail target",
    "ADDRESS": "address addr street streetaddress address1 address2 addr1 addr2 line1 homeaddress"
    " mailingaddress patientaddress residence homeaddr addressline1 addressline2 addressline"
    " birthplace addressstreet streetline",
    "ZIP": "pcode zipc zip zipcode postal postalcode postcode city town county zip5 zip4 addresscity"
    " homecity patientcity patientzip",
    "LICENSE": "license licence licenseno licensenumber lic licno dea deanumber deano npi nationalproviderid nationalprovideridentifier providernpi"
    " driverlicense driverslicense dl dlnumber dlno passport passportno passportnumber"
    " licencenumber statelicense certificatenumber npinumber medicallicense rnlicense",
    "VEHICLE": "vin plate licenseplate vehicle platenumber plateno vehicleid vehiclevin"
    " registrationplate tagnumber",
    "DEVICE_SERIAL": "tagno serial serialnumber serialno sn sernum deviceserial devserial udi imei imsi"
    " iccid serialnum implantserial assettag deviceserialnumber serialid deviceidentifier"
    " mac2",
    "BIOMETRIC": "biometric template fptemplate fingertemplate palmtemplate facetemplateid fingerprinttemplateonfile facetemplate fingerprinttemplate irisscan voiceprint"
    " faceprint fingerprintdata palmvein retina iris biometrictemplate facialtemplate"
    " biometricid",
    "SECRET": "password passwd pwd pw pass passphrase passcode pin secret clientsecret apikey"
    " token accesstoken refreshtoken authtoken authorization privatekey accesskey secretkey"
    " sharedaccesskey accountkey cookie setcookie sessionid jsessionid phpsessid sessiontoken"
    " credential credentials cred creds cpassword ntlm nthash otp mfacode connectionstring"
    " secretaccesskey awssecretaccesskey awsaccesskeyid newpassword oldpassword userpassword"
    " adminpassword dbpassword bindpassword psk presharedkey sharedsecret xapikey bearer"
    " proxyauthorization smtppassword ldappassword rootpassword sessionkey csrftoken idtoken"
    " authkey apisecret consumersecret signingkey encryptionkey sqlpassword community"
    " contrasena clave passwort kennwort motdepasse adminpwd dbpass dbpwd temppassword defaultpassword",
    "AGE90": "age patientage ageyears ptage",
    "MAC": "mac macaddress macaddr hwaddr srcmac dstmac clientmac devicemac callingstationid"
    " ethernetaddress smac dmac sourcemac",
    "URL": "patienturl portalurl photourl",
    "PHOTO": "photo photograph faceimage portrait",
}
_LABELS = {word: label for label, words in _TABLE.items() for word in words.split()}
# Names of fields that end or begin like a personal one and are none.
_NOT = frozenset(
    "tokentype passed passes passive bypass compass host_key hostkey accounttype usertype"
    " useragent usergroup usergroups hosttype tokenlength serialized patientcount agegroup"
    " addressfamily addresstype nametype domainname filename processname eventname rulename"
    " signaturename productname vendorname servicename taskname interfacename threatname threatfamilyname malwarename malwarefamily"
    " policyname groupname rolename collectionname attackname modulename imagename driver"
    " ipaddress sourceaddress destinationaddress srcaddress dstaddress remoteaddress localaddress"
    " macaddresscount hostcount username_count usercount pinned pinning zipfile ziparchive"
    " emailsubject mailserver hostgroup ordertype orderby passwordage passwordlastset failedlogins"
    " logincount logins logintype logontype logontime logintime logonguid logonprocessname"
    " accountdomain faxserver certserial certificateserial x509serial x509serialnumber"
    " certserialnumber tlsserial phishing name license_type licensetype licensename accountid2"
    " userdomain accountexpires devicetype plantype memberof membercount visitcount ordercount"
    " tokenexpiry secretname".split()
)
# (what the name must hold, what else it must hold, label), first match wins; names have no signs.
_PARTS: tuple[tuple[str, str, str], ...] = tuple(
    (first, second, label)
    for first, second, label in (
        (r"mrn|medicalrecord|medrec", "", "MRN"),
        (r"ssn$|^ssn|socialsec", "", "SSN"),
        (r"dob$|^dob|birth", "", "DOB"),
        (
            r"password|passwd|passphrase|passcode|pwd$|secret|apikey|accesskey|privatekey|token$",
            "",
            "SECRET",
        ),
        (r"fax", "", "FAX"),
        (r"phone|mobile|telephone|^tel|cell", "", "PHONE"),
        (r"recipient|rcpt|^mailto", "", "EMAIL"),
        (r"zip|postal|postcode", "", "ZIP"),
        (
            r"address|addr|street",
            r"home|(?<!e)mail(?!s)|patient|pat|pt|street|line|person|member|guarantor",
            "ADDRESS",
        ),
        (
            (
                r"admit|admission|discharg|visit|appointment|appt|surgery|procedure|treatment|service"
                r"|deceased|death|encounter|study|exam|scan"
            ),
            r"date|time|dt$|_on$|on$",
            "CARE_DATE",
        ),
        (r"serial", "", "DEVICE_SERIAL"),
        (
            r"licen[sc]e(?!type|edition|key|server|count|status|expir|name|model|agree|usage)|^dea|npi$",
            "",
            "LICENSE",
        ),
        (
            (
                r"hostname|computername|workstation|(?:machine|endpoint|desktop|server|device|pc)name$"
                r"|(?:src|dst|dest|source|target|remote|client|db|dhcp|affected)(?:host|pc|server)$"
                r"|^(?:seat|affectedseat|nameonnetwork|networkname|equipoafectado|equipo)$"
            ),
            "",
            "HOST",
        ),
        (
            (
                r"username|userid|loginname|logonname|samaccount|userprincipal|(?:by|db|pg|my|ora|sql|smtp|ftp|ssh|epic|emr|ehr|ad|src"
                r"|dst|target|domain|local|remote|login|service|admin|run|created|initiated|network)user$"
                r"|(?:run|execut\w{1,3}|launch\w{0,2}|trigger\w{0,2}|start\w{0,2})by$|login$|logon$|^netid$|networkid$|^runas$|^uname$|^samname$|^actor$|^upn"
            ),
            "",
            "USER",
        ),
        (
            r"member|subscriber|policy(?!rule)|insurance|beneficiary|medicare|medicaid",
            r"id$|no$|num|nbr",
            "PLAN_ID",
        ),
        (r"patient|^pat|^pt|chart|encounter|person|visit", r"id$|no$|num|nbr|key$|ref", "MRN"),
        (r"account|acct|claim|accession|guarantor|invoice", r"no$|num|nbr|id$", "ACCOUNT"),
        (
            (
                r"patient|^pat|^pt|member|subscriber|guarantor|insured|provider|physician|doctor|nurse"
                r"|employee|staff|caller|contact|requester|reporter|first|last|middle|given|family|full"
                r"|display|kin|mother|father|spouse|attending|surgeon|person|customer"
            ),
            r"name|^.*nm$",
            "NAME",
        ),
        (r"biometric|faceprint|voiceprint", "", "BIOMETRIC"),
        (r"vin$|plate", "no$|num|^vin|vehicle|lic", "VEHICLE"),
        (r"macaddr|hwaddr", "", "MAC"),
    )
)
_COMPILED = tuple((re.compile(a), re.compile(b) if b else None, c) for a, b, c in _PARTS)
_SIGNS = re.compile(r"[^a-z0-9]+")
# Names of fields whose numbers say nothing about a person.
_MAX_KEY = 48
# These words name a person or a thing: their value must look like a person's name.
WEAK_NAMES = frozenset(
    "actor owner author client member manager provider subscriber staff parent given family alias"
    " performer participant operator reporter assignee submitter identity principal mother father"
    " son daughter wife husband doctor nurse kin pt whom target uid sub".split()
)


@lru_cache(maxsize=16_384)
def plain_key(name: str) -> str:
    """A field's name without signs, in small letters."""
    return _SIGNS.sub("", name.lower())


@lru_cache(maxsize=16_384)
def is_weak(name: str) -> bool:
    """Whether the field may hold a person's name and may as well hold something else."""
    key = plain_key(name)
    return key in WEAK_NAMES or key.endswith("displayname") or keywords.names_loosely(name)


@lru_cache(maxsize=16_384)
def label_of(name: str) -> str | None:
    """What the field called `name` holds, or None where its name says nothing of a person."""
    if len(name) > _MAX_KEY:
        return None
    key = plain_key(name)
    if key in _LABELS:
        return _LABELS[key]
    if not key or key in _NOT:
        return None
    for tail in (_SIGNS.split(name.lower())[-1], key):
        if tail in _NOT:
            return None
    for first, second, label in _COMPILED:
        if first.search(key) and (second is None or second.search(key)):
            return label
    read = keywords.read(name)
    if read is not None:
        return read
    if keywords.names_loosely(name):
        return "PARTY"
    # The last word of a dotted or underlined name: event.user_name, src.user, patient.dob.
    last = re.split(r"[.:/]", name.lower())[-1]
    return _LABELS.get(_SIGNS.sub("", last)) if last != name.lower() else None
