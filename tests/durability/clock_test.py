"""A clock that jumps under the real server: recorded time never goes back, and none is made up.

The clock is libfaketime's, which reads what to add from a file; time that only passes is real.
"""

import datetime
import glob
import json
import os
import pathlib
import sys
import unittest

from log_copy import fetch_lines
from nociq_server import Folder, Server

LIBRARIES = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
HOUR = 3600
WITHIN_TOLERANCE = 240
DETECTED, RESOLVED = "2026-01-16T09:30:00Z", "2026-01-16T10:30:00Z"
OUTAGE = {"site_name": "Alpha", "severity": "high", "description": "dark"}
EXPLICIT = {**OUTAGE, "detected_at": DETECTED, "back_dating_reason": "recorded late"}


class Clock(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = folder.__enter__()
        self.offset = self.folder / "offset"
        self.server = Server(
            self.folder,
            environment={
                "LD_PRELOAD": LIBRARIES[0],
                "FAKETIME_TIMESTAMP_FILE": str(self.offset),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "FAKETIME_DONT_RESET": "1",
            },
        )
        self.addCleanup(lambda: self.server.kill())
        self.jump(0)
        self.server.start()

    def jump(self, seconds):
        """From the machine's time; in one step, so that nobody reads half of it."""
        beside = pathlib.Path(f"{self.offset}.new")
        beside.write_text(f"{seconds:+d}s\n")
        beside.rename(self.offset)

    def post(self, body):
        return self.server.client.post("/api/v1/outages", body)

    def resolve(self, outage, **more):
        target = f"/api/v1/outages/{outage}"
        return self.server.client.put(target, {"status": "resolved", **more})

    def events(self):
        lines, _ = fetch_lines(self.server.client, 0)
        return [json.loads(line) for line in lines]

    def assert_ready(self, ready):
        reply = self.server.client.get("/health/ready")
        told = reply.json()
        self.assertEqual((reply.status, told["clock"]), (200 if ready else 503, ready), told)
        self.assertEqual(told["ready"], ready)

    def assert_trusted(self, trusted):
        """Commands that need to know the time are done, or told to come back."""
        self.assert_ready(trusted)
        created = self.post(OUTAGE)
        explicit = self.post(EXPLICIT)
        self.assertEqual(explicit.status, 201, explicit)
        now = self.resolve(explicit.json()["id"])
        if trusted:
            self.assertEqual((created.status, now.status), (201, 200), (created, now))
        else:
            for refused in (created, now):
                self.assertEqual(refused.status, 503, refused)
                self.assertEqual(refused.json()["error"]["details"]["rule"], "clock.untrusted")
                self.assertEqual(refused.headers["Retry-After"], "1")
            done = self.resolve(explicit.json()["id"], resolved_at=RESOLVED)
            self.assertEqual(done.status, 200, done)
        self.assert_ready(trusted)

    def assert_monotone(self):
        times = [event["recorded_at"] for event in self.events()]
        self.assertGreater(len(times), 3)
        parsed = [datetime.datetime.fromisoformat(time[:19] + "+00:00") for time in times]
        self.assertEqual(parsed, sorted(parsed))
        return parsed

    def test_a_small_jump_is_no_matter(self):
        for seconds in (-WITHIN_TOLERANCE, 0, WITHIN_TOLERANCE, 0):
            self.jump(seconds)
            self.assert_trusted(True)
        self.assert_monotone()

    def test_an_hour_back(self):
        self.assert_trusted(True)
        before = self.assert_monotone()[-1]
        self.jump(-HOUR)
        self.assert_trusted(False)
        self.assertLess(self.assert_monotone()[-1] - before, datetime.timedelta(minutes=5))
        self.jump(0)
        self.assert_trusted(True)
        self.assert_monotone()

    def test_an_hour_ahead_is_noticed_by_a_server_that_nobody_writes_to(self):
        self.assert_ready(True)
        self.jump(HOUR)
        self.assert_ready(False)
        self.jump(0)
        self.assert_ready(True)
        self.assert_trusted(True)

    def test_an_hour_ahead_and_back(self):
        """What was recorded in the false hour stands; until it has come, nothing may default."""
        self.jump(HOUR)
        self.assert_trusted(False)
        false_hour = self.assert_monotone()[-1]
        self.jump(0)
        self.assert_trusted(False)
        self.assertEqual(self.assert_monotone()[-1], false_hour)
        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        self.assert_trusted(False)
        self.assert_monotone()

    def test_a_start_with_a_clock_behind_the_log(self):
        self.assert_trusted(True)
        self.assertEqual(self.server.stop(), 0)
        self.jump(-HOUR)
        self.server.start()
        self.assert_trusted(False)
        self.assert_monotone()


if __name__ == "__main__":
    if not LIBRARIES or os.environ.get("LEDGER_SHORT"):
        print("skipped: no libfaketime, or a sanitizer, which does not go with it")
        sys.exit(77)
    unittest.main()
