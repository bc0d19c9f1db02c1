"""Searches over more words than a transcript could show."""

import unittest

import contract
from nociq_server import Folder, Server

MOST_WORDS = 50_000  # That a beginning may have, see docs/decisions/013-list-indexes.md.
WORDS_OF_ONE = 700  # Of a description.
LIST, EXPORT = "/api/v1/outages", "/api/v1/outages/export"


def outages(words):
    """Rows of an import that hold so many different words, x0 and on."""
    return [
        {
            "site_name": "Alpha",
            "severity": "low",
            "description": " ".join(f"x{i}" for i in range(first, min(words, first + WORDS_OF_ONE))),
            "detected_at": "2026-01-16T09:30:00Z",
            "resolved_at": "2026-01-16T10:30:00Z",
        }
        for first in range(0, words, WORDS_OF_ONE)
    ]


class Search(unittest.TestCase):
    def setUp(self):
        folder = Folder()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.kill)
        self.contract = contract.Contract(contract.document())

    def ask(self, target):
        reply = self.server.client.get(target)
        self.assertFalse(self.contract.errors("GET", target, None, None, reply))
        return reply

    def test_a_beginning_of_too_many_words_is_refused_as_the_document_says(self):
        rows = outages(MOST_WORDS)
        reply = self.server.client.post("/api/v1/outages/bulk-import", rows)
        self.assertEqual(reply.json()["imported"], len(rows), reply)
        self.assertEqual(self.ask(f"{LIST}?search=x").json()["total"], len(rows))
        one_more = {**rows[0], "description": f"x{MOST_WORDS}", "id": "one-more"}
        self.server.client.post("/api/v1/outages/bulk-import", [one_more])
        for target in (f"{LIST}?search=x", f"{LIST}?q=X&limit=1", f"{EXPORT}?search=x"):
            reply = self.ask(target)
            self.assertEqual(reply.status, 422, reply)
            self.assertIn("begins more than 50000 different words", reply.json()["message"])
        self.assertEqual(self.ask(f"{LIST}?search=x49999").json()["total"], 1)


if __name__ == "__main__":
    unittest.main()
