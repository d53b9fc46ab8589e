"""Hostile strings: what breaks out of a page, a statement, a template, a header, an encoding or a screen."""

from random import Random

MARK = "window.executed=true"
"""What any script among them does; a page on which it was done has run one."""

SCRIPTS = (
    "<script>{mark}</script>",
    "</textarea></title></style></script><script>{mark}</script>",
    "<img src=x onerror={mark}>",
    "<svg onload={mark}>",
    "<svg><script>{mark}</script></svg>",
    "<iframe srcdoc='<script>parent.executed=true</script>'></iframe>",
    "<details open ontoggle={mark}>x</details>",
    "<input autofocus onfocus={mark}>",
    "<body onpageshow={mark}>",
    "<a href='javascript:{mark}'>länk</a>",
    "<form action='javascript:{mark}'><button autofocus>x</button></form>",
    "<meta http-equiv=refresh content='0;url=javascript:{mark}'>",
    "<base href='https://example.org/'>",
    "\"><script>{mark}</script>",
    "' autofocus onfocus='{mark}",
    "\" autofocus onfocus=\"{mark}",
    "\" onmouseover={mark} x=\"",
    "<div hx-on:load='{mark}' hx-get='/me' hx-trigger='load'>x</div>",
    "<div hx-trigger='load[{mark}]' hx-get='/me'>x</div>",
    "<template><script>{mark}</script></template>",
    "<!--><script>{mark}</script>-->",
    "<![CDATA[<script>{mark}</script>]]>",
    "<scr<script>ipt>{mark}</scr</script>ipt>",
    "&lt;script&gt;{mark}&lt;/script&gt;",
    "&#60;script&#62;{mark}&#60;/script&#62;",
    "\\u003cscript\\u003e{mark}\\u003c/script\\u003e",
    "＜script＞{mark}＜/script＞",
    "[länk](javascript:{mark})",
    "![x](x\" onerror=\"{mark})",
    "javascript:{mark}",
    "data:text/html,<script>{mark}</script>",
    "';{mark};//",
    "${{{mark}}}",
    "`;{mark};`",
)  # fmt: skip
OTHERS = (
    "'; DROP TABLE question; --",
    "' OR '1'='1",
    "1); DELETE FROM post; --",
    "%' ESCAPE '\\",
    "\\'; SELECT pg_sleep(10); --",
    "{{7*7}} {% for x in () %}{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "{} {0} {who} {__class__} {who.__init__.__globals__}",
    "%s %d %(who)s %n",
    "$(reboot) `reboot` ; reboot | reboot",
    "*fet* _kursiv_ ~struken~ `kod` # rubrik\n> citat\n- punkt\n| a | b |",
    "<@U123> <!channel> @alla",
    "=HYPERLINK(\"https://example.org\")",
    "\r\nSet-Cookie: person=1\r\n\r\n<html>",
    "%0d%0aSet-Cookie:%20x=y",
    "../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "//example.org/\\example.org",
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    "{\"action\": \"question.ask\", \"values\": {}}",
    "null", "true", "NaN", "Infinity", "1e400", "-0", "٣", "①", "0x10", str(2**63), str(10**300),
    "\0", "a\0b", "\x1b[31mrött\x1b[0m", "\x07\x08\x7f", "\x85\u2028\u2029",
    "\u202eredro mo\u202c", "\u2066\u2067\u2068\u2069", "\u200b\u200d\ufeff\u2060", "\U000e0041\U000e007f",
    "\ud800", "\udfff", "a\udc80b", "\ud83d", "\uffff\ufffe", "\U0010ffff",
    "Z" + "\u0301\u0316" * 60, "👨‍👩‍👧‍👦" * 20, "ﷺ" * 30, "İıſK", "ß" * 40, "\u0130" * 40,
    "", " ", "\n" * 50, "\t \t", "a" * 5000, "å" * 3000, "<" * 3000, "[" * 3000, "ord " * 1500,
)  # fmt: skip
PIECES = "<>\"'`&;:/\\={}[]()%$#@!|*_~^\r\n\t\0 \u202e\u2028\ud800\U0001f600åäöaZ09"


def hostile(dice: Random) -> str:
    """One of them: as it is, cut, doubled, joined with another, or made of their characters."""
    match dice.randrange(6):
        case 0:
            return script(dice)
        case 1:
            return dice.choice(OTHERS)
        case 2:
            return script(dice) + dice.choice(OTHERS)[:500] + script(dice)
        case 3:
            text = script(dice)
            return text[dice.randrange(len(text)) :] + text[: dice.randrange(len(text))]
        case 4:
            return "".join(chr(dice.randrange(0x110000)) for _ in range(dice.randrange(40)))
        case _:
            return "".join(dice.choice(PIECES) for _ in range(dice.randrange(60)))


def script(dice: Random) -> str:
    """One that would be run."""
    return dice.choice(SCRIPTS).format(mark=MARK)
