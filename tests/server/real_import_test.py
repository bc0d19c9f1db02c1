"""The real outages of many countries: what they come to, and that nothing of it can be lost.

Skipped, visibly, where the data is not there; it lies beside the repository and is not part of it.
"""

import csv
import datetime
import json
import os
import pathlib
import shutil
import sys
import unittest

from nociq_server import NOCIQ, NOCIQ_VERIFY, SOURCE, Folder, Server, run

DATA = SOURCE.parent / "shared" / "data" / "outages_import_combined.csv"
SKIPPED = 77

OUTAGES = 2_481
OPEN = 37
PENALTIES, PENALTY_SUM = 1_977, "68859215.00"
REWARDS, REWARD_SUM = 448, "510975.00"
EXCLUDED = 19
ACTIVE_CRITICAL = 18
POOL_SUM = "68348240.00"
# Terms of the founding policy: threshold, penalty a minute, reward.
TERMS = {
    "critical": (15, 100, 750),
    "high": (30, 50, 750),
    "medium": (60, 25, 750),
    "low": (120, 10, 600),
}


def minutes_between(begin, end):
    times = [datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (begin, end)]
    return int((times[1] - times[0]).total_seconds()) // 60


def price(row):
    """The amount of a row, by the formula and nothing of the product; None while it is open."""
    if not row["resolved_at"]:
        return None
    if row["maintenance"] == "1":
        return 0
    threshold, penalty, reward = TERMS[row["severity"]]
    minutes = minutes_between(row["detected_at"], row["resolved_at"])
    if minutes > threshold:
        return -(minutes - threshold) * penalty
    if 2 * minutes < threshold:
        return 2 * reward
    return reward * 3 / 2 if 4 * minutes < 3 * threshold else reward


class RealImport(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.path = pathlib.Path(cls.folder.name)
        cls.server = Server(cls.path).start()
        cls.addClassCleanup(lambda: cls.server.kill())
        done = cls.import_all()
        told = f"{OUTAGES} rows: {OUTAGES} imported, 0 skipped (already there), 0 errors\n"
        assert done.stdout == told, done
        with DATA.open(newline="") as file:
            cls.rows = {row["id"]: row for row in csv.DictReader(file)}

    @classmethod
    def import_all(cls):
        command = ["outage", "import", DATA, "--preset", "shared-csv", "--data", cls.server.data]
        return run(NOCIQ, *command)

    def get(self, target):
        reply = self.server.client.get(target)
        self.assertEqual(reply.status, 200, reply)
        return reply.json()

    def outages(self):
        found, cursor = [], ""
        while True:
            page = self.get(f"/api/v1/outages?limit=200{cursor}")
            self.assertEqual(page["total"], OUTAGES)
            found += page["outages"]
            if not page["has_next"]:
                return found
            cursor = "&cursor=" + page["next_cursor"]

    def results(self):
        """Of each outage that has one, by its number in the file; out of the log."""
        names, results, at = {}, {}, 0
        while True:
            page = self.get(f"/api/v1/events?from={at}&limit=10000")
            for event in page["events"]:
                if event["type"] == "outage.created":
                    names[event["payload"]["outage"]] = event["payload"]["external_id"]
                if event["type"] == "sla.calculated":
                    results[names[event["payload"]["outage"]]] = event
            at = page["next_from"]
            if at >= page["log_size"]:
                return results

    def test_the_books_show_the_sums(self):
        balances = {
            line["account"]: line["balance_exact"]
            for line in self.get("/api/v1/ledger/balances")["balances"]
        }
        expected = {
            "noc:main:receivable": REWARD_SUM,
            "operator:main:payable": f"-{PENALTY_SUM}",
            "pool:USDC:accrued": POOL_SUM,
        }
        self.assertEqual(balances, expected)
        trial = self.server.client.get("/api/v1/ledger/trial-balance").body.decode()
        self.assertIn('"balanced":true', trial)
        self.assertIn('"sum_of_balances":0.00', trial)
        self.assertIn('"sum_of_debits":69370190.00,"sum_of_credits":69370190.00', trial)

    def test_the_accruals_are_those_of_the_formula(self):
        results = self.results()
        amounts = {name: event["payload"]["amount"] for name, event in results.items()}
        prices = {name: price(row) for name, row in self.rows.items()}
        self.assertEqual(amounts, {n: amount for n, amount in prices.items() if amount is not None})
        penalties = [amount for amount in amounts.values() if amount < 0]
        rewards = [amount for amount in amounts.values() if amount > 0]
        self.assertEqual((len(penalties), f"{-sum(penalties):.2f}"), (PENALTIES, PENALTY_SUM))
        self.assertEqual((len(rewards), f"{sum(rewards):.2f}"), (REWARDS, REWARD_SUM))
        statuses = [event["payload"]["status"] for event in results.values()]
        self.assertEqual(statuses.count("excluded"), EXCLUDED)
        self.assertEqual(len(results), OUTAGES - OPEN)
        for event in results.values():
            moved = sum(
                posting["amount"] * (1 if posting["to"] == "noc:main:receivable" else -1)
                for posting in event["postings"]
            )
            self.assertEqual(moved, event["payload"]["amount"])

    def test_every_row_is_there_as_it_was_given(self):
        outages = self.outages()
        self.assertEqual(len({outage["id"] for outage in outages}), OUTAGES)
        times = [outage["detected_at"] for outage in outages]
        self.assertEqual(times, sorted(times, reverse=True))
        shown = sorted(
            (outage["site_name"], outage["severity"], outage["status"], outage["detected_at"])
            for outage in outages
        )
        given = sorted(
            (row["site_name"], row["severity"], row["status"], row["detected_at"])
            for row in self.rows.values()
        )
        self.assertEqual(shown, given)
        for name in list(self.rows)[::50]:
            row, page = self.rows[name], self.get(f"/api/v1/outages/{name}")
            self.assertEqual(page["description"], row["description"])
            services = [text for text in row["affected_services"].split("|") if text]
            self.assertEqual(page["affected_services"], services)
            self.assertEqual(page["tags"], [row["source"]])
            self.assertEqual(page["location"] is None, row["latitude"] == "")

    def test_totals(self):
        for query, total in (
            ("severity=critical&status=active", ACTIVE_CRITICAL),
            ("status=open", OPEN),
            ("status=resolved", OUTAGES - OPEN),
            ("severity=critical", 894),
            ("severity=high", 802),
            ("severity=medium", 684),
            ("severity=low", 101),
        ):
            self.assertEqual(self.get(f"/api/v1/outages?limit=1&{query}")["total"], total, query)

    def test_the_same_import_again_changes_nothing(self):
        before = self.get("/")["position"]
        told = f"{OUTAGES} rows: 0 imported, {OUTAGES} skipped (already there), 0 errors\n"
        self.assertEqual(self.import_all().stdout, told)
        self.assertEqual(self.get("/")["position"], before)

    def test_without_views_a_restart_gives_the_same_answers_and_digests(self):
        before = self.answers()
        self.assertEqual(self.server.stop(), 0)
        shutil.rmtree(self.server.data / "views")
        self.server.start().catch_up()
        self.assertEqual(self.answers(), before)

    def answers(self):
        # Of resolved ones only: what an open one accrues depends on the hour.
        targets = ["/api/v1/outages?status=resolved&limit=200", "/api/v1/ledger/balances"]
        targets += [f"/api/v1/sla/explain/{name}" for name in list(self.rows)[::100]]
        told = [self.server.client.get(target).body for target in targets]
        self.get("/api/v1/outages/OUT001")
        views = self.get("/api/v1/projections?digest=true")["projections"]
        end = self.get("/")["position"] + 1
        self.assertEqual({view["digest_position"] for view in views}, {end})
        return told, [(view["name"], view["digest"]) for view in views]

    def test_it_verifies_on_the_server_and_as_an_export(self):
        size = self.get("/")["position"] + 1
        policy = self.path / "policy"
        policy.write_text("log " + self.server.client.get("/log/vkey").body.decode())
        kept = self.path / "kept"
        kept.write_text(self.server.checkpoint(size))
        export = self.path / "export"
        self.verify_both_ways(self.server.url, policy, kept, size)
        self.assertEqual(self.server.stop(), 0)
        try:
            done = run(NOCIQ, "verify", "--json", "--data", self.server.data)
            told = json.loads(done.stdout)
            self.assertEqual((told["verdict"], told["payloads_checked"]), ("ok", size))
            command = ["log", "export", "--payloads", "--tlog", export]
            run(NOCIQ, *command, "--data", self.server.data)
        finally:
            self.server.start()
        self.verify_both_ways(export, policy, kept, size)
        reader = SOURCE / "tests" / "log" / "record_format_reader.py"
        told = run(sys.executable, reader, export).stdout
        self.assertIn(f"{size} events, 1 assets, all consistent", told)

    def verify_both_ways(self, source, policy, kept, size):
        done = run(NOCIQ_VERIFY, source, code=2)
        self.assertIn("self-consistent only", done.stdout)
        for arguments in (("--policy", policy), ("--since", kept)):
            done = run(NOCIQ_VERIFY, source, *arguments, "--replay-balances", "--json")
            told = json.loads(done.stdout)
            shown = (told["verdict"], told["size"], told["payloads_checked"])
            self.assertEqual(shown, ("ok", size, size))
            balances = [line["balance"] for line in told["balances"]]
            self.assertEqual(sorted(balances), [-68859215.00, 510975.00, 68348240.00])


if __name__ == "__main__":
    if not DATA.exists():
        print(f"skipped: {os.path.relpath(DATA, SOURCE)} is not there")
        sys.exit(SKIPPED)
    unittest.main()
