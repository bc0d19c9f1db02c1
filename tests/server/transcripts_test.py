"""Plays every file of transcripts/ against a ledger of its own, from top to bottom."""

import pathlib
import re
import unittest
from types import SimpleNamespace

import contract
import transcript
from nociq_server import Folder, Server

# Whether a rebuild is still there to be cancelled is a matter of luck; see restart_test.py. A job
# takes more rows than a transcript should have; see import_job_test.py.
LUCK = {
    ("POST", "/api/v1/projections/{name}/cancel"),
    ("GET", "/api/v1/jobs/{id}"),
    ("POST", "/api/v1/jobs/{id}/cancel"),
}
FOLDER = pathlib.Path(__file__).parent / "transcripts"


class Transcripts(unittest.TestCase):
    """One test for each file; see below."""

    @classmethod
    def setUpClass(cls):
        cls.contract = contract.Contract(contract.document())

    def play(self, path):
        exchanges = transcript.read(path)
        self.assertTrue(exchanges, path)
        with Folder() as folder, Server(folder) as server:
            for exchange in exchanges:
                found = transcript.play(exchange, server.client, self.contract)
                where = f"{path}:{exchange.line}: {exchange.title}"
                self.assertFalse(found, "\n".join([where, *found]))
                if exchange.method not in ("GET", "HEAD", "OPTIONS"):
                    server.settle()

    def test_every_route_is_played_with_good_and_with_bad_input(self):
        exchanges = [one for path in FOLDER.glob("*.txt") for one in transcript.read(path)]
        routes = [
            (method.upper(), path)
            for path, operations in self.contract.api["paths"].items()
            for method in operations
        ]
        self.assertGreater(len(routes), 20)
        for method, path in routes:
            literal = re.sub(r"\\{rest\\}", "[^?]+", re.escape(path))
            pattern = re.sub(r"\\{\w+\\}", "[^/?]+", literal) + r"(\?.*)?"
            statuses = {
                one.status
                for one in exchanges
                if one.method == method and re.fullmatch(pattern, one.target)
            }
            is_played = any(status < 300 for status in statuses)
            self.assertTrue(is_played or (method, path) in LUCK, (method, path))
            self.assertTrue(any(status >= 400 for status in statuses), (method, path))

    def test_what_breaks_the_document_is_found(self):
        def errors(method, target, body, status, reply, media_type="application/json"):
            answer = SimpleNamespace(
                status=status, headers={"Content-Type": media_type}, body=reply
            )
            return self.contract.errors(method, target, "application/json", body, answer)

        path = "/api/v1/sla/calculate"
        good = '{"outage_id": "OUT001"}'
        live = '{"status": "alive"}'
        self.assertEqual(errors("GET", "/health/live", None, 200, live), [])
        self.assertEqual(len(errors("GET", "/health/live", None, 200, "{}")), 1)
        self.assertEqual(len(errors("GET", "/health/live", None, 200, '{"status": 1}')), 1)
        self.assertEqual(len(errors("GET", "/health/live", None, 201, live)), 1)
        self.assertEqual(len(errors("GET", "/health/live", None, 200, live, "text/html")), 1)
        self.assertEqual(len(errors("GET", "/health/live?a=1", None, 200, live)), 1)
        self.assertEqual(len(errors("POST", path, good, 404, "{}")), 3)
        self.assertEqual(len(errors("POST", path, '{"id": 1}', 200, "{}")), 5)

    def test_a_difference_is_found(self):
        written = '{"a": "<time>", "b": [1.50, null], "c": {"d": true}}'
        same = '{"a": "2026-01-16T09:30:00Z", "b": [1.50, null], "c": {"d": true}}'
        self.assertEqual(transcript.differences(*map(transcript.parsed, (written, same))), [])
        for other in (
            same.replace("2026", "26"),
            same.replace("1.50", "1.5"),
            same.replace("1.50", '"1.50"'),
            same.replace("null", "false"),
            same.replace("true", "1"),
            same.replace("true", 'true, "e": 1'),
            same.replace('"c"', '"d"'),
            same.replace('{"d": true}', "[]"),
        ):
            pair = map(transcript.parsed, (written, other))
            self.assertEqual(len(transcript.differences(*pair)), 1, other)
        for array, is_same in (("[1]", False), ("[1, 2, 3]", True), ("[2, 2, 3]", False)):
            pair = map(transcript.parsed, ('[1, "<2 more>"]', array))
            self.assertEqual(not transcript.differences(*pair), is_same, array)
        told = "index 1\n<base64>\n"
        self.assertEqual(transcript.text_differences(told, "index 1\n\nqg==\n"), [])
        for other in ("index 2\n\nqg==\n", "index 1\n", "index 1\nqg==\nqg==\n", "index 1\n!\n"):
            self.assertEqual(len(transcript.text_differences(told, other)), 1, other)


for file in sorted(FOLDER.glob("*.txt")):
    setattr(Transcripts, f"test_{file.stem}", lambda self, path=file: self.play(path))


if __name__ == "__main__":
    unittest.main()
