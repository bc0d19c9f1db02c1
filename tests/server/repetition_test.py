"""Requests that come twice, too late or too early: keys, versions, positions; over restarts."""

import json
import threading
import unittest

from nociq_server import Client, Folder, Server

OUTAGE = {"site_name": "Alpha", "severity": "critical", "description": "dark"}
IMPORT = "/api/v1/outages/bulk-import"
PROMISED = ("ETag", "Location", "Content-Type", "X-Event-Position")


def lines(first, count):
    rows = [
        {"id": f"T-{i}", "detected_at": "2026-01-16T09:30:00Z", **OUTAGE}
        for i in range(first, first + count)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


class Repetition(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(lambda: self.server.kill())

    def position(self):
        return self.server.settle().client.get("/").json()["position"]

    def restart(self):
        self.assertEqual(self.server.stop(), 0)
        self.server.start()

    def assert_replayed(self, first, again):
        self.assertEqual(again.headers["Idempotent-Replayed"], "true", again)
        self.assertEqual((again.status, again.body), (first.status, first.body))
        for name in PROMISED:
            self.assertEqual(again.headers[name], first.headers[name], name)

    def assert_error(self, reply, status, code):
        self.assertEqual((reply.status, reply.json()["error"]["code"]), (status, code), reply)

    def test_a_key_answers_for_ever_what_it_answered_first(self):
        client = self.server.client
        first = client.post("/api/v1/outages", OUTAGE, idempotency_key="create")
        self.assertEqual(first.status, 201, first)
        self.assertIsNone(first.headers["Idempotent-Replayed"])
        changed = client.put(
            "/api/v1/outages/OUT001", {"assigned_to": "user7"}, idempotency_key="assign"
        )
        nothing = client.put(
            "/api/v1/outages/OUT001", {"assigned_to": "user7"}, idempotency_key="no-op"
        )
        end = self.position()
        self.assertEqual((changed.position(), nothing.position()), (end, end))
        for _ in range(2):
            client = self.server.client
            again = client.post("/api/v1/outages", OUTAGE, idempotency_key="create")
            self.assertEqual((again.status, again.body), (201, first.body))
            self.assertEqual(again.headers["Idempotent-Replayed"], "true")
            for name in ("ETag", "Location"):
                self.assertEqual(again.headers[name], first.headers[name])
            for key, reply in (("assign", changed), ("no-op", nothing)):
                body = {"assigned_to": "user7"}
                again = client.put("/api/v1/outages/OUT001", body, idempotency_key=key)
                self.assert_replayed(reply, again)
            self.assertEqual(self.position(), end)
            self.restart()

    def test_a_key_belongs_to_its_request(self):
        client = self.server.client
        client.post("/api/v1/outages", OUTAGE, idempotency_key="one")
        end = self.position()
        for restart in (False, True):
            if restart:
                self.restart()
                client = self.server.client
            other = {**OUTAGE, "severity": "low"}
            reply = client.post("/api/v1/outages", other, idempotency_key="one")
            self.assert_error(reply, 422, "IDEMPOTENCY_KEY_REUSED")
            reply = client.put("/api/v1/outages/OUT001", OUTAGE, idempotency_key="one")
            self.assert_error(reply, 422, "IDEMPOTENCY_KEY_REUSED")
            self.assertEqual(self.position(), end)

    def test_what_was_refused_is_decided_anew(self):
        client = self.server.client
        client.post("/api/v1/outages", {**OUTAGE, "status": "investigating"})
        target, body = "/api/v1/outages/OUT001", {"status": "resolved"}
        reply = client.put(target, body, idempotency_key="resolve")
        self.assert_error(reply, 409, "CONFLICT")
        client.put(target, {"status": "active"})
        reply = client.put(target, body, idempotency_key="resolve")
        self.assertEqual(reply.status, 200, reply)
        self.assertIsNone(reply.headers["Idempotent-Replayed"])

    def test_many_at_once_with_one_key_create_one_outage(self):
        replies = []

        def create():
            client = Client(self.server.port)
            replies.append(client.post("/api/v1/outages", OUTAGE, idempotency_key="race"))
            client.close()

        threads = [threading.Thread(target=create) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(replies), 16)
        # Whoever comes while it is still running may be told so instead.
        created = [reply for reply in replies if reply.status == 201]
        running = [reply for reply in replies if reply.status == 409]
        self.assertEqual(len(created) + len(running), 16, replies)
        self.assertEqual(len({reply.body for reply in created}), 1)
        fresh = [reply for reply in created if reply.headers["Idempotent-Replayed"] is None]
        self.assertEqual(len(fresh), 1)
        self.assertEqual(self.server.client.get("/api/v1/outages").json()["total"], 1)

    def test_an_import_goes_on_behind_what_it_wrote(self):
        """Its first 512 rows are commands of their own, so that a retry finds them done."""
        client = self.server.client
        named = {"content_type": "application/x-ndjson", "idempotency_key": "rows"}
        whole = lines(0, 600)
        first = client.post(IMPORT, whole, **named)
        self.assertEqual((first.status, first.json()["imported"]), (200, 600), first)
        end = self.position()
        for restart in (False, True):
            if restart:
                self.restart()
            again = self.server.client.post(IMPORT, whole, **named)
            self.assertEqual((again.status, again.body), (200, first.body))
            self.assertEqual(self.position(), end)
        other = self.server.client.post(IMPORT, lines(1000, 600), **named)
        self.assert_error(other, 422, "IDEMPOTENCY_KEY_REUSED")
        self.assertEqual(self.position(), end)

    def test_if_match_compares_the_version_and_nothing_else(self):
        client = self.server.client
        tag = client.post("/api/v1/outages", OUTAGE).headers["ETag"]
        self.assertEqual(tag, '"v1.p4"')
        target = "/api/v1/outages/OUT001"
        for stale in ('"v0.p4"', '"v2.p4"', '"v7.p4"'):
            reply = client.put(target, {"assigned_to": "a"}, if_match=stale)
            self.assert_error(reply, 412, "PRECONDITION_FAILED")
        for bad in ("v1", '"1"', 'W/"v1"', '"v1.p4", "v2.p4"'):
            reply = client.put(target, {"assigned_to": "a"}, if_match=bad)
            self.assert_error(reply, 400, "VALIDATION_ERROR")
        reply = client.put(target, {"assigned_to": "a"}, if_match='"v1.p99"')
        self.assertEqual((reply.status, reply.headers["ETag"]), (200, '"v2.p5"'), reply)
        reply = client.put(target, {"assigned_to": "b"}, if_match=tag)
        self.assert_error(reply, 412, "PRECONDITION_FAILED")
        self.assertEqual(client.put(target, {"assigned_to": "b"}, if_match="*").status, 200)
        reply = client.ask("DELETE", target, if_match=tag)
        self.assert_error(reply, 412, "PRECONDITION_FAILED")
        now = client.get(target).headers["ETag"]
        self.assertEqual(client.ask("DELETE", target, if_match=now).status, 204)
        self.assert_error(client.put(target, {"assigned_to": "c"}, if_match="*"), 404, "NOT_FOUND")

    def test_if_none_match_spares_what_does_not_depend_on_the_hour(self):
        client = self.server.client
        policy = client.get("/api/v1/sla/configs")
        reply = client.get("/api/v1/sla/configs", if_none_match=policy.headers["ETag"])
        self.assertEqual((reply.status, reply.body), (304, b""))
        self.assertEqual(reply.headers["ETag"], policy.headers["ETag"])
        client.post("/api/v1/outages", OUTAGE)
        page = client.get("/api/v1/outages/OUT001")
        # An open outage shows how much time is left.
        reply = client.get("/api/v1/outages/OUT001", if_none_match=page.headers["ETag"])
        self.assertEqual(reply.status, 200)
        self.assertEqual(reply.headers["Cache-Control"], "no-store")
        client.put("/api/v1/outages/OUT001", {"status": "resolved"})
        page = client.get("/api/v1/outages/OUT001")
        reply = client.get("/api/v1/outages/OUT001", if_none_match=page.headers["ETag"])
        self.assertEqual((reply.status, reply.body), (304, b""))

    def test_a_reply_shows_what_was_acknowledged(self):
        """Through another connection, and at once: no view is read before it has caught up."""
        reader = Client(self.server.port)
        self.addCleanup(reader.close)
        for i in range(200):
            created = self.server.client.post("/api/v1/outages", {**OUTAGE, "id": f"R-{i}"})
            listed = reader.get("/api/v1/outages?limit=1")
            self.assertEqual(listed.json()["total"], i + 1)
            self.assertGreaterEqual(listed.position(), created.position())
            seen = int(listed.headers["X-Projection-Position"])
            self.assertGreaterEqual(seen, created.position())
            self.assertEqual(reader.get(f"/api/v1/sla/status/R-{i}").status, 200)

    def test_a_position_can_be_waited_for_but_not_for_ever(self):
        client = self.server.client
        end = client.post("/api/v1/outages", OUTAGE).position()
        self.assertEqual(client.get("/api/v1/outages", x_min_position=end).status, 200)
        self.assertEqual(client.get(f"/api/v1/outages?min_position={end}").status, 200)
        reply = client.get("/api/v1/outages", x_min_position=end + 1)
        self.assert_error(reply, 503, "SERVICE_UNAVAILABLE")
        self.assertIsNotNone(reply.headers["Retry-After"])


if __name__ == "__main__":
    unittest.main()
