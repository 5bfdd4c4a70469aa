"""Files that a definition names beside itself: reading puts their text in the place of their
name.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

PATTERN = r"^[a-z0-9][a-z0-9_.-]*/[a-z0-9][a-z0-9_.-]*\.csv$"
"""How such a name is written: ``tables/permit-eligibility.csv``."""


class Attached(BaseModel):
    """A file of the definition, as it was when the version was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(pattern=PATTERN)
    text: str

    @property
    def stem(self) -> str:
        """Its name without folder and ending: ``permit-eligibility``."""
        return self.file.rpartition("/")[2].removesuffix(".csv")


def _refuse_bare_name(raw: object) -> object:
    if isinstance(raw, str):
        raise ValueError(
            f"there is no file `{raw}` beside the definition; its name is written like"
            " tables/eligibility.csv"
        )
    return raw


AttachedFile = Annotated[Attached, BeforeValidator(_refuse_bare_name)]
