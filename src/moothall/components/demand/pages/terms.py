"""The words for what findings hold: their facts, their measures, their effects and verdicts."""

from collections.abc import Mapping

from moothall.components.demand.pages.figures import Form, Sayable
from moothall.kernel.words import say

KEYS: Mapping[str, Sayable] = {
    "need": say("Need"),
    "service": say("Service"),
    "cause_service": say("Service"),
    "org": say("Organisation"),
    "cause_org": say("Organisation"),
    "area": say("Ward"),
    "areas": say("Wards"),
    "people": say("People"),
    "observed": say("Asked"),
    "expected": say("Expected"),
    "ratio": say("Times as many as expected"),
    "share_unmet": say("Not met"),
    "failure_share": say("Caused by something going wrong"),
    "gave_up_share": say("Gave up"),
    "expected_share": say("In the whole place"),
    "bar": say("What the rule allows"),
    "upper_limit": say("Highest that chance explains"),
    "nearest_km": say("Kilometres to the nearest ward in which it is met"),
    "met": say("Met"),
    "overlap": say("Of the smaller one, also done by the other"),
    "searches": say("Searches"),
    "quarters": say("Quarters"),
    "before": say("Before"),
    "after": say("After"),
    "needs_a_year": say("Needs in a year"),
    "low": say("At least"),
    "high": say("At most"),
    "since": say("From"),
    "until": say("Until"),
    "method": say("Method"),
    "measure": say("Measure"),
    "figure": say("Figure"),
    "verdict": say("Verdict"),
    "servers": say("At work now, in the model"),
    "added": say("Added, in the model"),
    "service_days": say("Days that one need takes, in the model"),
    "wait_before": say("Mean wait now"),
    "wait_after": say("Mean wait then"),
    "saved": say("Days saved for each"),
    "p": say("How likely by chance"),
}
"""What facts, evidence and effects of findings are called, in the order of a page."""
MEASURED: Mapping[str, tuple[Sayable, Form]] = {
    "asked": (say("Asked"), Form.COUNT),
    "share_unmet": (say("Not met"), Form.SHARE),
    "failure_share": (say("Caused by something going wrong"), Form.SHARE),
    "gave_up_share": (say("Gave up"), Form.SHARE),
    "median_days": (say("Half are met within"), Form.DAYS),
}
"""Measures that findings rest on, and what they count."""
SAYS: Mapping[str, Sayable] = {
    "unmet_beyond_the_share_of_the_place": say(
        "So many more would be helped if it were as in the rest of the place."
    ),
    "at_most_if_all_could_be_avoided": say(
        "So many contacts at most would not be needed, if all of them could be avoided."
    ),
    "asked_beyond_what_people_explain": say(
        "So many more are asked than the people who live there explain."
    ),
    "met_by_either_in_the_same_areas": say("So many are met by one or the other."),
    "searches_without_a_service": say("So often somebody searched and found nothing."),
    "days_of_waiting_saved": say(
        "A model of the queue: what more people at work would save. It is an estimate."
    ),
}
"""What an effect means, in a sentence."""
VERDICTS: Mapping[str, Sayable] = {
    "better": say("It has become better"),
    "worse": say("It has become worse"),
    "not_to_be_told": say("Nothing can be told from the figures"),
}
"""What a measure says after something was done."""
