"""What an address may ask for. Anything else is refused before a database sees it, which would fail over it."""

from typing import Annotated

from fastapi import Path, Query

from community.database import LARGEST_ID

RowId = Annotated[int, Path(ge=0, le=LARGEST_ID)]
Number = Annotated[int, Query(ge=0, le=LARGEST_ID)]
