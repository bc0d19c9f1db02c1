"""Plays the examples of the API's founding document for outages and their SLA, each in a file of
seed_examples/, with the clock at the example's time: what is answered, what the document says, and
why they differ where they do.

Its other chapters come with what they are about: accounts, wallets, payments (execute-payment
among them), contracts, analytics, reports, rate limits and webhooks.
"""

import pathlib
import unittest

import contract
import transcript
from faked_clock import FakedClock, leave_without_it
from nociq_server import Folder, Server

FOLDER = pathlib.Path(__file__).parent / "seed_examples"
EXAMPLES = {
    "list_outages": "GET /api/v1/outages",
    "show_outage": "GET /api/v1/outages/OUT001",
    "create_outage": "POST /api/v1/outages",
    "update_outage": "PUT /api/v1/outages/OUT002",
    "sla_status": "GET /api/v1/sla/status/OUT001",
    "sla_calculate": "POST /api/v1/sla/calculate",
    "sla_configs": "GET /api/v1/sla/configs",
    "error_response": "POST /api/v1/outages",
    "error_codes": None,  # A table: one request for each of its rows.
    "pagination": "GET /api/v1/outages",
}


class SeedExamples(unittest.TestCase):
    """One test for each file; see below."""

    @classmethod
    def setUpClass(cls):
        cls.contract = contract.Contract(contract.document())

    def play(self, path):
        with Folder() as folder:
            clock = FakedClock(folder)
            server = Server(folder, environment=clock.environment)
            self.addCleanup(server.kill)
            now = None
            for exchange in transcript.read(path):
                if exchange.clock != now:
                    # A running server would not trust a clock that jumps.
                    server.stop()
                    now = exchange.clock
                    clock.stop_at(now)
                    server.start().settle()
                found = transcript.play(exchange, server.client, self.contract)
                where = f"{path}:{exchange.line}: {exchange.title}"
                self.assertFalse(found, "\n".join([where, *found]))
                server.settle()
            server.kill()

    def test_there_is_one_file_for_each_example_with_what_the_document_says(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*")}, set(EXAMPLES))
        for name, request in EXAMPLES.items():
            exchanges = transcript.read(FOLDER / f"{name}.txt")
            told = [one for one in exchanges if one.document]
            asked = [f"{one.method} {one.target.split('?')[0]}" for one in told]
            if request:
                self.assertEqual(asked, [request], name)
            else:
                self.assertEqual([one.status for one in told], [400, 404, 409, 422, 503])
            self.assertTrue(all(one.clock for one in exchanges), name)

    def test_a_difference_without_a_reason_is_found_and_a_reason_without_a_difference(self):
        exchange = transcript.Exchange(1, "")
        exchange.document = '{"a": 750, "b": [{"id": 1, "c": null}, {"id": 2}], "d": [1, 2]}'
        same = '{"a": 750.00, "b": [{"id": 1, "c": null}, {"id": 2}], "d": [1, 2]}'
        self.assertEqual(transcript.unexplained(exchange, same), [])
        for other, path in (
            (same.replace("750.00", "750.01"), "a"),
            (same.replace("750.00", '"750.00"'), "a"),
            (same.replace('"a": 750.00, ', ""), "-a"),
            (same.replace("null", "0"), "b/1/c"),
            (same.replace('"id": 2', '"id": 2, "e": true'), "+b/2/e"),
            (same.replace(', {"id": 2}', ""), "-b/2"),
            (same.replace("[1, 2]", "[2, 1]"), "d"),
        ):
            exchange.reasons = []
            told = f"{path} differs from the document"
            self.assertEqual(transcript.unexplained(exchange, other), [told])
            exchange.take_reason(f"{path}: why")
            self.assertEqual(transcript.unexplained(exchange, other), [])
            told = f"{path} does not differ from the document"
            self.assertEqual(transcript.unexplained(exchange, same), [told])


for file in sorted(FOLDER.glob("*.txt")):
    setattr(SeedExamples, f"test_{file.stem}", lambda self, path=file: self.play(path))


if __name__ == "__main__":
    leave_without_it()
    unittest.main()
