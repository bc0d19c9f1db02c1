"""Stopping and starting: the same answers, with views and without, and after a rebuild."""

import http.client
import pathlib
import re
import shutil
import subprocess
import threading
import unittest

from nociq_server import NOCIQ, Client, Folder, Server, run

TARGETS = (
    "/api/v1/outages?limit=200",
    "/api/v1/outages?status=open&severity=critical",
    "/api/v1/outages?page=2&page_size=20",
    "/api/v1/outages?search=site+t&sort_by=site_name&sort_order=asc",
    "/api/v1/outages/export?format=ndjson&include_deleted=true",
    "/api/v1/outages/OUT001?as_of=90",
    "/api/v1/audit?limit=1000",
    "/api/v1/outages/OUT001/timeline",
    "/api/v1/sla/status/T-3",
    "/api/v1/sla/explain/T-3",
    "/api/v1/sla/configs",
    "/api/v1/ledger/trial-balance",
    "/api/v1/ledger/balances",
    "/api/v1/ledger/balances?account=pool:USDC:accrued&as_of=100",
    "/api/v1/events?limit=10000&record=true",
    "/log/checkpoint",
    "/log/vkey",
    "/log/tile/0/000.p/100",
    "/log/consistency?old=7&new=100",
    "/api/v1/events/77/proof",
)
HEADERS = ("ETag", "X-Event-Position", "X-Projection-Position", "X-Policy-Version", "X-Log-Size")
# What an open outage costs by now.
CLOCK = re.compile(rb'"overrun_minutes":\d+,"accrued_penalty":[\d.]+')
SEVERITIES = ("critical", "high", "medium", "low")


def row(i):
    """Every severity, every tier; every tenth is open, or under maintenance."""
    begin, minutes = "2026-01-16T09:30:00Z", 7 * i % 180
    end = f"2026-01-16T{9 + (30 + minutes) // 60:02}:{(30 + minutes) % 60:02}:00Z"
    return {
        "id": f"T-{i}",
        "site_name": f"Site {i % 7}",
        "severity": SEVERITIES[i % 4],
        "description": f"outage {i}",
        "detected_at": begin,
        **({} if i % 10 == 0 else {"resolved_at": end}),
        "maintenance": i % 10 == 1,
    }


class Restart(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = Server(self.folder).start()
        self.addCleanup(lambda: self.server.kill())
        reply = self.server.client.post("/api/v1/outages/bulk-import", [row(i) for i in range(100)])
        self.assertEqual(reply.json()["imported"], 100, reply)
        put = self.server.client.put
        put("/api/v1/outages/T-3", {"status": "active", "reason": "again"})
        put("/api/v1/outages/T-3", {"status": "resolved"})
        put("/api/v1/outages/T-0", {"severity": "low", "assigned_to": "user7"})
        body = {"expected_version": 1, "reason": "dearer", "low": {"reward_base": 700}}
        self.assertEqual(put("/api/v1/sla/configs", body).status, 200)
        self.assertEqual(self.server.client.ask("DELETE", "/api/v1/outages/T-2").status, 204)

    def answers(self):
        told = {}
        self.server.checkpoint(self.end())
        for target in TARGETS:
            reply = self.server.client.get(target)
            self.assertEqual(reply.status, 200, (target, reply))
            body = CLOCK.sub(b"", reply.body)
            told[target] = (body, [reply.headers[name] for name in HEADERS])
        return told

    def end(self):
        return self.server.settle().client.get("/").json()["position"] + 1

    def digests(self):
        self.server.catch_up()
        reply = self.server.client.get("/api/v1/projections?digest=true").json()
        end = self.end()
        views = {view["name"]: view for view in reply["projections"]}
        self.assertEqual(len(views), 14)
        for view in views.values():
            self.assertEqual((view["state"], view["position"], view["lag"]), ("live", end, 0))
            self.assertEqual(view["digest_position"], end)
        return {name: view["digest"] for name, view in views.items()}

    def assert_same_after(self, change):
        answers, digests = self.answers(), self.digests()
        change()
        self.server.catch_up()
        for target, told in self.answers().items():
            self.assertEqual(told, answers[target], target)
        self.assertEqual(self.digests(), digests)
        self.assertNotIn('"level":"error"', self.server.said())

    def test_a_stop_ends_with_0_and_a_start_gives_the_same_answers(self):
        def restart():
            self.assertEqual(self.server.stop(), 0)
            self.assertFalse((self.server.data / "port").exists())
            self.server.start()

        self.assert_same_after(restart)

    def test_a_kill_loses_nothing(self):
        def restart():
            self.server.kill()
            self.server.start()

        self.assert_same_after(restart)

    def test_without_views_they_are_built_anew(self):
        def restart():
            self.assertEqual(self.server.stop(), 0)
            shutil.rmtree(self.server.data / "views")
            self.server.start()

        self.assert_same_after(restart)

    def test_views_that_are_rubbish_are_built_anew(self):
        def restart():
            self.assertEqual(self.server.stop(), 0)
            files = sorted((self.server.data / "views").iterdir())
            self.assertTrue(files)
            for file in files:
                file.write_bytes(b"rubbish" * 100)
            self.server.start()

        self.assert_same_after(restart)

    def test_a_rebuild_makes_the_same_rows(self):
        def rebuild():
            names = [view["name"] for view in self.projections()]
            for name in names:
                run(NOCIQ, "projection", "rebuild", name, "--wait", "--url", self.server.url)
            self.assertEqual([view["name"] for view in self.projections()], names)

        self.assert_same_after(rebuild)

    def test_a_rebuild_that_is_cancelled_leaves_all_as_it_was(self):
        def cancel():
            for view in self.projections():
                target = f"/api/v1/projections/{view['name']}"
                reply = self.server.client.post(target + "/rebuild", "{}")
                self.assertEqual(reply.status, 202, reply)
                reply = self.server.client.post(target + "/cancel", "{}")
                # 409: it was over already.
                self.assertIn(reply.status, (200, 409), reply)

        self.assert_same_after(cancel)

    def projections(self):
        return self.server.client.get("/api/v1/projections").json()["projections"]

    def test_a_view_serves_and_follows_while_it_is_rebuilt(self):
        stop = threading.Event()
        totals = []

        def read():
            client = Client(self.server.port)
            while not stop.is_set():
                totals.append(client.get("/api/v1/outages?limit=1").json()["total"])
            client.close()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for i in range(100, 150):
                if i % 10 == 0:
                    reply = self.server.client.post("/api/v1/projections/outage_list/rebuild", "{}")
                    self.assertIn(reply.status, (202, 409), reply)
                body = {"site_name": "Alpha", "severity": "low", "description": f"new {i}"}
                self.assertEqual(self.server.client.post("/api/v1/outages", body).status, 201)
        finally:
            stop.set()
            reader.join()
        self.assertEqual(totals, sorted(totals))  # Nobody looked at a view that was half built.
        self.assertEqual(self.server.client.get("/api/v1/outages").json()["total"], 149)

    def test_requests_under_way_are_answered_before_it_stops(self):
        replies, started = [], threading.Semaphore(0)

        def write(number):
            client = Client(self.server.port)
            i = 0
            try:
                while True:
                    i += 1
                    body = {"site_name": "A", "severity": "low", "description": "dark"}
                    body["id"] = f"W-{number}-{i}"
                    replies.append((body["id"], client.post("/api/v1/outages", body)))
                    started.release()
            except (OSError, http.client.HTTPException):
                client.close()  # The server has gone, between two requests.

        threads = [threading.Thread(target=write, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(40):
            started.acquire()
        self.assertEqual(self.server.stop(), 0)
        for thread in threads:
            thread.join()
        self.server.start()
        for name, reply in replies:
            expected = 200 if reply.status == 201 else 404
            self.assertEqual(self.server.client.get(f"/api/v1/outages/{name}").status, expected)

    def test_a_second_process_is_refused(self):
        command = [NOCIQ, "serve", "--data", self.server.data, "--port", "0"]
        finished = run(*command, code=75)
        self.assertIn("in use by another process", finished.stderr)
        self.assertEqual(self.server.client.get("/health/ready").status, 200)
        self.assertEqual((self.server.data / "port").read_text(), f"127.0.0.1:{self.server.port}\n")

    def test_only_loopback_is_served(self):
        for host in ("0.0.0.0", "192.0.2.1", "::", "example.org"):
            command = [NOCIQ, "serve", "--data", self.folder / "other", "--host", host]
            finished = run(*command, "--port", "0", code=2)
            self.assertIn("is not a loopback address", finished.stderr)
        self.assertFalse((self.folder / "other").exists())

    def test_the_other_verbs_find_the_server_wherever_it_listens(self):
        (self.folder / "other").mkdir()
        with Server(self.folder / "other", "--host", "127.0.0.2") as other:
            health = run(NOCIQ, "health", "--data", other.data)
            self.assertIn("ready", health.stdout)

    def test_a_port_that_is_taken_is_said(self):
        command = [NOCIQ, "serve", "--data", self.folder / "other", "--port", self.server.port]
        finished = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=60, check=False
        )
        self.assertNotIn(finished.returncode, (0, 3), finished)
        self.assertIn(str(self.server.port), finished.stderr)


if __name__ == "__main__":
    unittest.main()
