"""What a stranger is told of the log, checked with the second reader of the record format.

Nothing of what the server says is believed: leaves are decoded and hashed anew, proofs are
recomputed, payloads are held against their commitments, and signatures against the key.
"""

import base64
import json
import sys
import unittest

from nociq_server import SOURCE, Folder, Server

sys.path.insert(0, str(SOURCE / "tests" / "log"))
import record_format_reader as reader  # noqa: E402

OUTAGE = {"site_name": "Alpha", "severity": "critical", "description": "dark"}
COUNT = 200  # Outages; four events each, so that the tree has full tiles and a second level.
PARTS = ("position", "stream", "stream_version", "type", "schema_version", "actor")


def hash_of_path(leaf, index, size, path):
    """RFC 9162 section 2.1.3.2: the root that the path proves the leaf to be in."""
    node, last, value = index, size - 1, reader.leaf_hash(leaf)
    for other in path:
        if node & 1 or node == last:
            value = reader.sha256(b"\1", other, value)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            value = reader.sha256(b"\1", value, other)
        node, last = node >> 1, last >> 1
    assert last == 0, "the path is too short"
    return value


class Log(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        cls.server = Server(cls.folder.name, "--origin", "example.org/ledger").start()
        rows = [
            {
                "id": f"T-{i}",
                "detected_at": "2026-01-16T09:30:00Z",
                "resolved_at": "2026-01-16T09:55:00Z",
                **OUTAGE,
            }
            for i in range(COUNT)
        ]
        reply = cls.server.client.post("/api/v1/outages/bulk-import", rows)
        assert reply.json()["imported"] == COUNT, reply
        cls.size = 4 * COUNT + 3
        cls.server.checkpoint(cls.size)
        cls.vkey = cls.get("/log/vkey").body.decode().strip()
        cls.leaves = [cls.leaf(position) for position in range(cls.size)]
        cls.hashes = [reader.leaf_hash(leaf) for leaf in cls.leaves]

    @classmethod
    def tearDownClass(cls):
        cls.server.kill()
        cls.folder.cleanup()

    @classmethod
    def get(cls, target, **headers):
        reply = cls.server.client.get(target, **headers)
        assert reply.status == 200, (target, reply)
        return reply

    @classmethod
    def leaf(cls, position):
        reply = cls.get(f"/api/v1/events/{position}", accept="application/vnd.ledger.record")
        assert reply.headers["Content-Type"] == "application/vnd.ledger.record"
        return reply.body

    def test_an_event_says_what_its_leaf_says(self):
        for position in (0, 1, 2, 3, 6, self.size - 1):
            event = self.get(f"/api/v1/events/{position}").json()
            leaf = base64.b64decode(event["record"])
            self.assertEqual(leaf, self.leaves[position])
            record = reader.decode_record(leaf)
            self.assertEqual([event[name] for name in PARTS], [record[name] for name in PARTS])
            for name in ("event_id", "correlation_id", "causation_id"):
                self.assertEqual(event[name].replace("-", ""), record[name].hex())
            shown = [
                (p["from"], p["to"], p["asset"], p["amount"] * 10**7) for p in event["postings"]
            ]
            self.assertEqual(shown, record["postings"])
            committed = record["payload_commitment"]
            self.assertEqual(event["payload_commitment"], committed.hex())
            self.assertEqual(self.payload_commitment(position), committed)

    def payload_commitment(self, position):
        """Of the payload's bytes as the server wrote them."""
        body = self.get(f"/api/v1/events/{position}").body.decode()
        begin = body.index('"payload":') + len('"payload":')
        end = body.index(',"payload_commitment"')
        salt = base64.b64decode(json.loads(body)["salt"])
        return reader.commitment(salt, body[begin:end].encode())

    def test_positions_are_dense_however_the_log_is_read(self):
        targets = {
            "/api/v1/events?limit=10000": self.size,
            "/api/v1/events?limit=7": self.size,
            "/api/v1/events?limit=100&record=true": self.size,
            "/api/v1/events?category=outage&limit=100": 2 * COUNT,
            "/api/v1/events?stream=outage-OUT100": 2,
            "/api/v1/events?stream=sla-OUT100&type=sla.calculated": 1,
            "/api/v1/events?type=sla.calculated&limit=10": COUNT,
        }
        for target, count in targets.items():
            with self.subTest(target):
                positions, at = [], 0
                while at < self.size:
                    page = self.get(f"{target}&from={at}").json()
                    positions += [event["position"] for event in page["events"]]
                    self.assertEqual(page["log_size"], self.size)
                    self.assertGreater(page["next_from"], at)
                    at = page["next_from"]
                self.assertEqual(len(positions), count)
                self.assertEqual(positions, sorted(set(positions)))
                if count == self.size:
                    self.assertEqual(positions, list(range(self.size)))

    def test_lines_are_the_same_events(self):
        whole = self.get("/api/v1/events?limit=10")
        lines = self.get("/api/v1/events?limit=10", accept="application/x-ndjson")
        self.assertEqual(lines.headers["Content-Type"], "application/x-ndjson")
        events = [json.loads(line) for line in lines.body.decode().splitlines()]
        self.assertEqual(events, whole.json()["events"])
        self.assertEqual(lines.headers["X-Next-From"], "10")

    def test_the_log_as_a_whole_keeps_its_rules(self):
        records = [reader.decode_record(leaf) for leaf in self.leaves]
        balances = reader.check_records(records)
        self.assertEqual(balances["USDC"]["operator:main:payable"], -1000 * COUNT * 10**7)

    def test_the_checkpoint_is_signed_and_covers_the_log(self):
        note = self.get("/log/checkpoint").body.decode()
        self.assertEqual(note.splitlines()[0], "example.org/ledger")
        size, root = reader.open_checkpoint(note, self.vkey)
        self.assertEqual((size, root), (self.size, reader.root_of(self.hashes)))
        genesis = self.get("/api/v1/events/0").json()["payload"]
        self.assertEqual(genesis["verifier_key"], self.vkey)

    def test_every_event_is_proven_to_be_in_the_signed_log(self):
        for position in (0, 1, 2, 255, 256, 511, 512, self.size - 2, self.size - 1):
            reply = self.get(f"/api/v1/events/{position}/proof")
            salt, index, path, note = reader.decode_proof(reply.body.decode())
            size, root = reader.open_checkpoint(note, self.vkey)
            self.assertEqual((index, size), (position, self.size))
            self.assertEqual(path, reader.inclusion_proof(position, self.hashes))
            self.assertEqual(hash_of_path(self.leaves[position], index, size, path), root)
            changed = self.leaves[position][:-1] + bytes([self.leaves[position][-1] ^ 1])
            self.assertNotEqual(hash_of_path(changed, index, size, path), root)
            # The proof's extra line is the salt of the payload's commitment.
            event = self.get(f"/api/v1/events/{position}").json()
            self.assertEqual(salt, base64.b64decode(event["salt"]))

    def test_an_older_log_is_proven_to_be_the_beginning_of_a_newer_one(self):
        for old, new in ((1, 1), (1, 2), (3, 803), (256, 512), (255, 257), (700, 803), (803, 803)):
            told = self.get(f"/log/consistency?old={old}&new={new}").json()
            self.assertEqual((told["old_size"], told["new_size"]), (old, new))
            path = [base64.b64decode(text) for text in told["hashes"]]
            self.assertEqual(path, reader.consistency_proof(old, self.hashes[:new]), (old, new))

    def test_tiles_and_entries_are_those_of_the_tree(self):
        tiles, _ = reader.tiles_and_root(self.hashes)
        self.assertEqual(len(tiles), 5)  # 256 + 256 + 256 + 35, and 3 above.
        for path, tile in tiles.items():
            reply = self.get(f"/log/{path}")
            self.assertEqual(reply.body, tile)
            self.assertIn("immutable", reply.headers["Cache-Control"])
        entries = []
        for index, width in reader.tiles_of(self.size):
            bundle = self.get(f"/log/tile/entries/{reader.tile_number(index, width)}").body
            entries += reader.decode_all(bundle, reader.decode_entry)
        self.assertEqual(entries, self.leaves)
        # A tile that has been partial stays to be read, for whoever holds the older checkpoint.
        self.assertEqual(self.get("/log/tile/0/000.p/5").body, b"".join(self.hashes[:5]))

    def test_past_balances_name_the_root_of_their_past(self):
        account = "operator:main:payable"
        for position, count in ((5, 0), (6, 1), (9, 1), (10, 2), (self.size - 1, COUNT)):
            told = self.get(f"/api/v1/ledger/balances?account={account}&as_of={position}").json()
            root = base64.b64decode(told["root"])
            self.assertEqual(root, reader.root_of(self.hashes[: position + 1]))
            balances = [line["balance_exact"] for line in told["balances"]]
            self.assertEqual(balances, [f"-{1000 * count}.00"] if count else [])


if __name__ == "__main__":
    unittest.main()
