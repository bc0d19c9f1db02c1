"""Clients that write until the server goes away, and journal what was acknowledged to them."""

import http.client
import json
import os
import threading
import time

import commands
from nociq_server import Client

RETRY_SECONDS = 0.01
PROMISED = ("ETag", "Location", "X-Event-Position", "X-Correlation-ID")


def send_until_done(command, client):
    """The reply, and whether it was asked for again: 503 says too much to do, or a server's end."""
    reply = command.send(client)
    asked_again = reply.status == 503
    while reply.status == 503:
        time.sleep(RETRY_SECONDS)
        reply = command.send(client)
    return reply, asked_again


class Journal:
    """A file that says what was acknowledged, as sure as the log itself."""

    def __init__(self, path):
        self.path = path
        self.file = path.open("a")
        self.checked = 0  # Bytes of it.

    def write(self, entry):
        self.file.write(json.dumps(entry) + "\n")
        self.file.flush()
        os.fsync(self.file.fileno())

    def new_entries(self):
        """What was written since this was last asked, as the file says it."""
        with self.path.open("rb") as file:
            file.seek(self.checked)
            added = file.read()
        self.checked += len(added)
        return [json.loads(line) for line in added.splitlines()]

    def close(self):
        self.file.close()


class Progress:
    """How many requests were acknowledged, or refused as they must be."""

    def __init__(self, strike_at=None, strike=None):
        self.lock = threading.Lock()
        self.count = 0
        self.strike_at = strike_at
        self.strike = strike  # What happens the moment that so many have been answered.

    def add(self):
        with self.lock:
            self.count += 1
            strikes = self.count == self.strike_at
        if strikes and self.strike:
            self.strike()


class Writer:
    """One client over the lives of many servers. After a kill it first repeats what was cut off."""

    def __init__(self, name, journal, prng):
        self.name = name
        self.journal = journal
        self.prng = prng
        self.commands = {}
        self.active = []  # Outages of its own, by state.
        self.resolved = []
        self.in_flight = None
        self.failure = None
        self.thread = None

    def start(self, port, progress):
        self.thread = threading.Thread(target=self.live, args=(port, progress), daemon=True)
        self.thread.start()

    def join(self):
        self.thread.join()

    def is_alive(self):
        return self.thread.is_alive()

    def next_command(self):
        key = f"{self.name}-{len(self.commands)}"
        dice = self.prng.random()
        if dice < 0.1:
            return commands.refused(key, self.prng, self.resolved)
        if dice < 0.2:
            return commands.bulk_import(key, self.prng)
        if dice < 0.25 and self.resolved:
            return commands.delete(key, self.resolved.pop(0))
        if dice < 0.6 and self.active:
            return commands.resolve(key, self.active.pop(0))
        return commands.create(key, self.prng)

    def live(self, port, progress):
        client = Client(port)
        try:
            while self.failure is None:
                if self.in_flight is None:
                    self.in_flight = self.next_command()
                    self.commands[self.in_flight.key] = self.in_flight
                self.send(client, self.in_flight, progress)
                self.in_flight = None
        except (OSError, http.client.HTTPException):
            pass  # Whether it was done is what the repetition will tell.
        except Exception as error:  # Told by the test, not by a thread that dies silently.
            self.failure = f"{self.in_flight.key}: {error!r}"
        finally:
            client.close()

    def send(self, client, command, progress):
        sent = time.monotonic()
        reply, asked_again = send_until_done(command, client)
        received = time.monotonic()
        progress.add()
        assert reply.status == command.status, reply
        if not command.types:
            return
        entry = {
            "key": command.key,
            "status": reply.status,
            "body": reply.body.decode(),
            "headers": {name: reply.headers[name] for name in PROMISED},
            "asked_again": asked_again,
            "replayed": "Idempotent-Replayed" in reply.headers,
            "position": reply.position(),
            "sent": sent,
            "received": received,
        }
        self.journal.write(entry)
        self.remember(command, entry)

    def remember(self, command, entry):
        if command.types == commands.CREATING:
            self.active.append(json.loads(entry["body"])["id"])
        elif command.types == commands.RESOLVING:
            self.resolved.append(json.loads(entry["body"])["id"])
