"""A whole office as people meet it: `quyhoach serve` in a folder of its own, and a browser without a screen."""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "tinh_nho"


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not followed."""

    def redirect_request(self, *_):
        return None


class Browser:
    """One person: cookies, the token of forms, the last page."""

    def __init__(self, port: int) -> None:
        self.base, self.cookies = f"http://127.0.0.1:{port}", http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), Stay())
        self.text, self.where = "", ""

    def get(self, path: str) -> int:
        return self.send(urllib.request.Request(self.base + path))

    def post(self, path: str, said: Mapping[str, str] | None = None, file: tuple[str, bytes] | None = None) -> int:
        fields = {"csrfmiddlewaretoken": self.token(), **(said or {})}
        if file is None:
            return self.send(urllib.request.Request(self.base + path, urllib.parse.urlencode(fields).encode()))
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n' \
               "Content-Type: application/octet-stream\r\n\r\n"
        body = b"".join([*parts, head.encode(), file[1], f"\r\n--{mark}--\r\n".encode()])
        return self.send(urllib.request.Request(self.base + path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}))

    def token(self) -> str:
        if not any(cookie.name == "csrftoken" for cookie in self.cookies):
            self.get("/sign-in/")
        return next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def send(self, request: urllib.request.Request) -> int:
        try:
            answer = self.opener.open(request, timeout=90)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            self.text, self.where = answer.read().decode("utf-8", "replace"), answer.headers.get("Location", "")
            return answer.status or 0

    def sign_in(self, role: str) -> int:
        return self.post(f"/sign-in/demo/demo-{role}/")

    def field(self, name: str) -> str:
        """The value of a hidden field of the page."""
        for tag in re.findall(r"<input[^>]*>", self.text):
            if f'name="{name}"' in tag:
                return re.search(r'value="([^"]*)"', tag).group(1)
        raise AssertionError(f"no field {name} on the page")

    def edit(self, key: str, **said: str) -> int:
        """Open a row of the agencies and save it with other words."""
        self.get(f"/data/facts/agencies/{key}/edit/")
        return self.post(f"/data/facts/agencies/{key}/edit/", {**self.fields(), "why": "thử", **said})

    def fields(self) -> dict[str, str]:
        """The row form as the page shows it."""
        found = {}
        for tag, text in re.findall(r"<(?:input|textarea)([^>]*)>([^<]*)", self.text):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name[1] not in ("csrfmiddlewaretoken", "next", "language"):
                found[name[1]] = value[1] if value else text.lstrip("\n")
        for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', self.text, re.S):
            chosen = re.search(r'<option value="([^"]*)"[^>]*selected', inside)
            found[name] = chosen[1] if chosen else ""
        return found


class Served:
    """`quyhoach serve`, as ``arguments`` say. ``before``: words put before the command."""

    def __init__(self, folder: Path, arguments: tuple[str, ...], before: tuple[str, ...] = (), **environment: str) -> None:
        self.folder, self.home, self.before, self.arguments = folder, folder / "home", before, arguments
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("QUYHOACH_", "DJANGO_"))}
        self.environment.pop("DATABASE_URL", None)
        self.environment |= {"HOME": str(folder), "QUYHOACH_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src"), **environment}
        self.log, self.port = folder / "log", free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [*self.before, sys.executable, "-m", "quyhoach", "serve", *self.arguments, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        self.until(self.answers, 90)

    def browser(self) -> Browser:
        return Browser(self.port)

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return Browser(self.port).get("/sign-in/") == 200
        except OSError:
            return False

    def until(self, holds, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "quyhoach", *words], cwd=self.folder, env=self.environment, capture_output=True,
                              text=True)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture
def begun():
    """Offices of this test; ended after it."""
    found: list[Served] = []
    yield found
    for one in found:
        one.stop()


@pytest.fixture
def serve(tmp_path: Path, begun: list[Served]):
    """``serve(*before, **environment)``: an office with the demo of the small province that is up."""

    def started(*before: str, **environment: str) -> Served:
        begun.append(Served(tmp_path, (str(EXAMPLE), "--demo"), before, **environment))
        begun[-1].start()
        return begun[-1]

    return started


@pytest.fixture
def serve_bare(tmp_path: Path, begun: list[Served]):
    """``serve_bare(*arguments)``: an office that is up, for real."""

    def started(*arguments: str) -> Served:
        begun.append(Served(tmp_path, arguments))
        begun[-1].start()
        return begun[-1]

    return started
