"""Somebody at a browser that runs no script: opens pages, presses buttons, fills in forms, reads."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

EMPTY = {"input", "meta", "link", "br", "hr", "rect", "svg"}


@dataclass
class Button:
    words: str
    form: "Form"
    attributes: dict[str, str]

    @property
    def label(self) -> str:
        """What is seen; what only those who listen get follows a colon."""
        return self.words.split(":")[0].strip()


@dataclass
class Form:
    """A form as it stands on the page: where it goes, and what its fields hold."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class Page(HTMLParser):
    """What a page says, and its forms."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._button: Button | None = None
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def buttons(self) -> list[Button]:
        return [button for form in self.forms for button in form.buttons]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
        match tag:
            case "form":
                self.forms.append(Form(given["action"]))
            case "button" if "popovertarget" not in given:
                self._button = Button("", self.forms[-1], given)
                self.forms[-1].buttons.append(self._button)
            case "input" if ticked and "name" in given:
                self.forms[-1].fields.append((given["name"], given.get("value", "")))
            case "textarea":
                self._area = given["name"]
                self.forms[-1].fields.append((self._area, ""))
            case "select":
                self._select = given["name"]
            case "option" if self._select and "selected" in given:
                self.forms[-1].fields.append((self._select, given["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._button = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._button:
            self._button.words += data
        if self._area:
            self.forms[-1].fields[-1] = (self._area, data.removeprefix("\n"))


class Reader:
    """One person with a browser of their own."""

    def __init__(self, client: TestClient, person: int, language: str = "sv") -> None:
        self._client = client
        self._cookies = {"person": str(person), "language": language}
        self.status, self.path, self.html, self.page = 0, "", "", Page("")

    @property
    def reads(self) -> str:
        """All words on the page."""
        return self.page.text

    async def opens(self, path: str) -> "Reader":
        return await self._get(await self._client.get(path, headers=self._headers))

    async def writes(self, text: str) -> "Reader":
        """Write to the bot in the room that is open."""
        form = next(form for form in self.page.forms if form.action == "/say")
        return await self.sends(form, {"text": text})

    async def presses(self, label: str, times: int = 1, **fields: str) -> "Reader":
        """Press the button with that label, with the fields of its form filled in. Some press twice."""
        button = self.button(label)
        pressed = {button.attributes["name"]: button.attributes["value"]} if "name" in button.attributes else {}
        filled = {name if name in pressed else f"f.{name}": value for name, value in fields.items()}
        for _ in range(times):
            await self.sends(button.form, pressed | filled, button.attributes.get("formaction"))
        return self

    async def sends(self, form: Form, values: dict[str, str], action: str | None = None) -> "Reader":
        data = [(name, value) for name, value in form.fields if name not in values] + list(values.items())
        return await self._get(await self._client.post(action or form.action, data=data, headers=self._headers))

    def button(self, label: str) -> Button:
        found = [button for button in self.page.buttons if button.label == label]
        assert found, f"no [{label}] on: {self.reads}"
        return found[0]

    def sees_button(self, label: str) -> bool:
        return any(button.label == label for button in self.page.buttons)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}

    async def _get(self, response: ClientResponse) -> "Reader":
        self.status, self.path, self.html = response.status, str(response.url.relative()), await response.text()
        self.page = Page(self.html)
        return self
