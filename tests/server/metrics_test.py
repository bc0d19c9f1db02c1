"""Every bound is an option, a variable, a line of the help and a metric; and the figures of the
process are those of the system."""

import os
import re
import time
import unittest

from nociq_server import NOCIQ, Folder, run
from watched_server import MIB, WatchedServer, outage

# Option, what it is set to, and the metric that must say so.
BOUNDS = (
    ("--max-connections", 71, 'nociq_queue_bound{queue="connections"}', 71),
    ("--max-connections-per-address", 70, None, None),
    ("--max-request-mib", 3, 'nociq_queue_bound_bytes{queue="requests"}', 3 * MIB),
    ("--max-uploads", 5, 'nociq_queue_bound{queue="uploads"}', 5),
    ("--max-downloads", 6, 'nociq_queue_bound{queue="downloads"}', 6),
    ("--max-queued-commands", 77, 'nociq_queue_bound{queue="commands"}', 77),
    ("--max-queued-mib", 4, 'nociq_queue_bound_bytes{queue="commands"}', 4 * MIB),
    ("--max-parked-commands", 78, 'nociq_queue_bound{queue="parked_commands"}', 78),
    ("--max-waiting-reads", 79, 'nociq_queue_bound{queue="waiting_reads"}', 79),
    ("--max-waiting-queries", 80, 'nociq_queue_bound{queue="waiting_queries"}', 80),
    ("--max-uncommitted-mib", 6, 'nociq_queue_bound_bytes{queue="balances"}', 6 * MIB),
    ("--max-view-lag-events", 90, None, None),
    ("--max-view-lag-seconds", 2.5, None, None),
)


class Metrics(unittest.TestCase):
    def test_every_bound_is_an_option_and_a_metric(self):
        options = [word for option, value, _, _ in BOUNDS for word in (option, value)]
        self.check_bounds(options, {})

    def test_every_bound_is_a_variable(self):
        variables = {
            "NOCIQ_" + option[2:].replace("-", "_").upper(): str(value)
            for option, value, _, _ in BOUNDS
        }
        self.check_bounds([], variables)

    def check_bounds(self, options, variables):
        os.environ.update(variables)
        try:
            with Folder() as folder, WatchedServer(folder, *options) as server:
                figures = server.figures()
                served = [view["name"] for view in server.views()]
        finally:
            for name in variables:
                del os.environ[name]
        told = {name for name in figures if name.startswith("nociq_queue_bound")}
        for option, _, metric, expected in BOUNDS:
            if metric is not None:
                self.assertEqual(figures[metric], expected, option)
        views = {f'nociq_queue_bound_bytes{{queue="{view}"}}' for view in served}
        named = {metric for _, _, metric, _ in BOUNDS}
        self.assertEqual(told - views - named, set(), "a bound without an option")

    def test_the_help_lists_every_bound_with_its_default(self):
        text = run(NOCIQ, "serve", "--help").stdout
        for option, _, _, _ in BOUNDS:
            variable = "NOCIQ_" + option[2:].replace("-", "_").upper()
            pattern = rf"{re.escape(option)} \w+:POSITIVE=[\d.]+ \(Env:{variable}\)"
            self.assertRegex(text, pattern)

    def test_a_bound_that_is_no_number_is_refused(self):
        for option, _, _, _ in BOUNDS:
            for value in ("0", "-1", "many"):
                run(NOCIQ, "serve", option, value, code=2)

    def test_the_process_is_as_the_system_says(self):
        with Folder() as folder, WatchedServer(folder) as server:
            figures = server.figures()
            proc = f"/proc/{server.process.pid}"
            self.assertLess(
                abs(figures["process_resident_memory_bytes"] - server.memory()), 8 * MIB
            )
            descriptors = len(os.listdir(f"{proc}/fd"))
            # The loop of another thread may hold one for a moment.
            self.assertLessEqual(abs(figures["process_open_fds"] - descriptors), 2)
            started = os.stat(proc).st_mtime
            self.assertLess(abs(figures["process_start_time_seconds"] - started), 2)
            before = figures["nociq_log_syncs_total"]
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())  # No deadline is near.
            for i in range(10):
                server.client.post("/api/v1/outages", {**outage(f"one {i}"), "detected_at": now})
            figures = server.figures()
            self.assertEqual(figures["nociq_log_commits_total"], 10)
            self.assertGreaterEqual(figures["nociq_log_syncs_total"], before + 10)


if __name__ == "__main__":
    unittest.main()
