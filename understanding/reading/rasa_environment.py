"""What Rasa finds in its environment, whoever starts it."""

import os

RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",  # half a GB on disk to repeat a training that we only start when something changed
    "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # One sentence is small work: threads that wait for each other cost more than they bring, far more under load.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

PYTHON = {
    "PYTHONWARNINGS": "ignore::DeprecationWarning",
    "PYTHONUNBUFFERED": "1",
    "PYTHONIOENCODING": "utf-8",
}


def rasa_environment() -> dict[str, str]:
    """Return the environment for Rasa as our child: ours without our own settings, and with all its calls home off."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")}
    return inherited | RASA | PYTHON
