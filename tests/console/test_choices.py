"""The forms know every value that the sample campus uses."""

from pathlib import Path

import yaml

from console.tables.catalogue import LINES, TABLES


def test_every_value_of_the_sample_campus_is_a_choice(root: Path) -> None:
    tables = {table.model.__tablename__: table for table in TABLES}
    unknown: list[tuple[str, ...]] = []
    for seed in (root / "community" / "seed").glob("*.yml"):
        for name, rows in yaml.safe_load(seed.read_text("utf-8")).items():
            for row in rows if name in tables else ():
                choices = tables[name].choices
                unknown += [(name, key, row[key]) for key in row if key in choices and row[key] not in choices[key]]
                unknown += [(name, key) for key in row if key in LINES and not isinstance(row[key], list)]
    assert unknown == []
