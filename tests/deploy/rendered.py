"""Renders the chart by Helm's own engine and checks the result by Kubernetes' schemas; prints it as JSON.

Run by the Python of .tools/deploy: `python rendered.py CHART VALUES`, VALUES being JSON. Ends with 1 and says what is
wrong.
"""

import json
import sys
from typing import Any

import helm_python
import kubernetes_validate
import yaml

OLDEST, NEWEST = "1.27", "1.33"


def manifests(chart: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what would be given to the cluster."""
    rendered = helm_python.Chart.load(chart).render(values, name="onestop", namespace="campus")
    files = [text for name, text in sorted(rendered.items()) if name.endswith(".yaml")]
    return [one for text in files for one in yaml.safe_load_all(text) if one]


def main(chart: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    report = helm_python.lint(chart, values, strict=True)
    worse = [one for one in report["messages"] if one["severity"] > 1]
    if report["errors"] or worse:
        sys.exit(json.dumps([*report["errors"], *worse]))
    made = manifests(chart, values)
    for one in made:
        for version in (OLDEST, NEWEST):
            kubernetes_validate.validate(one, version, strict=True)
    return made


if __name__ == "__main__":
    json.dump(main(sys.argv[1], json.loads(sys.argv[2])), sys.stdout)
