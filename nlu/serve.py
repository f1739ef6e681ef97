"""One model of Rasa's that parses and does nothing else: `python -m nlu.serve MODEL PLACE`, in the project's folder.

Answers `POST /model/parse` and `GET /status` as Rasa's own server does. Nothing here loads another model, fetches an
address, keeps a conversation or trains. PLACE is one of
- the path of a Unix socket, which its owner alone may open; it ends when its standard input does, that is, with the app
  that started it;
- `unix://` and such a path, for a service manager: it stays until it is told to stop;
- `HOST:PORT`, for other machines; it stays too. Whoever asks must show ONESTOP_NLU_TOKEN as `?token=`.
"""

import ctypes
import hmac
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nlu.no_tensorflow import install_for_parsing, install_unless_needed, pipeline_of
from nlu.quiet import quiet
from understanding import digests
from understanding.reading.rasa_environment import RASA

UNIX = "unix://"
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


def parser(model: Path) -> Callable[[str], dict[str, Any]]:
    """Load the model and return what reads a sentence, in the shape of Rasa's answer."""
    from rasa.core.channels.channel import UserMessage  # takes seconds: only after the stand-ins are in place
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    with tempfile.TemporaryDirectory() as unpacked:
        described, runner = load_predict_graph_runner(Path(unpacked), model, LocalModelStorage, DaskGraphRunner)
    target = described.nlu_target

    def parse(text: str) -> dict[str, Any]:
        # A text is only ever words here: what Rasa takes "/" for lies before the graph.
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: None}
        read = runner.run(inputs=inputs, targets=[target])[target][0].as_dict(only_output_properties=True)
        return {"text": text, "intent": {"name": None, "confidence": 0.0}, "entities": [], **read}

    return parse


def private_socket(place: Path) -> socket.socket:
    """Bind a Unix socket that nobody but its owner may open; one that a dead process left there goes."""
    place.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        bound.bind(str(place))
    finally:
        os.umask(before)
    return bound


def port_of(place: str) -> tuple[str, int] | None:
    """Return host and port, None where the place is a Unix socket."""
    host, _, port = place.rpartition(":")
    return (host.strip("[]"), int(port)) if port.isdecimal() and "/" not in place else None


def token_for(place: str) -> str:
    """Return what must be shown there; ends where a port would answer everybody."""
    token = os.environ.get("ONESTOP_NLU_TOKEN", "")
    if port_of(place) is None:
        return ""
    if not token:
        sys.exit("onestop: a port is open to others: set ONESTOP_NLU_TOKEN, here and where ONESTOP_NLU_URL is set")
    return token


def listen(place: str) -> socket.socket:
    """Take the place."""
    found = port_of(place)
    if found is None:
        return private_socket(Path(place.removeprefix(UNIX)))
    return socket.create_server(found, family=socket.AF_INET6 if ":" in found[0] else socket.AF_INET)


def serve(model: Path, place: str, token: str) -> None:
    """Serve until told to stop.

    Args:
        token: what is to be shown by whoever asks; empty where nobody else can.
    """
    from sanic import Sanic
    from sanic.response import json

    parse = parser(model)
    app = Sanic("onestop_nlu", configure_logging=False)

    @app.post("/model/parse")
    async def parsed(request: Any) -> Any:
        if not hmac.compare_digest((request.args.get("token") or "").encode(), token.encode()):
            return json({"status": "failure", "message": "the token is missing or wrong"}, status=401)
        text = request.json.get("text") if isinstance(request.json, dict) else None
        if not isinstance(text, str):
            return json({"status": "failure", "message": "text is missing"}, status=400)
        return json(parse(text))

    @app.get("/status")
    async def status(_request: Any) -> Any:
        return json({"model_file": model.name})

    app.run(sock=listen(place), access_log=False, motd=False)


if __name__ == "__main__":
    os.environ.update(RASA)  # before anything reads it: a service manager need not know it
    model_file, place = Path(sys.argv[1]), sys.argv[2]
    token = token_for(place)
    if place.startswith("/"):
        end_with_parent_though_stopped()
        threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        digests.check(model_file)
    except digests.ModelAltered as error:
        sys.exit(str(error))
    if install_unless_needed(pipeline_of(model_file)):
        install_for_parsing()  # our own components need none of it; whose pipeline is neural may
    quiet()
    serve(model_file, place, token)
