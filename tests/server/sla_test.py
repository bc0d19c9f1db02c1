"""What outages cost and earn, through the HTTP interface, with every time written out."""

import hashlib
import unittest

from nociq_server import Folder, Server

DAY = "2026-01-16T{}Z"

# Severity, detected at, resolved at (UTC, 16 January 2026); then whole minutes, amount, rating.
TIERS = """
critical 09:30:00 09:30:00       0   1500.00 exceptional
critical 09:30:00 09:30:00.5     0   1500.00 exceptional
critical 09:30:00 09:30:59       0   1500.00 exceptional
critical 09:30:00 09:31:00       1   1500.00 exceptional
critical 09:30:00 09:37:00       7   1500.00 exceptional
critical 09:30:00 09:37:59       7   1500.00 exceptional
critical 09:30:00 09:38:00       8   1125.00 excellent
critical 09:30:00 09:41:00      11   1125.00 excellent
critical 09:30:00 09:41:59      11   1125.00 excellent
critical 09:30:00 09:42:00      12    750.00 good
critical 09:30:00 09:45:00      15    750.00 good
critical 09:30:00 09:45:59      15    750.00 good
critical 09:30:00 09:46:00      16   -100.00 poor
critical 09:30:59 09:46:58      15    750.00 good
critical 09:30:00 10:30:00      60  -4500.00 poor
high     09:30:00 09:44:59      14   1500.00 exceptional
high     09:30:00 09:45:00      15   1125.00 excellent
high     09:30:00 09:52:59      22   1125.00 excellent
high     09:30:00 09:53:00      23    750.00 good
high     09:30:00 10:00:59      30    750.00 good
high     09:30:00 10:01:00      31    -50.00 poor
medium   09:30:00 09:59:59      29   1500.00 exceptional
medium   09:30:00 10:00:00      30   1125.00 excellent
medium   09:30:00 10:14:59      44   1125.00 excellent
medium   09:30:00 10:15:00      45    750.00 good
medium   09:30:00 10:30:59      60    750.00 good
medium   09:30:00 10:31:00      61    -25.00 poor
low      09:30:00 10:29:59      59   1200.00 exceptional
low      09:30:00 10:30:00      60    900.00 excellent
low      09:30:00 10:59:59      89    900.00 excellent
low      09:30:00 11:00:00      90    600.00 good
low      09:30:00 11:30:59     120    600.00 good
low      09:30:00 11:31:00     121    -10.00 poor
low      00:00:00 23:59:59    1439 -13190.00 poor
"""

# The same formula without an outage: severity, minutes; amount, rating.
PREVIEWS = """
critical          0        1500.00 exceptional
critical          7        1500.00 exceptional
critical          8        1125.00 excellent
critical         11        1125.00 excellent
critical         12         750.00 good
critical         15         750.00 good
critical         16        -100.00 poor
high             31         -50.00 poor
medium           61         -25.00 poor
low             120         600.00 good
low             121         -10.00 poor
low      4294967295 -42949671750.00 poor
medium   4294967295 -107374180875.00 poor
high     4294967295 -214748363250.00 poor
critical 4294967295 -429496728000.00 poor
"""


def rows(table):
    return [line.split() for line in table.strip().splitlines()]


class Sla(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.server = Server(cls.folder.name).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.folder.cleanup()

    def get(self, target):
        reply = self.server.client.get(target)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def put(self, outage, body):
        reply = self.server.client.put(f"/api/v1/outages/{outage}", body)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def import_row(self, **row):
        """The id of the outage that it becomes."""
        row = {"site_name": "Alpha", "description": self.id(), **row}
        reply = self.server.client.post("/api/v1/outages/bulk-import?consistency=atomic", [row])
        self.assertEqual(reply.status, 200, reply)
        return reply.json()["rows"][0]["outage_id"]

    def status(self, outage):
        return self.get(f"/api/v1/sla/status/{outage}")

    def assert_status(self, outage, minutes, amount, rating):
        told = self.status(outage)
        shown = (told["mttr_minutes"], told["amount_exact"], told["performance_rating"])
        self.assertEqual(shown, (minutes, amount, rating), told)

    def test_every_tier_begins_and_ends_where_it_should(self):
        for i, (severity, detected, resolved, minutes, amount, rating) in enumerate(rows(TIERS)):
            with self.subTest(severity=severity, resolved=resolved):
                outage = self.import_row(
                    id=f"tier-{i}",
                    severity=severity,
                    detected_at=DAY.format(detected),
                    resolved_at=DAY.format(resolved),
                )
                told = self.status(outage)
                self.assertEqual(told["mttr_minutes"], int(minutes))
                exact = told["amount_exact"]
                self.assertEqual((exact, told["performance_rating"]), (amount, rating))
                is_penalty = exact.startswith("-")
                self.assertEqual(told["status"], "violated" if is_penalty else "met")
                self.assertEqual(told["payment_type"], "penalty" if is_penalty else "reward")
                self.assertEqual(told["breached"], is_penalty)
                sides = (told["penalty_amount_exact"], told["reward_amount_exact"])
                self.assertEqual(sides, (exact[1:], "0.00") if is_penalty else ("0.00", exact))
                page = self.get(f"/api/v1/outages/{outage}")["sla_status"]
                self.assertEqual(page["penalty_amount"], told["penalty_amount"])
                self.assertEqual(page["reward_amount"], told["reward_amount"])

    def test_a_preview_agrees_up_to_the_last_minute_there_is(self):
        before = self.get("/")["position"]
        for severity, minutes, amount, rating in rows(PREVIEWS):
            body = {"severity": severity, "mttr_minutes": int(minutes)}
            told = self.server.client.post("/api/v1/sla/preview", body).json()
            self.assertEqual((told["amount_exact"], told["performance_rating"]), (amount, rating))
        self.assertEqual(self.get("/")["position"], before)

    def test_the_time_between_a_repair_and_its_failure_does_not_count(self):
        outage = self.import_row(
            severity="critical",
            detected_at="2026-01-16T09:30:00Z",
            resolved_at="2026-01-16T09:40:00Z",
        )
        self.assert_status(outage, 10, "1125.00", "excellent")
        back = {"status": "active", "reason": "again", "reopened_at": "2026-01-16T10:00:00Z"}
        self.put(outage, back)
        told = self.status(outage)
        self.assertEqual((told["status"], told["amount_exact"]), ("in_progress", "0.00"))
        # 10 minutes are spent, so the sixteenth begins at 10:05 and is over at 10:06.
        self.assertEqual(told["deadline"], "2026-01-16T10:06:00Z")
        self.put(outage, {"status": "resolved", "resolved_at": "2026-01-16T10:05:59Z"})
        self.assert_status(outage, 15, "750.00", "good")
        self.put(outage, {**back, "reopened_at": "2026-01-16T10:05:59Z"})
        self.put(outage, {"status": "resolved", "resolved_at": "2026-01-16T10:06:00Z"})
        self.assert_status(outage, 16, "-100.00", "poor")
        why = self.get(f"/api/v1/sla/explain/{outage}")
        last = why["generations"][-1]
        self.assertEqual(last["formula"], "16 min > 15 min: -(16 - 15) × 100.00 = -100.00")
        self.assertEqual((last["counted_seconds"], last["excluded_seconds"]), (960, 1200))
        spans = [(span["from"], span["to"], span["reason"]) for span in last["excluded"]]
        restored = ("2026-01-16T09:40:00Z", "2026-01-16T10:00:00Z", "restored")
        self.assertEqual(spans, [restored])
        amounts = [step["result"]["amount"] for step in why["generations"]]
        deltas = [step["result"]["delta"] for step in why["generations"]]
        self.assertEqual((amounts, deltas), ([1125, 750, -100], [1125, -375, -850]))
        self.assertEqual(why["total_posted_exact"], "-100.00")

    def test_an_outage_under_maintenance_is_excluded_however_long_it_was(self):
        for i, resolved in enumerate(("2026-01-18T09:30:00Z", "2026-01-16T09:30:00Z")):
            outage = self.import_row(
                id=f"maintenance-{i}",
                severity="critical",
                detected_at="2026-01-16T09:30:00Z",
                resolved_at=resolved,
                maintenance=True,
            )
            told = self.status(outage)
            shown = [told[name] for name in ("status", "amount_exact", "payment_type", "breached")]
            self.assertEqual(shown, ["excluded", "0.00", None, False])
            why = self.get(f"/api/v1/sla/explain/{outage}")
            self.assertEqual(why["generations"][0]["postings"], [])

    def test_under_maintenance_the_clock_of_an_open_outage_stands_still(self):
        outage = self.import_row(
            severity="critical", detected_at="2026-01-16T09:30:00Z", maintenance=True
        )
        told = self.status(outage)
        shown = [told[name] for name in ("status", "breached", "deadline", "accrued_penalty")]
        self.assertEqual(shown, ["in_progress", False, None, 0])
        self.assertEqual(told["time_remaining_minutes"], 15)

    def test_a_deletion_takes_the_money_back(self):
        outage = self.import_row(
            severity="low", detected_at="2026-01-16T09:30:00Z", resolved_at="2026-01-16T12:00:00Z"
        )
        self.assert_status(outage, 150, "-300.00", "poor")
        self.assertEqual(self.server.client.ask("DELETE", f"/api/v1/outages/{outage}").status, 204)
        self.assertEqual(self.server.client.get(f"/api/v1/sla/status/{outage}").status, 404)
        why = self.get(f"/api/v1/sla/explain/{outage}")
        self.assertEqual([step["cause"] for step in why["generations"]], ["resolved", "deleted"])
        self.assertEqual(why["total_posted_exact"], "0.00")

    def test_a_new_severity_prices_by_its_own_terms(self):
        outage = self.import_row(severity="low", detected_at="2026-01-16T09:30:00Z")
        self.assertEqual(self.status(outage)["threshold_minutes"], 120)
        self.put(outage, {"severity": "critical", "reason": "worse"})
        self.assertEqual(self.status(outage)["deadline"], "2026-01-16T09:46:00Z")
        self.put(outage, {"status": "resolved", "resolved_at": "2026-01-16T10:00:00Z"})
        self.assert_status(outage, 30, "-1500.00", "poor")


class Policies(unittest.TestCase):
    """With a ledger of its own, for a policy prices all that comes after it."""

    def test_a_policy_prices_what_is_detected_after_it_and_nothing_else(self):
        with Folder() as folder, Server(folder) as server:
            row = {"site_name": "Alpha", "severity": "critical", "description": "dark"}
            old = server.client.post("/api/v1/outages", row).json()
            body = {"expected_version": 1, "reason": "dearer", "critical": {"reward_base": 800}}
            published = server.client.put("/api/v1/sla/configs", body)
            self.assertEqual(published.status, 200, published)
            new = server.client.post("/api/v1/outages", {**row, "description": "again"}).json()
            for outage, amount, version in ((old, "1500.00", 1), (new, "1600.00", 2)):
                body = {"status": "resolved"}
                reply = server.client.put(f"/api/v1/outages/{outage['id']}", body)
                self.assertEqual(reply.status, 200, reply)
                told = server.client.get(f"/api/v1/sla/status/{outage['id']}").json()
                self.assertEqual((told["amount_exact"], told["policy_version"]), (amount, version))
            text = (
                '{"severity":"critical","rounding":"floor","terms":{"threshold_minutes":15,'
                '"penalty_per_minute":100.00,"reward_base":800.00}}'
            )
            told = published.json()["content_hash"]["critical"]
            self.assertEqual(told, hashlib.sha256(text.encode()).hexdigest())


if __name__ == "__main__":
    unittest.main()
