"""Templates, the Markdown of messages, and what an attempt means."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.components.notifications import rules
from moothall.components.notifications.contracts import (
    AddressRejected,
    MailerUnavailable,
    MessageRejected,
    Outcome,
    PerhapsSent,
    Reason,
    State,
    Template,
    TemplateRefused,
)

PLACE = "https://place.example"
HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("[]()\\<>&\"'#*-•.:/ \n\t1()http"), st.characters(codec="utf-8")
    ),
    max_size=60,
)
LINKS = st.sampled_from(
    [
        "https://evil.example",
        "[x](https://evil.example)",
        "HTTP://evil.example/?a=[b]",
        "https:",
    ]
)
VALUES = st.one_of(HOSTILE, st.builds("{}{}{}".format, HOSTILE, LINKS, HOSTILE))


def html(body: str) -> str:
    return rules.as_html(rules.parse(body, own=PLACE))


class Tags(HTMLParser):
    """Reads HTML as a browser would: its tags, its links, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.links, self.words = set[str](), list[str](), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+", "", text)


class TestTemplates:
    def test_a_template_is_a_subject_line_an_empty_line_and_a_body(self) -> None:
        read = rules.read_template("Subject: Your repair\r\n\r\nHello ((name)).\r\n")
        assert read == Template(subject="Your repair", body="Hello ((name)).")

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "Hello",
            "Subject:\n\nHello",
            "Subject: Your repair\nHello",
            "Subject: Your repair\n\n\n",
            "Subject: Your repair\n\nHello ((name)",
            "Subject: Your ((repair\n\nHello",
        ],
    )
    def test_what_is_written_otherwise_is_refused_in_words(self, text: str) -> None:
        with pytest.raises(TemplateRefused, match=r"\w"):
            rules.read_template(text)

    def test_placeholders_are_known_by_their_names_in_snake_case(self) -> None:
        text = "((First name)) ((due-date)) ((is_late??It is late.)) (not this) ((home))"
        assert rules.placeholders(text) == {"first_name", "due_date", "is_late", "home"}

    def test_a_placeholder_that_nobody_fills_in_is_found(self) -> None:
        text = "((firstName)) ((Home)) ((nobody))"
        assert rules.unknown_placeholders(text, {"first_name", "home"}) == {"nobody"}

    def test_filling_in_ignores_case_spaces_hyphens_and_underscores(self) -> None:
        text = "((First Name)), ((first-name)), ((FIRST_NAME))"
        assert rules.rendered(text, {"firstName": "Sam"}) == "Sam, Sam, Sam"

    def test_a_placeholder_without_a_value_is_refused_by_name(self) -> None:
        with pytest.raises(TemplateRefused) as refusal:
            rules.rendered("((a)) ((b)) ((c))", {"b": "x"})
        assert refusal.value.details == {"placeholders": ["a", "c"]}

    @pytest.mark.parametrize(
        ("value", "shows"),
        [
            *((yes, "A It is late.") for yes in ("yes", "Show", "1", True, 1)),
            *((no, "A") for no in ("no", "", None, False, 0, 2)),
        ],
    )
    def test_optional_words_show_only_if_the_condition_is_true(
        self, value: object, shows: str
    ) -> None:
        assert rules.rendered("A((late?? It is late.))", {"late": value}) == shows

    def test_nothing_is_shown_for_an_answer_that_was_not_given(self) -> None:
        assert rules.rendered("[((a))]", {"a": None}) == "[]"

    def test_a_value_is_not_itself_filled_in(self) -> None:
        assert rules.rendered("((a))", {"a": "((b))", "b": "no"}) == "((b))"

    def test_a_subject_is_filled_in_plainly_and_on_one_line(self) -> None:
        made = rules.filled(
            Template(subject="About ((what))", body="((what))"),
            {"what": "[a]\r\nBcc: everybody@example.com"},
        )
        assert made.subject == "About [a] Bcc: everybody@example.com"
        assert rules.plain_text(made.body) == "[a]\nBcc: everybody@example.com\n"


class TestMarkdown:
    def test_headings_lists_links_and_paragraphs_become_html(self) -> None:
        body = (
            "# Your repair\nWe will come:\nsoon.\n\n* one\n* two\n\n1. first\n2. second\n\n"
            "## More\n[Follow it](https://place.example/f) or https://nhs.example."
        )
        assert html(body).split("\n") == [
            "<h2>Your repair</h2>",
            "<p>We will come:<br>soon.</p>",
            "<ul><li>one</li><li>two</li></ul>",
            "<ol><li>first</li><li>second</li></ol>",
            "<h3>More</h3>",
            '<p><a href="https://place.example/f">Follow it</a> or '
            '<a href="https://nhs.example">https://nhs.example</a>.</p>',
        ]

    def test_the_same_message_is_readable_as_plain_text(self) -> None:
        body = "# Your repair\n* one\n* two\n\n1. a\n\n2. b\n\n[Follow it](https://place.example/f)"
        assert rules.plain_text(body) == (
            "Your repair\n-----------\n\n• one\n• two\n\n1. a\n2. b\n\n"
            "Follow it: https://place.example/f\n"
        )

    @pytest.mark.parametrize(
        "target", ["javascript:alert(1)", "ftp://a.example", "data:text/html,x", "//a.example"]
    )
    def test_only_http_and_https_become_links(self, target: str) -> None:
        assert Tags(html(f"[x]({target}) {target}")).links == []

    def test_markup_of_html_is_shown_and_not_obeyed(self) -> None:
        read = Tags(html("<script>alert('x')</script> & <b>"))
        assert read.tags == {"p"}
        assert read.words == "<script>alert('x')</script> & <b>"

    def test_a_quote_cannot_break_out_of_a_link(self) -> None:
        read = Tags(html('[x](https://a.example/"onmouseover="alert)'))
        assert read.links == ['https://a.example/"onmouseover="alert']

    def test_an_address_of_the_place_is_a_link_though_it_came_as_a_value(self) -> None:
        body = rules.rendered(
            "[Follow it](((link))) ((link))", {"link": f"{PLACE}/cases/1?key=a-b_c"}
        )
        assert Tags(html(body)).links == [f"{PLACE}/cases/1?key=a-b_c"] * 2

    def test_an_address_like_that_of_the_place_is_no_link(self) -> None:
        body = rules.rendered("((link))", {"link": f"{PLACE}.evil.example/x"})
        assert Tags(html(body)).links == []

    @given(value=VALUES, other=VALUES)
    def test_no_value_becomes_a_link_or_a_tag_or_a_heading(
        self, value: str, other: str
    ) -> None:
        body = rules.rendered("((value))((other)) and ((value))", locals())
        read = Tags(html(body))
        assert read.links == []
        assert read.tags <= {"p", "br"}

    @given(value=VALUES)
    def test_every_value_is_read_as_it_was_typed(self, value: str) -> None:
        body = rules.rendered("Said: ((value))", {"value": value})
        assert squeezed(rules.plain_text(body)) == squeezed(f"Said: {value}")
        assert squeezed(Tags(html(body)).words) == squeezed(f"Said: {value}")

    @given(body=HOSTILE)
    def test_any_text_at_all_gives_only_the_tags_of_messages(self, body: str) -> None:
        read = Tags(html(body))
        assert read.tags <= {"h2", "h3", "p", "ul", "ol", "li", "a", "br"}
        assert all(re.match("https?://", link, re.IGNORECASE) for link in read.links)

    def test_the_email_carries_the_organisation_and_the_language(self) -> None:
        made = rules.email_html(
            rules.parse("Bore da."),
            subject="<Helo>",
            organisation="Cyngor & Tref",
            colour="#1d4f8c",
            language="cy",
        )
        assert 'lang="cy"' in made
        assert "<title>&lt;Helo&gt;</title>" in made
        assert "Cyngor &amp; Tref" in made
        assert "background:#1d4f8c" in made

    def test_a_colour_that_is_none_is_not_written_into_the_email(self) -> None:
        made = rules.email_html(
            [], subject="", organisation="", colour='"><script>', language="en"
        )
        assert "script" not in made


class TestAddresses:
    @pytest.mark.parametrize(
        "text", ["sam@example.com", "s.o'n+x@mail.example", "siân@tŷ.cymru"]
    )
    def test_an_address_is_taken(self, text: str) -> None:
        assert rules.is_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "sam",
            "@example.com",
            "sam@",
            "a b@example.com",
            "a@b@c",
            "a@b\r\nBcc: c@d",
            "Sam <sam@example.com>",
            "a@example.com,b@example.com",
            f"{'x' * 65}@example.com",
        ],
    )
    def test_what_is_no_address_is_not(self, text: str) -> None:
        assert not rules.is_address(text)


class TestAttempts:
    @pytest.mark.parametrize(
        ("failure", "outcome"),
        [
            (None, Outcome(state=State.SENT)),
            (
                MailerUnavailable(details={"answer": "451"}),
                Outcome(state=State.QUEUED, reason=Reason.MAILER_UNAVAILABLE, detail="451"),
            ),
            (
                AddressRejected(details={"answer": "550 5.1.1"}),
                Outcome(state=State.FAILED, reason=Reason.ADDRESS_REJECTED, detail="550 5.1.1"),
            ),
            (
                MessageRejected(),
                Outcome(state=State.FAILED, reason=Reason.MESSAGE_REJECTED),
            ),
            (PerhapsSent(), Outcome(state=State.MAY_HAVE_BEEN_SENT, reason=Reason.CUT_OFF)),
            (
                ZeroDivisionError(),
                Outcome(state=State.MAY_HAVE_BEEN_SENT, reason=Reason.CUT_OFF),
            ),
        ],
    )
    def test_how_it_failed_decides_what_follows(
        self, failure: Exception | None, outcome: Outcome
    ) -> None:
        assert rules.outcome(failure=failure, attempt=1, most=3) == outcome

    def test_the_last_attempt_that_finds_no_mailer_fails(self) -> None:
        last = rules.outcome(failure=MailerUnavailable(), attempt=3, most=3)
        assert (last.state, last.reason) == (State.FAILED, Reason.MAILER_UNAVAILABLE)
