"""Plain sentences, turned into the commands they mean: «jag är borta 1–30 april» is «borta 1–30 april».

By rules, without a model: each is a pattern for the whole sentence, in small letters without accents, and the command
it stands for. So there is one reader for each command, which reads back what it is about to save.
"""

import re

from handlers.people_words import folded

I_AM = r"(?:jag|vi|i|we)"
WILL = r"(?:vill|skulle vilja|onskar|want to|would like to)"
MINE = r"(?:mitt|mina|vart|vara|my|our)"
INPUT = r"(?:inspel|forslag|fraga|synpunkt|synpunkter|input|inputs|proposal|question)"
ANSWER = r"(?:ja|jo|nej|delvis|(?:vi |jag )?avstar|yes|no|partly|(?:we |i )?abstain)"
ANCHORED = (
    r"(?:(?:forankrat )?politiskt(?: forankrat)?|politically(?: anchored)?|(?:forankrat )?i ledningen(?: forankrat)?|"
    r"ledningen|(?:anchored with )?the management|min (?:egen )?bedomning|my own view)"
)
"""What is said of an answer in the same breath."""
REST = r"(?P<rest>.*)"

RULES = tuple(
    (re.compile(pattern), command)
    for pattern, command in (
        (rf"{I_AM} (?:ar|blir|kommer att vara) (?:borta|ledig|bortrest|pa semester|(?:foraldra|tjanst)ledig) {REST}",
         "borta {rest}"),
        (rf"{I_AM} (?:ar|blir|kommer att vara) (?:borta|ledig|bortrest|pa semester)", "borta från"),
        (rf"{I_AM}(?:'m| am|'ll be| will be|'re| are) (?:away|on leave|on holiday)", "away from"),
        (rf"{I_AM}(?:'m| am|'ll be| will be|'re| are) (?:away|on leave|on holiday|out) {REST}", "away {rest}"),
        (rf"vad (?:hande|hander|har hant|blev det) (?:med|av) {MINE} {INPUT}.*", "mina inspel"),
        (rf"(?:var|hur) (?:ar|gar|gick|ligger) (?:det med )?{MINE} {INPUT}.*", "mina inspel"),
        (rf"what (?:happened|became|has become) (?:to|of|with) {MINE} {INPUT}.*", "my input"),
        (rf"{I_AM} {WILL} (?:lamna|skicka|ge|send|give) (?:in )?(?:ett |an )?(?:inspel|input)[:,]? ?{REST}",
         "inspel {rest}"),
        (rf"{I_AM} {WILL} (?:ta upp|raise|bring up) {REST}", "inspel {rest}"),
        (rf"{I_AM} (?:kan inte|kan ej|hinner inte) (?:komma|delta|vara med) ?{REST}", "kommer nej {rest}"),
        (rf"{I_AM} (?:kommer inte|deltar inte|ar inte med|ar forhindrad) ?{REST}", "kommer nej {rest}"),
        (rf"{I_AM} (?:can ?not|can't|will not|won't) (?:come|attend|make it) ?(?:on )?{REST}", "attend no {rest}"),
        (rf"(?:{I_AM} )?vet inte (?:an )?om {I_AM} (?:kommer|kan komma|deltar) ?{REST}", "kommer kanske {rest}"),
        (rf"kanske (?:kommer|deltar) {I_AM} ?{REST}", "kommer kanske {rest}"),
        (rf"(?:vem|vilka|hur manga)(?: det)?(?: som)? (?:kommer|deltar|ar med|har anmalt sig)(?: {REST})?",
         "deltagare {rest}"),
        (rf"(?:who|how many) (?:comes|come|is coming|are coming|attends|attend|will come|will attend)(?: {REST})?",
         "participants {rest}"),
        (rf"{I_AM} (?:kommer(?! att)|deltar|ar med)(?: {REST})?", "kommer {rest}"),
        (rf"{I_AM} (?:may|might) (?:come|attend|be there) ?(?:on )?{REST}", "attend maybe {rest}"),
        (rf"{I_AM} (?:do not|don't) know (?:yet )?if {I_AM} (?:will |can )?(?:come|attend) ?(?:on )?{REST}",
         "attend maybe {rest}"),
        (rf"{I_AM}(?:'m| am|'ll| will|'re| are)? (?:coming|come|attend|attending|be there) ?(?:on )?{REST}",
         "attend {rest}"),
        (rf"{I_AM} (?:instammer|haller) inte.*", "väntar"),
        (rf"{I_AM} (?:instammer|haller med|tycker som|svarar som)(?: {REST})?", "instäm {rest}"),
        (rf"{I_AM} agree(?: {REST})?", "agree {rest}"),
        (rf"{I_AM} svarar inte.*", "väntar"),
        (rf"{I_AM} svarar(?: {REST})?", "svara {rest}"),
        (rf"(?:{MINE} )?svar(?:et)?(?: (?:ar|blir)|:) {REST}", "svara {rest}"),
        (rf"(?:{I_AM} {WILL} )?(?:andra|byt|byta) (?:{MINE} )?svar(?:et)?(?: till)? ?{REST}", "svara {rest}"),
        (rf"(?:{I_AM} {WILL} )?change {MINE} answer(?: to)? ?{REST}", "answer {rest}"),
        (rf"(?:{I_AM} answer|{MINE} answer is) {REST}", "answer {rest}"),
        (rf"(?P<rest>{ANSWER}(?: (?:tack|please))?[!.]*(?:[,;:]? {ANCHORED}[!.]*)?)", "svara {rest}"),
        (rf"(?:{I_AM} {WILL} )?anmala? (?:en )?fraga(?: (?:till|pa) (?:oppet|oppna) forum(?:et)?)?[:,]? ?{REST}",
         "öppet forum {rest}"),
        (r"(?:nar|vad) .*(?:oppet forum|oppna forumet).*", "öppet forum"),
        (rf"(?:{I_AM} {WILL} )?register a question(?: for the open forum)?[:,]? ?{REST}", "open forum {rest}"),
        (r"(?:when|what) .*open forum.*", "open forum"),
        (rf"(?:var (?:finns|ar|hittar {I_AM})|har (?:du|ni)|finns(?: det)?|visa) underlag(?:et|en)? ?{REST}",
         "underlag {rest}"),
        (rf"underlag(?:et|en) ?{REST}", "underlag {rest}"),
        (rf"(?:where are|show)(?: me)? the materials ?{REST}", "materials {rest}"),
        (r"(?:nar|var) (?:ar|ses|traffas|blir|har) .*(?:mote|vi).*", "nästa"),
        (r"(?:when|where) (?:is|are|do) .*(?:meeting|we).*", "next"),
        (rf"nar (?:tog|pratade|talade|diskuterade|hade) vi (?:senast |sist )?(?:upp |om )?{REST}", "sök {rest}"),
        (rf"when did we (?:last )?(?:take up|talk about|discuss) {REST}", "search {rest}"),
        (r"vad (?:vantar|ska jag gora|behover jag gora|ar kvar).*", "väntar"),
        (r"what (?:waits|is waiting|do i have to do|is left).*", "waiting"),
        (r"vad (?:har jag|har vi) (?:lovat|att gora).*", "lista"),
        (r"what did (?:i|we) promise.*", "actions"),
        (r"vad (?:star|ar) (?:det )?pa dagordningen.*", "dagordning"),
        (r"what is on the agenda.*", "agenda"),
        (r"vad kan (?:du|jag|man) .*", "hjälp"),
        (r"what can (?:you|i) .*", "help"),
        (r"(?:oj|hoppsan|nej)?[, ]*(?:det blev|det var) fel.*", "ångra"),
        (r"(?:ta tillbaka|jag angrar mig).*", "ångra"),
        (r"(?:take (?:it|that) back|that was wrong).*", "undo"),
    )
)  # fmt: skip


NAME = r"(?P<name>[A-ZÅÄÖÉÜØÆ][\w'-]+(?: [A-ZÅÄÖÉÜØÆ][\w'-]+)+)"
INSTEAD_OF_ME = r"(?:i st[äa]llet|ist[äa]llet|instead)(?: (?:f[öo]r|of) (?:mig|oss|me|us))?"
COMES = r"(?:kommer|går|gar|deltar|är med|ar med|comes|will come|attends)"
INSTEAD = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{NAME} {COMES} (?:{INSTEAD_OF_ME}|som (?:min )?ers[äa]ttare)\b(?P<rest>.*)",
        rf"(?i:jag|vi|i|we) (?i:skickar|send|am sending) {NAME}(?: {INSTEAD_OF_ME}\b)?(?P<rest>.*)",
    )
)
"""Who names somebody to come in their place: by capitals, as «jag skickar underlag» names nobody."""
GREETING = re.compile(r"(?:hej(?:san)?|hall[åa]|hello|hi|tack|thanks|thank you)[\s,.!:;–-]+(?=\w)", re.IGNORECASE)


def as_command(line: str) -> str:
    """The command that the sentence stands for, or the sentence itself where no rule fits. What follows is kept as it
    was written; a greeting before it is left out."""
    for pattern in INSTEAD:
        if found := pattern.fullmatch(line.rstrip("?.! ")):
            to = found["rest"].strip(" ,")
            return f"kommer {to}, ersättare {found['name']}" if to else f"kommer ersättare {found['name']}"
    meant = _by_rule(line)
    greeted = GREETING.match(line)
    return as_command(line[greeted.end() :]) if greeted and meant == line else meant


def _by_rule(line: str) -> str:
    words = line.split()
    said = folded(line).rstrip("?.")
    for pattern, command in RULES:
        if found := pattern.fullmatch(said):
            count = len((found.groupdict().get("rest") or "").split())
            return command.format(rest=" ".join(words[len(words) - count :])).strip()
    return line
