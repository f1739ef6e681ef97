"""Logs: one JSON object a line, ids and kinds, never what anybody said.

Our own lines are written so. Those of libraries are cut down to it: a message's template without what was filled in,
and of an error its kind and its place, as its text may quote anything.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.output import STDERR, Output

LONGEST_TEMPLATE = 100

_STAMP: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, level: str = "INFO") -> None:
    """Send every log line, ours and the libraries', to standard error as JSON; where it takes none, they are lost."""
    output = sys.stderr if isinstance(sys.stderr, Output) else Output(STDERR)
    logging.raiseExceptions = False  # what fails about a line would print what it was to say
    structlog.configure(
        processors=[*_STAMP, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, output)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(output)
    handler.setFormatter(library_formatter())
    # Libraries speak only when something is wrong: httpx would log URLs, which hold the bot's token.
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(True)


def library_formatter() -> logging.Formatter:
    """Return what makes a line of a library's log record."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_STAMP, _without_words],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def report_crashes() -> None:
    """Log what nobody caught, in any thread, by kind and places; the interpreter would print its text too."""
    sys.excepthook = lambda kind, error, trace: _crashed(kind, trace)  # noqa: ARG005
    threading.excepthook = lambda crash: _crashed(crash.exc_type, crash.exc_traceback)


def _crashed(kind: type[BaseException], trace: TracebackType | None) -> None:
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    structlog.get_logger().critical("crashed", error=kind.__name__, places=places)


def _without_words(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg).partition("\n")[0][:LONGEST_TEMPLATE]
    event["logger"], event["at"] = record.name, f"{record.funcName}:{record.lineno}"
    event.pop("stack_info", None)
    error = (event.pop("exc_info", None) or record.exc_info or (None, None))[1]
    if isinstance(error, BaseException):
        event["error"], event["at"] = type(error).__name__, place_of(error)
    return event


def place_of(error: BaseException) -> str:
    """Return where an error came from; unlike its text, that never repeats what somebody wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
