"""The linter: every mistake in a definition, with its place, in words, and how to mend it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from moothall.journeys.definition import Service
from moothall.journeys.lint import (
    conditions,
    life,
    limits,
    messages,
    order,
    privacy,
    references,
    uses,
    worked,
)
from moothall.journeys.lint import (
    languages as languages_,
)
from moothall.journeys.lint.around import Around
from moothall.journeys.lint.codes import CODES
from moothall.journeys.lint.draft import Draft
from moothall.journeys.lint.wording import written_badly
from moothall.journeys.reading import Finding, Source

__all__ = ["CODES", "lint"]

Rule = Callable[[Draft, Service, Around], Iterator[Finding]]

SOME_DAY = datetime(2026, 3, 27, 12, tzinfo=ZoneInfo("Europe/London"))
"""When worked examples happen that say nothing of days."""

_RULES: tuple[Rule, ...] = (
    references.ids_are_unique,
    references.ids_are_free,
    references.the_need_is_known,
    references.the_owner_is_known,
    references.the_file_lies_where_it_belongs,
    references.lives_fit_case_steps,
    references.the_applicant_is_asked,
    references.effects_are_carried_out,
    references.measures_count_something,
    order.one_case_at_the_end,
    order.answers_are_shown,
    order.the_end_is_for_everybody,
    conditions.conditions_fit,
    conditions.conditions_within_groups_fit,
    conditions.conditions_decide,
    conditions.conditions_decide_without_a_result,
    conditions.steps_know_what_they_use,
    conditions.stops_have_words,
    languages_.words_are_in_every_language,
    languages_.words_are_translated,
    languages_.buttons_have_words,
    life.lives_are_sound,
    life.teams_exist,
    life.somebody_may_act,
    messages.occasions_happen,
    messages.attachments_are_made,
    messages.templates_are_there,
    messages.placeholders_are_filled,
    messages.placeholders_are_in_every_language,
    limits.what_components_find,
    limits.money_has_a_floor,
    limits.the_summary_is_short,
    limits.headings_are_unique,
    limits.the_owner_can_be_reached,
    privacy.nothing_is_kept_too_long,
    privacy.people_are_told,
    uses.what_is_used_is_declared,
    uses.what_is_declared_exists,
    uses.stopping_has_words,
    worked.examples_have_names,
    worked.examples_answer_what_is_asked,
    worked.examples_stand_still,
)
_RULES_THAT_RUN: tuple[Rule, ...] = (
    worked.examples_hold,
    worked.examples_take_every_branch,
)
_HINDERS = (
    "assessment.",
    "calculation.",
    "cases.",
    "condition-type",
    "end-can-be-skipped",
    "id-twice",
    "no-case",
    "reserved-id",
    "several-cases",
    "step-after-case",
    "unknown-applicant",
    "unknown-life",
    "unknown-name",
    "used-before-asked",
)
"""With these, examples cannot come to what they should: say these first."""
_NO_BRANCH = frozenset({"never-holds", "always-holds"})


def lint(
    *,
    source: Source,
    languages: tuple[str, ...] = ("en", "cy"),
    duties: Collection[str] | None = None,
    held: Mapping[str, Collection[str]] | None = None,
    teams: Mapping[str, Collection[str]] | None = None,
    needs: Collection[str] | None = None,
    organisations: Collection[str] | None = None,
    capabilities: Collection[str] | None = None,
    effects: Collection[str] = (),
    at: datetime = SOME_DAY,
) -> list[Finding]:
    """Every mistake in a definition and its templates, in their order; none if it may be
    published.

    Worked examples are run. ``duties`` are all there are, ``held`` those that somebody in an
    organisation holds, ``capabilities`` what components offer here, ``effects`` what actions
    can set off; what is ``None`` is not known, and nothing is said about it. No database is
    needed.
    """
    draft = Draft(source)
    around = Around(
        languages=languages,
        duties=duties,
        held=held,
        teams=teams,
        needs=needs,
        organisations=organisations,
        capabilities=capabilities,
        effects=effects,
        at=at,
    )
    found = list(written_badly(draft, around))
    if draft.service is not None:
        for rule in _RULES:
            found += rule(draft, draft.service, around)
        if not any(f.code.startswith(_HINDERS) for f in found):
            found += _run(draft, draft.service, around, found)
    unique = {(f.file, f.line, f.column, f.code, f.words): f for f in found}
    return sorted(unique.values(), key=lambda f: (f.file != source.file, *_place(f)))


def _place(finding: Finding) -> tuple[str | int, ...]:
    return finding.file, finding.line, finding.column, finding.code, finding.words


def _run(
    draft: Draft, service: Service, around: Around, found: Sequence[Finding]
) -> Iterator[Finding]:
    """What running the examples shows; not that one-way conditions go one way only."""
    one_way = {(f.line, f.column) for f in found if f.code in _NO_BRANCH}
    for rule in _RULES_THAT_RUN:
        for finding in rule(draft, service, around):
            if (
                finding.code != "branch-untried"
                or (finding.line, finding.column) not in one_way
            ):
                yield finding
