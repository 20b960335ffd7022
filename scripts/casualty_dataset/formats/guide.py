"""The texts of the workbooks, in English and Arabic: how to read them, caveats, licence, citation, headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casualty_schemas import Table
from casualty_schemas.columns import Column

LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Guide:
    """The texts of one language.

    ``sections`` are headings with their paragraphs; ``not_this`` and ``caveats`` are two of the headings. ``licence``
    and ``cite`` are a heading and a text. Patterns: the text of ``cite`` takes ``title``, ``version`` and ``year``;
    ``rows`` takes a number; ``too_long`` and ``too_wide`` take ``name``, ``rows`` and ``cap``. No pattern takes an ISO
    day, because its parts change places in a line from right to left.
    """

    language: str
    title: str | None
    release: str
    day: str
    not_this: str
    caveats: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    tables: str
    rows: str
    licence: tuple[str, str]
    cite: tuple[str, str]
    dictionary: tuple[str, ...]
    kinds: dict[str, str]
    id_in: str
    many: str
    yes: str
    too_long: str
    too_wide: str

    @property
    def arabic(self) -> bool:
        """Whether the workbook is in Arabic: from right to left, with Arabic titles over the columns."""
        return self.language == "ar"

    def title_of(self, table: type[Table]) -> str:
        """Return the title of a table."""
        title, title_ar, _ = table.about()
        return title_ar if self.arabic else title

    def holds(self, column: Column) -> str:
        """Return the type of the cells of a column, in words."""
        kind = self.id_in.format(column.parent[0]) if column.refers_to else self.kinds[column.kind]
        return f"{kind} {self.many}" if column.many else kind

    def codes(self, column: Column) -> str:
        """Return every code that a column may hold, with its label."""
        codes = (column.codes or {}).values()
        return ("؛ " if self.arabic else "; ").join(
            f"{code.code} = {code.ar if self.arabic else code.en}" for code in codes
        )


ENGLISH: Final = Guide(
    language="en",
    title=None,
    release="Release",
    day="Date",
    not_this="What this is not",
    caveats="Caveats",
    sections=(
        (
            "What this is",
            (
                "Published claims about people killed and harmed. Each row of the sheet figures records one figure as "
                "one document gives it: who claims it, about which people, place and days, and as of which day. First "
                "subject: the violence on Syria's coast from 6 March 2025.",
            ),
        ),
        (
            "What this is not",
            (
                "It is not a count of the dead and not a list of names. No figure in it is ours: we record who said "
                "how many, and we keep figures that contradict each other.",
                "It finds nobody guilty: an accused party is the party that the claimant accuses.",
            ),
        ),
        (
            "How to read a claim",
            (
                "A claim is a figure (figure_en), its claimant (claimant_en) and its day (as_of). Always quote the "
                "three together, and quote the figure in full: “at least 100” is not “100”.",
                "The claimant is whoever counted; the publisher is whoever passed the figure on. Many documents may "
                "carry one figure of one claimant: rows that share a claim_id are one claim, so use only one of them.",
                "The columns for status, sex, age, party (members of), limits (counts only), place and period say who "
                "was counted. Compare two figures only if they count the same people, place and days.",
                "increment = yes means that the figure counts only what was recorded on certain days. It is no total.",
                "If relay_fault_en is filled, the document misreports its claimant: never quote that row.",
                "An empty cell means not known or not stated; in sex, age and party it means not restricted. A missing "
                "figure is never a zero.",
            ),
        ),
        (
            "Caveats",
            (
                "Never add rows up: they overlap and repeat one another.",
                "A figure is not true because it is the latest, the highest or the most repeated.",
                "Of most documents only the opening part was read; the rest is not covered here. Nor is anything that "
                "was not published or not found.",
                "Coordinates mark the place as a whole, rounded to two decimals (about a kilometre). They never mark a "
                "house or a grave.",
                "The sheets ranges and incident_summary apply named rules to the claims. They give bounds of what was "
                "claimed, not an estimate of ours.",
                "METHODOLOGY.md of the release explains how documents were found and how every judgement was made.",
            ),
        ),
        (
            "This file",
            (
                "The CSV files in the folder data are the data of record; this workbook holds the same cells. Days are "
                "dates, numbers are numbers, ids and codes are text. There are no formulas.",
                "Row 1 of each table holds the column names, the same in every format of the release. The sheet "
                "dictionary explains each column, the sheet codes each code.",
                "If you change anything, save it under another name: a release never changes.",
            ),
        ),
    ),
    tables="Sheets",
    rows="rows: {:,}",
    licence=(
        "Licence",
        "Creative Commons Attribution 4.0 International (CC BY 4.0). Use it for anything; name the source and the "
        f"release. {LICENCE_ADDRESS}",
    ),
    cite=("Citation", "The maintainers of casualty-dataset. {title}. Release {version}, {year}. CC BY 4.0."),
    dictionary=(
        "table", "column", "title", "title in Arabic", "holds", "never empty", "key", "meaning", "codes",
    ),
    kinds={
        "word": "text",
        "code": "code",
        "day": "date",
        "count": "whole number",
        "degrees": "decimal degrees",
        "text": "text",
        "address": "web address",
    },
    id_in="id in {}",
    many="(several, separated by |)",
    yes="yes",
    too_long="{name} has {rows:,} rows, more than the {cap:,} that a sheet of this workbook takes. "
    "All rows are in data/{name}.csv and parquet/{name}.parquet of the release.",
    too_wide="A cell of {name} is longer than a spreadsheet can hold. "
    "The complete table is in data/{name}.csv and parquet/{name}.parquet of the release.",
)  # fmt: skip

ARABIC: Final = Guide(
    language="ar",
    title="مجموعة بيانات الضحايا: من أحصى، وكم، وعمّن",
    release="الإصدار",
    day="التاريخ",
    not_this="ما ليس هذا",
    caveats="تنبيهات",
    sections=(
        (
            "ما هذا",
            (
                "ادعاءات منشورة عن أشخاص قُتلوا أو تضرروا. كل صف في ورقة figures يقول: هذه الجهة أعلنت هذا الرقم، عن "
                "هؤلاء الأشخاص وهذا المكان وهذه الأيام، حتى هذا التاريخ، وقُرئ ذلك في هذه الوثيقة. الموضوع الأول: "
                "أعمال العنف في الساحل السوري منذ 6 آذار/مارس 2025.",
            ),
        ),
        (
            "ما ليس هذا",
            (
                "ليس إحصاءً للقتلى ولا قائمة أسماء. لا رقم هنا من عندنا: نسجل من قال كم، ونُبقي على ما يتعارض.",
                "لا يدين أحداً: الطرف المتهم هو من يتهمه صاحب الرقم.",
            ),
        ),
        (
            "كيف يُقرأ الادعاء",
            (
                "الادعاء هو العدد (figure_ar) مع صاحب الرقم (claimant_ar) والتاريخ (as_of). انقل الثلاثة معاً: "
                "«ما لا يقل عن 100» ليست «100».",
                "صاحب الرقم هو من أحصى، والناشر هو من نقل. الوثائق الكثيرة التي تنقل رقماً واحداً لجهة واحدة هي ادعاء "
                "واحد: الصفوف التي تشترك في claim_id تقول الشيء نفسه، فخذ واحداً منها.",
                "تبيّن أعمدة الصفة والجنس والعمر وأفراد الطرف و«مقصور على» والمكان والفترة من شملهم العد. لا تقارن "
                "رقمين إلا إذا شملا الأشخاص والمكان والأيام نفسها.",
                "إذا كانت الزيادة (increment) yes فالرقم يعد ما سُجل في أيام معينة فقط، وليس حصيلة.",
                "إذا لم يكن خطأ الناقل (relay_fault_ar) فارغاً فالوثيقة مخطئة في نقلها عن صاحب الرقم: لا تقتبس ذلك "
                "الصف أبداً.",
                "الخلية الفارغة تعني غير معروف أو غير مذكور، وتعني في الجنس والعمر وأفراد الطرف غير مقيد. غياب الرقم "
                "ليس صفراً أبداً.",
            ),
        ),
        (
            "تنبيهات",
            (
                "لا تجمع الصفوف أبداً: فهي تتداخل ويكرر بعضها بعضاً.",
                "ليس آخر رقم هو الصحيح لأنه الأخير، ولا الأعلى، ولا الأكثر تكراراً.",
                "لم يُقرأ من معظم الوثائق إلا مقدمتها، فما يرد في بقيتها ليس هنا، وليس هنا ما لم يُنشر أو لم يُعثر "
                "عليه.",
                "الإحداثيات هي إحداثيات المكان كله، مقربة إلى منزلتين عشريتين (نحو كيلومتر)، وليست أبداً لبيت أو قبر.",
                "في جدولي ranges وincident_summary ما تقوله قواعد مسماة عن الادعاءات: حدود ما قيل، وليس تقديراً منا.",
                "يبيّن ملف METHODOLOGY.md في الإصدار كيف جُمعت الوثائق وكيف اتُّخذ كل حكم.",
            ),
        ),
        (
            "هذا الملف",
            (
                "بيانات المرجع هي ملفات CSV في المجلد data، وفي هذا المصنف الخلايا نفسها. الأيام تواريخ، والأعداد "
                "أعداد، والمعرفات والرموز نص، ولا صيغ حسابية فيه.",
                "في كل جدول: الصف الأول عناوين بالعربية، والصف الثاني أسماء الأعمدة، وهي واحدة في كل صيغ الإصدار. تشرح "
                "ورقة dictionary كل عمود، وورقة codes كل رمز.",
                "احفظ ما تعدله باسم آخر: الإصدار لا يتغير أبداً.",
            ),
        ),
    ),
    tables="الأوراق",
    rows="عدد الصفوف: {:,}",
    licence=(
        "الترخيص",
        "المشاع الإبداعي، نسب المصنف 4.0 دولي (CC BY 4.0). استعمل البيانات لأي غرض مع ذكر المصدر والإصدار. "
        f"{LICENCE_ADDRESS}deed.ar",
    ),
    cite=("الإحالة إليه", "القائمون على casualty-dataset. {title}. الإصدار {version}، {year}. CC BY 4.0."),
    dictionary=(
        "الجدول", "العمود", "العنوان بالإنكليزية", "العنوان", "المحتوى", "لا يُترك فارغاً", "مفتاح",
        "الشرح بالإنكليزية", "الرموز",
    ),
    kinds={
        "word": "نص",
        "code": "رمز",
        "day": "تاريخ",
        "count": "عدد صحيح",
        "degrees": "درجات عشرية",
        "text": "نص",
        "address": "رابط",
    },
    id_in="معرف في {}",
    many="(أكثر من واحد، يفصل بينها |)",
    yes="نعم",
    too_long="في {name} من الصفوف {rows:,}، أي أكثر من {cap:,}، وهو أقصى ما تتسع له ورقة من هذا المصنف. "
    "الصفوف كلها في data/{name}.csv وparquet/{name}.parquet في الإصدار.",
    too_wide="في {name} خلية أطول مما تتسع له خلية في جدول بيانات. "
    "الجدول كامل في data/{name}.csv وparquet/{name}.parquet في الإصدار.",
)  # fmt: skip
