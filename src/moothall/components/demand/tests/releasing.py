"""A release of the invented town of Seaborough, and who publishes it."""

from datetime import date

from moothall.components.demand.rules.disclosure import (
    HIDDEN,
    Form,
    Policy,
    Table,
    audit,
    protect,
    view_of,
)
from moothall.components.demand.rules.releases import (
    Column,
    Datatype,
    Method,
    Period,
    Publication,
    Release,
    ReleaseTable,
    Value,
)
from moothall.components.demand.tests.disclosing import a_cube

COUNTS = [[3, 12, 0], [33, 41, 8]]
QUARTER = Period(first=date(2026, 7, 1), last=date(2026, 9, 30))

COLUMNS = (
    Column(
        name="need",
        title={"en": "Need", "cy": "Angen"},
        description={"en": "What was asked for", "cy": "Yr hyn y gofynnwyd amdano"},
    ),
    Column(
        name="area",
        title={"en": "Area", "cy": "Ardal"},
        description={"en": "Where, “by ward” | or all", "cy": "Ble"},
    ),
    Column(
        name="contacts",
        title={"en": "Contacts", "cy": "Cysylltiadau"},
        description={"en": "How often people asked", "cy": "Pa mor aml y gofynnwyd"},
        datatype=Datatype.INTEGER,
        may_be_hidden=True,
    ),
    Column(
        name="rate",
        title={"en": "Rate", "cy": "Cyfradd"},
        description={"en": "For every 1,000 people", "cy": "Fesul 1,000 o bobl"},
        datatype=Datatype.NUMBER,
    ),
    Column(
        name="first_day",
        title={"en": "From", "cy": "O"},
        description={"en": "The first day", "cy": "Y diwrnod cyntaf"},
        datatype=Datatype.DATE,
    ),
)


def rows_of(table: Table) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (
            f"{key[0]}, “said so”" if key[0] == "b" else key[0],
            key[1],
            table.shown(key),
            None if table.shown(key) == HIDDEN else 1.5,
            QUARTER.first,
        )
        for key in table.entries
    )


def a_release_table(**changes: object) -> ReleaseTable:
    given: dict[str, object] = {
        "name": "contacts-by-area",
        "title": {"en": "Contacts by area", "cy": "Cysylltiadau fesul ardal"},
        "description": {"en": "Every contact once", "cy": "Pob cysylltiad unwaith"},
        "period": QUARTER,
        "columns": COLUMNS,
        "key": ("need", "area"),
        "rows": rows_of(protect(a_cube(COUNTS), Policy())),
    }
    return ReleaseTable(**{**given, **changes})  # type: ignore[arg-type]


def a_release(**changes: object) -> Release:
    policy = Policy()
    view = view_of(protect(a_cube(COUNTS), policy))
    given: dict[str, object] = {
        "number": 4,
        "quarter": "2026-Q3",
        "title": {"en": "Demand in Seaborough", "cy": "Galw yn Seaborough"},
        "issued": date(2026, 11, 2),
        "tables": (a_release_table(),),
        "policy": policy,
        "form": Form.PUBLIC,
        "methods": (
            Method(
                name={"en": "Rate", "cy": "Cyfradd"},
                version="1.2",
                description={
                    "en": "Contacts by residents",
                    "cy": "Cysylltiadau fesul preswylydd",
                },
            ),
        ),
        "audit": audit(view, policy=policy),
    }
    return Release(**{**given, **changes})  # type: ignore[arg-type]


def a_publication() -> Publication:
    return Publication(
        base_url="https://data.seaborough.example.com/demand/",
        title={"en": "Demand in Seaborough", "cy": "Galw yn Seaborough"},
        description={"en": "What people need", "cy": "Yr hyn sydd ei angen ar bobl"},
        publisher={"en": "Seaborough Council", "cy": "Cyngor Seaborough"},
        publisher_url="https://seaborough.example.com",
        spatial="http://statistics.data.gov.uk/id/statistical-geography/E99999999",
        contact="mailto:data@seaborough.example.com",
    )
