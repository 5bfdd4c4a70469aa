"""Reads a decision model, and those that it imports, from XML."""

from collections.abc import Callable, Mapping

from moothall.feel.bounds import Bounds
from moothall.feel.dmn.elements import children, document_of, name_of, tag
from moothall.feel.dmn.model import Model
from moothall.feel.faults import FeelSyntaxError
from moothall.feel.making import Mode
from moothall.feel.values import Function

Imports = Callable[[str], str | bytes | None]
"""Gives the document of an imported model by its namespace, or None."""

MOST_MODELS = 40


def read_model(
    document: str | bytes,
    *,
    mode: Mode = "strict",
    bounds: Bounds | None = None,
    imports: Imports | None = None,
    extra: Mapping[str, Function] | None = None,
) -> Model:
    """Read a DMN model from its XML. Raises FeelSyntaxError for what cannot be read.

    `imports` gives the documents of models that this one imports, by namespace; `extra` are
    functions for its expressions beside those of the language.
    """
    return _Reading(mode, bounds or Bounds(), imports, extra).model(document)


class _Reading:
    """One reading: each imported model is read once, and none imports itself."""

    def __init__(
        self,
        mode: Mode,
        bounds: Bounds,
        imports: Imports | None,
        extra: Mapping[str, Function] | None,
    ) -> None:
        self.mode = mode
        self.bounds = bounds
        self.imports = imports
        self.extra = extra
        self.models: dict[str, Model | None] = {}

    def model(self, document: str | bytes) -> Model:
        read = document_of(document)
        root = read.root
        if tag(root) != "definitions":
            raise FeelSyntaxError("This is XML, but not a decision model.")
        imported: dict[str, Model] = {}
        for each in children(root, "import"):
            found = self._imported(each.get("namespace", ""))
            if found is not None:
                imported[name_of(each)] = found
        return Model(
            read, mode=self.mode, bounds=self.bounds, imported=imported, extra=self.extra
        )

    def _imported(self, space: str) -> Model | None:
        if space not in self.models:
            self.models[space] = None
            if len(self.models) > MOST_MODELS:
                raise FeelSyntaxError("Too many models are imported.", code="bound")
            document = self.imports(space) if self.imports is not None else None
            if document is not None:
                self.models[space] = self.model(document)
        return self.models[space]
