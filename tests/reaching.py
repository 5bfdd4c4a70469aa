"""The functions that read past row-level security: why each may, and who may call it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A function that reads past row-level security: why it may, and who may call it."""

    why: str
    answers: str
    """What PostgreSQL says that it returns."""
    called_in: frozenset[str] = frozenset()


REACHING: Mapping[str, Reach] = {
    "readable_keys": Reach(
        why="policies ask it which agreements are in force for whoever acts",
        answers="bigint[]",
        called_in=frozenset({"kernel/tenancy.py"}),
    ),
    "my_subjects": Reach(
        why="policies ask it what the resident who acts takes part in",
        answers="uuid[]",
        called_in=frozenset(
            {
                "kernel/tenancy.py",
                "kernel/parties.py",
                "components/cases/queries/cases.py",
                "components/cases/queries/rows.py",
                "components/reports/queries/reports.py",
            }
        ),
    ),
    "may_join": Reach(why="the policy of parties asks it; yes or no", answers="boolean"),
    "current_epoch": Reach(why="one number of the place", answers="integer"),
    "event_log_after": Reach(
        why="readers follow the events of all organisations; these hold ids and facts",
        answers=(
            'TABLE(epoch integer, transaction bigint, "position" bigint, org uuid, name text,'
            " subject uuid, at timestamp with time zone, by text, body jsonb)"
        ),
        called_in=frozenset({"kernel/readers.py"}),
    ),
    "cases_search": Reach(
        why="the search cannot use its index behind row-level security; keeps to the org",
        answers="uuid[]",
        called_in=frozenset({"components/cases/queries/worklist.py"}),
    ),
    "cases_due_passed": Reach(
        why="the clocks of all organisations run in one worker; ids only",
        answers="TABLE(org uuid, case_id uuid, service text, version uuid, state text)",
        called_in=frozenset({"components/cases/queries/cases.py"}),
    ),
    "cases_holders": Reach(
        why="whom to ask for a link to a reference; ids of organisations only",
        answers="uuid[]",
        called_in=frozenset({"components/cases/queries/cases.py"}),
    ),
    "documents_keys_in_use": Reach(
        why="the sweep of contents; keys are random, whoever names one has it",
        answers="SETOF text",
        called_in=frozenset({"components/documents/queries/documents.py"}),
    ),
    "notifications_message_called": Reach(
        why="a resident who queues a message reads none; the id of the first with its key",
        answers="uuid",
        called_in=frozenset({"components/notifications/services.py"}),
    ),
    "notifications_counts": Reach(
        why="the health page of the place counts, and shows no message",
        answers="TABLE(state text, count bigint)",
        called_in=frozenset({"components/notifications/queries.py"}),
    ),
    "reports_reference_taken": Reach(
        why="references are unlike over all organisations; yes or no",
        answers="boolean",
        called_in=frozenset({"components/reports/services/making.py"}),
    ),
    "reports_from_source": Reach(
        why="what a source has sent to the organisation that is asked, whose ever it is now",
        answers="uuid",
        called_in=frozenset({"components/reports/services/making.py"}),
    ),
    "reports_followed": Reach(
        why="policies ask it which reports the resident who acts follows; ids only",
        answers="uuid[]",
        called_in=frozenset({"components/reports/queries/reports.py"}),
    ),
    "reports_audience": Reach(
        why="whom the responsible organisation must tell, by whomever they were served",
        answers="TABLE(id uuid, email text, language text)",
        called_in=frozenset({"components/reports/queries/following.py"}),
    ),
    "reports_followers": Reach(
        why="how many follow a report is public; numbers only",
        answers="TABLE(report_id uuid, followers bigint)",
        called_in=frozenset({"components/reports/queries/reports.py"}),
    ),
    "reports_search": Reach(
        why="the search cannot use its index behind row-level security; keeps to the org",
        answers="uuid[]",
        called_in=frozenset({"components/reports/queries/lists.py"}),
    ),
    "reports_set_by_resident": Reach(
        why="whoever is concerned opens a report again or says that it is fixed; yes or no",
        answers="boolean",
        called_in=frozenset({"components/reports/services/entries.py"}),
    ),
    "reports_search_public": Reach(
        why="the search cannot use its index behind row-level security; public reports only",
        answers="uuid[]",
        called_in=frozenset({"components/reports/queries/filtering.py"}),
    ),
    "reports_asked": Reach(
        why="a policy asks it which reports somebody was asked about by a link; ids only",
        answers="uuid[]",
    ),
    "demand_records_between": Reach(
        why="the steward's analysis counts the needs of all; answers nobody else",
        answers="SETOF demand_record",
        called_in=frozenset({"components/demand/queries/months.py"}),
    ),
    "demand_months": Reach(
        why="which months of the data set have changed; answers the steward only",
        answers="TABLE(month date, fingerprint text)",
        called_in=frozenset({"components/demand/queries/months.py"}),
    ),
    "demand_lines_about": Reach(
        why="the reader of the log makes a trimmed record again; answers readers only",
        answers=(
            'TABLE(epoch integer, transaction bigint, "position" bigint, org uuid, name text,'
            " subject uuid, at timestamp with time zone, by text, body jsonb)"
        ),
        called_in=frozenset({"components/demand/queries/log.py"}),
    ),
    "demand_secret": Reach(
        why="the secret of a quarter's person keys; answers readers of the log only",
        answers="bytea",
        called_in=frozenset({"components/demand/queries/keys.py"}),
    ),
}
"""The closed list of functions that run with the rights of their owner."""
