"""Incidents of a real status page with all that was said of each: five of them, and, where the whole
collection lies beside the repository, all 819.

What is expected was reasoned out from the collection before it was imported: every incident has an
id of its own, a start, and an end that is not before it (29 end as they begin), so all are imported
and none is open. Each of the 4,570 updates has a text of at most 3,108 bytes and a time within its
incident, so each becomes a note. Impact tells severity: none and maintenance low, minor medium, major
high; the 18 that are maintenance are excluded as a whole.
"""

import collections
import json
import os
import pathlib
import sys
import unittest

from nociq_server import NOCIQ, SOURCE, Folder, Server, run

SAMPLE = SOURCE / "tests" / "server" / "github_status_sample.jsonl"
ALL = SOURCE.parent / "shared" / "data" / "github_status_incidents_2022_2026.jsonl"
SEVERITY = {
    "none": "low",
    "minor": "medium",
    "major": "high",
    "critical": "critical",
    "maintenance": "low",
}


class GithubImport(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(pathlib.Path(folder.name)).start()
        self.addCleanup(lambda: self.server.kill())

    def get(self, target):
        reply = self.server.client.get(target)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def events(self):
        at = 0
        while True:
            page = self.get(f"/api/v1/events?from={at}&limit=10000")
            yield from page["events"]
            at = page["next_from"]
            if at >= page["log_size"]:
                return

    def import_file(self, file):
        command = ["outage", "import", file, "--format", "ndjson", "--preset", "github-status"]
        return run(NOCIQ, *command, "--data", self.server.data).stdout

    def check(self, file, count, notes, severities, excluded):
        told = f"{count} rows: {count} imported, 0 skipped (already there), 0 errors\n"
        self.assertEqual(self.import_file(file), told)
        told = f"{count} rows: 0 imported, {count} skipped (already there), 0 errors\n"
        self.assertEqual(self.import_file(file), told)
        incidents = {row["id"]: row for row in map(json.loads, file.open())}
        names, said, found = {}, collections.defaultdict(list), collections.Counter()
        for event in self.events():
            payload = event["payload"]
            found[event["type"]] += 1
            if event["type"] == "outage.created":
                names[payload["outage"]] = payload["external_id"]
                found[payload["severity"]] += 1
                row = incidents[payload["external_id"]]
                self.assertEqual(payload["severity"], SEVERITY[row["impact"]])
                self.assertEqual(payload["affected_services"], row.get("components", []))
                self.assertEqual(payload["description"], row["title"])
            if event["type"] == "outage.note_added":
                said[names[payload["outage"]]].append((payload["at"], payload["text"]))
            if event["type"] == "sla.calculated":
                found[payload["status"]] += 1
        self.assertEqual(found["outage.created"], count)
        self.assertEqual(found["outage.resolved"], count)
        self.assertEqual(found["outage.note_added"], notes)
        self.assertEqual({name: found[name] for name in severities}, severities)
        self.assertEqual(found["excluded"], excluded)
        for name, row in incidents.items():
            updates = [(u["at"], f"{u['status']}: {u['message']}") for u in row["updates"]]
            self.assertEqual(said[name], updates)

    def test_five_incidents_with_their_updates(self):
        severities = {"critical": 1, "high": 1, "medium": 1, "low": 2}
        self.check(SAMPLE, 5, 28, severities, 1)
        name = json.loads(SAMPLE.open().readline())["id"]
        timeline = self.get(f"/api/v1/outages/{name}/timeline")["timeline"]
        row = json.loads(SAMPLE.open().readline())
        texts = json.dumps(timeline)
        for update in row["updates"]:
            self.assertIn(json.dumps(update["message"])[1:-1], texts)

    def test_the_whole_collection(self):
        if not ALL.exists():
            self.skipTest(f"{os.path.relpath(ALL, SOURCE)} is not there")
        severities = {"critical": 28, "high": 138, "medium": 604, "low": 31 + 18}
        self.check(ALL, 819, 4_570, severities, 18)

    def test_an_update_that_cannot_be_is_named(self):
        row = json.loads(SAMPLE.open().readline())
        row["updates"][1]["at"] = "2001-01-01T00:00:00Z"
        target = "/api/v1/outages/bulk-import?preset=github-status"
        told = self.server.client.post(target, json.dumps([row])).json()
        shown = [(error["row"], error["field"], error["type"]) for error in told["errors"]]
        self.assertEqual(shown, [(1, "updates.1.at", "order")])
        self.assertEqual(told["imported"], 0)


if __name__ == "__main__":
    if not ALL.exists():
        print(f"skipped in part: {os.path.relpath(ALL, SOURCE)} is not there", file=sys.stderr)
    unittest.main()
