"""A page as somebody sees it: its headings, words, links, fields and mistakes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_VOID = {"area", "base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SILENT = {"style", "script"}


@dataclass
class Element:
    """One element with what is in it."""

    tag: str
    attributes: dict[str, str]
    parts: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, as one line."""
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        """Its words, as they stand."""
        if self.tag in _SILENT:
            return ""
        if self.tag == "br":
            return "\n"
        return "".join(part if isinstance(part, str) else part.raw for part in self.parts)

    def all(self, *tags: str, **attributes: str) -> list["Element"]:
        """Every element inside with one of the tags, and with these attributes."""
        found: list[Element] = []
        for part in self.parts:
            if isinstance(part, Element):
                fits = all(part.attributes.get(k) == v for k, v in attributes.items())
                if fits and (not tags or part.tag in tags):
                    found.append(part)
                found += part.all(*tags, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        tags = [element.tag for element in self.open]
        if tag in tags:
            del self.open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


class Seen:
    """What came back for one request, once all redirects were followed."""

    def __init__(self, response: Any) -> None:  # noqa: ANN401 - what the test client answers
        self.response = response
        self.status: int = response.status_code
        reader = _Reader()
        reader.feed(response.content.decode())
        self.page = reader.open[0]

    @property
    def path(self) -> str:
        """The address at which one ended."""
        return str(self.response.request["PATH_INFO"])

    @property
    def step(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def text(self) -> str:
        """The words of the main part."""
        return self.page.all("main")[0].text

    @property
    def title(self) -> str:
        return self.page.all("title")[0].text

    @property
    def heading(self) -> str:
        """The heading of the page, which must be the only one of its level."""
        (found,) = self.page.all("h1")
        return found.text

    @property
    def errors(self) -> dict[str, str]:
        """What the error summary says, by the field it leads to, which must be on the page."""
        summaries = [
            e for e in self.page.all("div") if "error-summary" in e.attributes.get("class", "")
        ]
        if not summaries:
            return {}
        links = summaries[0].all("a")
        ids = {e.attributes["id"] for e in self.page.all() if "id" in e.attributes}
        targets = [link.attributes["href"].removeprefix("#") for link in links]
        if not set(targets) <= ids:
            raise LookupError(f"the summary leads nowhere: {set(targets) - ids}")
        return {t: link.text for t, link in zip(targets, links, strict=True)}

    @property
    def links(self) -> dict[str, str]:
        """Where the links of the main part lead, by their words."""
        main = self.page.all("main")[0]
        named = [a for a in main.all("a") if a.text]
        return {a.text: a.attributes["href"] for a in named}

    @property
    def addresses(self) -> set[str]:
        """Where the links of the main part lead, whatever their words."""
        return {a.attributes["href"] for a in self.page.all("main")[0].all("a")}

    @property
    def back(self) -> str:
        """Where the link at the top leads."""
        nav = next(n for n in self.page.all("nav") if n.all("a") and "Back" in n.text)
        return nav.all("a")[0].attributes["href"]

    @property
    def fields(self) -> dict[str, str]:
        """What the fields of the page hold: boxes that are not ticked hold nothing."""
        found: dict[str, str] = {}
        for element in self.page.all("input", "textarea", "select"):
            name, kind = element.attributes.get("name"), element.attributes.get("type")
            if not name or (
                kind in {"radio", "checkbox"} and "checked" not in element.attributes
            ):
                continue
            found[name] = _value(element)
        return found

    @property
    def answers(self) -> dict[str, str]:
        """What the lists of answers on the page say, by question."""
        rows = [
            (e.all("dt")[0].text, e.all("dd")[0].text) for e in self.page.all("div")
            if "summary-list__row" in e.attributes.get("class", "")
        ]  # fmt: skip
        return dict(rows)

    def buttons(self, name: str) -> list[str]:
        """The values of the buttons of that name."""
        return [b.attributes.get("value", "") for b in self.page.all("button", name=name)]

    def pictures(self) -> list[str]:
        main = self.page.all("main")[0]
        return [i.attributes["src"] for i in main.all("img")]


def _value(element: Element) -> str:
    if element.tag == "textarea":
        return element.raw.removeprefix("\n")
    if element.tag == "select":
        chosen = [o for o in element.all("option") if "selected" in o.attributes]
        return chosen[0].attributes.get("value", "") if chosen else ""
    return element.attributes.get("value", "")
