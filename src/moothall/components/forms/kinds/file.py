"""Files: photos and documents that were uploaded before the question is answered."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from moothall.components.forms.kinds.asked import Asked
from moothall.components.forms.rules import files as rules
from moothall.kernel.questions import Answer, Asking, Fields
from moothall.kernel.steps import Problem
from moothall.kernel.words import Said, say

Accepted = Literal["pdf", "jpeg", "png", "gif", "webp", "csv", "txt", "docx", "xlsx", "odt"]
_LONGEST_ID = 64


class Files(Asked):
    """``{kind: file, accept, max_files}``: the ids of files that this person attached here.

    The upload itself comes before: whoever calls puts what is attached into ``Asking.files``.
    """

    kind: ClassVar[str] = "file"
    feel_type: ClassVar[str] = "list"
    template: ClassVar[str] = "forms/kinds/file.html"

    accept: tuple[Accepted, ...] = ()
    max_files: Annotated[int, Field(ge=1, le=20)] = 5
    max_megabytes: Annotated[int, Field(ge=1, le=10)] = 10

    @property
    def media_types(self) -> str:
        """For the ``accept`` attribute of the page's field."""
        return ",".join(rules.TYPES[name] for name in self.accept)

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * rules.MEGABYTE

    @property
    def accept_words(self) -> dict[str, str]:
        """``PDF, JPEG or PNG`` by language."""
        return rules.listed(self.accept)

    @property
    def takes_only_pictures(self) -> bool:
        return rules.are_pictures(self.accept)

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        return self.check(answer=[i for i in fields.get(self.id, ()) if i], asking=asking)

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        if not isinstance(answer, list) or not all(_is_id(file) for file in answer):
            raise self.mistake(say("This must be a list of the ids of files."))
        ids = list(dict.fromkeys(answer))
        if len(ids) > self.max_files:
            raise self.mistake(self._too_many())
        for file in ids:
            if file not in asking.files:
                raise self.mistake(say("The file is no longer there. Upload it again"))
            if said := self._wrong_with(asking.files[file]):
                raise self.mistake(said)
        return ids or None

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {} if answer is None else {self.id: list(answer)}

    def json_schema(self) -> dict[str, Any]:
        return self.described(
            type="array",
            items={"type": "string", "format": "uuid", "maxLength": _LONGEST_ID},
            uniqueItems=True,
            minItems=1,
            maxItems=self.max_files,
        )

    def text(self, *, answer: Answer, language: str) -> str:
        count = len(answer)
        said = say("1 file") if count == 1 else say("{count} files", count=count)
        return said.in_language(language)

    def cells(self, *, answer: Answer) -> list[str]:
        return ["; ".join(answer or [])]

    def file_ids(self, *, answer: Answer) -> list[str]:
        return [file for file in answer if _is_id(file)] if isinstance(answer, list) else []

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        if not self.accept:
            yield Problem(
                path=(),
                code="forms.file-without-types",
                words=f"`{self.id}` does not say which types of file it accepts",
                mend="write the types that you can open, like accept: [pdf, jpeg, png]",
            )

    def _wrong_with(self, file: Mapping[str, Any]) -> Said | None:
        accepted = {rules.TYPES[name] for name in self.accept}
        if file.get("type") and accepted and file["type"] not in accepted:
            return say("The selected file must be a {types}", types=self.accept_words)
        if file.get("size", 0) > self.max_bytes:
            return self.too_large()
        return None

    def too_large(self) -> Said:
        """The words for a file, or photo, that is larger than this question takes."""
        if self.takes_only_pictures:
            return say("The photo must be smaller than {most} MB", most=self.max_megabytes)
        return say("The file must be smaller than {most} MB", most=self.max_megabytes)

    def _too_many(self) -> Said:
        if self.max_files == 1:
            return say("You can only attach 1 file")
        return say("You can only attach up to {most} files", most=self.max_files)


def _is_id(file: object) -> bool:
    return isinstance(file, str) and 0 < len(file) <= _LONGEST_ID
