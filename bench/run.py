"""Measures the ledger beside its peers and prints tables; see docs/benchmarks.md.

usage: run.py [--quick] [--work DIR] [--write] [PART…]

PART is one of: append rebuild verify posts keys syncs gets finding start footprint reads overload
protocol.
Parts that need the large log make it first. --quick measures less, to see that all of it runs; --write
puts the tables into docs/benchmarks.md.
"""

import argparse
import dataclasses
import datetime
import os
import pathlib
import platform
import shutil

import report
from engine import Engine
from finding import Finding
from measuring import ROOT, run
from operation import Operation
from protocol import Protocol
from serving import Serving

DOCUMENT = ROOT / "docs/benchmarks.md"
PARTS = (
    "append",
    "rebuild",
    "verify",
    "posts",
    "keys",
    "syncs",
    "gets",
    "finding",
    "start",
    "footprint",
    "reads",
    "overload",
    "protocol",
)
NEED_LARGE_LOG = {"rebuild", "verify", "gets", "finding", "start", "footprint", "reads"}
NEED_VIEWS = {"gets", "finding", "start", "footprint", "reads"}
ASSUMED_CAPACITY = 5_000  # POSTs a second, when they were not measured in this run.


@dataclasses.dataclass
class Effort:
    small: int  # Events of which each view is made alone.
    medium: int  # Events that are appended for a figure.
    large: int  # Events of the log that is served.
    seconds: int
    repeats: int
    overload_seconds: int


FULL = Effort(500_000, 1_000_000, 5_000_000, seconds=3, repeats=3, overload_seconds=60)
QUICK = Effort(100_000, 100_000, 200_000, seconds=2, repeats=1, overload_seconds=5)


@dataclasses.dataclass
class Target:
    text: str
    fact: str
    bound: float
    unit: str = ""
    at_most: bool = False

    def row(self, facts):
        value = facts.get(self.fact)
        if value is None:
            return [self.text, "not measured", "–"]
        met = value <= self.bound if self.at_most else value >= self.bound
        if met:
            verdict = "met"
        else:
            short = value / self.bound if self.at_most else self.bound / value
            verdict = f"missed by a factor of {short:.2f}"
        number = report.rate(value) if value >= 1_000 else f"{value:.2f}"
        return [self.text, f"{number} {self.unit}".strip(), verdict]


TARGETS = (
    Target("durable POST at 256 connections ≥ 6 × message-db", "post_of_message_db", 6, "×"),
    Target("… ≥ 0.5 of the bare append server", "post_of_bare", 0.5),
    Target("… ≥ 6 × message-db, by server CPU", "post_cpu_of_message_db", 6, "×"),
    Target("… ≥ 0.5 of the bare append server, by server CPU", "post_cpu_of_bare", 0.5),
    Target("batch append ≥ 250 k events/s", "append_batch", 250e3, "/s"),
    Target("… one event a command, by the rules of outages", "append_single", 250e3, "/s"),
    Target("… by life cycles", "append_life", 250e3, "/s"),
    Target("… by imports of 256 rows", "append_import", 250e3, "/s"),
    Target("rebuild of balances ≥ 1 M events/s by one core", "rebuild_balances", 1e6, "/s"),
    Target("rebuild of outage_detail ≥ 300 k", "rebuild_outage_detail", 300e3, "/s"),
    Target("rebuild of outage_list ≥ 300 k", "rebuild_outage_list", 300e3, "/s"),
    Target("rebuild of outage_timeline ≥ 300 k", "rebuild_outage_timeline", 300e3, "/s"),
    Target("rebuild of all views < 512 MiB", "rebuild_memory_all", 512, "MiB", at_most=True),
    Target("GET detail ≥ 0.6 of bare Beast, by server CPU", "get_0_of_bare Beast", 0.6),
    Target("GET detail ≥ 0.4 of nginx, by server CPU", "get_0_of_nginx", 0.4),
    Target("verify ≥ 1 M events/s by one core", "verify", 1e6, "/s"),
    Target("start after SIGKILL < 2 s to the first write", "start", 2, "s", at_most=True),
    Target("… with a cold page cache", "cold_start", 2, "s", at_most=True),
    Target("idle memory < 60 MiB, new ledger", "idle_new", 60, "MiB", at_most=True),
    Target("… with the large log", "idle_large", 60, "MiB", at_most=True),
    Target("overload: p99 of shedding < 5 ms", "shed_p99_ms", 5, "ms", at_most=True),
    Target("overload: accepted p99 < 3 × normal", "overload_p99_factor", 3, "×", at_most=True),
    Target("overload: recovery < 2 s", "recovery_s", 2, "s", at_most=True),
)


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/bench")
    parser.add_argument("parts", nargs="*", metavar="PART", default=[])
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    chosen.parts = chosen.parts or PARTS
    return chosen


class Session:
    """One run: what it has made, what it has found."""

    def __init__(self, chosen):
        self.effort = QUICK if chosen.quick else FULL
        self.work = chosen.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.engine = Engine(self.work, self.effort)
        self.serving = Serving(self.work, self.effort)
        self.finding = Finding(self.work, self.effort, self.engine.log)
        self.operation = Operation(self.work, self.effort, self.engine.log)
        self.protocol = Protocol(self.work, self.effort)
        self.tables = [machine_table(self.work, chosen.quick)]
        self.facts = {}

    def prepare(self, parts):
        """What parts need of those that were not asked for."""
        if "append" not in parts and NEED_LARGE_LOG & set(parts):
            self.engine.fill(self.engine.log, "life", self.effort.large)
        if "rebuild" not in parts and NEED_VIEWS & set(parts):
            self.engine.rebuild_large()

    def measure(self, part):
        calls = {
            "append": self.engine.append,
            "rebuild": self.engine.rebuild,
            "verify": self.engine.verify,
            "posts": self.serving.posts,
            "keys": self.serving.keys,
            "syncs": self.serving.syncs,
            "gets": lambda: self.serving.gets(self.engine.log),
            "finding": self.finding.ask,
            "start": self.operation.start,
            "footprint": self.operation.footprint,
            "reads": self.operation.reads_during_rebuild,
            "overload": lambda: self.operation.overload(
                self.facts.get("post_rate", ASSUMED_CAPACITY)
            ),
            "protocol": self.protocol.measure,
        }
        tables, facts = calls[part]()
        self.facts |= facts
        for table in tables if isinstance(tables, list) else [tables]:
            self.tables.append(table)
            print(table.text(), flush=True)

    def conclude(self):
        table = report.Table("targets", "Targets", ["target", "measured", "verdict"], texts=(0, 2))
        table.rows = [target.row(self.facts) for target in TARGETS]
        self.tables.append(table)
        print(table.text())


def machine_table(work, is_quick):
    """Where the figures come from."""
    table = report.Table("machine", "Machine", ["what", "is"], texts=(0, 1))
    cpus = [
        line.split(":")[1].strip()
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    table.add("date", datetime.date.today().isoformat())
    table.add("processor", f"{len(cpus)} × {cpus[0]}")
    table.add("memory", f"{memory:.0f} GiB")
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    table.add("system", f"{system}, Linux {platform.release()}")
    busy = f"{os.getloadavg()[0]:.1f} processes were running before"
    table.add("this run", busy + (", --quick: not for comparison" if is_quick else ""))
    table.add("file system", run("stat", "-f", "-c", "%T", work).strip())
    packages = ["clang-19", "librocksdb7.8", "nginx-light", "postgresql-15", "wrk"]
    query = ["dpkg-query", "-W", "-f", "${Package} ${Version}, "]
    table.add("packages", run(*query, *packages).rstrip(", "))
    table.add("commit", run("git", "-C", ROOT, "describe", "--always", "--dirty").strip())
    return table


def main():
    chosen = arguments()
    session = Session(chosen)
    print(session.tables[0].text(), flush=True)
    session.prepare(chosen.parts)
    for part in PARTS:
        if part in chosen.parts:
            session.measure(part)
    session.conclude()
    if chosen.write:
        # Of a part of them it would say that the rest was not measured.
        whole = set(chosen.parts) == set(PARTS)
        report.write_into(DOCUMENT, session.tables if whole else session.tables[1:-1])
    for made in ("log", "small", "posted", "bare", "overloaded"):
        shutil.rmtree(session.work / made, ignore_errors=True)


if __name__ == "__main__":
    main()
