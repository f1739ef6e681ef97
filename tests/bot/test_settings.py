"""A setting that is misspelt, empty or wrong ends the start with one line that says what to do."""

from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot import environment
from bot.environment import SettingWrong
from bot.settings import MAY_BE_EMPTY, ROOT, Settings
from tests.bot.test_command_line import bot, only_line
from tests.running import RunningApp

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read the environment of this test alone, and its `.env`."""
    for name in environment.KNOWN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def told() -> str:
    """Return the one line that says what is wrong."""
    with pytest.raises(SettingWrong) as refused:
        environment.read()
    line = str(refused.value)
    assert "\n" not in line
    return line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ONESTOP_REST_TOKN", "ONESTOP_REST_TOKEN"),
        ("ONESTOP_PORT", "ONESTOP_HTTP_PORT"),
        ("ONESTOP_TELEGRAM_STAFFGROUP", "ONESTOP_TELEGRAM_STAFF_GROUP"),
        ("ONESTOP_DATABASE", "ONESTOP_DATABASE_URL"),
        ("onestop_trusted_proxy", "ONESTOP_TRUSTED_PROXIES"),
        ("ONE_STOP_METRICS_TOKEN", "ONESTOP_METRICS_TOKEN"),
        ("ONSTOP_PUBLIC_URL", "ONESTOP_PUBLIC_URL"),
    ],
)
@pytest.mark.parametrize("where", ["the environment", ".env"])
def test_a_misspelt_name_is_told_with_the_one_that_was_meant(
    monkeypatch: pytest.MonkeyPatch, written: str, meant: str, where: str
) -> None:
    if where == ".env":
        Path(".env").write_text(f"ONESTOP_TIMEZONE=Asia/Shanghai\n{written}=8081\n", encoding="utf-8")
    else:
        monkeypatch.setenv(written, "8081")
    line = told()
    assert f"{written.upper()} in {where}" in line
    assert f"{meant}?" in line
    assert "8081" not in line


def test_a_name_like_no_other_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_QQQ", "1")
    assert "README.md" in told()


def test_what_others_put_into_the_environment_is_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TELEGRAM_TOKEN": "1:a",
        "ONESTOP_FAULTS": "full",
        "ONESTOP_SERVICE_HOST": "10.0.0.9",
        "ONESTOP_SERVICE_PORT_HTTP": "80",
        "ONESTOP_PORT": "tcp://10.0.0.9:80",
        "ONESTOP_PORT_80_TCP_ADDR": "10.0.0.9",
    }.items():
        monkeypatch.setenv(name, value)
    Path(".env").write_text("POSTGRES_PASSWORD=x\n\n# ONESTOP_OLD=1\nexport ONESTOP_HTTP_PORT=8081\n", encoding="utf-8")
    assert environment.read().http_port == 8081


@pytest.mark.parametrize("line", ["ONESTOP_HTTP_PORT", "ONESTOP_HTTP_PORT: 8081", "ONESTOP_HTTP_PORT 8081", "a b = 'c"])
def test_a_line_that_sets_nothing_is_told_by_its_number(line: str) -> None:
    Path(".env").write_text(f"ONESTOP_HTTP_HOST=127.0.0.1\n{line}\n", encoding="utf-8")
    assert ".env, line 2: write it as NAME=value" in told()


def test_a_file_that_is_no_text_is_told() -> None:
    Path(".env").write_bytes("ONESTOP_HTTP_HOST=大学".encode("gb18030"))
    assert "UTF-8" in told()


WRONG = {
    "telegram_token": ["your-token", "654321", "12 34:abc"],
    "telegram_base_url": ["api.telegram.org", "http://", "http://a:port"],
    "telegram_mode": ["webhooks", "poll"],
    "telegram_webhook_secret": ["two words", "ä", "x" * 257],
    "telegram_staff_group": ["@staff", "-100 1", "one"],
    "admin_chat": ["@admin", "1.5"],
    "database_url": ["mysql://a/b", "postgres://a/b", "onestop.db", "postgresql+asyncpg://a/b", "://"],
    "nlu_url": [
        "localhost:5005",
        "ftp://a",
        "http://a b",
        "http://a,",
        "http://a,b:5005",
        "http://a http://b",
        "unix://a",
    ],
    "nlu_token": ["two words", "密"],
    "metrics_token": ["two words", "密"],
    "secret": ["short", "two words that are long enough, surely so", "密" * 40],
    "http_host": ["http://0.0.0.0", "0.0.0.0/0", "two words"],
    "http_port": ["eighty", "-1", "65536", "80.5"],
    "watch_host": ["http://127.0.0.1", "two words"],
    "watch_port": ["eighty", "-1", "65536"],
    "hosts": ["https://chat.campus.edu", "a.edu b.edu"],
    "rest_token": ["two words", "密"],
    "data_dir": [__file__],
    "timezone": ["Shanghai", "+08:00", "/etc/localtime"],
    "public_url": ["chat.campus.edu", "https:/chat.campus.edu"],
    "trusted_proxies": ["proxy", "0.0.0.0/0", "10.0.0.1/8"],
    "rate_per_second": ["0", "-1", "fast", "nan", "inf"],
    "rate_per_chat": ["0", "one", "inf"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_value_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    variable = f"ONESTOP_{name.upper()}"
    monkeypatch.setenv(variable, value)
    line = told()
    assert f"{variable}: " in line
    if Settings.model_fields[name].annotation == SecretStr | None:
        assert value not in line


@pytest.mark.parametrize("name", sorted(set(Settings.model_fields) - MAY_BE_EMPTY))
@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_empty_setting_is_told(monkeypatch: pytest.MonkeyPatch, name: str, nothing: str) -> None:
    monkeypatch.setenv(f"ONESTOP_{name.upper()}", nothing)
    assert f"ONESTOP_{name.upper()}: it is empty" in told()


def test_no_setting_was_forgotten_here() -> None:
    assert set(WRONG) == set(Settings.model_fields)


def test_every_command_ends_with_that_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    for command in (["run"], ["chat", "--say", "hello"], ["migrate"], ["staff", "list"]):
        misspelt = only_line(bot(*command, folder=tmp_path, expect=1, ONESTOP_REST_TOKN="a-secret"))
        assert "did you mean ONESTOP_REST_TOKEN?" in misspelt
        assert "a-secret" not in misspelt
    empty = only_line(bot("staff", "list", folder=tmp_path, expect=1, ONESTOP_METRICS_TOKEN=""))
    assert "ONESTOP_METRICS_TOKEN: it is empty" in empty


def test_several_rasas_are_named_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONESTOP_NLU_URL", "http://one:5005, http://two:5005,unix:///run/rasa.sock,http://one:5005")
    assert environment.read().nlu_urls == ("http://one:5005", "http://two:5005", "unix:///run/rasa.sock")


@pytest.mark.parametrize("shared", [True, False])
def test_processes_with_one_secret_know_each_others_visitors(sqlite_url: str, tmp_path: Path, shared: bool) -> None:
    with ExitStack() as both:
        one, other = (
            both.enter_context(
                RunningApp(
                    Settings(
                        database_url=sqlite_url,
                        data_dir=tmp_path / name,
                        nlu_url=NOBODY,
                        http_port=0,
                        secret=SecretStr(("all" if shared else name) * 20),
                    )
                )
            )
            for name in ("one", "two")
        )
        with httpx.Client(timeout=40) as browser:
            browser.get(one.url)
            said = browser.post(f"{other.url}/chat/messages", json={"id": "1", "words": "/menu"})
    assert said.status_code == (202 if shared else 401)
