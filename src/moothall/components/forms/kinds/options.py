"""Options to choose from."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from moothall.components.forms.kinds.asked import Asked
from moothall.kernel.steps import Problem
from moothall.kernel.words import Said, Words, in_language, say

NONE_OF_THESE = "none_of_these"
"""The answer of whoever none of the options fits."""
_MOST_OPTIONS = 500


class Option(BaseModel):
    """One thing that can be chosen: what is stored, and what people read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[str, Field(max_length=60)]
    label: Words
    hint: Words | None = None


class FromOptions(Asked):
    """A question answered by choosing among ``options``."""

    options: Annotated[tuple[Option, ...], Field(max_length=_MOST_OPTIONS)]
    none_of_these: bool | Words = False
    """``true``, or its own words: adds a last option for whoever no other fits."""

    @property
    def none_label(self) -> Words | Said | None:
        """The words of the last option, where there is one."""
        if isinstance(self.none_of_these, bool):
            return say("None of these") if self.none_of_these else None
        return self.none_of_these

    @property
    def all_values(self) -> list[str]:
        """Everything that can be chosen."""
        last = [NONE_OF_THESE] if self.none_label else []
        return [option.value for option in self.options] + last

    def label_of(self, value: str, language: str) -> str:
        """What people read for a value; the value itself if it is not offered."""
        if value == NONE_OF_THESE and (last := self.none_label):
            if isinstance(last, Said):
                return last.in_language(language)
            return in_language(last, language)
        labels = {option.value: option.label for option in self.options}
        return in_language(labels.get(value), language) or value

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if not self.options:
            yield Problem(
                path=("options",),
                code="forms.no-options",
                words=f"there is nothing to choose in `{self.id}`",
                mend='write what can be chosen, like {value: road, label: {en: "On the road"}}',
            )
        count = Counter(option.value for option in self.options)
        for place, option in enumerate(self.options):
            yield from self._option_problems(place, option, count)

    def _option_problems(
        self, place: int, option: Option, count: Counter[str]
    ) -> Iterator[Problem]:
        where = ("options", place)
        if not option.value.strip() or option.value == NONE_OF_THESE:
            yield Problem(
                path=(*where, "value"),
                code="forms.option-without-value",
                words=f"an option of `{self.id}` has no value of its own",
                mend=f"write a short name such as road; {NONE_OF_THESE} is kept for the last",
            )
        elif count[option.value] > 1:
            yield Problem(
                path=(*where, "value"),
                code="forms.option-twice",
                words=f"the option `{option.value}` of `{self.id}` is there more than once",
                mend="give each option a value of its own",
            )
        if not option.label or not all(text.strip() for text in option.label.values()):
            yield Problem(
                path=(*where, "label"),
                code="forms.option-without-label",
                words=f"the option `{option.value}` of `{self.id}` has no words",
                mend='write what people read, like label: {en: "On the road"}',
            )
