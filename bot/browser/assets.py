"""The files that pages link to: style sheets, scripts and the mark.

Each has a hash of its content in its address, so that a browser may keep it for good and a new version is seen at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    name: str
    body: bytes

    @property
    def kind(self) -> str:
        return TYPES[Path(self.name).suffix]

    @property
    def address(self) -> str:
        return f"/static/{sha256(self.body).hexdigest()[:12]}/{self.name}"


def _read() -> Mapping[str, Asset]:
    files = [path for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES]
    return MappingProxyType({path.name: Asset(path.name, path.read_bytes()) for path in files})


ASSETS = _read()


async def serve(request: web.Request) -> web.Response:
    """One file, by the address that `Asset.address` gave out."""
    asset = ASSETS.get(request.match_info["name"])
    if asset is None or asset.address != request.path:
        raise web.HTTPNotFound
    return web.Response(
        body=asset.body,
        content_type=asset.kind,
        charset="utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
