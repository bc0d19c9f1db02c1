"""SIGKILL between the arming of a timer, its firing and its commit: each breach is told once.

Outages are recorded whose deadline is a moment away; some are resolved, stopped or made worse before
it; the server is killed at any time and started again. In the end every outage that was open at its
deadline has one `sla.breached`, with that deadline, and no other has one.
"""

import collections
import datetime
import random
import time
import unittest

from campaign import length
from nociq_server import Folder, Server

KILLS = length(25, 200)
OUTAGES = 8  # Recorded before each kill.
THRESHOLD = {"critical": 15, "high": 30}  # Minutes; breached when one more has begun.
LONGEST_SECONDS = 1.5  # Until a deadline, and until a kill.
LATE_SECONDS = 0.3
PAGE = 10_000
FINISH_SECONDS = 60


def text_of(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def time_of(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    moment = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.UTC)
    return moment + datetime.timedelta(microseconds=int((fraction + "000000")[:6]))


class TimerKill(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.__enter__())
        self.addCleanup(lambda: self.server.kill())
        self.prng = random.Random(7)
        self.counts = collections.Counter()

    def record(self):
        """An outage whose deadline comes soon; its id, unless the server was gone."""
        severity = self.prng.choice(sorted(THRESHOLD))
        deadline = datetime.datetime.now(datetime.UTC)
        deadline += datetime.timedelta(seconds=self.prng.uniform(0.1, LONGEST_SECONDS))
        detected = deadline - datetime.timedelta(minutes=THRESHOLD[severity] + 1)
        body = {
            "site_name": "Alpha",
            "severity": severity,
            "description": "no signal",
            "detected_at": text_of(detected),
        }
        return self.server.client.post("/api/v1/outages", body).json()["id"]

    def change(self, outage):
        """Before its deadline, or after it: both are right."""
        kind = self.prng.choice(("resolve", "worse", "stop", "leave", "leave"))
        client = self.server.client
        path = f"/api/v1/outages/{outage}"
        if kind == "resolve":
            reply = client.put(path, {"status": "resolved"})
        elif kind == "worse":
            reply = client.put(path, {"severity": "critical", "reason": "seen on site"})
        elif kind == "stop":
            reply = client.post(path + "/clock/stop", {"reason": "no access"})
        else:
            return
        self.assertEqual(reply.status, 200, reply)
        self.counts[kind] += 1

    def live_through_a_round(self):
        self.server.start()
        outages = [self.record() for _ in range(OUTAGES)]
        for outage in outages:
            self.change(outage)

    def test_each_breach_is_told_once_whenever_the_server_ends(self):
        for _ in range(KILLS - 1):
            self.live_through_a_round()
            time.sleep(self.prng.uniform(0, LONGEST_SECONDS))
            self.server.kill()
        self.live_through_a_round()
        self.server.kill()
        time.sleep(LONGEST_SECONDS + LATE_SECONDS)  # Deadlines pass while no server is there.
        self.server.start()
        self.check()
        self.assertEqual(self.server.stop(), 0)

    def check(self):
        finish = time.monotonic() + FINISH_SECONDS
        while True:
            stories = self.stories()
            waiting = [story for story in stories.values() if self.lacks_breach(story)]
            if not waiting or time.monotonic() > finish:
                break
            time.sleep(0.1)
        self.assertEqual(waiting, [])
        for story in stories.values():
            self.check_story(story)
        self.assertGreater(self.counts["breached"], KILLS)
        self.assertGreater(self.counts["told late"], 0)
        print(f"{KILLS} kills; {len(stories)} outages; {dict(self.counts)}")

    def stories(self):
        """The events of each outage, its SLA's among them, in order."""
        stories = collections.defaultdict(list)
        start = 0
        while True:
            page = self.server.client.get(f"/api/v1/events?from={start}&limit={PAGE}").json()
            for event in page["events"]:
                if event["type"].startswith(("outage.", "sla.")) and "outage" in event["payload"]:
                    stories[event["payload"]["outage"]].append(event)
            if not page["events"]:
                return stories
            start = page["events"][-1]["position"] + 1

    def deadline(self, story):
        """By the terms pinned last."""
        pinned = [event for event in story if event["type"] == "sla.terms_pinned"][-1]["payload"]
        minutes = pinned["threshold_minutes"] + 1
        return time_of(pinned["detected_at"]) + datetime.timedelta(minutes=minutes)

    def ends(self, story):
        """When its clock ended to run."""
        for event in story:
            if event["type"] == "outage.resolved":
                return time_of(event["payload"]["resolved_at"])
            if event["type"] == "outage.clock_stopped":
                return time_of(event["payload"]["from"])
        return None

    def lacks_breach(self, story):
        ended = self.ends(story)
        is_open = all(event["type"] != "outage.resolved" for event in story)
        was_late = ended is None or ended >= self.deadline(story)
        return is_open and was_late and self.breaches(story) == []

    def breaches(self, story):
        """Those that were told and not taken back."""
        told = []
        for event in story:
            if event["type"] == "sla.breached":
                told.append(event)
            if event["type"] == "sla.breach_cleared":
                told.pop()
        return told

    def check_story(self, story):
        told = self.breaches(story)
        self.assertLessEqual(len(told), 1, story)
        warnings = [event for event in story if event["type"] == "sla.warning"]
        due = [warning["payload"]["occurred_at"] for warning in warnings]
        self.assertEqual(len(due), len(set(due)), story)
        ended = self.ends(story)
        if ended is not None and ended < self.deadline(story):
            self.assertEqual(told, [], story)
            return
        for event in told:
            fired = time_of(event["payload"]["fired_at"])
            occurred = time_of(event["payload"]["occurred_at"])
            self.assertGreaterEqual(fired, occurred, story)
            self.counts["breached"] += 1
            self.counts["told late"] += (fired - occurred).total_seconds() > LATE_SECONDS


if __name__ == "__main__":
    unittest.main()
