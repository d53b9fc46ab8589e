"""What no form sends: it is told to be of no use, and nothing is done."""

import pytest

from tests.browser.conftest import Site

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"text=\xff\xfe"),
        (f"{FORM}; charset=x", b"text=hej"),
        (f"{FORM}; charset=base64", b"text=hej"),
        (f"{FORM}; charset=undefined", b"text=hej"),
        (PARTS, b"text=hej"),
        (f"{PARTS}; boundary=x", b"text=hej"),
        (f"{PARTS}; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\r\n--x--\r\n'),
        (f"{PARTS}; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhej'),
        (f"{PARTS}; boundary={'x' * 200}", b"text=hej"),
        (f'{PARTS}; boundary="', b"x" * 1_000_000),
    ],
)
@pytest.mark.parametrize("path", ["/do", "/say", "/dismiss", "/demo/person", "/demo/clock"])
async def test_a_post_that_can_not_be_read_is_told_so(site: Site, path: str, kind: str, body: bytes):
    answer = await site.client.post(path, data=body, headers={"Content-Type": kind})
    assert answer.status in (400, 404)
    assert "Något gick fel" not in await answer.text()


@pytest.mark.parametrize("encoding", ["deflate", "gzip", "br"])
async def test_a_post_that_is_not_packed_as_it_says_is_told_so(site: Site, encoding: str):
    answer = await site.client.post(
        "/say", data=b"text=hej", headers={"Content-Encoding": encoding, "Content-Type": FORM}
    )
    assert answer.status == 400


@pytest.mark.parametrize("path", ["/\r\nSet-Cookie: person=1", "/\n", "/\0", "//example.org", "/\\example.org", "å"])
async def test_a_path_that_would_lead_away_leads_home(site: Site, path: str):
    clock = await site.client.post("/demo/clock", data={"to": "1h", "path": path}, allow_redirects=False)
    language = await site.client.get("/language/en", params={"path": path}, allow_redirects=False)
    assert [(answer.status, answer.headers["Location"]) for answer in (clock, language)] == [(303, "/"), (303, "/")]
