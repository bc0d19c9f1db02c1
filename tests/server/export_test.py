"""Exports while they stream, and pages of the list while others write."""

import csv
import hashlib
import http.client
import io
import json
import threading
import unittest

from nociq_server import Client, Folder, Server

IMPORT = "/api/v1/outages/bulk-import"
EXPORT = "/api/v1/outages/export"
ROWS_PER_IMPORT = 5_000  # More would go on as a job.
ROWS = 20_000
SEVERITIES = ("critical", "high", "medium", "low")


def line(i):
    return json.dumps(
        {
            "external_id": f"E-{i:06}",
            "site_name": f"Tower {i % 50:02}",
            "site_id": f"S-{i % 50}",
            "severity": SEVERITIES[i % 4],
            "description": f"Alarm {i % 97}: no traffic since the last poll, =as told",
            "affected_services": ["4G", "5G"],
            "detected_at": f"2026-01-{1 + i % 28:02}T09:{i % 60:02}:00Z",
            **({"resolved_at": f"2026-01-{1 + i % 28:02}T10:30:00Z"} if i % 3 else {}),
        }
    )


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.server = Server(cls.folder.name).start()
        for begin in range(0, ROWS, ROWS_PER_IMPORT):
            rows = range(begin, min(begin + ROWS_PER_IMPORT, ROWS))
            body = "".join(line(i) + "\n" for i in rows)
            reply = cls.server.client.post(IMPORT, body, content_type="application/x-ndjson")
            assert reply.json()["imported"] == len(rows), reply
        cls.server.settle()

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.folder.cleanup()

    def get(self, target, **headers):
        reply = self.server.client.get(target, **headers)
        self.assertEqual(reply.status, 200, reply)
        return reply

    def test_an_export_is_what_its_header_says_and_comes_out_the_same(self):
        for kind in ("csv", "json", "ndjson"):
            with self.subTest(kind=kind):
                first = self.get(f"{EXPORT}?format={kind}")
                self.assertEqual(
                    first.headers["X-Content-SHA256"], hashlib.sha256(first.body).hexdigest()
                )
                self.assertEqual(int(first.headers["Content-Length"]), len(first.body))
                self.assertIn(f'"outages.{kind}"', first.headers["Content-Disposition"])
                position = first.position()
                again = self.get(f"{EXPORT}?format={kind}&min_position={position}")
                self.assertEqual((again.position(), again.body), (position, first.body))
                tag = first.headers["ETag"]
                reply = self.server.client.get(f"{EXPORT}?format={kind}", if_none_match=tag)
                self.assertEqual((reply.status, reply.body), (304, b""))

    def test_every_outage_is_in_it_once(self):
        text = self.get(f"{EXPORT}?search=tower").body.decode()
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        self.assertEqual({row["external_id"] for row in rows}, {f"E-{i:06}" for i in range(ROWS)})
        self.assertEqual(len(rows), ROWS)
        self.assertEqual(len(self.get(f"{EXPORT}?format=json&q=tower").json()), ROWS)
        some = self.get(f"{EXPORT}?format=json&status=open&search=tower+07&severity=low").json()
        expected = [i for i in range(ROWS) if i % 3 == 0 and i % 50 == 7 and i % 4 == 3]
        self.assertEqual(
            sorted(one["external_id"] for one in some), [f"E-{i:06}" for i in expected]
        )

    def test_a_client_that_reads_slowly_gets_a_snapshot(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("GET", f"{EXPORT}?format=ndjson")
        reply = connection.getresponse()
        begin = reply.read(1)
        client = Client(self.server.port)
        for i in range(5):
            body = {"site_name": f"late {i}", "severity": "low", "description": "d"}
            self.assertEqual(client.post("/api/v1/outages", body).status, 201)
        whole = begin + reply.read()
        connection.close()
        self.assertEqual(hashlib.sha256(whole).hexdigest(), reply.headers["X-Content-SHA256"])
        self.assertNotIn(b'"site_name":"late', whole)
        now = self.get(f"{EXPORT}?format=ndjson")
        self.assertEqual(now.body.count(b'"site_name":"late'), 5)
        for one in self.get(f"{EXPORT}?format=json&search=late").json():
            self.assertEqual(client.ask("DELETE", f"/api/v1/outages/{one['id']}").status, 204)

    def test_who_leaves_in_the_middle_does_no_harm(self):
        for _ in range(20):
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            connection.request("GET", f"{EXPORT}?format=json")
            connection.getresponse().read(1000)
            connection.close()
        self.assertEqual(len(self.get(f"{EXPORT}?format=json&q=tower").json()), ROWS)

    def test_an_unknown_format_names_those_that_there_are(self):
        reply = self.server.client.get(f"{EXPORT}?format=pdf")
        self.assertEqual(reply.status, 400)
        details = reply.json()["error"]["details"]
        self.assertEqual(details["allowed_values"], ["csv", "json", "ndjson"])

    def test_cursors_meet_each_outage_once_while_others_are_written(self):
        stop = threading.Event()

        def write():
            client = Client(self.server.port)
            i = 0
            while not stop.is_set():
                i += 1
                body = {"site_name": f"busy {i}", "severity": "high", "description": "d"}
                made = client.post("/api/v1/outages", body).json()["id"]
                client.put(f"/api/v1/outages/{made}", {"status": "investigating"})

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for order in ("", "&sort_by=site_name&sort_order=asc", "&sort_by=severity"):
                met = []
                target = f"/api/v1/outages?limit=200&search=tower&start_date=2026-01-20T00:00:00Z{order}"
                cursor = ""
                while cursor is not None:
                    page = self.get(target + (f"&cursor={cursor}" if cursor else "")).json()
                    met += [one["external_id"] for one in page["outages"]]
                    cursor = page["next_cursor"]
                expected = [f"E-{i:06}" for i in range(ROWS) if 1 + i % 28 >= 20]
                self.assertEqual(sorted(met), expected)
        finally:
            stop.set()
            writer.join()

    def test_a_page_as_it_was(self):
        client = self.server.client
        body = {"site_name": "past", "severity": "low", "description": "first"}
        made = client.post("/api/v1/outages", body)
        target = f"/api/v1/outages/{made.json()['id']}"
        changed = client.put(target, {"description": "second"})
        past = self.get(f"{target}?as_of={made.position()}")
        self.assertEqual((past.json()["description"], past.position()), ("first", made.position()))
        now = self.get(f"{target}?as_of={changed.position()}").json()
        self.assertEqual(now["description"], "second")
        audit = self.get(f"/api/v1/audit?outage={made.json()['id']}&order=oldest").json()
        kinds = [entry["type"] for entry in audit["entries"]]
        self.assertEqual(kinds, ["outage.created", "sla.terms_pinned", "outage.updated"])
        self.assertTrue(audit["complete"])
        self.assertEqual(client.ask("DELETE", target).status, 204)


if __name__ == "__main__":
    unittest.main()
