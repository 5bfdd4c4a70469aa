"""Elements of a picture: what is escaped, how a number is written, what is said about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, kw_only=True)
class About:
    """What a picture is called and says, for those who do not see it."""

    id: str
    """Unique on its page, and fit for an HTML id."""
    title: str
    text: str


def element(name: str, *children: object, **attributes: object) -> Markup:
    """One element. ``class_`` is ``class`` and ``_`` a hyphen; what is None is left out."""
    given = Markup("").join(
        Markup(' {}="{}"').format(_spelled(key), _written(value))
        for key, value in attributes.items()
        if value is not None
    )
    if not children:
        return Markup("<{}{}/>").format(Markup(name), given)  # noqa: S704 - names are ours
    inside = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), given, inside)  # noqa: S704


def drawing(
    about: About,
    *children: object,
    width: float,
    height: float,
    kind: str,
    has_links: bool = False,
) -> Markup:
    """A picture that grows with its page. One with links is a group, so that they are found."""
    return element(
        "svg",
        element("title", about.title, id=f"{about.id}-title"),
        element("desc", about.text, id=f"{about.id}-text"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        class_=f"chart chart--{kind}",
        role="group" if has_links else "img",
        aria_labelledby=f"{about.id}-title",
        aria_describedby=f"{about.id}-text",
        focusable="false",
    )


def text(said: str, *, x: float, y: float, **attributes: object) -> Markup:
    """Words in a picture."""
    return element("text", said, x=x, y=y, **attributes)


def linked(href: str | None, said: str, *children: object) -> Markup:
    """What leads somewhere, named for those who come to it by keyboard; else a plain group."""
    if not href:
        return element("g", *children)
    return element("a", *children, href=href, aria_label=said, class_="chart__link")


def number(value: float) -> str:
    """A coordinate, no finer than anybody can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """A line through points, as ``d`` has it."""
    steps = [f"{number(x)} {number(y)}" for x, y in points]
    return "M" + "L".join(steps) + ("Z" if closed else "")


def ticks(top: float, *, about: int = 4) -> list[float]:
    """Round numbers from 0 to at least ``top``: steps of 1, 2 or 5 times a power of ten."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / about
    power = 1.0
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    count = 0
    while count * step < top:
        count += 1
    return [round(i * step, 10) for i in range(count + 1)]


def _spelled(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
