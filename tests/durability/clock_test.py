"""A clock that jumps under the real server: recorded time never goes back, and none is made up."""

import datetime
import json
import unittest

from faked_clock import FakedClock, leave_without_it
from log_copy import fetch_lines
from nociq_server import Folder, Server

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
        clock = FakedClock(self.folder)
        self.jump = clock.jump
        self.server = Server(self.folder, environment=clock.environment)
        self.addCleanup(lambda: self.server.kill())
        self.jump(0)
        self.server.start()

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
    leave_without_it()
    unittest.main()
