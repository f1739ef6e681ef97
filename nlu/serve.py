"""Rasa's HTTP server with one model and nothing else: `python -m nlu.serve MODEL PORT`, from the project's folder.

The same application and model loading as `rasa run --enable-api`, without the command line's other commands (whose
imports take seconds) and without TensorFlow. Ends when its standard input does, that is, with whoever started it.
"""

import ctypes
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path

from nlu.no_tensorflow import install_unless_needed, pipeline_of
from nlu.quiet import quiet

PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


def end_with_parent() -> None:
    """Leave at once when the other end of our standard input is gone, however the parent died."""
    while os.read(0, 4096):
        pass
    os._exit(0)


def end_with_parent_though_stopped() -> None:
    """Have the kernel kill us with our parent: stopped, as by SIGSTOP, we could not read that it is gone.

    Linux alone can; elsewhere a process that is both stopped and orphaned stays.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def serve(model: str, port: int) -> None:
    """Serve until told to stop."""
    from rasa.core import run  # takes seconds: only after TensorFlow's stand-in is in place

    app = run.configure_app(enable_api=True, use_uvloop=True)
    app.register_listener(
        partial(run.load_agent_on_start, model, run.AvailableEndpoints(), None), "before_server_start"
    )
    app.register_listener(run.close_resources, "after_server_stop")
    app.run(host="127.0.0.1", port=port, workers=1, access_log=False, motd=False)


if __name__ == "__main__":
    end_with_parent_though_stopped()
    threading.Thread(target=end_with_parent, daemon=True).start()
    install_unless_needed(pipeline_of(Path(sys.argv[1])))
    quiet()
    serve(sys.argv[1], int(sys.argv[2]))
