"""A kind of question for the tests of cases, which know no other component."""

from typing import Any, ClassVar

from moothall.kernel.questions import Answer, Asking, Fields, Question


class Line(Question):
    """A line of text."""

    kind: ClassVar[str] = "line"
    template: ClassVar[str] = "cases/none.html"

    def read(self, *, fields: Fields, asking: Asking) -> Answer:
        return "".join(fields.get(self.id, ()))

    def check(self, *, answer: Answer, asking: Asking) -> Answer:
        return answer

    def fields(self, *, answer: Answer) -> dict[str, list[str]]:
        return {self.id: [answer]}

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string"}

    def text(self, *, answer: Answer, language: str) -> str:
        return f"{answer} ({language})"


def a_line(question_id: str, *, optional: bool = False) -> Line:
    return Line(id=question_id, label={"en": question_id, "cy": question_id}, optional=optional)
