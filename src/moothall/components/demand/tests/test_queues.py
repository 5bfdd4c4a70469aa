"""Queues: formulas against sums done by hand, and simulation against the formula."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.demand.rules.measures.queues import erlang_c, waits, what_if


def a_day(
    seed: int, *, many: int = 300, service: float = 0.05
) -> tuple[list[float], list[float]]:
    generator = np.random.default_rng(seed)
    arrivals = np.sort(generator.uniform(0, 8, many))
    services = generator.exponential(service, many)
    return arrivals.tolist(), services.tolist()


@pytest.mark.parametrize(("load", "servers"), [(1, 2), (8, 10), (19, 20)])
def test_the_share_that_waits_is_erlangs(load: int, servers: int) -> None:
    terms = [Fraction(load**k, math.factorial(k)) for k in range(servers)]
    last = Fraction(load**servers, math.factorial(servers)) * Fraction(servers, servers - load)
    found = erlang_c(arrivals=load, served=1, servers=servers)
    assert found.waits == pytest.approx(float(last / (sum(terms) + last)))
    assert found.mean_wait == pytest.approx(found.waits / (servers - load))
    assert found.method == "queue.erlang-c.1"


def test_one_server_waits_as_long_as_is_known() -> None:
    found = erlang_c(arrivals=3, served=4, servers=1, target=0.5)
    assert (found.waits, found.mean_wait, found.busy) == pytest.approx((0.75, 0.75, 0.75))
    assert found.answered_within == pytest.approx(1 - 0.75 * math.exp(-0.5))


def test_a_queue_that_only_grows_has_no_mean_wait() -> None:
    found = erlang_c(arrivals=10, served=1, servers=10, target=5)
    assert not found.is_stable
    assert (found.waits, found.mean_wait, found.answered_within) == (1, None, 0)


def test_waits_are_those_of_first_come_first_served() -> None:
    assert waits([0, 1, 2, 3], [5, 5, 1, 1], servers=2) == (0, 0, 3, 3)
    assert waits([0, 1, 2, 10], [3, 3, 3, 3], servers=1) == (0, 2, 4, 0)


def test_a_long_simulation_comes_near_the_formula() -> None:
    generator = np.random.default_rng(1)
    arrivals = np.cumsum(generator.exponential(1 / 8, 40_000))
    found = waits(arrivals.tolist(), generator.exponential(1, 40_000).tolist(), servers=10)
    known = erlang_c(arrivals=8, served=1, servers=10)
    assert np.mean(found) == pytest.approx(known.mean_wait, rel=0.15)
    assert np.mean(np.array(found) > 0) == pytest.approx(known.waits, abs=0.03)


@given(st.integers(1, 6), st.integers(0, 1000))
def test_more_servers_never_make_anybody_wait_longer(servers: int, seed: int) -> None:
    arrivals, services = a_day(seed, many=40, service=0.8)
    few = waits(arrivals, services, servers=servers)
    more = waits(arrivals, services, servers=servers + 1)
    assert all(after <= before + 1e-9 for before, after in zip(few, more, strict=True))


def test_two_advisers_more_are_tried_on_the_very_same_days() -> None:
    arrivals, services = a_day(2)
    found = what_if(arrivals, services, servers=2, added=2, seed=1, target=0.1)
    assert (found.before.servers, found.after.servers) == (2, 4)
    assert found.after.mean_wait.high < found.before.mean_wait.value
    assert found.saved.low > 0
    assert found.before.within_target is not None
    assert found.after.within_target is not None
    assert found.before.within_target.value < found.after.within_target.value <= 1
    for figure in (found.before.mean_wait, found.after.mean_wait, found.saved):
        assert figure.low <= figure.value <= figure.high
        assert (figure.count, figure.method) == (300, "queue.simulated.resampled.1")


def test_nobody_more_saves_nothing() -> None:
    arrivals, services = a_day(2)
    found = what_if(arrivals, services, servers=3, added=0, seed=1, replications=19)
    assert (found.saved.low, found.saved.high) == (0, 0)
    assert found.before.within_target is None


def test_days_are_like_the_one_given() -> None:
    arrivals, services = a_day(3)
    (own,) = [np.mean(waits(arrivals, services, servers=2))]
    found = what_if(arrivals, services, servers=2, added=1, seed=1).before.mean_wait
    assert found.low < own < found.high


def test_the_same_seed_gives_the_same_figures() -> None:
    arrivals, services = a_day(2, many=50)
    one = what_if(arrivals, services, servers=2, added=1, seed=5, replications=30)
    assert one == what_if(arrivals, services, servers=2, added=1, seed=5, replications=30)
    assert one != what_if(arrivals, services, servers=2, added=1, seed=6, replications=30)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one server"):
        erlang_c(arrivals=1, served=1, servers=0)
    with pytest.raises(ValueError, match="the rate of service has to be more than 0"):
        erlang_c(arrivals=1, served=0, servers=1)
    with pytest.raises(ValueError, match="order of time"):
        waits([2, 1], [1, 1], servers=1)
    with pytest.raises(ValueError, match="as many services"):
        waits([1, 2], [1], servers=1)
    with pytest.raises(ValueError, match="less than no time"):
        waits([1, 2], [1, -1], servers=1)
    with pytest.raises(ValueError, match="finite"):
        what_if([1, float("nan")], [1], servers=1, added=1, seed=1)
