"""Writers and a reader of one server over all its lives, and what they hold against it."""

import collections
import contextlib
import http.client
import itertools
import random

import commands
from log_copy import LogCopy, fetch
from writers import Journal, Progress, Writer

OLD_PAGE = 100


def correlation_of(entry):
    return entry["headers"]["X-Correlation-ID"]


def answered_before(earlier, later):
    return earlier["received"] < later["sent"]


def check_order(entries):
    """Who was answered before another one asked stands before it in the log."""
    ordered = sorted(entries, key=lambda entry: entry["position"])
    ordered = [entry for entry in ordered if not entry["asked_again"]]
    for one, next_one in itertools.pairwise(ordered):
        assert one["position"] < next_one["position"], (one, next_one)
    earliest = None
    for entry in reversed(ordered):
        assert earliest is None or not answered_before(earliest, entry), (earliest, entry)
        if earliest is None or entry["received"] < earliest["received"]:
            earliest = entry


class Witness:
    """Whatever one of its writers, or itself, has seen must outlive the server."""

    def __init__(self, folder, writers=16):
        self.writers = [
            Writer(f"w{number}", Journal(folder / f"w{number}.journal"), random.Random(number))
            for number in range(writers)
        ]
        self.progress = None
        self.prng = random.Random(writers)
        self.log = LogCopy()
        self.entries = []  # All that was acknowledged, by the journals.
        self.done = {}  # Position of the last event of each key.
        self.present = 0  # Outages that are not deleted.
        self.active = set()
        self.told = set()  # Those whose breach was told.
        self.told_wrongly = set()  # Of these, those that will turn out to have ended in time.
        self.cut_off = {}  # Of each writer the key that it must repeat, and whether it was done.
        self.counts = collections.Counter()

    def start(self, port, progress):
        self.progress = progress
        for writer in self.writers:
            writer.start(port, self.progress)

    def are_writing(self):
        return all(writer.is_alive() for writer in self.writers)

    def join(self):
        """Once the server has ended."""
        for writer in self.writers:
            writer.join()
            assert writer.failure is None, writer.failure

    def close(self):
        for writer in self.writers:
            writer.journal.close()

    def write_until(self, server, count):
        """Until so many were answered, or the server has gone."""
        self.start(server.port, Progress())
        while self.progress.count < count and self.are_writing():
            self.writers[0].thread.join(0.005)

    def write_and_look(self, server, count, strike=None):
        """Likewise, and reads beside; `strike` comes with the last of these answers."""
        self.start(server.port, Progress(count, strike))
        with contextlib.suppress(OSError, http.client.HTTPException):  # It has gone.
            while self.progress.count < count and self.are_writing():
                self.log.look(server.client)

    def command(self, key):
        number = int(key.partition("-")[0].removeprefix("w"))
        return self.writers[number].commands[key]

    def check(self, server):
        """What a server that was started again holds, against all that was seen before it."""
        client = server.settle().client  # What timers tell would come between.
        old = self.log.confirmed
        events = self.log.confirm(client)
        server.checkpoint(self.log.confirmed)
        self.log.check_signed(client)
        if old > OLD_PAGE:
            self.log.check_page(client, self.prng.randrange(old - OLD_PAGE), OLD_PAGE)
        self.check_commands(events, old)
        entries = self.new_entries(old)
        for entry in entries:
            self.check_acknowledged(entry, events, old)
        check_order(entries)
        self.note_what_was_cut_off()
        total = fetch(client, "/api/v1/outages?limit=1").json()["total"]
        assert total == self.present, (total, self.present)

    def check_commands(self, events, start):
        """Each is whole, in one piece, and there once; none is one that was refused."""
        position = start
        for _, group in itertools.groupby(events, lambda event: event["correlation_id"]):
            own = list(group)
            position += len(own)
            types = tuple(event["type"] for event in own)
            if types == commands.TELLING:
                self.note_told(own[0])
            elif types != commands.FOUNDING:
                key = commands.key_in(own[0])
                assert key not in self.done, f"{key} was done twice"
                assert types == self.command(key).types_after(self.told_wrongly), own
                self.done[key] = position - 1
                self.note_outages(own)

    def note_told(self, event):
        """By a timer: once, and only of an outage that lasts."""
        outage = event["payload"]["outage"]
        assert outage in self.active - self.told, event
        self.told.add(outage)
        if event["payload"]["severity"] in commands.IN_TIME:
            self.told_wrongly.add(outage)

    def note_outages(self, events):
        for event in events:
            match event["type"]:
                case "outage.created":
                    self.present += 1
                    self.active.add(event["payload"]["outage"])
                case "outage.resolved":
                    self.active.remove(event["payload"]["outage"])
                case "outage.deleted":
                    self.present -= 1

    def new_entries(self, size_at_start):
        """What was acknowledged in the last life, without the repetitions of what it began with."""
        entries = []
        for writer in self.writers:
            own = writer.journal.new_entries()
            self.entries += own
            cut_off, was_done = self.cut_off.get(writer.name, (None, False))
            if own and cut_off:
                assert cut_off == own[0]["key"], "what was cut off was not repeated first"
                self.check_repeated(own.pop(0), was_done, size_at_start)
            entries += own
        return entries

    def check_repeated(self, entry, was_done, size_at_start):
        """Its answer was lost; it was done before, or now, and not both."""
        key = entry["key"]
        self.counts["cut off, " + ("done" if was_done else "not done")] += 1
        assert entry["position"] == self.done[key], entry
        assert (entry["position"] < size_at_start) == was_done, entry
        if not self.command(key).is_import and not entry["asked_again"]:
            assert entry["replayed"] == was_done, entry

    def check_acknowledged(self, entry, events, start):
        key = entry["key"]
        assert key in self.done, f"lost: {entry}"
        assert self.done[key] == entry["position"], (entry, self.done[key])
        command = self.command(key)
        end = entry["position"] + 1 - start
        own = events[end - len(command.types_after(self.told_wrongly)) : end]
        commands.check_events(command, own, entry)
        # A replayed answer carries the id of the request that repeats, not of the one that did it.
        if not entry["replayed"]:
            assert {event["correlation_id"] for event in own} == {correlation_of(entry)}, own
        assert entry["asked_again"] or not entry["replayed"], entry

    def note_what_was_cut_off(self):
        self.cut_off = {
            writer.name: (writer.in_flight.key, writer.in_flight.key in self.done)
            for writer in self.writers
            if writer.in_flight is not None and writer.in_flight.types
        }
