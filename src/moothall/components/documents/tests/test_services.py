"""Who a file belongs to, who sees it, and what happens to it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils.timezone import now

from moothall.components.documents import services
from moothall.components.documents.contracts import (
    AlreadySent,
    ContentMissing,
    Document,
    DocumentNotFound,
    Scan,
    TooManyFiles,
)
from moothall.components.documents.jobs import forget
from moothall.components.documents.queries import contents
from moothall.components.documents.testing import a_pdf, received
from moothall.kernel import parties
from moothall.kernel.actors import Actor, acting
from moothall.kernel.testing import NOON, a_resident, an_officer, an_org, slug_of


def a_subject(resident: Actor) -> UUID:
    """A journey in which the resident takes part."""
    subject = uuid4()
    with acting(resident, purpose="test"):
        parties.add_self(subject=subject)
    return subject


def attached_by(resident: Actor, subject: UUID, *, question: str = "photo") -> Document:
    file = received()
    with acting(resident, purpose="test"):
        return services.record(received=file, subject=subject, question=question, at=NOON)


def sent_in(client: Actor) -> Document:
    """A file that came through the API and belongs to nothing yet."""
    file = received()
    with acting(client, purpose="test"):
        return services.record(received=file, at=NOON)


def events_of(actor: Actor, subject: UUID) -> list[str]:
    with acting(actor, purpose="test"), connection.cursor() as cursor:
        cursor.execute(
            "select name from event_log where subject = %s order by position", [subject]
        )
        return [name for (name,) in cursor]


def test_a_file_for_staff_is_hidden_from_the_resident_whose_case_it_is() -> None:
    org = an_org()
    resident, officer, file = a_resident(org), an_officer(org), received()
    case = a_subject(resident)
    with acting(officer, purpose="test"):
        added = services.record(received=file, subject=case, for_staff=True, at=NOON)
        services.attach(ids=[added.id], subject=case, for_staff=True, at=NOON)
        assert [d.id for d in services.attached(subject=case)] == [added.id]
    with acting(resident, purpose="test"):
        assert services.attached(subject=case) == []
        with pytest.raises(DocumentNotFound):
            services.document(document_id=added.id)


def test_a_resident_attaches_a_file_and_sees_it() -> None:
    resident = a_resident(an_org())
    journey = a_subject(resident)
    document = attached_by(resident, journey)
    with acting(resident, purpose="test"):
        assert services.attached(subject=journey) == [document]
        assert services.document(document_id=document.id) == document
    assert (document.question, document.type, document.scan) == (
        "photo",
        "image/jpeg",
        Scan.NOT_SCANNED,
    )


def test_another_resident_and_another_organisation_see_none_of_it() -> None:
    org = an_org()
    resident = a_resident(org)
    journey = a_subject(resident)
    document = attached_by(resident, journey)
    for other in (a_resident(org), an_officer(), a_resident(an_org(), signed_in=True)):
        with acting(other, purpose="test"):
            assert services.attached(subject=journey) == []
            with pytest.raises(DocumentNotFound):
                services.document(document_id=document.id)
            with pytest.raises(DocumentNotFound):
                services.remove(document_id=document.id, at=NOON)
            with pytest.raises(DocumentNotFound):
                services.attach(ids=[document.id], subject=uuid4(), at=NOON)


def test_an_officer_of_the_organisation_sees_it() -> None:
    org = an_org()
    resident = a_resident(org)
    journey = a_subject(resident)
    document = attached_by(resident, journey)
    with acting(an_officer(org), purpose="test"):
        assert services.attached(subject=journey) == [document]


def test_a_resident_attaches_nothing_to_what_is_not_theirs() -> None:
    org = an_org()
    theirs = a_subject(a_resident(org))
    file = received()
    with (
        pytest.raises(Exception, match="row-level security"),
        acting(a_resident(org), purpose="test"),
    ):
        services.record(received=file, subject=theirs, at=NOON)


def test_a_question_takes_no_more_files_than_it_says() -> None:
    resident = a_resident(an_org())
    journey = a_subject(resident)
    attached_by(resident, journey)
    file = received()
    with acting(resident, purpose="test"):
        services.record(received=file, subject=journey, question="bill", at=NOON, most=1)
    with acting(resident, purpose="test"), pytest.raises(TooManyFiles, match="attach 1 file"):
        services.record(received=file, subject=journey, question="photo", at=NOON, most=1)


def test_files_move_from_the_journey_to_the_case_and_are_final() -> None:
    org = an_org()
    resident = a_resident(org)
    journey, case = a_subject(resident), a_subject(resident)
    document = attached_by(resident, journey)
    with acting(resident, purpose="test"):
        (moved,) = services.attach(ids=[document.id], subject=case, at=NOON)
        assert services.attached(subject=journey) == []
        assert services.attached(subject=case) == [moved]
        assert (moved.subject, moved.is_final) == (case, True)
    assert events_of(an_officer(org), case) == ["documents.file-attached.v1"]
    assert events_of(an_officer(org), journey) == ["documents.file-received.v1"]


def test_attaching_twice_changes_nothing() -> None:
    org = an_org()
    resident = a_resident(org)
    case = a_subject(resident)
    document = attached_by(resident, a_subject(resident))
    for _ in range(2):
        with acting(resident, purpose="test"):
            services.attach(ids=[document.id], subject=case, at=NOON)
    assert events_of(an_officer(org), case) == ["documents.file-attached.v1"]


def test_what_was_sent_cannot_be_taken_back_by_the_resident_but_by_the_organisation() -> None:
    org = an_org()
    resident = a_resident(org)
    case = a_subject(resident)
    document = attached_by(resident, a_subject(resident))
    with acting(resident, purpose="test"):
        services.attach(ids=[document.id], subject=case, at=NOON)
        with pytest.raises(AlreadySent):
            services.remove(document_id=document.id, at=NOON)
    with acting(an_officer(org), purpose="test"):
        services.remove(document_id=document.id, at=NOON)
        assert services.attached(subject=case) == []


def test_a_client_attaches_what_it_sent_in() -> None:
    client = an_officer()
    document, case = sent_in(client), uuid4()
    assert document.subject == document.id
    with acting(client, purpose="test"):
        assert services.unclaimed(ids=[str(document.id), uuid4(), "no id"]) == [document]
        services.attach(ids=[document.id], subject=case, at=NOON)
        assert services.unclaimed(ids=[document.id]) == []


def test_a_client_takes_no_file_from_another_case() -> None:
    org = an_org()
    resident = a_resident(org)
    journey = a_subject(resident)
    document = attached_by(resident, journey)
    with acting(an_officer(org), purpose="test"):
        with pytest.raises(DocumentNotFound):
            services.attach(ids=[document.id], subject=uuid4(), at=NOON)
        services.attach(ids=[document.id], subject=uuid4(), at=NOON, journey=journey)


def test_a_removed_file_leaves_no_content_behind() -> None:
    resident = a_resident(an_org())
    document = attached_by(resident, a_subject(resident))
    forget(stored=document.key)
    services.open_content(document=document).close()
    with acting(resident, purpose="test"):
        services.remove(document_id=document.id, at=NOON)
    forget(stored=document.key)
    with pytest.raises(ContentMissing):
        services.open_content(document=document)
    forget(stored=document.key)


def test_content_that_nobody_recorded_is_swept_away_and_nothing_else() -> None:
    left = received("left.pdf", a_pdf())
    resident = a_resident(an_org())
    document = attached_by(resident, a_subject(resident))
    fresh = services.sweep(at=now() + timedelta(days=1))
    assert (fresh, left.key in _stored()) == (0, True)
    assert services.sweep(at=now() + timedelta(days=4)) >= 1
    assert left.key not in _stored()
    services.open_content(document=document).close()


def _stored() -> set[str]:
    return {*contents.keys_of(now().date()), *contents.keys_of((now() - timedelta(1)).date())}


def test_what_nobody_claimed_in_time_is_removed() -> None:
    client = an_officer(org := an_org())
    document = sent_in(client)
    assert slug_of(org)
    services.sweep(at=NOON + timedelta(days=1))
    with acting(client, purpose="test"):
        assert services.unclaimed(ids=[document.id])
    services.sweep(at=NOON + timedelta(days=3))
    with acting(client, purpose="test"):
        assert not services.unclaimed(ids=[document.id])


def test_a_file_that_is_not_recorded_can_be_discarded() -> None:
    file = received()
    services.discard(received=file)
    assert file.key not in _stored()


def test_content_is_never_overwritten() -> None:
    file = received()
    with pytest.raises(FileExistsError):
        contents.save(key=file.key, content=b"other")
    with contents.read(key=file.key) as kept:
        assert kept.read() != b"other"


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 KB"), (340_400, "332 KB"), (1024 * 1024, "1.0 MB"), (10_000_000, "9.5 MB")],
)
def test_a_size_is_said_as_people_write_it(size: int, words: str) -> None:
    document = attached_by(resident := a_resident(an_org()), a_subject(resident))
    as_large = Document(**{**vars(document), "size": size})
    assert as_large.size_words == words
