"""A real `nociq serve` in a temporary folder, and HTTP requests to it; for tests in Python."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

NOCIQ = os.environ["LEDGER_NOCIQ"]
NOCIQ_VERIFY = os.environ["LEDGER_NOCIQ_VERIFY"]
SOURCE = pathlib.Path(os.environ.get("LEDGER_SOURCE_DIR", pathlib.Path(__file__).parents[2]))

START_SECONDS = 60  # A sanitizer on a busy machine is slow; nothing waits this long that works.
STOP_SECONDS = 60
REPLY_SECONDS = 60
POLL_SECONDS = 0.01


class Reply:
    """Status, headers (any case) and body of one answer."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def position(self):
        return int(self.headers["X-Event-Position"])

    def __repr__(self):
        return f"{self.status} {self.body[:2000]!r}"


class Client:
    """One connection that is kept alive; one thread's."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=REPLY_SECONDS)

    def ask(self, method, target, body=None, **headers):
        """Keyword `if_match` is header If-Match; a body that is not bytes or str goes as JSON."""
        named = {name.replace("_", "-").lower(): str(value) for name, value in headers.items()}
        if body is not None:
            named.setdefault("content-type", "application/json")
            if not isinstance(body, bytes | str):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
        self.connection.request(method, target, body, named)
        return Reply(self.connection.getresponse())

    def get(self, target, **headers):
        return self.ask("GET", target, None, **headers)

    def post(self, target, body, **headers):
        return self.ask("POST", target, body, **headers)

    def put(self, target, body, **headers):
        return self.ask("PUT", target, body, **headers)

    def close(self):
        self.connection.close()


class Server:
    """`nociq serve` on `folder`/data; start() again after stop() or kill() is a restart."""

    def __init__(self, folder, *options, under=(), environment=None):
        """`under` is a program that runs the server in its own place, with its arguments."""
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.port_file = self.folder / "port"
        self.talk = self.folder / "talk"  # What it says on stderr, of all its runs.
        self.options = options
        self.under = under
        self.environment = {**os.environ, **(environment or {})}
        self.process = None
        self.port = None
        self.clients = threading.local()
        self.opened = []  # Clients of all threads.

    def start(self):
        self.port_file.unlink(missing_ok=True)
        command = [*self.under, NOCIQ, "serve", "--data", self.data, "--port", "0"]
        command += ["--port-file", self.port_file, *self.options]
        with self.talk.open("ab") as talk:
            self.process = subprocess.Popen(
                list(map(str, command)), stderr=talk, stdout=talk, env=self.environment
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"exit code {self.process.returncode}: {self.said()}")
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"no port after {START_SECONDS} s: {self.said()}")
            time.sleep(POLL_SECONDS)
        self.port = int(self.port_file.read_text())  # Written whole, by renaming.
        self.clients = threading.local()
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def client(self):
        """This thread's connection."""
        if not hasattr(self.clients, "own"):
            self.clients.own = Client(self.port)
            self.opened.append(self.clients.own)
        return self.clients.own

    def checkpoint(self, size):
        """The checkpoint of `size` events: it comes a moment after their acknowledgement."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            note = self.client.get("/log/checkpoint").body.decode()
            if int(note.splitlines()[1]) >= size:
                return note
            if time.monotonic() > deadline:
                raise RuntimeError(f"no checkpoint of {size} events: {note}")
            time.sleep(POLL_SECONDS)

    def settle(self):
        """Until no timer is due any more, such as the deadline of an outage that began long ago."""
        deadline = time.monotonic() + START_SECONDS
        while "\nnociq_timers_busy 0\n" not in self.client.get("/metrics").body.decode():
            if time.monotonic() > deadline:
                raise RuntimeError("timers are due and are not served")
            time.sleep(POLL_SECONDS)
        return self

    def catch_up(self):
        """Until every view has folded all events: a read waits for them, but not for ever."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            views = self.client.get("/api/v1/projections").json()["projections"]
            if all(view["position"] == view["log_end"] for view in views):
                return self
            if time.monotonic() > deadline:
                raise RuntimeError(f"views are behind: {views}")
            time.sleep(POLL_SECONDS)

    def said(self):
        return self.talk.read_text(errors="replace") if self.talk.exists() else ""

    def stop(self):
        """By SIGTERM; the exit code."""
        return self.end(signal.SIGTERM)

    def kill(self):
        """By SIGKILL, as a power cut that spares the page cache."""
        return self.end(signal.SIGKILL)

    def end(self, number):
        process, self.process = self.process, None
        while self.opened:
            self.opened.pop().close()
        if process is None:
            return None
        process.send_signal(number)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.kill()


class Folder(tempfile.TemporaryDirectory):
    """A temporary folder, as a path."""

    def __enter__(self):
        return pathlib.Path(super().__enter__())


def run(*command, code=0, **options):
    """Runs a program to its end; fails unless it ends with `code`."""
    command = list(map(str, command))
    finished = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, **options
    )
    if finished.returncode != code:
        raise AssertionError(f"exit code {finished.returncode}, not {code}: {finished}")
    return finished
