"""Rasa's own logging at its warning level: below that it logs what was said."""

import logging
import warnings


def quiet() -> None:
    """Configure it; imports Rasa."""
    warnings.simplefilter("ignore", DeprecationWarning)
    import rasa.utils.common
    from rasa.utils.log_utils import configure_structlog

    rasa.utils.common.configure_logging_and_warnings(
        log_level=logging.WARNING, warn_only_once=True, filter_repeated_logs=True
    )
    configure_structlog(logging.WARNING)
