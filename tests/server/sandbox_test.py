"""`nociq sandbox`: the network that it serves, its verbs, and what they refuse."""

import base64
import http.client
import json
import subprocess
import tempfile
import unittest
import urllib.parse

from nociq_server import NOCIQ
from sandbox_server import SandboxServer

OK, USAGE, INTEGRITY, CONFLICT, TRY_AGAIN = 0, 2, 3, 5, 75
FORM = "application/x-www-form-urlencoded"
SEED = "07" * 32


class SandboxTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def serve(self, *options):
        sandbox = SandboxServer(self.folder, *options).start()
        self.addCleanup(sandbox.kill)
        return sandbox

    def client(self, sandbox):
        client = sandbox.client()
        self.addCleanup(client.close)
        return client

    def verb(self, sandbox, *words, code=OK):
        command = [NOCIQ, "sandbox", *words, "--data", sandbox.data]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done)
        return done

    def status(self, sandbox):
        return json.loads(self.verb(sandbox, "status", "--json").stdout)

    def submit(self, client, transaction, path="/transactions_async"):
        body = urllib.parse.urlencode({"tx": transaction})
        return client.ask("POST", path, body, content_type=FORM)

    def test_a_new_sandbox_has_its_accounts_with_their_trust_lines(self):
        sandbox = self.serve("--instance", "mine", "--seed", SEED)
        status = self.status(sandbox)
        self.assertEqual(status["network_passphrase"], "NOCIQ Sandbox ; mine")
        accounts = {account["name"]: account["address"] for account in status["accounts"]}
        self.assertEqual(set(accounts), {"issuer", "pool", "operator", "noc"})
        client = self.client(sandbox)
        for name in ("pool", "operator", "noc"):
            lines = client.get(f"/accounts/{accounts[name]}").json()["balances"]
            self.assertEqual(
                {line.get("asset_code", "XLM") for line in lines}, {"XLM", "USDC", "NOCIQ"}
            )
            for line in lines[:-1]:
                self.assertEqual(line["asset_issuer"], accounts["issuer"])
        told = self.verb(sandbox, "status").stdout
        self.assertIn("NOCIQ Sandbox ; mine", told)
        self.assertIn(accounts["pool"], told)

    def test_the_same_seed_and_name_make_the_same_keys(self):
        first = self.status(self.serve("--instance", "one", "--seed", SEED))
        others = (("one", SEED, True), ("two", SEED, False), ("one", "08" * 32, False))
        for instance, seed, same in others:
            with tempfile.TemporaryDirectory() as folder:
                sandbox = SandboxServer(folder, "--instance", instance, "--seed", seed).start()
                accounts = self.status(sandbox)["accounts"]
                sandbox.kill()
            self.assertEqual(accounts == first["accounts"], same)

    def test_a_ledger_is_closed_when_it_is_asked_for_and_kept_over_a_restart(self):
        sandbox = self.serve("--close-every", "3600")
        before = self.status(sandbox)
        self.verb(sandbox, "close-ledger")
        after = self.status(sandbox)
        self.assertEqual(after["ledger"], before["ledger"] + 1)
        record = self.client(sandbox).get(f"/ledgers/{after['ledger']}").json()
        self.assertEqual((record["hash"], record["prev_hash"]), (after["hash"], before["hash"]))
        self.assertEqual(sandbox.stop(), OK)
        self.verb(sandbox, "status", code=TRY_AGAIN)
        sandbox.start()
        self.assertEqual(self.status(sandbox), after)
        sandbox.kill()
        sandbox.start()
        self.assertEqual(self.status(sandbox), after)

    def test_a_reset_begins_another_network(self):
        sandbox = self.serve()
        before = self.status(sandbox)
        self.verb(sandbox, "reset", code=USAGE)
        self.assertEqual(self.status(sandbox)["accounts"], before["accounts"])
        self.verb(sandbox, "reset", "--yes")
        after = self.status(sandbox)
        self.assertNotEqual(after["network_passphrase"], before["network_passphrase"])
        root = self.client(sandbox).get("/").json()
        self.assertEqual(root["network_passphrase"], after["network_passphrase"])

    def test_faults_are_set_and_taken_away(self):
        sandbox = self.serve()
        client = self.client(sandbox)
        self.verb(sandbox, "fault", "too_many_requests=100")
        reply = client.get("/")
        self.assertEqual(reply.status, 429)
        self.assertIsNotNone(reply.headers["Retry-After"])
        self.verb(sandbox, "fault", "drop_after_accept=100")
        with self.assertRaises((http.client.HTTPException, OSError)):
            self.client(sandbox).get("/")
        self.assertIn("drop_after_accept", self.verb(sandbox, "status").stdout)
        self.verb(sandbox, "fault")
        self.assertEqual(self.client(sandbox).get("/").status, 200)
        for words, said in (
            (["delay=often"], "delay=often"),
            (["delay"], "delay"),
            (["delay=101"], "delay"),
            (["lateness=1"], "lateness"),
        ):
            self.assertIn(said, self.verb(sandbox, "fault", *words, code=USAGE).stderr)

    def test_what_cannot_be_a_transaction_is_said_to_be_none(self):
        client = self.client(self.serve())
        for path in ("/transactions", "/transactions_async"):
            for text in ("", "not base64!", base64.b64encode(b"\0\0\0\2short").decode()):
                reply = self.submit(client, text, path)
                self.assertEqual(reply.status, 400, reply)
                content_type = reply.headers["Content-Type"]
                self.assertEqual(content_type.split(";")[0], "application/problem+json")
                problem = reply.json()
                self.assertEqual(problem["type"].rsplit("/", 1)[1], "transaction_malformed", text)
                self.assertEqual(problem["extras"]["envelope_xdr"], text)
            reply = client.ask("POST", path, "tx=AAAA", content_type="text/plain")
            self.assertEqual(reply.status, 415)
        self.assertEqual(client.get("/transactions/" + "ab" * 32).status, 404)
        self.assertEqual(client.get("/nowhere").status, 404)
        reply = client.get("/ledgers?limit=1000")
        self.assertEqual((reply.status, reply.json()["extras"]["invalid_field"]), (400, "limit"))

    def test_a_body_that_is_too_long_is_refused(self):
        client = self.client(self.serve())
        reply = self.submit(client, "A" * 1_000_000)
        self.assertEqual(reply.status, 413)
        self.assertIn("payload_too_large", reply.json()["type"])

    def test_pages_may_ask_the_network_and_not_its_administration(self):
        sandbox = self.serve()
        page = {"origin": "https://wallet.example"}
        reply = self.client(sandbox).get("/", **page)
        self.assertEqual(reply.headers.get_all("Access-Control-Allow-Origin"), ["*"])
        preflight = self.client(sandbox).ask("OPTIONS", "/transactions", None, **page)
        self.assertEqual(preflight.status, 204)
        self.assertIn("POST", preflight.headers["Access-Control-Allow-Methods"])
        endpoint = (sandbox.data / "sandbox-admin").read_text().strip()
        connection = http.client.HTTPConnection(endpoint, timeout=60)
        self.addCleanup(connection.close)
        connection.request("POST", "/close-ledger", headers={"Origin": "http://127.0.0.1"})
        self.assertEqual(connection.getresponse().status, 403)

    def test_one_process_at_a_time_serves_a_folder(self):
        sandbox = self.serve()
        done = self.verb(sandbox, "serve", "--port", "0", code=CONFLICT)
        self.assertIn("lock", done.stderr)

    def test_another_name_or_seed_than_the_folder_has_is_refused(self):
        sandbox = self.serve("--instance", "one")
        self.assertEqual(sandbox.stop(), OK)
        done = self.verb(sandbox, "serve", "--port", "0", "--instance", "two", code=CONFLICT)
        self.assertIn("sandbox.identity", done.stderr)

    def test_damage_is_named_and_not_served(self):
        sandbox = self.serve()
        self.assertEqual(sandbox.stop(), OK)
        (state,) = (sandbox.data / "sandbox").glob("state-*")
        contents = bytearray(state.read_bytes())
        contents[len(contents) // 2] ^= 1
        state.write_bytes(contents)
        done = self.verb(sandbox, "serve", "--port", "0", code=INTEGRITY)
        self.assertIn(state.name, done.stderr)

    def test_options_that_cannot_be_are_refused(self):
        sandbox = SandboxServer(self.folder)
        for words in (["--seed", "abc"], ["--close-every", "-1"], ["--fault", "delay=x"]):
            self.verb(sandbox, "serve", "--port", "0", *words, code=USAGE)
        done = self.verb(sandbox, "serve", "--port", "0", "--host", "192.0.2.1", code=USAGE)
        self.assertIn("not_loopback", done.stderr)


if __name__ == "__main__":
    unittest.main()
