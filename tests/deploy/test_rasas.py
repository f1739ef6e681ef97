"""Two real Rasas behind one assistant: one is killed, and questions are still answered by Rasa."""

from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.settings import Settings
from tests.deploy.composed import NLU_TOKEN, composed
from tests.deploy.rasas import PortRasa, Rasas
from tests.running import RunningApp
from understanding.reading.nlu import FAILURES_TO_OPEN

ASKED = 4 * FAILURES_TO_OPEN
QUESTION = "can I see a counselor on Wednesday?"
REST = "the-token-of-rest"


def test_on_a_port_the_token_is_wanted(rasas: Rasas, tmp_path: Path) -> None:
    one, _ = rasas.up()
    answers = [
        httpx.post(f"{one.url}/model/parse", json={"text": "hello"}, params=shown, timeout=20, trust_env=False)
        for shown in ({}, {"token": "another"}, {"token": NLU_TOKEN})
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 200]
    open_to_all = PortRasa(tmp_path, "open", composed(tmp_path)["nlu-1"])
    assert open_to_all.begin(ONESTOP_NLU_TOKEN="").wait(60) == 1
    assert "set ONESTOP_NLU_TOKEN" in open_to_all.printed()


def test_one_is_killed_and_rasa_goes_on_answering(rasas: Rasas, sqlite_url: str, tmp_path: Path) -> None:
    one, other = rasas.up()
    settings = Settings(
        database_url=sqlite_url,
        data_dir=tmp_path,
        http_port=0,
        nlu_url=rasas.urls,
        nlu_token=SecretStr(NLU_TOKEN),
        rest_token=SecretStr(REST),
    )
    with RunningApp(settings) as app, httpx.Client(base_url=app.url, timeout=40, trust_env=False) as http:
        ask(http)
        assert addresses(http) == {name(one): "closed", name(other): "closed"}
        other.kill()
        for _ in range(ASKED):
            ask(http)
        assert addresses(http)[name(one)] == "closed"
        assert addresses(http)[name(other)] != "closed"
        metrics = http.get("/metrics").text
    assert f'onestop_nlu_address_up{{address="{name(one)}"}} 1.0' in metrics
    assert f'onestop_nlu_address_up{{address="{name(other)}"}} 0.0' in metrics


def name(rasa: PortRasa) -> str:
    return rasa.url.removeprefix("http://")


def ask(http: httpx.Client) -> None:
    """Ask, and see that the answer is about counseling."""
    headers = {"Authorization": f"Bearer {REST}"}
    asked = {"sender": "student", "message": QUESTION}
    told = http.post("/webhooks/rest/webhook", json=asked, headers=headers).json()
    assert "counselor" in str(told).lower()


def addresses(http: httpx.Client) -> dict[str, str]:
    """Return the state of each Rasa's circuit; while one is closed, Rasa answers."""
    nlu = http.get("/healthz").json()["nlu"]
    assert (nlu["ok"], nlu["circuit"], nlu["answers"]) == (True, "closed", "rasa")
    found: dict[str, str] = nlu["addresses"]
    return found
