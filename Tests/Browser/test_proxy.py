"""The nginx example of the guide in front of a real server: the page, the API, the socket, an upload, and who is who."""

import http.client
import json
import socket
import time
import urllib.parse
import uuid

import pytest

from nginx import Nginx, free_port


@pytest.fixture
def proxy(tmp_path, start_server):
    started = []

    def start(**settings) -> Nginx:
        port = free_port()
        server = start_server(
            POLLUX_PUBLIC_URL=f"https://localhost:{port}",
            POLLUX_TRUSTED_PROXIES="127.0.0.1",
            POLLUX_REGISTRATION="open",
            POLLUX_GUESTS="on",
            **settings,
        )
        started.append(Nginx(tmp_path, port, urllib.parse.urlsplit(server.url).port))
        return started[-1]

    yield start
    for nginx in started:
        nginx.stop()


class Client:
    """Somebody at the other side of the proxy."""

    def __init__(self, nginx: Nginx, source: str = "127.0.0.1"):
        self.nginx = nginx
        self.source = source
        self.cookie = None

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str):
        connection = http.client.HTTPSConnection(
            "localhost", self.nginx.port, context=self.nginx.context, source_address=(self.source, 0), timeout=20
        )
        fields = {"Origin": self.nginx.origin, "Content-Type": "application/json"} | headers
        if self.cookie:
            fields["Cookie"] = self.cookie
        connection.request(method, path, body, fields)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        if cookie := reply.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return reply, content


def test_page_api_upload_and_socket_pass_through(proxy):
    nginx = proxy()
    client = Client(nginx)
    reply, page = client.ask("GET", "/")
    assert reply.status == 200 and b"<!doctype html>" in page[:100].lower()
    assert reply.getheader("Strict-Transport-Security") == "max-age=63072000"
    reply, _ = client.ask("POST", "/api/v1/guests", b"{}")
    assert reply.status == 201
    assert client.cookie.startswith("__Host-pollux_session=")

    text = b"line of text\n" * 500_000
    reply, content = client.ask("PUT", f"/api/v1/attachments/{uuid.uuid4()}?name=a.txt", text, **{"Content-Type": "text/plain"})
    assert reply.status == 201, content
    assert json.loads(content)["bytes"] == len(text)
    reply, content = client.ask("GET", f"/api/v1/attachments/{json.loads(content)['id']}")
    assert content == text

    raw = socket.create_connection(("127.0.0.1", nginx.port), 20)
    with nginx.context.wrap_socket(raw, server_hostname="localhost") as stream:
        head = [
            "GET /api/v1/live HTTP/1.1", f"Host: localhost:{nginx.port}", f"Origin: {nginx.origin}", f"Cookie: {client.cookie}",
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        stream.sendall("\r\n".join(head).encode() + b"\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += stream.recv(4096)
        assert answer.startswith(b"HTTP/1.1 101"), answer
        frame = b'{"type":"resume","epoch":null,"since":0,"answers":[]}'
        stream.sendall(bytes([0x81, 0x80 | len(frame), 0, 0, 0, 0]) + frame)
        heard = answer.split(b"\r\n\r\n", 1)[1]
        while b"hello" not in heard:
            heard += stream.recv(4096)


def test_limits_count_who_is_behind_the_proxy(proxy):
    nginx = proxy(POLLUX_RATE_LIMITS="on")
    began = time.monotonic()
    made = 0
    while (status := Client(nginx, "127.0.0.2").ask("POST", "/api/v1/guests", b"{}")[0].status) == 201:
        made += 1
    # Each minute one more may be made, on a slow machine also meanwhile.
    assert status == 429 and 60 <= made <= 61 + (time.monotonic() - began) // 60
    # Of two in a row one may find what a minute has brought.
    forged = [Client(nginx, "127.0.0.2").ask("POST", "/api/v1/guests", b"{}", **{"X-Forwarded-For": f"192.0.2.{n}"})[0].status for n in (1, 2)]
    assert 429 in forged
    assert Client(nginx, "127.0.0.3").ask("POST", "/api/v1/guests", b"{}")[0].status == 201
