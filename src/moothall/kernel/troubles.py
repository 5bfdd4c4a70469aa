"""What a page says when something went wrong, and what to do next."""

from dataclasses import dataclass

from moothall.kernel.words import Said, say


@dataclass(frozen=True)
class Trouble:
    """One way in which a request fails, in words for the person who made it."""

    heading: Said
    text: tuple[Said, ...]


KEPT = say("Nothing that you sent before is lost.")
_LATER = say("Try again in a few minutes. What you sent on earlier pages is kept.")

BY_STATUS = {
    400: Trouble(
        say("We could not understand that"),
        (say("Something in the address, or in what was sent, is not as it should be."), KEPT),
    ),
    403: Trouble(
        say("You cannot open this page"),
        (
            say("It is only for certain people, and you may not be signed in as one of them."),
            say(
                "If you should be able to open it, ask the person who looks after your account."
            ),
        ),
    ),
    404: Trouble(
        say("We cannot find that page"),
        (
            say("If you typed the address, check that it is right."),
            say("If you pasted the address, check that you copied all of it."),
            say("If you followed a link, it may be out of date, or the page may not be yours."),
        ),
    ),
    409: Trouble(
        say("This has changed since you opened it"),
        (say("Somebody else was quicker, or you have it open twice."), KEPT),
    ),
    422: Trouble(say("That is not possible"), (KEPT,)),
    429: Trouble(
        say("Please wait a moment"),
        (say("This was tried too many times in a short while."),),
    ),
    500: Trouble(
        say("Sorry, something has gone wrong"),
        (say("The mistake is ours, and it has been noted."), _LATER),
    ),
    503: Trouble(say("Sorry, this is not available right now"), (_LATER,)),
}

SESSION_ENDED = Trouble(
    say("You were away for a while"),
    (
        say(
            "We ended your visit to keep what you told us safe, because other people may use"
            " this device."
        ),
    ),
)

STALE_FORM = Trouble(
    say("Please send that once more"),
    (
        say("The page you sent had been open for a long time, or your browser blocks cookies."),
        say("Go back, load the page again and send it once more."),
        say(
            "If it happens again, allow cookies for this site: without them we cannot tell your"
            " answers from somebody else’s."
        ),
    ),
)

LAST_RESORT = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>Sorry, something has gone wrong</title></head><body><main>"
    "<h1>Sorry, something has gone wrong</h1><p>Try again in a few minutes.</p>"
    '<div lang="cy"><h2>Mae’n ddrwg gennym, aeth rhywbeth o’i le</h2>'
    "<p>Rhowch gynnig arall arni ymhen ychydig funudau.</p></div></main></body></html>"
)
"""When even the frame of a page fails: in both languages."""
