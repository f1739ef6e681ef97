"""What compose.yaml says, for those who play it."""

import json
from pathlib import Path
from typing import Any

from tests.deploy.tools import DEPLOY, ran, tool

NLU_TOKEN = "the-token-of-the-rasas"


def composed(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the services of compose.yaml, as Docker Compose reads them with the settings filled in."""
    file = folder / "onestop.env"
    filled = {"SITE_ADDRESS": "chat.campus.edu", "POSTGRES_PASSWORD": "x", "ONESTOP_NLU_TOKEN": NLU_TOKEN}
    filled |= {"ONESTOP_SECRET": "x" * 40, "ONESTOP_PUBLIC_URL": "https://chat.campus.edu"}
    file.write_text("".join(f"{name}={value}\n" for name, value in filled.items()), encoding="utf-8")
    (folder / "compose.yaml").write_text((DEPLOY / "compose.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    read = ran(tool("docker-compose"), "--env-file", file, "config", "--format", "json", folder=folder)
    services: dict[str, dict[str, Any]] = json.loads(read)["services"]
    return services
