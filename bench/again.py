"""What a training again costs: `python -m bench.again`; after nothing, one example and one line of danger.

Everything is trained beforehand, as the models of this project are; it works on a copy.
"""

import resource
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import ROOT
from tests.small_tree import trained_in, untrained_tree

EXAMPLE = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - a very good day to everyone around here\n'
HARMLESS = "a very good day to everyone around here"


def main() -> None:
    """Print the ladder."""
    with TemporaryDirectory(prefix="onestop-again-") as folder:
        tree = untrained_tree(Path(folder) / "tree")
        shutil.copytree(ROOT / "models", tree / "models")
        _measured(tree, "brought up to date")
        _measured(tree, "nothing has changed")
        (tree / "nlu_data" / "one_more.yml").write_text(EXAMPLE, encoding="utf-8")
        _measured(tree, "one example more")
        with (tree / "understanding" / "crisis" / "data" / "chat_en.txt").open("a", encoding="utf-8") as chat:
            chat.write(f"{HARMLESS}\n")
        _measured(tree, "one line more of what hears danger")


def _measured(tree: Path, what: str) -> None:
    began, processor = time.monotonic(), _processor_seconds()
    trained_in(tree)
    print(f"{what}: {time.monotonic() - began:.0f} s, {_processor_seconds() - processor:.0f} s of the processor")


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
