r"""More sentences and short documents with slots (data), as in `templates.py`: what stood too rarely there.

Councils, letters, notes by phone, forms, prompts of machines, chats, notes in other languages; and beside
them makers, devices, actors, eponyms and heads of forms where a careless reader would see a person.
"""

OURS = r"""
<Mayor|Sheriff|Sen.|Rep.|Gov.|Councilwoman|Alderman|Commissioner|Deputy|Superintendent|Chief|County sheriff|Police chief|Fire chief|Trustee> {L} <asked about the outage|thanked the nurses|would not say|declined|was not there|complained|moved to adjourn|said no>.
<complained|wrote|complains|appealed|turned|spoke|talked|apologised|reported it> to <Sen.|Rep.|Gov.|Mayor|Dr.|Officer|Sgt.|Lt.|Pastor|Judge> {L}. A <spokesman|lawyer|nurse> for {ORG}<, {N},|> <did not answer|declined>.
Roll: <Mayor|Chair|President> {L}; Members {L}, {L}, {L}; absent {L}; Clerk {N}
<Roll call|Quorum|Voting aye|Voting nay|Ayes|Nays|Abstained|Excused absence|Recused>: {L}, {L}, {L}<; {L}|>.
<Moved|Motion|M> {L}, <seconded|second|S> {L}<; carried|. All in favor.|; tabled.>
Member {L} asked about {PROD}. Member {L} <abstained|left at 8|answered>.
By {N}\n{PLACE} -- {HOSP} <reopened|closed|went dark> <after two weeks|on {DATE}|on Monday>.
By {N} and {N}, <staff writers|Staff Reporter|for the {PLACE} Times>\n
<His|Her|Their> <daughter|son|niece|sister-in-law|mother-in-law|partner|cousin|stepson>, {G}, <complained to {N}|drives him|holds power of attorney|is listed first>.
<with|without|besides|alongside> brothers {G} and {G}, <grew up in {PLACE}|ran the farm>.
She taught {G} and {G} to read, and <nursed|buried|raised> {G}. The pie is from {N}, the coffee from {G}.
<Survivors include|She leaves|He leaves|Predeceased by|Loving mother of|Grandma of> {G}, {G} (<{L}|{G}>) and {G}<; and brother {N}|>.
In loving memory of {N}, <{NUM}|1931-2024>. <Pallbearers|Readers|Ushers>: {N}, {N}, {N}.
think its {G}'s from <wound care|the clinic|4 West>. she said <so|no>
{G}'s <handover|badge|glucose meter|pump|car|desk|locker|daughter|shift|phone> <was wrong|is here|was left|({PROD}, serial {NUM})>.
came up from <A&E|the ED|recovery|theatre|day surgery> with {N}'s handover. Drip 125 ml/h. {N} to chase the bloods.
Bay 3: {N}, <NBM|for theatre|DNR|discharge today>. {G} <to chase|bleep|hand over to {G}>.
{G} next door <has the same|cannot log in either|saw it too>.
{N}, 19:37: {ORG} says <it is patched|no>\n{N}, 19:38: {G} and {G} reacted\n{N}, 19:41: heads up, mail for {G}, sender {MAIL}
[19:37] {N}: <ok|{HOST} is back|@{G} look>\n[19:38] {N}: thanks {G}, {G} is on {HOST}
{N} reacted with thumbs up\n{N} joined the call\n{N} left the meeting\n{N} shared a screen
<{G} ({CROLE})|{N} (Guest)|{N} [external]|{N} - Away>
Bridge opened 02:10 by {N}\njoined: {N} (network), {N} (clinical apps), {L}, {G0[0]}. (legal), two people of {ORG}
<Present|On the bridge|Dialled in|Joined late|Left early>: {N} (network), {N} (legal), {NF} (HIM), {G}
For: {N}        Taken by: {N}, 15:13\nMrs. {N} of {ORG}\nTelephone {PHONE}\n[x] will call again
WHILE YOU WERE OUT\nTo {N}   Date {DATE}\nM <Mr.|Ms.> {N}\nof {ORG}\nMessage: call {G} back
Pt: {NF}\n  Soc Sec {NUM}   Sex F   Mar st W   Relig Methodist\n  Emerg contact {N}  (dau)  Ph {PHONE}
Attending {N}  PCP {N}\nReferring {N}   Consulting {NF}
Adm {DATE} Attending {N}  PCP {N}\nPri ins {ORG}  Pol# {NUM}  Guarantor {N}
PATIENT FIRST NM: {G}\nPATIENT LAST NM : {L0}\nPRESCRIBER LAST : {L}\nCARDHOLDER ID   : {NUM}
First Nm ....... {G}\nLast Nm ........ {L0}\nMaiden ......... {L}\nNext of kin .... {N}
<Last|Surname|LName|lastname|sn|family> = {L}\n<First|Given|FName|givenName|gn|given> = {G0}
rx=4417&last={L}&first={G0}&dob={DATE}&phone={NUM}
GET /patient/search?lastName={L}&firstName={G0}&dob={DATE} HTTP/1.1
/search?q={G}+{L0}&type=patient
[owner {N}] [billingNpi {NUM}] [ptname {NF}] [date_of_birth {DATE}] [requested_by {N}]
[ptname {N}] [last_name {L}] [given {G0}] [vendor {ORG}] [product {PROD}]
enrollee = {N}\nsubscriber = {NF}\nbrand_name = {ORG}\nproduct = {PROD}
case_worker: {N}\nsocial_worker: {N}\npoa: {NF}\nemergencyContact: {N}\nproxy: {N}
'techName' => '{N}', 'patient' => '{NF}', 'brandName' => '{ORG}', 'model' => '{PROD}'
VALUES ('{NUM}', '{NF}', '{DATE}', '{ORG}', '{PROD}', '{NUM}', '{N}');
INSERT INTO visits (pt_name, vendor, model) VALUES ('{N}', '{ORG}', '{PROD}')
{NUM}   {NF}   {NUM}   {DATE}   {ORG}   {PROD}\n{NUM}   {NF}   {NUM}   {DATE}   {ORG}   {PROD}
ptname               vendor          model          mrn\n{NF}        {ORG}         {PROD}        {NUM}\n{NF}        {ORG}         {PROD}        {NUM}
Acct,Last,First,DOB,SSN,Payer,Policy,DOS,Provider,Prov NPI,Dx\n{NUM},{L},{G0},{DATE},{NUM},{ORG},{NUM},{DATE},"{NF}",{NUM},{EPO}\n{NUM},{L},{G0},{DATE},{NUM},{ORG},{NUM},{DATE},"{NF}",{NUM},{EPO}
{NUM},{L},{G0},{DATE},{NUM},{ORG},{NUM},{DATE},"{NF}",{NUM},{EPO}
name;owner;asset;vendor;model\n{HOST};{N};{NUM};{ORG};{PROD}\n{HOST};{N};{NUM};{ORG};{PROD}
<tr><td>Brand Name</td><td>{ORG}</td></tr>\n<tr><td>Guarantor</td><td>{NF}</td></tr>\n<tr><td>Model</td><td>{PROD}</td></tr>
<tr><th>Mfr</th><td>{ORG}</td></tr><tr><th>Insured Nm</th><td>{NF}</td></tr><tr><th>Nat Source</th><td>{IP}</td></tr>
<li>{N}</li><li>{NF}</li><li>{ORG}</li>
Requested by ____ {N}\nBrand Name ____ {ORG}\nQname ____ {HOST}\nInsured Nm ____ {NF}
BEGIN:VEVENT\nDTSTAMP:{NUM}\nORGANIZER;CN={N}:mailto:{MAIL}\nATTENDEE;CN={N};RSVP=TRUE:mailto:{MAIL}\nSUMMARY:{THR} follow-up with {ORG}
BEGIN:VCARD\nFN:{N}\nN:{L0};{G0};;;\nORG:{ORG}\nTEL:{PHONE}
commit {NUM}\nAuthor: {N} <{MAIL}>\nDate: {DATE}\n\n    fix for {ORG} (asked by {G})
Signed-off-by: {N} <{MAIL}>\nReviewed-by: {N} <{MAIL}>\nReported-by: {N}
NM1*85*2*{ORG}*****XX*{NUM}~\nNM1*IL*1*{L}*{G0}****MI*{NUM}~\nNM1*PR*2*{ORG}*****PI*{NUM}~
first one {N} under {PHONE}\nsecond {N}, residence {STREET}
proof sample: passport scan of your <surgeon|nurse|CFO> {N}, <residence {STREET}|phone {PHONE}>
individuals affected (first five): {N} ss# {NUM}; {N} ss# {NUM}; {N} ss# {NUM}
Person completing this form / title: {N}, <Risk Manager|CFO|Administrator>
Signed for the company, {N}, <Vice President|General Counsel|Secretary>
<Strengths|Gaps|Notes|Findings>\n  * {N} recognised {THR} at once\n  * {N} had no badge\n  * {ORG} answered its hotline
<Action items|Next actions|Corrective actions>\n  1. {N} replaces {PROD} before {DATE}\n  2. {G} calls {ORG}\n  3. Ms. {N} of {DEPT} retrains
Open: call back {N} under {PHONE}\nDone: took {USER} off the VPN group, {G} told
whole group of {N}, {N} and {N}, <clinic|class> of {HOSP}
asset of {N}, {HOST}; <leased to|assigned to|used by|desk of> {N}
<says|said|told us|admits|swears> that {G} boasted about it to {G}. <His|Her> parking permit {NUM}.
{N}, says that {G} <did it|knew>; {G0} denies.
anaesthesia {L}. Surgeon {L}, assistant {L}, scrub {G}.
Assisted by {N}; anaesthesia {N}; circulator {G}. {G0} is a <farrier|miner|teacher|welder>.
The <pretend|test|sample|mock|fake> patient, {N}, has chart number {NUM}.
The envelope for {N}, {STREET}, went to {N}.
cc {N}, {N}; <enc.|encl.|Encl: 2>\n{N}, <Chief Nursing Officer|for the Board>
Taken by: {N}, 15:13. <Returned|Copied|Faxed> to: {N}
{TITLE} {N} logged unit {NUM} for {TITLE} {L}.
{N} {L}, <née|nee|formerly|maiden name|a.k.a.|aka|also known as> {L}, <born {DATE}|of {PLACE}>.
<Judge|Lake|Trip|Major|Reed|Royal|Justice|Dean|Duke|Earl|King|Prince|Bishop|Pope|Christian|Faith|Hope> {L} <called|is out|signed the form|wants her chart>.
<user|acct|login|account> {USER} (<{N}|{G}|{NF}>) <disabled|locked|reset>
uid={NUM}({USER}) gecos="{N}" <shell|home>=/home/{USER}
displayName: {N}\nsAMAccountName: {USER}\nmanager: CN={N},OU=Users,DC={INV}
"actor":{"displayName":"{N}","alternateId":"{MAIL}"},"target":[{"type":"AppInstance","displayName":"{ORG}"}]
"appDisplayName":"{PROD}","userDisplayName":"{N}","resourceDisplayName":"{PHR}"
Chart - {NF}, <{NUM}|opened {DATE}>\nInbox - {N}\nSign in to your account
"Inbox - {N}",{DATE},88,{USER}\n"Chart - {NF}",{DATE},1,{USER}
<Nota|Notas|Observaciones|Motivo>: <la paciente|el paciente> {N}, con domicilio en {STREET}; móvil {PHONE}. Se atendió el {DATE}. Médico tratante: <Dr. {N}|Dra. {N}>. Bomba {PROD}, versión {VER}.
{N}: ya bloqueé {HOST}, <avisen|llamen|escriban> a la <hija|madre|esposa> del paciente {N}\n{G}: <listo|gracias|ok>
<Estimada|Estimado|Querida|Apreciado> <{G}|Dra. {L}|Sr. {L}|equipo>, <adjunto|envío|le mando> la lista. <Atte.|Saludos cordiales|Un saludo>, {N}
<Atendido por|Firmado|Elaboró|Revisó|Autorizó|Enviado por|Médico tratante|Titular|Tutor|Familiar>: {N}. <Habitación|Cama|Seguro|Equipo> {NUM}.
<La señora|Doña|Don|El señor|La licenciada|El licenciado|La jefa> {N} <pidió|avisó|no pudo|abrió|vino|reclamó> <ayer|que se cambie la clave|el archivo {HOST}>.
<Der Patient|Die Patientin|Frau|Herr|Schwester|Pfleger|Oberarzt|Oberärztin> {N} <aus dem Büro|vom Empfang|in Zimmer {NUM}> <meldet|sah|hat> <{HOST}|eine Störung|Größe und Gewicht geprüft>.
<Absender|Ansprechpartner|Bearbeiter|Verfasser|Empfänger>: {N}\n<Größe|Gerät|Büro|Abteilung|Raum|Gewicht>: {NUM}
<Madame|Monsieur|Docteur|Infirmière> {N} <a signalé|n'arrive pas à ouvrir|a cliqué sur> {HOST}. <Contact|Rédigé par|Responsable|Suivi par> : {N}
<Gentile|Cara|Caro> <{G}|dottor {L}|signora {L}>, <il server {HOST} è fermo|ho ricevuto una mail>. <Cordiali saluti|Grazie>, {N}
<Beste|Geachte> <{G}|heer {L}|mevrouw {L}>, <de server {HOST} ligt plat|ik kreeg een mail>. <Met vriendelijke groet|Groeten>, {N}
<Prezado|Prezada|Caro> <{G}|Dr. {L}|Sra. {L}>, <o paciente|a paciente> {N} <ligou|não consegue entrar>. <Atenciosamente|Abraços>, {N}
{N} ({ROLE}) -> {N} ({ROLE}): <please take over|done>
{NUM}/{N}/{DEPT}/{PHONE}\n{NUM}/{N}/{DEPT}/{PHONE}
{N}>{G}: did you get it\n{G}>{N}: yes
Proxy for {N}: {N} (<spouse|son|POA>)
<Interpreter|Chaplain|Notary|Case manager|Social worker|Sitter|Scribe|Charge nurse|House supervisor|Unit clerk|Bed manager|On-call> {N}<, ext {NUM}| ({PHONE})|>
{N} <RN|LPN|MD|DO|PA-C|CRNA|PharmD>, {N} <RN|MD>, {L} <NP|DO>
{L}, {G0} <RN|MD|Jr.|III|PharmD> <signed|entered|scanned> {DATE}
Photo of <badge|screen|label>: {N}, {DEPT}. File {L}_{G0[0]}_scan.pdf
Ticket by {N} via <portal|phone|walk-up>; <watchers|followers> {N}, {G}
I, {N}, <saw|swear|confirm|hereby consent>. <Witness|Notary>: {N}
<Dictating|Authenticating|Ordering|Rendering|Supervising|Attending> <provider|physician|clinician>: {N}<, {CRED}|>
<Plaintiff|Defendant|Deponent|Minor child> {N} <by and through {N}|, through counsel {N},> <states|moves>.
{N} Hospital <volunteer|visitor|chaplain>; badge {NUM}
Handover: bed 4 {L}, daughter {G} <visits|called>. Bed 9 {N}, {EPO}, for theatre with {N}. {L} covers from 09:38.
<Bed|Room|Rm|Bay|Chair|Slot> {NUM} {L}<, {G}|>; <bed|room|rm> {NUM} {N}; <bed|room> {NUM} {L}, <isolation|NPO|d/c today>
{L} covers <nights|until 7|from 09:38>, {L} is <backup|post-call|on leave>. <Swap|Trade> {L} and {L} on {MONTH}.
<USER|LOGIN>        PATIENT               ACCT       DATE/TIME   DEVICE\n{USER}  {NF}  {NUM}  0223  {HOST}\n{USER}  {NF}  {NUM}  0057  {HOST}
Event: <Open Chart|Print Chart|Query Person|Break Glass> Person: {NF} DOB: {DATE} FIN: {NUM} Prsnl: {NF} ({CROLE}) App: {NUM}
{NUM}|{NF}|{NUM}|{DATE}|{NF}|214-B|{EPO}\n{NUM}|{NF}|{NUM}|{DATE}|{NF}|214-A|{L}
Q. Was {N} there? A. No, only {G} and {N}. Q. Who told {TITLE} {L}? A. {N} did.
Present: {N} (chair), {N}, {N}. Apologies: {L}. {L} moved to approve {ORG}; {L} seconded. Visitors: {N}.
{L} moved to <approve|table|accept> {PROD}; {L} seconded<; {L} abstained|>. Small sites run {PROD}.
>> {G} - can you call {ORG} support? They asked for {VER}\n>>> {N}, {CRED}\n{HOSP}
> {G}: <yes|no|later>\n>> {L} - <when|why>?\n>>> {N}, MHA
CN={N},OU={ACR},DC={INV}\n{USER}:x:2231:100:{N}:/home/{USER}:/bin/bash
dsquery user -name "{L}*"\nnet user {USER} /domain\nFull Name                    {N}\nComment
<DOOR|GATE|READER> {ACR} {NUM},<GRANTED|DENIED>,{NF},{NUM}\n{DATE},<DOOR|GATE> {NUM},GRANTED,{NF},fp={NUM}
Item for {TITLE} {L}: <flowers|tray|belongings bag|dentures|glasses>. Left by {N}, <niece|neighbour|son>.
<{NUM} ml|{NUM} mg> {DRUG} given by {N}, checked {N}; <refused|wasted> {NUM} with {G}.
Wife {G}, sons {G} and {G}, <all aware|no one else>. Lives with {G}. Next visit {L}.
<Learner|Student|Trainee|Locum|Agency nurse|Float|Preceptor|Resident|Intern|Fellow> {N} <shadowed|with {L}|under {TITLE} {L}>
Sticky note: {G}'s <password|login|code>; <s/n|serial> {NUM} goes back to {ORG}
{L}'s <chart|labs|films|meds>, {L}'s <labs|chart|orders> and {L}'s <films|tray|bag> were <swapped|mixed up|lost>.
<swapped|mixed up|found> {L}'s <badge|films> <with|in> {L}'s <locker|chart>; {G}'s <phone|coat> too
pt {L} <was moved|refused meds|c/o pain|d/c home>, {G0} <asked for|lives with> <his wife|her son|his brother> {G}
{G}: same here, asking {G}\n{G}: <lol|no|yes|k>\n{G}: the pump in 12 is back
@{G} can you <ping|call|page|text|grab|find> {G}? -- <thx|ty>, {G}
MEDIC {NUM}: pt {N}, {NUM} yo <m|f>, found by <neighbor|son|wife> {N}; report to RN {L}.
Officer {L} badge {NUM} interviewed {N} (DOB {DATE}) of {PLACE}; victim {N} declined transport. Reviewed by Sgt. {L}.
CRITICAL CALLED TO {N} BY {L} AT 0312, READ BACK {L}. K {NUM}
DICTATED: {N} MD  TRANSCRIBED: {ACR}  CC: {N} MD, {N} MD\nREFERRING: {L}, {G0}   TECH: {L}
OR 3  0730  {L}/{L}  {EPO}  anes {L}  scrub {G}\nOR 4  0915  {L}/{L}  {EPO}  anes {L}  scrub {G}
On call {MONTH}: Mon {L}, Tue {L}, Wed {G}, Thu {L}/{G}. Backup: {N}. Swap {G} for {G} on {DATE}.
<{L}|{N}>\t{DEPT}\t{PHONE}\t{MAIL}\n<{L}|{N}>\t{DEPT}\t{PHONE}\t{MAIL}
Diet: {L} 412A renal; {L} 412B NPO; {L} 414 soft. Transport: {L} to CT, {L} to OR, back with {G}.
Dear <member|patient> {N}: your appeal for {DRUG} was denied by {N}, MD, of {ORG}. Contact {N} at {PHONE}.
Grievance {NUM}: steward {N}, grievant {L}, supervisor {L}. {L} says {L} <yelled|refused>; {G} saw it.
<Msg|Portal message|SMS|Text|Fax cover|Voicemail> from {N} to {TITLE} {L}: my <son|mom> {G} <has a rash|needs {DRUG}>.
{"user":"{USER}","real_name":"{N}","text":"<@{ACR}> ask {G}, {L} is out"}\n{"sender":"{N}","body":"{G} knows"}
Summary,Reporter,Assignee,Created\n{WORD} for {HOST},{N},{N},{DATE}\n{PROD} slow,{N},{N},{DATE}
<Data Name="DisplayName">{N}</Data><Data Name="SubjectUserName">{USER}</Data><Data Name="Caller">{N}</Data>
ext 4471 {N} -> {PHONE} 00:03:12\next 4472 {NF} <- {PHONE} 00:00:41\nagent {N} talked to {G}
AGENT: this is {G}, how can I help?\nCALLER: hi {G}, {N} here, from {DEPT}, my boss {N} said to call {G}
SPEAKER 1: so {G}, when did {L} call?\nSPEAKER 2: {G} called, not {L}; ask {N}
Unit {NUM} crossmatched for {NF}, issued to {G} {L} by {N}; returned by {L}.
{N} (age {NUM}) and {N} (age {NUM}), both of {PLACE}, <were listed|won|are charged>; {L} is <out on bail|recovering>.
Case {NUM}: {L} v. {ORG}; {N} for plaintiff; {N} for defendant; <Judge|Hon.> {N} presiding; deposition of {N}.
Teacher {L} sent {N} to the school nurse, {N}. Mother {N} called; {G} sent home with {G}.
Rounds: {L} (bed 2) stable, {L} (bed 4) spiked, {L}/{L} to step-down; fam of {L} wants {TITLE} {L}.
Thanks to {N}, {N} and {N} at {HOSP}, who shared {CVE}; reach {N} via {MAIL}.
RPh {N}, tech {N}: <called|faxed> {TITLE} {L} re {DRUG}; pt {N} picked up by {G}. Rx by {L}.
Volunteer {N}, chaplain {N} and {N}'s <aunt|nephew|pastor> waited; {G} <prayed|left> with {L}.
Mit {N} gesprochen; {G} ruft zurück. Angehörige: {N} (Tochter). Dienst: {L}, {L}.
Se habló con {N}; la hija {G} firmó la nota. El enfermero {N} abrió el expediente de {N}. Guardia: Dra. {L}.
On a parlé à {N}; sa fille {G} a signé. L'infirmier {N} a ouvert le dossier de {N}. Garde : Dr {L}.
Falei com {N}; a filha {G} assinou. O enfermeiro {N} abriu o prontuário de {N}. Plantão: Dr. {L}.
Ho parlato con {N}; la figlia {G} ha firmato. L'infermiere {N} ha aperto la cartella di {N}.
"""

NOTHING = r"""
Reports by {ORG} and {ORG}, <{PHONE}|https link>. Forensic vendor: {ORG}. Breach coach: {ORG}.
<Forensic vendor|Breach coach|Carrier|Insurer|Payer|Broker|Counsel|Auditor|Maker|Mfr|Manufacturer|Brand|Pri ins|Reseller|Distributor|Integrator>: {ORG}
insurer ({ORG}) approves nothing over {NUM}\n{DATE} handed to {ORG}
now works for {ORG}. <Call|Lunch|Meeting> with counsel for {ORG}<, {ORG}|>.
Mfr {ORG}  Model {PROD}  S/N {NUM}\nLoc {DEPT}  Asset {NUM}
{ORG} shipped {VER}; we had {VER}. {ORG} answered its hotline. {ORG} has a different view.
{ORG} bought {ORG} for {NUM} in 2021. {ORG} {PROD} supersedes {VER}.
Dx {EPO}  Pri ins {ORG}  Pol# {NUM}   Meds {DRUG}
No action: {ORG} {PROD} with {VER}. Action: {ORG} {PROD} below {VER}.
{PROD} alarm twice, battery {NUM}. {PROD} pumps keep their drip. Exam {DATE} on {PROD} . See\n{EPO} protocol , rev. C
whether {PROD} running {VER} <was hit|is safe>; replaces {PROD} before {DATE}
Seen with the {PROD}. Returns for {EPO}. Her <chart|scan|bill> shows someone else's {EPO} work-up.
<Diagnosis|Working diagnosis|Dx|Impression|Indication|Hx|Problem|Procedure|Ruled out>: {EPO}<, {EPO}| and {EPO}|; {EPO}>
{EPO}, {EPO} and {EPO} are billed alike; {ACR}-{ACR} {NUM}. {THR} was seen together with {PHR}.
because of {EPO}. The operation was <uneventful|long>. {DRUG} {NUM} mg, {DRUG} held.
operator brand {THR}, engagement {NUM}\nour server got hit by {THR} and we paid
{THR} -> {BRAND}\n[task 3] ask {DEPT}\n[task 4] block {HOST}\nTrigger ........ {ORG} rule 41-C
[family {THR}] [hash {NUM}] [engine {ORG}] [advisory {CVE}]
actor = {THR}\nfamily = {BRAND}\nbrand = {ORG}\nproduct = {PROD}
Malware family: {THR}. Overlaps with {THR}. YARA hit on offset {NUM}. Sigma rule for {THR}.
{"family":"{THR}","vendor":"{ORG}","model":"{PROD}","title":"{PHR}"}
On the wall hang a {EPO} chart, a {PHR} calendar, and a poster of {PHR}.
Christ Church, the pie is from {PLACE}. We drove to {PLACE} at night.
<CLINIC|HOSPITAL|COUNTY|PHARMACY> REOPENS AFTER <TWO WEEKS|LONG OUTAGE|ATTACK>
<AFTER ACTION|SHIFT HANDOFF|PHONE MESSAGE|WORK ORDER|CLAIM BILLING|RECALL LIST|NETWORK DIAGRAM|NIGHT REPORT> <NOTES|FORM|LOG|REPORT|{ACR}>
<Strengths|Gaps|Open|Done|Watch|Next|Hard parts|What we do not know|Sources>\n  * {ORG} <answered|shipped> {PROD}\n  * {THR} <is|was> gone
<Field|Column|Key|Label>: <Brand Name|Nat Source|Insured Nm|Qname|Fax Line|Callback Ip|Prescriber Dea|Object Guid|Wifi Mac|Street Addr|Zip Plus Four|Chassis Serial>
<Brand Name|Nat Source|Callback Ip|Prescriber Dea|Object Guid|Wifi Mac|Host Header|Chassis Serial|Unit Serial|Fax Line|Zip Plus Four|Qname|Med Record|Policy Id|State Lic>  <{NUM}|{IP}|{HOST}|{MAIL}>
BEGIN:VCALENDAR\nPRODID:-//{ORG}//{PROD}\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:{THR} follow-up with {ORG}
ISA*00*          *00*          *ZZ*{ACR}*ZZ*{ACR}*{NUM}~\nGS*HC*{ACR}*{ACR}*{NUM}~
MSH|^~\&|{ACR}|{ACR}|LAB|{ACR}|{NUM}||ORU^R01|{NUM}|P|2.5.1\nOBX|1|CE|64994-7^elig^LN|1|V01
<compliance costs|restore took|owes|asked about|payment for> <SCT|MS-DRG|CPT|HCPCS|LOINC|RXNORM> {NUM}
The preamble cites HIPAA and Pub. L. 117-103; the rule cites {ACR} and {PHR}.
Emerg contact on file. Mar st unknown. Relig none. Ph none. Ins. ID {NUM}. Med. Rec. No. {NUM}
{NUM} {ORG} {PROD} {VER}\n{NUM} {ORG} {PROD} {VER}\n{NUM} {ORG} {PROD} {VER}
{ORG};{PROD};{VER};{PHONE};{NUM}\n{ORG};{PROD};{VER};{PHONE};{NUM}
vendor_name,model_name,fw,owner_dept\n{ORG},{PROD},{VER},{DEPT}\n{ORG},{PROD},{VER},{DEPT}
Display Name Spoof, Macro Run, Sign in to your account, Known Exploited Vulnerabilities, Office 365 Exchange Online
Info: MID {NUM} ICID {NUM} From: <{MAIL}>\nInfo: MID {NUM} Subject "{PHR}"
Jan 12 03:11:02 {HOST} <sshd|cron|dovecot|postfix|sudo>[{NUM}]: <session opened|Accepted password|Failed password> for {USER} from {IP}
Con domicilio en el expediente; médico tratante no asignado. Se atendió sin cita. Equipo afectado: {HOST}. Fallas en {ORG} {PROD}. Llamen al proveedor. Ya bloqueé {HOST}.
Das Büro meldet: Größe 180, Gewicht 80, Gerät {PROD}, Zimmer {NUM}. Störung seit Montag. Ursache unbekannt.
Le bureau signale : écran noir, imprimante {ORG} en panne, fichier {HOST} ouvert. Merci de rappeler.
A impressora {ORG} parou; o arquivo {HOST} foi aberto. Favor ligar para a farmácia.
Il monitor {PROD} non risponde; la stampante {ORG} è ferma. Grazie.
<Best|Kind|Warm|Many|Sincere> <regards|thanks|wishes>,\n<The {DEPT} Team|Your IT|{ORG} Support|Patient Access|Night Shift>
Fam of the patient is waiting; caller ID blocked; person unknown; owner none.
<Nurse|Doctor|Officer|Chief|Director|Dean|Major|Judge> <call|station|bag|notified|on call|of the day|shopping|incident> <{NUM}|was {DATE}>
<Tenable|Splunk|{ORG}> found {CVE} on {PROD}; <Rosa|Lucy|Dragon|Phoenix|Aria|Iris|Lucia|Mako|Willow|Beacon|Stork> module {VER} <failed|is back>
{L0X} <shipped|patched|recalled|sells> {VER}<.| of its {PROD}.| for {PROD}.>
<The|Our> {L0X} <pump|monitor|server|ventilator|scanner|switch|firewall|analyzer|elevator|chiller|boiler|generator|badge reader> <failed|is old|was patched>.
<Mfr|Vendor|Brand|Maker|Carrier|Payer|Insurer>: {L0X}
{PLACE} <site|campus|office|clinic|branch> <moved|is down>; {PLACE}, {PLACE} and {PLACE} are up.
<Seat|Bin|Bay|Lane|Rack|Row|Unit|Ward|Wing> {NUM} <is free|down>; <Mar|Dec|Jan|Sun|Sat|Mon> st <W|M|S>
<Staff Nurse II|Clerk III|Analyst I|Tech II|Manager IV|Charge Nurse|Unit Secretary|Patient Access Rep|Registered Nurse> <days|nights|{DEPT}>
{EPO} placed, {EPO} negative; <Mallampati|Class|Grade|Type|Stage|Phase|Level|Tier> <I|II|III|IV>, <ASA|NYHA|GOLD> <2|3|II>
Small sites run {PROD}. Got a letter about {ORG}. Wants it by {MONTH}. Long waits in {DEPT}.
(0008,0070) LO [{ORG}] # Manufacturer\n(0008,1090) LO [{PROD}] # ManufacturersModelName
MAC Address: <00:1A:2B:3C:4D:5E> ({ORG})\n445/tcp open microsoft-ds {ORG} {PROD}
PACKET UDP Rcv Snd {IP} NOERROR\n{DATE} Event Prsnl Task Reason Status Device Outcome
STAFF_NAME                 PC_NAME             LAST_LOGON\nUser Name            SID\nFull Name            Group
{ORG} fell 4 percent. Shares of {ORG} rose. {ORG} agent release {VER}. Contract of {ORG} ends {MONTH}.
asked {ORG} to purge it; goes back to {ORG}; opened a ticket w/ {ORG}; on the bridge: {ORG}, {ORG}; device by {ORG}
moved to approve {ORG} and {PROD}; <tabled|approved> {ORG}; the {ORG} contract; key of the old {ORG} box
no pudo ver su cita del {DATE}; la cita de control; el turno de la noche; nota de enfermería; hoja de ruta
On call: see AMION. Tech: none. Scrub: none. Dictated but not read. Referring: self. Read back OK. Transcribed by {ACR}.
Summary,Product,Vendor,Created\n{WORD} for {HOST},{PROD},{ORG},{DATE}\n{PROD} slow,{PROD},{ORG},{DATE}
AGENT: how can I help?\nCALLER: hi, this is {ORG} support about {PROD}. Press one. Please hold.
Diet: renal, soft, NPO. Transport to CT, back from MRI. {DEPT} closed. Code Blue in {DEPT}.
Ping {HOST}; grep {WORD}; kill the job; curl {HOST}; ask support; page {DEPT}; call {ORG}; text the {ROLE}.
Störung im Büro, Gerät {PROD}, Zimmer {NUM}. Bitte Rückruf. Dienst: Nacht. Ursache: Netzwerk. Drucker {ORG}.
Firmó la nota de alta; abrió el expediente; pidieron copia; conecta a {IP}; la cita del lunes; hoja de turno.
Le dossier est ouvert; la garde de nuit; copie du rapport; imprimante {ORG}; réseau en panne; salle {NUM}.
O prontuário foi aberto; plantão noturno; cópia do relatório; impressora {ORG}; rede fora; sala {NUM}.
"""
