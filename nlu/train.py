"""Trains the NLU model: `python -m nlu.train CONFIG NLU_DATA OUT_FOLDER`, from the project's folder.

Rasa's own training, as `rasa train nlu` does it, without the command line's other commands and without TensorFlow
where the pipeline has no use for it. Writes OUT_FOLDER/nlu.tar.gz and its digest; ends with 1 when anything is wrong.
"""

import sys
from pathlib import Path

from nlu.no_tensorflow import install_unless_needed
from nlu.quiet import quiet
from understanding import digests


def train(config: str, nlu_data: str, out: str) -> bool:
    """Train and say whether a model was written."""
    from rasa.model_training import train_nlu  # takes seconds: only after TensorFlow's stand-in is in place

    model = train_nlu(config, nlu_data, out, fixed_model_name="nlu")
    if model is None:
        return False
    digests.note(Path(model))
    return True


if __name__ == "__main__":
    install_unless_needed(Path(sys.argv[1]).read_text(encoding="utf-8"))
    quiet()
    sys.exit(0 if train(*sys.argv[1:4]) else 1)
