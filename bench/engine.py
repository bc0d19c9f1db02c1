"""The engine without the network: appending, making views, verifying."""

import shutil
from subprocess import DEVNULL

from measuring import NOCIQ, NOCIQ_VERIFY, cost, figures, program, run
from report import Table, mib, micros, rate, seconds

VIEWS = (
    "balances",
    "outage_detail",
    "outage_list",
    "outage_timeline",
    "sla_status",
    "sla_explain",
    "sla_results",
    "sla_periods",
)
SELF_CONSISTENT = 2  # What nociq-verify says to a log that it meets for the first time.


class Engine:
    def __init__(self, work, effort):
        self.work = work
        self.effort = effort
        self.log = work / "log"  # The large one, with life cycles; others work on it afterwards.
        self.small_log = work / "small"

    def fill(self, folder, kind, events):
        shutil.rmtree(folder, ignore_errors=True)
        return figures(program("append"), folder, kind, events)[f"append.{kind}"]

    def append(self):
        table = Table(
            "append",
            "Appending in the process, all indexes, every commit synced",
            ["commands", "events", "events/s", "engine CPU/event", "events per commit"],
        )
        names = {
            "batch": "1,000 events each, without rules",
            "single": "one event each",
            "import": "imports of 256 rows",
            "life": "life cycles: record, assign, resolve",
        }
        facts = {}
        for kind, name in names.items():
            events = self.effort.large if kind == "life" else self.effort.medium
            folder = self.log if kind == "life" else self.work / "appended"
            result = self.fill(folder, kind, events)
            facts[f"append_{kind}"] = result["events"] / result["wall_s"]
            table.add(
                name,
                rate(result["events"]),
                rate(result["events"] / result["wall_s"]),
                micros(result["cpu_s"] / result["events"] * 1e6),
                f"{result['events'] / result['commits']:,.0f}",
            )
        shutil.rmtree(self.work / "appended")
        return table, facts

    def rebuild(self):
        """Views one by one over a smaller log, then all at once over the large one, into its
        folder: the server goes on with them."""
        table = Table(
            "rebuild",
            "Making views from the log",
            ["view", "events", "events/s", "CPU/event", "events/s by one core", "peak memory"],
        )
        facts = {}
        self.fill(self.small_log, "life", self.effort.small)
        scratch = self.work / "views"
        for view in VIEWS:
            results = figures(program("rebuild"), self.small_log, scratch, "once", view)
            facts |= self.add_rebuild(table, view, results[f"rebuild.from_nothing.{view}"])
        results = figures(program("rebuild"), self.small_log, scratch, "twice")
        self.add_rebuild(table, "all, beside those that serve", results["rebuild.beside.all"])
        facts |= self.add_rebuild(table, "all", self.rebuild_large())
        shutil.rmtree(scratch)
        return table, facts

    def rebuild_large(self):
        results = figures(program("rebuild"), self.log, self.log / "views", "once")
        return results["rebuild.from_nothing.all"]

    def add_rebuild(self, table, name, result):
        by_core = result["events"] / result["cpu_s"]
        table.add(
            name,
            rate(result["events"]),
            rate(result["events"] / result["wall_s"]),
            micros(result["cpu_s"] / result["events"] * 1e6),
            rate(by_core),
            mib(result["peak_mib"]),
        )
        return {f"rebuild_{name}": by_core, f"rebuild_memory_{name}": result["peak_mib"]}

    def verify(self):
        table = Table(
            "verify",
            "Verifying the log",
            ["program", "events", "time", "CPU/event", "events/s by one core", "peak memory"],
        )
        exported = self.work / "exported"
        shutil.rmtree(exported, ignore_errors=True)
        export = [NOCIQ, "log", "export", "--data", self.log, "--tlog", exported, "--payloads"]
        run(*export, "--quiet", stderr=DEVNULL)
        events = int((exported / "checkpoint").read_text().splitlines()[1])
        commands = {
            "nociq-verify, export with payloads": (
                (NOCIQ_VERIFY, exported, "--replay-balances", "--quiet"),
                (SELF_CONSISTENT,),
            ),
            "nociq verify --data, the database": (
                (NOCIQ, "verify", "--data", self.log, "--quiet"),
                (0,),
            ),
        }
        facts = {}
        for name, (command, codes) in commands.items():
            result = cost(*command, codes=codes)
            facts.setdefault("verify", events / result["cpu_s"])
            table.add(
                name,
                rate(events),
                seconds(result["wall_s"]),
                micros(result["cpu_s"] / events * 1e6),
                rate(events / result["cpu_s"]),
                mib(result["peak_mib"]),
            )
        shutil.rmtree(exported)
        return table, facts
