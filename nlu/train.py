"""Trains the NLU model: `python -m nlu.train CONFIG NLU_DATA OUT_FOLDER [VECTORS WEIGHTS]`, from the project's folder.

VECTORS is where sentence vectors are kept, so that the next training encodes only what is new; WEIGHTS is where those
of the last whole training are, so that the next weighs anew only where more than a few sentences are.

Rasa's own training, as `rasa train nlu` does it, without the command line's other commands and without TensorFlow
where the pipeline has no use for it. Writes OUT_FOLDER/nlu.tar.gz and its digest; ends with 1 when anything is wrong.
"""

import sys
from pathlib import Path

from nlu.no_tensorflow import install_unless_needed
from nlu.quick import install
from nlu.quiet import quiet
from nlu.serve import end_with_parent_though_stopped
from understanding import digests
from understanding.steps import Step, tell


def train(config: str, nlu_data: str, out: str) -> bool:
    """Train and say whether a model was written."""
    from rasa.model_training import train_nlu  # takes seconds: only after TensorFlow's stand-in is in place

    tell(Step("Rasa learns"))
    model = train_nlu(config, nlu_data, out, fixed_model_name="nlu")
    if model is None:
        return False
    digests.note(Path(model))
    return True


def keep(vectors: Path, weights: Path) -> None:
    """Have the pipeline keep what it encoded and learnt."""
    from nlu.components import classifier, encoder  # loads Rasa: only after TensorFlow's stand-in is in place

    encoder.keep(vectors, progress=tell)
    classifier.keep(weights)


if __name__ == "__main__":
    end_with_parent_though_stopped()
    install_unless_needed(Path(sys.argv[1]).read_text(encoding="utf-8"))
    quiet()
    install()
    if sys.argv[4:]:
        keep(*map(Path, sys.argv[4:6]))
    sys.exit(0 if train(*sys.argv[1:4]) else 1)
