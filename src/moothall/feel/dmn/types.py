"""Makes shapes of the item definitions of a model."""

from xml.etree.ElementTree import Element

from moothall.feel import kinds
from moothall.feel.bounds import Bounds, Meter
from moothall.feel.dmn.elements import child, children, name_of, text_of
from moothall.feel.dmn.shapes import ANYTHING, Allowed, Shape, list_shape
from moothall.feel.expression import compile_unary_tests
from moothall.feel.faults import FeelError
from moothall.feel.kinds import FeelType
from moothall.feel.values import Value

DEEPEST = 20


class Types:
    """The named types of a model and of those it imports."""

    def __init__(self, root: Element, imported: dict[str, "Types"], bounds: Bounds) -> None:
        self.elements = {name_of(each): each for each in children(root, "itemDefinition")}
        self.imported = imported
        self.bounds = bounds
        self.made: dict[str, Shape] = {}
        self.depth = 0
        self._kinds: dict[str, FeelType] | None = None

    def named(self, written: str | None) -> Shape | None:
        """The shape of a type by its name as written; None when there is no such type."""
        name = " ".join((written or "").split())
        if not name:
            return None
        if name in self.elements:
            return self._definition(name)
        prefix, _, rest = name.partition(".")
        if rest and prefix in self.imported:
            return self.imported[prefix].named(rest)
        plain = name.rpartition(":")[2]
        if plain in self.elements:
            return self._definition(plain)
        simple = kinds.SIMPLE.get(plain)
        return None if simple is None else Shape(simple)

    def of(self, element: Element | None) -> Shape | None:
        """The shape that the `typeRef` of an element names."""
        if element is None:
            return None
        inner = child(element, "typeRef")
        written = element.get("typeRef") or (
            None if inner is None else "".join(inner.itertext())
        )
        return self.named(written)

    def enumeration(self, written: str | None) -> str:
        """The text of the values that a named type allows, which also ranks them."""
        element = self.elements.get(" ".join((written or "").split()))
        return text_of(child(element, "allowedValues")).strip()

    def kinds(self) -> dict[str, FeelType]:
        """All named types, as types of the language."""
        if self._kinds is None:
            self._kinds = self._all_kinds()
        return self._kinds

    def _all_kinds(self) -> dict[str, FeelType]:
        own = {name: (self.named(name) or ANYTHING).kind for name in self.elements}
        for prefix, types in self.imported.items():
            own.update({f"{prefix}.{name}": kind for name, kind in types.kinds().items()})
        return own

    def _definition(self, name: str) -> Shape:
        if name not in self.made:
            if self.depth > DEEPEST:
                return ANYTHING
            self.depth += 1
            self.made[name] = self._shape(self.elements[name])
            self.depth -= 1
        return self.made[name]

    def _shape(self, element: Element) -> Shape:
        is_list = element.get("isCollection") in ("true", "1")
        allowed = self._allowed(child(element, "allowedValues"))
        constraint = self._allowed(child(element, "typeConstraint"))
        inner = self._inner(element, allowed if is_list else _both(allowed, constraint))
        return list_shape(inner, constraint) if is_list else inner

    def _inner(self, element: Element, allowed: Allowed | None) -> Shape:
        components = list(children(element, "itemComponent"))
        if components:
            parts = {name_of(each): self._shape(each) for each in components}
            kind = kinds.context_of({name: part.kind for name, part in parts.items()})
            return Shape(kind, parts=parts, allowed=allowed)
        function = child(element, "functionItem")
        if function is not None:
            return Shape(self._function(function), allowed=allowed)
        base = self.of(element) or ANYTHING
        return Shape(base.kind, base.item, base.parts, _both(base.allowed, allowed))

    def _function(self, element: Element) -> FeelType:
        parameters = [
            (self.of(each) or ANYTHING).kind for each in children(element, "parameters")
        ]
        result = self.named(element.get("outputTypeRef")) or ANYTHING
        return kinds.function_of(parameters, result.kind)

    def _allowed(self, element: Element | None) -> Allowed | None:
        text = text_of(element).strip()
        if not text:
            return None
        try:
            tests = compile_unary_tests(text, mode="lenient", bounds=self.bounds)
        except FeelError:
            return lambda value, meter: False

        def allowed(value: Value, meter: Meter) -> bool:
            return tests.value({"?": value}, meter) is True

        return allowed


def _both(first: Allowed | None, second: Allowed | None) -> Allowed | None:
    if first is None or second is None:
        return first or second
    one, other = first, second
    return lambda value, meter: one(value, meter) and other(value, meter)
