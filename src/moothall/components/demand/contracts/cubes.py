"""What is counted over demand records: cells, waits, repeats and flows."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The needs with the same values of some dimensions. All but ``keys`` and the share count.

    A record that stands for several needs counts as so many, in every figure.
    """

    keys: tuple[str, ...]
    """The values of the dimensions, in the order in which they were asked for."""
    needs: int
    contacts: int
    people: int
    """Different person keys, and each need without one. A key holds for one quarter only."""
    top_two_share: float
    """The share of the contacts that the two people with the most of them made, 0 to 1."""
    met: int
    partly: int
    unmet: int
    """No service, not eligible, no capacity and given up together."""
    no_service: int
    ineligible: int
    no_capacity: int
    gave_up: int
    referred: int
    withdrawn: int
    open: int
    decided: int
    """Neither open nor withdrawn."""
    failure: int
    value: int
    reopened: int
    """How often needs were opened again."""
    handoffs: int
    """How often needs went to another team or organisation."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How many needs were met on a day after they were asked, and how many not."""

    keys: tuple[str, ...]
    day: int
    """Whole days (24 hours) since the need was asked."""
    met: int
    """Met, in full or in part."""
    censored: int
    """Not met as far as was seen: still open, or ended otherwise."""


@dataclass(frozen=True, kw_only=True)
class Repeats:
    """How often the same person came with the same need again."""

    keys: tuple[str, ...]
    contacts: int
    """Needs of people who can be told apart."""
    repeats: int
    """Those that followed another of the same person within the days asked for."""
    chases: int
    """Repeats while the earlier one was still open."""
    premature: int
    """Repeats after the earlier one had been ended."""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Needs that went the same way: asked of one, held by another, met by a third or nobody."""

    asked_org: str
    org: str
    met_org: str
    """Empty where nobody met them."""
    outcome: str
    needs: int
    handoffs: int
