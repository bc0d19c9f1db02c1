"""The verbs of nociq: what they print on stdout, what they say on stderr, how they end."""

import ctypes
import csv
import io
import json
import os
import pathlib
import resource
import subprocess
import unittest

from nociq_server import NOCIQ, SOURCE, Folder, Server, run
from watched_server import SANITIZED

OK, FAILED, USAGE, INTEGRITY, NOT_FOUND, CONFLICT, TRY_AGAIN = 0, 1, 2, 3, 4, 5, 75
GOLDEN = SOURCE / "tests/golden/stellar"
VECTORS = GOLDEN / "stellar-sep5.json"
OUTAGES = """\
ticket,site,severity,text,start,end,words,noise
1,Alpha,critical,dark,2026-01-16T09:30:00,2026-01-16T09:55:00,a/b,x
2,Alpha,worst,dark,2026-01-16T09:30:00,,,x
3,"Be""ta",low,"two
lines",2026-01-16T09:30:01,,,x
"""
MAP = ("--map", "ticket=external_id,site=site_name", "--map", "text=description,words=tags")
TIMES = ("--map", "start=detected_at,end=resolved_at", "--time-zone", "+01:00")
ALL = (*MAP, *TIMES, "--list-separator", "/", "--ignore", "noise")
BAD_SEVERITY = "  row 2, severity: severity must be one of critical, high, medium, low\n"


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = Server(self.folder).start()
        self.addCleanup(lambda: self.server.kill())
        self.file = self.folder / "outages.csv"
        self.file.write_text(OUTAGES)

    def nociq(self, *arguments, code=OK, data=True):
        """With --data, so that the server is found by the port that it wrote there."""
        where = ("--data", self.server.data) if data else ()
        return run(NOCIQ, *arguments, *where, code=code)

    def make_outages(self):
        self.nociq("outage", "import", *ALL, self.file, code=FAILED)
        self.server.settle()

    def shown(self, outage):
        return json.loads(self.nociq("outage", "show", outage).stdout)

    def test_an_import_maps_columns_and_tells_of_each_bad_row(self):
        done = self.nociq("outage", "import", *ALL, "--dry-run", self.file, code=FAILED)
        told = "3 rows: 2 would be imported, 0 skipped (already there), 1 errors\n"
        self.assertEqual((done.stdout, done.stderr), (told, BAD_SEVERITY))
        done = self.nociq("outage", "import", *ALL, self.file, code=FAILED)
        told = "3 rows: 2 imported, 0 skipped (already there), 1 errors\n"
        self.assertEqual((done.stdout, done.stderr), (told, BAD_SEVERITY))
        done = self.nociq("outage", "import", *ALL, self.file, "--json", code=FAILED)
        told = {
            "rows": 3, "imported": 0, "validated": 2, "skipped": 2, "error_count": 1,
            "errors": [{"row": 2, "field": "severity", "type": "enum",
                        "message": "severity must be one of critical, high, medium, low"}],
        }  # fmt: skip
        self.assertEqual(json.loads(done.stdout), told)
        page = json.loads(self.nociq("outage", "show", "1").stdout)
        shown = [page[name] for name in ("id", "detected_at", "resolved_at", "tags")]
        expected = ["OUT001", "2026-01-16T08:30:00Z", "2026-01-16T08:55:00Z", ["a", "b"]]
        self.assertEqual(shown, expected)
        page = json.loads(self.nociq("outage", "show", "3").stdout)
        self.assertEqual((page["site_name"], page["description"]), ('Be"ta', "two\nlines"))

    def test_an_atomic_import_keeps_nothing_beside_a_bad_row_and_names_it(self):
        atomic = ("outage", "import", *ALL, "--consistency", "atomic", self.file)
        done = self.nociq(*atomic, code=FAILED)
        told = "3 rows: 0 imported, 0 skipped (already there), 1 errors\n"
        self.assertEqual((done.stdout, done.stderr), (told, BAD_SEVERITY))
        self.file.write_text(OUTAGES.replace("worst", "high"))
        self.assertIn("3 rows: 3 imported", self.nociq(*atomic).stdout)

    def test_what_an_import_cannot_make_sense_of(self):
        cases = (
            ((*MAP, *TIMES, self.file), USAGE, "the column noise is not known: map it, or ignore"),
            ((self.file,), USAGE, "the column ticket is not known"),
            ((*ALL, "--map", "site", self.file), USAGE, "map takes COLUMN=FIELD, separated by "),
            ((self.folder / "none.csv",), NOT_FOUND, "none.csv: No such file or directory"),
            ((self.file, "--format", "xml"), USAGE, "--format"),
            ((self.file, "--consistency", "maybe"), USAGE, "--consistency"),
            ((self.file, "--preset", "nobodys"), USAGE, "preset is not known"),
            ((), USAGE, "FILE is required"),
        )
        for arguments, code, words in cases:
            done = self.nociq("outage", "import", *arguments, code=code)
            self.assertIn(words, done.stderr)
        self.assertEqual(self.server.client.get("/").json()["position"], 2)

    def test_json_lines_and_documents(self):
        row = {"id": "J", "site_name": "A", "severity": "low", "description": "dark"}
        for form, text in (
            ("ndjson", "".join(json.dumps({**row, "id": f"L-{i}"}) + "\n" for i in range(600))),
            ("json", json.dumps([{**row, "id": f"D-{i}"} for i in range(600)])),
        ):
            file = self.folder / f"outages.{form}"
            file.write_text(text)
            done = self.nociq("outage", "import", file, "--format", form)
            self.assertEqual(
                done.stdout, "600 rows: 600 imported, 0 skipped (already there), 0 errors\n"
            )
        bad = json.dumps(row) + "\n" + json.dumps({**row, "severity": "worst"}) + "\n"
        good = "".join(json.dumps({**row, "id": f"M-{i}"}) + "\n" for i in range(256))
        file.write_text(good + bad)
        done = self.nociq("outage", "import", file, "--format", "ndjson", code=FAILED)
        self.assertIn("row 258, severity", done.stderr)  # Of the file, not of its request.

    def test_outages_are_listed_and_shown(self):
        self.make_outages()
        done = self.nociq("outage", "list", "--status", "resolved")
        lines = [line.split() for line in done.stdout.splitlines()]
        self.assertEqual(lines[0], "ID SEVERITY STATUS DETECTED SLA CLOCK SITE".split())
        row = "OUT001 critical resolved 2026-01-16T08:30:00Z violated 25 min Alpha"
        self.assertEqual(lines[1:], [row.split()])
        self.assertEqual(done.stderr, "1 of 1\n")
        for arguments, total, ids in (
            (("--severity", "low"), 1, ["OUT002"]),
            (("--site", "Alpha"), 1, ["OUT001"]),
            (("--limit", "1"), 2, ["OUT002"]),
            (("--limit", "1", "--offset", "1"), 2, ["OUT001"]),
            (("--from", "2026-01-16T08:30:01Z"), 1, ["OUT002"]),
            (("--from", "2026-01-16T08:30:02Z"), 0, []),
            (("--to", "2026-01-16T09:30:00+01:00"), 1, ["OUT001"]),
            ((), 2, ["OUT002", "OUT001"]),
        ):
            told = json.loads(self.nociq("outage", "list", *arguments, "--json").stdout)
            listed = [outage["id"] for outage in told["outages"]]
            self.assertEqual((told["total"], listed), (total, ids), arguments)
        target = "/api/v1/outages/OUT001"
        shown = self.nociq("outage", "show", "OUT001").stdout
        self.assertEqual(shown, self.server.client.get(target).body.decode() + "\n")
        self.assertIn("no such outage", self.nociq("outage", "show", "X", code=NOT_FOUND).stderr)
        done = self.nociq("outage", "list", "--severity", "worst", code=USAGE)
        self.assertEqual(done.stdout, "")
        self.assertIn("must be one of critical, high, medium, low", done.stderr)

    def test_outages_are_made_and_struck_out(self):
        made = ("outage", "create", "--site", "Alpha", "--severity", "low", "--description", "dark")
        self.nociq(*made[:-2], code=USAGE)
        key = ("--idempotency-key", "one")
        half = self.nociq(*made, "--latitude", "9.5", code=USAGE).stderr
        self.assertIn("location.longitude is required", half)
        once = json.loads(self.nociq(*made, "--services", "4G,5G", *key).stdout)
        self.assertEqual(once["id"], "OUT001")
        self.assertEqual(json.loads(self.nociq(*made, "--services", "4G,5G", *key).stdout), once)
        page = json.loads(self.nociq("outage", "show", "OUT001").stdout)
        self.assertEqual(page["affected_services"], ["4G", "5G"])
        timeline = self.nociq("outage", "timeline", "OUT001").stdout.splitlines()
        self.assertEqual(timeline[0].split(), ["WHEN", "WHAT", "WHO", "POSITION"])
        refused = self.nociq("outage", "delete", "OUT001", code=USAGE)
        self.assertIn("say --yes to delete OUT001", refused.stderr)
        self.assertEqual(self.nociq("outage", "delete", "OUT001", "--yes").stdout, "")
        self.nociq("outage", "show", "OUT001", code=NOT_FOUND)

    def test_outages_are_related_corrected_and_restored(self):
        self.make_outages()
        self.nociq("outage", "relate", "OUT002", code=USAGE)
        told = json.loads(self.nociq("outage", "relate", "OUT002", "--to", "OUT001").stdout)
        self.assertEqual((told["id"], told["message"]), ("OUT002", "Outages related"))
        self.assertEqual(self.shown("OUT002")["related"], ["OUT001"])
        self.nociq("outage", "relate", "OUT404", "--to", "OUT001", code=NOT_FOUND)

        correct = ("outage", "correct", "OUT001", "--reason", "a typing error")
        self.nociq("outage", "correct", "OUT001", "--severity", "high", code=USAGE)
        lines = self.nociq(*correct, "--severity", "high", "-o", "table").stdout.splitlines()
        self.assertEqual([line.split()[0] for line in lines][:2], ["MEMBER", "id"])
        at = ("--detected-at", "2026-01-16T08:00:00Z", "--resolved-at", "2026-01-16T08:50:00Z")
        pause = {
            "from": "2026-01-16T08:10:00Z",
            "to": "2026-01-16T08:20:00Z",
            "reason": "the customer's power",
        }
        self.nociq(*correct, *at, "--exclusions", json.dumps([pause]))
        page = self.shown("OUT001")
        self.assertEqual(page["sla_status"]["mttr_minutes"], 40)
        self.assertEqual((page["severity"], page["exclusions"]), ("high", [pause]))
        self.nociq(*correct, "--exclusions", "no JSON", code=USAGE)
        self.nociq(*correct, "--severity", "worst", code=USAGE)
        self.nociq("outage", "correct", "OUT404", "--reason", "x", code=NOT_FOUND)

        restore = ("outage", "restore", "OUT001", "--reason", "it was the other one", "--json")
        self.nociq("outage", "restore", "OUT404", code=NOT_FOUND)
        self.nociq("outage", "delete", "OUT001", "--yes")
        self.nociq("outage", "show", "OUT001", code=NOT_FOUND)
        self.assertEqual(json.loads(self.nociq(*restore).stdout)["message"], "Outage restored")
        self.assertEqual(self.shown("OUT001")["status"], "resolved")

    def test_the_clock_of_an_outage_stops_and_starts(self):
        self.make_outages()
        stop = ("outage", "clock", "stop", "OUT002", "--from", "2026-01-16T08:40:00Z")
        start = ("outage", "clock", "start", "OUT002", "--at", "2026-01-16T08:50:00Z", "--json")
        self.nociq(*stop, code=USAGE)
        self.nociq(*stop, "--reason", "nobody may enter")
        self.assertEqual(self.shown("OUT002")["clock_stopped_at"], "2026-01-16T08:40:00Z")
        self.nociq(*stop, "--reason", "another reason", code=CONFLICT)
        self.assertEqual(json.loads(self.nociq(*start).stdout)["id"], "OUT002")
        page = self.shown("OUT002")
        self.assertIsNone(page["clock_stopped_at"])
        told = [(one["from"], one["to"], one["reason"]) for one in page["exclusions"]]
        span = ("2026-01-16T08:40:00Z", "2026-01-16T08:50:00Z", "nobody may enter")
        self.assertEqual(told, [span])
        self.nociq("outage", "clock", code=USAGE)

    def test_a_list_is_written_in_four_forms(self):
        self.make_outages()
        listed = ("outage", "list")
        page = json.loads(self.nociq(*listed, "-o", "json").stdout)
        self.assertEqual(page["total"], 2)
        lines = self.nociq(*listed, "-o", "ndjson").stdout.splitlines()
        self.assertEqual([json.loads(line) for line in lines], page["outages"])
        done = self.nociq(*listed, "-o", "csv", "--quiet")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([row["site_name"] for row in rows], ['Be"ta', "Alpha"])
        self.assertEqual(rows[1]["sla_status.status"], "violated")
        self.assertEqual(done.stderr, "")
        self.assertEqual(len(self.nociq(*listed, "-o", "table").stdout.splitlines()), 3)
        self.nociq(*listed, "-o", "xml", code=USAGE)

    def test_policies_sites_and_windows_have_verbs(self):
        terms = json.loads(self.nociq("sla", "config", "show").stdout)
        self.assertEqual(terms["critical"]["threshold_minutes"], 15)
        change = ("sla", "config", "set", "--reason", "new contract", "--high-penalty", "55.5")
        told = json.loads(self.nociq(*change, "--expected-version", "1").stdout)
        self.assertEqual(told["version"], 2)
        self.nociq(*change, "--expected-version", "1", code=CONFLICT)
        asked = ("sla", "preview", "--severity", "high", "--mttr", "31")
        self.assertEqual(json.loads(self.nociq(*asked).stdout)["amount"], -55.5)
        self.nociq("site", "add", "--id", "S1", "--name", "Alpha")
        file = self.folder / "sites.csv"
        file.write_text("site_id,site_name,parent_id\nS2,Beta,S1\n")
        told = json.loads(self.nociq("site", "import", file).stdout)
        self.assertEqual(told["imported"], 1)
        self.assertIn("S2", self.nociq("site", "list", "--parent", "S1").stdout)
        window = ("--from", "2099-01-01T00:00:00Z", "--to", "2099-01-01T01:00:00Z")
        plan = ("maintenance", "plan", "--site", "S1", *window, "--reason", "new mast")
        name = json.loads(self.nociq(*plan).stdout)["id"]
        self.nociq("maintenance", "cancel", name, "--yes")
        self.assertIn("cancelled", self.nociq("maintenance", "list").stdout)

    def test_the_shell_completes_verbs_and_options(self):
        script = self.folder / "completion.bash"
        script.write_text(self.nociq("completion", "bash", data=False).stdout)
        for words, wanted in (
            ("nociq ou", "outage"),
            ("nociq outage tim", "timeline"),
            ("nociq outage rel", "relate"),
            ("nociq outage clock st", "stop start"),
            ("nociq outage correct --ex", "--exclusions"),
            ("nociq outage list --sev", "--severity"),
            ("nociq sla config s", "show set"),
            ("nociq key d", "derive"),
            ("nociq key derive --pa", "--passphrase-file --path-index"),
        ):
            typed = f"COMP_WORDS=({words}); COMP_CWORD={words.count(' ')}; _nociq"
            said = run("bash", "-c", f'. {script}; {typed}; echo "${{COMPREPLY[*]}}"').stdout
            self.assertEqual(said.split(), wanted.split(), words)
        for shell in ("zsh", "fish"):
            self.assertIn("outage", self.nociq("completion", shell, data=False).stdout)

    def test_events_are_told_as_they_are(self):
        self.make_outages()
        whole = self.server.client.get("/api/v1/events").json()["events"]
        exported = self.nociq("events", "export").stdout
        self.assertEqual([json.loads(line) for line in exported.splitlines()], whole)
        part = self.nociq("events", "export", "--from", "3", "--to", "5").stdout
        self.assertEqual([json.loads(line) for line in part.splitlines()], whole[3:5])
        one = self.nociq("events", "export", "--type", "asset.defined").stdout
        self.assertEqual(json.loads(one), whole[1])
        tail = self.nociq("events", "tail").stdout.splitlines()
        self.assertEqual([int(line.split()[0]) for line in tail], list(range(len(whole))))
        tail = self.nociq("events", "tail", "--from", "8", "--json").stdout
        self.assertEqual([json.loads(line) for line in tail.splitlines()], whole[8:])
        shown = self.nociq("events", "show", "3").stdout
        self.assertEqual(shown, self.server.client.get("/api/v1/events/3").body.decode() + "\n")
        self.nociq("events", "show", "9999", code=NOT_FOUND)

    def test_views_are_listed_and_rebuilt(self):
        self.make_outages()
        self.server.client.get("/api/v1/ledger/balances")
        lines = self.nociq("projection", "list").stdout.splitlines()
        views = self.server.client.get("/api/v1/projections").json()["projections"]
        self.assertEqual([line.split()[0] for line in lines[1:]], [v["name"] for v in views])
        self.assertEqual(lines[0].split()[:4], ["VIEW", "VERSION", "STATE", "POSITION"])
        before = json.loads(self.nociq("projection", "list", "--json").stdout)["projections"]
        self.nociq("projection", "rebuild", "balances", "--wait")
        after = json.loads(self.nociq("projection", "list", "--json").stdout)["projections"]
        digests = [[view["digest"] for view in views] for views in (before, after)]
        self.assertEqual(digests[0], digests[1])
        done = self.nociq("projection", "rebuild", "nothing", code=NOT_FOUND)
        self.assertEqual(done.stderr, "nociq: there is no view nothing\n")
        self.nociq("projection", "cancel", "balances", code=CONFLICT)

    def test_health_tells_by_its_exit_code(self):
        self.assertTrue(json.loads(self.nociq("health").stdout)["ready"])
        done = self.nociq("health", "--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        self.assertEqual(self.server.stop(), 0)
        done = self.nociq("health", "--quiet", code=TRY_AGAIN)
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        done = self.nociq("health", code=TRY_AGAIN)
        self.assertIn("start one with `nociq serve`", done.stderr)

    def test_the_server_is_found_by_url_by_environment_and_by_folder(self):
        url = self.server.url
        for arguments, environment in (
            (("--url", url), {}),
            (("--data", self.server.data), {}),
            (("--data", self.folder / "none"), {"NOCIQ_URL": url}),
        ):
            told = run(NOCIQ, "health", *arguments, env={**os.environ, **environment}).stdout
            self.assertTrue(json.loads(told)["ready"])
        self.nociq("outage", "list", "--url", "http://127.0.0.1:1", code=TRY_AGAIN, data=False)
        self.nociq("outage", "list", "--url", "ftp://x", code=USAGE, data=False)
        self.nociq("outage", "list", "--data", self.folder / "none", code=TRY_AGAIN, data=False)
        # A server that was killed leaves its port behind.
        self.server.kill()
        self.assertIn("Connection refused", self.nociq("outage", "list", code=TRY_AGAIN).stderr)

    def test_a_folder_in_use_is_left_alone(self):
        for arguments in (
            ("verify",),
            ("log", "export", "--tlog", self.folder / "export"),
            ("recover", "--accept-loss", "--reason", "to see"),
        ):
            done = self.nociq(*arguments, code=TRY_AGAIN)
            self.assertIn("in use", done.stderr)
        self.assertFalse((self.folder / "export").exists())

    def test_a_folder_at_rest_is_checked_exported_and_not_recovered(self):
        self.make_outages()
        self.assertEqual(self.server.stop(), 0)
        self.assertTrue(self.nociq("verify", "--quiet").stdout.startswith("OK\n"))
        told = json.loads(self.nociq("verify", "--json").stdout)
        shown = [told[name] for name in ("verdict", "size", "payloads_checked")]
        self.assertEqual(shown, ["ok", 10, 10])
        done = self.nociq("recover", "--accept-loss", "--reason", "to see")
        self.assertIn("there is nothing to recover", done.stderr)
        self.assertIn("--accept-loss", self.nociq("recover", "--reason", "x", code=USAGE).stderr)
        self.nociq("recover", "--accept-loss", code=USAGE)
        self.nociq("recover", "--accept-loss", "--reason", "", code=USAGE)
        export = self.folder / "export"
        self.assertIn("10 events", self.nociq("log", "export", "--tlog", export).stderr)
        self.assertFalse((export / "payload").exists())
        self.assertIn("10 events", self.nociq("log", "export", "--tlog", export).stderr)
        done = self.nociq("log", "export", "--tlog", self.folder, code=CONFLICT)
        self.assertIn("is not empty, and holds no export", done.stderr)
        self.server.start()  # None of it left a trace.
        self.assertEqual(self.server.client.get("/").json()["position"], 9)

    def test_what_is_no_verb(self):
        for arguments in ((), ("nonsense",), ("outage",), ("serve", "--port", "99999"), ("log",)):
            self.nociq(*arguments, code=USAGE, data=False)
        self.nociq("verify", "--data", self.folder / "none", code=NOT_FOUND, data=False)
        version = self.nociq("--version", data=False).stdout
        self.assertRegex(version, r"^nociq \d+\.\d+\.\d+ \(.+\)$")
        for verb in ((), ("serve",), ("outage", "import"), ("events", "tail"), ("recover",)):
            self.assertIn("Usage: nociq", self.nociq(*verb, "--help", data=False).stdout)


class Xdr(unittest.TestCase):
    """No server, no data folder: from stdin to stdout."""

    PRICE = ("Price", "AAAAAQAAAAI=", '{"n":1,"d":2}')
    MEMO = ("Memo", "AAAAAQAAAAJoaQAA", '{"text":"hi"}')

    def test_base64_becomes_json_and_json_becomes_base64(self):
        for name, xdr, text in (self.PRICE, self.MEMO):
            self.assertEqual(run(NOCIQ, "xdr", "decode", name, input=f" {xdr}\n").stdout, text + "\n")
            self.assertEqual(run(NOCIQ, "xdr", "encode", name, input=text).stdout, xdr + "\n")

    def test_what_is_refused_names_path_and_rule(self):
        cases = (
            (("decode", "Memo"), "AAAAAQAAAAJoaQAB", USAGE, "Memo.text: padding bytes are not zero"),
            (("decode", "Memo"), "AAAACQ==", USAGE, "Memo: Memo has no arm for 9 here"),
            (("decode", "Memo"), "AAAA!", USAGE, "this is not Base64"),
            (("encode", "Memo"), '{"id":"x"}', USAGE, "Memo.id: is not an integer of 64 bits"),
            (("encode", "Memo"), "", USAGE, "not well-formed JSON"),
            (("encode", "Nonsense"), "{}", NOT_FOUND, "no XDR type is called Nonsense"),
            (("decode",), "", USAGE, "TYPE is required"),
            ((), "", USAGE, "subcommand"),
        )
        for arguments, text, code, words in cases:
            done = run(NOCIQ, "xdr", *arguments, code=code, input=text)
            self.assertEqual(done.stdout, "")
            self.assertIn(words, done.stderr)

    def hash_of(self, envelope, network, code=0):
        return run(NOCIQ, "xdr", "hash", "--passphrase", network, code=code, input=envelope)

    def test_envelopes_have_the_hashes_that_others_gave_them(self):
        rows = json.loads((GOLDEN / "stellar-dev.json").read_text())["vectors"]
        for row in rows:
            expected = [row["hash_hex"]]
            if "inner_hash_hex" in row:
                expected.append("inner " + row["inner_hash_hex"])
            printed = self.hash_of(row["envelope_xdr"] + "\n", row["network_passphrase"]).stdout
            self.assertEqual(printed.splitlines(), expected)
        other = self.hash_of(rows[0]["envelope_xdr"], "Another Network").stdout
        self.assertNotIn(rows[0]["hash_hex"], other)

    def test_what_is_no_envelope_has_no_hash(self):
        envelope = json.loads((GOLDEN / "stellar-dev.json").read_text())["vectors"][0]["envelope_xdr"]
        cases = (
            ("AAAA!", "any", "this is not Base64"),
            ("", "any", "TransactionEnvelope"),
            (envelope[:-8], "any", "TransactionEnvelope.tx.signatures[0]"),
            (self.MEMO[1], "any", "TransactionEnvelope: TransactionEnvelope has no arm for 1 here"),
            (envelope, "", "no network has an empty passphrase"),
        )
        for text, network, words in cases:
            done = self.hash_of(text, network, code=USAGE)
            self.assertEqual(done.stdout, "")
            self.assertIn(words, done.stderr)
        without = run(NOCIQ, "xdr", "hash", code=USAGE, input=envelope)
        self.assertIn("--passphrase is required", without.stderr)

    def test_all_types_are_listed(self):
        names = run(NOCIQ, "xdr", "types").stdout.splitlines()
        self.assertEqual(names, sorted(names))
        for name in ("TransactionEnvelope", "TransactionResult", "ScVal", "LedgerEntry", "AccountId"):
            self.assertIn(name, names)


class Keys(unittest.TestCase):
    """The verbs of `nociq key`, which need no server."""

    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data = self.folder / "data"
        self.master_key = self.secret_file("master.key", bytes(range(32)))
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("NOCIQ_MASTER_KEY_FILE", "CREDENTIALS_DIRECTORY")
        }

    def secret_file(self, name, content, mode=0o600):
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(mode)
        return path

    def key(self, *arguments, code=OK, master=True, **options):
        """What the verb prints; nothing of it is talk, and no secret is among it unasked."""
        sealing = ("--master-key", self.master_key) if master else ()
        options = {"env": self.environment, "input": "", **options}
        words = ("key", *arguments, "--data", self.data, *sealing)
        done = run(NOCIQ, *words, code=code, **options)
        if "--reveal" not in arguments:
            self.assertNotIn("secret", done.stdout)
        return done

    def told(self, *arguments, **options):
        done = self.key(*arguments, **options)
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def test_a_key_is_made_shown_and_revealed(self):
        made = self.told("new", "pool")
        file = self.data / "wallets" / "pool.key"
        self.assertEqual((made["file"], file.stat().st_mode & 0o777), (str(file), 0o600))
        self.assertEqual(made["kind"], "ed25519-seed")
        self.assertRegex(made["public_key"], "^G[A-Z2-7]{55}$")
        self.assertEqual(self.told("show", "pool", master=False), made)
        self.assertEqual(self.told("show", "pool", "--check"), made)
        revealed = self.told("show", "pool", "--reveal")
        self.assertEqual(revealed, {**made, "secret": revealed["secret"]})
        self.assertNotIn(revealed["secret"], file.read_text())
        # The secret is that of the public key: imported, it is the same wallet's.
        again = self.told("import", "again", input=revealed["secret"] + "\n")
        self.assertEqual(again["public_key"], made["public_key"])
        self.assertIn("secret", self.told("new", "other", "--reveal"))
        self.assertEqual(len(os.listdir(self.data / "wallets")), 3)

    def test_a_mnemonic_is_imported_and_its_accounts_are_derived(self):
        vector = json.loads(VECTORS.read_text())["tests"][3]
        self.assertNotEqual(vector["passphrase"], "")
        words = self.secret_file("words", (vector["passphrase"] + "\n").encode())
        made = self.told(
            *("import", "channels", "--mnemonic-passphrase-file", words), input=vector["mnemonic"]
        )
        self.assertEqual(made["kind"], "bip39-seed")
        self.assertEqual(made["public_key"], vector["keys"][0]["public"])
        for index, key in enumerate(vector["keys"][:3]):
            derive = ("derive", "channels", "--path-index", index)
            self.assertEqual(self.told(*derive)["public_key"], key["public"])
            self.assertEqual(self.told(*derive, "--reveal")["secret"], key["secret"])
        saved = self.told(*derive, "--save", "channel-2")
        self.assertEqual((saved["wallet"], saved["path_index"]), ("channel-2", 2))
        shown = self.told("show", "channel-2", "--reveal")
        self.assertEqual(shown["secret"], vector["keys"][2]["secret"])
        done = self.key("derive", "channels", "--path-index", 2**31, code=USAGE)
        self.assertIn("an index is at most", done.stderr)
        done = self.key("derive", "channel-2", "--path-index", 1, code=USAGE)
        self.assertIn("only a mnemonic has more", done.stderr)

    def test_what_is_no_secret_is_refused_and_not_repeated(self):
        for text, words in (
            ("", "12, 15, 18, 21 or 24 words"),
            ("SECRETS", "not a strkey"),
            ("abandon " * 11 + "sesame", "word 12 is not of BIP-39's English list"),
            ("abandon " * 12, "its checksum is wrong"),
            ("x" * 2000, "longer than 1024 bytes"),
        ):
            done = self.key("import", "pool", input=text, code=USAGE)
            self.assertIn(words, done.stderr)
            for part in ("SECRETS", "sesame", "abandon"):
                self.assertNotIn(part, done.stdout + done.stderr)
        self.assertFalse((self.data / "wallets").exists())

    def test_a_master_key_comes_from_an_option_a_variable_or_a_credential(self):
        made = self.told("new", "pool")
        check = ("show", "pool", "--check")
        credentials = self.folder / "credentials"
        credentials.mkdir()
        (credentials / "nociq-master-key").write_bytes(self.master_key.read_bytes())
        for variables in (
            {"NOCIQ_MASTER_KEY_FILE": str(self.master_key)},
            {"CREDENTIALS_DIRECTORY": str(credentials)},
        ):
            shown = self.told(*check, master=False, env={**self.environment, **variables})
            self.assertEqual(shown, made)
        done = self.key(*check, master=False, code=USAGE)
        self.assertIn("NOCIQ_MASTER_KEY_FILE", done.stderr)
        self.master_key = self.secret_file("other.key", bytes(32))
        self.assertIn("another master key", self.key(*check, code=FAILED).stderr)
        self.master_key = self.secret_file("open.key", bytes(32), mode=0o644)
        self.assertIn("it must be 0600", self.key(*check, code=USAGE).stderr)
        self.master_key = self.secret_file("short.key", bytes(31))
        self.assertIn("holds 31 bytes", self.key(*check, code=USAGE).stderr)

    def test_a_passphrase_seals_as_well(self):
        right = ("--passphrase-file", self.secret_file("right", b"correct horse\n"))
        wrong = ("--passphrase-file", self.secret_file("wrong", b"correct house\n"))
        made = self.told("new", "pool", *right, master=False)
        self.assertEqual(self.told("show", "pool", "--check", *right, master=False), made)
        done = self.key("show", "pool", "--check", *wrong, master=False, code=FAILED)
        self.assertIn("another passphrase", done.stderr)
        done = self.key("show", "pool", "--check", code=FAILED)
        self.assertIn("with a passphrase, not a master key", done.stderr)

    def test_a_key_file_is_neither_written_over_nor_taken_for_another(self):
        made = self.told("new", "pool")
        file = pathlib.Path(made["file"])
        before = file.read_bytes()
        self.key("new", "pool", code=CONFLICT)
        self.assertEqual(file.read_bytes(), before)
        elsewhere = self.folder / "elsewhere.key"
        self.assertEqual(self.told("new", "fees", "--file", elsewhere)["file"], str(elsewhere))
        done = self.key("show", "pool", "--check", "--file", elsewhere, code=CONFLICT)
        self.assertIn("the key of wallet fees, not of pool", done.stderr)
        file.write_bytes(before.replace(b'"version":1', b'"version":9'))
        self.assertIn("of version 9", self.key("show", "pool", code=FAILED).stderr)
        file.write_bytes(before[:-1])
        self.assertIn("not a key file", self.key("show", "pool", code=INTEGRITY).stderr)
        self.key("show", "none", code=NOT_FOUND)
        self.key("new", "../pool", code=USAGE)
        for words in ((), ("new",), ("show",), ("derive", "pool"), ("burn", "pool")):
            self.key(*words, code=USAGE)

    def test_a_seed_of_the_environment_is_shown_by_its_public_key(self):
        key = json.loads(VECTORS.read_text())["tests"][0]["keys"][0]
        show = ("show", "--variable", "STELLAR_POOL_SECRET_KEY")
        with_seed = {**self.environment, "STELLAR_POOL_SECRET_KEY": key["secret"]}
        shown = self.told(*show, master=False, env=with_seed)
        self.assertEqual(shown, {"public_key": key["public"]})
        credentials = self.folder / "credentials"
        credentials.mkdir()
        (credentials / "MY_SEED").write_text(key["secret"] + "\n")
        named = ("show", "--variable", "MY_SEED", "--credentials", credentials, "--reveal")
        shown = self.told(*named, master=False)
        self.assertEqual(shown, {"public_key": key["public"], "secret": key["secret"]})
        self.assertIn("MY_SEED", self.key(*named[:3], code=NOT_FOUND).stderr)
        self.key("show", "pool", *show[1:], code=USAGE)

    def test_what_is_typed_is_not_shown(self):
        key = json.loads(VECTORS.read_text())["tests"][0]["keys"][0]
        screen, keyboard = os.openpty()
        self.addCleanup(os.close, screen)
        command = (NOCIQ, "key", "import", "pool", "--data", self.data)
        with subprocess.Popen(
            [*map(str, command), "--master-key", str(self.master_key)],
            stdin=keyboard, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment,
        ) as process:  # fmt: skip
            os.close(keyboard)
            asked = process.stderr.read(len("Seed (S...) or mnemonic (not shown): "))
            self.assertTrue(asked.endswith(b"(not shown): "), asked)
            os.write(screen, key["secret"].encode() + b"\nmore\n")
            told, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, OK)
        self.assertEqual(json.loads(told)["public_key"], key["public"])
        os.set_blocking(screen, False)
        try:
            seen = os.read(screen, 4096)
        except OSError:  # Nothing was written, or all who could have are gone.
            seen = b""
        self.assertNotIn(key["secret"].encode(), seen)

    @unittest.skipIf(SANITIZED, "AddressSanitizer makes mlock do nothing, and say that it did")
    def test_memory_that_cannot_be_locked_is_warned_of(self):
        def forbid_locking():
            resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
            cap_ipc_lock, drop_from_bounding_set = 14, 24
            ctypes.CDLL(None).prctl(drop_from_bounding_set, cap_ipc_lock, 0, 0, 0)

        done = self.key("new", "pool", preexec_fn=forbid_locking)
        self.assertIn("RLIMIT_MEMLOCK", done.stderr)
        self.assertRegex(json.loads(done.stdout)["public_key"], "^G")
        public = {**self.environment, "STELLAR_NETWORK": "public"}
        options = {"preexec_fn": forbid_locking, "env": public, "code": TRY_AGAIN}
        for words in (("new", "real"), ("show", "pool", "--check")):
            self.assertIn("RLIMIT_MEMLOCK", self.key(*words, **options).stderr)
        self.assertFalse((self.data / "wallets" / "real.key").exists())

    def test_a_data_folder_with_wallets_is_served(self):
        self.told("new", "pool")
        server = Server(self.folder).start()
        self.addCleanup(server.kill)
        self.assertEqual(server.data, self.data)
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
