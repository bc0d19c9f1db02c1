"""Imports too large to wait for: they go on in the background, among other writers, and through a
kill of the process; nothing is lost, nothing is recorded twice."""

import hashlib
import json
import pathlib
import time
import unittest

import campaign
from nociq_server import NOCIQ, POLL_SECONDS, Client, Folder, run
from watched_server import MIB, SANITIZED, WAIT_SECONDS, WatchedServer, outage, resolved_row

ROWS = max(12_000, campaign.length(20_000, 100_000))  # Fewer would be waited for.
LARGE = max(ROWS, campaign.length(100_000, 300_000))
KILLS = 3
TARGET = "/api/v1/outages/bulk-import"
LINES = "application/x-ndjson"
MOST_GROWTH = 48 * MIB


def lines(first, count):
    rows = (json.dumps(resolved_row(i)) + "\n" for i in range(first, first + count))
    return "".join(rows).encode()


class ImportJob(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = WatchedServer(self.folder).start()
        self.addCleanup(self.server.kill)

    def post(self, body, key):
        headers = {"content_type": LINES, "Idempotency-Key": key}
        return self.server.client.post(TARGET, body, **headers)

    def job(self, job):
        reply = self.server.client.get(f"/api/v1/jobs/{job}")
        self.assertEqual(reply.status, 200, reply)
        return reply.json()["job"]

    def wait_for(self, job, condition):
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition(told := self.job(job)):
            self.assertLess(time.monotonic(), deadline, told)
            time.sleep(POLL_SECONDS)
        return told

    def ended(self, job):
        return self.wait_for(job, lambda told: told["state"] != "running")

    def total(self):
        self.server.wait_for_views()
        return self.server.client.get("/api/v1/outages?limit=1").json()["total"]

    def bodies(self):
        return list((pathlib.Path(self.server.data) / "bodies").iterdir())

    def test_a_killed_import_goes_on_and_records_each_row_once(self):
        body = lines(0, ROWS)
        reply = self.post(body, "import-1")
        self.assertEqual(reply.status, 202, reply)
        job = reply.json()["job"]["id"]
        self.assertEqual(reply.headers["Location"], f"/api/v1/jobs/{job}")
        for kill in range(1, KILLS + 1):
            part = kill * len(body) // (KILLS + 1)
            self.wait_for(job, lambda told: told["progress"]["done"] >= part)
            self.server.kill()
            self.server.start()
        told = self.ended(job)
        counts = (told["state"], told["total_rows"], told["imported"], told["error_count"])
        self.assertEqual(counts, ("done", ROWS, ROWS, 0))
        self.assertEqual(self.total(), ROWS)
        self.assertEqual(self.bodies(), [])
        again = self.post(body, "import-1")
        self.assertEqual((again.status, again.json()["job"]["id"]), (202, job))
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        other = self.post(lines(1, ROWS), "import-1")
        self.assertEqual(other.json()["error"]["code"], "IDEMPOTENCY_KEY_REUSED")
        events = self.server.client.get("/api/v1/events?from=0&limit=10").json()["events"]
        started = [event for event in events if event["type"] == "import.started"]
        self.assertEqual([event["payload"]["bytes"] for event in started], [len(body)])
        digest = hashlib.sha256(body).hexdigest()
        self.assertEqual(started[0]["payload"]["sha256"], digest)

    def test_others_write_meanwhile_and_memory_stays_bounded(self):
        body = lines(0, LARGE)
        job = self.post(body, "large").json()["job"]["id"]
        waits = []
        refused = 0
        first_half = None  # Its peak of memory.
        with_other = Client(self.server.port)
        while (told := self.job(job))["state"] == "running":
            if first_half is None and told["progress"]["done"] > len(body) // 2:
                first_half = self.server.memory("VmHWM")
                self.server.forget_peak()
            begin = time.monotonic()
            reply = with_other.post("/api/v1/outages", json.dumps(outage(f"other {len(waits)}")))
            if reply.status == 201:
                waits.append(time.monotonic() - begin)
            else:
                self.assertEqual((reply.status, reply.headers["Retry-After"]), (503, "1"), reply)
                refused += 1
        with_other.close()
        self.assertGreater(len(waits), refused)
        waits.sort()
        median, most = waits[len(waits) // 2] * 1e3, waits[-1] * 1e3
        growth = (self.server.memory("VmHWM") - first_half) / MIB
        print(f"{LARGE:,} rows; {len(waits)} other writes, {refused} put off: {median:.1f} ms in "
              f"the middle, {most:.0f} ms at most; the second half took {growth:+.0f} MiB more "
              f"than the first")  # fmt: skip
        if not SANITIZED:
            self.assertLess(growth * MIB, MOST_GROWTH)

    def test_a_cancelled_import_keeps_what_it_did(self):
        job = self.post(lines(0, ROWS), "cancelled").json()["job"]["id"]
        reply = self.server.client.post(f"/api/v1/jobs/{job}/cancel", None)
        self.assertEqual(reply.status, 202, reply)
        told = self.ended(job)
        self.assertEqual(told["state"], "cancelled")
        self.assertLess(told["imported"], ROWS)
        self.assertEqual(self.total(), told["imported"])
        again = self.server.client.post(f"/api/v1/jobs/{job}/cancel", None)
        self.assertEqual(again.status, 409, again)
        self.assertEqual(self.server.client.get("/api/v1/jobs/JOB9").status, 404)

    def test_a_job_whose_body_is_gone_is_marked_as_failed(self):
        job = self.post(lines(0, ROWS), "gone").json()["job"]["id"]
        self.server.kill()
        for body in self.bodies():
            body.unlink()
        (pathlib.Path(self.server.data) / "bodies" / "of-nobody").write_bytes(b"x")
        self.server.start()
        told = self.ended(job)
        self.assertEqual(told["state"], "failed")
        self.assertIn("No such file", told["reason"])
        self.assertEqual(self.bodies(), [])

    def test_the_command_line_follows_a_job_and_history_lists_it(self):
        file = self.folder / "rows.ndjson"
        bad = json.dumps({**resolved_row(0), "id": "bad", "severity": "worst"}) + "\n"
        file.write_bytes(lines(0, 12_000) + bad.encode())
        command = ["outage", "import", file, "--format", "ndjson", "--data", self.server.data]
        done = run(NOCIQ, *command, code=1)
        told = "12001 rows: 12000 imported, 0 skipped (already there), 1 errors\n"
        self.assertEqual(done.stdout, told)
        self.assertIn("imported in the background, as JOB001", done.stderr)
        self.assertIn("row 12001, severity: severity must be one of", done.stderr)
        history = self.server.client.get("/api/v1/outages/bulk/history").json()
        shown = [(job["id"], job["state"], job["imported"]) for job in history["jobs"]]
        self.assertEqual((history["total"], shown), (1, [("JOB001", "done", 12_000)]))
        self.assertEqual(self.server.client.get("/api/v1/jobs?limit=1").json()["total"], 1)


if __name__ == "__main__":
    unittest.main()
