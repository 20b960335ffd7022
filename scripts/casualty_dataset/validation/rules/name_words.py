"""The words by which names are told: common given names, what announces a person, and what is no name.

Latin words are in small letters; given names are regular expressions, for their many spellings. Arabic words are
folded: alif without signs, yeh for alif maksura, heh for teh marbuta. None is here because a person bears it.
"""

GIVEN = (
    "m[ou]hamm?[ae]d|mohd|ahm[ae]d|mahm[ou]ud|hamid|hamed|ali|hass?an|huss[ae]in|youss?[ei]f|yus[ue]f|ibrahim|"
    "isma[ei]l|sul[ea]im[ae]n|suleyman|omar|umar|othman|osman|khal[ei]d|walid|waleed|saeed|samir|sameer|sami|"
    "ahlam|nabil|nizar|bass?am|bassel|bas[ei]l|bilal|b[ae]shar|fadi|firas|feras|ghass?an|hadi|haidar|hayd[ae]r|"
    "haytham|haitham|imad|emad|issa|iyad|eyad|jaber|jaafar|jafar|jamal|jamil|kamal|kar[ei]m|kin[ae]n|maher|majd|"
    "majed|mazen|mahdi|mounir|munir|mustaf?fa|moustafa|nader|nass?er|nidal|qass?[ei]m|rami|ramez|riad|riyad|"
    "salim|saleem|saleh|salah|salman|shadi|taher|tar[ei]k|tareq|wael|wissam|yass?[ei]r|yas[ei]n|yassin|"
    "zakar[iy]ya|ziad|ziyad|zein|anas|ayman|adnan|adel|ammar|an[uw]ar|anwar|ayham|abd[aeu]l(?:[- ]?[a-z]+)?|"
    "abdallah|abdullah|fat[ie]ma|fatimah|fatma|zein?ab|zaynab|khadija|mar[iy]am|maryam|mary|aisha|aysha|amina|"
    "asma|hala|hanan|huda|iman|khawla|lama|layla|leila|lina|maha|manal|mona|muna|nadia|najwa|nisreen|nour|noor|"
    "rania|rasha|reem|rima|ruba|salma|samar|samira|sana|sara|sawsan|souad|suad|wafaa?|yasm[ie]n|yasmine|zahra|"
    "george|elias|boutros|michel|joseph|antoun|raf[ie]k|shaf[ie]k|tawf[ie]k|wafik|habib|ghazi|fawzi|ramadan|"
    "salwa|nawal|suhair|ibtisam|widad|fadia|randa|dima|lubna|rafiq|fayez|faisal|jihad|hikmat|ismat|jawad|mousa|"
    "moussa|nizam|raed|safwan|sari|wassim|younes|yunis|zaher|iliana|abir|ghada|ibtihal|jamila|khitam|nahed|rawan|"
    "shirin|sirin"
)
"""Common given names in Latin letters."""

OF = (
    "father|mother|son|sons|daughter|daughters|brother|sister|wife|husband|widow|widower|uncle|aunt|cousin|"
    "nephew|niece|grandfather|grandmother|grandson|fiancee?"
)
"""Kin: followed by "of" and a name."""

TITLE = "mr|mrs|ms|dr|sheikh|shaykh|sheikha|hajj|hajji|hajja|haji|sayyid|sayyida|ustaz|abu|abou|umm|oumm|martyr"
"""Titles and by-names."""

ROLE = (
    "witness|eyewitness|witnesses|survivor|survivors|martyrs|victim|victims|resident|villager|neighbour|neighbor|"
    "relative|farmer|teacher|doctor|nurse|pharmacist|driver|shopkeeper|baker|student|activist|journalist|"
    "engineer|lawyer|boy|girl|child|man|woman|youth|killed|shot|wounded|dead|detained|abducted|executed|murdered|"
    "missing|detainee|according to|quoting"
)
"""What a person is called who may then be named."""

EVENT = "body|bodies|death|killing|murder|execution|funeral|burial|home|house|family|arrest|abduction|relatives|grave"
"""Followed by "of" and a name."""

NO_NAME = (
    "a academy agency airport alawite alawites american amnesty an and april arab arabic arabs army assad at "
    "august ba'ath baath base bedouin bridge brigade brigades british by camp castle center centre channel "
    "christian christians church city civil clinic coast coastal college commission committee council crescent "
    "cross december defence defense dhabi district division druze east eastern eid english eu facebook february "
    "for force forces french friday from front general government governor governorate highway hospital hts "
    "human in international iran iranian iraq iraqi islamic islamist ismaili israel israeli january july june "
    "kamal kurd kurdish kurds lebanese lebanon march may mediterranean military minister ministry monday mosque "
    "mount movement murshidi muslim muslims national nations neighbourhood network news north northern november "
    "observatory october of on organisation organization party police port post president press prison quarter "
    "radio ramadan red rights river road roundabout russia russian saturday school security september shia "
    "shiite shrine snhr sohr south southern square state street suburb sunday sunni sunnis syria syria's syrian "
    "syrians telegram the thursday times to town tuesday turk turkey turkish tv twitter uk un united university "
    "us usa valley village watch wednesday west western whatsapp youtube"
)
"""Bodies, peoples, days, points of the compass: a run of capitals with one of them is no person."""

PLACE_FIRST = (
    "abu-dhabi aleppo banias baniyas beirut damascus daraa deir hama hasakah homs idlib jableh latakia masyaf "
    "qardaha quneitra raqqa suwayda tartous tartus tripoli"
)
"""Cities: a run of capitals that begins with one is no person."""

GIVEN_AR = (
    "محمد احمد محمود علي حسين مصطفي خالد يوسف ابراهيم اسماعيل سليمان عثمان وليد سمير نبيل نزار بسام باسل بلال "
    "بشار فادي فراس غسان حيدر هيثم عماد اياد جابر جعفر كنان ماجد مازن منير نادر ناصر نضال قاسم رامي رامز رياض "
    "صلاح سلمان شادي طارق وائل وسام ياسر ياسين زكريا زياد انس ايمن عدنان عمار انور ايهم عبدالله عبدالرحمن "
    "عبدالكريم عبدالقادر فاطمه زينب خديجه مريم عائشه امينه خوله ليلي لينا نجوي نسرين رانيا رشا ريم ريما ربا سلمي "
    "سميره سوسن سعاد ياسمين زهراء جورج الياس بطرس ميشيل انطون لوي مهند معتز طلال يامن غيث رضوان رفيق شفيق توفيق "
    "وفيق حبيب غازي فوزي سلوي نوال سهير ابتسام وداد فاديه رنده ديمه لبني فايز فيصل حكمت عصمت جواد رائد صفوان "
    "ساري وسيم يونس زاهر عبير غاده جميله ختام ناهد روان شيرين سيرين ابتهال"
)
"""Common given names that are hardly any other word."""

DOUBTFUL_AR = (
    "حسن عمر مالك صالح سليم جميل طاهر ماهر وفاء حنان منال اسماء سعيد كريم عادل كمال جمال هادي حامد مهدي امل نور "
    "هدي ايمان سلام رحمه ساره مني مها سامي عيسي حنا هند هاله سناء زين مجد موسي عيسي يحيي"
)
"""Common given names that are common words too."""

TITLE_AR = (
    "الشهيد الشهيده المرحوم المرحومه الفقيد الفقيده المغدور المغدوره السيد السيده الشيخ الحاج الحاجه الدكتور "
    "الدكتوره الاستاذ المدعو المدعوه يدعي تدعي اسمه اسمها المسمي الناجي الناجيه الشاهد الشاهده الضحيه الطفل "
    "الطفله الشاب الشابه المواطن المواطنه الجريح المعتقل المختطف المخطوف المفقود جثمان جثه مقتل شهيد"
)
"""Titles, and what a person is called who may then be named."""

BEFORE_ANY_AR = (
    "الشهيد الشهيده المرحوم المرحومه الفقيد الفقيده المغدور المغدوره المدعو المدعوه يدعي تدعي اسمه اسمها المسمي "
    "السيد السيده الشيخ الحاج الحاجه الدكتور الدكتوره الناجي الناجيه الشاهد الشاهده جثمان"
)
"""Those of them after which two words of any kind may be a name."""

KIN_AR = "ابو ابي ام ابن ابنه بنت والد والده زوج زوجه ارمله شقيق شقيقه اخت حفيد حفيده عمه خاله جدته"
"""Kin, followed by a name."""

DIED_AR = "استشهد استشهدت اعتقل توفي توفيت خطف خطفت دفن دفنت فقد فقدت قتل قتلت قضت قضي"
"""What is said of a person."""

SITE_AR = (
    "بلده جامع جامعه جبل جبهه جسر حاجز حركه حي دوار ساحه شارع ضاحيه طريق فرقه قريه قلعه كتائب كتيبه كنيسه لواء "
    "محله مخيم مدرسه مدينه مزار مستشفي مسجد مشفي مطار مقام مقبره منطقه ناحيه نهر وادي"
)
"""What is called after a person: a mosque, a street, a brigade."""

NO_NAME_AR = (
    "اثناء اثنين احد احدي اخر اخري اربعه اسره اضاف اطفال اعلن افاد افادت اقل اكثر اكد اكدت التي الذي الذين الي "
    "امام امراتين امراه ان انه انها او اوضح اول بالقرب بانفجار بايدي بجانب بحسب بدون برصاص برصاصه بسبب بسكين "
    "بطلقه بعبوه بعد بعض بقذيفه بقرب بقصف بلا بلده بنيران بهجوم بواسطه بيد بين تحت تحدث تسعه تلك ثاني ثلاثه ثم "
    "ثمانيه جريح جندي حاليا حتي حسب حضر حوالي حي حيث حين خارج خلال خلف خمسه داخل دون ذكر ذكرت ذلك رئيس رات راي "
    "رجل رفض روت روي ريف سابق سابقا سبعه سته سمع سوي شاب شابه شاهد شخص شخصا شخصين شهد صاحب صرح ضابط ضحايا ضد "
    "طبيب طفل طفله طفلين طلب ظبي عائلات عائله عثر عد عدت عدد عده عشره عضو علي عن عناصر عند عندما عنصر عيان غير "
    "فوق في قائد قال قالت قبل قتل قتلا قتلت قد قرب قريه قضت قضي كان كانت كل كما لا لدي لم لن ما متقاعد مجهول "
    "مجهوله محافظه مختار مدني مدنيا مدنيين مدير مدينه مسؤول مسلحون مسلحين مسن مسنه مصاب مع معلم مقاتل مقاتلين من "
    "منذ منطقه موظف نحو نفسه نفسها نقل نقلا هذا هذه هم هناك هو هي واحد واحده وجد وجدت وحيد وحيده وصف وفق وفقا"
)
"""Verbs, prepositions, numbers, offices: none of them begins a name."""
