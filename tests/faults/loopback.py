"""The way to the platform that counts: HTTP by hand, so that nothing stands between the look at the lease and the
wire."""

import asyncio
import json
import math
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPMessage, parse_headers
from io import BytesIO
from time import monotonic
from typing import Any

from bot.platform import Gone, Letter, Ref, Retry, Unsure

PATIENCE = 1.0
"""Seconds after which no answer is expected any more."""


@dataclass
class Loopback:
    """A platform that speaks as those outside do: what it does not say is not known."""

    port: int
    name: str = "loopback"
    languages: tuple[str, ...] = ("sv",)
    for_each_reader: bool = False

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def put(self, address: str, letter: Letter, ref: Ref | None) -> Ref:
        card = letter.cards["sv"].model_dump(mode="json")
        given = {"address": address, "key": letter.key, "ref": ref, "card": card}
        status, headers, body = await self._ask("/put", given, letter.until)
        match status:
            case 200:
                return json.loads(body)
            case 404:
                raise Gone("message_not_found")
            case 429:
                raise Retry("too many", after=float(headers["Retry-After"]))
        raise Unsure(f"status {status}")

    async def find(self, address: str, key: str, since: datetime) -> Ref | None:
        try:
            status, headers, body = await self._ask("/find", {"address": address, "key": key}, math.inf)
        except Unsure as unsure:
            raise Retry(str(unsure)) from unsure  # a question changes nothing
        match status:
            case 200:
                return json.loads(body)
            case 429:
                raise Retry("too many", after=float(headers["Retry-After"]))
            case 501:
                raise Unsure("this platform can not look up")
        raise Retry(f"status {status}")

    async def workspace(self, address: str) -> str | None:
        return None

    async def _ask(self, path: str, given: dict[str, Any], until: float) -> tuple[int, HTTPMessage, bytes]:
        """Status, headers and body. Raises Retry where nothing was sent, Unsure where no answer came."""
        body = json.dumps({"ref": None} | given).encode()
        asked = f"POST {path} HTTP/1.0\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as error:
            raise Retry("out of reach") from error
        try:
            async with asyncio.timeout(PATIENCE):
                if monotonic() >= until:
                    raise Retry("held up for too long", after=1)
                writer.write(asked)
                return _read(await reader.read())
        except (TimeoutError, OSError) as error:
            raise Unsure(type(error).__name__) from error
        finally:
            writer.close()


def _read(answer: bytes) -> tuple[int, HTTPMessage, bytes]:
    first, _, rest = answer.partition(b"\r\n")
    if not first:
        raise Unsure("cut off")
    file = BytesIO(rest)
    return int(first.split()[1]), parse_headers(file), file.read()
