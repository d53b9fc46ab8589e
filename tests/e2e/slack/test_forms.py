"""What people fill in, where they press for it and from the menu of a message; and App Home."""

from tests.e2e.slack.asking import QUESTION, asks
from tests.e2e.slack.conftest import Town


async def test_a_form_tells_what_is_wrong_and_takes_what_is_right(town: Town):
    karin, sara = town.member("Karin Lind"), town.member("Sara Holmqvist")
    await karin.says("åtgärd")
    await karin.sends({"Vad ska göras?": "Ring Kalmar", "Senast när?": "31 februari"})
    assert karin.wrong["Senast när?"].startswith("«31 februari» är inget datum som jag förstår.")
    await karin.sends({"Vad ska göras?": "Ring Kalmar", "Senast när?": "fredag"})
    assert karin.wrong == {}
    await karin.sees("Sparat: Ring Kalmar (Karin Lind, senast fredag")
    await sara.says("åtgärd öppna")
    await sara.sees("Ring Kalmar")


async def test_a_message_becomes_something_to_do_for_its_author(town: Town):
    mats, sara = town.member("Mats Ohlin"), town.member("Sara Holmqvist")
    written = mats.posts("Jag skickar listan över laddstolpar")
    await sara.chooses("log_action", written)
    await sara.sees("Jag skickar listan över laddstolpar")
    await sara.sees("/archives/")
    await sara.sees("Mats Ohlin")
    await sara.sends({"Senast när?": "fredag"})
    await mats.says("åtgärd mina")
    await mats.sees("Jag skickar listan över laddstolpar")


async def test_home_shows_what_waits_and_follows_what_one_does_there(town: Town):
    sara, karin = town.member("Sara Holmqvist"), town.member("Karin Lind")
    await karin.opens_home()
    await karin.sees("Inget väntar på dig")
    await asks(sara)
    await karin.opens_home()
    await karin.sees(QUESTION)
    await karin.presses("Ja")
    await karin.sees("Tack. Region Dalarna: Ja")
    karin.closes_it()
    await karin.sees("Inget väntar på dig")
