"""A Gemini whose answers a test writes itself, piece by piece: for what the stand-in would never say."""

import base64
import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Against waiting for ever, and nothing else: a test may take its time before it says more.
WAIT_SECONDS = 120


class Script:
    """One answer: pieces go out as the test says them, until it ends. Asked again, it starts again."""

    def __init__(self):
        self._pieces: list[dict] = []
        self._has_ended = False
        # What the last event says besides the finish reason, such as `groundingMetadata`.
        self.ending: dict = {}
        # Refusals that come first, one for each call: status, and the delay that Gemini asks for.
        self.refusals: list[tuple[int, str]] = []
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

    def show(self, media_type: str, content: bytes) -> "Script":
        """Sends a picture."""
        data = base64.b64encode(content).decode()
        with self._said:
            self._pieces.append({"inlineData": {"mimeType": media_type, "data": data}})
            self._said.notify_all()
        return self

    def end(self, **ending):
        self.ending = ending or self.ending
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


MODELS = [
    {"name": "models/gemini-3.8-flash", "displayName": "Gemini 3.8 Flash", "thinking": True, "maxTemperature": 2, "temperature": 1},
    {"name": "models/gemini-3.8-pro", "displayName": "Gemini 3.8 Pro", "thinking": True},
    {"name": "models/gemini-3.1-flash-image", "displayName": "Gemini 3.1 Flash Image"},
]


class ScriptedGemini:
    """Answers each question with the script that was prepared under a word in it."""

    def __init__(self):
        # Bodies of the calls for answers with their models, oldest first.
        self.asked: list[tuple[str, dict]] = []
        self.scripts: dict[str, Script] = {}
        # What it offers; Pollux asks for it once an hour.
        self.models = MODELS
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
        limits = {"inputTokenLimit": 1048576, "outputTokenLimit": 65536, "supportedGenerationMethods": ["generateContent"]}
        self._reply(200, {"models": [model | limits for model in self.gemini.models]})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model, method = self.path.split("?")[0].rsplit("/", 1)[1].split(":")
        if method == "countTokens":
            return self._reply(200, {"totalTokens": len(json.dumps(asked)) // 4})
        self.gemini.asked.append((model, asked))
        question = " ".join(part.get("text", "") for part in asked["contents"][-1]["parts"])
        # The newest first: what an earlier test has prepared may be part of a question, too.
        # A copy of them: the test may be preparing another one just now.
        script = next(script for word, script in reversed(list(self.gemini.scripts.items())) if word in question)
        if script.refusals:
            status, delay = script.refusals.pop(0)
            return self._reply(status, refusal(status, delay))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in script:
            self._send({"content": {"parts": [part], "role": "model"}, "index": 0})
        ending = {"content": {"parts": [{"text": ""}], "role": "model"}, "finishReason": "STOP", "index": 0} | script.ending
        self._send(ending)
        self.wfile.write(b"0\r\n\r\n")

    def _reply(self, status: int, body: dict):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send(self, candidate: dict):
        usage = {"promptTokenCount": 12, "candidatesTokenCount": 34, "thoughtsTokenCount": 5, "totalTokenCount": 51}
        reply = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "scripted-001", "responseId": "scripted-id"}
        event = f"data: {json.dumps(reply)}\r\n\r\n".encode()
        self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
        self.wfile.flush()

    def log_message(self, *_):
        pass


def refusal(status: int, delay: str) -> dict:
    """An error as Google words it; `delay` such as "2s", or "" for none."""
    words = {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE", 404: "NOT_FOUND"}
    details = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}] if delay else []
    return {"error": {"code": status, "message": "Scripted.", "status": words[status], "details": details}}
