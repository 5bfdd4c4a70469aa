"""Who is responsible for something at a spot: the first rule of its category that fits."""

from collections.abc import Collection

from moothall.components.reports.contracts import Category, Redirect, Rule


def rule_for(*, category: Category, lies_in: Collection[str]) -> Rule | Redirect:
    """The rule that says who is responsible, or where to turn instead.

    ``lies_in`` holds kind and code of every area that the spot lies in. Where nothing is known
    of the spot the last rule holds, which is that of everywhere.
    """
    for rule in category.responsible:
        if rule.within is None or rule.within in lies_in:
            return rule
    return redirect_of(category=category)


def redirect_of(*, category: Category) -> Redirect:
    """Where a category that is not reported here sends people: to safety before elsewhere."""
    if category.emergency:
        return Redirect(
            words=category.emergency.words,
            phone=category.emergency.phone,
            is_emergency=True,
        )
    if category.elsewhere is None:
        raise ValueError(f"{category.id} is reported here")
    there = category.elsewhere
    return Redirect(words=there.words, link=there.link, phone=there.phone)
