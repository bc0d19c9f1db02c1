"""A real `nociq sandbox serve` in a folder, for tests in Python."""

import pathlib
import signal
import subprocess
import time

from nociq_server import NOCIQ, POLL_SECONDS, START_SECONDS, STOP_SECONDS, Client


class SandboxServer:
    """start() again after stop() or kill() is a restart."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "sandbox"
        self.port_file = self.folder / "sandbox-port"
        self.talk = self.folder / "sandbox-talk"  # What it says on stderr, of all its runs.
        self.options = options
        self.process = None
        self.port = None

    def start(self):
        self.port_file.unlink(missing_ok=True)
        command = [NOCIQ, "sandbox", "serve", "--data", self.data, "--port", "0"]
        command += ["--port-file", self.port_file, *self.options]
        with self.talk.open("ab") as talk:
            self.process = subprocess.Popen(list(map(str, command)), stderr=talk, stdout=talk)
        deadline = time.monotonic() + START_SECONDS
        while not self.port_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"exit code {self.process.returncode}: {self.said()}")
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"no port after {START_SECONDS} s: {self.said()}")
            time.sleep(POLL_SECONDS)
        self.port = int(self.port_file.read_text())
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def client(self):
        return Client(self.port)

    def said(self):
        return self.talk.read_text(errors="replace")[-4000:]

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()
