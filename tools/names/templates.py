r"""Sentences and short documents, by kind, with slots in braces and choices in angle brackets (data).

{N} a new person, {NF} Last, First, {NC} LAST^FIRST, {G} a given name alone, {L} a surname alone,
{N0} {G0} {L0} the last person again; the other slots stand in `slots.py`. One template a line; `\\n`
is a new line. Written from knowledge of such papers, not from anybody's text.
"""

OURS = r"""
<thanks|thx|ty|cheers|sorry|hey|hi|yo|ok|yes|no|right|good catch|nice work|well done|agreed|morning|welcome back> {G}<!|.|,|> <will do|on it|the {PROD} is back|any news?|can you check {HOST}?|saw it too>
@{G} <can you|please|pls|could you> <check {HOST}|call {PHONE}|look at the {PROD}|take this one|update {NUM}>
[{DATE}] <{USER}|{G}|{N}>: @{G} <pls|please> <ack|call {G}|join the bridge>
<{G}|{N}>: <I think {G} has it|{G} is on it|{G} and {G} are looking|ask {N}|waiting for {N}|{TITLE} {L} called again|who is {N}?|{N} is locked out|forwarded to {G}>
<{G}/{G}|{G} & {G}|{G} + {G}|{G} or {G}|{G}, {G} and {G}> <please look|are on call|took the ticket|will rotate keys|have keys>
<Assigned to|Reassigned to|Reassigned from|Escalated by|Closed by|Comment by|Updated by|Last modified by|Created by|On behalf of|Watchers|Approver|Backup contact|Walk-in|Called in by> <{N}|{G}|{NF}|{N} ({DEPT})>
<{N}|{G}|{NF}> <added a comment|changed status to Open|closed this ticket|reopened|attached {HOST}|resolved this|- {DATE}|wrote on {DATE}:>
<User|Caller|Pt|Staff member|Nurse manager|Provider|Customer|Employee> {N} <stopped by|walked in|states|reports that|advised|was advised|left a voicemail|wants|is requesting|cannot access> <again|{PROD}|her mailbox|that {G} has the same issue|a new badge>.
<Per {G}|Per {N}|Per {TITLE} {L}|As per {N}|{G} says|{G} thinks|{G} mentioned|{G} confirmed|{G} asked|Checked with {G}|Talked with {G}|Emailed {G}|cc'd {G}|Looped in {G}|Pinged {G}|Reminded {G}|Trained {G}|Showed {G}> <, close it.|, no impact.| that it works.| about {PROD}.| to reboot.>
<Can you|Could you|Please|Pls|Kindly> <tell|ask|call|add|remove|help|reach|contact|cc|copy|unlock> <{G}|{N}|{TITLE} {L}> <about {PROD}|to the share|from the list|today|in {DEPT}|for me>?
<I'm|I am|This is|It's|im> {G} <from|in|at|with> {DEPT}<, {PHONE}|. my {PROD} is dead| and I need help|>.
Hi {G},\n\n<I got|We saw|Attached is|Please find|Here is|See below> <a mail|the log|{NUM}|the list> from {N}. {G} <said|thinks> it is <phishing|fine>.\n\n<Thanks|Best|Regards|Cheers|Thank you>,\n{G}
Hello {N},\n\n<your account|the {PROD}|the invoice> is <locked|down|attached>.\n\n{N}\n{CROLE}\n{HOSP}
From: {N}\nSent: {DATE}\nTo: {N}; {N}\nCc: {N}\nSubject: <RE|FW>: {WORD} for {N}
-----Original Message-----\nFrom: {NF}\nSent: {DATE}\nTo: {NF}; {NF}\n\n{G},\n\n<see below|please handle|not ours>.\n\n{G}
<Begin forwarded message|Forwarded message>:\nFrom: {N} <{MAIL}>\nDate: {DATE}\nTo: {N} <{MAIL}>\n\n{G} - <do we know them?|can you check?>
On {DATE}, at 10:22, {N} wrote:\n> {G}, <please pay this|call me|see the {WORD}>
"{N}" <{MAIL}>, "{NF}" <{MAIL}>, {N} <{MAIL}>
Reply-To: {N} <{MAIL}>\nReturn-Path: <{MAIL}>\nX-Sender: {N}
{G} {L0}\n{CROLE} | {DEPT}\n{HOSP}\nO: {PHONE} | M: {PHONE}
{"type":"identity","name":"{N}","identity_class":"individual","contact_information":"{MAIL}"}
{"type":"note","abstract":"<Interview with|Call with|Statement of> {N}","content":"{N} of {DEPT} <clicked|reported|saw> {HOST}","authors":["{N}","{N}"]}
{"type":"incident","description":"<User|Nurse|Employee|Dr.> {N} <opened|ran|reported> {HOST}; {G0} <called {N}|rebooted|left>. {THR} <seen|dropped>."}
{"type":"email-message","from_ref":"{NUM}","subject":"<Invoice for|Payroll of|Meeting with|Chart of> {N}","body":"Dear {G}, please see {HOST}"}
{"type":"email-addr","value":"{MAIL}","display_name":"{N}"},{"type":"opinion","explanation":"{N} disagrees","authors":["{N}"]}
{"type":"report","name":"Phish against {ORG}","description":"Reported by {N} ({CROLE}) and {N}."}
{"type":"observed-data","objects":{"0":{"type":"user-account","display_name":"{N}","account_login":"{USER}"}}}
{"Event":{"info":"<Phish to|Mail sent to|Account of> {N}","Attribute":[{"type":"target-user","value":"{N}"},{"comment":"seen by {G}"}]}}
{"msg":"<login by|viewed by|user|opened chart of|reset for> {N}","src":"{IP}","host":"{HOST}"}
<INFO|WARN|ERROR|DEBUG> <auth|app|audit|svc>: <user|password reset for|session opened for|chart opened by|print job of|badge swipe> {N} <from {IP}|on {HOST}|ok>
{DATE} {HOST} <sshd|app|ehr|badge>[{NUM}]: <door opened by|access by|failed for> {N} (<{DEPT}|badge {NUM}>)
As a <patient|nurse|physician|mother|veteran> I thank {N} for <her|his> help; {TITLE} {L0} <listened|knew>. {G} <and|or> {G} did not.
<My patient|My client|My roommate|My supervisor|Our pastor|Our neighbor|Our coordinator> {N} <waited|told me|agrees|was denied|wrote too>.
* {N} (<{DEPT}|{CROLE}>)\n* {N} (<{DEPT}|{CROLE}>)\n* {N}
1. {N} - <{DEPT}|{CROLE}>\n2. {N} - <{DEPT}|{CROLE}>
<Interviews|Witnesses|Timeline|Actions|Responders|On shift>: {DATE} {N} <saw|called|opened>; {DATE} {G} <rebooted|left>; {N} <closed it|was told>.
At 10:22 {N} <called|noticed|unplugged|reported>; at 11:05 {G} <confirmed|isolated {HOST}>; <at noon|later> {N} and {N} <met|left>.
<Wrong label|Wrong chart|Mislabelled tube|Lost film|Duplicate record> for <{NF}|{N}>, <MRN|room|DOB> {NUM}; <should be|meant for|swapped with> <{NF}|{N}>.
PatientID;LastName;FirstName;BirthDate;Sex;Email;Street;Zip;Diagnosis\n{NUM};{L};{G0};{DATE};<M|F>;{MAIL};{STREET};{NUM};{EPO}
Name\tUser\tWorkstation\tExt\tLast Login\n{N}\t{USER}\t{HOST}\t{PHONE}\t{DATE}\n{N}\t{USER}\t{HOST}\t{PHONE}\t{DATE}
member|name|card|member_id|dos|claim\n{NUM}|{NF}|{NUM}|{NUM}|{DATE}|{NUM}\n{NUM}|{NF}|{NUM}|{NUM}|{DATE}|{NUM}
{NUM},{N},{DATE},{NUM}\n{NUM},{N},{DATE},{NUM}\n{NUM},{N},{DATE},{NUM}
"{NF}",{DATE},{NUM},{PHONE},{IP}\n"{NF}",{DATE},{NUM},{PHONE},{IP}
{NUM}\n<Requester|Caller|Opened by|Requested for|Affected user|Submitter|Contact>: <{NF}|{N}|{NF}>\n<Location|Site|Dept>: <{DEPT}|Suite {NUM}|3 West>\nAsset: {HOST}
<Requester|Caller|User|Assigned to>: <{NF}|{N}>\n<Location|Phone|Priority|Status>: <{DEPT}|{PHONE}|High|Open>
<its the machine next to|printer in|the one by|screen froze in|call me at> <icu|the elevator|rm 4|{DEPT}|{PHONE}>. {G}
<please fix asap|pls help|can someone look|no rush|thx in advance|appreciate it|let me know>. {G}
<please fix asap|pls help|can someone look|no rush|thx in advance|appreciate it|let me know>. -{G}
{"type":"user-account","user_id":"{USER}","display_name":"{N}"},"3":{"type":"file","name":"{HOST}"}
{"reference": "Patient/{NUM}"}, "name": "<{NF}|{N}>", "detail": [{"type": "user-agent"}]
{"type":"note","content":"{N} spoke to {N} ({PHONE}) about {ORG}","authors":["{N}"]}
{"title":"Call with {ORG}","content":"{N} <spoke to|met|called> {N}","author":"{N}"}
got paged {DATE} 8:05 PM by {G} from the ER. told {N} <to wait|about {THR}>.
{N} and {N} did the first <triage|look|containment>. {HOST} was quarantined by {L0}. {G0} left.
<Judge|Justice|Counselor|Deputy|Officer|Nurse|Pharmacist|Director|Chief|Supervisor|Coach|Principal> {L} <has set a hearing|has ruled|was there|signed it|will decide|called {N}|retired>.
Dear <Counselor|Judge|Officer|Director|Senator|Nurse|Pastor|Father|Sister|Coach> {L}<:|,>
<Home health by|Seen by|Wound care by|Taught by|Transport by> {N}, {CRED}. He lives at {STREET}.
<Excused|Present|Absent|Guests|Regrets|On leave|Covering>: {N}<, {N}|>\n1. {L0} <opened the meeting|reported on {EPO}>.
Attending: {N}, {CRED}    PCP: {N}, {CRED}
S {N}, MRN {NUM}, <was seen|is stable|left AMA>.
Patient: {NF}<    |   |  |\t|, |; |>MRN: {NUM}<    |  |\t|, >DOB: {DATE}
<Patient on device|Patient|Pt|Name|Caller|Requester|Employee|Contact|Provider|Attending|User|Opened by|To prove it|Example|Sample record|Seen|Chart of|Victim>: {NF}<, SSN {NUM}, DOB {DATE}| MRN {NUM}, no harm.| (DOB {DATE}, MRN {NUM})|  DOB {DATE}|>
<To prove it they posted|Leaked sample|The first record is|They showed|Row 1|One row reads>: {NF}, <SSN|DOB|MRN|phone> {NUM}
{NUM};{L};{G0};{DATE};<M|F>;{MAIL};{STREET};{NUM};{EPO}\n{NUM};{L};{G0};{DATE};<M|F>;{MAIL};{STREET};{NUM};{EPO}
{NUM}|{NF}|{NUM}|{NUM}|{ORG} {PROD}\n{NUM}|{NF}|{NUM}|{DATE}|{EPO}
{NUM}\t{L}\t{G0}\t{DATE}\t{PLACE}\n{NUM}\t{L}\t{G0}\t{DATE}\t{PLACE}
{HOST},{IP},{N},{ORG},{PROD},{NUM},{DEPT}\n{HOST},{IP},{N},{ORG},{PROD},{NUM},{DEPT}
{NUM},"{NF}",{DATE},{NUM},"{STREET}, {PLACE}"\n{NUM},"{NF}",{DATE},{NUM},"{STREET}, {PLACE}"
{"resourceType":"Patient","name":[{"family":"{L}","given":["{G0}"]}],"telecom":[{"system":"phone","value":"{PHONE}"}]}
{"contact":[{"name":{"text":"{N}"},"telecom":[{"value":"{PHONE}"}]}]}
{"agent": [{"who": {"display": "{N}", "identifier": {"value": "{USER}"}}}]}
{"actor":{"fullName":"{N}","login":"{USER}"},"target":"{HOST}","proto":"tcp","bytes":{NUM}}
AUDIT|{USER}|{NF}|BREAKTHEGLASS|{NF}|{NUM}|{DATE}|{HOST}
<Work log|Log|Notes|History|Activity|Journal>: {DATE} 4:36 PM {N} - <rebooted|reloaded driver|replaced toner|called {N}|closed|reset password>, {VER}.
{DATE} 07:09:40 <Spoke to|Called|Paged|Per|Emailed|Notified> {N} <re:|about|regarding|on> <JIRA SEC-{VER}|{NUM}|{PROD}|{THR}>
NTE|1||Called to {N} at {PHONE}, read back OK
- {G} to <call user back|follow up|check the {PROD}|send logs|close> ({PHONE}).
[{DATE} 10:22] {G}: <lol|ok|done|can you look at {HOST}?|thx|blocked {IP}|on it|same here|brb>
[{DATE} 10:22:31] {N}: <blocked {IP}|saw {THR} again|rebooting {HOST}|who has {DEPT}?|anyone there?>
{N}  {DATE} 2:07 AM\n<the {PROD} is down|{THR} again|can someone call {DEPT}>
<{USER}> <lol|ok|done|can you look at {HOST}?> {WORD}\n<{USER}> tell {G} <to wait|it works>
{G}: <hi|hello|yes|no>, <is|are> {G} <there|in|on>?\n{G}: <yes|no|ask {N}>
<I am calling for|This is|My name is|It's|Calling about|Message for|Please tell|You can reach|Ask for> {G}<.| again.| in {DEPT}.| {L0} from {DEPT}.> <The patient|Patient> {N}, <date of birth|DOB> {DATE}.
<By the time|Before|After|When|While|Because|Until|Although|If|Once> {N} <pulled the cable|called|logged in|noticed|arrived|left|opened it>, {NUM} <records|hosts|files> <were gone|left>.
{TITLE} {L}, <whose labs were delayed|who was on call|our {ROLE}|then in {DEPT}|the {ROLE}>, <was|had|called|waited> <told|moved|{DEPT}|twice>.
{G} set the password to {NUM}<.| and told {G}.>
<Her|His|Their|My|The patient's> <son|daughter|wife|husband|mother|father|sister|brother|aunt|uncle> {N} <can be reached|called|will come|was told> <under {PHONE}|at {PHONE}|on {DATE}|>.
<New hire|Onboarding|Termination|Transfer|Badge request|Account request>: {N} <(manager {N})|, {CROLE}|({DEPT})>. <She|He> starts on {DATE}. Needs {ORG} and the share.
pls check, {G} got one too\n\n-----Original Message-----\nFrom: {N} <{MAIL}>
> <Hello|Hi|Dear> {G}, <our bank has changed|please see|as discussed>.
Cc: {MAIL}, "{NF}" <{MAIL}>; {N} <{MAIL}>
--\n{N}, <Accounts Payable|Controller|{CROLE}|{DEPT}|CISO>\nT {PHONE}
<Audrey in AP|{G} in AP|{N} in AP>, <she says|he says> the vendor {ORG} did not send it.
El {NUM} de <enero|marzo|octubre> de 2025 la enfermera {N} abrió el archivo {HOST} que llegó desde {MAIL}.
<Paciente|Paciente afectado|Paciente afectada|Contacto|Usuario|Enfermera|Médico|Nombre|Responsable|Reportado por>: {N}, <fecha de nacimiento|teléfono|correo|expediente> {NUM}. La contraseña del administrador es {NUM}.
Hola<, | {G}, | equipo, >recibí un correo de {MAIL} que pide entrar en {HOST}. Mi usuario es {USER}. <Gracias|Saludos|Atentamente>,<\n| >{N}
<El señor|La señora|El doctor|La doctora|El paciente|La paciente|Sr.|Sra.|Dra.> {N} <llamó|reportó|dijo que no puede entrar|vio una pantalla rara|llegó a urgencias> <ayer|hoy|esta mañana|el lunes>.
Bonjour <{G}|Madame {L}|Monsieur {L}>, <le serveur {HOST} est en panne|j'ai reçu un courriel de {MAIL}>. <Merci|Cordialement>, {N}
<Le patient|La patiente|L'infirmière|Le docteur> {N} <a appelé|est né le {DATE}|n'a pas reçu le fichier>.
Guten Tag <Herr {L}|Frau {L}|{G}>, <der Rechner {HOST} ist aus|ich habe eine Mail von {MAIL} bekommen>. <Mit freundlichen Grüßen|Viele Grüße|Danke>, {N}
<Der Patient|Die Patientin|Herr|Frau|Schwester> {N} <wurde am {DATE} geboren|hat angerufen|ist im Krankenhaus>.
Olá <{G}|Dr. {L}>, <o servidor {HOST} está fora|recebi uma mensagem de {MAIL}>. <Obrigado|Obrigada>, {N}
hi hlpdesk, teh user {N} cant logon to {HOST} since <monday|this am|{DATE}>
user {N} <cant login|cannot log on|locked out|needs reset|forgot pwd>, <pls help|ext {NUM}|asap>
{N} <called|phoned|emailed|contacted|notified|told|paged|texted|alerted|informed> <the help desk|us|the SOC|IT|{DEPT}|security|me|the service desk|the on-call engineer> <at {NUM}|on {DATE}|about the mail|from {PHONE}|this morning|right away|>.
<The|A|One|Our|Another|Her|The first|The second|The affected|The only other> {ROLE}, {N}, <opened|clicked|forwarded|deleted|reported|received|downloaded|saw|had opened|typed|entered> <the attachment|a mail from {MAIL}|the link|her password|his credentials|an invoice> <and ran {HOST}|on {HOST}|in {DEPT}|before lunch|>.
<The|Our|A> {ROLE} <is|was|named|called|, identified as|, one|is named|was identified as> {N}<.| and works in {DEPT}.|, {CRED}.|, who called from {PHONE}.>
<According to|Per|As told by|Interview with|Confirmed with|Verified with|Spoke with|spoke to|Talked to|Escalated to|Assigned to|Call from|Ticket from|Message from|Voicemail from|Follow-up with|Reached out to|Left a message for|Waiting on|Discussed with|Handed over to|Received from> {N}<, who called from {PHONE}|, {CROLE}|, {CRED}| in {DEPT}| ({DEPT})| this morning| on {DATE}|>, <the encryption began at {NUM}|{THR} was seen|nothing else was lost|she says the mail also reached {N}|he also clicked|the host {HOST} was off>.
<Prepared by|Reviewed by|Approved by|Reported by|Submitted by|Opened by|Closed by|Signed by|Written by|Author:|Analyst:|Contact:|Requester:|Caller:|Owner:|Attn:|Attention:|cc:|CC:|Reporter:|Assignee:|Attendees:|Point of contact:|POC:|Prepared for|Requested by|Verified by|Witnessed by|Authorized by|Handled by|Investigated by|Logged by|Updated by|Resolved by|Electronically signed by:> {N}<, {CRED}|, {CROLE}|, CISO|, {PHONE}|, {MAIL}| on {DATE}| ({USER})|, IT Security|>.
{N} ({USER}) <rebuilt|reimaged|restarted|unplugged|logged in to|scanned|wiped|restored|isolated> {HOST}<.|; the ticket is closed.| from {IP}.>
{N} <from|in|of|at> {DEPT} <reported|reports|says|said|noted|complained|asked|confirmed|mentioned|thinks|believes|claims> that <{ORG} sent a letter about {EPO} patients|the {PROD} froze|{THR} was on the screen|the server was slow|a badge was lost>.
<Patient|Pt|The patient|patient|pt.|Resident|Decedent|Member|Insured|Subscriber> {N} <was seen|was admitted|was discharged|presented|called|has|had|is|complained|got the wrong label|was moved> <on {DATE}|with {EPO}|to {HOSP}|by {TITLE} {L}|for a {DRUG} refill|after the outage|in {DEPT}>.
<Records of|The chart of|The record of|Chart for|Results for|Labs for|Appointment for|Prescription for|The file of|An X-ray of|Screens of|The pacemaker belonging to|A device implanted in|The bill of|The badge of|The account of|The mailbox of|The laptop of|Credentials of|Photos of> {N} <was|were> <exposed|posted by {THR}|opened|mixed up|printed|stolen|encrypted|lost|accessed by {N}|faxed to {PHONE}|on {HOST}>.
{TITLE} {L} <ordered|signed|was paged|called|asked|is on call|left|returned|could not log in|said|wants|prescribed|refused|will call back> <the chart|again|{DRUG}|at noon|before the shift|from {DEPT}|{PHONE}|to {HOST}|it down>.
<Thanks|Thank you|Regards|Best regards|Kind regards|Sincerely|Best|Cheers|thx|Thx|Respectfully|Respectfully submitted|Yours truly|Many thanks|V/r|BR|Warm regards|Thanks in advance|Rgds|ty>,\n{N}<\n{CRED}|\n{CROLE}, {DEPT}|\n{HOSP}|\nExt. {NUM}|\n{PHONE}|, {CRED}|\n{CROLE}\n{HOSP}\n{PHONE}|>
<Thanks|thx|Regards,|Best,|- |-- |~|Thank you!|cheers|Sincerely,|Thanks,|Respectfully submitted,> {N}<, {CRED}| {CRED}|, ext {NUM}| / {DEPT}|>
<Thanks|Best|Cheers|thx|- |Regards>,\n{G}
<Hi|Hello|Dear|Good morning|Hey|Morning|Good afternoon|hi|hello|Greetings> <{G}|{TITLE} {L}|{N}|{G} and {G}|{G}/{G}|Dr. {L}>,\n<Please|I|We|The|My|Can you|Could you> <see the ticket|have a problem with {HOST}|got a mail from {MAIL}|cannot print|typed my password>.
<Hi|Hello|Dear|Good morning> <all|team|everyone|Help Desk|IT|Sir or Madam|colleagues|there|Security|Support|Service Desk|folks>,\n<Please|The|We|My|I> <reset {HOST}|outage is over|see {NUM}|printer is down>.
{G} <from|in|at> {DEPT}<, {PHONE}| called| says hi| asked for it| can explain| had the same|>.
<spoke with|talked to|ask|call|tell|ping|per|cc|told|met|from|asked|saw|thanks to|email|contact|text|see> {G} <this morning|about it|in {DEPT}|at {PHONE}|again|before you go|if it happens again|yesterday|and {G}>, <she|he|they> <says the mail also reached {N}|has the key|will know|is out>.
<label for wrong patient|wrong patient|printed for|prints labels for|pt|patient name|name|Patient Name|PATIENT|Name|Pt Name|Employee|Full name|User|Guarantor|Next of kin|Emergency contact|Provider|Attending|Ordering provider|PCP|Surgeon|Nurse|Beneficiary|Insured|Subscriber|Mother|Spouse>: <{N}|{NF}|{NF}> <DOB {DATE}|MRN {NUM}|acct {NUM}|dob {DATE} mrn {NUM}|{PHONE}|>
{NF} <DOB|dob|MRN|acct|ssn|age|room|bed|admitted|ext|ID|extension> {NUM}<, {PHONE}|, mail {MAIL}|>
The first <infected|affected|targeted|phished> <user|employee|person|account> was {NF}, <extension {NUM}|mail {MAIL}|{DEPT}>.
<of|for|to|with|from|by> a <guarantor|patient|nurse|person|visitor|caller|contractor|man|woman|employee|vendor rep> <named|called|by the name of> {N}<.|, {NUM}.|, who left.>
time={DATE} actor="{N}" role={CRED} object=Encounter/{NUM} outcome=0
{DATE}T0{NUM}Z EHR AUDIT user={USER} host={HOST} ip={IP} action=VIEW pat="{NF}" mrn={NUM} dob={DATE}
DICOM assoc from {IP} patient={NC} acc={NUM} dev={PROD}
<patient|pat|name|provider|operator|performer|user_name|display_name|fullname|author|agent>=<"{N}"|"{NF}"|{NC}> <dept="{DEPT}"|host={HOST}|action=OPEN|result=ok>
<BREAK-GLASS|AUDIT|ACCESS|INFO|WARN|EVENT> <by|user|opened by|performed by|for> {N} <on chart of|viewed|edited|printed|exported|looked up> {N} <at {HOST}|from {IP}|reason=treatment|>
{DATE} <VIEW|PRINT|EXPORT|EDIT|QUERY|LOGIN> {N} | {N} | {HOST} | {IP}
{"type":"user-account","user_id":"{USER}","display_name":"{N}"}
{"description":"<Sent to|Received by|Opened by|Reported by|Seen by> {N} ({MAIL}) at our {DEPT}. Drops {HOST}; {THR}."}
{"patient":{"name":"{N}","dob":"{DATE}"},"<vendor|manufacturer|org>":"{ORG}","model":"{PROD}"}
{"name":"{THR}","description":"Drops {HOST}; exploits {CVE}; affects {ORG} {PROD} v{VER}"}
{"type":"<malware|tool|intrusion-set|campaign>","name":"{THR}","aliases":["{THR}","{BRAND}"]}
{"type":"identity","name":"{ORG}","identity_class":"organization"}
mrn,patient,admit,plan,addr\n{NUM},{N},{DATE},{NUM},"{STREET}, {PLACE} {NUM}"\n{NUM},{N},{DATE},{NUM},"{STREET}, {PLACE} {NUM}"
name,dob,ssn,phone\n"{NF}",{DATE},{NUM},{PHONE}\n"{NF}",{DATE},{NUM},{PHONE}
last,first,dept,host\n{L},{G0},{DEPT},{HOST}\n{L},{G0},{DEPT},{HOST}
vendor,product,version,cve\n{ORG},{PROD},{VER},{CVE}\n{ORG},{PROD},{VER},{CVE}
{N},{STREET},{PLACE},{NUM}\n{N},{STREET},{PLACE},{NUM}
<Anonymous|Comment|Note|FYI|Background>: my <employer|manager|hospital> hid a breach on {DATE}. The <manager|director|nurse|doctor|administrator|person responsible> is {N}. <The admin password is still {NUM}.|I am afraid.>
I am {N}, <a {ROLE} at {HOSP}|{CRED}, of {PLACE}|a {ROLE} in {PLACE}|and I live in {PLACE}|MD|the {ROLE} of a patient|RN>.
My name is {N}<.| and I am a {ROLE}.|, and I work at {HOSP}.>
My <mother|father|son|daughter|wife|husband|doctor|friend|neighbor|boss|colleague|sister|brother|aunt|grandson>, {N}, <was|has|had|waited|died|lost|could not> <a patient at {HOSP}|{EPO}|for hours|in {DATE}|her records|get {DRUG}>.
My <son|daughter|wife|husband|mom|dad|brother|sister|aunt|uncle|cousin> {G} <was|has|had|waited|died|needs|lives> <with {EPO}|at {HOSP}|for hours|in {PLACE}|{DRUG}>.
{N}, {STREET}, {PLACE} {NUM}
{N}\n{STREET}\n{PLACE} {NUM}
<Respectfully submitted|Sincerely|Signed|Submitted by>, {N}, <license {NUM}|{CRED}|{PLACE}|{PHONE}>. I <object|agree|ask> <to posting of this|with the rule|for more time>.
<We|I> <met|interviewed|thanked|trained|called|visited|warned|suspended|hired> {N} <and|, |or|with> {N} <on {DATE}|in {DEPT}|at {HOSP}|about {THR}>.
<Attendees|Present|Team|Participants|On the call|Interviewed|Cc|To|Distribution|Staff on shift>: {N}, {N}<, {N}|>, <and {N}|{N} ({DEPT})|{N}>
{N}'s <laptop|account|badge|chart|password|mailbox|screen|phone|record|mother|office|session|workstation|statement> <was|is> <stolen|locked|found|compromised|reset|on {HOST}|open>.
{G0}'s <shift ended|account is fine|badge works>; <{L0} called back|we asked {G0} again|{G0} {L0} will return|tell {L0}>.
{L0} <said|later said|confirmed|denied|called|added|also> <it was over|the files were gone|{THR} was the cause|again>. {G0} <agreed|left|was off|helped>.
<Nurse|nurse|Dr|dr.|tech|Technician|resident|Pharmacist|analyst|Analyst|engineer|Officer> {L} <and|, > <nurse|Dr.|tech> {L} <saw|reported|were|opened> it.
From: {N} <{MAIL}>\nTo: {N} <{MAIL}>\nSubject: {WORD}
From: "{NF}" [mailto:{MAIL}]\nSent: {DATE}\nTo: {NF}; {NF}\nSubject: RE: {WORD}
On {DATE}, {N} <{MAIL}> wrote:\n> <please|see|the {WORD}>
From: {ORG} Support <{MAIL}>\nTo: Help Desk <{MAIL}>\nSubject: {PHR}
<caller|Caller|Requested for|Affected user|Opened for|user>: {N}\n<loc|Location|Dept>: {DEPT}\n<dev|Device>: {ORG} {PROD}
{N} - {DEPT} - {PHONE}
{N} | {CROLE} | {HOSP} | {PHONE}
{G} {L0} <needs|lost|forgot|wants|can't find|broke> <his|her|a> <badge|password|laptop|token|pager>.
the <nurse|doctor|tech|patient|manager|user> <is|was> {N} and <she|he> <called|left|clicked>
<user|patient|caller|pt|employee> {N} <states|reports|unable|called|needs|cannot|says> <to print|password reset|it is slow|the screen is blue>
<I talked|We talked|talk> to {N} <today|and then {N}|about {PROD}>
<called|emailed|paged|texted> {N} <twice|again|back|no answer|left vm>
<asked|told|helped> {N} to <reboot|wait|call {PHONE}|unplug it>
shift <lead|change|note>: {N} relieved {N}, {NUM} open
<rn|dr|tech|nurse> {N} <in|from> {DEPT}
{N} <is|was> <a {ROLE}|the {ROLE}|our {ROLE}|on leave|on call|the last to log in|out sick|a victim|fired on {DATE}|locked out>.
{N} and {N} <were|are|both> <on call|admitted|out|interviewed|in {DEPT}>.
<said|asked|wrote|replied|explained> {N}<.|, {CROLE}.|, a {ROLE} at {HOSP}.>
"<We lost everything|It was slow|I clicked|The screen went dark>," <said|says> {N}<, {ROLE}|, a {ROLE} at {HOSP}|>.
<whose|her|his> <supervisor|manager|doctor|attorney>, {N}, <approved|signed|called|disagreed>.
<Signed|/s/|s/|By:|Name:|Signature:|Print name:|x> {N}
{TITLE} {N}<, {CRED},|> <will|has|is> <testify|reviewed|expected>.
<Dr.|Doctor|Mr.|Ms.|Mrs.> and <Mrs.|Mr.|Dr.> {L} <came|called>.
the <{L} family|{L}s> <sued|was told|moved>
"""

NOTHING = r"""
<thanks|thx|ty|cheers|ok|hi|hey|morning> <all|team|folks|guys|everyone|everybody>, <the {PROD} is back|{HOST} is up|on it|see {NUM}>
@<here|channel|all|oncall|helpdesk|{USER}> <{PROD} is down|see {NUM}|{THR} again>
<Assigned to|Escalated to|Reassigned to|Routed to|Group> <Network Team|Desktop Support|Tier Two|Epic Support|Biomed|Service Desk|Clinical Applications|{ORG} Support|Identity Team>
{"type":"identity","name":"{HOSP}","identity_class":"organization","sectors":["healthcare"]}
{"type":"report","name":"{THR} against {ORG}","description":"{THR} <uses|drops> {BRAND}; {ORG} <patched|said> {CVE}."}
{"Event":{"info":"{THR} <campaign|loader> {DATE}","Attribute":[{"type":"filename","value":"{HOST}","comment":"{BRAND}"}]}}
{"msg":"<connection closed|retry|timeout>","src":"{IP}","vendor":"{ORG}","product":"{PROD}"}
Hi <Team|All|Support|There|Everyone>,\n\n<The|Our> {ORG} {PROD} is <down|slow>.\n\n<Thanks|Best|Regards>,\n<The {ORG} Team|IT Service Desk|{HOSP}|Information Security|Your Helpdesk>
1. {ORG} - {PROD}\n2. {HOSP} - {PLACE}\n3. {THR} - {BRAND}
* {ORG} ({PROD})\n* {THR}\n* {PHR}
Der Patient hat eine Infektion und der Arzt gab ein Medikament. Die Station und das Labor melden einen Ausfall der Systeme.
Las impresoras de la farmacia no funcionan y el servidor de imágenes está lento. El equipo de sistemas revisa la red.
Le laboratoire signale une panne des systèmes. Les infirmières utilisent du papier et la pharmacie attend.
{ORG} <did not answer a request for comment|declined to comment|did not respond|has not said|could not be reached|would not say|confirmed it|denied it>.
<The worst was not knowing.|It was over.|Nobody knew.|The files were gone.> {ORG} <did not answer|declined|was told|said it|has|is> <a request for comment|to say|in {MONTH}|working on a fix>.
<Hurricane|Tropical Storm|Storm|Typhoon|Winter Storm> {GX} <closed the clinic|hit {PLACE}|cut the power>.
{LX} <County|Street|Hall|Building|Bridge|Avenue|Memorial|University|Foundation|Elementary School|Airport|Park> <was closed|is near|reopened>.
<The|A> <{LX}|{LX}-{LX}> <procedure|sign|test|score|scale|syndrome|drain|catheter|retractor|method|effect|equation|algorithm|fracture> <was|is> <positive|used|noted>.
<{ACR}|{ACR} {ACR}>: <Required field PID-5 missing|timeout|failed|connection reset|queue full|not found|denied>
mirth channel={ACR}_IN dest={IP} <ACK|NACK|{ACR}>: <Required field PID-5 missing|accepted>
MSH|^~\&|SCHED|HOSP|EHR|HOSP|{NUM}||<ADT^A01|SIU^S12|ORU^R01|ORM^O01|{ACR}^S12>|{NUM}|P|2.3.1
OBX|1|NM|GLUCOSE^Glucose^LN||98|mg/dL|70-99|N|||F\nPV1|1|I|ICU^12^A|{NUM}
<Asset|Model|Type|OS|Switch>: {HOST} / {ACR} {NUM}<X|-X|>
<Not affected|Affected|FP|False positive|Tuned|Ignored>: {ORG} <scanner|{ACR}|gateway|telemetry> {IP} and {PROD}.
<See|Cites|Docket|Form> {ACR} {NUM} and <45 CFR|42 USC|{ACR}> {VER}.
PatientID;LastName;FirstName;BirthDate;Sex;Email;Street;Zip;Diagnosis
<Name|User|Host|Street|City|State|Zip|Phone|Email|Dept|Room|Bed|Ward|Role|Title>;<Name|User|Host|Street|City|Zip>;<Phone|Email|Dept|Room>;<Status|Date|Ward>
Numbers that are nobody's: bytes={NUM}, <sequence|port|exit code> {NUM}.
<Sequences|Lines|Ports|Values|Codes|Readings|Alarms|Totals> that are <normal|high|old|nobody's>: {NUM}.
<Somebody|Someone|A man|A woman> from {ORG} called and asked for <her|his|my> <Medicare|insurance|card> number.
{PHR}, {PHR} and {THR} were discussed with {ORG}. <{PHR} again|Next is {MONTH}>.
número de seguro social {NUM}, teléfono {PHONE}, correo {MAIL}, expediente {NUM}.
The attached cost model belongs to {ORG}. <We ask that|Please> {ACR}-{NUM} exempts devices.
@{USER} can you look at {HOST}? creds {USER} / {NUM}
{"ts":"{DATE}","id.orig_h":"{IP}","id.resp_h":"{IP}","id.resp_p":443,"proto":"tcp","service":"ssl","orig_bytes":{NUM}}
hi hlpdesk, teh printer is down on {HOST} since <monday|this am|{DATE}>
<Lessons learned after|Opened|See|Closed|Blocked by|Linked to> <JIRA SEC|CHG|PRB|RITM|SNOW TASK|JIRA OPS|TKT>-{NUM}: the {ORG} VPN at {IP}.
TLP:<AMBER|RED|GREEN|CLEAR|AMBER+STRICT|WHITE>. The attached cost model is here.
At age {NUM} I have seen {THR} and {ORG} come and go.
<We run|They use|Patch|Replace|Upgrade> {ORG} {PROD} ({VER}) and see {CVE}.
{EPO} and {THR} <were discussed with|came up with|mean nothing to> {ORG}.
<A|Every> {NUM} year old <woman|man|patient> with {EPO} <never got her letter|was moved>.
<Mr. |>{NUM} y/o <man|woman> with {EPO} and hypertension, <brought in|admitted> after a fall.
Dean of Medicine, <Chief of Surgery|Director of Nursing|Head of Security|Chair of the Board|Vice President of Quality> <approved|signed|asked>.
<{ORG} needs|I asked for a longer period;|Vendor says upgrade> {PROD} {VER}.
<She|He|They|We|It|You|I> <and|, as> <her husband|his wife|their lawyer|our staff> <moved here|called|agreed> last year.
Asunto: correo raro\nHola, recibí un correo de {MAIL} que pide entrar en {HOST}.
Número de celular es {PHONE}. Fallas en {ORG} {PROD}.
La farmacia del hospital no puede imprimir desde el lunes; el servidor {HOST} no responde.
Le serveur de l'hôpital est en panne depuis lundi. Der Rechner auf der Station ist seit Montag aus.
IN1|1|PPO|001|{ORG}||||||||||||
NTE|1||<Specimen hemolyzed|Critical value called|Repeat advised|See note>, read back OK
<from|to|via|in> {HOST} <54/71|exit code 7|0x8007a0b0|ICD-10 E11.9|{NUM} sq ft|BP 158/75>, family frank blood
<On|Since|By|Before|After|In|Until|During> {MONTH} <our SOC saw|we saw|the team saw|staff saw> <beaconing|{THR}|traffic> from {HOST} to {IP}.
<Screens|Data|Files|Records|Photos> <of a {NUM} yo patient|> <were|was> posted by {THR}<.| on {DATE}.| and {THR}.>
{ORG} <released|issued|sent|announced|confirmed|published|recalled|patched|fixed|said|says|sells|makes|acquired|denied> <a fix|a letter|an advisory|version {VER}|{PROD}|the notice|it> <for {CVE}|about {EPO}|on {DATE}|to customers|>.
<The|Our|A|Each|Every|An old> {ORG} {PROD} <stays on|runs|was moved to|is at|fails on|needs> <{VER}|version {VER}|Windows|firmware {VER}>.
<Infusion pumps|Monitors|The server|Ventilators|Two scanners|A workstation> ({ORG} {PROD}, firmware {VER}) <lost|stopped|rebooted|went dark> after <traffic from {IP}|the {THR} attack>.
<{THR}|The {THR} group|The {THR} ransomware|Actors of {THR}|An affiliate of {THR}|{BRAND}> <uses|used|drops|deploys|exploits|steals|encrypts|downloads|injects|can|has|is|was|sends|targets|claims> <{THR}|{HOST}|credentials|{CVE}|files|{ORG} servers|hospitals|data from {ORG}>.
<Patients with|Cases of|History of|Diagnosed with|Treated for|Signs of|A trial of|Family history of|Ruled out|Positive for> {EPO} <were affected|and {EPO}|is common|since {DATE}|and {DRUG}|on {DRUG}>.
<The|A> {EPO} <was|is> <placed|noted|removed|positive|normal|15|9|low>.
{DRUG} <and|with|or|was stopped for> {DRUG} <daily|{NUM} mg|held|for {EPO}>.
<{HOSP}|Staff of {HOSP}|{HOSP} and {HOSP}|The board of {HOSP}|Nurses at {HOSP}> <closed|was hit by {THR}|diverted ambulances|uses {ORG}|said|reported a breach|in {PLACE} reopened|lost power> <on {DATE}|in {PLACE}|last week|>.
<The conference|A storm|Our office|The data center|The outage|A clinic|The meeting> <in|near|at|outside|from> {PLACE} <closed|is|was moved|starts {MONTH}>.
{PHR}<.| was called in {DEPT}.| is on {MONTH}.| applies.| and {PHR}.| again.>
<By|On|Before|After> {PHR}, <we|the team|staff|IT> <patched|met|restored {HOST}|called {ORG}>.
{STREET}, {PLACE} {NUM}
The <clinic|office|pharmacy|site> at {STREET}, {PLACE}<.| moved.>
<Under NDA with|Owned by|Contract with|Support from|A vendor,|Made by|The attached cost model belongs to|An invoice from|Competitor of|Thanks to> {ORG}<.|, {DATE}.| and {ORG}.>
<We ask that|We believe that|Please|The rule should|This docket should> <{NUM} exempts devices|{ORG} opens {PROD}|CMS extends the date|ONC adopt FHIR|hospitals get time> older than {DATE}.
<See|Call|Read|Open> {NUM}<.| or {PHONE}.>
<Next|Last|The next> update on {DATE}<.| or {MONTH}.>
<Error|Warning|INFO|DEBUG>: <Failed|Unable|Connection|Service> {PROD} {HOST} {IP} {VER}
{DATE} fw01 action=deny src={IP} dst={IP} rule=geo
{DATE} edr host={HOST} user={USER} proc={HOST} parent=explorer.exe ver={VER}
Process Create: Image: C:\Windows\System32\cmd.exe User: {USER} Company: {ORG} Product: {PROD}
User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/{VER} Safari/537.36
<Title|Department|Location|Vendor|Model|Subject|Service|Status|Priority|Category|Diagnosis|Allergies|Medication|Facility|Product|Company|Threat actor|Malware|City|Product name|Hospital>: <{ORG}|{HOSP}|{PROD}|{DEPT}|{PLACE}|{PHR}|{EPO}|{DRUG}|{THR}>
<Subject|RE|FW|Fwd>: <{PHR}|{ORG} {PROD} {WORD}|{WORD} {NUM}|{THR} alert|Urgent {WORD}|Private Key In Ticket|Strange Mail>
<The user|The nurse|A doctor|The patient|Someone|Nobody|A technician|The caller|Staff|The manager|Management|My doctor> <clicked|called|opened|reported|will|may|said> <the link|{DEPT}|{ORG}|{THR}|it>.
<price will|the will|a mark|may|will|the bill|a grant|the dawn|an early frost|the hope|in good faith|a rich source|a rose|the gold standard|art and|the church|a long day|the best|a best practice|a young patient|the king bed|the price|the field|a summer intern|the park> <rise|was read|be seen|was paid|of the shift|that it ends|from staff|of data|in {DEPT}|by {MONTH}>.
<Will|May|Mark|Bill|Grant|Price|Hope|Rose|Faith|Dawn|Art|Rich|Drew|Chase|Grace|Frank|Pat|Sue|Rob|Jack|Gene|Ray|Christian|Major|Banks|Young|Long|Best|Field|Park|Summer|Early|March|Church|Page> <the server|you be|as read|was issued|was|of data|in the lab|reset it|to close|be needed|for the work|is down|and test|all items>.
<The FBI|CISA|HHS|H-ISAC|CMS|ONC|NIST|FDA|The Joint Commission|OCR|MITRE|Congress|The Senate> <warned of|published|asked|fined> <{THR}|{HOSP}|{ORG}|guidance|a rule on {MONTH}>.
<Windows|Linux|Python|Java|Apache|Chrome|Adobe|Outlook|Excel|Teams|Zoom|PowerShell|Exchange|SharePoint> <was|is|update|crashed|Server|Online> <patched|down|{VER}|slow>.
THE <SERVER|PUMP|PHARMACY|SYSTEM> <WAS DOWN|IS SLOW|LOST DATA|WAS ENCRYPTED BY {THR}> <ON {DATE}|AGAIN|AFTER {CVE}>. <CALL IT|DO NOT REBOOT|SEE {NUM}>.
CONFIDENTIAL - INTERNAL USE ONLY. <Attorney-Client Privileged|Proprietary and Confidential|Trade Secret|For Official Use Only|Peer Review Privileged|Contains PHI>.
{ORG}, {ORG}, <and|or> {ORG} <all|each> <use|sell|support> {PROD}.
<Fancy|Cozy|Voodoo|Venomous|Primitive|Ember|Static|Ghost|Iron|Wicked|Silent|Crimson|Scarlet|Velvet|Jade|Onyx> <Bear|Panda|Kitten|Spider|Chollima|Blizzard|Typhoon|Sleet|Tempest|Storm|Jackal|Buffalo|Tiger|Dragon> <is|was|, also known as {THR},|used {THR}>.
<User|Admin|Guest|Domain|Local|Service|System|Network|Remote|Backup> <Account|Control|Manager|Server|Group|Policy|Monitor|Agent|Access> <was|is|{VER}> <disabled|locked|changed>.
## <Incident Summary|Root Cause|Next Steps|Lessons Learned|Timeline|Scope|Impact Assessment|Executive Summary|Contact Information|Current Status|Known Issues|Corrective Actions>
<Incident Report|Help Desk Ticket|Change Request|Discharge Summary|Progress Note|Chief Complaint|Past Medical History|Review Of Systems|Assessment And Plan|Physical Exam|Family History|Social History|Vital Signs|Admission Date|Attending Physician|Security Alert|Weekly Report|Patient Name|Date Of Birth>
please <reset|install|check|restart> <the {PROD}|{HOST}|my {WORD}|{ORG} {PROD}> <asap|today|before {MONTH}|thx>
<tried|ran|saw|got> <{THR}|{PROD}|{HOST}> <in|on> <{HOST}|{DEPT}|the {ORG} box> <no luck|and it died|still broken>
The {L0X} <Act|Foundation|Building|Institute|Street clinic|method|test|score|Center|family of viruses|algorithm|Bridge|Award|rule> <was|is> <cited|closed|used|positive>.
"""

FOREIGN = r"""
<lives with|brought in by|accompanied by|here with|called> <his wife|her husband|daughter|son|the patient's sister|his mother> {G}<,| at bedside,| who states| after a fall at home.| and> <concerned re: {EPO}|no fever|they agree>.
S: pt resting, <daughter|son|wife|husband|mother|sister> {G} at bedside, concerned re: {EPO}\nO: T 98.6 BP 122/74 HR 71\nA/P: discussed with {L} and pharmacist {N}. cont. abx. <social work|PT|case mgmt|nutrition> ({N}) to see. Dr. {L} aware.\n-- {N}, {CRED}
Dictated by {N}, transcribed by <{G}|{L}|{N}>.
HISTORY. <Mr.|Mrs.|Ms.> {L} is a {NUM} y/o <man|woman> with {EPO} and <hypertension|diabetes>, brought in by <his wife|her son> {G} after a fall. <He|She> was seen by Dr. {L} in consultation on {DATE}. {L0} tolerated the procedure well.
PCP: {N}, {CRED}<\n|   >Attending: {N}, {CRED}<\n|   >Consults: Dr. {L}, Dr. {L}
<Mayor|Spokeswoman|Spokesman|Councilman|Governor|Superintendent|Sheriff|Principal|Deputy|Commissioner|Pastor> {N} <praised the staff|declined to say|said|spoke|resigned|thanked {N}>. {N}, who <runs a bakery|lives nearby|teaches>, said that his mother {G} had waited. {L0} said the worst was not knowing.
"<We went back to paper|It was chaos|No one called>," said {N}, a <nurse of 20 years|teacher|driver>. <Mayor|Chief|Dr.> {N} <praised the staff|was there>.
VIA CERTIFIED MAIL\n{N}\n{STREET}\n{PLACE}\n\nRe: <Estate of|Matter of|Claim of> {N}; our client {N}\n\nDear <Mr.|Ms.|Mrs.|Dr.> {L}:
<Mr.|Ms.|Mrs.> {L} <states|claims|alleges|testified> that {N}, then a <technician|nurse|clerk> of your clinic, <opened the file|told {N}>.
Dear Dr. {L},\n\nthank you for seeing {N}, whom you know from her visit with {G}. She and her husband {N} moved here last year. My nurse, {G}, will call you.\n\nKind regards,\n{N}
<please direct all calls to|copy to|cc> my <assistant|paralegal|partner>, {N}, at {PHONE}.
<Minutes of|Board of|Committee on> {DEPT}, {DATE}\nPresent: {N}, {N}, {N}, {N}\nAbsent: {N}\n1. {L} opened the meeting. {L} reported on {WORD}. Motion by {L}, second by {L}.\n2. {ORG} contract: {L} to ask for a price.\nRespectfully, {N}, secretary
{L} <opened the meeting|moved to adjourn|seconded|abstained|to report|will ask for a price|presented the budget>. {L} and {L} <agreed|voted no|were absent>.
{PLACE} - {N}, <{NUM}, |the {ROLE} of {HOSP}, |a {ROLE}, |>told <reporters|the council|a jury|investigators|The Times> <on {MONTH}|that the city would pay|that {ORG} had known|it was over>.
<President|Senator|Mayor|Gov.|Rep.|Prime Minister|Minister|Sheriff|Coach|CEO|Chancellor|Sen.|Secretary> {N} <and|met|, who|said|will|signed|vetoed|beat> <{N}|the bill|{TITLE} {L}|in {PLACE}>.
{N}, who <played|won|lived|studied|worked|was born|taught|fought> <for {PLACE}|in {PLACE}|at {HOSP}|with {N}>, <died|retired|scored|returned|was arrested> <on {MONTH}|at {NUM}|in {PLACE}>.
<Police|Officials|Prosecutors|Detectives|Neighbors|Friends|Relatives|Doctors|Lawyers> <identified|named|arrested|found|charged|described|remembered|questioned> {N}<, {NUM},|> <of {PLACE}|as the driver|in the case|near {STREET}|as kind>.
{L0} <scored|pleaded|told|refused|was|had|, who|said he|did not|later> <twice|not guilty|the court so|to speak|released|been there>.
<Director|Actor|Author|Singer|Composer|Painter|Economist|Biologist|Striker|Goalkeeper|Pilot|Farmer|Chef> {N}<'s|> <new film|latest book|album|study|team|restaurant|work> <opens|was|sold|beat {PLACE}|won>.
<The study|A paper|The report|Work> <by|from> {N}<, {N} and {N}| and colleagues| et al.| and {N}> <found|shows|suggests|was published> <in Nature|a link|in {DATE}|that it works>.
{L}, {G0[0]}., & {L}, {G0[0]}. ({NUM}). <The effect of|On> {WORD}.
<Chief complaint|HPI|Hx>: {TITLE} {L} is a {NUM} year old <man|woman|male|female> with {EPO} <who presents|admitted> to {HOSP} <on {DATE}|with pain>.
{N} is a {NUM}-year-old <male|female|man|woman|gentleman|lady> <with a history of {EPO}|presenting with pain|referred by {TITLE} {N}|on {DRUG}>.
<Discussed with|Seen by|Referred by|Dictated by|Attending:|Consult:|cc:|Assisted by|Anesthesia by|Daughter|Son|Wife|Husband|Mother> {N}<, {CRED}|, M.D.|> <at bedside|who agrees|via phone|{PHONE}|on {DATE}>.
<Mr.|Mrs.|Ms.|Miss> {L} <denies|reports|tolerated|was|is|has|states|underwent|remains|continues|complains of> <fever|well|stable|a fall|{DRUG}|pain|chest pain|surgery>.
<Pt|The patient|She|He> lives with <husband|wife|son|daughter|her brother|a friend>, {G}, and <dog|cat|cousin|neighbor>, <{G}|Rex|{G}>.
Dear <{TITLE} {L}|{N}|{TITLE} {N}>:\n<We represent|This firm represents|I write on behalf of|Please be advised that> {N} <in the matter of|against|, your tenant at> <{STREET}|{ORG}|{HOSP}>.
<IN THE MATTER OF|Estate of|Re:|In re|State v.|People v.|United States v.> {N}<, Case No. {NUM}|, deceased|>
{N}, <Plaintiff|Petitioner|Appellant|Claimant>, v. <{N}|{ORG}|{HOSP}>, <Defendant|Respondent>.
<I, {N}|The undersigned, {N}|We, {N} and {N}>, <being duly sworn|of sound mind|residing at {STREET}|hereby> <depose and say|declare|appoint {N}|state> <as follows|that it is true|my agent>.
<BY MR. {L}|Q. {TITLE} {L}|THE COURT|MS. {L}|THE WITNESS>: <Did you|Yes|No|I do> <see|know> {N}?
"<Come here|I don't know|Wait|You lied|Listen|Run|Please>," <{G}|{N}|{TITLE} {L}|{L}> <said|whispered|shouted|replied|laughed|murmured|cried|answered|asked>.
"<Where is|Have you seen|Who is|Tell|Ask|Look at|I love|Don't trust|What about> {G}?" <{G}|she|he|the old man|{L}> <asked|said|wondered>.
{G} <looked|walked|turned|ran|smiled|sighed|closed|opened|stared|stood|sat|nodded|remembered|wondered|picked up|shook|had never|knew|felt|could|was|did not> <at the door|away|at {G}|the window|her head|down the hall|of {PLACE}|that {G} lied|home>.
{G} and {G} <walked|drove|argued|were|had|met|danced|lived> <to {PLACE}|all night|married|by the river|again>.
<Old|Little|Poor|Young|Aunt|Uncle|Dear|Cousin|Captain|Lady|Lord|Sir|Father|Mother|King|Queen|Prince|Princess|Saint> {G} <said|was|came|smiled|never|died|knew> <nothing|home|at last|old|by the fire>.
<He|She|They|I|We> <saw|loved|married|met|kissed|hated|remembered|followed|called|thanked|hired|left|missed|found|told|asked|heard> <{G}|{N}|{L}|{TITLE} {L}> <in the garden|again|in {PLACE}|that night|about {G}|with {G}|>.
<It|That|This|Here|There> <was|is> <{G}|{N}|{L}|{G}'s house|{G}'s turn|{L}'s idea>.
The <house|letter|ship|dog|will|room|farm> <belonged to|was from|of|was left to|had been built by> {N}<.|, who died in {DATE}.>
{N} (born {DATE}<|, {PLACE}>) is <a|an> <American|French|Nigerian|Chinese|retired|Indian> <footballer|politician|writer|actor|chemist|nurse>.
{N} was born <in|near|at> {PLACE} <to|as the son of|, daughter of> {N} and {N}.
Obituary: {N}, beloved <wife|husband|father|mother> of {G}, <passed away|died> on {DATE}. <Survived by|Preceded by> {G}, {G} and {G}.
Happy birthday <{G}|{N}>! <Love|From|xoxo>, {G}
hey {G}, <are you|did|can> <coming|{G} call|you tell {G}> <tonight|?|later>
<thx|ok|lol|yes> {G}, <tell|ask|see> {G} <too|later|at 5>
<Minutes|Present|Absent|Motion by|Seconded by|Moved by|Chair|Apologies>: {N}<, {N}|; seconded by {N}|>
<Guests|Crew|Cast|Team A|Winners|Starring|Written by|Directed by|Photo by|Photo:|Edited by|Translated by|Story by|With reporting by>: {N}<, {N}, {N}| and {N}|>
<Invoice|Bill|Ship|Deliver|Pay|Sold> to: {N}\n{STREET}\n{PLACE}
<Student|Teacher|Pupil|Parent|Tenant|Landlord|Buyer|Seller|Borrower|Passenger|Guest|Applicant|Candidate>: {N}
<We|I> recommend {N} for <the post|promotion|the award>. {G0} <is|has> <been with us|diligent>. {TITLE} {L0} <leads|taught>.
{G} {L0} <vs|v|beat|lost to|over|and> {N} 6-4
My teacher {TITLE} {L} and <my friend|my cousin> {G} <like|teach> <chess|math>.
<Reviewed|5 stars|Posted|Answered|Comment> by {N}<, {PLACE}| on {DATE}|>
<interpreter|driver|guide|witness|neighbor|landlord|waiter> {N} <helped|saw|said|arrived>
{L}, {L} and {L} <wrote|found|argue|agree|played|scored>.
In {DATE}, {N} <became|joined|founded|left> <{ORG}|{HOSP}|the army|the board>.
<Founded|Led|Run|Owned|Directed|Coached|Managed> by {N}, <{ORG}|the team|{HOSP}|the school> <grew|won|closed>.
{N}:\n<I think so.|No.|Where were you?>\n{N}:\n<At home.|Yes.>
{N} -- <great work|see me|thanks again|call me>
<The artist|Our guest|The winner|My hero|The accused|His successor|Her predecessor|The deceased|The heir> <is|was|, |remains> {N}<.|, of {PLACE}.>
"""
