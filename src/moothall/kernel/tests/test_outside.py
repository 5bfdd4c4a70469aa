"""Calls to other servers: never inside a transaction, never to a private address."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from django.test import override_settings

from moothall.kernel.actors import Actor, AlreadyActing, acting
from moothall.kernel.outside import AddressRefused, Outside, OutsideUnavailable
from moothall.kernel.testing import at_once


class Maker:
    """The other side: answers with a status, or fails, and counts who came."""

    def __init__(self, *, status: int = 200) -> None:
        self.status, self.calls, self.now = status, 0, 0.0
        self.host = f"{uuid4()}.example"
        self.failure: httpx.HTTPError | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if self.failure:
            raise self.failure
        return httpx.Response(self.status, json={"path": request.url.path})

    def client(self) -> Outside:
        """A new client, as it is built for every use."""
        return Outside(seconds=1, transport=httpx.MockTransport(self), clock=lambda: self.now)

    def call(self) -> httpx.Response:
        return self.client().call("GET", f"https://{self.host}/a")

    def fails(self, times: int = 1) -> bool:
        for _ in range(times):
            with pytest.raises(OutsideUnavailable):
                self.call()
        return True


class TestCalling:
    def test_it_answers_what_the_other_side_said(self) -> None:
        assert Maker().call().json() == {"path": "/a"}

    @pytest.mark.parametrize("status", [301, 404, 422, 429])
    def test_an_answer_that_is_no_failure_of_the_server_is_handed_on(self, status: int) -> None:
        maker = Maker(status=status)
        assert maker.call().status_code == status
        assert maker.calls == 1

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_a_failing_server_is_unavailable(self, status: int) -> None:
        assert Maker(status=status).fails()

    @pytest.mark.parametrize(
        "failure",
        [
            httpx.ConnectError("no"),
            httpx.ReadTimeout("late"),
            httpx.RemoteProtocolError("what"),
        ],
    )
    def test_a_broken_or_late_connection_is_unavailable(self, failure: httpx.HTTPError) -> None:
        maker = Maker()
        maker.failure = failure
        assert maker.fails()

    def test_the_process_is_not_left_while_acting(self) -> None:
        maker = Maker()
        with acting(Actor(), purpose="test"), pytest.raises(AlreadyActing, match="enqueue"):
            maker.call()
        assert maker.calls == 0


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1/",
            "http://localhost:5432/",
            "https://10.0.0.1/",
            "https://172.16.3.4/",
            "https://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[fe80::1]/",
            "http://[fc00::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
            "file:///etc/passwd",
            "ftp://192.0.2.1/",
            "gopher://192.0.2.1/",
        ],
    )
    def test_a_private_address_is_not_called(self, address: str) -> None:
        with pytest.raises(AddressRefused):
            Outside(seconds=1).call("GET", address)

    def test_a_host_that_nobody_knows_is_unavailable(self) -> None:
        with pytest.raises(OutsideUnavailable):
            Outside(seconds=1).call("GET", "https://nowhere.invalid/")

    def test_a_private_host_is_called_where_the_configuration_names_it(self) -> None:
        with (
            override_settings(PRIVATE_HOSTS_ALLOWED=frozenset({"127.0.0.1"})),
            pytest.raises(OutsideUnavailable),  # it was called, and nobody is there
        ):
            Outside(seconds=1).call("GET", "http://127.0.0.1:9/")

    def test_naming_one_private_host_opens_no_other(self) -> None:
        with (
            override_settings(PRIVATE_HOSTS_ALLOWED=frozenset({"127.0.0.1"})),
            pytest.raises(AddressRefused),
        ):
            Outside(seconds=1).call("GET", "http://127.0.0.2:9/")


class TestBreaker:
    """After five failures in a row the host is left alone for half a minute."""

    def broken(self) -> Maker:
        maker = Maker(status=500)
        maker.fails(5)
        return maker

    def test_it_opens_and_the_host_is_not_called(self) -> None:
        maker = self.broken()
        maker.status = 200
        assert maker.fails()
        assert maker.calls == 5

    def test_fewer_failures_do_not_open_it(self) -> None:
        maker = Maker(status=500)
        maker.fails(4)
        maker.status = 200
        assert maker.call().status_code == 200

    def test_a_success_between_begins_the_count_anew(self) -> None:
        maker = Maker(status=500)
        maker.fails(4)
        maker.status = 200
        maker.call()
        maker.status = 500
        maker.fails(4)
        maker.status = 200
        assert maker.call().status_code == 200

    def test_another_host_is_called_all_the_same(self) -> None:
        self.broken()
        assert Maker().call().status_code == 200

    def test_it_closes_when_the_host_answers_again(self) -> None:
        maker = self.broken()
        maker.status, maker.now = 200, 30.0
        assert maker.call().status_code == 200
        assert maker.call().status_code == 200

    def test_it_opens_again_when_the_host_still_fails(self) -> None:
        maker = self.broken()
        maker.now = 30.0
        maker.fails(3)
        assert maker.calls == 6
        maker.now = 59.9
        maker.fails()
        assert maker.calls == 6

    def test_after_its_rest_only_one_call_tries_the_host(self) -> None:
        maker = self.broken()
        maker.status, maker.now = 200, 30.0
        refused = list[bool]()

        def meanwhile(request: httpx.Request) -> httpx.Response:
            refused.append(unavailable(maker.call))
            return httpx.Response(200)

        trying = Outside(
            seconds=1, transport=httpx.MockTransport(meanwhile), clock=lambda: maker.now
        )
        assert trying.call("GET", f"https://{maker.host}/").status_code == 200
        assert refused == [True]

    def test_many_failures_at_once_are_all_counted(self) -> None:
        maker = Maker(status=500)
        at_once(5, lambda: unavailable(maker.call))
        assert maker.fails()
        assert maker.calls == 5


def unavailable(call: Callable[[], object]) -> bool:
    try:
        call()
    except OutsideUnavailable:
        return True
    return False
