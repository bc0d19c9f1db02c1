"""Plays every file of transcripts/ against a ledger of its own, from top to bottom."""

import pathlib
import unittest

import transcript
from nociq_server import Folder, Server

FOLDER = pathlib.Path(__file__).parent / "transcripts"


class Transcripts(unittest.TestCase):
    """One test for each file; see below."""

    def play(self, path):
        exchanges = transcript.read(path)
        self.assertTrue(exchanges, path)
        with Folder() as folder, Server(folder) as server:
            for exchange in exchanges:
                found = transcript.play(exchange, server.client)
                where = f"{path}:{exchange.line}: {exchange.title}"
                self.assertFalse(found, "\n".join([where, *found]))

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


for file in sorted(FOLDER.glob("*.txt")):
    setattr(Transcripts, f"test_{file.stem}", lambda self, path=file: self.play(path))


if __name__ == "__main__":
    unittest.main()
