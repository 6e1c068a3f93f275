"""A Gemini whose answers a test writes itself, piece by piece: for what the stand-in would never say."""

import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WAIT_SECONDS = 30


class Script:
    """One answer: pieces go out as the test says them, until it ends. Asked again, it starts again."""

    def __init__(self):
        self._pieces: list[dict] = []
        self._has_ended = False
        self._said = threading.Condition()

    def say(self, text: str, piece_length: int | None = None) -> "Script":
        """Sends a text, at once or in pieces of so many characters."""
        length = piece_length or max(1, len(text))
        with self._said:
            self._pieces += [{"text": text[start : start + length]} for start in range(0, len(text), length)]
            self._said.notify_all()
        return self

    def think(self, text: str) -> "Script":
        """Sends a part of the summary of what it thinks."""
        with self._said:
            self._pieces.append({"text": text, "thought": True})
            self._said.notify_all()
        return self

    def end(self):
        with self._said:
            self._has_ended = True
            self._said.notify_all()

    def __iter__(self):
        sent = 0
        while True:
            with self._said:
                if not self._said.wait_for(lambda: self._has_ended or len(self._pieces) > sent, WAIT_SECONDS):
                    raise TimeoutError("the test neither said more nor ended the answer")
                if len(self._pieces) == sent:
                    return
            yield self._pieces[sent]
            sent += 1


class Ramble(Script):
    """An answer that goes on and on, a hundred numbered words a second, until it ends."""

    def __iter__(self):
        for n in itertools.count():
            with self._said:
                if self._said.wait_for(lambda: self._has_ended, 0.01):
                    return
            yield {"text": f"word-{n} "}


class ScriptedGemini:
    """Answers each question with the script that was prepared under a word in it."""

    def __init__(self):
        self.scripts: dict[str, Script] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gemini": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def prepare(self, word: str) -> Script:
        """The answer to the question that contains this word."""
        self.scripts[word] = Script()
        return self.scripts[word]

    def ramble(self, word: str) -> Ramble:
        """The answer to the question that contains this word goes on until it is ended."""
        self.scripts[word] = Ramble()
        return self.scripts[word]

    def answer(self, word: str, text: str, piece_length: int | None = None):
        """A whole answer, prepared at once."""
        self.prepare(word).say(text, piece_length).end()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    gemini: ScriptedGemini

    def do_GET(self):
        body = b'{"models":[]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        question = asked["contents"][-1]["parts"][0]["text"]
        script = next(script for word, script in self.gemini.scripts.items() if word in question)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in script:
            self._send({"content": {"parts": [part], "role": "model"}, "index": 0})
        self._send({"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0})
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, candidate: dict):
        event = f"data: {json.dumps({'candidates': [candidate]})}\r\n\r\n".encode()
        self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_):
        pass
