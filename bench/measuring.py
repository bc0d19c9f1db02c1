"""Programs that are measured: starting them, their processor time and memory, and wrk."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / "build/release"
NOCIQ = BUILD / "nociq"
NOCIQ_VERIFY = BUILD / "nociq-verify"
WRK_SCRIPT = ROOT / "bench/load/wrk.lua"

QUIET = {**os.environ, "LOG_LEVEL": "warning"}  # No peer writes a line for each request.
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 300  # With views to be made first.
STOP_SECONDS = 120


def program(name):
    """A program of bench/."""
    return BUILD / "bench" / f"bench_{name}"


def run(*command, **options):
    """Runs a program to its end; its output. Fails when it does."""
    command = list(map(str, command))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"exit code {done.returncode}: {' '.join(command)}\n{done.stdout}")
    return done.stdout


def figures(*command):
    """What a program of ours prints: case -> figures."""
    lines = map(json.loads, run(*command).splitlines())
    return {line.pop("case"): line for line in lines}


def cost(*command, codes=(0,)):
    """Runs a program to its end: its seconds, its processor seconds, its peak memory in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in codes:
        raise RuntimeError(f"exit code {process.returncode}: {command}")
    return {
        "wall_s": time.monotonic() - start,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }


class Served:
    """A server while it runs, with all processes that it has started."""

    def __init__(self, process, port, pid=None):
        self.process = process
        self.port = port
        self.pid = pid or process.pid  # Another one than the process that we wait for, when traced.

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self):
        while True:
            try:
                return sum(map(_cpu_ticks, _family(self.pid))) / TICKS
            except (FileNotFoundError, ProcessLookupError):
                continue  # One has ended meanwhile: now it counts with its parent.

    def memory_mib(self, field="VmRSS"):
        """VmRSS, VmHWM (the most so far), RssAnon (without mapped files)."""
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
        raise KeyError(field)

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            os.kill(self.pid, number)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()


def _family(pid):
    children = []
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        children += map(int, (task / "children").read_text().split())
    return [pid] + [member for child in children for member in _family(child)]


def _cpu_ticks(pid):
    """With those of its children that have ended."""
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return sum(map(int, text.rpartition(")")[2].split()[11:15]))


def serve_nociq(data, *options, before=()):
    """`nociq serve`, once it accepts; `before` is what runs it, such as strace."""
    port_file = pathlib.Path(data).parent / "port"
    port_file.unlink(missing_ok=True)
    talk = (pathlib.Path(data).parent / "talk").open("ab")
    command = [*before, NOCIQ, "serve", "--data", data, "--port", "0", "--port-file", port_file]
    process = subprocess.Popen([*map(str, command), *options], stderr=talk, env=QUIET)
    talk.close()
    wait_until(port_file.exists, process)
    traced = _family(process.pid)[1] if before else None
    return Served(process, int(port_file.read_text()), traced)


def serve_peer(*command):
    """A server of bench/peers, which prints its port."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    return Served(process, int(process.stdout.readline()))


def wait_until(ready, process):
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"a server does not start: {process.args}")
        time.sleep(0.001)


def wait_for_port(served):
    def accepts():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", served.port)) == 0

    wait_until(accepts, served.process)


def http_request(method, target, body="", **headers):
    """The bytes of one request."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    if body:
        headers |= {"Content-Type": "application/json", "Content-Length": len(body.encode())}
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body])


def wrk(served, requests, connections, seconds, folder):
    """Keep-alive connections that ask as fast as they are answered: wrk's figures, and the
    server's processor time from the first request until it has come to rest."""
    file = pathlib.Path(folder) / "requests"
    file.write_text("".join(f"{request}\n==\n" for request in requests), newline="")
    command = ["wrk", "-t", "1", "-c", connections, "-d", f"{seconds}s", "--latency"]
    before = served.cpu_seconds()
    output = run(*command, "-s", WRK_SCRIPT, served.url, "--", file)
    result = json.loads(output.splitlines()[-1])
    settle(served)
    result["cpu_us"] = (served.cpu_seconds() - before) / result["requests"] * 1e6
    result["rate"] = result["requests"] / result["seconds"]
    if result["refused"] or result["broken"]:
        raise RuntimeError(f"not all requests succeeded: {result}")
    return result


def settle(served, quiet_seconds=0.3, patience_seconds=120):
    """Waits until the server uses no processor time any more: views and flushes follow late."""
    used = served.cpu_seconds()
    deadline = time.monotonic() + patience_seconds
    while time.monotonic() < deadline:
        time.sleep(quiet_seconds)
        now = served.cpu_seconds()
        if now - used <= 0.05 * quiet_seconds:
            return
        used = now


def median(runs, by):
    """The run that stands in the middle."""
    return sorted(runs, key=lambda one: one[by])[len(runs) // 2]
