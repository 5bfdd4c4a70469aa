"""Every code that a finding of the linter may carry, with what it means.

Mistakes that a component finds in its own part carry that component's codes (``forms.…``,
``cases.…``); what is not YAML carries ``yaml``.
"""

CODES = {
    # How it is written
    "unknown-key": "A setting that does not exist.",
    "missing-key": "A setting that must be there and is not.",
    "wrong-type": "A value of the wrong kind, such as words for a number.",
    "wrong-value": "A value that is not allowed there.",
    "unknown-kind": "A step or a kind of answer that no component offers.",
    "words-cut": "Words that were cut at a comma because they stand without quotes.",
    "condition-syntax": "A condition that cannot be read.",
    # What names what
    "id-twice": "Two things that share one id.",
    "reserved-id": "An id that the platform uses itself.",
    "unknown-need": "A need that is not on the place's list.",
    "unknown-owner": "An owner that is no organisation of the place.",
    "wrong-folder": "A document that lies in another organisation's folder.",
    "wrong-file-name": "A file that is not named after its service.",
    "unknown-life": "A case step without a life, or a life that no step uses.",
    "unknown-applicant": "Contact details that point to no fitting question.",
    "unknown-effect": "An effect that nothing here carries out.",
    "unknown-measure": "A measure that counts something that does not happen.",
    # The order of steps
    "no-case": "Steps that do not end with a case.",
    "several-cases": "More than one case step.",
    "step-after-case": "A step that nobody would reach.",
    "no-check-answers": "Answers that are sent without being shown first.",
    "check-answers-misplaced": "Answers shown too early, or more than once.",
    "end-can-be-skipped": "A condition on a step that everybody must take.",
    # Conditions
    "used-before-asked": "A condition over what is asked later.",
    "unknown-name": "A condition over what is never asked.",
    "condition-type": "A condition that compares what cannot be compared.",
    "never-holds": "A condition that is true of nobody.",
    "always-holds": "A condition that is true of everybody.",
    "condition-may-fail": "A condition without a result for some answers.",
    "stop-without-words": "A service that ends for somebody without saying why.",
    "words-without-stop": "Words for an end that never comes.",
    # Languages
    "language-missing": "Words that are missing in a language of the place.",
    "language-unknown": "Words in a language that the place does not offer.",
    "language-copied": "Words that are the same in two languages.",
    "label-missing": "A button without words of its own.",
    # The life of a case
    "unknown-team": "A team that the organisation does not have.",
    "unknown-duty": "A duty that does not exist.",
    "duty-not-held": "An action that nobody in the organisation may take.",
    # Messages
    "unknown-occasion": "A message on something that never happens.",
    "unknown-attachment": "A message that attaches what nothing makes.",
    "template-missing": "A message without a template in some language.",
    "template-unreadable": "A template that is not written as one.",
    "unknown-placeholder": "A placeholder that nothing fills in.",
    "placeholder-left-out": "A placeholder that one language has and another has not.",
    # Words, limits and contact
    "summary-too-long": "A summary that is no summary.",
    "title-twice": "Two pages with the same heading.",
    "money-below-zero": "An amount of money that may be less than nothing.",
    "no-contact": "No way to reach the owner.",
    "bad-phone": "A phone number that cannot be rung.",
    "bad-email": "An email address that cannot be written to.",
    # Personal data
    "keep-unreadable": "A time of keeping that cannot be read.",
    "kept-too-long": "Data kept longer than the service has a reason for.",
    "no-privacy-notice": "No notice of what happens to personal data.",
    # Capabilities
    "capability-undeclared": "An optional capability used, and not a word on its absence.",
    "unknown-capability": "A capability that no component knows.",
    "capability-absent": "A required capability that this place does not have.",
    "unavailable-without-words": "A service that stops without a capability, and not why.",
    # Worked examples
    "example-fails": "A worked example that comes to something else.",
    "example-twice": "Two worked examples of one name.",
    "example-unknown-answer": "An example that answers what is not asked.",
    "example-without-today": "An example with days that will pass.",
    "branch-untried": "A branch that no worked example takes.",
}
"""Code -> what it means, in one sentence."""
