"""A shorter round by the SDK of another language: accounts, trust lines, payments, a claimable
balance, a fee bump, a stream. Its only argument is the URL of a sandbox that serves."""

import sys
import unittest

import requests
from stellar_sdk import (
    Asset,
    Claimant,
    Keypair,
    Server,
    SorobanServer,
    TransactionBuilder,
)
from stellar_sdk.exceptions import BadRequestError, NotFoundError

URL = sys.argv.pop()
GOOD_FOR_SECONDS = 300
BASE_FEE = 100
WAIT_SECONDS = 60


class Round(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(URL)
        cls.addClassCleanup(cls.server.close)
        cls.passphrase = cls.server.root().call()["network_passphrase"]
        cls.issuer, cls.alice, cls.bob = cls.account(), cls.account(), cls.account()
        cls.usd = Asset("USD", cls.issuer.public_key)

    @classmethod
    def account(cls):
        pair = Keypair.random()
        reply = requests.get(f"{URL}/friendbot", {"addr": pair.public_key}, timeout=WAIT_SECONDS)
        reply.raise_for_status()
        return pair

    def builder(self, source):
        account = self.server.load_account(source.public_key)
        builder = TransactionBuilder(account, self.passphrase, base_fee=BASE_FEE)
        return builder.set_timeout(GOOD_FOR_SECONDS)

    def submit(self, builder, *signers):
        transaction = builder.build()
        for signer in signers:
            transaction.sign(signer)
        return self.server.submit_transaction(transaction)

    def balance(self, who, code):
        for line in self.server.accounts().account_id(who.public_key).call()["balances"]:
            if line.get("asset_code", "XLM") == code:
                return line["balance"]
        return None

    def test_an_asset_is_trusted_paid_and_read(self):
        self.submit(self.builder(self.alice).append_change_trust_op(self.usd), self.alice)
        payment = self.builder(self.issuer).append_payment_op(
            self.alice.public_key, self.usd, "12.3456789"
        )
        applied = self.submit(payment, self.issuer)
        self.assertTrue(applied["successful"])
        self.assertEqual(self.balance(self.alice, "USD"), "12.3456789")
        found = self.server.transactions().transaction(applied["hash"]).call()
        self.assertEqual(found["result_xdr"], applied["result_xdr"])

    def test_what_cannot_be_paid_says_why(self):
        payment = self.builder(self.issuer).append_payment_op(self.bob.public_key, self.usd, "1")
        with self.assertRaises(BadRequestError) as refused:
            self.submit(payment, self.issuer)
        codes = refused.exception.extras["result_codes"]
        self.assertEqual(codes, {"transaction": "tx_failed", "operations": ["op_no_trust"]})
        with self.assertRaises(NotFoundError):
            self.server.transactions().transaction("ef" * 32).call()

    def test_a_balance_is_claimed(self):
        claimant = Claimant(self.bob.public_key)
        native = Asset.native()
        create = self.builder(self.alice).append_create_claimable_balance_op(
            native, "3", [claimant]
        )
        self.submit(create, self.alice)
        query = self.server.claimable_balances().for_claimant(self.bob.public_key)
        (waiting,) = query.call()["_embedded"]["records"]
        claim = self.builder(self.bob).append_claim_claimable_balance_op(waiting["id"])
        self.assertTrue(self.submit(claim, self.bob)["successful"])

    def test_another_pays_the_fee(self):
        payment = self.builder(self.alice).append_payment_op(
            self.bob.public_key, Asset.native(), "1"
        )
        inner = payment.build()
        inner.sign(self.alice)
        bump = TransactionBuilder.build_fee_bump_transaction(
            fee_source=self.bob,
            base_fee=10 * BASE_FEE,
            inner_transaction_envelope=inner,
            network_passphrase=self.passphrase,
        )
        bump.sign(self.bob)
        applied = self.server.submit_transaction(bump)
        self.assertEqual(applied["fee_account"], self.bob.public_key)

    def test_payments_are_streamed(self):
        amounts = []
        start = self.server.payments().for_account(self.bob.public_key).order("desc").limit(1)
        cursor = start.call()["_embedded"]["records"][0]["paging_token"]
        for amount in ("4", "5"):
            payment = self.builder(self.alice).append_payment_op(
                self.bob.public_key, Asset.native(), amount
            )
            self.submit(payment, self.alice)
        query = self.server.payments().for_account(self.bob.public_key).cursor(cursor)
        for record in query.stream():
            amounts.append(record["amount"])
            if len(amounts) == 2:
                break
        self.assertEqual(amounts, ["4.0000000", "5.0000000"])

    def test_soroban_rpc_answers(self):
        with SorobanServer(f"{URL}/rpc") as rpc:
            self.assertEqual(rpc.get_health().status, "healthy")
            self.assertEqual(rpc.get_network().passphrase, self.passphrase)
            self.assertEqual(
                rpc.load_account(self.alice.public_key).account.account_id, self.alice.public_key
            )
            self.assertGreater(rpc.get_latest_ledger().sequence, 1)


if __name__ == "__main__":
    unittest.main()
