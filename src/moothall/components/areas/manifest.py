"""Areas: the place on the map, its wards, postcodes and addresses."""

from moothall.kernel.manifest import Component

MANIFEST = Component(
    name="areas",
    title="Areas",
    summary="Wards and smaller areas, postcodes and addresses: what lies where in the place.",
    package="moothall.components.areas",
    offers={"areas.v1": "moothall.components.areas.queries"},
    needs={"addresses.v1": "moothall.components.areas.ports:AddressSearch"},
    commands={"areas": "moothall.components.areas.commands:run"},
)
