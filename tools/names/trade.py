"""Firms, products, threats, eponyms, drugs and other words of the trade, gathered by hand (data)."""

# Makers and sellers: health IT, devices, laboratories, insurers, networks, security, buildings, advisers.
FIRMS = """3shape; a&d medical; aaeon; abaxis; abb; abcam; ability network; abiomed; acclaris; accellion;
accuray; aculab; acuity brands; ada health; adaptive biotechnologies; adidas; advantech; advocate aurora;
aerohive; aerotel; aetonix; affinity; aflac; agilent; agilysys; agfa healthcare; aidoc; air liquide; air methods;
airgain; airstrip; airwatch; alcatel; alcatel lucent; alere; alertlogic; alert logic; align technology; alienvault;
alivecor; allegheny health network; allina; allied telesis; allied universal; alphatec; amadeus; ambu; amcare;
amerisourcebergen; ametek; amn healthcare; amphenol; amwell; analogic; angiodynamics; anixter; ansys; antigena;
anomali; aperio; applied biosystems; applied materials; apria; aptean; aquasec; arcserve; arctic wolf; arcsight;
arjo; arjohuntleigh; armis; armor; armorblox; array networks; arris; aruba; aruba networks; asana; asimily; asahi;
aspen dental; aspyra; asrock; astellas; atos; attivo; authentix; autodesk; automation direct; availity; avanan;
avanos; avast; avaya; avecto; avertium; avg; avigilon; avira; axonius; axway; azuracast; backblaze; baker tilly;
baker donelson; bakerhostetler; bandwidth; barco; baxa; bausch + lomb; bausch lomb; bausch health; beckhoff;
bell canada; benq; bernoulli health; beyondtrust; bigfix; bigid; binaxnow; bio rad; biofire; biogen;
bioness; bionano; bionova; biomerieux; biosig; bioventus; bitdefender; bitglass; bitlyft; bitsight; blackbaud;
blackberry; black duck; blackline; blue coat; bluejeans; boehringer ingelheim; bomgar; bosch; bose; box;
bracco; brainlab; brocade; broadridge; brother; buffalo americas; buhlmann; bugcrowd; bulkley; butterfly network;
byod; calabrio; callminer; canary medical; canonical; capgemini; capital one; capsule technologies; capsuletech;
carecloud; carbonite; caretech; carl zeiss; carrier; cardiac science; cardinal; cardioinsight; caterpillar; catalyze;
cato networks; cdw; censinet; centene; centrak; centrify; centurylink; cepheid; ceragon; cerberus; ceridian; cgi;
chartis; checkmarx; check point software; chesapeake regional; chiltern; chubb; ciena; cigna; circadence; clarity;
claroty; clarivate; clearsense; clearwater; clearwave; clearpass; cloudian; clinisys; clinithink; clearinghouse;
code42; codonics; cofense; cognizant; cohesity; coherent; colfax; coloplast; comcast; commscope; compugroup;
compugroup medical; compuware; computrition; concentra; concentrix; concur; conmed; connectwise; constellation;
contec; contrast security; convatec; corepoint; corepoint health; coreview; corelight; corning; corsair; cotiviti;
covance; covermymeds; covetrus; cox communications; cpsi; craneware; crestron; critical start; crowe; crowe horwath;
cumberland; cybereason; cybergate; cybermdx; cynerio; cynergistek; cytiva; d link; dahua; danaher; dassault;
datadog; datto; davita; ddi health; deepinstinct; deep instinct; delinea; dell emc; dell technologies; dematic;
dentsply; dentsply sirona; detecto; dexcom; dialogic; digicert; digital guardian; digital realty; dnv; docker;
doctolib; docusign; doximity; dragos; drfirst; druva; dspace; duo; duo security; dynatrace; dynatronics; eaton; ecolab;
eclypsium; edan; edan instruments; edwards; efax; egnyte; ehealth; eko; elastic; elekta; elpas; embarcadero; emerson;
emdeon; emids; encore medical; endologix; endress hauser; ensemble; entrust; envision healthcare; equifax; equinix;
ericom; ergotron; esaote; esker; esri; evercommerce; evertz; exabeam; exactech; exagrid; exelixis; expanse; expel; experis;
express scripts; extrahop; extreme networks; ezaccess; f secure; facetime; fanuc; fastly; fedex; ferno; ferrari; fidelis;
fiserv; fisher; flatiron; flexera; flir; fluke; flywire; foresight; forescout; forcepoint; forrester; fortified health;
fortive; fortra; foxit; franklin covey; frontier; fresenius kabi; fresenius medical care; fuji; fujirebio; fukuda;
fukuda denshi; fusionauth; gallagher; garmin; gatekeeper; ge; gehc; generac; genesys; genetec; gentherm; genzyme;
gigamon; globalscape; globalsign; globus medical; godaddy; good technology; graphus; graylog; greenway health;
greenbone; grifols; guardian; guerbet; guardicore; gvk; hach; haemonetics; haivision; halma; halyard; hamamatsu;
harmony; harman; harris; hashicorp; healow; healthcatalyst; health catalyst; healthedge; healthstream; healtheon;
healthix; healthland; heraeus; herjavec; herjavec group; hexagon; hid global; hikvision; hikma; hill physicians; hirschmann;
hisense; hms; holmesglen; horiba; horizon blue cross; host analytics; hpe; htc; hubspot; humedica; huron; hyland;
hypertherm; hytera; ichor; icertis; icims; ideagen; identiv; idexx; igel; illumio; illusive; imagex; imagetrend;
imageware; imedx; imperva; imprivata; indegene; ineo; inficon; infinera; infinitt; infoblox; infor; informatica; infosys;
ingram micro; innokas; inovalon; insight; inspirata; inspire medical; insulet; integra; integra lifesciences; intelerad;
intelligent medical objects; intermapper; intersystems; intuitive; intuitive surgical; invacare; invoice cloud; inzii;
iqvia; iradimed; iridex; iron mountain; isomark; itron; ivenix; ixia; jabra; jamf; janssen; jask; jaspersoft; jazz;
jeol; jetbrains; jfrog; jira; jumpcloud; kace; karl storz; kaseya; kareo; kavo; kela; kenna; kensington; keyence; keysight;
kindred; kingston; kion; kirby; kipuhealth; klas; knowbe4; kofax; komodo; kone; konica; konica minolta; kodak; kontron;
kpmg; kroger; kroll; kronos; kyocera; kyndryl; labvantage; lacework; lam research; landesk; lantronix; laserfiche;
lastpass; leeds; legrand; lemaitre; lenel; leviton; lexmark; lg; liebert; lifenet; lifescan; lifewatch; ligolab; lincare;
linet; linksys; litmos; liveaction; livongo; lmi; loftware; logicmonitor; logitech; logmein; logrhythm; lookout; lucent;
lumenis; lumeon; lumen; luxottica; lyniate; macom; magellan; magpie; malwarebytes; managed care; manageengine; maquet;
marel; marvell; masimo; matrixcare; matterport; mazor; mckesson; mdsave; mecta; medallia; medecision; mede analytics;
medhost; medical mutual; medigate; medisolv; meditech; medivator; mediware; medline; medrad; medseek; medsphere; medstreaming;
medtronic; mellanox; memorial sloan kettering; menlo security; meraki; mercury; merge healthcare; meridian; merit medical;
mesa labs; metasys; mettler; mettler toledo; micro focus; microchip; micron; micronics; midmark; mikrotik; milliman; mimecast;
mindtree; mitel; mizuho; mobileiron; modernizing medicine; modmed; moog; morphisec; moss adams; mphasis; msi; mulesoft;
muse; nanox; nanosonics; national instruments; natus medical; navex; navihealth; ncr; nec; nemko; neovent; netapp; netskope;
netsuite; netwrix; neurometrix; neuropace; nevro; nexpose; nextech; nextgen healthcare; nihon; nikon; nintex; nipro; nist;
noblis; nokia; nonin; nordic; nortel; nova; nova biomedical; novell; novocure; nozomi; nozomi networks; nthrive; ntt; ntt data;
nuvectra; nxp; observeit; oclc; office ally; okuma; olympus; omron; oncology analytics; one medical; onelogin; onspring;
ontrak; open raven; opengear; openlane; opentext; ophir; optos; optimumhealth; optiv; optum; optum360; optumrx; orca security;
ordr; organon; ortho clinical diagnostics; orthofix; orthologic; oscar health; osram; otis; otsuka; ottobock; outset medical;
owens & minor; pacsgear; paessler; pagerduty; palantir; pall; palo alto; panda security; pandadoc; panopto; parallels;
parata; parexel; parker; patientkeeper; patterson; paubox; paychex; paycom; paylocity; paypal; pega; pegasystems;
peloton; penumbra; peoplesoft; perfect serve; perfectserve; perimeterx; permobil; phamily; phadia; phoenix; phreesia; picis;
picom; ping identity; pivot point; planmeca; plante moran; platform9; plextrac; polycom; polymedco; pointclickcare;
powermed; pragmatix; praetorian; precyse; press ganey; prevention point; proficio; progress; promega; proofpoint; provation;
prysm; ptc; pure storage; purevpn; pulse secure; qardio; qbase; qgenda; qiagen; qlik; qnap; quadramed; quadax; quantum;
quest; quest software; quidel; quidelortho; quinnipiac; qventus; r1 rcm; radiometer; radnet; radware; raritan; rapid7;
rauland; rauland borg; raytheon; realtek; realnetworks; realpage; redox; red canary; redseal; regence; relativity; relias;
reliaquest; renishaw; resmed; resonant; restek; reveal; revenera; ricoh; ringcentral; ripcord; riskrecon; riskiq; riverbed;
rockwell; rohde schwarz; ruckus; ruckus wireless; rsa; rsam; rsm; ruijie; sabre; safend; safenet; sage; sailpoint; salient;
salucro; samsara; sandisk; sanyo; sartorius; sas institute; savista; scality; scandit; schick; schindler; schneider;
scientific games; scientia; scriptpro; seagate; seca; sectigo; sectra; securelink; securly; semtech; senseonics; sensus;
sharp; sharp healthcare; shimadzu; shi; shred it; siemens; sierra wireless; signify; silex; silicon labs; silver peak;
simplivity; sirona; skybox; skyhigh; sleuth; smartbear; smartrx; smartsheet; smith micro; snyk; softserve; softlayer; sogeti;
solarwinds; somatics; sonatype; sonicwall; sonosite; sophos; soti; spacelabs; spectralink; sprint; square; stago; starkey;
stat medical; steris; storagecraft; stratus; stratasys; stratix; strata; sucuri; sumo logic; sun nuclear; suncoast; sunpower;
surescripts; surgical information systems; suse; sutherland; swimlane; swisslog; sybase; symphony; symplr; synack; synaptics;
synchronoss; syneron; synology; synopsys; sysdig; sysaid; syapse; systemone; tableau; talkdesk; tandem diabetes; tanium;
tdsynnex; teamviewer; tech data; techdata; technicolor; tegile; tegria; tektronix; teladoc; telefonica; telerik; teletracking;
telos; telstra; tenda; tenovi; teradata; teradici; terason; tessco; tesla; tessy; tetra tech; theragenics; therapak; thermo;
thermo scientific; thycotic; tibco; tigerconnect; tintri; tobii; tomtec; topcon; tosoh; toshiba; totvs; towerwall; tp link;
trane; transunion; trellix; trend; trimble; trimedx; trizetto; trividia; true north; trustwave; trumpf; tufin; turbonomic;
twilio; tyco; ubisense; ucb; ultipro; unisys; united technologies; united health group; univfy; upmc; uptodate; ups; ups store;
urgent care; us oncology; utimaco; valeant; validic; valmet; vanguard; varonis; vatica; vaultive; vectra; vectra ai; venafi;
veradigm; veracode; verint; verisign; veritas; vertiv; versus; viatris; viasat; viavi; vicarious; viewsonic; virta; virtru;
virtustream; visonic; vital images; vitalconnect; vivify; vizio; vocera; volcano; volpara; vonage; vyaire; wacom; wago; wallix;
wandera; waters; watson; waystar; webex; webpt; webroot; weka; welch allyn; wellcare; wellsky; werfen; wesco; west monroe;
whitehat; wipro; wiz; withings; wolters; wright medical; wyse; xilinx; xiaomi; xtend; yamaha; yokogawa; yubico; zebra;
zeltiq; zerto; ziehm; zimperium; zocdoc; zoho; zte; zynex; zyxel; clark schaefer hackett; clark schaefer; dixon hughes;
dixon hughes goodman; cherry bekaert; bdo; eide bailly; cliftonlarsonallen; forvis; wipfli; marcum; eisneramper; withumsmith;
mcguirewoods; hogan lovells; foley & lardner; polsinelli; nelson mullins; holland & knight; alston & bird; dla piper;
norton rose fulbright; sidley austin; jackson lewis; littler; ogletree deakins; mintz; manatt; epstein becker; hall render;
bricker; husch blackwell; morrison foerster; davis wright tremaine; perkins coie; wilson elser; clyde & co; coalition;
beazley; chubb; travelers; hiscox; lloyd's; lloyds; zurich; allianz; aig; cna; arch insurance; tokio marine; at-bay; corvus;
lockton; gallagher bassett; marsh; aon; willis; brown & brown; alliant; sedgwick; nationwide; state farm; geico; allstate;
progressive; farmers; usaa; liberty mutual; mutual of omaha; oscar; bright health; clover; devoted; highmark; independence
blue cross; carefirst; wellpoint; elevance; caresource; buckeye; amerigroup; amerihealth; healthfirst; emblemhealth; tricare;
blue cross blue shield; trane; daikin; lennox; york; mcquay; schindler; thyssenkrupp; notifier; edwards fire; siemens building;
automated logic; alerton; distech; delta controls; tridium; niagara; reliable controls; lutron; simplex; gamewell; pelco; axis
communications; milestone; bosch security; mobotix; vivotek; lenels2; software house; hid; assa abloy; allegion; schlage;
medeco; best access; stanley; stanley healthcare; aeroscout; sonitor; versus technology; ekahau; zebra technologies; datalogic;
honeywell scanning; code corporation; intermec; symbol; motorola solutions; vocollect; brady; dymo; sato; toshiba tec; lexar;
swisslog healthcare; tug; aethon; omnicell; parata; arxium; bd pyxis; carefusion; rowa; yuyama; willach; knapp; capsa; metro;
harloff; artromick; rubbermaid; herman miller healthcare; nemschoff; stryker; hill rom; linet; joerns; invacare; drive medical;
graham field; sunrise medical; pride mobility; handicare; guldmann; liko; arjohuntleigh; vendlet; molift; ergolet"""

# Devices and software by their families; what person's names may stand in.
PRODUCTS = """da vinci xi; da vinci x; da vinci sp; da vinci si; rosa knee; rosa one; rosa spine; mako; mako smartrobotics;
nim vital; nim eclipse; nim response; embla ndx; embla n7000; aplio i800; aplio a550; aquilion one; aquilion prime; vantage
orian; vantage elan; acuson sequoia; acuson juniper; affiniti 70; epiq elite; epiq cvx; lumify; sonosite edge; sonosite px;
venue go; vivid e95; vivid iq; voluson e10; voluson swift; logiq e10; versana; versana balance; optima ct; revolution apex;
revolution ct; discovery mr; signa premier; signa artist; innova igs; definium; proteus xr; brivo; amx navigate; senographe;
pristina; dimensions; selenia; horizon dxa; lunar prodigy; prodigy; somatom force; somatom go; magnetom vida; magnetom lumina;
magnetom sola; artis zee; artis q; luminos; multix; mobilett elara; cios alpha; cios spin; biograph vision; symbia; ingenia elition;
ambition; azurion 7; zenition 70; digital diagnost; digitaldiagnost; brightview; ingenuity; iqon; incisive; vereos; gemini tf;
trilogy evo; trilogy ev300; v60; v680; hamilton c6; hamilton g5; hamilton t1; servo u; servo n; servo air; flow i; flow c;
evita v500; evita infinity; babylog vn500; savina; carina; oxylog; perseus a500; fabius; zeus; apollo; primus; atlan; avance cs2;
aisys; aespire; carestation; datex ohmeda; engstrom; puritan bennett 980; pb980; pb840; astral; airsense; airsense 11; lumis;
dreamstation; bipap; vivo; elisa; bellavista; carescape b650; carescape one; dash 4000; solar 8000; intellivue mx800; intellivue
x3; efficia; suresigns; goldway; beneview; benevision; passport; accutorr; infinity delta; infinity m540; life scope; lifescope;
root; radical; rad; rainbow; sedline; capnostream; nellcor; invos; bis; vigilance; vigileo; hemosphere; flotrac; starling; clearsight;
spectrum iq; sigma; alaris pc; alaris 8015; plum 360; plum a; lifecare pca; sapphire; cadd solis; cadd legacy; medfusion; medfusion
4000; curlin; bodyguard; perfusor space; infusomat space; agilia; volumat; mcm; t34; ambit; synchromed; minimed; guardian connect;
t slim; tslim x2; omnipod dash; omnipod 5; dexcom g7; freestyle libre; contour next; accu chek inform; statstrip; statstrip xpress;
i stat; istat; epoc; abl90; abl90 flex; abl800; rapidpoint; rapidlab; gem premier; gem 5000; cobas 6000; cobas liat; cobas pulse;
alinity ci; architect; vitros; vitros xt; atellica; dimension vista; dimension exl; advia; immulite; centaur; dxh; dxi; au5800; unicel;
access 2; xn 1000; xn 3000; sysmex cs; sta compact; sta r max; acl top; bcs xp; bact alert; bactec; bd max; phoenix; vitek; vitek 2;
maldi; genexpert; filmarray; torch; panther; aptima; verigene; liaison; tecan; hamilton star; ventana benchmark; leica bond; autostainer;
cell saver; cell saver elite; nexsys; mcs plus; trima; spectra optia; prismaflex; prismax; fresenius 2008t; 2008k; 5008; dialog;
artis; tablo; system one; amia; homechoice; liberty select; novalung; cardiohelp; rotaflow; impella; heartware; heartmate; thoratec;
maquet hl20; stockert s5; terumo system 1; lifepak 15; lifepak 20; zoll x series; r series; aed plus; heartstart; heartstart mrx; corpuls;
tc50; mac 2000; mac 5500; pagewriter; cardiofax; eli 380; burdick; mortara; holter; case; quark; vmax; medgraphics; jaeger; masterscreen;
micra; azure; advisa; evera; claria; amplia; cobalt; crome; viva; resonate; dynagen; ellora; emblem; accolade; assurity; gallant; ellipse;
entrant; edora; acticor; rivacor; intellis; vanta; activa; percept; proclaim; infinity dbs; vercise; wavewriter; spectra; precision novi;
nucleus; cochlear; kanso; sonnet; rondo; baha; versajet; ligasure; forcetriad; valleylab ft10; harmonic; gen11; thunderbeat; visera;
visera elite; visera 4k; evis exera; evis x1; eluxeo; endocam; image1; 1688; precision; clarity; synergy; neptune; sonopet; cusa; core;
system 8; colibri; trauma recon; navio; cori; excelsius; mazor x; airo; o arm; ziehm vision; stealthstation; curve; kick; brainlab exactrac;
truebeam; halcyon; ethos; edge; clinac; versa hd; unity; infinity; cyberknife; radixact; tomotherapy; gammaknife; eclipse; monaco; pinnacle;
raystation; mosaiq; aria; lantis; epic hyperspace; willow; beacon; stork; optime; cogito; radiant; bones; phoenix; tapestry; welcome; bridges;
healthy planet; cheers; prelude; resolute; wisdom; lucy; rover; secure chat; powerchart; firstnet; surginet; pharmnet; radnet; pathnet;
cernerworks; millennium; healtheintent; expanse; magic; sunrise; sunrise clinical manager; touchworks; paragon; allscripts pro; followmyhealth;
practice fusion; prime suite; intergy; success ehs; nextgen office; athenaone; athenaclinicals; ecw; healow; amazing charts; advancedmd;
drchrono; elation; kareo; practice partner; valant; therapynotes; simplepractice; netsmart; myavatar; credible; welligent; matrixcare;
pointclickcare; homecare homebase; kinnser; brightree; wellsky; clearcare; dentrix; eaglesoft; open dental; curve dental; soft dent; axium;
corepoint; rhapsody; cloverleaf; mirth connect; iguana; ensemble; healthshare; iris; sectra ids7; ids7; change healthcare radiology; mckesson
radiology; merge pacs; amicas; synapse; synapse 7; synapse pacs; intelepacs; vue motion; vue pacs; impax; enterprise imaging; dicom grid; ambra;
lifeimage; nucleus; powershare; powerscribe; powerscribe 360; fluency; dragon medical; dragon; mmodal; nuance mpower; vitrea; terarecon;
visage; phillips isp; qlab; mim; osirix; horos; radiant viewer; orthanc; conquest; syngo; syngo via; centricity; muse; cardiolab; mac lab;
xper; xcelera; iscv; mckesson cardiology; horizon cardiology; softlab; sunquest; beaker; copath; powerpath; vantage; meditech lab; harvest;
orchard; starlims; labware; cobas infinity; instrument manager; remisol; roche navify; omnicell xt; pyxis es; pyxis medstation; medstation;
accudose; acudose; robot rx; pillpick; boxpicker; iv workflow; docu track; epic willow; pharmogistics; kanban; tecsys; lawson; peoplesoft;
kronos; ukg; api healthcare; smartsquare; quickbase; vocera; voalte; spok mobile; tigertext; mobile heartbeat; cureatr; pager duty; rauland
responder; responder 5; navicare; hill rom nurse call; teletracking; capacity management; awarepoint; sonitor; centrak; stanley aeroscout;
elpas; hugs; infant protection; powerstore; poweredge; optiplex; latitude; precision; inspiron; wyse; vostro; proliant; synergy; nimble; 3par;
primera; msa; storeonce; elitebook; elitedesk; prodesk; probook; zbook; laserjet; officejet; designjet; deskjet; thinkpad; thinkcentre; thinkstation;
ideapad; yoga; surface; surface pro; surface laptop; surface hub; macbook; imac; ipad; iphone; galaxy; galaxy tab; xcover; zenbook; toughbook;
toughpad; nexus; catalyst; meraki; firepower; umbrella; anyconnect; ironport; webex; prime; ise; identity services engine; aci; ucs; hyperflex; asa;
big ip; fortigate; fortimail; fortianalyzer; fortiweb; forticlient; fortisiem; panorama; cortex; cortex xdr; prisma; wildfire; globalprotect;
netscaler; xenapp; xendesktop; workspace; horizon; vcenter; vsphere; esxi; nsx; vsan; fusion; carbon black; defender; sentinel; intune; entra;
azure ad; exchange online; sharepoint online; onedrive; power bi; power automate; dynamics; visual studio; falcon; overwatch; singularity;
mvision; epolicy orchestrator; apex one; deep security; deep discovery; intercept x; sophos central; cylance protect; harmony endpoint;
quantum spark; sandblast; insightvm; nexpose; metasploit; nessus; security center; tenable.sc; qualysguard; burp suite; nmap; wireshark;
kali; splunk enterprise; qradar; arcsight; logrhythm; elastic security; kibana; logstash; exabeam; securonix; devo; chronicle; rapid7 insightidr;
insightidr; phantom; demisto; swimlane; thehive; cuckoo; joe sandbox; any run; hybrid analysis; virustotal; urlscan; shodan; censys; greynoise;
maltego; spiderfoot; recon ng; velociraptor; osquery; sysmon; zeek; suricata; snort; yara; sigma; misp; opencti; veeam backup; backup exec;
netbackup; avamar; data domain; networker; commvault; rubrik; cohesity; zerto; acronis cyber; barracuda backup; datto siris; unitrends; carbonite"""

THREATS = """abyss locker; aurora stealer; avoslocker; bazarloader; bazar; bl00dy; black basta; blackmatter; blacksuit; black suit; blackbyte;
bluesky; brute ratel; bumblebee; cactus; chaos; ciphbit; cicada3301; clearfake; cloak; conti; cring; crosslock; cryptbot; cryptolocker; cryptowall;
daixin; dagon; dark power; darkvault; darkrace; donut; donut leaks; dragonforce; dunghill; dunghill leak; eldorado; embargo; everest; exotic lily;
fin6; fin8; fin11; fin13; fusion; ghost; grief; grixba; hardbit; helldown; hellcat; hunters; icefire; industrial spy; inc; interlock; jigsaw; kasseika;
knight; killsec; kraken; la piovra; lapsus; lilith; lockbit black; lockbit green; lorenz; luna; lv; lynx; madliberator; mad liberator; magniber;
mallox; malas; marketo; meow; medusalocker; medusa locker; metaencryptor; mimic; mogilevich; money message; moneybird; monti; morpheus; mydata; nevada;
night sky; nitrogen; noname; nokoyawa; onyx; orca; orion; pandora; payload bin; pay2key; prolock; prometheus; qilin; agenda; quantum locker; rabbit hole;
ragnar; ranion; rancoz; ransomed; ransomexx; ransomhouse; ransomhub; ra group; ra world; redalert; red alert; rook; royal; safepay; sabbath; sarcoma;
sensayq; shaoleaks; shadow; slippy spider; snake; snatch; spacebears; space bears; spook; stormous; sugar; suncrypt; team xxx; termite; three am;
trinity; trisec; trigona; underground; unsafe; u bomb; valencia; vanir; vice; vice society; vidar; werewolves; wastedlocker; white rabbit; xinglocker;
yanluowang; zeppelin; zeoticus; acid rain; acidrain; caddywiper; hermetic wiper; isaacwiper; whispergate; shamoon; olympic destroyer; bad rabbit;
black energy; blackenergy; crashoverride; pipedream; incontroller; fuxnet; cosmicenergy; lumma; lumma stealer; raccoon stealer; redline stealer;
rhadamanthys; stealc; meta stealer; mystic; atomic stealer; arkei; mars stealer; predator; pony; lokibot; hawkeye; snake keylogger; warzone; netwire;
quasar; orcus; xworm; venom; venomrat; dcrat; ratty; adwind; strrat; gh0st rat; poison ivy; sakula; hikit; derusbi; zxshell; china chopper; godzilla;
behinder; regeorg; neo regeorg; cobaltstrike; nighthawk; mythic; poshc2; merlin; koadic; pupy; deimos; silenttrinity; winpeas; linpeas; seatbelt;
rubeus; certify; certipy; sharphound; adfind; netscan; advanced ip scanner; angry ip scanner; pchunter; process hacker; gmer; powertool; iobit;
defender control; backstab; terminator; megasync; winscp; filezilla; rclone; freefilesync; chisel; ligolo; plink; frp; socks5; ngrok; cloudflared;
atera; splashtop; anydesk; connectwise control; supremo; rustdesk; meshcentral; action1; ninjaone; simplehelp; tactical rmm; ultravnc; tightvnc;
apt1; apt10; apt28; apt29; apt32; apt33; apt34; apt35; apt37; apt38; apt39; apt40; apt41; apt42; apt43; muddywater; oilrig; static kitten; helix kitten;
pioneer kitten; fox kitten; imperial kitten; nemesis kitten; labyrinth chollima; velvet chollima; silent chollima; ricochet chollima; stardust chollima;
famous chollima; aquatic panda; ethereal panda; vanguard panda; liminal panda; judgment panda; ember bear; gossamer bear; energetic bear; berserk bear;
fancy lazarus; diamond sleet; jade sleet; onyx sleet; emerald sleet; ruby sleet; sapphire sleet; moonstone sleet; mint sandstorm; peach sandstorm;
hazel sandstorm; cotton sandstorm; pumpkin sandstorm; lemon sandstorm; crimson sandstorm; aqua blizzard; cadet blizzard; secret blizzard; ghost blizzard;
brass typhoon; charcoal typhoon; circle typhoon; gingham typhoon; linen typhoon; mulberry typhoon; nylon typhoon; raspberry typhoon; satin typhoon;
twill typhoon; violet typhoon; granite typhoon; leopard typhoon; antique typhoon; pistachio tempest; vanilla tempest; strawberry tempest; lace tempest;
manatee tempest; mustard tempest; phlox tempest; periwinkle tempest; sangria tempest; storm tempest; luna tempest; scattered swine; muddled libra;
roasted 0ktapus; oktapus; star fraud; ghost clown; tortoiseshell; transparent tribe; sidewinder; side winder; patchwork; bitter; donot; confucius; darkhotel;
dark halo; lazyscripter; longhorn; equation group; equation; lamberts; duqu; flame; gauss; regin; careto; machete; cleaver; ajax; rampant kitten; domestic kitten;
pegasus; predator spyware; candiru; cytrox; finfisher; hacking team; looney tunables; leaky vessels; regresshion; downfall; zenbleed; retbleed; foreshadow;
krack; blueborne; bleedingtooth; dragonblood; sweyntooth; fragattacks; spring4shell; text4shell; proxynotshell; owassrf; petitpotam; sam the admin; hivenightmare;
sigred; badsuccessor; dogwalk; ghostcat; drupalgeddon; struts; sudo baron samedit; baron samedit; boothole; blacklotus; black lotus; logofail; pixiefail;
terrapin; rapid reset; loop dos; silver ticket; golden ticket; diamond ticket; skeleton key; kerberoasting; kerberoast; asrep roasting; pass the hash;
pass the ticket; dcsync; dcshadow; golden saml; print spooler; living off the land; typosquatting; watering hole; business email compromise; quishing"""

EPONYMS = """achard adams adie albright alport angelman argyll arnold aschoff auer auspitz bacillus baker balint bamberger bankart barlow barre bartonella
bassen batten bazin beau beckwith bechterew behçet benedikt bezold bielschowsky binswanger birt bitot blalock bloom blount boas boerhaave bonnet bouchard bouchut
bourneville bowditch brenner brill brodie brunner buerger bulbocavernosus burger buschke byler caffey calve caplan carney caroli carpenter carrion chediak
charlin chester child clutton cogan collet cooley cornelia courvoisier cowden crigler cronkhite cullen curling dejerine denys destot devic diamond diaz
dieulafoy dobrava dohle donath donovan drash dubin duke durck eagle eales edward eisenlohr emery erdheim eulenburg ewart faber falconer felty fiessinger
finkelstein fisher fordyce forestier foster fothergill foville franceschetti freiberg froment fuchs galeazzi gamekeeper gardner gaisbock garre gerstmann ghon gianotti
glanzmann goldblatt golgi good gorlin gougerot gowers gradenigo grawitz griesinger grocott hageman hailey hallervorden hamman hampton hand hartnup hawkins
hawthorne heberden heck heerfordt hegar heinz hering hers hill hirayama hoffa hoffmann hollenhorst hoover horton howell howship hunt hurthle hutchison isaacs
jaccoud jarisch jendrassik jervell job jobert joubert kahler kallmann kanner kasabach kayser kearns kegel kehr kemp kimmelstiel kimura klippel koebner kohler
kostmann krabbe krause kupffer lafora landau landry langer larsen laurence leber ledderhose legg leiner leriche lermoyez leser libman lichtheim liddle lisch
little loeffler louis lown lucey ludloff luder lupus machado maffucci maisonneuve majocchi marcus marie maroteaux mauriceau mazzotti mcardle mccune mcmurray
mees meige melkersson menetrier menkes milroy milwaukee minamata mirizzi mittelschmerz moebius monckeberg mondor monge monteggia morquio mortimer moschcowitz
moya moyamoya muller nagele naegleria nelson neer negri niemann nikolsky nonne norrie oddi ogilvie oliver ollier opitz ortolani osebold paul pel pendred pellegrini
pfeiffer phelps pinard plummer plaut poland pompholyx potain prehn prader prausnitz pringle quant queckenstedt quincke raeder ramstedt rasmussen rathke refetoff
rendu riedel riggs riley ritter roger rokitansky romana rosai rosenthal roth rothmund rotor rubinstein rumpel russell sabin saint salter sandhoff schamberg
schick schilder schirmer schmorl schultz segond seip shy silver simmonds sipple sister sjögren sluder smith sotos spitz sprengel steele stein stellwag still
stierlin stout strumpell sudeck susac swyer sweet syme takotsubo tangier terry thiersch thomsen thorn todd tolosa treacher troisier uhthoff unna usher van vaquez
verner vogt von waardenburg waller warthin weaver weber weill weiss wellens werdnig wermer werner westermark wharton whipple wickham widal willebrand willis
winterbottom wohlfart wolman wood wright yergason zellweger ziehl zinsser zuelzer trendelenburg semb lembert pfannenstiel mcroberts zavanelli seldinger whipple
hartmann nissen toupet dor collis ivor lewis belsey sugarbaker miles halsted madden hofmeister roux finney heineke mikulicz kausch puestow frey beger kasai
bentall ross cabrol senning mustard rastelli glenn blalock taussig damus kaye konno nuss ravitch clagett eloesser syme chopart lisfranc gritti krukenberg
girdlestone austin moore bristow latarjet putti platt watson jones brostrom kidner lapidus chevron akin keller mayo weil moberg kapandji darrach sauve
bier esmarch volkmann gigli finochietto balfour deaver senn richardson weitlaner gelpi langenbeck adson debakey russian bonney halsted crile pean ochsner
mixter rochester carmalt duval foerster backhaus roeder satinsky potts bulldog metzenbaum mayo iris potts smith castroviejo lister littauer yankauer poole frazier
jackson pratt hemovac penrose malecot pezzer foley coude robinson tiemann hickman broviac groshong quinton tesio permcath tenckhoff swan salem levin cantor
miller abbott sengstaken blakemore minnesota linton dobhoff keofeed moss replogle macintosh miller bullard combitube guedel berman laerdal ambu venturi
apgar braden bishop norton waterlow morse ramsay richmond aldrete glasgow hunt hess fisher spetzler rankin barthel katz lawton karnofsky zubrod lansky
epworth hamilton beck montgomery zung young yale brown vanderbilt conners denver bayley ballard dubowitz silverman tanner gesell killip forrester wells
geneva ranson balthazar child pugh milan maddrey lille forrest rockall blatchford rutgeerts mayo truelove witts crohn harvey bradshaw centor mcisaac curb
gold mmrc light fleischner lung lugano ann arbor binet rai durie salmon duke jones dukes breslow clark gleason fuhrman bosniak garden pauwels neer schatzker
weber gustilo anderson salter harris frykman denis magerl ficat kellgren lawrence outerbridge tonnis graf pirani larsen"""

EPONYM_HEADS = """speculum cannula cannulas tubing suction airway dilator trocar pacemaker
approach flap operation osteotomy plication fundoplication anastomosis arthroplasty exercises protocol regimen staging triad trias tetrad tear cyst
point breathing surgery incision drain nodule nodules spots spot lesion patch patches fibers fasciculation cirrhosis ulcers arthritis arteritis anomaly malformation
contraction contractions deformity dystrophy atrophy dysplasia gangrene granuloma granulomatosis hamartoma hydrocele inclusion
keratosis lobe macroglobulinemia melanoma murmur myopathy neuralgia neuroma neuropathy osteochondritis paresis pneumonia pox psychosis purpura
retinopathy sarcoma sclerosis septum sinus spondylitis sulcus thrombosis tic triangle tubercle tuberculosis vein vesicle zone zones"""

DRUGS = """abacavir abatacept acarbose acyclovir actos adalimumab afinitor alendronate aleve alteplase aloxi amantadine amaryl amikacin amitriptyline ampicillin
anastrozole androgel angiomax aranesp arimidex armour asacol atomoxetine atropine avapro avastin avelox avodart azathioprine azactam bactrim belimumab benicar benztropine
bevacizumab bicalutamide bisoprolol boniva brilinta bumetanide bumex buprenorphine byetta caduet calcitriol candesartan capecitabine captopril carbamazepine carbidopa
carboplatin cardizem cardura cefazolin cefdinir cefepime ceftriaxone celexa cellcept cetirizine chantix chlorthalidone cilostazol cimzia cisatracurium cisplatin clarithromycin
clindamycin clobetasol colace colchicine combivent compazine concerta copaxone coreg cosentyx cozaar cubicin cyclobenzaprine cyclophosphamide cyclosporine cytoxan dabigatran
dalteparin dapagliflozin daptomycin darbepoetin darzalex decadron demerol denosumab depakote desvenlafaxine detrol dextrose dicyclomine diflucan digibind diphenhydramine
dobutamine docetaxel docusate dopamine doxazosin doxepin dronabinol dulaglutide dulera dupixent effexor elavil emgality empagliflozin epogen ertapenem erythromycin esomeprazole
estradiol eszopiclone etanercept ethambutol etomidate evista exenatide ezetimibe famotidine farxiga febuxostat felodipine fenofibrate filgrastim finasteride fioricet
flecainide flomax florinef fluconazole flumazenil fluticasone forteo fosamax fosphenytoin gemcitabine gemfibrozil gentamicin geodon gilenya gleevec glimepiride glucagon
glucotrol glyburide glycopyrrolate granisetron guaifenesin herceptin hydrea hydrocortisone hydromorphone hydroxychloroquine hyzaar ibrance ibrutinib imatinib imdur imuran
inderal infliximab insulin integrilin invanz invokana ipratropium irbesartan isoniazid isosorbide ivermectin jantoven kadian kayexalate kenalog ketorolac kcentra labetalol
lacosamide lactulose lansoprazole latanoprost leflunomide letrozole leucovorin leuprolide levemir levetiracetam levocetirizine lidocaine linagliptin linezolid liraglutide
loperamide lopressor lorcet lotensin lotrel lovastatin lucentis lunesta lupron maalox macrobid magnesium maxalt maxzide meclizine medrol megace memantine meperidine mercaptopurine
meropenem merrem metaxalone methimazole methocarbamol methylphenidate methylprednisolone metoclopramide metolazone metronidazole micardis midazolam midodrine milrinone
minocycline miralax mobic modafinil montelukast mucinex mycophenolate myrbetriq nabumetone nadolol nafcillin naltrexone namenda nasonex nebivolol neulasta neupogen niacin
nicardipine nifedipine nimbex nitrofurantoin nitroglycerin norepinephrine nortriptyline novolin nucala nuvigil nystatin octreotide olmesartan omnicef opdivo oxaliplatin
oxcarbazepine oxybutynin oxycontin oxytocin paclitaxel paliperidone pamelor pantoprazole paroxetine pegfilgrastim pembrolizumab pepcid phenobarbital phenergan phenylephrine
phenytoin pioglitazone piperacillin plaquenil potassium pradaxa pramipexole prasugrel precedex prednisolone pregabalin premarin prevacid primidone prinivil procardia
prochlorperazine prolia promethazine proscar provigil pulmicort ramipril ranexa reglan relpax remeron requip restoril rifampin risperdal rituxan rituximab rivaroxaban
rizatriptan robaxin rocephin rocuronium ropinirole sacubitril semaglutide senna sildenafil sinemet sitagliptin skelaxin solumedrol soma spiriva stelara strattera succinylcholine
sucralfate sulfasalazine sumatriptan symbicort tacrolimus tadalafil tamoxifen tapazole tecfidera telmisartan temazepam tenormin terazosin terbinafine testosterone tiotropium
tizanidine tobramycin tofacitinib tolterodine topiramate toprol toradol torsemide toujeo tradjenta trastuzumab tresiba triamcinolone tricor trileptal trintellix unasyn
ursodiol valacyclovir valproate valsartan vasopressin vecuronium verapamil vesicare vibramycin victoza viibryd vimpat voltaren vyvanse xeljanz xolair yervoy zantac zanaflex
zebeta zestoretic zetia ziprasidone zoledronic zometa zonisamide zosyn zyloprim zyvox botulinum omnipaque visipaque gadavist isovue ultravist definity lexiscan"""

# Known words of several, or one, that look like persons and are none.
PHRASES = """rob roy; rosie the riveter; robin hood; jack the ripper; jack frost; jack o lantern; johnny appleseed; john hancock; john henry; john barleycorn; johnny come lately;
joe sixpack; joe average; average joe; john barleycorn; tom thumb; peeping tom; tom collins; shirley temple; arnold palmer; bloody caesar; harvey wallbanger; roy rogers; rob roy;
mickey finn; molotov; molly bolt; phillips head; allen wrench; allen key; stanley knife; stillson; bunsen burner; petri dish; erlenmeyer; erlenmeyer flask; geiger counter;
faraday cage; tesla coil; van de graaff; leyden jar; bowie knife; davy lamp; franklin stove; ferris wheel; gatling; winchester; dewar; dewar flask; venn diagram; gantt chart; pareto chart;
pareto; ishikawa; ishikawa diagram; gaussian; kano; deming; deming cycle; shewhart; likert scale; rasch; cronbach; pearson; student t; welch; tukey; bonferroni; kaplan meier; cox; poisson;
bayes; bayes theorem; bernoulli; laplace; fourier; nyquist; shannon; hamming; huffman; dijkstra; turing; von neumann; boole; grace hopper; ada lovelace; ruby on rails; crystal reports; jenkins;
jasmine; mocha; chai; karma; jest; cypress; selenium; puppeteer; ansible; terraform; chef; puppet; salt; vagrant; docker; kafka; cassandra; hadoop; hive; pig; sqoop; oozie; spark; storm; samza;
jean jacket; stella artois; dos equis; jose cuervo; jack daniels; johnny walker; captain morgan; jim beam; mary jane; bob marley; elvis; santa; rudolph; scrooge; grinch; mickey mouse; donald duck;
bugs bunny; charlie brown; winnie the pooh; harry potter; james bond; sherlock holmes; hippocratic oath; hippocrates; nightingale pledge; florence nightingale; caesarean; pasteur; koch; jenner;
virgin mary; saint nicholas; saint patrick; saint paul; saint louis; saint petersburg; saint john; st. john; st. cloud; st. augustine; notre dame; holy spirit; our lady; sacred heart; good shepherd;
christ church; trinity church; grace church; calvary; bethany; bethel; bethesda; salem; mount zion; ebenezer; st. mark's; st. anne's; st. elizabeth; st. agnes; st. clare; st. rita's; st. jude;
carrie nation; dolly madison; betsy ross; paul revere; john deere; eddie bauer; brooks brothers; land's end; levi strauss; calvin klein; michael kors; kate spade; vera wang; vera bradley; tory burch;
marie callender; sara lee; little debbie; ben and jerry; ben & jerry; orville redenbacher; newman's own; annie's; amy's kitchen; dave's killer bread; bob evans; jimmy dean; oscar mayer; sam adams; samuel adams;
duncan hines; papa murphy; famous dave's; carl's junior; jack in the box; dairy queen; burger king; white castle; long john silver; red robin; ruby tuesday; chili's; friday's; applebee's; denny's; perkins; wendy's;
grand island; grand forks; grand rapids; grand junction; sioux falls; sioux city; cedar falls; cedar rapids; green bay; eau claire; la crosse; la jolla; baton rouge; little rock; pine bluff; hot springs; palm beach;
palo alto; santa ana; santa rosa; san mateo; san rafael; el centro; el cajon; fort smith; fort collins; fort lauderdale; fort myers; fort bragg; camp lejeune; camp pendleton; glens falls; twin falls; idaho falls; great falls;
niagara falls; wichita falls; chagrin falls; ann arbor; mount vernon; mount pleasant; mount airy; rocky mount; bowling green; chapel hill; wake forest; walla walla; paw paw; coeur d'alene; des plaines; terre haute;
south bend; west bend; north bend; bend; big rapids; big sky; oak park; oak ridge; elk grove; king of prussia; cherry hill; short hills; pleasant valley; moreno valley; rancho cucamonga; corpus christi; college station;
lake charles; lake placid; lake forest; lake george; salt lake; new haven; new london; new bedford; new brunswick; truth or consequences; jackson heights; lincoln park; madison heights; clinton township; jefferson city;
daylight saving time; daylight savings; central time; eastern time; mountain time; pacific time; fourth of july; cinco de mayo; flag day; groundhog day; election day; tax day; leap day; mardi gras; fat tuesday; nurses week;
hospital week; doctors day; patient safety week; cyber awareness month; world aids day; red nose day; casual friday; summer friday; bank holiday; indigenous peoples day; patriot day; patrick's day; nicholas day; pearl harbor day; arbor day; kwanzaa;
art therapy; music therapy; gene therapy; grant writer; grant number; mark complete; mark up; mark down; bill pay; bill payer; bill to; sue for; rob bank; drew conclusions; may apply; may contain; will advise; will be; will not;
hope house; faith in action; joy luck; pat on the back; chip in; skip logic; cliff edge; dale county; glen arbor; heath care; heather mix; ivy league; ivy bridge; lane change; miles per hour; penny stock; ray tracing; ray trace;
rich content; rusty nail; sandy soil; sunny side; terry cloth; trip hazard; trip report; wade in; wood chip; woody debris; young adult; young adults; long covid; long island; short term; strong password; sharp container; sharps container;
stark law; stark difference; sterling rating; swift response; wise use; savage attack; bliss symbols; bishop score; abbot house; king bed; queen bed; knight rider; marshal service; pope francis; dean's list; chancellor's office;
deacon's bench; major depression; major event; minor injury; sargent; general ledger; general counsel; private key; private equity; corporal punishment; admiral insurance; captain's log; chief complaint; chief executive; chief concern;
jury duty; page turner; porter stemmer; cook book; baker's dozen; miller time; smith chart; taylor series; taylor rule; cooper union; mason dixon; mason jar; carpenter bee; fisher price; hunter green; archer daniels midland; potter's wheel;
barber pole; butler pantry; chandler arizona; clerk of courts; cutler ridge; draper utah; farmer's market; gardner denver; glover gate; harper's bazaar; marsh land; parker house; sawyer bridge; shepherd's hook; spencer gifts; tanner scale;
turner classic; tyler texas; wagner act; walker rolling; weaver bird; wheeler dealer; kelly bag; kelly clamp; kelly green; murphy bed; murphy drip; jordan river; jordan almonds; israel ministry; china town; india ink; cuba libre; chad valley;
georgia tech; virginia ham; carolina reaper; dakota county; montana state; austin healey; dallas county; houston street; lincoln logs; madison square; jackson square; washington monument; jefferson memorial; hamilton beach; franklin mint;
raspberry robin; ginger ale; rosemary oil; sage bush; basil leaf; olive garden; hazel nut; holly berry; ivy plant; jasmine rice; lily pad; violet light; iris scan; rose gold; daisy chain; poppy seed; amber light; ruby red; pearl harbor;
jade plant; crystal meth; crystal clear; diamond head; opal ring; coral reef; ebony wood; scarlet fever; hazel eyes; robin's egg; jay walking; wren house; martin box; crane game; drake equation; falcon heavy; hawk eye; eagle scout; finch robot;
wolf pack; fox news; bear market; bull market; lion's share; buck passing; hart island; colt rifle; bass clef; pike place; salmon colored; herring bone; lamb chop; bacon bits; rice cooker; bean bag; pepper spray; garlic bread; onion router;
blue button; green light; black box; white paper; gray scale; grey literature; brown bag; redd up; golden hour; silver lining; rusty; dusty; windy; stormy; misty; sunny; dewey decimal; bates number; bates stamp; chase manhattan; wells notice"""

# Heads of forms, columns and reports; what stands in capitals or as a label and is no person.
LABELS = """account acct address addr admit admitted admitting adm age alias alert allergies allergy amount analyst appt appointment approver asset assigned assignee attending attn attendees
authored author badge balance bed beneficiary bill billing birth birthdate brand building callback caller cardholder carrier case category cell chart chief child claim claimant class client clinic
close closed code comment comments company complaint condition confirmed consult contact copay copy cost county coverage created creator date dea dept department desc description details device
diag diagnosis diagnoses dictated disposition discharge dob doctor domain dosage dose drug due duration dx ecode education effective emerg emergency employee employer encounter enrollee entered error
event exam expiry ext extension facility fac family father fax field file financial findings firm firmware first floor form freq frequency from full gender given given group guarantor guard guardian
handler hardware head height history home hospital host hostname hours id ident identifier images impact impression incident ingress init initial initials injury inpatient ins insurance insured interface
interpreter invoice issue item job kin label lab language last lastname firstname legal lic license licensee line loc location log logged login lot mail mailing maiden maker manager manufacturer mfg mfr
marital married med medical medication member membership memo message method mid middle minor mobile model modality mode module mother mrn name names nat nationality nature net network next nm nok note notes npi num
number nurse object occupation office open opened operator order ordered ordering organizer organiser origin outcome outpatient owner page pager parent part participant party pat patient payer payment payor
pcp pending person personnel pharm pharmacy phone physician pid place plan point policy port practice preferred prepared prescriber present primary print printed prior priority prob problem procedure process product prov
provider pt purpose qname qty quantity rank rate ref reference refer referral referred referrer referring reg registered registrar relation relationship relig religion remarks reply reported reporter req requested requester
requestor resident resolution resolved resource responsible result results return reviewed reviewer roll room route row rx sample sample schedule scheduled sec section see seen seat sender sent serial series server service severity sex
shift ship sig signature signed site soc software source spec specialty specimen spouse ssn staff start state status step stop street subject submitted submitter subscriber summary supervisor support surgeon surname suspect
system table tag target task team tech technician tel telephone temp temperature terminal test ticket time title to total tracking transport treatment type unit update updated user username value vendor ver verified version victim visit
visitor vitals ward warning web weight who witness work workstation zip vevent vcalendar vcard valarm organizer attendee dtstamp dtstart dtend prodid summary mailto nmtoken nidentifier objectguid timestamp"""

# Plain words of other languages as they stand in notes, mails and tickets of hospitals.
FOREIGN = """abteilung abschnitt adresse allergie alter ambulanz anamnese angabe angaben anruf anschrift antwort anweisung arzneimittel arztbrief aufnahme auftrag
ausfall auskunft ausgang ausweis bearbeiter befund befunde behandlung bemerkung bereich bericht berichte besuch besucher betrieb bett bildschirm blutdruck blutbild
buchung büro chefarzt datei dateien daten datum dauer diagnose dienst dienstag dienstplan dosis dringend drucker eingang eingriff eintrag einweisung empfang empfänger
entlassung entlassen ergebnis ergebnisse erkrankung fehler fehlermeldung fenster fieber firma formular frage fragen fortsetzung gebäude geburt gehalt gerät geräte gesamt
geschlecht gespräch gewicht größe grund gruppe hausarzt herz herstellung hersteller hinweis hilfe impfung information inhalt jahr jahre kasse kennung kennwort kontakt
kopie kosten krankenkasse krankheit kunde kurz labor lage leber leitung lieferung liste lunge maßnahme maßnahmen medikament meldung menge merkmal mitarbeiter mitarbeiterin
mitteilung monat nachricht nachname netzwerk niere notaufnahme notfall oberarzt operation ordner ort patientenakte personal pflege plan planung praxis probe problem
protokoll prüfung quittung raum rechnung rettung rezept rückruf rücksprache schaden schicht schmerz schmerzen schreiben seite sicherheit sicherung sitzung sofort sonstiges
sprechstunde stand station stationär straße störung stunde system tabelle teil telefonnummer termin termine therapie thema überweisung uhr uhrzeit umgebung unbekannt unfall
unterlagen unterschrift untersuchung ursache urlaub verband verbindung verdacht verfahren verlauf verlegung vermerk versand versicherung versicherte vertrag vertretung
verwaltung visite vorgang vorname vorfall wartung weiter weitere wert werte woche zahl zeit zeitpunkt zentrale zettel ziel zimmer zugang zugriff zustand zuständig zuweisung
actualización admisión agua alergia alergias alta ambulancia antecedentes anexo apoyo área asegurado asegurada aseguradora asistencia atención atendido atendió aviso avisen avisó
baja bloqueado bloqueé bloqueo bolsa bomba brazo cable caída calle cambiaron cargo carpeta carta casa caso cédula central centro cerró cierre cirugía cirujano cirujana cita citas
clic código colonia compañero compañera computadora condición conexión confirmó consulta consultorio consumo contestó control copia correos cuarto cuenta cuidado cuidados
cumpleaños daño dañado dato departamento desconocido descripción detalle diagnóstico dieta diga digan disco dispositivo doctor documento documentos dolor domicilio dosis dueño
edad emergencia emergencias empresa encargado encargada encuentra enfermedad enfermería enlaces entrada entregó equipos error errores escaneo escriban escritorio espera estado
estudio estudios evento examen exámenes extensión extraño familia familiar familiares fallo farmacéutico fiebre firma folio formulario fuera gente gerente grupo guardia habitación
hallazgo hermana hermano hija hijo historia historial hoja horario idioma imagen imágenes impresora indicaciones informática informó ingreso ingresó inicio instalación intento
intentó internado internet lámpara lectura lente leve licencia límite línea lista listo llamada llamadas llamen llave lugar madre mano máquina marca marcapasos materia medicamento
medicamentos medida mensajes mesa minutos modelo monitor motivo móvil muestra muestras multa nivel nota notas noticia nuera nunca obra observaciones observación oficina operación
orden órdenes origen padre página páginas papel pedido pensión pérdida permiso persona peso piel pierna póliza portátil presión primo prima problema problemas procedimiento programa
prueba pruebas puerta puesto queja quirófano radiografía recado receta recepción reciente recibo reclamo recuperación referencia registro reinicio relación rescate respaldo respuesta
resultado resultados resumen reunión revisión revisó riesgo salida salud sangre sección seguimiento segundo seguro semana servicio servidores sitio sobrino solicitud solicitó suegra
suegro suero supervisora supervisor tabla tarde tarjeta tarea técnico técnica teclado terapia tía tío tipo titular toma trabajador trabajadora trabajo traslado tratamiento tratante
tutor tutora ubicación unidad usó vacuna valor vecina vecino versión vez vía viene visita vista volvió zona
accueil accident adhérent âge analyse analyses appel appelé appeler arrêt assurance assuré bilan bloc bureau cabinet cadre carnet carte cas cause chambre chef chirurgie clavier client
code commande commentaire compte consigne consultation contrat copie corps courrier dossier date début décès demande département destinataire diagnostic données dosage douleur durée
écran échantillon équipe erreur établissement étage état examen expéditeur facture faute fenêtre feuille fièvre fille fils foyer garde gestion groupe heure imagerie imprimante
incident infirmerie information intervention jour laboratoire langue lecture lettre libre lieu ligne lit livraison logiciel lundi machine mairie maladie mari matin médicament mère message
mesure modèle mois moniteur motif mutuelle niveau nom note numero objets observation opération ordinateur ordonnance ordre page panne papier parent parents pays père personne pharmacie
pied place plainte plan pli poids pompe porte poste prénom pression prise problème procédure produit prochain propriétaire question radio raison réception réclamation reçu réponse
réseau responsable résultat résultats retard retour réunion révision risque rue salle sang santé sauvegarde secrétaire secteur sécurité semaine serveur signature signalé société soin soins
sortie souris suite suivi sujet surveillance système tableau taille taux technicien tension test traitement transfert travail urgence urgences vaccin valeur veille version ville visite voie voiture
abertura alta atendimento atestado aviso cadastro caixa cama carteira carta chamado cidade cirurgia código conta contato convênio cópia cópias cuidado dados data débito dor dúvida emergência
empresa endereço entrada equipe erro exame exames farmácia febre ficha filha filho folha funcionário funcionária hora horário impressora informação internação laudo leito lista mãe médica modelo
motivo nome nota nível observação ordem pai papel pedido pessoa peso plantão posto prédio pressão prontuário protocolo quarto queixa receita rede relatório remédio resposta resultado retorno reunião
rua saída sangue saúde senha setor sintoma sistema solicitação tela tipo tratamento turno unidade vacina valor visita
allarme allergia ambulatorio analisi appuntamento assistenza avviso camera cartella caso chiamata cognome computer conto contatto corsia cura dati data diagnosi dimissione dolore esame esami errore
febbre figlia figlio firma foglio fornitore guasto guardia indagine ingresso letto lettera lista livello macchina madre malattia medicina messaggio mese misura modello modulo monitoraggio motivo nome nota
ordine padre pagina persona peso piano posta pratica pressione prova pronto rapporto reparto rete ricetta ricovero riferimento risposta risultato riunione sala sangue schermo scheda sede segnalazione
servizio settore sicurezza sistema stampante stanza stato struttura tabella terapia tipo turno ufficio uscita utente valore visita
aanvraag aanmelding adres afdeling afspraak alarm antwoord apparaat apotheek arts bed bericht beeldscherm beveiliging bezoek bloed brief computer contact datum dienst dossier fout gebruiker gegevens gesprek
huisarts inhoud kamer klacht kopie kosten leeftijd lijst maand melding middel naam netwerk nummer onderzoek ontslag opmerking opname orde papier patiënt pijn plaats probleem proef regel rekening scherm
spoed storing straat tijd toegang uitslag vader verpleging verpleegkundige vraag wachtwoord week werk ziekenhuis zorg"""
