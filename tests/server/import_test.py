"""Imports that are larger than a transcript, or whose bytes matter; all formats and both modes."""

import http.client
import json
import unittest

from nociq_server import Folder, Server

TARGET = "/api/v1/outages/bulk-import"
HEADER = "id,site_name,severity,description,detected_at,resolved_at"
CSV, LINES, DOCUMENT = "text/csv", "application/x-ndjson", "application/json"


def row(i, **changed):
    return {
        "id": f"R-{i}",
        "site_name": "Alpha",
        "severity": "low",
        "description": "dark",
        "detected_at": "2026-01-16T09:30:00Z",
        "resolved_at": "2026-01-16T10:30:00Z",
        **changed,
    }


def csv(rows, end="\n"):
    return end.join([HEADER, *(",".join(one.values()) for one in rows), ""])


def lines(rows):
    return "".join(json.dumps(one) + "\n" for one in rows)


class Import(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(lambda: self.server.kill())

    def post(self, body, content_type, query=""):
        return self.server.client.post(TARGET + query, body, content_type=content_type)

    def imported(self, body, content_type, query=""):
        reply = self.post(body, content_type, query)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def total(self):
        return self.server.client.get("/api/v1/outages?limit=1").json()["total"]

    def position(self):
        return self.server.client.get("/").json()["position"]

    def test_every_format_says_the_same(self):
        rows = [row(i) for i in range(3)]
        bodies = (
            (csv(rows), CSV),
            (csv(rows, "\r\n"), CSV),
            ("\ufeff" + csv(rows), CSV),
            (csv(rows).rstrip("\n"), CSV),
            (lines(rows), LINES),
            (lines(rows).rstrip("\n"), LINES),
            (lines(rows).replace("\n", "\r\n\r\n"), LINES),
            ("\ufeff" + lines(rows), LINES),
            (json.dumps(rows), DOCUMENT),
            (json.dumps({"outages": rows}), DOCUMENT),
        )
        whole = {
            "total_rows": 3, "persisted": 3, "validated": 3, "imported": 3, "skipped": 0,
            "error_count": 0, "errors": [],
        }  # fmt: skip
        for i, (body, content_type) in enumerate(bodies):
            with self.subTest(i=i):
                told = self.imported(body.replace("R-", f"F{i}-"), content_type)
                self.assertEqual({name: told[name] for name in whole}, whole)
                self.assertEqual(self.total(), 3 * (i + 1))
        pages = [self.server.client.get(f"/api/v1/outages/F{i}-1").json() for i in range(10)]
        for page in pages:
            shown = [page[name] for name in ("site_name", "severity", "description")]
            self.assertEqual(shown, ["Alpha", "low", "dark"])
            shown = [page["sla_status"][name] for name in ("status", "reward_amount")]
            self.assertEqual(shown, ["met", 900.0])

    def test_bytes_may_arrive_in_any_pieces(self):
        body = csv([row(i, description='"two\nlines, ünï"') for i in range(3)]).encode()
        for i, size in enumerate((1, 7, len(body) // 2)):
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            sent = body.replace(b"R-", b"%d-" % i)
            pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
            headers = {"Content-Type": CSV, "Transfer-Encoding": "chunked"}
            connection.request("POST", TARGET, iter(pieces), headers, encode_chunked=True)
            reply = connection.getresponse()
            told = json.loads(reply.read())
            connection.close()
            self.assertEqual((reply.status, told["imported"]), (200, 3), told)
            page = self.server.client.get(f"/api/v1/outages/{i}-2").json()
            self.assertEqual(page["description"], "two\nlines, ünï")

    def test_one_bad_row_of_a_thousand(self):
        rows = [row(i) for i in range(1000)]
        rows[700]["severity"] = "worst"
        end = self.position()
        reply = self.post(lines(rows), LINES, "?consistency=atomic")
        told = reply.json()
        self.assertEqual((reply.status, told["persisted"], told["error_count"]), (422, 0, 1))
        self.assertEqual((self.total(), self.position()), (0, end))
        told = self.imported(lines(rows), LINES)
        self.assertEqual((told["imported"], told["error_count"]), (999, 1))
        error = {
            "row": 701,
            "field": "severity",
            "type": "enum",
            "message": "severity must be one of critical, high, medium, low",
        }
        self.assertEqual(told["errors"], [error])
        self.assertEqual(self.total(), 999)
        # Four events an outage, and three of the genesis, counted from 0.
        self.assertEqual(self.position(), 4 * 999 + 2)

    def test_an_atomic_import_is_one_append(self):
        told = self.imported(lines([row(i) for i in range(1000)]), LINES, "?consistency=atomic")
        self.assertEqual(told["imported"], 1000)
        events = self.server.client.get("/api/v1/events?from=3&limit=10000").json()["events"]
        self.assertEqual(len(events), 4000)
        # One command stamps its events once.
        self.assertEqual(len({event["recorded_at"] for event in events}), 1)
        self.assertEqual(len({event["correlation_id"] for event in events}), 1)

    def test_a_dry_run_forecasts_and_forgets(self):
        rows = [row(i) for i in range(600)] + [row(0), row(601, severity="worst")]
        end = self.position()
        for query in ("?dry_run=true", "?dry_run=true&consistency=atomic"):
            told = self.imported(lines(rows), LINES, query)
            shown = [told[name] for name in ("mode", "persisted", "skipped", "error_count")]
            self.assertEqual(shown, ["dry_run", 0, 1, 1])
            self.assertEqual((self.total(), self.position()), (0, end))
        told = self.imported(lines(rows), LINES)
        self.assertEqual((told["imported"], told["skipped"], told["error_count"]), (600, 1, 1))
        self.assertEqual(told["rows"][0]["outage_id"], "OUT001")  # No number was burnt.

    def test_the_same_import_again_changes_nothing(self):
        rows = [row(i) for i in range(300)]
        for one in rows[100:]:
            del one["id"]
        for i, one in enumerate(rows[100:]):
            one["site_id"] = f"S{i}"
        told = self.imported(json.dumps(rows), DOCUMENT)
        self.assertEqual(told["imported"], 300)
        end = self.position()
        told = self.imported(json.dumps(rows), DOCUMENT)
        self.assertEqual((told["imported"], told["skipped"]), (0, 300))
        self.assertEqual(told["rows"][150]["existing_id"], "OUT151")
        self.assertEqual(self.position(), end)

    def test_a_row_with_neither_a_time_nor_a_number_of_its_own_is_new_each_time(self):
        body = [{"site_name": "Alpha", "severity": "low", "description": "dark"}]
        for so_far in (1, 2):
            self.assertEqual(self.imported(body, DOCUMENT)["imported"], 1)
            self.assertEqual(self.total(), so_far)

    def test_limits(self):
        reply = self.post(lines([row(i) for i in range(10_001)]), LINES, "?consistency=atomic")
        shown = (reply.status, reply.json()["error"]["code"])
        self.assertEqual(shown, (413, "ATOMIC_TOO_LARGE"))
        large = json.dumps([row(0, description="x" * 4096)]) + " " * (10 << 20)
        reply = self.post(large, DOCUMENT)
        self.assertEqual((reply.status, reply.json()["error"]["code"]), (413, "PAYLOAD_TOO_LARGE"))
        self.assertEqual(self.total(), 0)

    def test_a_body_elsewhere_is_at_most_a_mebibyte(self):
        body = json.dumps({**row(0), "description": "x" * (1 << 20)})
        reply = self.server.client.post("/api/v1/outages", body)
        self.assertEqual((reply.status, reply.json()["error"]["code"]), (413, "PAYLOAD_TOO_LARGE"))


if __name__ == "__main__":
    unittest.main()
