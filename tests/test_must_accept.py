"""Good input that a careless check would refuse: a false alarm is a fault, too."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casualty_dataset.cli.app import run as run_in_process
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED
from helpers_dataset import UNTIL, add_line, copy_row, edit_bytes, join_cells, problems, run, set_cells

Change = Callable[[Path], object]


def _cells(table: str, row: str, **cells: str) -> Change:
    return lambda root: set_cells(root, table, row, cells)


def _copy(table: str, row: str, **cells: str) -> Change:
    return lambda root: copy_row(root, table, row, cells)


def _tally(row: str, **cells: str) -> Change:
    return _copy("tallies", row, tally_id="T00000016", **cells)


def _place_with_pcode(level: str, code: str) -> Change:
    parent = "country" if level in ("governorate", "district") else "north-district"
    return lambda root: add_line(root, "places", f"elsewhere,{parent},{level},,{code},Elsewhere,مكان آخر,common,,,,")


def _places_of_a_country(*codes: str) -> Change:
    """A country, a governorate in it, a district in that and a subdistrict, with these P-codes."""

    def add(root: Path) -> None:
        parent = ""
        for level, code in zip(("country", "governorate", "district", "subdistrict"), codes, strict=True):
            add_line(root, "places", f"x-{level},{parent},{level},,{code},Elsewhere,مكان آخر,common,,,,")
            parent = f"x-{level}"

    return add


NOTES = {
    "a sum": "The total is 1,225 + 158 = 1,383 by its own reckoning.",
    "a sum without spaces": "It gives 1225+158=1383.",
    "a list of tolls": "Tolls of 1,000, 1,225, 1,383, 1,540, 1,557, 1,614 and 1,676 followed.",
    "long numbers in a row": "100 200 300 400 500 600 700 persons in seven villages.",
    "days": "Between 2025-03-06 and 2025-03-10, then on 2025-04-01.",
    "days side by side": "2025-03-06 2025-03-07 2025-03-08",
    "a span of days": "2025-03-06/2025-03-10",
    "a day and an hour": "Updated 2025-03-08 09:15, again at 10:00 2025-03-09.",
    "days as the document writes them": "It is dated 08-03-2025 12:30.",
    "a span as the document writes it": "It covers 06/03/2025–07/03/2025.",
    "days in Arabic digits": "مؤرخ في ٢٠٢٥-٠٣-٠٨ الساعة ٠٩:١٥.",
    "hours": "Between 00:00 and 09:30.",
    "years": "2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018 and 2019.",
    "a document number": "UN document A/HRC/59/CRP.4, paragraphs 12-18.",
    "a long number": "Post 1898000123456789012 of its channel.",
    "a record number": "Record 2000345678901 of the register.",
    "a percentage": "About 3.5 % of 1,676, that is 58.66.",
    "coordinates to two decimals": "Near 35.52, 35.79 as the map shows.",
    "an ampersand and a slash": "Wounded & missing: 12/14.",
    "quotes and commas": 'It says "at least 12", then "more than 10".',
    "an apostrophe first": "'Dozens' is its word.",
    "a quotation first": "“At least 12” is its word.",
    "an Arabic quotation first": "«عشرات القتلى» كما ورد.",
    "a bracket first": "(As printed.)",
    "a hash first": "#3 of the list.",
    "a number first": "3 of them were named.",
    "a minus within": "Minus 3: 15 - 3 = 12; x=y; a|b; a@b is no word of it.",
    "Kurdish": "Li gundekî nêzîkî bajêr hatin kuştin.",
    "Sorani": "لە گوندێکی نزیک شار کوژران.",
    "Persian": "در روستای نزدیک شهر کشته شدند.",
    "French": "L’évêque a parlé d’au moins 12 morts ; « sans précision ».",
    "German": "Größte Straße: über 1.225 Tote.",
    "Turkish": "İlçede en az 12 kişi öldürüldü.",
    "Russian": "Погибли не менее 12 человек.",
    "Russian beside Latin": "РИА (RIA) and ТАСС (TASS) carry it.",
    "Greek": "Τουλάχιστον 12 νεκροί.",
    "Chinese": "至少十二人死亡。",
    "Hebrew": "לפחות 12 הרוגים.",
    "Arabic with digits and a comma": "قُتل ١٢ مدنيا، بينهم ٣ نساء.",
    "Arabic in an English sentence": "The village of الرصافة (Al-Rusafa) is meant.",
    "an emoji": "The post shows a \U0001f534 beside the number.",
    "a dash of each length": "1–2 – a — b ‑ c",
    "primes and signs": "5′ 3″ ± × ÷ ≥ 12 € 100",
    "an ellipsis": "… and others.",
    "none as a word": "None of them was named.",
    "null within": "The null hypothesis, N/A in the table, and TBD in the next.",
    "an at sign as a price": "Rated 5 @ 3.",
    "at a site": "As read at the site of the monitor.",
    "5,000 characters": "Twelve were killed. " * 249 + "Twelve were killed.",
    "10,000 characters": ("Killed. " * 1250)[:10_000].strip(),
    "10,000 characters of Arabic": "قتل" * 3333,
}

NAMES = {
    "apostrophe": ("Sa'd", "سعد"),
    "curly apostrophe": ("Sa’d", "سعد"),
    "ayn and hamza": ("ʿAyn al-ʾAsad", "عين الأسد"),
    "hyphen": ("Al-Mina", "الميناء"),
    "with the article": ("al-Haffah", "الحفة"),
    "hamza and madda": ("Al-Ras", "الرأس والآخر والإمارة وشؤون والشاطئ والماء"),
    "ta marbuta and alef maqsura": ("Qurfays and Salma", "قرفيص وسلمى"),
    "brackets and numbers": ("Hill 1070 (north)", "تلة ١٠٧٠ (شمال)"),
    "comma": ("Hill, upper", "التل، الأعلى"),
    "slash and dot": ("St. Simeon / Hill", "مار سمعان / التل"),
    "diacritics": ("Šayḫ Ḍāhir", "الشيخ ضاهر"),
    "doubled quotes": ('The "Hill"', 'حي "التل"'),
    "guillemets": ("«Hill»", "«التل»"),
}

ADDRESSES = [
    "https://monitor.example.org/?p=12345&lang=ar#h-1",
    "https://monitor.example.org/أخبار/2025/03/08/حصيلة-القتلى-في-الساحل/",
    "https://monitor.example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/",
    "https://monitor.example.org/a,b,c",
    "https://monitor.example.org/خبر,عاجل",
    "https://monitor.example.org/a(b)_c;d='e'*!$&+@~",
    "https://monitor.example.org:8443/x",
    "https://xn--mgbh0fb.example.org/",
    "https://a-b.c-d.example.org",
    "https://monitor.example.org/-/world/article",
    "https://monitor.example.org/@channel/109",
    "https://monitor.example.org/wiki/2025_%22coast%22",
    "https://monitor.example.org/" + "a" * 2000,
    "https://1.example.org/",
    "https://10.example.org/10.0.0.1/",
    "https://testing.example.org/local.localhost",
    "https://monitor.example.org/news/1–2",
    "https://web.archive.org/web/20250308120000/https://monitor.example.org/x",
]

CHANGES: dict[str, Change] = {
    **{f"note: {name}": _cells("tallies", "T00000011", note=note) for name, note in NOTES.items()},
    **{f"name: {name}": _cells("places", "hill", name_en=en, name_ar=ar) for name, (en, ar) in NAMES.items()},
    **{f"address: {url[:60]}": _cells("actors", "monitor", url=url) for url in ADDRESSES},
    "no figure beside zero": _tally(
        "T00000009", claimant_id="network", qualifier="exact", value="0", basis="documented"
    ),
    "two claimants ten times apart": _tally("T00000008", claimant_id="agency", low="900", high="1100"),
    "one claimant, one day, two figures (B119)": _tally("T00000005", value="140", supersedes_id="", revision_reason=""),
    "one claimant, one day, three parts of it": lambda root: (
        [
            copy_row(
                root,
                "tallies",
                "T00000001",
                {"tally_id": f"T000000{number}", "as_of_part": part, "value": str(number * 8)},
            )
            for number, part in ((16, "night"), (17, "afternoon"))
        ]
        and set_cells(root, "tallies", "T00000016", {"value": "80"})
        and set_cells(root, "tallies", "T00000017", {"value": "90"})
    ),
    "a fall that names what it supersedes": lambda root: (
        set_cells(root, "tallies", "T00000005", {"value": "99", "revision_reason": "not_stated"})
        and set_cells(root, "tallies", "T00000006", {"value": "30", "qualifier": "about"})
    ),
    "a fall without a reason code": lambda root: (
        set_cells(root, "tallies", "T00000005", {"value": "99", "revision_reason": ""})
        and set_cells(root, "tallies", "T00000006", {"qualifier": "about"})
    ),
    "a count of people sheltering that falls": _tally("T00000014", as_of="2025-03-08", value="90"),
    "a rounded figure below the sharp one": _tally("T00000007", qualifier="about", value="125", accused_id="army"),
    "a floor below the last count": _tally(
        "T00000005", qualifier="more_than", value="50", supersedes_id="", revision_reason=""
    ),
    "injured above killed in one statement": _tally("T00000012", qualifier="exact", value="5000", claimant_id="state"),
    "civilians above fighters in one statement": lambda root: [
        copy_row(
            root, "tallies", "T00000008", cells | {"qualifier": "exact", "low": "", "high": "", "claimant_id": "state"}
        )
        for cells in (
            {"tally_id": "T00000016", "status": "civilian", "value": "70"},
            {"tally_id": "T00000017", "status": "fighting", "value": "10"},
            {"tally_id": "T00000018", "status": "armed_forces", "value": "9"},
            {"tally_id": "T00000019", "status": "not_fighting", "value": "75"},
            {"tally_id": "T00000020", "status": "not_stated", "value": "500"},
            {"tally_id": "T00000021", "status": "unknown", "value": "2"},
        )
    ],
    "parts that do not fill their whole": _cells("tallies", "T00000003", place_id="north-district", value="30"),
    "an id that ends in 9999": lambda root: [
        copy_row(root, "tallies", "T00000015", {"tally_id": tally, "value": value})
        for tally, value in (("T00009999", "301"), ("T99999999", "302"), ("T00000000", "303"))
    ],
    "a leap day": _cells("sources", "gazetteer", published_on="2024-02-29", published_precision="day"),
    "the first day of all": _cells("sources", "gazetteer", published_on="2011-01-01", published_precision="day"),
    "a day that is today": _cells("waivers", "every_source_is_used|sources|gazetteer", since=UNTIL.isoformat()),
    "a figure of 18 digits in a wrong relay": lambda root: (
        set_cells(root, "tallies", "T00000011", {"value": "3000000"})
        and add_line(root, "waivers", "figure_is_plausible,tallies,T00000011,The mirror prints this number.,2025-04-01")
    ),
    "other languages": lambda root: [
        set_cells(root, "sources", name, {"language": language})
        for name, language in (
            ("gazetteer", "ku"),
            ("herald-mirror", "fr"),
            ("herald-2025-03-09", "ckb-Arab"),
            ("bulletin-2025-03-08", "zh-Hans-CN"),
        )
    ],
    "a document of unknown date": _cells("sources", "herald-mirror", published_on="", published_precision="unknown"),
    "a document known to the year": _cells(
        "sources", "herald-mirror", published_on="2025-01-01", published_precision="year"
    ),
    "a tally known to the month": _cells("tallies", "T00000012", as_of="2025-03-01", as_of_precision="month"),
    "a period of one day": _cells(
        "tallies", "T00000012", period_start="2025-03-07", period_end="2025-03-07", period_basis="death"
    ),
    "a period without an end": _cells("tallies", "T00000012", period_start="2025-03-06", period_basis="death"),
    "an incident of unknown date": _cells(
        "incidents", "sy-2025-03-hill", start_on="", end_on="", date_precision="unknown"
    ),
    "an incident that spans two places": _cells(
        "incidents", "sy-2025-03-hill", place_id="both-coasts", place_precision="route_or_set"
    ),
    "an area without members": _cells("places", "both-coasts", members=""),
    "an area of one place": lambda root: add_line(root, "places", "coast,,area,north,,Coast,الساحل,common,,,,"),
    "a place west of Greenwich": lambda root: add_line(
        root, "places", "elsewhere,,country,,,Elsewhere,بلد آخر,common,,-0.5,-0.05,"
    ),
    "a place in the sea beside the equator": lambda root: add_line(
        root, "places", "elsewhere,,country,,,Elsewhere,بلد آخر,common,,0,-180,"
    ),
    "a whole degree": _cells("places", "harbour", latitude="35.5", longitude="36"),
    "a P-code of a subdistrict": lambda root: add_line(
        root, "places", "north-sub,north-district,subdistrict,,SY060001,North Sub,ناحية الشمال,common,,,,"
    ),
    **{
        f"a P-code {code} at a {level}": _place_with_pcode(level, code)
        for level, code in (
            ("village", "C1234"),
            ("town", "C10001"),
            ("governorate", "IQG01"),
            ("district", "IQG01Q01"),
            ("governorate", "MMR017"),
            ("subdistrict", "PH1500700000"),
            ("district", "LB11"),
            ("governorate", "LB1"),
            ("district", "SD02001"),
            ("governorate", "NG008"),
            ("neighbourhood", "PH137602001"),
            ("subdistrict", "HT0111-01"),
            ("village", "MMR013001701501"),
            ("site", "CD1000ZS01"),
        )
    },
    "P-codes filled up with zeros": _places_of_a_country("PH", "PH1400000000", "PH1400100000", "PH1400101000"),
    "P-codes filled up with zeros, shorter ones": _places_of_a_country("PH", "PH1400000", "PH1400100", "PH1400101"),
    "P-codes that grow by two, three and three": _places_of_a_country("SD", "SD02", "SD02001", "SD02001003"),
    "P-codes that begin with three letters": _places_of_a_country("MMR", "MMR017", "MMR017D001", "MMR017001"),
    "a P-code for the smallest place alone": _places_of_a_country("", "", "", "LB11001"),
    "few living people at a district": _cells("tallies", "T00000013", place_id="north"),
    "few dead at a village": _tally("T00000010", qualifier="exact", value="1", wording="", magnitude=""),
    "wording of six words": _cells("tallies", "T00000010", wording="عشرات القتلى في البلدة كلها أمس"),
    "wording in quotation marks": _cells("tallies", "T00000010", wording='"dozens", it says'),
    "aliases in several scripts": _cells("places", "hill", aliases="Tell|Tepe|Tıl|Тель|تله|Til-ê"),
    "every limit": _cells(
        "tallies",
        "T00000007",
        community_as_stated="other",
        cause="small_arms",
        subgroup="medical",
        limits="accused|cause|circumstance|community|subgroup",
    ),
    "a copy of a copy": lambda root: (
        add_line(
            root,
            "sources",
            join_cells(
                [
                    "herald-third",
                    "Third copy",
                    "Test Third",
                    "https://third.example.org/",
                    "",
                    "2025-03-10",
                    "day",
                    "en",
                    *("blog_forum", "tertiary", "herald-mirror", "agency|monitor", "quoted", "", "", ""),
                ]
            ),
        )
        and set_cells(root, "tallies", "T00000011", {"source_id": "herald-third"})
        and add_line(root, "waivers", "every_source_is_used,sources,herald-mirror,It is the link between.,2025-04-01")
    ),
    "a chain of corrections": lambda root: (
        add_line(
            root, "corrections", "C000002,tallies,T00000002,note,Old words.,,The note was of another row.,2025-04-02"
        )
        and add_line(
            root,
            "corrections",
            "C000003,sources,herald-mirror,label,,Mirror of the report on the tolls,It had no label before.,2025-04-02",
        )
    ),
    "a correction of a retired row": lambda root: add_line(
        root,
        "corrections",
        "C000002,places,old-harbour,name_en,Harbor,Harbour,It is spelled so in the list.,2025-04-02",
    ),
    "a tombstone without a successor": lambda root: add_line(
        root, "retired", "tallies,T00000042,,The bulletin never said it.,0.1.0,2025-04-01"
    ),
    "a tombstone of a row with two keys": lambda root: add_line(
        root, "retired", "incident_sources,sy-2025-03-hill|gazetteer,,It does not report it.,10.20.30,2025-04-01"
    ),
    "tombstones that replace each other": lambda root: add_line(
        root, "retired", "places,older-harbour,old-harbour,Entered twice under two spellings.,0.1.0,2025-04-01"
    ),
    "a row that was retired for two": lambda root: add_line(
        root, "retired", "places,older-hill,harbour|hill,It was two places.,0.1.0,2025-04-01"
    ),
    "a row with four keys that was retired for two": lambda root: add_line(
        root,
        "retired",
        "actor_inputs,coalition|agency||,coalition|monitor|||coalition|network||,It builds on both.,0.1.0,2025-04-01",
    ),
    "a waiver of a row with four keys": lambda _: None,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_good_input_is_accepted(change: Change, small: Path) -> None:
    """Not one problem is found, neither error nor warning."""
    change(small)

    assert problems(small) == []


def _need_no_waiver_and_no_members(root: Path) -> None:
    """Cite every document, and make the one joint claimant a claimant like others."""
    set_cells(root, "tallies", "T00000015", {"source_id": "gazetteer"})
    set_cells(root, "actors", "coalition", {"kind": "monitor"})
    set_cells(root, "tallies", "T00000014", {"claimant_id": "coalition"})


def test_five_tables_need_rows() -> None:
    """Documents, bodies, places, incidents and figures make a dataset; the other tables may hold nothing yet."""
    assert {name for name, table in CURATED.items() if not table.may_be_empty()} == {
        "sources", "actors", "places", "incidents", "tallies",
    }  # fmt: skip


@pytest.mark.parametrize("table", [name for name, table in CURATED.items() if table.may_be_empty()])
def test_other_tables_may_hold_their_header_alone(table: str, small: Path) -> None:
    """Nothing retired, corrected or waived yet, no claimant that builds on another: the header alone is a table."""
    _need_no_waiver_and_no_members(small)
    edit_bytes(small, "waivers", lambda data: data.split(b"\n")[0] + b"\n")
    edit_bytes(small, table, lambda data: data.split(b"\n")[0] + b"\n")

    assert problems(small) == []


def test_all_other_tables_together_may_hold_their_header_alone(small: Path) -> None:
    """A dataset that was never released has no history; one of a single claimant has no inputs either."""
    _empty_what_may_be_empty(small)

    assert problems(small) == []


def test_a_dataset_with_only_the_tables_it_needs_is_released_and_answers(small: Path) -> None:
    """The release is accepted and verified in every form, and the commands that ask find it."""
    _empty_what_may_be_empty(small)
    calls = (
        "describe", "release 0.1.0 --date 2025-06-01", "verify --all --parity", "reconcile", "timeline", "page",
        "compare T00000001 T00000002", "show monitor", "diff 0.1.0 working",
    )  # fmt: skip
    for call in calls:
        done = run(*call.split(), cwd=small)

        assert done.returncode == 0, (call, done.stderr)
    for table in ("actor_inputs", "incident_sources"):
        released = (small / "releases/0.1.0/data" / f"{table}.csv").read_text()
        assert released == f"{CURATED[table].header()}\n"


def _empty_what_may_be_empty(root: Path) -> None:
    _need_no_waiver_and_no_members(root)
    for name, table in CURATED.items():
        if table.may_be_empty():
            edit_bytes(root, name, lambda data: data.split(b"\n")[0] + b"\n")


def test_companions_are_welcome(small: Path) -> None:
    """README.md and EXCLUDED.md belong in dataset/."""
    (small / "dataset" / "EXCLUDED.md").write_text("What was left out.\n")

    assert problems(small) == []


@pytest.fixture
def validate_from(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run `dataset … validate` in a folder, within this process; returns its exit code."""

    def call(folder: Path, *arguments: str | Path) -> int:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["dataset", *map(str, arguments), "validate"])
        return run_in_process()

    return call


def test_a_root_may_be_given_by_any_path(
    small: Path, validate_from: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    """Relative, absolute, with a trailing slash, through dots, from within and from a folder below it."""
    inside = small / "deep" / "er"
    inside.mkdir(parents=True)
    calls: list[tuple[Path, tuple[str | Path, ...]]] = [
        (small.parent, ("--root", small)),
        (small.parent, ("--root", small.name)),
        (small.parent, ("--root", f"./{small.name}/")),
        (small.parent, ("--root", f"{small.name}/deep/..")),
        (small, ()),
        (small / "dataset", ()),
        (inside, ()),
    ]
    for folder, arguments in calls:
        code = validate_from(folder, *arguments)
        out, err = capfd.readouterr()

        assert (code, err) == (0, ""), arguments
        assert out.startswith("valid: 44 rows")


@pytest.mark.parametrize("name", ["with space", "it's", 'a"b', "ملف", "-leading", "[a]*?", "$HOME", "%2e", "é" * 60])
def test_a_dataset_may_lie_in_any_folder(
    name: str, small: Path, validate_from: Callable[..., int], capfd: pytest.CaptureFixture[str]
) -> None:
    """C22: spaces, quotes, other letters, a leading dash and wildcards in the path are no matter."""
    root = Path(shutil.move(small, small.parent / name))
    code = validate_from(root, "--root", root)

    assert (code, capfd.readouterr().err) == (0, "")
    assert validate(root, UNTIL).problems.valid


def test_a_link_to_the_folder_is_followed(small: Path) -> None:
    """The root may be reached through a symbolic link; only the tables may not be links."""
    (small.parent / "link").symlink_to(small)

    assert run("--root", small.parent / "link", "validate", cwd=small.parent).returncode == 0
