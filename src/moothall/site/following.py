"""Following the log from outside: its lines as CloudEvents 1.0, in the order readers see."""

from moothall.kernel import organisations, readers
from moothall.kernel.actors import Actor, acting
from moothall.kernel.encoding import to_json
from moothall.kernel.readers import Line


class Following:
    """A place on the log that moves on; nothing of it is kept."""

    def __init__(self, *, name: str = "", organisation: str | None = None) -> None:
        self._name = name
        self._org = organisations.called(slug=organisation).id if organisation else None
        self._epoch = self._transaction = self._position = 0
        self.is_at_the_end = False

    def next_lines(self, *, at_most: int) -> list[str]:
        """The next lines that match, each as one JSON text."""
        with acting(Actor(), purpose="events"):
            lines = readers.lines_after(
                epoch=self._epoch,
                transaction=self._transaction,
                position=self._position,
                at_most=at_most,
            )
        self.is_at_the_end = not lines
        if lines:
            last = lines[-1]
            self._epoch, self._transaction = last.epoch, last.transaction
            self._position = last.position
        return [cloud_event(line) for line in lines if self._matches(line)]

    def _matches(self, line: Line) -> bool:
        return line.name.startswith(self._name) and self._org in {None, line.org}


def cloud_event(line: Line) -> str:
    """One line of the log as a CloudEvent."""
    return to_json(
        {
            "specversion": "1.0",
            "id": f"{line.epoch}-{line.position}",
            "source": f"/organisations/{line.org}",
            "type": line.name,
            "subject": line.subject,
            "time": line.at,
            "datacontenttype": "application/json",
            "actor": line.by,
            "data": line.body,
        }
    )
