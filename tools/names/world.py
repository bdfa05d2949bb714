"""Names and words that the other sources lack: romanized names by region, foreign words (data).

Common names of whole peoples, written down from general knowledge; no person is meant.
"""

GIVEN = {
    "korean": "Jae-won Eun-ji Hyun-ji Sung-min Min-ji Min-ho Won-bin Kyu-hyun Tae-yang Seung-hee Bo-young Woo-jin Sun-hee Chan-wook Min-jun Seo-jun Do-yun Ye-jun Si-woo Ha-joon Ji-ho Jun-seo Hyun-woo Ji-hoon Seo-yeon Seo-yun Ji-woo Ha-eun Min-seo Ji-min Su-bin Ye-eun Chae-won Eun-ji Hye-jin Sung-ho Young-soo Kyung-hee Mi-kyung Jae-hyun Tae-hyung Dong-hyun Sang-woo Jin-ah Soo-jin Yu-na Minho Jisoo Haneul Seung-min Byung-hun Kwang-ho In-sook Myung-hee Hee-jung Yong-ho Chul-soo Joo-won",
    "chinese": "Wei Fang Jing Yan Lei Jun Min Hui Xin Yu Hao Ming Tao Jie Peng Qiang Xiaoming Xiaoyan Mei Meiling Lihua Jianhua Guoqiang Zhiwei Haoran Yifan Zixuan Siyu Ruoxi Yuxuan Chenxi Wing-yan Ka-wai Chi-keung Hsiao-lan Shu-fen Chia-hao Yi-ting Cheng-han Xiuying Guiying Yulan Shufen",
    "vietnamese": "Thi Van Anh Minh Hoa Lan Huong Thanh Tuan Dung Hung Phuong Thuy Linh Trang Ngoc Quang Duc Hai Long Nam Son Tien Khanh Bao Giang Hanh Hien Mai Nga Nhung Oanh Quyen Tam Thao Thu Trinh Tuyet Vy Xuan Yen Đức Hồng Thị Văn Tuấn Dũng",
    "japanese": "Haruto Yuto Sota Hinata Minato Yuki Haruki Riku Kaito Ren Aoi Yui Hina Sakura Mio Akari Ichika Kenji Takeshi Hiroshi Satoshi Kazuo Yoko Keiko Naoko Emiko Michiko Tomoko Akira Daisuke Kenta Shota Taro Jiro Noriko Fumiko Masahiro Nobuhiro",
    "indian": "Aarav Vivaan Aditya Vihaan Arjun Sai Reyansh Krishna Ishaan Rohan Rahul Amit Sanjay Vijay Suresh Ramesh Rajesh Deepak Anil Sunil Ananya Diya Saanvi Aadhya Priya Pooja Neha Sneha Kavya Lakshmi Sita Meena Geeta Sunita Anjali Shreya Swati Venkatesh Subramaniam Karthik Senthil Murugan Harpreet Gurpreet Manpreet Jaspreet Balwinder Sukhdeep Padmavathi Chaitanya Bhavani Srinivas Nagaraj Ganesh Thiru Abhishek Siddharth Raghav",
    "arabic": "Mohammed Muhammad Ahmed Ali Hassan Hussein Omar Khalid Ibrahim Youssef Yusuf Mustafa Abdullah Abdulrahman Abdul Karim Tariq Faisal Saeed Samir Nasser Hamza Bilal Fatima Aisha Maryam Zainab Khadija Layla Noor Huda Amina Salma Rania Hanan Samira Nadia Yasmin Rasha Dalal Ghada Ghanem Jamal Walid Ziad Majid Sultan Rashid Mansour Anwar Wael Hisham Marwan Munira Ubaydullah Naimah Shaima",
    "persian": "Reza Hossein Mehdi Amir Arash Babak Behrouz Dariush Farhad Kourosh Siavash Shirin Parisa Maryam Zahra Nasrin Mahnaz Azadeh Leila Niloufar Golnaz Soraya Farideh Mahsa Nazanin Hamid Majid Saeid Vahid Kamran",
    "west african": "Chukwuemeka Chinedu Emeka Ngozi Chioma Ifeoma Adaeze Nnamdi Obinna Uchenna Oluwaseun Oluwatobi Adebayo Ayodele Babatunde Folake Funmilayo Temitope Titilayo Yetunde Kwame Kofi Kwabena Yaw Kwaku Ama Akosua Abena Adwoa Esi Efua Akua Afia Mamadou Amadou Ousmane Ibrahima Fatou Aminata Awa Mariama Abdoulaye Cheikh Moussa Sekou Boubacar Fatoumata Aissatou",
    "east african": "Wanjiru Njeri Wambui Kamau Mwangi Kipchoge Achieng Otieno Atieno Odhiambo Nyambura Makena Baraka Juma Asha Zawadi Neema Rehema Abebe Tesfaye Tadesse Haile Selamawit Tigist Almaz Bekele Girma Dawit Yohannes Mulugeta Hirut Abdi Abdirahman Faduma Hodan Ayaan Ifrah Sahra Mohamud Liban Warsame Farah Tendai Tatenda Rutendo Thabo Sipho Nomvula Thandiwe Bongani Lerato Naledi Kagiso Tshepo",
    "slavic": "Ivan Dmitry Dmytro Sergei Serhiy Alexei Oleksandr Oleksiy Andriy Mykola Mykhailo Vladimir Volodymyr Yevgeny Nikolai Mikhail Boris Igor Oleg Anastasia Natalia Svetlana Oksana Olena Iryna Tetiana Yulia Kateryna Ludmila Galina Zbigniew Krzysztof Grzegorz Andrzej Wojciech Małgorzata Agnieszka Katarzyna Zofia Jadwiga Bogdan Miroslav Zoran Goran Dragan Snežana Jelena Milica Vesna Željko Petar Stjepan Vaclav Zdeněk Jaroslav Radek Bożena Danuta Halyna Bohdan",
    "hispanic": "José María Juan Luis Carlos Jorge Miguel Ángel Francisco Jesús Alejandro Guadalupe Rosa Lupe Esperanza Consuelo Dolores Rocío Xóchitl Citlali Itzel Joaquín Ignacio Raúl Efraín Evaristo Eulalia Socorro Refugio Yesenia Marisol Graciela Hernán Gonzalo Facundo Thiago Santiago Matías Agustín Mercedes Pilar Remedios Inmaculada Paquita",
    "pacific": "Sione Tevita Viliami Semisi Sela Mele Losa Ana Sina Tavita Ioane Pita Leilani Kealoha Kekoa Makoa Nalani Kaimana Malia Keanu Kawika Mahina Noelani Tuilagi Alofa Fetu Lagi Tane Moana Hemi Wiremu Aroha Ngaire Tama Rangi Manaia",
    "filipino": "Jejomar Maricel Marites Rowena Jhun Jun-jun Bong Bongbong Ligaya Luzviminda Dalisay Analyn Jonalyn Rodelio Romeo Reynaldo Danilo Rosalinda Erlinda Imelda Corazon Crisanto Arnel Rommel Jomar Jerald Princess Precious Divina",
    "jewish": "Moshe Avraham Yitzhak Yaakov Shlomo Menachem Chaim Shimon Dov Zev Mordechai Rivka Chana Malka Shoshana Devorah Miriam Tova Yael Noa Tamar Shira Ayelet Eitan Gilad Oren Yonatan Itai Uri Avi Ronit Orly Baruch Yehuda",
    "central": "Aibek Nursultan Bakyt Gulnara Aigul Dinara Zarina Timur Rustam Ulugbek Dilnoza Shahnoza Otabek Jamshid Batbayar Enkhtuya Oyunchimeg Tserendorj Tenzin Dorje Pema Sonam Karma Lobsang Nyima Bishnu Prakash Sushila Maya Htun Aung Thida Kyaw Moe Win Zaw Somchai Somsak Siriporn Nattapong Sokha Bopha Sovann Dara Mai Pao Xiong Yeng Kou Bee",
    "native": "Dakota Cheyenne Sequoyah Winona Aiyana Takoda Nizhoni Ahiga Koda Chenoa Kaya Tala Wakiza Halona",
}  # fmt: skip

LAST = {
    "korean": "Kim Lee Park Choi Jung Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Yoo Hong Moon Yang Son Bae Baek Heo Nam Noh Ha Joo Koo Min Ryu Chung Yi Rhee",
    "chinese": "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Feng Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Lo Chan Wong Cheung Lau Leung Ng Ho Kwok Lam Tsai Hsu Hsieh Tseng Chiang Yeh",
    "vietnamese": "Nguyen Tran Le Pham Hoang Huynh Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Dinh Trinh Truong Luong Dao Mai Ha Lam Nguyễn Trần Lê Phạm Đặng Bùi Vũ Võ",
    "japanese": "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Saito Mori Abe Ikeda Hashimoto Ishikawa Ogawa Goto Okada Hasegawa Fujita Kondo Murakami Sakamoto Endo Aoki Fujii Nishimura Fukuda Ota Miura Takeuchi Nakajima",
    "indian": "Sharma Verma Gupta Singh Kumar Patel Shah Mehta Reddy Rao Nair Menon Iyer Iyengar Pillai Krishnan Subramanian Venkataraman Chatterjee Mukherjee Banerjee Bose Ghosh Das Sen Dutta Chakraborty Joshi Kulkarni Deshpande Patil Desai Trivedi Pandey Mishra Tiwari Dubey Agarwal Jain Malhotra Kapoor Khanna Chopra Bhatia Gill Sandhu Dhillon Grewal Sidhu Kaur Fernandes D'Souza Pereira Hegde Shetty Naidu Yadav Choudhary Thakur Rathore Chauhan Balakrishnan Ramaswamy Gopalan",
    "arabic": "Al-Hassan Al-Rashid Al-Sayed Al-Masri Al-Ahmad Al-Farsi Al-Qahtani Al-Harbi Al-Otaibi El-Sayed El-Amin El-Masry Haddad Khoury Nasser Mansour Saleh Hamdan Khalil Aziz Farouk Mahmoud Abbas Hamad Najjar Darwish Sabbagh Shaheen Qureshi Ansari Malik Hashemi Bin-Laith Bakr Abdelrahman Abdallah Jameel Aryani Ghaffaar Zidan Sharif Rahman Chowdhury Hossain Siddiqui Sheikh Baig Mirza Rizvi",
    "persian": "Ahmadi Hosseini Mohammadi Rezaei Karimi Moradi Jafari Rahimi Ebrahimi Sadeghi Tehrani Shirazi Esfahani Farahani Ghorbani Kazemi Rostami Azizi Naderi Bahrami Pahlavi Zand",
    "west african": "Okafor Okonkwo Eze Nwosu Okeke Obi Chukwu Adeyemi Adebayo Oluwole Ogunleye Balogun Ojo Afolabi Oyelaran Akinwale Bello Danjuma Mensah Owusu Asante Boateng Appiah Osei Agyeman Addo Ofori Amoah Quaye Diallo Traore Keita Toure Coulibaly Sow Ba Ndiaye Diop Fall Sarr Gueye Cisse Kone Ouattara Kamara Sesay Koroma Conteh",
    "east african": "Kamau Mwangi Kariuki Njoroge Ochieng Odhiambo Otieno Okoth Wanjala Mutua Kiplagat Cheruiyot Rotich Korir Sawe Kiptoo Tesfaye Bekele Haile Alemu Gebre Tadesse Wolde Abdi Mohamud Warsame Farah Jama Hersi Nur Mugisha Nakato Musoke Okello Moyo Ncube Dube Sithole Nkosi Dlamini Zulu Mbeki Khumalo Mokoena Naidoo Banda Phiri Tembo Mwale Iminza Shiundu",
    "slavic": "Ivanov Petrov Sidorov Smirnov Kuznetsov Popov Volkov Sokolov Shevchenko Kovalenko Bondarenko Tkachenko Kravchenko Oliynyk Melnyk Kowalski Nowak Wiśniewski Wójcik Kowalczyk Lewandowski Zieliński Dvořák Novák Svoboda Horvat Kovač Petrović Jovanović Nikolić Marković Popović Stojanović Babić Dimitrov Georgiev Ionescu Popescu Kováč Szabo Nagy Toth Hryvnak Chovanec Boyko Koval Lysenko",
    "hispanic": "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes Cruz Morales Ortiz Gutiérrez Chávez Ramos Ruiz Álvarez Mendoza Vásquez Castillo Jiménez Moreno Romero Herrera Medina Aguilar Garza Castro Vargas Guzmán Muñoz Salazar Delgado Peña Ibarra Zúñiga Quintanilla Villanueva Arriaga Cordero Cienfuegos Montoya Ybarra",
    "pacific": "Kapule Tuilagi Fonoti Latu Vea Taufa Moala Kaufusi Tupou Faleolo Leota Tuiasosopo Polamalu Kealoha Kahananui Kamaka Akana Kekauoha Nakamura Kauhane Tavai Seumalo Fifita Mahe Tasi Parata Ngata Waititi Henare",
    "filipino": "Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Dela-Cruz Villanueva Manalo Pangilinan Magbanua Dimaculangan Macaraeg Sumulong Lacson Tolentino Salonga Aquino Magsaysay Batungbakal Dimagiba",
    "jewish": "Cohen Levi Levy Mizrahi Peretz Biton Dahan Avraham Friedman Goldberg Rosenberg Weinstein Katz Shapiro Rabinowitz Feldman Epstein Goldstein Rosenthal Ben-David Bar-Lev Ben-Ami Ashkenazi Azoulay Shulman Zuckerman",
    "central": "Nazarbayev Bekmurzaev Abdullaev Rakhimov Karimov Yusupov Mirzoyan Sargsyan Hakobyan Petrosyan Gurung Tamang Shrestha Thapa Rai Lama Sherpa Adhikari Aung Htay Tun Saelee Vang Xiong Yang Moua Thao Lor Her Yang Charoen Suwan Srisai Chaiyasit Sok Chea Chhay Kim Heng",
    "native": "Begay Yazzie Tsosie Benally Nez Redcloud Whitehorse Blackbear Littlefeather Standingbear Runningwater Tso Etsitty",
}  # fmt: skip

FOREIGN_WORDS = """hola gracias correo usuario usuaria clave contraseña archivo fecha nacimiento
paciente pacientes enfermera enfermero médico medico doctora hospital clínica número numero
teléfono telefono celular administrador administradora abrió abrio llegó llego desde para por con
sin que pide creo escribí escribi raro rara recibí recibi entrar enlace dirección direccion
expediente contacto afectado afectada fallas falla equipo servidor sistema informe ticket mensaje
adjunto asunto saludos atentamente estimado estimada señor señora buenos buenas días dias tardes
noches nombre apellido apellidos enero febrero marzo abril mayo junio julio agosto septiembre
octubre noviembre diciembre lunes martes miércoles jueves viernes sábado domingo el los las una uno
unos unas del al lo su sus mi mis tu tus es son fue era fueron está esta este esto estos estas hay
no sí si muy más mas pero como cuando donde quien cual porque también tambien ya ahora ayer hoy
mañana semana mes año años hora horas después despues antes hasta entre sobre según segun todo toda
todos todas otro otra otros otras nuestro nuestra puede pueden tiene tienen tengo hace hacer hizo
dijo dice llamó llamo reportó reporto vio dio envió envio favor ayuda red datos cuenta pantalla
impresora farmacia laboratorio urgencias sala piso cama jefe jefa turno empleado empleada personal
seguridad incidente ataque víctima robo pago factura banco urgente cambiar cambio nuevo nueva
bonjour merci monsieur madame cordialement salut bonsoir avec sans pour dans sur sous chez les des
une un est sont était ont été être avoir fait faire vous nous ils elles je il elle leur leurs notre
votre mot passe fichier utilisateur courriel infirmière infirmier médecin patiente hôpital numéro
téléphone naissance adresse né née janvier février mars avril juin juillet août septembre octobre
novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche bien très plus moins mais
aussi alors après avant depuis pendant selon tout toute tous toutes autre autres objet pièce jointe
hallo danke guten morgen tag abend herr frau liebe lieber grüße grüßen freundlichen mit ohne für
von vom zum zur bei nach aus auf über unter zwischen der die das den dem des ein eine einen einem
einer ist sind war waren wurde wurden hat haben hatte wird werden kann können muss soll nicht kein
keine und oder aber auch noch schon nur sehr mehr wenn dass weil wie was wer wo wann ich du er sie
es wir ihr mich mir dich dir ihn ihm uns euch mein meine sein seine unser unsere benutzer passwort
datei krankenhaus krankenschwester pfleger arzt ärztin patientin geboren geburtsdatum telefon
nummer rechner anhang betreff januar februar märz mai juni juli oktober dezember montag dienstag
mittwoch donnerstag freitag samstag sonntag bitte
olá obrigado obrigada senhor senhora senha arquivo usuário paciente enfermeira médico telefone
nascimento endereço janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
segunda terça quarta quinta sexta não sim você ele ela eles elas nós meu minha seu sua foi está são
com sem uma dos das pelo pela anexo assunto mensagem
ciao grazie buongiorno signore signora infermiera medico paziente ospedale numero telefono nato
nata indirizzo gennaio febbraio marzo aprile maggio giugno luglio settembre ottobre dicembre il lo
gli dello della degli delle nel nella con senza per tra fra sono stato stata essere avere allegato
oggetto saluti password utente"""

JARGON = """seguro social nack ack asa rin adt siu oru orm mdm dft bar creds proto hostname hostnames username usernames passwd pwd helpdesk hlpdesk teh vm wks
pls plz thx thnx asap fyi btw imo eod eob tbd tba na wfh ooo poc vip idk lol omg brb msg msgs txt
config configs conf env repo repos cron cronjob dev prod qa uat vpn dns dhcp smtp imap pop tcp udp
icmp http https ftp sftp ssh tls ssl ldap sso mfa otp rdp smb nfs nas san raid ssd usb uefi bios
firmware malware ransomware adware spyware rootkit botnet phish phished phishing vish smish spoof
spoofed exfil exfiltrated exfiltration backdoor keylogger beacon beaconing lateral pivot recon
sandbox honeypot payload dropper stager shellcode webshell obfuscated defanged ioc iocs ttp ttps
siem soar edr xdr mdr ndr ids ips waf dlp casb cmdb itsm sla rca rfc kb kbs cve cvss mitre nist
pacs ris lis lims emr ehr his adt oru orm hl mllp dicom fhir mrn dob ssn npi dea dx rx tx hx sx pt
pts appt appts dept depts pharm rad onc peds ortho neuro cardio icu nicu picu micu sicu ccu er ed
or pacu obgyn ent gi gu ot st sw cm um him hr it legal compliance biomed telemed telehealth
intranet extranet subnet vlan gateway firewall proxy router switch hub endpoint endpoints server
workstation laptop desktop tablet pager kiosk nurse station dropbox onedrive sharepoint teams webex
outlook gmail exchange citrix okta duo epic cerner meditech allscripts logon logoff login logins
logout signin reboot rebooted reimage reimaged reinstalled rollback failover backup backups restore
patching unpatched whitelisted blacklisted allowlist blocklist quarantine quarantined src dst srcip
dstip sport dport bytes pkts action allow deny drop uid gid pid ppid tid cmd cmdline args argv proc
parent child hash md5 sha url uri fqdn ua referer status code method get post put delete json xml
csv yaml yml html js php asp aspx exe dll bat ps1 vbs hta lnk iso zip rar pdf docx xlsx pptx sql db
dbs schema table column row rows query index null true false none unknown undefined default admin
admins administrator root guest svc sys system local localhost domain user users group groups role
roles policy gpo kerberos ntlm lsass sam ntds krbtgt mimikatz psexec wmic powershell cscript
rundll32 regsvr32 certutil bitsadmin schtasks explorer svchost winlogon chrome firefox msedge
iexplore acrobat reader winword excel powerpnt mins hrs secs approx etc incl excl vs aka ie eg re
fw fwd cc bcc attn ref refs amt qty acct accts addr tel fax ext cell ph mob info mgmt mgr supv asst
assoc coord spec sr jr eff exp misc temp perm avg max min std est ver rev vol no nos pg pgs sec
secs para fig figs tbl app apps"""

FUNCTION = """i me my mine we us our ours you your yours he him his she her hers it its they them their
theirs this that these those who whom whose which what when where why how the a an and or nor but
if then else than so because since while although though unless until as at by for from in into of
off on onto out over to up with without within about above across after against along among around
before behind below beneath beside besides between beyond during except inside like near outside
past per through throughout toward towards under upon via is are was were be been being am do does
did done doing have has had having can could should would shall might must not no yes all any both
each every either neither few many more most much other others another some such same own too very
just only also again ever never always often here there now please thanks thank dear hello hi hey
sincerely regards subject re fw fwd cc bcc sent date note notes attached see call called however
therefore meanwhile furthermore moreover today tomorrow yesterday next last first second third one
two three four five six seven eight nine ten"""
