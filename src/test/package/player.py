#!/usr/bin/python3
"""Plays with the service as a person would on its page, and says what came of it. Python's own library alone.
usage: player.py answer | state | scene PORT"""
import base64, json, os, socket, struct, sys, time, urllib.request

HOST, PORT = "127.0.0.1", 8330


def state():
    with urllib.request.urlopen(f"http://{HOST}:{PORT}/api/status", timeout=2) as answer:
        return json.load(answer)


class Page:
    """A WebSocket to the page, as far as it is needed here (RFC 6455)."""

    def __init__(self):
        self.socket = socket.create_connection((HOST, PORT), timeout=5)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: {HOST}:{PORT}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Origin: http://{HOST}:{PORT}\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.socket.recv(4096)
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        assert b" 101 " in head.split(b"\r\n")[0], head

    def say(self, message):
        data = json.dumps(message).encode()
        mask = os.urandom(4)
        assert len(data) < 126
        self.socket.sendall(bytes([0x81, 0x80 | len(data)]) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))

    def take(self, count):
        while len(self.rest) < count:
            more = self.socket.recv(65536)
            assert more, "the page was closed"
            self.rest += more
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def hear(self):
        first, length = self.take(2)
        if length == 126:
            length = struct.unpack(">H", self.take(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", self.take(8))[0]
        data = self.take(length)
        return json.loads(data) if first & 0xF == 1 else {}


def answer():
    page = Page()
    for pitch in (60, 64, 67, 72):
        page.say({"type": "note", "pitch": pitch, "velocity": 90})
        time.sleep(0.2)
        page.say({"type": "note", "pitch": pitch, "velocity": 0})
        time.sleep(0.05)
    heard = 0
    until = time.monotonic() + 20
    while heard < 3 and time.monotonic() < until:
        heard += sum(1 for note in page.hear().get("notes", []) if note["on"] and note["part"] != "player")
    assert heard >= 3, f"{heard} notes of Antiphon's were heard"
    print(heard)


def scene():
    address = f"http://{HOST}:{sys.argv[2]}/api/scenes/mine"
    with urllib.request.urlopen(urllib.request.Request(address, b"{}", {"Content-Type": "application/json"}, method="PUT")) as kept:
        print(kept.status)


{"answer": answer, "scene": scene, "state": lambda: print(json.dumps(state()))}[sys.argv[1]]()
