"""A preview that runs as its users run it: in a process of its own, asked over loopback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import quote

from newsgen.serve.preview import Preview
from newsgen.site.options import Options, configured

PATIENCE = 20.0
"""Seconds after which something that has to come is given up."""
_ADDRESS = re.compile(r"The preview is at http://localhost:(\d+)/")


class Running:
    """A preview that listens."""

    def __init__(self, process: subprocess.Popen[str], port: int, printed: Queue[str]) -> None:
        self.process, self.port, self.printed = process, port, printed
        self._readers: list[Reader] = []

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def ask(self, path: str, method: str = "GET", body: str = "", **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """path: as it goes over the wire."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.putheader("content-length", str(len(body)))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        found = answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        return found

    def page(self, path: str) -> str:
        """As it is put out, without what the preview adds."""
        return self.ask(f"/_newsgen/page?path={quote(path)}")[1].decode()

    def open(self, path: str) -> Reader:
        self._readers.append(Reader(self, path))
        return self._readers[-1]

    def close(self) -> None:
        for reader in self._readers:
            reader.leaves()

    def resident(self) -> int:
        """Kilobytes of the process itself."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])


class Reader:
    """Who has a page open, and hears of changes."""

    def __init__(self, running: Running, path: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", running.port, timeout=PATIENCE)
        self._connection.request("GET", f"/_newsgen/events?path={quote(path)}")
        self._answer: HTTPResponse = self._connection.getresponse()

    def hears(self) -> dict[str, Any]:
        """The next news."""
        end = monotonic() + PATIENCE
        while not (line := self._answer.readline()).startswith(b"data: "):
            assert line, "the preview ended"
            assert monotonic() < end, "there is no news"
        told: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
        return told

    def waits_for(self, wanted: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The first news of that kind; others may come before."""
        end = monotonic() + PATIENCE
        while not wanted(news := self.hears()):
            assert monotonic() < end, f"heard only {news}"
        return news

    def leaves(self) -> None:
        self._answer.close()
        self._connection.close()


@contextmanager
def serving(site: Path, *options: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "newsgen", "serve", "--source", str(site), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    printed: Queue[str] = Queue()
    listening = Thread(target=_read, args=(process, printed), daemon=True)
    listening.start()
    try:
        running = Running(process, _port(printed), printed)
        try:
            yield running
        finally:
            running.close()
    finally:
        process.terminate()
        assert process.wait(PATIENCE) in (0, 143)
        listening.join(PATIENCE)
        if process.stdout:
            process.stdout.close()


@contextmanager
def previewing(site: Path, clock: Callable[[], datetime]) -> Iterator[Preview]:
    """A preview in this process, without a server or anything that follows files: it is told of them."""
    options = Options(source=site, now=clock(), jobs=1)
    config, problems = configured(options)
    assert config
    preview = Preview(options, config, problems, clock)
    try:
        yield preview
    finally:
        preview.close()


def _read(process: subprocess.Popen[str], printed: Queue[str]) -> None:
    for line in process.stdout or ():
        printed.put(line)
    printed.put("")


def _port(printed: Queue[str]) -> int:
    before = ""
    while line := printed.get(timeout=PATIENCE):
        before += line
        if found := _ADDRESS.search(line):
            return int(found[1])
    raise AssertionError(before)
