"""A real server that is loaded heavily: its memory, its figures, its views; and the load itself."""

import json
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import time

from nociq_server import POLL_SECONDS, Server

LOAD = os.environ["LEDGER_LOAD_BINARY"]
LONG = "LEDGER_LONG" in os.environ
SANITIZED = "ASAN_OPTIONS" in os.environ  # Then memory says nothing about the product.
MIB = 1 << 20
WAIT_SECONDS = 3_600 if LONG else 240  # Nothing waits this long that works.
DESCRIPTORS = 8_192


def allow_many_descriptors():
    """For this process and those that it starts."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(DESCRIPTORS, most), most))


def outage(description, site="Site 1"):
    return {
        "site_name": site,
        "severity": "high",
        "description": description,
        "detected_at": "2026-01-16T09:30:00Z",
        "back_dating_reason": "load",
    }


def resolved_row(i):
    """A row of an import that gives three events."""
    return {
        "id": f"T-{i}",
        "site_name": f"Site {i % 97}",
        "severity": ("critical", "high", "medium", "low")[i % 4],
        "description": f"outage {i}",
        "detected_at": f"2026-01-{1 + i % 28:02}T09:30:00Z",
        "resolved_at": f"2026-01-{1 + i % 28:02}T1{i % 10}:{i % 60:02}:00Z",
    }


class WatchedServer(Server):
    def memory(self, name="VmRSS"):
        """In bytes; VmHWM is the most that it was."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)[1]) * 1024

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def figures(self, client=None):
        """Every sample of /metrics, by name and labels as they are written."""
        reply = (client or self.client).get("/metrics")
        assert reply.status == 200, reply
        lines = reply.body.decode().splitlines()
        samples = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in samples}

    def wait_for(self, condition, what):
        """Until condition(figures) holds."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition(self.figures()):
            if time.monotonic() > deadline:
                raise AssertionError(f"not {what} after {WAIT_SECONDS} s")
            time.sleep(POLL_SECONDS)

    def wait_for_views(self):
        self.wait_for(lambda f: f["nociq_slowest_view_lag_events"] == 0, "caught up")

    def import_rows(self, first, count):
        body = "".join(json.dumps(resolved_row(i)) + "\n" for i in range(first, first + count))
        return self.client.post(
            "/api/v1/outages/bulk-import", body, content_type="application/x-ndjson"
        )

    def views(self, digest=False):
        reply = self.client.get(f"/api/v1/projections?digest={str(digest).lower()}")
        assert reply.status == 200, reply
        return reply.json()["projections"]

    def digests(self):
        """Of all views, once they have caught up, with the position that they are at."""
        self.wait_for_views()
        return {view["name"]: (view["digest_position"], view["digest"]) for view in self.views(True)}


class Load:
    """The load generator at work; see tests/load/main.cpp."""

    def __init__(self, mode, *arguments):
        self.output = tempfile.TemporaryFile()  # A pipe would fill up before anybody reads it.
        command = [LOAD, mode, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdout=self.output)

    def runs_on(self, seconds=0.05):
        """Whether it is still at work after some time."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return True
        return False

    def result(self):
        code = self.process.wait()
        assert code == 0, code
        with self.output:
            self.output.seek(0)
            return json.load(self.output)
