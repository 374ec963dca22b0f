"""The reverse proxy's own configuration in a real nginx, before a real dashboard, over TLS.

Runs where nginx is to be had: on the path, or named by CITYPLAN_NGINX.
"""

from __future__ import annotations

import http.client
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from desk.settings import Settings
from desk.setup import start
from tests.flows.processes import cityplan, free_port, wait_for

NGINX = os.environ.get("CITYPLAN_NGINX") or shutil.which("nginx")
PROXY = Path(__file__).resolve().parents[2] / "deploy" / "proxy"
HOST = "cityplan.example.gov.cn"

pytestmark = [
    pytest.mark.timeout(240),
    pytest.mark.skipif(not NGINX, reason="no nginx, CITYPLAN_NGINX names none"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl for a certificate"),
]


@dataclass(frozen=True)
class Door:
    """Where the proxy listens."""

    plain: int
    tls: int

    def ask(self, method: str, path: str, **more: str) -> http.client.HTTPResponse:
        """An answer over TLS; `body` and heads with `_` for `-`."""
        unchecked = ssl.create_default_context()
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.tls, context=unchecked, timeout=30)
        return _asked(line, method, path, more)

    def ask_plainly(self, method: str, path: str) -> http.client.HTTPResponse:
        return _asked(http.client.HTTPConnection("127.0.0.1", self.plain, timeout=30), method, path)


def _asked(
    line: http.client.HTTPConnection, method: str, path: str, more: dict[str, str] | None = None
) -> http.client.HTTPResponse:
    heads = {name.replace("_", "-"): value for name, value in (more or {}).items()}
    body = heads.pop("body", None)
    line.request(method, path, body, {"Host": HOST, **heads})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


@contextmanager
def nginx(folder: Path, application: int) -> Iterator[Door]:
    """Our files, with ports, folders and a certificate of the test's own."""
    door = Door(free_port(), free_port())
    key, certificate = folder / "private.key", folder / "fullchain.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    asked += ["-nodes", "-keyout", str(key), "-out", str(certificate), "-days", "2"]
    subprocess.run([*asked, "-subj", f"/CN={HOST}"], check=True, capture_output=True)
    other = {
        "listen 80;": f"listen 127.0.0.1:{door.plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{door.tls} ssl http2;",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        "/etc/ssl/cityplan": str(folder),
        "/etc/nginx/cityplan-proxy.conf": str(folder / "cityplan-proxy.conf"),
        "/var/log/nginx": str(folder),
        "127.0.0.1:8050": f"127.0.0.1:{application}",
    }
    for name in ("nginx.conf", "cityplan-proxy.conf", "upstream.conf"):
        text = (PROXY / name).read_text("utf-8")
        for ours, its in other.items():
            text = text.replace(ours, its)
        (folder / name).write_text(text, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "main.conf").write_text(
        f"pid {folder}/pid;\ndaemon off;\nmaster_process off;\nevents {{}}\nhttp {{\n{temporary}"
        f"include {folder}/upstream.conf;\ninclude {folder}/nginx.conf;\n}}\n"
    )
    command = [str(NGINX), "-c", str(folder / "main.conf"), "-e", str(folder / "error.log")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command)
    try:
        yield door
    finally:
        process.terminate()
        process.wait(20)


def answers(door: Door) -> bool:
    try:
        return door.ask("GET", "/healthz").status == 200
    except OSError:
        return False


def test_behind_the_proxy_pages_are_encrypted_addresses_are_its_word_and_figures_stay_inside(
    tmp_path: Path,
) -> None:
    home = Settings(home=tmp_path / "home")
    start(home, "real")
    port = free_port()
    folder = tmp_path / "nginx"
    folder.mkdir()
    serving = ("serve", "--only", "web", "--behind-proxy", "--port", str(port))
    env = {"CITYPLAN_HOME": str(home.home)}
    with cityplan(tmp_path / "run", *serving, env=env) as running, nginx(folder, port) as door:
        wait_for(lambda: answers(door), 90, "page", running)
        page = door.ask_plainly("GET", "/wall?x=1")
        assert (page.status, page.getheader("Location")) == (308, f"https://{HOST}/wall?x=1")
        assert door.ask_plainly("GET", "/api/v1/receipts").status == 403
        login = door.ask("GET", "/login")
        assert login.status == 200
        assert login.getheader("Strict-Transport-Security") == "max-age=31536000"
        assert door.ask("POST", "/login", body="x" * 8_500_000).status == 413
        assert door.ask("PUT", "/api/v1/none", body="x" * 21_000_000).status == 413
        assert door.ask("GET", "/metrics").status == 401  # from this machine: by a token
        _an_address_of_the_visitor_s_own_making_counts_for_nothing(door, folder)


def _an_address_of_the_visitor_s_own_making_counts_for_nothing(door: Door, folder: Path) -> None:
    """Seventy tries from seventy addresses, he says: they are one address's, and held off."""
    form = {
        "Content_Type": "application/x-www-form-urlencoded",
        "Origin": f"https://{HOST}",
        "body": "post=nobody&password=wrong-wrong-wrong",
    }
    found = [
        door.ask("POST", "/login", **form, X_Forwarded_For=f"203.0.113.{one}").status
        for one in range(70)
    ]
    assert found[0] in (400, 401, 403, 422, 429) and 429 in found, found
    time.sleep(0.2)
    log = (folder / "cityplan.log").read_text("utf-8")
    assert '"address":"127.0.0.1"' in log and "203.0.113" not in log
    assert '"path":"/login"' in log and "x=1" not in log
