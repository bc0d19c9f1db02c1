"""What running it costs: starting, memory, disk, reads while views are made, overload."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import time

import serving
from measuring import figures, http_request, program, serve_nociq, settle, wrk
from report import Table, mib, millis, rate, seconds

READS_PER_SECOND = 1_000
OVERLOAD_FACTOR = 10
OVERLOAD_CONNECTIONS = 1_500
OVERLOAD_DEPTH = 4
RECOVERY_WINDOW = 0.25
RECOVERY_PATIENCE = 20


def folder_bytes(folder):
    """As `du` counts: blocks that are really taken."""
    files = [file for file in pathlib.Path(folder).rglob("*") if file.is_file()]
    return sum(file.stat().st_blocks * 512 for file in files)


def forget_pages(folder):
    """Takes the folder's files out of the page cache, so that a start reads from the disk."""
    os.sync()
    for file in pathlib.Path(folder).rglob("*"):
        if file.is_file():
            with file.open("rb") as opened:
                os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ask(served, method, target, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=300)
    with contextlib.closing(connection):
        connection.request(method, target, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.read()


def ask_until(wanted, *request):
    """A server whose views are behind answers 503 until they are not."""
    status, body = ask(*request)
    while status == 503:
        status, body = ask(*request)
    assert status == wanted, (status, body)


class Operation:
    def __init__(self, work, effort, log):
        self.work = work
        self.effort = effort
        self.log = log  # A data folder with many events, and views that are up to date.

    def start(self):
        table = Table(
            "start",
            "Starting, until the first read and the first write are answered",
            ["ledger", "before", "page cache", "first read", "first write"],
            texts=(0, 1, 2),
        )
        facts = {}
        new = self.work / "new"
        shutil.rmtree(new, ignore_errors=True)
        self.add_start(table, new, "new", "nothing", "–")
        events = rate(self.effort.large) + " events"
        self.add_start(table, self.log, events, "an orderly end", "warm")
        self.write_some(self.log)
        self.add_start(table, self.log, events, "an orderly end", "cold", cold=True)
        self.write_some(self.log, signal.SIGKILL)
        facts["start"] = self.add_start(table, self.log, events, "SIGKILL under load", "warm")
        self.write_some(self.log, signal.SIGKILL)
        facts["cold_start"] = self.add_start(
            table, self.log, events, "SIGKILL under load", "cold", cold=True
        )
        return table, facts

    def add_start(self, table, data, ledger, before, cache, cold=False):
        if cold:
            forget_pages(data)
        begin = time.monotonic()
        with serve_nociq(data) as served:
            ask_until(200, served, "GET", "/api/v1/outages?limit=1")
            read = time.monotonic() - begin
            ask_until(201, served, "POST", "/api/v1/outages", serving.outage())
            written = time.monotonic() - begin
            settle(served)
        table.add(ledger, before, cache, seconds(read), seconds(written))
        return written

    def write_some(self, data, end=signal.SIGTERM):
        served = serve_nociq(data)
        try:
            wrk(served, [serving.post(serving.outage())], 64, 2 * self.effort.seconds, self.work)
        finally:
            served.end(end)

    def footprint(self):
        memory = Table(
            "memory",
            "Memory of an idle server",
            ["ledger", "resident", "of that anonymous"],
        )
        disk = Table(
            "disk",
            "Bytes on disk per event",
            ["part", "MiB", "bytes per event"],
        )
        facts = {}
        new = self.work / "new"
        shutil.rmtree(new, ignore_errors=True)
        for name, data in (("new", new), (rate(self.effort.large) + " events", self.log)):
            with serve_nociq(data) as served:
                ask(served, "GET", "/api/v1/outages?limit=1")
                settle(served)
                resident = served.memory_mib()
                events = json.loads(ask(served, "GET", "/health/ready")[1])["log_size"]
                memory.add(name, mib(resident), mib(served.memory_mib("RssAnon")))
            facts["idle_new" if data == new else "idle_large"] = resident
        for part in ("log", "views"):
            used = folder_bytes(self.log / part)
            disk.add(part, f"{used / 2**20:,.0f}", f"{used / events:.0f}")
            facts[f"disk_{part}"] = used / events
        shutil.rmtree(new)
        return [memory, disk], facts

    def offered(self, served, request, per_second, duration, connections, depth=1):
        file = self.work / "request"
        file.write_text(request, newline="")
        return figures(
            program("offered_load"), served.port, file, per_second, duration, connections, depth
        )["offered"]

    def reads_during_rebuild(self):
        """So many reads a second, at rest and while the views are made anew beside them."""
        table = Table(
            "reads",
            f"{READS_PER_SECOND:,} reads a second of one outage, while views are made anew",
            ["meanwhile", "answered", "refused", "no connection free", "p50", "p99"],
        )
        facts = {}
        with serve_nociq(self.log) as served:
            request = http_request("GET", "/api/v1/outages/OUT007")
            for name, view in (
                ("nothing", None),
                ("rebuild of outage_list", "outage_list"),
                ("rebuild of outage_detail, which is read", "outage_detail"),
            ):
                if view:
                    status, body = ask(served, "POST", f"/api/v1/projections/{view}/rebuild")
                    assert status in (200, 202), (status, body)
                result = self.offered(
                    served, request, READS_PER_SECOND, self.effort.seconds, connections=64
                )
                facts[f"reads_{view}"] = result["accepted_p99_ms"]
                table.add(
                    name,
                    f"{result['accepted']:,.0f}",
                    f"{result['shed'] + result['other']:,.0f}",
                    f"{result['not_sent']:,.0f}",
                    millis(result["accepted_p50_ms"]),
                    millis(result["accepted_p99_ms"]),
                )
                if view:
                    ask(served, "POST", f"/api/v1/projections/{view}/cancel")
                    settle(served)
        return table, facts

    def overload(self, capacity):
        """Ten times the load that it can carry, offered by clients who do not wait."""
        table = Table(
            "overload",
            "Overload by POST",
            [
                "load",
                "offered/s",
                "sent/s",
                "accepted/s",
                "p99",
                "shed/s",
                "p99 of shedding",
                "peak memory",
            ],
        )
        data = self.work / "overloaded"
        shutil.rmtree(data, ignore_errors=True)
        request = serving.post(serving.outage())
        facts = {}
        with serve_nociq(data) as served:
            normal = self.offered(served, request, capacity / 2, self.effort.seconds, 64)
            self.add_load(
                table, "half of what it can", capacity / 2, normal, served, self.effort.seconds
            )
            settle(served)
            duration = self.effort.overload_seconds
            offered = capacity * OVERLOAD_FACTOR
            over = self.offered(
                served, request, offered, duration, OVERLOAD_CONNECTIONS, OVERLOAD_DEPTH
            )
            ended = time.monotonic()
            self.add_load(table, "ten times what it can", offered, over, served, duration)
            while time.monotonic() - ended < RECOVERY_PATIENCE:
                after = self.offered(served, request, capacity / 2, RECOVERY_WINDOW, 64)
                is_well = after["accepted_p99_ms"] < 3 * normal["accepted_p99_ms"]
                if is_well and after["shed"] + after["other"] + after["unanswered"] == 0:
                    break
            recovery = time.monotonic() - ended
            table.notes.append(
                f"Recovered {seconds(recovery)} after the overload ended; "
                f"without Retry-After: {over['shed_without_retry_after']:.0f}; "
                f"other answers: {over['other']:.0f}; not answered: {over['unanswered']:.0f}."
            )
        if over["shed"]:
            facts["shed_p99_ms"] = over["shed_p99_ms"]
        facts["overload_p99_factor"] = over["accepted_p99_ms"] / normal["accepted_p99_ms"]
        facts["recovery_s"] = recovery
        return table, facts

    def add_load(self, table, name, offered, result, served, duration):
        sent = result["due"] - result["not_sent"]
        table.add(
            name,
            rate(offered),
            rate(sent / duration),
            rate(result["accepted"] / duration),
            millis(result["accepted_p99_ms"]),
            rate(result["shed"] / duration),
            millis(result["shed_p99_ms"]),
            mib(served.memory_mib("VmHWM")),
        )
