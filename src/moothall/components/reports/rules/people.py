"""A person as the log knows them: always the same, and nobody's name."""

from uuid import UUID, uuid5

_SPACE = UUID("6c1f0c2e-5d0d-5f6a-9a43-7f6b0a3f3f10")


def pseudonym(*, visit: str, person: UUID | None) -> UUID | None:
    """The same id for the same mailbox, else for the same account; none for nobody.

    ``visit`` is a keyed hash already, so that the id leads to no mailbox without the place's
    key.
    """
    if visit:
        return uuid5(_SPACE, visit)
    return uuid5(_SPACE, str(person)) if person else None
