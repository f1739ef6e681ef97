"""The tools that look at deploy/, as `scripts/setup.sh --deploy` brings them."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TOOLS = ROOT / ".tools" / "deploy" / "bin"
WITHIN_SECONDS = 60


def tool(name: str) -> str:
    """Return where a tool lies; a test without it fails, for it would prove nothing."""
    assert (TOOLS / name).exists(), f"{name} is missing: run scripts/setup.sh --deploy"
    return str(TOOLS / name)


def ran(*command: str | Path, expect: int = 0, folder: Path = DEPLOY, **environment: str) -> str:
    """Run a command and return what it printed; its end must be as expected."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=plain_environment() | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )
    assert done.returncode == expect, done.stdout
    return done.stdout


def plain_environment() -> dict[str, str]:
    """Return the environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
