"""Dialogues that the forum was designed by, spoken in Slack by the people in them.

Numbered as in test_dialogues.py of the browser. Dates differ: the demo begins on the day that it is run.
"""

import re

from tests.e2e.slack.conftest import Town

QUESTION = "Bör utlysningarna samordnas?"


async def test_1_monday_morning_before_the_meeting(demo: Town):
    sara, karin = demo.member("Sara Holmqvist"), demo.member("Karin Lind")
    await karin.says("nästa")
    [meeting] = re.findall(r"Tjänstepersonsforum · \w+ (\d+ \w+)", karin.reads)[:1]
    await sara.says(f"stäm av Har ni bredband överallt? ja/delvis/nej, senast {meeting} kl. 9")
    await sara.presses("Skicka")
    await sara.sees("Frågan är skickad")
    await sara.says("kallelse tjänstepersonsforum")
    await sara.presses("Skicka")
    await sara.sees("är skickad till 21 ledamöter")
    await sara.says(f'att göra "Exempel på matchning" {karin.mention} nästa möte')
    await sara.sees("Exempel på matchning")

    await demo.moves_the_clock_until(karin, "kl. 9.30 är det Tjänstepersonsforum, Mälarsalen.")
    await karin.sees("3 saker väntar på dig")
    await karin.sees("Kommer du till Tjänstepersonsforum")
    await karin.is_offered("I salen", "Via länk", "Ersättare", "Nej")
    await karin.sees("Har ni bredband överallt?")
    await karin.sees("Exempel på matchning")
    await karin.presses("I salen")
    await karin.sees("Du är anmäld. 2 saker kvar.")

    sara.reads_what_came()
    await sara.sees("1 av 21 regioner anmälda. Saknas: Stockholm, Uppsala")
    await sara.sees("Underlag saknas till punkterna 3 och 4.")
    await sara.is_offered("Påminn de 20 som saknas", "Påminn föredragande", "Deltagarlista")


async def test_2_the_department_wants_the_regions_view_by_thursday(demo: Town):
    sara, mats, karin = demo.member("Sara Holmqvist"), demo.member("Mats Ohlin"), demo.member("Karin Lind")
    astrid = demo.member("Astrid Sellberg")
    await sara.says(f"stäm av {QUESTION} ja/delvis/nej, senast om 3 dagar kl. 12")
    await sara.sees("21 regioner i Tjänstepersonsforum")
    await sara.sees("Ett svar för varje region")
    await sara.presses("Visa för departementet först")
    await sara.sends({"Vem?": "Astrid Sellberg"})
    await sara.sees("Astrid Sellberg får se frågan.")
    await demo.moves_the_clock_until(astrid, "Sara Holmqvist vill veta vad du tycker innan frågan skickas.")
    await astrid.sees(QUESTION)
    await astrid.is_offered("Ser bra ut", "Skriv en synpunkt")
    await astrid.presses("Ser bra ut")
    await astrid.sees("Tack. Kansliet får veta att den ser bra ut.")
    await demo.moves_the_clock_until(sara, "Astrid Sellberg tycker att frågan ser bra ut.")
    await sara.sees("Den skickas inte förrän du skickar den.")
    await sara.presses("Skicka")
    await sara.sees("Frågan är skickad.")

    await mats.sees("Avstämning, inte remiss.")
    await mats.is_offered("Ja", "Delvis", "Nej", "Vi avstår")
    await mats.presses("Delvis")
    await mats.sees("Tack. Region Kalmar län: delvis.")
    await mats.sees("Hur förankrat är svaret?")
    await mats.is_offered("Min bedömning", "Ledningen", "Politiskt", "Skriv varför")
    await mats.sees("Du kan ändra fram till")
    await mats.presses("Politiskt")
    await mats.sees("Region Kalmar län: delvis, politiskt förankrat.")
    await karin.presses("Ja")
    await karin.presses("Skriv varför")
    await karin.sends({"Motivering": "Våra kommuner söker samma medel två gånger."})
    await karin.sees("Tack. Region Dalarna: ja")

    await demo.moves_the_clock_until(sara, "Stängd")
    await sara.sees("2 av 21 regioner svarade")
    await sara.sees("Politiskt förankrade: 1.")
    await sara.presses("Text (Markdown)")
    await sara.gets_a_file_with(QUESTION, "Våra kommuner söker samma medel två gånger.")
    await sara.presses("Motiveringar")
    await sara.sees("Våra kommuner söker samma medel två gånger.")
    await sara.presses("Visa i rummet")
    karin.enters(demo.channel)
    await karin.sees("Våra kommuner söker samma medel två gånger.")


async def test_10_an_answer_for_the_wrong_region(demo: Town):
    sara, erik, karin = demo.member("Sara Holmqvist"), demo.member("Erik Sand"), demo.member("Karin Lind")
    await sara.says(f"stäm av {QUESTION} ja/delvis/nej, senast om 3 dagar kl. 12")
    await sara.presses("Skicka")
    await sara.sees("Frågan är skickad")
    await erik.presses("Ja")
    await erik.sees("Tack. Region Örebro län: ja.")
    await karin.sees("1 av 21 regioner har svarat")

    await erik.presses("Fel region")
    await erik.sees("Svaret är borttaget. Region Örebro län har nu inget svar.")
    await erik.sees("Vilken region företräder du?")
    await karin.sees("0 av 21 regioner har svarat")
    await erik.is_offered("Region Halland", "En annan", "Jag tryckte fel")
    await erik.presses("Region Halland")
    await erik.sees("Tack. Kansliet bekräftar, sedan kan du svara för Region Halland. Frågan är öppen till")

    await demo.moves_the_clock_until(sara, "Erik Sand säger att hen nu företräder Region Halland.")
    await sara.sees("Region Örebro län har nu inget svar.")
    await sara.is_offered("Bekräfta bytet", "Stämmer inte")
    await sara.presses("Bekräfta bytet")
    await sara.sees("Erik Sand företräder nu Region Halland")
    await demo.moves_the_clock_until(erik, "du företräder nu Region Halland.")
    await erik.presses("Ja")
    await erik.sees("Tack. Region Halland: ja.")
    await karin.sees("1 av 21 regioner har svarat")
