"""What only acknowledges that a button was pressed in Slack: Bolt with its defaults, or a handler that only checks the
signature. `python -m tests.performance.bare KIND API_URL` tells the port at which it hears.
"""

import asyncio
import re
import sys
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.manifest import EVENTS
from tests.slack.driver import SECRET
from tests.slack.server import BOT_TOKEN


def bolt(api_url: str) -> web.Application:
    app = AsyncApp(signing_secret=SECRET, client=AsyncWebClient(BOT_TOKEN, base_url=api_url))

    @app.action(re.compile(""))
    async def acknowledge(ack: Any) -> None:
        await ack()

    return app.server(path=EVENTS).web_app


def signature(api_url: str) -> web.Application:
    verifier = SignatureVerifier(SECRET)

    async def check(request: web.Request) -> web.Response:
        stamp, signed = (request.headers[f"X-Slack-{name}"] for name in ("Request-Timestamp", "Signature"))
        return web.Response(status=200 if verifier.is_valid((await request.read()).decode(), stamp, signed) else 401)

    app = web.Application()
    app.router.add_post(EVENTS, check)
    return app


KINDS = {"bolt": bolt, "signature": signature}


async def serve(kind: str, api_url: str) -> None:
    runner = web.AppRunner(KINDS[kind](api_url), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
