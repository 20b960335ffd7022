"""The validation rules, in one list, and how they are run.

A rule runs only when every table that it reads is sound (its form, its values, its key and its
references hold), and one that may be waived only when the waivers are; otherwise it is named as not
run, rather than adding noise.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from casualty_dataset.core.problems import Problems
from casualty_dataset.history.release_history import ReleaseHistory
from casualty_dataset.validation.rules import across_tables as across
from casualty_dataset.validation.rules import harm, history, names, statements
from casualty_dataset.validation.rules import release_history as past
from casualty_dataset.validation.rules import within_rows as rows
from casualty_dataset.validation.rules import within_tallies as tally
from casualty_dataset.validation.rules.pii_candidates import suspects
from casualty_dataset.validation.rules.rule import MANY, Questions, Rule, answer
from casualty_schemas import CURATED

__all__ = ["RULES", "apply"]

RULES: tuple[Rule, ...] = (
    # any table
    rows.no_placeholder,
    rows.one_script_per_word,
    rows.arabic_is_plain,
    rows.list_is_sorted,
    rows.nothing_after_today,
    rows.reduced_date_is_first_day,
    rows.address_is_public,
    rows.address_is_encrypted,
    rows.history_names_a_table,
    rows.reason_has_three_words,
    harm.no_email_address,
    harm.no_phone_number,
    harm.no_identity_number,
    harm.no_personal_handle,
    harm.no_exact_point_in_text,
    names.no_personal_name,
    # sources, actors
    rows.published_empty_only_if_unknown,
    rows.retrieved_after_published,
    across.one_source_per_address,
    across.copies_have_no_cycle,
    across.primary_source_is_no_copy,
    across.every_source_is_used,
    across.actors_have_no_cycle,
    across.inputs_have_no_cycle,
    across.joint_actor_has_members,
    across.every_actor_is_used,
    # places
    rows.coordinates_come_in_pairs,
    rows.coordinates_are_not_zero,
    rows.only_areas_have_members,
    rows.pcode_fits_level,
    across.places_have_no_cycle,
    across.parent_place_is_larger,
    across.area_members_are_not_areas,
    across.areas_are_distinct,
    across.pcode_starts_with_parent_pcode,
    across.point_lies_in_bounding_box,
    # incidents
    rows.incident_dates_fit_precision,
    rows.incident_id_matches_start_date,
    across.incidents_have_no_cycle,
    across.incident_dates_within_parent,
    across.place_precision_fits_place,
    # tallies
    tally.qualifier_fills_its_columns,
    tally.low_below_high,
    tally.zero_is_exact,
    tally.wording_is_short,
    tally.period_in_order,
    tally.as_of_not_before_period,
    tally.as_of_empty_only_if_unknown,
    tally.as_of_part_needs_day,
    tally.unit_fits_measure,
    tally.limits_name_filled_columns,
    tally.revision_reason_needs_supersedes_id,
    tally.figure_is_plausible,
    harm.few_living_people_at_coarse_place,
    across.as_of_not_after_publication,
    across.as_of_not_before_incident,
    across.source_not_before_incident,
    across.revisions_have_no_cycle,
    across.supersedes_same_claimant_and_measure,
    statements.no_duplicate_figure,
    statements.part_not_above_whole,
    statements.parts_sum_to_whole,
    statements.increment_matches_totals,
    statements.fall_is_declared,
    # history
    history.retired_id_is_not_reused,
    history.replacement_exists,
    history.corrected_row_exists,
    history.corrected_column_exists,
    history.corrections_form_a_chain,
    history.withheld_is_for_safety,
    past.published_row_is_kept,
    past.tombstone_names_last_release,
    past.changed_cell_has_correction,
    past.tally_keeps_claimant_and_source,
    past.published_tombstone_is_unchanged,
    past.published_correction_is_unchanged,
    past.correction_starts_at_published_value,
    past.corrected_cell_was_published,
    history.waived_row_exists,
    history.waiver_names_a_waivable_rule,
    history.waiver_is_used,
)
"""Every validation rule; the order is that of the tables in which a rule's findings lie."""

_PERSONAL = frozenset(rule.name for rule in RULES if "suspects" in rule.wants)
"""Where one of these finds something, no other rule shows what stands on the line."""


def apply(
    frames: Mapping[str, pl.DataFrame],
    sound: Collection[str],
    until: date,
    problems: Problems,
    published: ReleaseHistory | None = None,
) -> None:
    """Ask every rule of the sound tables and note what it finds, less what is waived.

    ``frames`` are all tables that could be typed, with their references as row numbers; ``sound`` names
    those whose form, values, key and references hold. ``until`` is the last day that may be known;
    ``published`` what the releases hold otherwise.
    """
    excused: set[tuple[str, str, str]] = set()
    private: dict[str, set[int]] = {}
    offered: dict[str, Any] = {
        **{name: frames[name] for name in sound},
        "frames": {name: frames[name] for name in sound},
        "today": pl.lit(until),
        "waivable": [rule.name for rule in RULES if rule.waivable],
        "excused": excused,
        "past": published or ReleaseHistory(),
    }
    run = [rule for rule in RULES if set(rule.reads) <= set(sound) and (not rule.waivable or "waivers" in sound)]
    offered["judged"] = {rule.name for rule in run if rule.waivable}

    with _hands(max((frame.height for frame in frames.values()), default=0)) as (start, each):

        def put(rules: Iterable[Rule]) -> None:
            told = zip(rules, each(lambda rule: list(_ask(rule, offered, sound)), rules), strict=True)
            asked = [
                (rule, table, question) for rule, questions in told for table, some in questions for question in some
            ]
            found = answer(question for _, _, question in asked)
            for (rule, table, _), hits in zip(asked, found, strict=True):
                if hits is not None:
                    _note(rule, table, _less_waived(rule, table, hits, offered, excused), problems, private)

        offered["stands"] = history.standing(offered["frames"])
        offered["suspects"] = suspects(offered["frames"], names.ANNOUNCING)
        offered["known"] = cache(lambda without="": names.known(offered["frames"], without))
        if {"tallies", "places"} <= set(sound):  # sought while all that needs none of it is answered
            pairs = start(statements.nested, offered["tallies"], offered["places"])
        put([rule for rule in run if not {"pairs", "excused"} & set(rule.wants)])
        if {"tallies", "places"} <= set(sound):
            offered["pairs"] = pairs()
        put([rule for rule in run if "pairs" in rule.wants])
        put([rule for rule in run if "excused" in rule.wants])  # what waivers excused is known only now
    for table, lines in private.items():
        problems.withhold(f"dataset/{table}.csv", lines)
    for table in CURATED:
        if table not in sound:
            waived = table == "waivers"
            missed = [rule for rule in RULES if table in rule.reads or rule.every_table or (waived and rule.waivable)]
            _note_not_run(table, [rule.name for rule in missed], problems)


@contextmanager
def _hands(rows: int) -> Iterator[tuple[Callable[..., Callable[[], Any]], Callable[..., Iterable[Any]]]]:
    """How to start one thing and fetch it later, and how to do one thing to each: for many rows, in two threads."""
    if rows < MANY:
        yield (lambda do, *given: lambda: do(*given)), map
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        yield (lambda do, *given: pool.submit(do, *given).result), pool.map


def _ask(rule: Rule, offered: Mapping[str, Any], sound: Collection[str]) -> Iterator[tuple[str, Questions]]:
    """The questions of a rule, with the table in which their findings lie."""
    if not rule.every_table:
        yield rule.home, rule.ask(**{want: offered[want] for want in rule.wants})
        return
    for name in [name for name in sound if offered[name].height]:
        here = {**offered, "table": CURATED[name], "rows": offered[name]}
        yield name, rule.ask(**{want: here[want] for want in rule.wants})


def _less_waived(
    rule: Rule, table: str, hits: pl.DataFrame, offered: Mapping[str, Any], excused: set[tuple[str, str, str]]
) -> pl.DataFrame:
    """The hits that no waiver excuses; those that one does are put into ``excused``."""
    if not rule.waivable or "waivers" not in offered:
        return hits
    mine = offered["waivers"].filter((pl.col("rule") == rule.name) & (pl.col("table") == table))["id"]
    if not mine.len():
        return hits
    at = history.ids(table, offered[table]).gather(hits["row"])
    excused |= {(rule.name, table, id_) for id_ in set(mine) & set(at)}
    return hits.filter(~at.is_in(mine.implode()))


def _note(rule: Rule, table: str, found: pl.DataFrame, problems: Problems, private: dict[str, set[int]]) -> None:
    if found.height:
        problems.add_rows(f"dataset/{table}.csv", rule.name, rule.severity, rule.remedy, found)
    if found.height and rule.name in _PERSONAL:
        private.setdefault(table, set()).update(found["row"] + 2)


def _note_not_run(table: str, missed: list[str], problems: Problems) -> None:
    problems.add(
        f"dataset/{table}.csv",
        "not_checked",
        f"{len(missed)} rules that read this table did not run, because its errors come first: {', '.join(missed)}",
        "Correct its errors and run `dataset validate` again.",
        severity="warning",
    )
