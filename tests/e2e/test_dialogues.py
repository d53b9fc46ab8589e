"""The dialogues that the forum was designed by, spoken in a real browser by the people in them.

Numbered as there. Dates differ: the demo begins on the day that it is run, so meetings are counted from it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from babel.dates import format_date

from tests.e2e.conftest import Window

OFFICIALS, POLITICIANS = "tjanstepersonsforum", "politikerforum"
SEES = "[role=log]"
QUESTION = "Bör utlysningarna samordnas?"
Open = Callable[..., Window]


def spoken(day: date, weekday: bool = False) -> str:
    """«tisdag 9 februari»."""
    return format_date(day, "EEEE d MMMM" if weekday else "d MMMM", locale="sv")


def day_of(window: Window, meeting: str) -> date:
    """When the group meets next, as it stands on the home page."""
    window.page.goto("/")
    rows = window.page.locator("#home li:has(time.leaf)", has_text=meeting)
    return date.fromisoformat(rows.first.locator("time.leaf").get_attribute("datetime") or "")


def sends_out(secretary: Window, line: str, told: str) -> None:
    """Write what is then read back, and send it."""
    secretary.says(line)
    secretary.presses("Skicka", within=SEES)
    secretary.sees(told)


def asks(secretary: Window, question: str, closes: str) -> None:
    secretary.enters(OFFICIALS)
    sends_out(secretary, f"stäm av {question} ja/delvis/nej, senast {closes}", "Frågan är skickad")


def test_1_monday_morning_before_the_meeting(window: Open):
    sara, karin = window("Sara Holmqvist"), window("Karin Lind")
    meeting = spoken(day_of(sara, "Tjänstepersonsforum"))
    asks(sara, "Har ni bredband överallt?", f"{meeting} kl. 9")
    sends_out(sara, "kallelse tjänstepersonsforum", "är skickad till 21 ledamöter och till rummet")
    sara.says('att göra "Exempel på matchning" @Karin Lind nästa möte')
    sara.sees("Exempel på matchning")

    sara.moves_the_clock_until(karin, "kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.")
    karin.sees("3 saker väntar på dig")
    karin.sees("Kommer du till Tjänstepersonsforum")
    karin.is_offered("I salen", "Via länk", "Ersättare", "Nej")
    karin.sees("Har ni bredband överallt?")
    karin.sees("Exempel på matchning")
    karin.takes_a_picture("dialogue.1")
    karin.presses("I salen")
    karin.sees("Du är anmäld. 2 saker kvar.")

    sara.reads_what_came()
    sara.sees("1 av 21 regioner anmälda. Saknas: Stockholm, Uppsala")
    sara.sees("Underlag saknas till punkterna 3 och 4.")
    sara.is_offered("Påminn de 20 som saknas", "Påminn föredragande", "Deltagarlista")
    sara.takes_a_picture("dialogue.1.secretariat")


def test_2_the_department_wants_the_regions_view_by_thursday(window: Open):
    sara, mats, karin = window("Sara Holmqvist"), window("Mats Ohlin"), window("Karin Lind")
    sara.enters(OFFICIALS)
    sara.says(f"stäm av {QUESTION} ja/delvis/nej, senast om 3 dagar kl. 12")
    sara.sees("21 regioner i Tjänstepersonsforum")
    sara.sees("Ett svar för varje region")
    looked_at_first(sara, window("Astrid Sellberg"))
    sara.presses("Skicka", within=SEES)
    sara.sees("Frågan är skickad.")

    mats.enters(OFFICIALS)
    mats.sees("Du svarar för Region Kalmar län")
    mats.sees("Avstämning, inte remiss.")
    mats.is_offered("Ja", "Delvis", "Nej", "Vi avstår")
    mats.presses("Delvis")
    mats.sees("Tack. Region Kalmar län: delvis.")
    mats.sees("Hur förankrat är svaret?")
    mats.is_offered("Min bedömning", "Ledningen", "Politiskt", "Skriv varför")
    mats.sees("Du kan ändra fram till")
    mats.presses("Politiskt")
    mats.sees("Region Kalmar län: delvis, politiskt förankrat.")
    mats.takes_a_picture("dialogue.2")
    karin.enters(OFFICIALS)
    karin.presses("Ja")
    karin.presses("Skriv varför")
    karin.fills_in("Motivering", "Våra kommuner söker samma medel två gånger.")
    karin.presses("Spara")
    karin.sees("Tack. Region Dalarna: ja")

    sara.moves_the_clock_until(sara, "Stängd")
    sara.sees("2 av 21 regioner svarade")
    sara.sees("Politiskt förankrade: 1.")
    handed_over = sara.gets("Text (Markdown)")
    assert QUESTION in handed_over
    assert "Våra kommuner söker samma medel två gånger." in handed_over
    sara.presses("Motiveringar")
    sara.sees("Våra kommuner söker samma medel två gånger.")
    sara.presses("Visa i rummet")
    karin.enters(OFFICIALS)
    karin.sees("Våra kommuner söker samma medel två gånger.")
    sara.takes_a_picture("dialogue.2.secretariat")


def looked_at_first(secretary: Window, other: Window) -> None:
    """What was read back is shown to somebody, who says that it is good; the secretariat has it before it, not sent."""
    secretary.presses("Visa för departementet först")
    secretary.picks("Vem?", "Astrid Sellberg")
    secretary.presses("Visa")
    secretary.sees("Astrid Sellberg får se frågan.")
    secretary.takes_a_picture("dialogue.2.shown")
    secretary.moves_the_clock_until(other, "Sara Holmqvist vill veta vad du tycker innan frågan skickas.")
    other.sees(QUESTION)
    other.is_offered("Ser bra ut", "Skriv en synpunkt")
    other.takes_a_picture("dialogue.2.first")
    other.presses("Ser bra ut")
    other.sees("Tack. Kansliet får veta att den ser bra ut.")
    secretary.moves_the_clock_until(secretary, "Astrid Sellberg tycker att frågan ser bra ut.")
    secretary.sees("Den skickas inte förrän du skickar den.")


def test_4_a_meeting_is_moved(window: Open):
    sara, kerstin, lena = window("Sara Holmqvist"), window("Kerstin Morén"), window("Lena Ask")
    old = day_of(sara, "Politikerforum")
    new = next(day for day in (old + timedelta(14 + ahead) for ahead in range(7)) if day.weekday() == 2)
    the_politicians_are_called(sara)
    for member in (kerstin, lena):
        member.enters(POLITICIANS)
        member.presses("I salen")
        member.sees("Du är anmäld.")

    sara.says(f"flytta politikerforum till {spoken(new)}")
    sara.sees(f"Från {spoken(old, True)} till {spoken(new, True)}, samma tid och plats.")
    sara.sees("sista anmälan")
    sara.sees("öppet forum")
    sara.sees("2 anmälda får frågan på nytt.")
    sara.is_offered("Flytta och meddela", "Flytta, meddela senare", "Avbryt")
    sara.takes_a_picture("dialogue.4")
    sara.presses("Flytta och meddela")
    sara.sees(f"Politikerforum är flyttat till {spoken(new, True)}")

    lena.enters(POLITICIANS)
    lena.sees(f"Nytt datum: {spoken(new, True)} kl. 10.00")
    lena.sees(f"{spoken(old, True)}")
    sara.moves_the_clock_until(kerstin, f"Passar {spoken(new, True)}?")
    kerstin.is_offered("Ja", "Via länk", "Ersättare", "Nej")
    kerstin.takes_a_picture("dialogue.4.member")
    kerstin.presses("Ja")
    kerstin.sees("Du är anmäld.")


def the_politicians_are_called(secretary: Window) -> None:
    """Their meeting gets its time and place, and the call goes out."""
    secretary.enters(POLITICIANS)
    secretary.says("bekräfta politikerforum")
    secretary.fills_in("Börjar", "10:00")
    secretary.fills_in("Plats", "Norra salen")
    secretary.presses("Bekräfta")
    secretary.sees("bekräftat")
    sends_out(secretary, "kallelse politikerforum", "ledamöter och till rummet")


def test_5_what_became_of_my_input(window: Open):
    amina, sara = window("Amina Warsame"), window("Sara Holmqvist")
    amina.reads_what_came()
    amina.says("inspel «Laddstolpar vid länsgränsen» Vem bygger dem som ingen räknar som sina?")
    amina.sees("Kansliet har fått ditt inspel: Laddstolpar vid länsgränsen.")

    sara.reads_what_came()
    sara.says("alla inspel")
    sara.presses("Lämna vidare")
    sara.fills_in("Vem svarar?", "Per Norén, departementet")
    sara.fills_in("Svar senast", "om 5 dagar")
    sara.presses("Lämna vidare")
    sara.sees("Lämnat till Per Norén, departementet")
    sara.moves_the_clock_until(sara, "Försenat")
    sara.presses("Fråga igen")
    sara.fills_in("Svar senast", "om 10 dagar")
    sara.presses("Fråga igen")

    amina.says("vad hände med mitt inspel")
    amina.sees("Laddstolpar vid länsgränsen")
    amina.sees(re.compile(r"mottaget\..*lämnat till Per Norén, departementet\..*Svar saknas\."))
    amina.sees("kansliet frågade igen")
    amina.sees("Kansliet svarar dig senast")
    amina.is_offered("Lägg till något", "Skriv till kansliet", "Alla mina inspel")
    amina.takes_a_picture("dialogue.5")


def test_7_the_member_who_only_has_a_phone(window: Open):
    sara, lena = window("Sara Holmqvist"), window("Lena Ask", width=360)
    the_politicians_are_called(sara)
    day = day_of(lena, "Politikerforum")
    lena.reads_what_came()
    lena.says(f"kommer {spoken(day)} men via länk")
    lena.sees(f"Politikerforum {spoken(day, True)}, via länk. Stämmer det?")
    lena.is_offered("Ja", "Nej")
    lena.presses("Ja")
    lena.sees("Du är anmäld. Länken kommer hit samma dag kl. 9.45.")
    lena.sees("Lägg i kalendern")
    lena.takes_a_picture("dialogue.7")
    lena.says("hjälp")
    lena.sees(f"Inget väntar på dig. Nästa möte: Politikerforum {spoken(day)}. När jag behöver något får du knappar.")
    lena.is_offered("Mina möten", "Lämna inspel", "Skriv till kansliet", "Alla ord")
    lena.takes_a_picture("dialogue.7.help")


def test_10_an_answer_for_the_wrong_region(window: Open):
    sara, erik, karin = window("Sara Holmqvist"), window("Erik Sand"), window("Karin Lind")
    asks(sara, QUESTION, "om 3 dagar kl. 12")
    erik.enters(OFFICIALS)
    karin.enters(OFFICIALS)
    erik.presses("Ja")
    erik.sees("Tack. Region Örebro län: ja.")
    karin.sees("1 av 21 regioner har svarat")

    erik.presses("Fel region")
    erik.sees("Svaret är borttaget. Region Örebro län har nu inget svar.")
    erik.sees("Vilken region företräder du?")
    karin.sees("0 av 21 regioner har svarat")
    erik.is_offered("Region Halland", "En annan", "Jag tryckte fel")
    erik.takes_a_picture("dialogue.10")
    erik.presses("Region Halland")
    erik.sees("Tack. Kansliet bekräftar, sedan kan du svara för Region Halland. Frågan är öppen till")

    sara.moves_the_clock_until(sara, "Erik Sand säger att hen nu företräder Region Halland.")
    sara.sees("Region Örebro län har nu inget svar.")
    sara.is_offered("Bekräfta bytet", "Stämmer inte")
    sara.presses("Bekräfta bytet")
    sara.sees("Erik Sand företräder nu Region Halland")
    sara.moves_the_clock_until(erik, "du företräder nu Region Halland.")
    erik.presses("Ja")
    erik.sees("Tack. Region Halland: ja.")
    karin.sees("1 av 21 regioner har svarat")
