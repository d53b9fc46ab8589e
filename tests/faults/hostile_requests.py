"""Mutated requests: each route of the application, asked in ways that no browser asks, byte by byte over a socket."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from urllib.parse import quote, urlencode

from aiohttp import web

from tests.faults.hostile_texts import hostile

PATIENCE = 20
"""Seconds within which there is an answer."""
HASTE = 0.2
NONE = 0
"""The status of a request that was cut off without an answer."""


@dataclass(frozen=True)
class Request:
    """A request as it is written."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Sequence[tuple[str, bytes]] = ()
    body: bytes = b""
    length: bytes | None = b""
    """What Content-Length says: the truth (empty), something else, or nothing (None)."""
    kind: bytes = b"application/x-www-form-urlencoded"
    raw: bytes | None = field(default=None)
    """The target as it is written, instead of path and query."""

    def written(self, host: str) -> bytes:
        query = urlencode(self.query, errors="surrogatepass")
        target = self.raw or (quote(self.path, errors="surrogatepass", safe="/%") + "?" * bool(query) + query).encode()
        lines = [self.method.encode(errors="surrogatepass") + b" " + target + b" HTTP/1.1"]
        named = {name.lower() for name, _ in self.headers}
        lines += [] if "host" in named else [f"Host: {host}".encode()]
        lines += [name.encode() + b": " + value for name, value in self.headers]
        if self.body or self.length:
            lines.append(b"Content-Type: " + self.kind)
        if self.length is not None and (self.body or self.length):
            lines.append(b"Content-Length: " + (self.length or str(len(self.body)).encode()))
        return b"\r\n".join([*lines, b"Connection: close", b"", self.body])


FIELDS = (
    "press",
    "place",
    "text",
    "path",
    "to",
    "person",
    "message",
    "reply",
    "seal",
    "everywhere",
    "f.text",
    "f.closes",
)
PARAMETERS = ("path", "place", "text", "reply", "before", "after", "since", "question", "meeting", "body")
PLACES = ("", "body:1", "body:2", "person:1", "person:79", "body:x", "body:99999999999999999999")
PATHS = ("/", "/me", "/room/politikerforum", "//example.org", "/\r\nX: y", "/\n", "/å", "")


def plain(dice: Random, method: str, route: str) -> Request:
    """The route asked as it might be."""
    path = "/".join(_segment(dice, part) if part.startswith("{") else part for part in route.split("/"))
    query = [(name, dice.choice(PLACES + PATHS)) for name in dice.sample(PARAMETERS, dice.randrange(3))]
    body = urlencode(_form(dice)).encode() if method == "POST" else b""
    return Request(method, path, query, [("Cookie", f"person={dice.randrange(80)}; language=sv".encode())], body)


def _segment(dice: Random, part: str) -> str:
    known = ("politikerforum", "sv", "en", "1", "7", "x" * 32, "feed.ics", "app.css", "result.md", "%00", "%ff", "..")
    return dice.choice(known)


def _form(dice: Random) -> dict[str, str]:
    press = {"action": dice.choice(ACTIONS), "values": _values(dice), "fields": _fields(dice)}
    return {
        "press": json.dumps(press),
        "place": dice.choice(PLACES),
        "path": dice.choice(PATHS),
        "text": "hjälp",
        "to": dice.choice(("1h", "x", "")),
        "person": str(dice.randrange(90)),
        "f.text": "Bör vi?",
    }


ACTIONS = ("question.ask", "question.answer", "question.tell", "action.log", "action.done", "item.save", "say", "x")


def _values(dice: Random) -> dict[str, object]:
    odd = (1, -1, 2**63, "1", None, True, [], ["county:1"], "fredag", "politikerforum", 0.5, {"a": 1})
    names = ("question", "choice", "text", "closes", "body", "meeting", "item", "action", "draft", "title", "link")
    return {name: dice.choice(odd) for name in dice.sample(names, dice.randrange(5))}


def _fields(dice: Random) -> dict[str, object]:
    kinds = ("line", "lines", "when", "one", "many", "tick", "x")
    return {name: {"kind": dice.choice(kinds), "label": "x"} for name in dice.sample(("text", "closes", "who"), 2)}


def mutated(dice: Random, method: str, route: str) -> Request:
    """The route asked in one to three hostile ways."""
    request = plain(dice, method, route)
    for _ in range(dice.randint(1, 3)):
        request = dice.choice(MUTATIONS)(dice, request)
    return request


def _bytes(dice: Random) -> bytes:
    """What is no text in UTF-8, or cut in the midst of a character."""
    return dice.choice((b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x00", b"\xe5\xe4\xf6" * 9))


def other_path(dice: Random, request: Request) -> Request:
    return replace(request, path=request.path.rpartition("/")[0] + "/" + hostile(dice)[:2000])


def other_target(dice: Random, request: Request) -> Request:
    """A target that is no path: with broken escapes, bytes, line breaks, another site, or far too long."""
    path = quote(request.path, errors="surrogatepass").encode()
    targets = (
        path + b"?" + _bytes(dice), path + b"%", path + b"%zz?%=%&=&&", path + b"\r\nX-Y: z", b"*", b"//" + path,
        b"http://example.org" + path, path + b"?" + b"a=1&" * 3000, path + b"/" * 300, b"/" + b"%2e%2e/" * 20,
        path + b"?text=%ff%fe%00&place=%c3", path + b"#<script>", b"/%00" + path, b"/" + b"a" * 20000, b"",
    )  # fmt: skip
    return replace(request, raw=dice.choice(targets))


def other_query(dice: Random, request: Request) -> Request:
    given = [(dice.choice(PARAMETERS), hostile(dice)[:2000]) for _ in range(dice.randint(1, 4))]
    return replace(request, query=given)


def other_method(dice: Random, request: Request) -> Request:
    methods = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "X", "PROPFIND")
    return replace(request, method=dice.choice(methods))


HEADERS = (
    "Cookie", "Host", "Accept-Language", "Referer", "Origin", "Sec-Fetch-Site", "HX-Request", "HX-Target",
    "Last-Event-ID", "X-Forwarded-For", "Range", "If-Modified-Since", "Accept-Encoding", "Content-Encoding",
    "Transfer-Encoding", "Expect", "Upgrade", "Content-Length", "Authorization", "X" * 500,
)  # fmt: skip


def other_header(dice: Random, request: Request) -> Request:
    value = dice.choice((
        hostile(dice)[:3000].encode(errors="surrogatepass"), _bytes(dice), b"x" * 9000, b"", b"chunked", b"gzip",
        b"person=" + hostile(dice)[:200].encode(errors="surrogatepass") + b"; language=" + _bytes(dice),
        b"person=" + str(10**30).encode(), b"127.0.0.1:99999", b"http://[::1", b"http://example.org:x/", b"-1",
        b"100-continue", b"websocket", b"2027-02-01T00:00:00+99:00", b"0001-01-01T00:00:00+00:00", b"bytes=0-",
        b"9999-12-31T23:59:59+00:00", b"0001-01-01T00:00:00+14:00", b"same-origin", b"sv;q=x,,;;", b"deflate",
    ))  # fmt: skip
    name = dice.choice(HEADERS)
    if name == "Expect":  # aiohttp quotes it in its refusal, before we are asked: bytes that are no text fail there
        value = value.decode(errors="ignore").encode()
    return replace(request, headers=[*request.headers, (name, value)])


def other_fields(dice: Random, request: Request) -> Request:
    """A form in which anything may stand anywhere."""
    form = _form(dice) | {dice.choice(FIELDS): hostile(dice) for _ in range(dice.randint(1, 4))}
    return replace(request, body=urlencode(form, errors="surrogatepass").encode())


def other_press(dice: Random, request: Request) -> Request:
    """A button that no page has."""
    deep = "[" * 5000 + "]" * 5000
    presses = (
        deep, '{"a":' * 5000, f'{{"action": "say", "values": {{"text": {deep}}}}}',
        json.dumps({"action": dice.choice(ACTIONS), "values": dict.fromkeys(("text", "closes"), hostile(dice))}),
        json.dumps({"action": hostile(dice)}), '{"action": "say", "values": {"text": NaN}}', "[]", "null", '"x"',
        '{"action": "question.tell", "values": {"question": 1e999, "text": "\\ud800"}}', '{"action": "say"}' * 2,
        '{"action": "say", "values": {"text": "' + "x" * 100_000 + '"}}',
        json.dumps({"action": "say", "fields": {hostile(dice)[:50]: {"kind": "line", "label": hostile(dice)}}}),
        json.dumps({"action": "say", "values": {str(10**i): 10**i for i in range(300)}}),
    )  # fmt: skip
    return replace(request, body=urlencode(_form(dice) | {"press": dice.choice(presses)}).encode())


def other_body(dice: Random, request: Request) -> Request:
    bodies = (
        _bytes(dice), b"text=" + _bytes(dice), b"text=%ff%fe&place=%c3&path=%00", b"&" * 5000, b"=" * 5000,
        b"a=1&" * 20000, b'{"text": "x"}', b"[" * 50000, b"x" * 2_000_000, b"press=%", b"text", b"--x\r\n", b"--x--",
        b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhej\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="text"; filename="\r\n\r\n\xff\r\n--x--\r\n',
        b'--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"\r\n\r\n!\r\n--x--\r\n',
        b'--x\r\nContent-Type: text/plain; charset=x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--',
        b"--x\r\n\r\n\r\n--x\r\nContent-Disposition:\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n",
    )  # fmt: skip
    return replace(request, body=dice.choice(bodies))


def other_kind(dice: Random, request: Request) -> Request:
    kinds = (
        b"application/json", b"text/plain", b"multipart/form-data", b"multipart/form-data; boundary=x", b"x", b"/", b"",
        b"multipart/form-data; boundary=" + b"y" * 200, b"multipart/mixed; boundary=x", _bytes(dice), b"text/html",
        b"application/x-www-form-urlencoded; charset=utf-16", b"application/x-www-form-urlencoded; charset=x",
        b"application/x-www-form-urlencoded; charset=idna", b"application/x-www-form-urlencoded; charset=base64",
        b"application/x-www-form-urlencoded; charset=\"", b"application/x-www-form-urlencoded; charset=undefined",
        b"application/x-www-form-urlencoded; charset=ascii", b"multipart/form-data; boundary=\"", b"a/b;;;=;",
    )  # fmt: skip
    return replace(request, kind=dice.choice(kinds))


def other_length(dice: Random, request: Request) -> Request:
    lengths = (b"0", b"-1", b"1", b"99999999999", b"abc", b"1, 2", b"1e3", b"0x10", b" ", b"+5", None, b"2000000")
    return replace(request, length=dice.choice(lengths))


MUTATIONS: Sequence[Callable[[Random, Request], Request]] = (
    other_path, other_target, other_query, other_method, other_header, other_header, other_fields, other_press,
    other_body, other_kind, other_length,
)  # fmt: skip


def routes(app: web.Application) -> list[tuple[str, str]]:
    """Every route of the application: its method and its path, with names where anything may stand."""
    found = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    return sorted(found)


async def status(host: str, port: int, request: Request) -> int:
    """The status of the answer, NONE where the connection is closed without one. Who announces more than they send is
    not waited for. Raises TimeoutError."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request.written(f"{host}:{port}"))
        async with asyncio.timeout(PATIENCE if request.length == b"" else HASTE):
            line = await reader.readline()
        return int(line.split()[1]) if line.startswith(b"HTTP/") else NONE
    except (ConnectionError, ValueError):
        return NONE
    except TimeoutError:
        if request.length == b"":
            raise
        return NONE
    finally:
        writer.close()
