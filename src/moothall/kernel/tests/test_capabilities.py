"""Which connector serves a capability: per organisation, at once, with its secrets kept."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import override_settings

from moothall.kernel import capabilities, registry
from moothall.kernel.actors import Actor, acting
from moothall.kernel.capabilities import Choice
from moothall.kernel.ids import OrgId, uuid7
from moothall.kernel.models import ConnectorChoice
from moothall.kernel.refusals import Forbidden
from moothall.kernel.registry import NoConnector, NotOffered
from moothall.kernel.testing import a_resident, an_officer, an_org
from moothall.kernel.tests.kitchen import COPPER, KITCHEN, TEAPOT, Kettle

BOILING = "boiling.v1"


@pytest.fixture(autouse=True)
def _kitchen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(registry.components(), KITCHEN.name, KITCHEN)
    for connector in (COPPER, TEAPOT):
        monkeypatch.setitem(registry.connectors(), connector.name, connector)
    with override_settings(CONNECTORS={BOILING: ("copper", {"litres": 1})}):
        yield


def choose(
    org: OrgId,
    connector: str = "copper",
    *,
    given: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> None:
    with acting(an_officer(org), purpose="test"):
        capabilities.choose(
            capability=BOILING,
            connector=connector,
            given=given or {},
            secrets=secrets or {},
        )


def chosen(actor: Actor) -> Choice:
    with acting(actor, purpose="test"):
        return capabilities.chosen(capability=BOILING)


class TestChoosing:
    def test_who_has_chosen_nothing_has_what_the_place_has(self) -> None:
        assert chosen(an_officer()) == Choice(connector="copper", settings={"litres": 1})

    def test_a_choice_holds_for_its_organisation_and_no_other(self) -> None:
        org, other = an_org(), an_org()
        choose(org, given={"litres": 2})
        assert chosen(an_officer(org)).settings == {"litres": 2}
        assert chosen(an_officer(other)).settings == {"litres": 1}

    def test_a_changed_choice_holds_from_the_next_transaction_on(self) -> None:
        org = an_org()
        for litres in (2, 3):
            choose(org, given={"litres": litres})
            assert chosen(an_officer(org)).settings == {"litres": litres}

    def test_a_resident_is_served_by_what_their_organisation_chose(self) -> None:
        org = an_org()
        choose(org, given={"litres": 2})
        assert chosen(a_resident(org)).settings == {"litres": 2}

    def test_a_resident_chooses_nothing(self) -> None:
        with acting(a_resident(an_org()), purpose="test"), pytest.raises(Forbidden):
            capabilities.choose(capability=BOILING, connector="copper", given={}, secrets={})

    def test_nobody_chooses_for_another_organisation(self) -> None:
        row = {"id": uuid7(), "org_id": an_org(), "capability": BOILING, "connector": "teapot"}
        with (
            acting(an_officer(), purpose="test"),
            pytest.raises(ProgrammingError, match="row-level security"),
        ):
            ConnectorChoice.objects.create(**row)

    @pytest.mark.parametrize("connector", ["nobody", "no_such_connector"])
    def test_a_connector_that_does_not_provide_it_cannot_be_chosen(
        self, connector: str
    ) -> None:
        with pytest.raises(NoConnector):
            choose(an_org(), connector)

    def test_a_capability_that_the_place_has_not_set_up_is_unavailable(self) -> None:
        with acting(an_officer(), purpose="test"), pytest.raises(NoConnector):
            capabilities.chosen(capability="teleport.v1")


class TestSecrets:
    def test_they_come_back_with_the_settings(self) -> None:
        org = an_org()
        choose(org, given={"litres": 2}, secrets={"key": "open sesame"})
        assert chosen(an_officer(org)).settings == {"litres": 2, "key": "open sesame"}

    def test_they_are_nowhere_in_the_database_in_plain(self) -> None:
        org = an_org()
        choose(org, given={"litres": 2}, secrets={"key": "open sesame"})
        with acting(an_officer(org), purpose="test"), connection.cursor() as cursor:
            cursor.execute(
                "select settings::text, convert_from(secrets, 'latin1') from connector_choice"
            )
            (row,) = cursor.fetchall()
        assert "sesame" not in str(row)
        assert len(row[1]) > 50

    def test_a_choice_does_not_show_them_in_logs(self) -> None:
        assert "sesame" not in repr(Choice(connector="copper", settings={"key": "sesame"}))

    def test_with_another_key_of_the_place_they_cannot_be_read(self) -> None:
        org = an_org()
        choose(org, secrets={"key": "open sesame"})
        with override_settings(SECRET_KEY="another"), pytest.raises(NoConnector):
            chosen(an_officer(org))


class TestBuilding:
    def test_an_adapter_is_built_with_settings_and_secrets(self) -> None:
        org = an_org()
        choose(org, given={"litres": 2}, secrets={"key": "sesame"})
        kettle: Kettle = capabilities.adapter(
            capability=BOILING, choice=chosen(an_officer(org))
        )
        assert kettle.boil() == "2 litres with sesame"

    def test_one_of_the_wrong_shape_is_refused(self) -> None:
        with pytest.raises(TypeError, match="does not satisfy"):
            capabilities.adapter(capability=BOILING, choice=Choice(connector="teapot"))

    @pytest.mark.parametrize("settings", [{}, {"litres": 1, "colour": "red"}])
    def test_settings_that_it_does_not_take_are_an_error(
        self, settings: Mapping[str, Any]
    ) -> None:
        with pytest.raises(TypeError, match="argument"):
            capabilities.adapter(
                capability=BOILING, choice=Choice(connector="copper", settings=settings)
            )

    def test_a_connector_that_is_not_installed_any_more_is_unavailable(self) -> None:
        with pytest.raises(NoConnector):
            capabilities.adapter(capability=BOILING, choice=Choice(connector="gone"))

    def test_a_capability_that_no_component_needs_has_no_shape_to_check(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(registry.components(), KITCHEN.name)
        with pytest.raises(NotOffered):
            capabilities.adapter(
                capability=BOILING, choice=Choice(connector="copper", settings={"litres": 1})
            )
