"""SIGKILL at any time, also while a ledger closes: whatever was answered as applied stays, nothing
is applied twice or by half, and the ledger that comes back is the one that its history adds up to.
Skipped, with status 77, where the package registry is missing."""

import collections
import hashlib
import json
import pathlib
import random
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

from campaign import length
from packages import SOURCE, Missing, python_packages
from sandbox_server import SandboxServer

FOLDER = SOURCE / "build" / "stellar-sdk-python"
KILLS = length(10, 100)
PAYERS = 6
LONGEST_SECONDS = 2.5  # From a start to a kill.
STROOPS = 10_000_000
PAGE = 200


def page_of(client, target):
    return client.get(target).json()["_embedded"]["records"]


def all_of(client, target):
    """Every record of a list, page by page."""
    cursor = ""
    while True:
        records = page_of(client, f"{target}limit={PAGE}&order=asc&cursor={cursor}")
        yield from records
        if len(records) < PAGE:
            return
        cursor = records[-1]["paging_token"]


def stroops(text):
    whole, _, part = text.partition(".")
    return int(whole) * STROOPS + int(part.ljust(7, "0"))


class Payer(threading.Thread):
    """Pays the sink from one account until the sandbox is gone."""

    def __init__(self, test, pair):
        super().__init__()
        self.test = test
        self.pair = pair

    def run(self):
        client = self.test.sandbox.client()
        try:
            while True:
                self.pay(client)
        except (OSError, EOFError, ValueError):
            pass  # It was killed: what was sent last may have been applied, or not.
        except Exception as error:  # http.client's own
            if not self.test.was_killed:
                raise error
        finally:
            client.close()

    def pay(self, client):
        account = client.get(f"/accounts/{self.pair.public_key}").json()
        amount = self.test.amount()
        builder = sdk.TransactionBuilder(
            sdk.Account(self.pair.public_key, int(account["sequence"])), self.test.passphrase, 100
        )
        builder.append_payment_op(self.test.sink.public_key, sdk.Asset.native(), amount)
        transaction = builder.add_time_bounds(0, 0).build()
        transaction.sign(self.pair)
        body = urllib.parse.urlencode({"tx": transaction.to_xdr()})
        form = "application/x-www-form-urlencoded"
        self.test.sent(transaction.hash_hex(), amount)
        reply = client.ask("POST", "/transactions", body, content_type=form)
        if reply.status == 200:
            self.test.told(transaction.hash_hex(), reply.json())


class SandboxKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.sandbox = SandboxServer(pathlib.Path(folder.name), "--close-every", "0.2")
        self.addCleanup(self.sandbox.kill)
        self.prng = random.Random(11)
        self.lock = threading.Lock()
        self.amounts = {}  # By hash: what was sent.
        self.applied = {}  # By hash: the ledger that was told.
        self.was_killed = False

    def amount(self):
        with self.lock:
            return f"{self.prng.randint(1, 9)}.{self.prng.randint(0, 9_999_999):07}"

    def sent(self, name, amount):
        with self.lock:
            self.amounts[name] = amount

    def told(self, name, transaction):
        self.assertTrue(transaction["successful"])
        with self.lock:
            self.applied[name] = transaction["ledger"]

    def fund(self, client):
        pair = sdk.Keypair.random()
        self.assertEqual(client.get(f"/friendbot?addr={pair.public_key}").status, 200)
        return pair

    def test_what_was_applied_stays_applied_once(self):
        self.sandbox.start()
        client = self.sandbox.client()
        self.passphrase = client.get("/").json()["network_passphrase"]
        self.sink = self.fund(client)
        payers = [self.fund(client) for _ in range(PAYERS)]
        client.close()
        for _ in range(KILLS):
            self.was_killed = False
            threads = [Payer(self, pair) for pair in payers]
            for thread in threads:
                thread.start()
            time.sleep(self.prng.uniform(0.2, LONGEST_SECONDS))
            self.was_killed = True
            self.sandbox.kill()
            for thread in threads:
                thread.join()
            self.sandbox.start()
            self.check(payers)
        self.assertGreater(len(self.applied), KILLS)
        print(f"{KILLS} kills; {len(self.applied)} of {len(self.amounts)} payments told as applied")

    def check(self, payers):
        client = self.sandbox.client()
        self.check_chain(client)
        found = collections.Counter()
        received = stroops("10000.0000000")
        for record in all_of(client, f"/accounts/{self.sink.public_key}/payments?"):
            if record["type"] == "create_account":
                continue
            name = record["transaction_hash"]
            found[name] += 1
            self.assertEqual(record["amount"], self.amounts[name])
            received += stroops(record["amount"])
        self.assertEqual(set(self.applied) - set(found), set(), "applied, and gone")
        self.assertEqual([name for name, times in found.items() if times > 1], [])
        balance = client.get(f"/accounts/{self.sink.public_key}").json()["balances"][-1]["balance"]
        self.assertEqual(stroops(balance), received)
        for name, ledger in self.applied.items():
            again = client.get(f"/transactions/{name}").json()
            self.assertEqual(again["ledger"], ledger)
        self.check_lumens(client, payers)
        client.close()

    def check_chain(self, client):
        previous = None
        for record in all_of(client, "/ledgers?"):
            header = sdk.xdr.LedgerHeader.from_xdr(record["header_xdr"])
            self.assertEqual(hashlib.sha256(header.to_xdr_bytes()).hexdigest(), record["hash"])
            if previous is not None:
                self.assertEqual(record["prev_hash"], previous["hash"])
                self.assertEqual(record["sequence"], previous["sequence"] + 1)
                self.assertGreater(record["closed_at"], previous["closed_at"])
            previous = record

    def check_lumens(self, client, payers):
        """What a payer has is what it was given, less its payments and their fees."""
        for pair in payers:
            left = stroops("10000.0000000")
            query = f"/accounts/{pair.public_key}/transactions?include_failed=true&"
            for record in all_of(client, query):
                if record["source_account"] != pair.public_key:
                    continue
                left -= int(record["fee_charged"])
                left -= stroops(self.amounts[record["hash"]])
                self.assertTrue(record["successful"], json.dumps(record))
            account = client.get(f"/accounts/{pair.public_key}").json()
            self.assertEqual(stroops(account["balances"][-1]["balance"]), left)


if __name__ == "__main__":
    try:
        python_packages(SOURCE / "tests/stellar/sdk/requirements.txt", FOLDER)
    except Missing as missing:
        print(f"skipped: {missing}", file=sys.stderr)
        sys.exit(77)
    sys.path.append(str(FOLDER))
    import stellar_sdk as sdk

    unittest.main()
