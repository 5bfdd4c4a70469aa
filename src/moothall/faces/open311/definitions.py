"""The list of services, and the questions of one: the scheme of reports as Open311 tells it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from moothall.components.reports.contracts import Category, NoSuchCategory
from moothall.faces.open311 import attributes, callers, formats
from moothall.faces.open311.callers import PURPOSE, Jurisdiction
from moothall.faces.open311.problems import Problem, missing, told
from moothall.faces.open311.reading import asked
from moothall.kernel.actors import acting
from moothall.kernel.language import current_language
from moothall.kernel.words import in_language, say

PRIVATE = "private"
"""The keyword by which clients know that the public does not see such requests."""


@told("GET")
def services(request: HttpRequest, *, form: str) -> HttpResponse:
    """What can be reported to a jurisdiction."""
    given = asked(request)
    with acting(callers.reader(request), purpose=PURPOSE):
        found = offered(callers.jurisdiction(given))
    listed = [_service(category, current_language()) for category in found]
    return formats.answer(form, root="services", content=listed)


@told("GET")
def definition(request: HttpRequest, *, form: str, code: str) -> HttpResponse:
    """What is asked about one service."""
    given = asked(request)
    with acting(callers.reader(request), purpose=PURPOSE):
        category = service(callers.jurisdiction(given), code)
    language = current_language()
    shown = attributes.described(category, language)
    if not shown:
        raise missing(say("Nothing more is asked about {code}.", code=category.id))
    content = {"service_code": category.id, "attributes": shown}
    return formats.answer(form, root="service_definition", content=content)


def offered(jurisdiction: Jurisdiction) -> Sequence[Category]:
    """The services of a jurisdiction, in the order of the scheme."""
    whose = jurisdiction.organisation
    return [
        category
        for category in jurisdiction.categories
        if category.responsible
        and (whose is None or whose.slug in {r.organisation for r in category.responsible})
    ]


def service(jurisdiction: Jurisdiction, code: str) -> Category:
    """One service of a jurisdiction. Raises ``Problem``."""
    for category in offered(jurisdiction):
        if category.id == code:
            return category
    raise _no_such_service(code)


def _no_such_service(code: str) -> Problem:
    try:
        if elsewhere := callers.reports().redirect(category=code):
            return missing(say("This is not reported here. {words}", words=elsewhere.words))
    except NoSuchCategory:
        pass
    return missing(say("There is no service_code {code} here.", code=code[:60]))


def _service(category: Category, language: str) -> dict[str, Any]:
    keywords = list(category.keywords.get(language, ()))
    keywords += [PRIVATE] if category.private else []
    group = in_language(category.group, language)
    return {
        "service_code": category.id,
        "service_name": in_language(category.name, language),
        "description": in_language(category.description, language),
        "metadata": attributes.has_any(category),
        "type": "blackbox" if category.private else "realtime",
        "keywords": ",".join(keywords),
        "group": group,
    }
