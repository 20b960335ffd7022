"""The closed vocabularies: every code with its English and Arabic label and its definition.

A release carries them as ``codes.csv``. Status, sex, age and cause follow SDG indicator 16.1.2
(OHCHR); the precision codes map to those of UCDP GED. Empty is never a code: in status, sex, age
and party it means "not restricted", elsewhere "not named".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one vocabulary.

    ``floor`` is the least number of persons a size word stands for; ``atoms`` are the groups a
    status covers; ``parents`` the codes that contain this one; ``units`` the units a measure is
    counted in; ``ceiling`` the figure above which a tally needs a waiver; ``rank`` the depth of a
    place level; ``maps_to`` the code of SDG 16.1.2 or UCDP GED it corresponds to. A measure that is
    ``of_a_day`` speaks for its own day alone and may fall; of any other, who was counted stays counted.
    """

    code: str
    en: str
    ar: str
    definition: str
    maps_to: str = ""
    parents: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    atoms: str = ""
    floor: int | None = None
    ceiling: int | None = None
    rank: int | None = None
    living: bool = False
    of_a_day: bool = False


class Vocabulary(Mapping[str, Code]):
    """A named, ordered list of codes; behaves as a mapping from code to :class:`Code`."""

    def __init__(self, name: str, *codes: Code) -> None:
        self.name = name
        self._codes = {code.code: code for code in codes}
        if len(self._codes) != len(codes):
            raise ValueError(f"vocabulary {name} lists a code twice")

    def __getitem__(self, code: str) -> Code:
        return self._codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def __repr__(self) -> str:
        return f"Vocabulary({self.name!r}, {len(self)} codes)"


# --- who was counted -------------------------------------------------------------------------

STATUS = Vocabulary(
    "status",
    Code("civilian", "civilians", "مدنيون", "Called civilians by the claimant; medics and journalists too.",
         "Civilian", atoms="C", parents=("not_fighting",)),
    Code("hors_de_combat", "disarmed, wounded or captured fighters", "مقاتلون خارج القتال",
         "Fighters who had laid down their arms, were wounded or were held.",
         "Other protected person", atoms="H", parents=("not_fighting",)),
    Code("other_protected", "other protected persons", "محميون آخرون",
         "Medical and religious personnel of armed forces.",
         "Other protected person", atoms="P", parents=("not_fighting",)),
    Code("not_fighting", "civilians and disarmed fighters", "مدنيون ومقاتلون خارج القتال",
         "One figure for both, former servicemen included.",
         "Unknown", atoms="CHP", parents=("all_but_armed_groups",)),
    Code("armed_forces", "members of state forces", "أفراد قوات الدولة",
         "Army, security service and police of the state, as counted.",
         "Member of armed forces", atoms="A", parents=("all_but_armed_groups", "fighting")),
    Code("participating_in_hostilities", "gunmen and members of armed groups", "مسلحون مشاركون في القتال",
         "Members of non-state groups, or persons taking a direct part in hostilities.",
         "Person directly participating in hostilities", atoms="G", parents=("fighting",)),
    Code("fighting", "fighters of all sides", "مقاتلون من كل الأطراف", "One figure for both sides.",
         "Unknown", atoms="AG"),
    Code("all_but_armed_groups", "everyone save members of armed groups", "الجميع عدا عناصر الجماعات المسلحة",
         "The claimant does not count members of non-state groups (SNHR).",
         "Unknown", atoms="CHPA"),
    Code("unknown", "people whose status is unknown", "أشخاص مجهولو الصفة",
         "The claimant could not establish the status.", "Unknown"),
    Code("not_stated", "people whose status is not stated", "أشخاص لم تُذكر صفتهم",
         'The document does not say who was counted, or says only "mostly civilians", "residents" or "by sect".',
         "Unknown"),
)  # fmt: skip

SEX = Vocabulary(
    "sex",
    Code("female", "women and girls", "إناث", "Women and girls.", "Woman"),
    Code("male", "men and boys", "ذكور", "Men and boys.", "Man"),
    Code("unknown", "of unknown sex", "مجهولو الجنس", "The claimant could not tell.", "Unknown"),
)

AGE = Vocabulary(
    "age",
    Code("adult", "adults", "بالغون", "18 years or over at the time, as the claimant says (women, men).", "Adult"),
    Code("child", "children", "أطفال", "Under 18 years at the time.", "Child"),
    Code("unknown", "of unknown age", "مجهولو العمر", "The claimant could not tell.", "Unknown"),
)

COMMUNITY = Vocabulary(
    "community_as_stated",
    Code("alawite", "Alawites", "علويون", "As named by the claimant or the document."),
    Code("christian", "Christians", "مسيحيون", "As named by the claimant or the document."),
    Code("sunni", "Sunnis", "سنة", "As named by the claimant or the document."),
    Code("druze", "Druze", "دروز", "As named by the claimant or the document."),
    Code("ismaili", "Ismailis", "إسماعيليون", "As named by the claimant or the document."),
    Code("murshidi", "Murshidis", "مرشديون", "As named by the claimant or the document."),
    Code("other", "another community", "طائفة أخرى", "Another community that the document names; the note says which."),
)

SUBGROUP = Vocabulary(
    "subgroup",
    Code("medical", "medical workers", "عاملون طبيون", "Doctors, nurses, ambulance crews."),
    Code("humanitarian", "aid workers", "عاملون إغاثيون", "Aid workers, those of the United Nations included."),
    Code("journalist", "journalists", "صحفيون", "Journalists and media workers."),
    Code("clergy", "clergy", "رجال دين", "Clergy of any community."),
    Code("civil_defence", "civil defence workers", "عاملون في الدفاع المدني", "Rescue workers of the civil defence."),
    Code("other", "another group", "فئة أخرى", "Another group that the document names; the note says which."),
)

# --- what was counted ------------------------------------------------------------------------

_PERSON = ("person",)
_PEOPLE = ("person", "family")

MEASURE = Vocabulary(
    "measure",
    Code("killed", "killed", "قتلى", "People who died of the violence.",
         units=_PERSON, parents=("casualties", "killed_or_missing"), ceiling=1_000_000),
    Code("bodies_recovered", "bodies recovered", "جثث عُثر عليها",
         "Bodies recovered, seen in footage or buried; no claim about the whole.",
         units=_PERSON, parents=("killed",), ceiling=1_000_000),
    Code("injured", "injured", "جرحى", "People wounded, whether or not they recovered or died later.",
         units=_PERSON, parents=("casualties",), ceiling=2_000_000, living=True),
    Code("treated", "treated in hospital", "مصابون عولجوا",
         "People admitted or treated by one facility, whether or not they left it later.",
         units=_PERSON, parents=("injured",), ceiling=2_000_000, living=True),
    Code("casualties", "killed or injured", "قتلى وجرحى", "Dead and wounded in one figure.",
         units=_PERSON, ceiling=3_000_000),
    Code("killed_or_missing", "killed or missing", "قتلى أو مفقودون",
         "Dead and missing in one figure. Of a day: who is found alive is counted no more.",
         units=_PERSON, ceiling=2_000_000, living=True, of_a_day=True),
    Code("missing", "missing", "مفقودون",
         "People whose fate is unknown. Of a day: who is found, alive or dead, is counted no more.",
         units=_PERSON, parents=("killed_or_missing",), ceiling=1_000_000, living=True, of_a_day=True),
    Code("abducted", "abducted", "مختطفون", "People taken by force, whether or not freed later.",
         units=_PERSON, ceiling=1_000_000, living=True),
    Code("detained", "detained", "محتجزون",
         "People held by a party. Of a day: who is freed is counted no more.",
         units=_PERSON, ceiling=1_000_000, living=True, of_a_day=True),
    Code("suspects_held", "held as suspects", "مشتبه بهم موقوفون",
         "People held for the violence itself; never added to detained. Of a day: who is freed is counted no more.",
         units=_PERSON, ceiling=1_000_000, living=True, of_a_day=True),
    Code("displaced", "displaced", "نازحون",
         "People driven from home, anywhere. Of a day: who returns is counted no more.",
         units=_PEOPLE, ceiling=25_000_000, living=True, of_a_day=True),
    Code("arrived_abroad", "arrived abroad", "واصلون إلى الخارج",
         "Arrivals counted in the place of refuge, whether or not they returned later.",
         units=_PEOPLE, parents=("displaced",), ceiling=25_000_000, living=True),
    Code("sheltering", "sheltering", "مقيمون في موقع إيواء",
         "People present at a place of refuge on a day. Of a day: who leaves is counted no more.",
         units=_PEOPLE, parents=("displaced",), ceiling=25_000_000, living=True, of_a_day=True),
    Code("mass_killings", "mass killings", "حوادث قتل جماعي",
         "As the claimant defines and counts them; never compared between claimants.",
         units=("incident",), ceiling=10_000),
    Code("mass_killing_sites", "places of mass killings", "أماكن القتل الجماعي",
         "Sites, villages or localities as the claimant counts them; never compared between claimants.",
         units=("site",), ceiling=10_000),
)  # fmt: skip

UNIT = Vocabulary(
    "unit",
    Code("person", "persons", "أشخاص", "One human being."),
    Code("family", "families", "أسر", "One family or household, as the claimant counts it."),
    Code("incident", "incidents", "حوادث", "One incident, as the claimant defines it."),
    Code("site", "sites", "مواقع", "One place, as the claimant defines it."),
)

CIRCUMSTANCE = Vocabulary(
    "circumstance",
    Code("hostilities", "in hostilities", "في أعمال قتالية", "In fighting, as the claimant says."),
    Code("execution", "by execution", "بالإعدام", "Executed, as the claimant says: its word, not ours."),
    Code("in_custody", "in custody", "أثناء الاحتجاز", "While held by a party."),
    Code("individual_killing", "in individual killings", "في حوادث قتل فردية", "Killed singly, as the claimant says."),
    Code("died_in_care", "while in medical care", "أثناء العلاج", "Died of wounds in care."),
    Code("verified_subset", "in the part that was verified", "في الجزء المتحقق منه",
         "Only the cases that the claimant could verify."),
)  # fmt: skip

CAUSE = Vocabulary(
    "cause",
    Code("heavy_weapons", "heavy weapons and explosive munitions", "أسلحة ثقيلة وذخائر متفجرة",
         "Artillery, rockets, bombs and other explosive munitions.", "Heavy weapons and explosive munitions"),
    Code("planted_explosives", "planted explosives and unexploded ordnance", "متفجرات مزروعة وذخائر غير منفجرة",
         "Mines, planted devices, explosive remnants of war.", "Planted explosives and unexploded ordnance"),
    Code("small_arms", "small arms and light weapons", "أسلحة صغيرة وخفيفة",
         "Firearms and light weapons.", "Small arms and light weapons"),
    Code("incendiary", "incendiary weapons", "أسلحة حارقة", "Weapons made to burn.", "Incendiary"),
    Code("cbrn", "chemical, biological, radiological or nuclear weapons",
         "أسلحة كيميائية أو بيولوجية أو إشعاعية أو نووية", "As the claimant says.",
         "Chemical, biological, radiological, nuclear"),
    Code("electromagnetic", "electromagnetic weapons", "أسلحة كهرمغناطيسية", "As the claimant says.",
         "Electromagnetic weapons"),
    Code("less_lethal", "less lethal weapons", "أسلحة أقل فتكاً", "Weapons made to incapacitate.",
         "Less lethal weapons"),
    Code("denial", "denial of what is indispensable to survival", "الحرمان من مقومات البقاء",
         "Denial of access to, or destruction of, objects indispensable to survival.",
         "Denial of access to or destruction of objects indispensable to survival"),
    Code("accident", "accidents related to conflict", "حوادث مرتبطة بالنزاع",
         "Accidents that the conflict brought about.", "Accidents related to conflict"),
    Code("other_means", "other objects and means", "أدوات ووسائل أخرى",
         "Use of other objects and means, knives and fire among them.", "Use of objects and other means"),
    Code("unknown", "unknown means", "وسيلة مجهولة", "The claimant could not establish it.", "Unknown"),
)  # fmt: skip

LIMITS = Vocabulary(
    "limits",
    Code("accused", "the accused party", "الطرف المتهم", "The count covers only what accused_id did."),
    Code("cause", "the cause", "السبب", "The count covers only deaths of this cause."),
    Code("circumstance", "the circumstance", "الظرف", "The count covers only this circumstance."),
    Code("community", "the community", "الطائفة", "The count covers only this community."),
    Code("subgroup", "the group", "الفئة", "The count covers only this group."),
)

# --- how many, how it is known ---------------------------------------------------------------

QUALIFIER = Vocabulary(
    "qualifier",
    Code("exact", "exactly", "بالضبط", "[n, n] on its own day."),
    Code("at_least", "at least", "على الأقل",
         "[n, ∞); also any count whose own claimant calls it incomplete."),
    Code("more_than", "more than", "أكثر من", "[n+1, ∞)."),
    Code("fewer_than", "fewer than", "أقل من", "[0, n−1]."),
    Code("up_to", "up to", "حتى", "[0, n]."),
    Code("about", "about", "نحو", "[n−δ, n+δ], δ = max(1, ⌈n × 10 %⌉), never below 0."),
    Code("nearly", "nearly", "قرابة", "[n−δ, n]."),
    Code("between", "between", "بين", "[low, high]; value holds the best figure where the claimant names one."),
    Code("unquantified", "in words only", "بلا رقم", "A size word and no number: [floor of the magnitude, ∞)."),
    Code("none_published", "no toll published", "لم تُنشر حصيلة",
         "The claimant was asked or expected to give a figure and gave none: no interval, never a zero."),
    Code("denied", "denied", "نفي", "The claimant says that nobody was harmed, or rejects a figure: no interval."),
)  # fmt: skip

MAGNITUDE = Vocabulary(
    "magnitude",
    Code("some", "some", "بعض", "Floor 1.", floor=1),
    Code("few", "a few", "قلة", "Floor 2.", floor=2),
    Code("several", "several", "عدة", "Floor 3.", floor=3),
    Code("dozens", "dozens", "عشرات", "Floor 12.", floor=12),
    Code("scores", "scores", "بضع عشرات", "Floor 40.", floor=40),
    Code("hundreds", "hundreds", "مئات", "Floor 100.", floor=100),
    Code("thousands", "thousands", "آلاف", "Floor 1,000.", floor=1_000),
    Code("tens_of_thousands", "tens of thousands", "عشرات الآلاف", "Floor 10,000.", floor=10_000),
    Code("hundreds_of_thousands", "hundreds of thousands", "مئات الآلاف", "Floor 100,000.", floor=100_000),
    Code("millions", "millions", "ملايين", "Floor 1,000,000.", floor=1_000_000),
    Code("many", "many", "كثيرون", "Floor 1: the word gives no scale.", floor=1),
)

BASIS = Vocabulary(
    "basis",
    Code("documented", "documented", "موثق", "Cases counted one by one: names, bodies, lists."),
    Code("estimate", "estimate", "تقدير", "Reckoned, projected, statistical or hearsay."),
    Code("not_stated", "basis not stated", "أساس غير مذكور", "The document does not say how it was counted."),
)

PERIOD_BASIS = Vocabulary(
    "period_basis",
    Code("death", "days of death", "أيام الوفاة", "The period is the days on which people died."),
    Code("documentation", "days of documentation", "أيام التوثيق",
         "The period is the days on which cases were recorded: the row is an increment."),
    Code("not_stated", "not stated", "غير مذكور", "The document does not say."),
)  # fmt: skip

REVISION_REASON = Vocabulary(
    "revision_reason",
    Code(
        "new_information",
        "new information",
        "معلومات جديدة",
        "More came to be known. The older figure ends; this one is the next step.",
    ),
    Code(
        "correction_down",
        "correction downwards",
        "تصحيح بالخفض",
        "The claimant says it removed cases. The older figure ends; this one is the next step.",
    ),
    Code(
        "scope_changed",
        "change of scope",
        "تغير النطاق",
        "The claimant counts other people, places or days. The older figure ends; this one begins a new series.",
    ),
    Code(
        "recount",
        "recount",
        "إعادة عد",
        "The claimant counted again, or in another way. The older figure ends; this one is the next step.",
    ),
    Code(
        "restart",
        "new start",
        "بدء جديد",
        "The count began anew from a later day. The older figure keeps standing; this one begins a new series.",
    ),
    Code(
        "retraction",
        "retraction",
        "سحب",
        "The claimant withdrew the figure and gives none. The older figure ends, and no other stands in its place.",
    ),
    Code(
        "typo", "misprint", "خطأ مطبعي", "The claimant misprinted the older figure. It ends; this one is the next step."
    ),
    Code(
        "not_stated",
        "no reason stated",
        "بلا سبب معلن",
        "The claimant gave no reason. The older figure ends; a lower one is a fall without a reason.",
    ),
)

RELAY_FAULT = Vocabulary(
    "relay_fault",
    Code("stale", "out of date", "قديم", "The carrier gives an older figure as current."),
    Code("misquote", "misquoted", "خطأ في النقل", "The carrier gives another number or scope than the claimant."),
    Code("misattribution", "misattributed", "خطأ في النسبة", "The carrier names the wrong claimant."),
    Code("misdated", "misdated", "خطأ في التاريخ", "The carrier gives the wrong day."),
    Code("ambiguous", "ambiguous", "ملتبس", "What the carrier says can be read in more than one way."),
)

# --- when and where --------------------------------------------------------------------------

DAY_PART = Vocabulary(
    "as_of_part",
    Code("night", "night", "ليلاً", "After midnight, before morning."),
    Code("morning", "morning", "صباحاً", "Morning."),
    Code("midday", "midday", "ظهراً", "Around noon."),
    Code("afternoon", "afternoon", "عصراً", "Afternoon."),
    Code("evening", "evening", "مساءً", "Evening, until midnight."),
)

PRECISION = Vocabulary(
    "precision",
    Code("day", "day", "يوم", "The day is known."),
    Code("month", "month", "شهر", "Only the month is known; written as its first day."),
    Code("year", "year", "سنة", "Only the year is known; written as its first day."),
    Code("unknown", "unknown", "مجهول", "No date is known; the date is empty."),
)

AS_OF_BASIS = Vocabulary(
    "as_of_basis",
    Code("stated", "stated", "مذكور", "The document says for which day the figure speaks."),
    Code("published", "date of the document", "تاريخ الوثيقة", "Taken from the day the document was published."),
    Code("inferred", "inferred", "مستنتج", "Inferred from other documents; the note says how."),
)

DATE_PRECISION = Vocabulary(
    "date_precision",
    Code("day", "one day", "يوم", "It happened on this day.", "1"),
    Code("range", "all these days", "مدى", "It lasted from the first to the last day.", "1-5 by length"),
    Code("within", "some time between", "ضمن", "It happened at some time between the two days.", "2-5 by length"),
    Code("month", "month", "شهر", "Only the month is known.", "4"),
    Code("year", "year", "سنة", "Only the year is known.", "5"),
    Code("unknown", "unknown", "مجهول", "No date is known.", "5"),
)

PLACE_LEVEL = Vocabulary(
    "level",
    Code("area", "area", "منطقة جامعة", "A stated union of places; nobody's parent."),
    Code("country", "country", "بلد", "A country.", rank=0),
    Code("governorate", "governorate", "محافظة", "First administrative level.", rank=1),
    Code("district", "district", "قضاء أو منطقة", "Second administrative level.", rank=2),
    Code("subdistrict", "subdistrict", "ناحية", "Third administrative level.", rank=3),
    Code("town", "town or city", "مدينة أو بلدة", "A town or city.", rank=4),
    Code("village", "village", "قرية", "A village, hamlet or farm settlement.", rank=4),
    Code("neighbourhood", "neighbourhood", "حي", "A part of a town or village.", rank=5),
    Code("site", "site", "موقع", "One site: a base, a hospital, a road.", rank=5),
)

PLACE_PRECISION = Vocabulary(
    "place_precision",
    Code("site", "site", "موقع", "The site is known.", "1"),
    Code("neighbourhood", "neighbourhood", "حي", "The neighbourhood is known.", "1"),
    Code("settlement", "town or village", "بلدة أو قرية", "The town or village is known.", "1"),
    Code("near", "near", "قرب", "Near the place that is named.", "2"),
    Code("district", "district", "منطقة", "Only the district is known.", "3"),
    Code("governorate", "governorate", "محافظة", "Only the governorate is known.", "4"),
    Code("route_or_set", "a road or several places", "طريق أو عدة أماكن", "Along a road, or in several places.", "5"),
    Code("country", "country", "بلد", "Only the country is known.", "6"),
    Code("unknown", "unknown", "مجهول", "The place is not known.", "7"),
)

PLACE_ROLE = Vocabulary(
    "place_role",
    Code("event", "where it happened", "مكان الحدث", "The place where people were harmed."),
    Code("counted_at", "where it was counted", "مكان الإحصاء",
         "The place where people were counted: a hospital, a border."),
    Code("unplaced", "somewhere inside it", "مكان غير محدد داخله",
         "The source could not name the place inside this larger one; it fills sums and is in no comparison by place."),
)  # fmt: skip

NAME_BASIS = Vocabulary(
    "name_ar_basis",
    Code("read", "read", "مقروء", "Read in this form in a document."),
    Code("common", "in common use", "شائع", "The usual Arabic form."),
    Code("transliterated", "transliterated", "منقول", "Our transliteration of another spelling."),
)

# --- documents, actors, incidents ------------------------------------------------------------

SOURCE_KIND = Vocabulary(
    "source_kind",
    Code("claimant_publication", "publication of the claimant", "منشور صاحب الرقم",
         "Published by the body that counted."),
    Code("un_publication", "UN publication", "منشور أممي", "Published by a body of the United Nations."),
    Code("ngo_publication", "NGO publication", "منشور منظمة غير حكومية",
         "Published by a non-governmental organisation."),
    Code("official_publication", "official publication", "منشور رسمي", "Published by an authority of a state."),
    Code("news_agency", "news agency", "وكالة أنباء", "A news agency's own dispatch."),
    Code("news", "news", "صحافة", "A newspaper, broadcaster or news site."),
    Code("research", "research", "بحث", "Academic or institute research."),
    Code("reference", "reference work", "مرجع", "An encyclopedia, gazetteer or register."),
    Code("blog_forum", "blog or forum", "مدونة أو منتدى", "A blog, forum or personal page."),
    Code("memorial", "memorial site", "موقع تخليد", "A site that commemorates the dead."),
    Code("other", "other", "أخرى", "None of these."),
)  # fmt: skip

PROXIMITY = Vocabulary(
    "proximity",
    Code("primary", "the claimant's own", "مباشر", "Published by the claimant itself."),
    Code("secondary", "carrier", "ناقل", "Names the claimant it read or heard."),
    Code("tertiary", "remote carrier", "ناقل بعيد",
         "Digest, mirror, encyclopedia, forum, or machine-written page."),
)  # fmt: skip

ACCESS = Vocabulary(
    "access",
    Code("whole", "read whole", "قُرئ كاملاً", "The whole document was read."),
    Code("opening", "opening read", "قُرئت مقدمته", "Only its opening part was read; later parts may hold more."),
    Code("quoted", "known by quotation", "معروف بالاقتباس", "Not read itself; known through another document."),
)

ACTOR_KIND = Vocabulary(
    "actor_kind",
    Code("monitor", "monitor", "مرصد", "A body that documents violations or casualties."),
    Code("un_body", "UN body", "هيئة أممية", "A body of the United Nations."),
    Code("inquiry", "inquiry", "لجنة تحقيق", "A body formed to inquire into the events, of a state or of the UN."),
    Code("state_body", "state body", "جهة رسمية", "An authority of a state."),
    Code("armed_group", "armed group", "جماعة مسلحة", "A non-state armed group."),
    Code("news_media", "news medium", "وسيلة إعلام", "A news agency, newspaper or broadcaster."),
    Code("humanitarian", "humanitarian body", "جهة إغاثية", "An aid or rescue organisation."),
    Code("medical", "medical body", "جهة طبية", "A hospital or health authority."),
    Code("community_body", "community body", "هيئة أهلية", "A body of a community or locality."),
    Code("academic", "academic body", "جهة أكاديمية", "A university or research institute."),
    Code("party", "party to the conflict", "طرف في النزاع", "A side, where no single body is named."),
    Code(
        "joint", "joint claimant", "جهات مشتركة", "Several bodies with one figure; its members stand in actor_inputs."
    ),
    Code("anonymous", "unnamed", "مصدر غير مسمى", "A source that the document does not name."),
)

PARTY_TO_CONFLICT = Vocabulary(
    "party_to_conflict",
    Code("yes", "party to the conflict", "طرف", "Takes part in the conflict."),
    Code("no", "not a party", "ليس طرفاً", "Takes no part in the conflict."),
    Code("disputed", "disputed", "موضع خلاف", "Whether it takes part is disputed, or not known."),
)

INCIDENT_KIND = Vocabulary(
    "incident_kind",
    Code("umbrella", "umbrella event", "حدث جامع", "The wave of violence as a whole."),
    Code("aggregate", "aggregate", "تجميع", "Several incidents in one figure; overlaps others."),
    Code("context", "context", "سياق", "A larger course of events that contains the others."),
    Code("killing", "killing", "قتل", "Fewer than five people killed."),
    Code("mass_killing", "mass killing", "قتل جماعي", "One claim of five or more people killed."),
    Code("ambush", "ambush", "كمين", "An ambush."),
    Code("armed_clash", "armed clash", "اشتباك", "Fighting between armed parties."),
    Code("shelling", "shelling", "قصف", "Artillery, mortar or rocket fire."),
    Code("air_strike", "air strike", "غارة جوية", "A strike from the air."),
    Code("vehicle_attack", "attack on a vehicle", "هجوم على مركبة", "An attack on a vehicle."),
    Code("abduction", "abduction", "خطف", "People taken by force."),
    Code("raid", "raid", "مداهمة", "A raid or house search."),
    Code("attack_on_facility", "attack on a facility", "هجوم على مرفق", "A hospital, base or other facility attacked."),
    Code("protest_violence", "violence at a protest", "عنف ضد محتجين", "Violence at or against a protest."),
    Code("bodies_found", "bodies found", "عثور على جثث", "Bodies or graves found."),
    Code("other", "other", "أخرى", "None of these."),
)  # fmt: skip

INCLUSION = Vocabulary(
    "inclusion_criterion",
    Code("wave", "the wave of March 2025", "موجة آذار 2025",
         "Violence on the coast and its mountains from 6 March 2025 and its direct continuation."),
    Code("prelude", "prelude", "ما قبلها", "Earlier violence there that a claimant ties to the wave."),
    Code("aftermath", "aftermath", "ما بعدها", "Later violence there that a claimant ties to the wave."),
    Code("context", "context", "سياق", "A larger course of events that claimants compare the wave with."),
)  # fmt: skip

GRADE = Vocabulary(
    "grade",
    Code("confirmed", "confirmed", "مؤكد",
         "Two independent roots and a verification: names, located footage or a visit."),
    Code("corroborated", "corroborated", "معزز", "Two independent roots."),
    Code("single_source", "single source", "مصدر واحد", "One independent root."),
    Code("contested", "contested", "متنازع عليه",
         "Another claimant denies it or its character; differing counts do not contest an incident."),
    Code("rejected", "rejected", "مرفوض", "Shown not to have happened; kept, outside every range."),
)  # fmt: skip

VOCABULARIES: dict[str, Vocabulary] = {
    vocabulary.name: vocabulary
    for vocabulary in (
        ACCESS, ACTOR_KIND, AGE, AS_OF_BASIS, BASIS, CAUSE, CIRCUMSTANCE, COMMUNITY, DATE_PRECISION, DAY_PART, GRADE,
        INCIDENT_KIND, INCLUSION, LIMITS, MAGNITUDE, MEASURE, NAME_BASIS, PARTY_TO_CONFLICT, PERIOD_BASIS, PLACE_LEVEL,
        PLACE_PRECISION, PLACE_ROLE, PRECISION, PROXIMITY, QUALIFIER, RELAY_FAULT, REVISION_REASON, SEX, SOURCE_KIND,
        STATUS, SUBGROUP, UNIT,
    )
}  # fmt: skip
