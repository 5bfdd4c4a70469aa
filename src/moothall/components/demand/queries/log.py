"""Reading the log again for one need."""

from uuid import UUID

from django.db import connection

from moothall.kernel.readers import Line, line_of


def lines_about(*, subject: UUID, before: Line) -> list[Line]:
    """All that the log says of a subject, and of the journey that led to it, before a line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from demand_lines_about(%s, %s, %s, %s)",
            [subject, before.epoch, before.transaction, before.position],
        )
        return [line_of(row) for row in cursor.fetchall()]
