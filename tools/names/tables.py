"""Words and phrases that stand beside names or look like them, gathered by hand (data)."""

TITLES = """mr mrs ms miss mx dr doctor prof professor nurse sir madam dame lord lady rev reverend
father sister brother fr sr pastor rabbi imam judge justice officer detective sergeant sgt captain
capt lieutenant lt colonel col major maj general gen corporal cpl admiral commander cmdr senator
sen representative rep congressman congresswoman governor gov mayor president secretary attorney
atty counselor esquire hon honorable monsieur madame mme mlle señor señora señorita sra herr frau
don doña signor signora sheikh shri smt aunt auntie uncle grandma grandpa cousin mister coach
chief deputy ambassador councilman councilwoman alderman principal dean chancellor"""

ROLES = """patient patients physician doctor surgeon nurse rn lpn cna tech technician technologist
radiologist pharmacist therapist clinician provider hospitalist intern resident fellow attending
analyst engineer developer admin administrator manager director supervisor lead chief officer ciso
cio ceo cfo coo cto president chair chairman chairwoman chairperson coordinator clerk receptionist
registrar secretary assistant specialist consultant contractor vendor auditor investigator
employee user caller requester requestor reporter submitter contact owner author witness
plaintiff defendant claimant petitioner respondent attorney counsel lawyer paralegal juror deponent
mother father son daughter wife husband spouse brother sister parent guardian guarantor child baby
boy girl man woman uncle aunt cousin grandmother grandfather grandson granddaughter nephew niece
partner friend neighbor neighbour roommate widow widower fiance fiancee dad mom mum
colleague coworker teacher student professor researcher scientist historian journalist spokesman
spokeswoman spokesperson senator representative mayor governor minister member subscriber insured
beneficiary enrollee applicant prescriber dentist podiatrist optometrist psychologist psychiatrist
cardiologist oncologist neurologist dermatologist paramedic emt dispatcher biomed helpdesk
courier driver custodian janitor visitor victim suspect sender recipient operator user worker
staff counselor advocate commenter signatory undersigned notary"""

CREDENTIALS = """md do rn lpn np pa pharmd phd dds dmd dpm dvm msn bsn mph mba jd esq rph rt cna crna
aprn cnp fnp dnp lcsw msw cissp cism cpa cpht facp facs facc mbbs frcp rhia rhit cphims fache mha
ccrn cen cpn ocn cne cnor cnl cnm cns acnp agnp pmhnp whnp nea ne bc rrt crt rt rdn ldn otr lmft lpc lcpc cpc ccs cpma
mls mlt ascp chc chp chpc hcispp giac gcih gcfa gpen ceh oscp cisa cism crisc ccsp pmp itil ccna ccnp
ms ma ba bs bsc msc edd psyd od pt dpt ot slp ccc"""

SUFFIXES = "jr sr ii iii iv v junior senior 2nd 3rd"

PARTICLES = """van der den de la le du da di del della dos das do las los von zu zur ter ten te bin
ibn ben bint al el abu abd ap af av st saint mac mc o d y e san santa dela delos bar"""

MONTHS = """january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday
sunday mon tue tues wed thu thur thurs fri sat sun christmas easter thanksgiving hanukkah ramadan
diwali halloween passover juneteenth"""

EPONYMS = """addison alzheimer alzheimers apgar babinski barrett bartholin bartter basedow battle
becker behcet bell bence berger bernard bowen braxton bright broca brown brugada bruton brudzinski
budd burkitt cannon castleman celsius chagas charcot cheyne chiari chvostek coombs colles cori
coxsackie creutzfeldt crohn crohns cushing dandy darier dercum doppler down dressler duchenne
dupuytren durkan ebstein edwards ehlers eisenmenger ellis epstein epley erb ewing fabry fahrenheit
fallot fanconi fitz foley fontan fournier friedreich frey gaucher gilbert gilles glasgow gleason
goodpasture gottron gram graves grey guillain hallpike hansen harvey hashimoto heberden heimlich
henoch hickman hirschsprung hodgkin hodgkins holter homan horner hunter huntington huntingtons
hurler hutchinson jakob kaposi kartagener kawasaki kernig kienbock killian klinefelter klumpke
kocher koplik korotkoff korsakoff krukenberg kussmaul lachman laennec lambert langerhans lasegue
legionnaire legionnaires leopold lewy lisfranc lou lowenstein ludwig lyme mallory marfan marjolin
mcburney meckel meniere menieres merkel mobitz moro morton munchausen murphy nissen noonan ober
osgood osler pacinian paget pancoast parkinson parkinsons perthes peyronie peutz phalen plummer
pott potter prader prinzmetal purkinje ramsay raynaud raynauds reed refsum reiter reye rinne
romberg rorschach roux rovsing salmonella sanfilippo schatzki scheuermann schilling schlatter
schober schwann semmelweis sever sezary sheehan shigella sims sjogren sjogrens snellen spurling
stevens still stokes sturge sweet swan ganz sydenham takayasu tay sachs thomas tietze tinel
tourette tourettes towne trendelenburg trousseau turner valsalva vincent virchow volkmann waldenstrom
wallenberg waterhouse weber wegener weil wernicke whipple williams wilms wilson wiskott wolff zenker
zollinger ellison apert asperger aspergers barre barr danlos dix duroziez gehrig hadad holmes
johnson kleine levin lesch nyhan mikulicz monro morgagni moses pickwickian pierre robin pompe rett
sanders schonlein stargardt vater wells ranson braden morse norton hoehn yahr barthel beck hamilton
karnofsky likert mallampati penrose yankauer kirschner steinmann ilizarov mohs billroth heller
bankart austin keller kelly kocher allis babcock debakey mayo bovie kerley bochdalek"""

EPONYM_HEADS = """drain scale blood code esophagus pouch clip retractor needle tube balloon
stage grade class type lemma law effect distribution equation number rule ratio angle space pulse
respiration respirations breathing seizures seizure block heart valve stent graft shunt filter
procedure prosthesis technique method classification formula agar antigen antibody virus bacillus
cell cells corpuscle tubule capsule membrane fold triangle canal foramen ganglion plexus nerve muscle
ligament tendon splint cast bandage dressing rod nail plate screw pin tongs traction frame cuff
chair bed tank counter lamp light ring loop knot suture incision approach flap
disease syndrome palsy score scale catheter sign test lymphoma sarcoma monitor
phenomenon dementia chorea tumor reflex maneuver procedure fracture contracture ulcer anemia
thyroiditis agglutination stain body bodies node nodes duct gland loop forceps clamp drain wire
operation criteria index position reaction aphasia ataxia hernia esophagus encephalopathy
cardiomyopathy nephropathy imaging ultrasound effect line lines classification staging"""

DRUGS = """acetaminophen adderall advair albuterol allopurinol alprazolam ambien amiodarone
amlodipine amoxicillin apixaban aricept aripiprazole aspirin atenolol ativan atorvastatin augmentin
azithromycin baclofen benadryl botox bupropion buspirone carvedilol celebrex celexa cephalexin
cialis ciprofloxacin citalopram claritin clonazepam clonidine clopidogrel clozapine codeine
coumadin crestor cymbalta dexamethasone diazepam diclofenac digoxin dilantin dilaudid diltiazem
diovan donepezil doxycycline duloxetine eliquis enalapril enoxaparin entresto epinephrine
escitalopram fentanyl flagyl flexeril flonase fluoxetine furosemide gabapentin glipizide glucophage
haldol heparin humalog humira hydralazine hydrochlorothiazide hydrocodone hydroxyzine ibuprofen
imitrex insulin januvia jardiance keflex keppra ketamine klonopin lamictal lamotrigine lantus lasix
levaquin levofloxacin levothyroxine lexapro lipitor lisinopril lithium loratadine lorazepam losartan
lovenox lyrica meloxicam metformin methadone methotrexate metoprolol mirtazapine morphine motrin
naloxone naproxen narcan neurontin nexium norco norvasc novolog olanzapine omeprazole ondansetron
oxycodone ozempic pantoprazole paxil paxlovid penicillin percocet plavix pravastatin prednisone
prilosec propofol propranolol protonix prozac quetiapine ranitidine risperidone ritalin rosuvastatin
seroquel sertraline simvastatin singulair spironolactone suboxone synthroid tamiflu tamsulosin
tegretol topamax topiramate tramadol trazodone tylenol valium valtrex vancomycin venlafaxine
ventolin viagra vicodin warfarin wegovy wellbutrin xanax xarelto zestril zithromax zofran zoloft
zolpidem zyprexa zyrtec keytruda remicade enbrel trulicity victoza mounjaro"""

FIRMS = """3m; abbott; abbvie; abiomed; accenture; acronis; adobe; aetna; agfa; akamai; alaris; alcon;
alibaba; allen-bradley; allscripts; amazon; amgen; anthem; apache; apple; arista; ascension; asus;
astrazeneca; athena; athenahealth; atlassian; at&t; aurora; avaya; azure; b. braun; bard;
barracuda; bausch; baxter; bayer; becton dickinson; becton, dickinson; bd; beckman coulter;
biotronik; bloomberg; blue cross; blue shield; boston scientific; braun; bristol myers squibb;
broadcom; canon; cardinal health; carefusion; carestream; carbon black; cerner; change healthcare;
charles schwab; check point; chevron; cigna; cisco; citrix; cleveland clinic; cloudflare;
cohesity; commvault; conduent; cook medical; cora health; crowdstrike; cvs; cyberark; cyberx;
cylance; d-link; dana farber; darktrace; dell; deloitte; delphix; dexcom; dignity health; draeger;
drager; dragos; dropbox; duke health; eclinicalworks; edwards lifesciences; eli lilly; emc;
emerson; encompass; epic; epson; ericsson; ernst & young; eset; evident; experian; exxon; f5;
facebook; fidelity; fireeye; forescout; fortinet; fresenius; fujifilm; fujitsu; gartner;
geisinger; ge healthcare; general electric; general motors; genentech; getinge; gilead; github;
gitlab; gsk; glaxo; goldman sachs; google; grand rounds; greenway; hca; hamilton medical;
haemonetics; henry schein; henry ford health; hewlett packard; hill-rom; hillrom; hitachi;
hologic; honeywell; hospira; hp; huawei; humana; huntress; ibm; icu medical; insulet; intel;
intermountain; intuit; ivanti; jackson memorial; jenkins; john deere; johns hopkins; johnson &
johnson; johnson controls; jp morgan; jpmorgan chase; juniper; kaiser permanente; kaseya;
kaspersky; karl storz; kronos; labcorp; leica; lenovo; lexmark; linux; lockheed martin; lowe's;
mandiant; masimo; mass general; massachusetts general; mayo clinic; mcafee; mcdonald's; mckesson;
mckinsey; md anderson; meditech; medtronic; memorial hermann; merck; merge; meta; microsoft;
mindray; mirth; mitel; mitre; mitsubishi; molina; morgan stanley; motorola; mount sinai; moxa;
natus; navicent; netapp; netgear; netscout; nextgen; nihon kohden; nokia; northwell; northrop
grumman; norton; novartis; novo nordisk; nuance; nutanix; nvidia; nyu langone; okta; olympus;
omnicell; openemr; optum; oracle; palo alto networks; palo alto; panasonic; pfizer; philips;
phoenix contact; pitney bowes; premera; proofpoint; providence; pwc; pyxis; qualcomm; qualys;
quest diagnostics; rackspace; rapid7; recorded future; red hat; redhat; regeneron; resmed; rite
aid; roche; rockwell; rockwell automation; rubrik; salesforce; samsung; sanofi; sap; schneider
electric; secureworks; sentara; sentinelone; servicenow; shodan; siemens; siemens healthineers;
slack; sloan kettering; smith & nephew; smiths medical; snowflake; solarwinds; sonicwall; sony;
sophos; spacelabs; splunk; spok; st. jude medical; stanford; steris; stryker; supermicro; sutter
health; swisslog; symantec; sysmex; takeda; tanium; tenable; tenet; teva; texas instruments;
thales; thermo fisher; toshiba; trend micro; tripwire; tyler technologies; ubiquiti; unitedhealth;
unitedhealthcare; valleylab; vanderbilt; varian; veeam; verizon; veritas; vizient; vmware; vyaire;
walgreens; walmart; walter reed; watchguard; wells fargo; welch allyn; western digital; whatsapp;
winston; wireshark; carl zeiss; zeiss; carl zeiss meditec; john wiley; wiley; jack daniel's; bob's
burgers; bob evans; dragerwerk; jackson pratt; barco; hill rom; welch allyn; stanley black &
decker; black & decker; ben & jerry's; marks and spencer; abercrombie & fitch; dolce & gabbana;
tommy hilfiger; calvin klein; papa john's; jimmy john's; wendy's; denny's; arby's; carl's jr;
trader joe's; victoria's secret; mary kay; betty crocker; aunt jemima; uncle ben's; dr pepper; dr.
pepper; mr. clean; mr. coffee; mrs. fields; chuck e. cheese; ruth's chris; smith & wesson; ernest
& julio gallo; jim beam; johnnie walker; captain morgan; jose cuervo; henry schein one; smith
barney; morgan lewis; baker mckenzie; jones day; king & spalding; ropes & gray; latham & watkins;
kirkland & ellis; mitchell madison; oliver wyman; oliver wight; booz & company; marsh & mclennan;
aon hewitt; willis towers watson; arthur j. gallagher; kelly services; mercer; watson health; ibm
watson; hewitt; lippincott; lippincott williams & wilkins; elsevier; mosby; saunders; mcgraw hill;
harper collins; simon & schuster; houghton mifflin; jones & bartlett; barnes & noble; rand
mcnally; merriam webster; webster; roget; gray's anatomy; grey's anatomy; robert wood johnson;
robert wood johnson foundation; kellogg; ford foundation; rockefeller; gates foundation; bill &
melinda gates foundation; howard hughes medical institute; scripps; salk; wistar; dana; joslin;
menninger; hazelden; betty ford center; st. jude; shriners; scott & white; baylor scott & white;
lahey; emory; tulane; drexel; carnegie; carnegie mellon; rutgers; brown university; george
washington university; william & mary; lucile packard; rady; nemours; nationwide children's; ann &
robert h. lurie; loma linda; maimonides; montefiore; lenox hill; bellevue; roosevelt; walter reed;
madigan; landstuhl; tripler; eisenhower; bowman gray; moses cone; erlanger; parkland; ben taub;
cook county; stroger; hennepin; ochsner; sanford; essentia; avera; marshfield; gundersen; benefis;
bozeman; st. vincent; beckton dickinson; beckman; coulter; bruker; tecan; eppendorf; sartorius;
gilson; perkin elmer; perkinelmer; siemens nixdorf; nixdorf; diebold; diebold nixdorf; pitney;
bowes; otis; trane; kohler; johnson controls metasys; metasys; tyco; simplex; simplexgrinnell;
lenel; hirsch; kantech; honeywell tuxedo; allen bradley; barix; axis; hanna; hobart; steelcase;
herman miller; hach; parker hannifin; baldor; woodward; bently nevada; foxboro; fisher rosemount;
rosemount; wonderware; iconics; trihedral; delmia; dassault; arthrex; depuy; depuy synthes;
ethicon; cordis; codman; acclarent; biosense webster; biosense; st jude; guidant; sorin; livanova;
biomet; exactech; globus; nuvasive; conmed; linvatec; storz; richard wolf; pentax; hoya; nellcor;
covidien; tyco healthcare; maquet; datascope; datex ohmeda; ohmeda; drager medical; heinen
lowenstein; weinmann; fisher & paykel; fisher paykel; respironics; philips respironics; hamilton
company; sechrist; bio med; bunnell; maquet servo; braun space; ivac; imed; sigma; hospira plum;
lifecare; abbott freestyle; freestyle; dexcom g6; tandem; animas; roche accu chek; accu chek;
accuchek; bayer contour; lifescan; one touch; nova biomedical; radiometer; werfen; stago; ortho
clinical; grifols; immucor; bio rad; haemonetics; terumo; gambro; nxstage; nikkiso; mizuho;
skytron; trumpf; trumpf medical; berchtold; getinge maquet; amsco; belimed; tuttnauer; leica
biosystems; ventana; sakura; dako; cepheid; biofire; luminex; illumina; affymetrix; qiagen;
wolters kluwer; workday; xerox; yale; yahoo; zebra; zimmer; zimmer biomet; zoll; zoom; zscaler;
cold fusion; charles river; ellis medicine; barnes jewish; cedars sinai; brigham; beth israel;
booz allen; booz allen hamilton; ernst and young; merrill lynch; price waterhouse; rolls royce;
harley davidson; louis vuitton; estee lauder; ralph lauren; tiffany; wendy's; dick's; macy's;
sherwin williams; warner bros; wyeth; upjohn; parke davis; searle; lilly; perrigo; mallinckrodt;
baker hughes; dow jones; arthur andersen; marsh mclennan; kroll; stroz friedberg; kpmg; grant
thornton; leidos; lexisnexis; moody's; mitchell international; guidehouse; cadd-solis; carescape;
intellivue; somatom; symbiq; vantage galan; affirm; sigma spectrum; centricity; powerchart;
sunquest; mychart; haiku; canto; cadence; beaker; hyperspace; caboodle; soarian; paragon;
intelispace; intellispace; synapse; vitrea; vue pacs; omnipod; plum; infusomat; perfusor; servo;
puritan bennett; evita; babylog; zenition; azurion; allura; ingenia; achieva; brilliance;
affiniti; epiq; logiq; signa; magnetom; acuson; artis; mobilett; biograph; ysio; aquilion; cobas;
alinity; sysmex; isite; iconnect; latitude; carelink; paceart"""

THREATS = """rhysida; black basta; fancy bear; cozy bear; scattered spider; lazarus group; lazarus;
daixin team; daixin; royal; royal ransomware; akira; medusa; hive; conti; maze; clop; cl0p; cuba;
lockbit; blackcat; alphv; black cat; ryuk; trickbot; emotet; qakbot; qbot; bumblebee; icedid;
dridex; cobalt strike; mimikatz; bloodhound; sharphound; metasploit; sliver; brute ratel; empire;
covenant; havoc; powersploit; lazagne; john the ripper; hydra; hashcat; impacket; rubeus; responder;
ngrok; anydesk; teamviewer; screenconnect; psexec; rclone; mega; wannacry; notpetya; petya; sodinokibi;
revil; darkside; blackmatter; babuk; avaddon; vice society; karakurt; snatch; play; bianlian;
ransomhub; qilin; inc ransom; hunters international; 8base; trigona; no escape; noescape; nokoyawa;
abyss; cactus; lorenz; ragnar locker; ragnarlocker; raccoon; redline; vidar; lumma; azorult;
formbook; agent tesla; remcos; njrat; asyncrat; nanocore; darkcomet; gh0st; plugx; shadowpad;
winnti; wicked panda; charming kitten; rocket kitten; mustang panda; gothic panda; deep panda;
stone panda; voodoo bear; venomous bear; sandworm; turla; gamaredon; primitive bear; kimsuky;
andariel; volt typhoon; salt typhoon; flax typhoon; silk typhoon; midnight blizzard; forest blizzard;
seashell blizzard; star blizzard; wizard spider; mummy spider; indrik spider; carbon spider; evil corp;
carbanak; fin7; fin12; hafnium; nobelium; octo tempest; lapsus$; killnet; anonymous sudan; dark angels;
nova; lynx; fog; sarcoma; interlock; embargo; money message; monti; rorschach; el dorado; eldorado;
brain cipher; three am; doppelpaymer; netwalker; egregor; zeppelin; pysa; mespinoza; hello kitty;
fivehands; deadbolt; phobos; makop; stop djvu; locky; cerber; samsam; bitpaymer; gandcrab; nemty;
sekhmet; mount locker; astrolocker; quantum; zeon; blackbyte; log4j; log4shell; heartbleed; eternalblue;
bluekeep; zerologon; printnightmare; shellshock; spectre; meltdown; ripple20; urgent/11; amnesia:33;
name:wreck; sweyntooth; access:7; pwnedpiper; mdhex; citrix bleed; moveit; goanywhere; follina;
dirty pipe; dirty cow; proxyshell; proxylogon; sunburst; stuxnet; triton; trisis; industroyer; havex;
mirai; mozi; necurs; zeus; gozi; ursnif; danabot; hancitor; guloader; smokeloader; socgholish;
gootloader; raspberry robin; pikabot; darkgate; latrodectus; systembc; amadey"""

PHRASES = """mark i; mark ii; mark iii; mark iv; mark v; mark vi; rose bengal; martin luther king day;
martin luther king jr day; martin luther king; chase the ticket; art department; st. john's wort;
big ben; jim crow; peter principle; sally port; lazy susan; roger that; roger wilco; bloody mary;
jersey barrier; adam's apple; achilles tendon; christmas eve; new year's eve; new year's day; new year;
st. patrick's day; valentine's day; columbus day; presidents day; labor day; memorial day;
independence day; veterans day; mother's day; father's day; victoria day; boxing day; earth day;
ash wednesday; palm sunday; easter sunday; black friday; cyber monday; giving tuesday; boston marathon;
hail mary; jack of hearts; queen anne; louis vuitton; frank starling; frank discussion; hope scholarship;
grace note; faith community; will call; will follow; may day; june bug; april fools; april fools day;
dawn patrol; dawn phenomenon; joy ride; bob cat; bill of rights; bill of lading; bill of materials;
grant program; grant application; price list; price waterhouse; cash price; young adult; long term;
short stay; best practice; best practices; rich text; rich text format; drew blood; victor hugo;
mason jar; carter administration; page up; page down; page break; chase bank; wells fargo; cliff note;
cliffs notes; norm referenced; pat down; dean of medicine; dean of students; king size; queen size;
major incident; major depressive disorder; major surgery; general surgery; general hospital;
private practice; sterling silver; gold standard; silver alert; amber alert; code adam; code brown;
code white; code pink; code purple; code black; baker act; marchman act; miranda rights; pell grant;
carter doctrine; monroe doctrine; marshall plan; marshall islands; solomon islands; cook islands;
virgin islands; falkland islands; bishop score; ranson's criteria; wells score; light's criteria;code blue; code red; code gray; code silver; code stroke; blue team; red team; purple team;
tiger team; good friday; grace period; mark as read; will advise; may advise; patch tuesday;
joint commission; zero trust; hope creek; santa fe; trinity health; mercy health; saint francis;
st. francis; st. luke's; st. mary's; st. joseph's; sacred heart; good samaritan; holy cross;
mount carmel; carolina east; san antonio; san diego; san jose; san francisco; santa clara;
santa cruz; santa monica; fort worth; fort wayne; baton rouge; grand rapids; cedar rapids;
little rock; st. louis; st. paul; new york; new jersey; new mexico; new hampshire; new orleans;
new england; north carolina; south carolina; north dakota; south dakota; west virginia;
rhode island; united states; united kingdom; puerto rico; costa rica; sri lanka; saudi arabia;
hong kong; new zealand; south africa; south korea; north korea; el salvador; san marino;
los angeles; las vegas; long beach; palm springs; salt lake city; kansas city; jersey city;
jefferson city; lincoln county; orange county; cook county; king county; wayne county; clark county;
san juan; des moines; el paso; st. petersburg; mary esther; jackson hole; carson city; virginia beach;
white house; supreme court; capitol hill; wall street; silicon valley; times square; madison avenue;
health level seven; fast healthcare interoperability resources; glasgow coma scale; apgar score;
foley catheter; holter monitor; swan ganz; roux en y; lou gehrig's disease; gram stain; pap smear;
blue button; carin alliance; sequoia project; da vinci project; argonaut project; carequality;
commonwell; epic care everywhere; care everywhere; share everywhere; cures act; stark law;
anti kickback; sherman act; clayton act; privacy act; robinson patman; taft hartley; hatch act;
johnson act; hill burton; ryan white; ryan white program; katie beckett; jimmo; olmstead;
mccarran ferguson; lanham act; wagner act; byrd amendment; hyde amendment; sarbanes oxley;
gramm leach bliley; dodd frank; graham leach bliley; glass steagall; amber alert; megan's law;
sandy hook; kerberos; diffie hellman; rivest shamir; luhn; kaplan meier; bland altman; cox regression;
student's t; bonferroni; monte carlo; bayes; markov; poisson; gaussian; bernoulli; fourier; boolean;
mann whitney; kruskal wallis; fisher exact; pearson correlation; spearman; cronbach; cohen's kappa;
moore's law; murphy's law; parkinson's law; occam's razor; schrodinger; turing test; jane doe;
john doe; john q. public; joe public; uncle sam; peter pan; santa claus; jack of all trades;
tom dick and harry; jekyll and hyde; big brother; mother nature; father time; lady luck;
dear john; dear sir; dear madam; sir or madam; to whom it may concern; happy friday; happy monday;
thank you; thanks again; kind regards; best regards; warm regards; many thanks; see attached;
service desk; help desk; front desk; active directory; domain admins; domain admin; remote desktop;
event viewer; windows defender; google chrome; mozilla firefox; microsoft edge; internet explorer;
visual basic; active setup; access control; lateral movement; initial access; first name; last name;
middle name; full name; given name; family name; medical record; social security; date of birth;
north wing; south wing; east wing; west wing; main campus; east campus; west campus; emergency department"""

STATES = """alabama alaska arizona arkansas california colorado connecticut delaware florida georgia
hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee
texas utah vermont virginia washington wisconsin wyoming guam"""

COUNTRIES = """afghanistan albania algeria andorra angola argentina armenia australia austria
azerbaijan bahamas bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia
botswana brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia congo
croatia cuba cyprus czechia denmark djibouti dominica ecuador egypt eritrea estonia ethiopia fiji
finland france gabon gambia germany ghana greece grenada guatemala guinea guyana haiti honduras
hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya
kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya lithuania luxembourg madagascar
malawi malaysia maldives mali malta mauritius mexico moldova monaco mongolia montenegro morocco
mozambique myanmar namibia nepal netherlands nicaragua niger nigeria norway oman pakistan panama
paraguay peru philippines poland portugal qatar romania russia rwanda senegal serbia singapore
slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tajikistan tanzania thailand
togo tonga tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam yemen
zambia zimbabwe england scotland wales britain europe asia africa america crimea siberia"""

PLACE_HEADS = """hospital clinic health healthcare medical center centre medctr hosp university
college school county city street avenue road lane drive boulevard court plaza square park tower
building campus ward wing floor unit institute foundation memorial regional general church
cathedral airport station river lake mountain creek valley bay island beach bridge hall house
library museum theater theatre hotel pharmacy laboratory laboratories labs nursing hospice care
system systems network networks inc llc ltd corp corporation company group partners associates
holdings technologies solutions software services industries gmbh plc co bank insurance trust
alliance association society committee commission department bureau agency administration office
act bill law rule amendment doctrine ransomware malware trojan botnet worm loader stealer backdoor
exploit framework gang spider bear panda kitten typhoon blizzard tempest group team locker rat apt
pump monitor ventilator scanner analyzer workstation server gateway firmware software suite module
edition version release patch update"""
