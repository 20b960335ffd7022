"""The texts of the page in English and Arabic, by section.

Braces take numbers and names. Numerals are 0 to 9 in both languages. Labels of codes, names and figures are not here:
they come from the tables.
"""

from __future__ import annotations

from typing import Final

Text = tuple[str, str]
"""English and Arabic."""

_HEAD: Final[dict[str, Text]] = {
    "title": ("Who counted, how many, of whom", "من أحصى، وكم، وعمّن"),
    "release": ("Release {version}, {day}", "الإصدار {version}، {day}"),
    "working": ("Working tables, {day}: not a release", "جداول قيد العمل، {day}: ليست إصداراً"),
    "switch": ("العربية", "English"),
    "skip": ("Skip to the figures", "انتقل إلى الأرقام"),
    "contents": ("On this page", "في هذه الصفحة"),
    "lede": (
        "When people are killed, the numbers that are published contradict each other. This page keeps them apart: "
        "who said which number, about whom, as of which day, in which document. None of them is ours, and they "
        "must not be added up.",
        "حين يُقتل الناس تتعارض الأرقام المنشورة عنهم. تُبقيها هذه الصفحة متمايزة: من قال أي رقم، وعمّن، وحتى أي "
        "يوم، وفي أي وثيقة. لا رقم منها من عندنا، ولا يجوز جمعها.",
    ),
    "numerals": ("", "الأعداد مكتوبة بالأرقام 0–9."),
    "holds": (
        "{claims} claims by {claimants} claimants, read in {documents} documents, about {incidents} incidents.",
        "عدد الأرقام المعلنة: {claims}؛ أصحاب الأرقام: {claimants}؛ الوثائق: {documents}؛ الحوادث: {incidents}.",
    ),
    "headline_span": (
        "lowest and highest latest figure of {n} independent claimants",
        "أدنى وأعلى رقم من آخر ما أعلنته الجهات المستقلة، وعددها {n}",
    ),
    "headline_one": (
        "the latest figure of the only claimant that counts this way",
        "آخر رقم للجهة الوحيدة التي تعد على هذا النحو",
    ),
    "to": ("to", "إلى"),
    "nothing": ("There is nothing to show here.", "لا شيء يُعرض هنا."),
    "part": (
        "This page shows {shown} of {all} claims: those of the incidents about which most is claimed. All of them "
        "are in data/figures.csv of the release.",
        "تعرض هذه الصفحة {shown} من أصل {all} من الأرقام المعلنة، وهي عن الحوادث التي قيل فيها أكثر من غيرها. وهي "
        "كلها في data/figures.csv في الإصدار.",
    ),
}

_SECTIONS: Final[dict[str, Text]] = {
    "toll": ("The toll as stated over time", "الحصيلة كما أُعلنت عبر الزمن"),
    "now": ("What is claimed now", "ما يُقال الآن"),
    "disagree": ("Where they disagree", "أين يختلفون"),
    "map": ("Where it happened", "أين وقعت"),
    "incidents": ("Incidents", "الحوادث"),
    "claims": ("All claims", "كل الأرقام المعلنة"),
    "downloads": ("Downloads", "الملفات"),
    "limits": ("What these numbers cannot say", "ما لا تقوله هذه الأرقام"),
    "cite": ("How to cite", "كيف يُستشهد بها"),
    "verify": ("How to check that this is what was published", "كيف تتحقق من أن هذا ما نُشر"),
    "report": ("Report an error, ask for removal", "التبليغ عن خطأ وطلب الحذف"),
}

_TOLL: Final[dict[str, Text]] = {
    "choose": ("Who was counted, and how", "من شملهم العد، وكيف"),
    "toll_lede": (
        "One line for each claimant. A line rises on the day up to which the new figure counts, and stays level until "
        "its claimant gives another. The lines do not converge on one true number: they count different people by "
        "different means.",
        "خط لكل جهة. يرتفع الخط في اليوم الذي يبلغه الرقم الجديد ويبقى حتى تعلن الجهة رقماً غيره. لا تلتقي الخطوط "
        "عند حقيقة واحدة: فهي تعد أناساً مختلفين بطرق مختلفة.",
    ),
    "toll_label": (
        "Chart: {what}, as stated over time. The table below holds the same.",
        "رسم بياني: {what}، كما أُعلن عبر الزمن. الجدول أدناه يحوي الشيء نفسه.",
    ),
    "as_table": ("The same as a table", "الشيء نفسه في جدول"),
    "undated": ("no day given", "دون تاريخ"),
    "estimate": ("estimate", "تقدير"),
    "first": ("first figure", "أول رقم"),
    "step": ("next figure", "رقم تالٍ"),
    "correction": ("corrected downwards", "خُفّض بتصحيح"),
    "fall": ("lower, no reason given", "أدنى دون ذكر سبب"),
    "new_count": ("a new count; the earlier figure stands", "إحصاء جديد، ويبقى الرقم السابق"),
    "scope_changed": ("counts others from here on", "من هنا فصاعداً يُعدّ غير ما سبق"),
    "withdrawn": ("withdrew the figure", "سُحب الرقم"),
    "absence": ("no toll published", "لم تُنشر حصيلة"),
}

_COLUMNS: Final[dict[str, Text]] = {
    "claimant": ("Claimant", "صاحب الرقم"),
    "claim": ("Claim", "الرقم المعلن"),
    "as_of": ("As of", "حتى تاريخ"),
    "read_in": ("Read in", "قُرئ في"),
    "place": ("Place", "المكان"),
    "kind": ("Kind", "النوع"),
    "interval": ("Interval", "المجال"),
    "why": ("Why it stands apart", "لماذا وُضع جانباً"),
    "documents": ("Documents", "الوثائق"),
}

_CHART: Final[dict[str, Text]] = {
    "chart_empty": ("No figure is published for this", "لا رقم منشوراً عن ذلك"),
    "chart_no_figures": ("No number was published", "لم يُنشر أي رقم"),
    "chart_at_least": ("at least {{number}}", "{{number}} على الأقل"),
    "chart_between": ("{{lower}}–{{upper}}", "{{lower}}–{{upper}}"),
    "chart_letters": ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"),
    "chart_by_day": ("Day by day", "يوماً بيوم"),
    "chart_by_month": ("Month by month", "شهراً بشهر"),
    "chart_legend_floor": ("fades upwards: at least so many", "يتلاشى صعوداً: ما لا يقل عن ذلك"),
    "chart_legend_range": ("shaded: between two numbers", "مظلل: بين رقمين"),
    "chart_legend_correction": ("corrected downwards, with a reason", "خُفّض مع ذكر السبب"),
    "chart_legend_fall": ("lower, no reason given", "انخفض دون سبب معلن"),
    "chart_legend_absence": ("no toll published: never a zero", "لم تُنشر حصيلة: ليس صفراً أبداً"),
    "chart_legend_standing": ("dotted: no newer figure", "منقط: لم يُعلن ما هو أحدث"),
}

_NOW: Final[dict[str, Text]] = {
    "now_lede": (
        "The latest figure of each independent claimant, where all of them count the same people, place and days.",
        "آخر رقم لكل جهة مستقلة، حيث تعد كلها الأشخاص والمكان والأيام نفسها.",
    ),
    "now_label": ("{claimant}: {claim}, as of {day}", "{claimant}: {claim}، حتى {day}"),
    "axis_label": ("Scale from {least} to {most}", "مقياس من {least} إلى {most}"),
    "rules": ("What named rules compute from these claims", "ما تقوله قواعد مسماة عن هذه الأرقام المعلنة"),
    "rules_lede": (
        "A rule can be run again by anybody with the command dataset reconcile. None of them finds the truth.",
        "يستطيع أي شخص إعادة تطبيق القاعدة بالأمر dataset reconcile. ولا قاعدة منها تكشف الحقيقة.",
    ),
    "rule": ("Rule", "القاعدة"),
    "low": ("Low", "الأدنى"),
    "best": ("Best", "الأوسط"),
    "high": ("High", "الأعلى"),
    "open": ("open", "مفتوح"),
    "open_stated": ("open; highest stated {n}", "مفتوح؛ أعلى رقم مذكور {n}"),
    "none": ("none", "لا يوجد"),
    "computed": ("{n} (computed)", "{n} (محسوب)"),
    "no_answer": ("no answer: {why}", "لا جواب: {why}"),
    "envelope@2": (
        "From the least to the greatest of the totals, which were said after the event was over. Counts so far and "
        "other floors may raise the high end, and never lower the range. Without a total: the greatest floor, open "
        "above.",
        "من أقل المجاميع إلى أكثرها، وهي ما قيل بعد انتهاء الحدث. أما الأعداد حتى حينه وسائر الحدود الدنيا فقد ترفع "
        "الحد الأعلى ولا تخفض المجال أبداً. وإن لم يوجد مجموع: أعلى حد أدنى، والمجال مفتوح من فوق.",
    ),
    "documented-floor@1": (
        "At least so many were documented one by one by some claimant, of these people or of a part of them.",
        "ما لا يقل عن هذا العدد وثقته إحدى الجهات حالة حالة، من هؤلاء الأشخاص أو من بعضهم.",
    ),
    "median@1": (
        "The middle of three or more claims that are not floors, with the lower and the upper quartile claim: a "
        "spread of claims, never a confidence interval.",
        "أوسط ثلاثة أرقام معلنة أو أكثر ليست حدوداً دنيا، مع رقم الربيع الأدنى ورقم الربيع الأعلى: انتشار أرقام معلنة، "
        "وليس مجال ثقة أبداً.",
    ),
    "no_claim": (
        "no standing claim of a named claimant counts just these people",
        "لا رقم معلناً قائماً من جهة مسماة يعدّ هؤلاء بالضبط",
    ),
    "no_documented": ("nobody documented cases of these people", "لم توثق أي جهة حالات من هؤلاء"),
    "too_few": (
        "{n} of the claims are not floors, and a median needs three",
        "عدد الأرقام المعلنة التي ليست حدوداً دنيا {n}، ويحتاج الأوسط إلى ثلاثة",
    ),
    "apart": ("Not comparable with these", "لا يُقارن بها"),
    "some_of": ("{n} of {all}", "{n} من {all}"),
    "apart_left": ("The others are among all claims about it", "البقية بين كل الأرقام المعلنة عنه"),
    "lines_left": (
        "The chart has {n} of {all} lines; the table has all.",
        "في الرسم {n} من {all} من الخطوط، وفي الجدول كلها.",
    ),
    "apart_lede": (
        "The latest figures of other claimants about the same events. They are not lower or higher than those "
        "above: they count something else, or cannot be placed.",
        "آخر أرقام جهات أخرى عن الأحداث نفسها. ليست أدنى أو أعلى مما سبق: فهي تعد شيئاً آخر، أو لا يُعرف موضعها.",
    ),
}

_SET_ASIDE: Final[dict[str, Text]] = {
    "dim_incident": ("events", "الأحداث"),
    "dim_place": ("place", "المكان"),
    "dim_period": ("days", "الأيام"),
    "dim_measure": ("what is counted", "ما يُعد"),
    "dim_unit": ("unit", "الوحدة"),
    "dim_status": ("people", "الأشخاص"),
    "dim_sex": ("sex", "الجنس"),
    "dim_age": ("age", "العمر"),
    "dim_party": ("members of a party", "أفراد طرف"),
    "dim_group": ("the group as its document calls it", "الفئة كما تسميها الوثيقة"),
    "dim_accused": ("accused party", "الطرف المتهم"),
    "dim_community": ("community", "الطائفة"),
    "dim_cause": ("cause", "السبب"),
    "dim_circumstance": ("circumstance", "الظرف"),
    "dim_subgroup": ("group", "الفئة"),
    "rel_within": ("only a part", "جزء فقط"),
    "rel_contains": ("more than these", "أوسع من ذلك"),
    "rel_overlap": ("partly others", "يتقاطع جزئياً"),
    "rel_disjoint": ("others", "غير ذلك"),
    "rel_unknown": ("cannot be compared", "لا يمكن مقارنته"),
    "why_anonymous": ("no document names who counted", "لا وثيقة تسمي من أحصى"),
    "why_figure": ("gives no number", "لا يعطي رقماً"),
    "why_basis": ("an estimate; counts and estimates are never mixed", "تقدير؛ ولا يُخلط العد بالتقدير أبداً"),
    "why_independence": ("shares a root with {claimant}", "مصدره ومصدر {claimant} واحد"),
}
"""Why a claim is set aside: the dimension, then the relation to the scope that is asked about."""

_DISAGREE: Final[dict[str, Text]] = {
    "disagree_lede": (
        "Pairs of claims that cannot both be true on one day, falls without a reason, and sums that do not add up; "
        "in each event those of named claimants first.",
        "أرقام معلنة لا يمكن أن تصح معاً في يوم واحد، وأرقام انخفضت دون سبب، ومجاميع لا تتطابق؛ في كل حدث "
        "تأتي أرقام الجهات المسماة أولاً.",
    ),
    "hard": ("also if every count is only a floor", "حتى لو كان كل عد حداً أدنى"),
    "unnamed": ("one claimant is not named", "إحدى الجهتين غير مسماة"),
    "first_claim": ("first claim", "الرقم الأول"),
    "second_claim": ("second claim", "الرقم الثاني"),
    "more_conflicts": ("{n} more are in data/conflicts.csv.", "وفي data/conflicts.csv عدد آخر: {n}."),
}

_INCIDENTS: Final[dict[str, Text]] = {
    "map_lede": (
        "How many incidents lie in each governorate. A bar counts incidents, not people, and one incident may be part "
        "of another. Open a bar to see its incidents, with the bounds of what was claimed of the killed, where a "
        "figure is for the whole incident.",
        "عدد الحوادث في كل محافظة. يعد الشريط الحوادث لا الأشخاص، وقد تكون الحادثة جزءاً من حادثة أخرى. افتح الشريط "
        "لترى حوادثه مع حدود ما قيل عن القتلى، إن كان هناك رقم عن الحادثة كلها.",
    ),
    "map_total": (
        "This page lists {all} incidents: {drawn} are drawn, {left} are not.",
        "الحوادث المذكورة في هذه الصفحة: {all}. المرسوم منها: {drawn}. غير المرسوم: {left}.",
    ),
    "map_elsewhere": (
        "Not drawn, because no single governorate contains their place",
        "لم تُرسم لأن مكانها لا يقع في محافظة واحدة",
    ),
    "incidents_of": ("incidents: {n}", "الحوادث: {n}"),
    "incidents_lede": (
        "Bounds of what was claimed, by envelope@2, and never a count of ours. Incidents contain and overlap one "
        "another. The grade is that of the incident, not of a number.",
        "حدود ما قيل بحسب القاعدة envelope@2، وليست عداً منا. الحوادث يحوي بعضها بعضاً ويتقاطع. والدرجة درجة "
        "الحادثة لا الرقم. وصف الحوادث بالإنكليزية.",
    ),
    "incident": ("Incident", "الحادثة"),
    "everybody": ("everybody", "الجميع"),
    "killed": ("Killed, as claimed", "القتلى كما قيل"),
    "days": ("Days", "الأيام"),
    "grade": ("Grade", "الدرجة"),
    "precision": ("Precision of the place", "دقة المكان"),
    "part_of": ("Part of", "جزء من"),
    "no_number": ("no figure for the whole incident", "لا رقم عنها كلها"),
    "claims_of": ("claims: {n}", "الأرقام المعلنة: {n}"),
    "claimants_of": ("claimants: {n}", "أصحاب الأرقام: {n}"),
    "to_claims": ("All claims about it", "كل الأرقام المعلنة عنها"),
    "reported_in": ("Also reported, without a figure, in", "ورد ذكرها أيضاً، دون رقم، في"),
    "more_reported": ("{n} more in data/incident_sources.csv", "وغيرها {n} في data/incident_sources.csv"),
    "since": ("since {day}", "منذ {day}"),
    "between_days": ("{first} to {last}", "{first} إلى {last}"),
    "within_days": ("some time from {first} to {last}", "في وقت ما من {first} إلى {last}"),
    "unknown_day": ("day not known", "اليوم غير معروف"),
}

_CLAIMS: Final[dict[str, Text]] = {
    "claims_lede": (
        "One row for each claim, and in it the documents that carry it. Each is a row of tallies.csv with a number "
        "of its own, and the address of this page with # and that number leads to it. Quote claimant, figure and "
        "day together.",
        "صف لكل رقم معلن، وفيه الوثائق التي تنقله. وكل منها صف في tallies.csv له رقمه، ويوصل إليه عنوان هذه الصفحة "
        "متبوعاً بـ \u2066#ar-\u2069 وذلك الرقم. انقل صاحب الرقم والرقم واليوم معاً.",
    ),
    "fault": ("no claim: the carrier is wrong ({what})", "لا يُعد رقماً معلناً: خطأ الناقل ({what})"),
    "nobody": ("no claim: nobody is named", "لا يُعد رقماً معلناً: لا تسمية لمن أحصى"),
    "says": ("described as: {what}", "يقول عنهم: {what}"),
    "increment": ("an increment, no total", "زيادة وليست حصيلة"),
    "archived": ("archived copy", "نسخة محفوظة"),
    "more_documents": ("{n} more in data/figures.csv", "وغيرها {n} في data/figures.csv"),
    "unlinked": ("its address is not of the web, and is not linked", "عنوانها ليس من عناوين الويب، ولم يوضع له رابط"),
    "all_claims": ("all", "الكل"),
    "filter": ("Show only", "اعرض فقط"),
    "measure": ("What is counted", "ما يُعد"),
    "date_since": ("As of, from", "من تاريخ"),
    "date_until": ("until", "إلى تاريخ"),
    "reset": ("Show all", "اعرض الكل"),
    "shown": ("{n} of {all} shown", "المعروض {n} من {all}"),
    "sort": ("Sort by", "رتّب بحسب"),
    "figure": ("Figure", "الرقم"),
    "copy": ("Copy citation", "انسخ الإحالة"),
    "copied": ("Copied", "نُسخت"),
    "copy_by_hand": ("Copy this text", "انسخ هذا النص"),
}

_DOWNLOADS: Final[dict[str, Text]] = {
    "downloads_lede": (
        "Every file of this release that was written before this page, with its size and SHA-256 checksum. The CSV "
        "files in data/ are the data of record; figures.csv is the one to open first.",
        "كل ملف من هذا الإصدار كُتب قبل هذه الصفحة، مع حجمه وبصمته SHA-256. ملفات CSV في data/ هي بيانات المرجع، "
        "وأول ما يُفتح منها figures.csv.",
    ),
    "no_downloads": (
        "These are working tables: there are no files to download before they are released.",
        "هذه جداول قيد العمل: لا ملفات قبل إصدارها.",
    ),
    "file": ("File", "الملف"),
    "size": ("Bytes", "الحجم بالبايت"),
    "checksum": ("SHA-256", "SHA-256"),
    "licence": (
        "Licence: Creative Commons Attribution 4.0 (CC BY 4.0). Use it for anything; name the source and the release.",
        "الترخيص: المشاع الإبداعي، نسب المصنف 4.0 (CC BY 4.0). استعملها لأي غرض مع ذكر المصدر والإصدار.",
    ),
}

_ENDING: Final[dict[str, Text]] = {
    "cite_whole": ("The dataset:", "مجموعة البيانات:"),
    "cite_one": (
        "One claim: name its claimant, day and tally, with the release. With scripts on, each claim has a button "
        "that copies such a line:",
        "رقم معلن واحد: اذكر صاحبه ويومه ورقم صفه مع الإصدار. إذا كانت البرامج النصية مفعّلة فلكل رقم "
        "معلن زر ينسخ سطراً كهذا:",
    ),
    "cite_working": ("Working tables cannot be cited; cite a release.", "لا يُستشهد بجداول قيد العمل؛ استشهد بإصدار."),
    "verify_lede": (
        "Compare every file with the list SHA256SUMS that lies beside this page. The digest of that list is "
        "published in releases/index.json of the repository; only a digest from elsewhere shows that list and "
        "files were not changed together.",
        "قارن كل ملف بالقائمة SHA256SUMS الموجودة بجانب هذه الصفحة. بصمة تلك القائمة منشورة في releases/index.json "
        "في المستودع؛ ولا يُظهر أن القائمة والملفات لم تتغير معاً إلا بصمة من مكان آخر.",
    ),
    "verify_by_tool": ("With the tool of the dataset:", "بأداة مجموعة البيانات:"),
    "verify_by_hand": ("Without it, in this folder:", "ودونها، في هذا المجلد:"),
    "report_lede": (
        "An error, or a document that is missing: the issue tracker of the repository, with table, id, column and "
        "what the document says. Never write a person’s name, address or whereabouts there.",
        "خطأ أو وثيقة ناقصة: متتبع المسائل في المستودع، مع الجدول والمعرف والعمود وما تقوله الوثيقة. لا تكتب هناك "
        "أبداً اسم شخص أو عنوانه أو مكان وجوده.",
    ),
    "report_removal": (
        "A matter of safety, or a request for removal: the private report of the repository. You need not prove "
        "who you are. It is looked at the same day it is read, and answered with what was changed or why nothing "
        "was.",
        "أمر يتعلق بالسلامة أو طلب حذف: البلاغ الخاص في المستودع. لا يلزمك إثبات هويتك. يُنظر فيه يوم قراءته، "
        "ويُجاب بما تغيّر أو بسبب عدم التغيير.",
    ),
    "made": (
        "Made from the tables of this release alone. This page loads nothing, sends nothing and remembers nothing.",
        "صُنعت هذه الصفحة من جداول هذا الإصدار وحدها. لا تحمّل شيئاً ولا ترسل شيئاً ولا تتذكر شيئاً.",
    ),
    "comma": (", ", "، "),
    "semicolon": ("; ", "؛ "),
    "documents_of": ("documents: {n}", "الوثائق: {n}"),
    "top": ("To the top", "إلى الأعلى"),
}

TEXTS: Final[dict[str, Text]] = {
    **_HEAD,
    **_SECTIONS,
    **_TOLL,
    **_COLUMNS,
    **_CHART,
    **_NOW,
    **_SET_ASIDE,
    **_DISAGREE,
    **_INCIDENTS,
    **_CLAIMS,
    **_DOWNLOADS,
    **_ENDING,
}
"""Every text by its name."""
