"""The do-no-harm rules: what they find, what they leave alone, and that nothing they find is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit import harm
from casualty_dataset.validation.csv_gate import line_faults
from casualty_dataset.validation.rules import RULES
from casualty_dataset.validation.rules.known_names import known_names
from casualty_dataset.validation.rules.pii_candidates import fold
from casualty_dataset.workflows.validate import validate
from casualty_schemas import CURATED, DERIVED, Table
from helpers_dataset import UNTIL, add_line, problems, set_cells

SPELLED = {
    "no_phone_number": (
        "zero nine four four one two three four five six",
        "O944 123 456",
        "٠٩٤٤ ثم ١٢٣ ثم ٤٥٦",
        "０９４４１２３４５６",
        "phone 041 123456",
        "هاتف 123456 7",
    ),
    "no_identity_number": (
        "12345678901",
        "passport N 012345678",
        "رقم الهوية 0102034567",
        "plate 123456",
        "01-020034567",
    ),
    "no_email_address": (
        "a.b7 at example dot org",
        "nobody{at}example.org",
        "nobody9 gmail com",
        "nobody＠example.org",
    ),
    "no_personal_handle": ("facebook.com/nobody.77", "x.com/nobody", "the Telegram account nobody_77", "＠nobody"),
    "no_exact_point_in_text": ("lat 35.52178", "35°31'12\"N", "8G5CQ2V2+CX", "35,52178 35,79123", "٣٥٫٥٢١٧٨ ٣٥٫٧٩١٢٣"),
    "no_personal_name": (
        "Umm Hassan",
        "son of Atall",
        "Ahmad al-Nobody",
        "mohammad ali",
        "Nobody Atall, 34, and others",
        "أبو قصي",
        "واسمه لؤي المجهول",
        "فاطمة المجهولة",
        "دريد المجهول (34 عاما)",
    ),
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in SPELLED.items() for text in texts])
def test_other_spellings_are_found_and_withheld(rule: str, text: str, small: Path) -> None:
    """Letters for digits, words for digits, other digits, other signs: found, and the value is not shown."""
    at = set_cells(small, "actors", "network", {"note": f"In it: {text}"})

    assert [(p.line, p.column, p.value) for p in problems(small) if p.rule == rule] == [(at, "note", None)]


@pytest.mark.parametrize(
    ("rule", "locator", "note"),
    [
        ("no_phone_number", "call 0944 12", "3456 at night"),
        ("no_phone_number", "reached at +963 944", "then 123 456"),
        ("no_identity_number", "national number 0102", "0034567 on the card"),
    ],
)
def test_what_is_split_over_two_cells_is_found(rule: str, locator: str, note: str, small: Path) -> None:
    """The text cells of a row are read together."""
    at = set_cells(small, "tallies", "T00000011", {"locator": locator, "note": note})

    assert {(p.line, p.rule, p.value) for p in problems(small)} == {(at, rule, None)}


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("no_personal_handle", "https://www.facebook.com/profile.php?id=100000000000001"),
        ("no_personal_handle", "https://www.linkedin.com/in/nobody"),
        ("no_phone_number", "https://monitor.example.org/?tel=%2B963900000000"),
        ("no_email_address", "https://monitor.example.org/?to=nobody%40example.org"),
        ("no_exact_point_in_text", "https://maps.example.org/@35.52178,35.79123"),
    ],
)
def test_an_address_that_leads_to_a_person_is_found(rule: str, address: str, small: Path) -> None:
    """Addresses are searched too, for what no address of a document needs."""
    at = set_cells(small, "sources", "gazetteer", {"url": address})

    assert {(p.line, p.column, p.rule, p.value) for p in problems(small)} == {(at, "url", rule, None)}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_only_looks_like_trouble_is_left_alone(language: str) -> None:
    """Dates, ids, tallies, offices, places called like people: nothing is found."""
    rows = harm.harmless(language)

    assert [(rule, rows[at]) for rule, flagged in harm.by_the_rules(rows).items() for at in flagged] == []


def test_a_place_called_like_a_person_is_no_finding(small: Path) -> None:
    """What the tables give as a name of a place, an actor or a publisher is allowed in every cell."""
    set_cells(small, "places", "hill", {"name_en": "Abu Hassan"})
    set_cells(small, "actors", "network", {"note": "Counted in Abu Hassan by the mayor."})

    assert problems(small) == []


def test_an_actor_is_no_person_either(small: Path) -> None:
    """An actor that is called like a person is found: people appear by office."""
    at = set_cells(small, "actors", "network", {"name_en": "Dr Ahmad Nobody"})

    assert {(p.line, p.column, p.rule) for p in problems(small)} == {(at, "name_en", "no_personal_name")}


def test_a_name_may_be_waived_and_nothing_else_of_a_person() -> None:
    """One do-no-harm rule is waivable: what looks like a name may be none."""
    assert [rule.name for rule in RULES if rule.personal and rule.waivable] == ["no_personal_name"]


def test_a_name_blocks_until_its_row_is_waived(small: Path) -> None:
    """An error until the row is waived, with a reason; the waiver is then of use."""
    set_cells(small, "actors", "network", {"note": "Counted in the Ahmad Nobody home for children."})
    assert {(p.rule, p.severity) for p in problems(small)} == {("no_personal_name", "error")}

    add_line(small, "waivers", "no_personal_name,actors,network,It is the name of a house.,2025-04-01")
    assert problems(small) == []


def test_no_other_rule_shows_a_withheld_value(small: Path) -> None:
    """Where something of a person stands, no finding on that line shows a value."""
    set_cells(small, "actors", "network", {"note": "Call 0944 123 456 a\u0430b", "url": "http://network.example.org/"})
    reported = [p for p in validate(small, UNTIL).problems if p.path == "dataset/actors.csv"]

    assert {"no_phone_number", "one_script_per_word", "address_is_encrypted"} <= {p.rule for p in reported}
    assert {p.value for p in reported} == {None}


@pytest.mark.parametrize(
    "text",
    ["0944\u200b123456", " 0944123456", '"0944123456', "nobody@example.org  ", "=0944123456", "0944\u00a0123456"],
)
def test_a_fault_of_form_shows_no_withheld_value(text: str, small: Path) -> None:
    """The byte gate comes before the rules and quotes cells, but none that may hold a way to reach a person."""
    set_cells(small, "actors", "network", {"note": text})
    reported = problems(small)

    assert reported
    assert [p for p in reported if p.value is not None or "0944" in p.message or "nobody" in p.message] == []


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("kind", harm.RULE_OF)
def test_recall_on_unseen_sentences(kind: str, language: str) -> None:
    """A small part of what ``python -m audit.harm`` measures."""
    rows = harm.rows_of(kind, language, "held_out", 60)

    assert len(harm.by_the_rules(rows)[harm.RULE_OF[kind]]) >= (harm.BAR[kind] - 0.1) * len(rows)


def test_rules_that_find_nothing_miss_the_bar() -> None:
    """The control: without rules every kind fails."""
    scores = harm.measure(harm.by_nothing, 20)

    assert harm.failures(scores) == list(scores)


def test_the_record_raises_no_false_alarm() -> None:
    """No row of dataset/ is flagged."""
    cells, alarms = harm.false_alarms_in_record()

    assert cells > 4_000
    assert alarms == dict.fromkeys(alarms, 0)


def test_special_forms_of_digits_are_made_plain() -> None:
    """Digits of other scripts and full-width letters are read as plain ones."""
    assert fold("٠٩۴４＠－") == "0944@-"


def test_known_names_are_read_in_one_spelling(small: Path) -> None:
    """Capitals, hyphens and the variants of Arabic letters make no difference."""
    known = known_names(validate(small, UNTIL).tables)

    assert all(words in known for words in ("al mina", "test monitor", "منطقه الشمال", "monitor"))
    assert not any(words in known for words in ("monitor test", "onitor", "test monitor test"))


FORMULAS = (
    *("=1+1", "+1", "-1", "@A1", "|A1", "'=1+1", '"=1+1', " =1+1", "\u201c=1+1", "\u00ab+1", "'\"-1", "`=1"),
    *(
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20A1",
        "\uff5cA1",
        "\uff07=1+1",
        "\uff02\uff1d1",
        "\ufe661+1",
        "\u207a1",
        "\u207b1",
    ),
    *(
        "\u200b=1+1",
        "\ufeff=1+1",
        "\u00a0=1+1",
        "\u2060+1",
        "\u202e=1",
        "\t=1",
        "\x00=1",
        "\u3000=1",
        "' =1",
        "\u2018\u2019@A1",
    ),
)


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    """Behind spaces, quotes, invisible characters or in full width: a cell that a spreadsheet may run is refused."""
    table = CURATED["actors"]
    raw = f'"{text.replace(chr(34), chr(34) * 2)}"' if set(text) & set(',"') else text
    faults = line_faults(table, f"network,,Net,\u0634\u0628\u0643\u0629,common,,monitor,no,,,{raw}".encode())

    assert {fault.column for fault in faults} == {"note"}


NEVER_RECORDED = frozenset(
    (
        *("victim", "victims", "person", "persons", "first_name", "last_name", "surname", "full_name", "nickname"),
        *("father", "mother", "spouse", "kin", "phone", "mobile", "telephone", "email", "national_id", "passport"),
        *("plate", "birth", "birthday", "born", "dob", "home", "house", "street", "handle", "username", "account"),
        *("photo", "religion", "profession", "job", "nom", "prenom", "naissance"),
    )
)
NEVER_RECORDED_AR = (
    *("اسم الضحية", "اسم الشخص", "هاتف", "البريد", "الرقم الوطني", "جواز", "الميلاد", "المهنة", "عنوان السكن", "حساب"),
)


@pytest.mark.parametrize("table", [*CURATED.values(), *DERIVED.values()], ids=lambda table: table.table_name())
def test_no_column_is_about_a_person(table: type[Table]) -> None:
    """What is promised never to be recorded has no column, in any table, by English, French or Arabic name."""
    personal: set[str] = set()
    for name, column in table.columns().items():
        personal |= NEVER_RECORDED & {name, *name.split("_"), *column.title.lower().split()}
        personal |= {word for word in NEVER_RECORDED_AR if word in column.title_ar}

    assert personal == set()
