"""Asking: what is asked of whom, read back before it is sent, and how the card counts while it is open."""

import pytest

from storage import questions
from tests.conftest import both
from tests.scenes import (
    ASTRID,
    HENNING,
    IVAR,
    KARIN,
    KERSTIN,
    MATS,
    NILS,
    OFFICIALS,
    POLITICIANS,
    SAMIR,
    SECRETARY,
    answer,
    ask,
    buttons,
    in_room,
    to,
    typed,
)
from tests.world import World


@both
def test_a_question_reaches_the_room_and_counts_the_regions(world: World):
    question = ask(world)
    assert "Region Dalarna: delvis" in answer(world, KARIN, question, 2)
    answer(world, MATS, question, 1)
    [message] = world.messages(f"body:{world.body(OFFICIALS).id}")
    assert "2 av 21 regioner har svarat" in message.card.text()
    assert message.edits == 2


def test_a_question_is_read_back_before_it_is_sent(world: World):
    reply = world.says(SECRETARY, 'fråga "Bör utlysningarna samordnas?" ja/delvis/nej, senast fredag 12:00')
    assert reply.text().splitlines() == [
        "Bör utlysningarna samordnas?",
        "Ett svar för varje region.",
        "Går till: 21 regioner i Tjänstepersonsforum",
        "Öppnar: genast",
        "Stänger: fredag 5 februari kl. 12.00",
        "Alternativ: Ja, Delvis, Nej, Vi avstår",
        "[Skicka] [Visa för departementet först] [Ändra] [Fler val]",
    ]
    assert in_room(world, OFFICIALS) == []
    assert "stänger fredag 5 februari kl. 12.00" in world.presses(SECRETARY, reply, "Skicka").text()
    assert world.seen_in(OFFICIALS) == ["Bör utlysningarna samordnas?"]


def test_what_was_read_back_can_be_changed_with_nothing_lost(world: World):
    reply = world.says(SECRETARY, "fråga Var ska vi börja? norr/söder, senast fredag")
    form = world.presses(SECRETARY, reply, "Ändra")
    assert typed(form) | {"text": "Var ska vi börja?", "choices": "norr\nsöder", "kind": "choice"} == typed(form)
    assert typed(form)["closes"] == "2027-02-05"


def test_only_the_secretariat_asks(world: World):
    for who in (KARIN, ASTRID):
        refusal = "Bara kansliet kan göra det här. Skriv till kansliet om du vill få det gjort."
        assert world.says(who, "fråga").text() == refusal
        assert world.says(who, "fråga Varför då? ja/nej, fredag").text() == f"{refusal}\nVarför då?"
    assert in_room(world, OFFICIALS) == []


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ({"kind": "yes_partly_no"}, "[Ja] [Delvis] [Nej] [Vi avstår]"),
        ({"kind": "choice", "choices": "norr\nsöder\nöster"}, "[norr] [söder] [öster]"),
        ({"kind": "text"}, "[Svara]"),
    ],
    ids=["yes, partly, no", "choices of one's own", "in words"],
)
def test_the_card_says_for_whom_one_answers_and_offers_the_choices(world: World, kind: dict, choices: str):
    question = ask(world, **kind)
    shown = world.looks(KARIN, "question.card", question=question).text().splitlines()
    assert shown[:4] == [
        "Bör utlysningarna samordnas?",
        "Svar saknas. Du svarar för Region Dalarna",
        "Avstämning, inte remiss. Ett svar för varje region.",
        choices,
    ]
    assert "rösta" not in "".join(shown).lower()


@both
def test_an_answer_in_words_is_kept_as_it_was_written(world: World):
    question = ask(world, kind="text")
    said = "Vi behöver {tre} saker:\n– tid\n– <b>pengar</b> & folk"
    world.does(KARIN, "question.tell", question=question, text=said)
    world.goes_to("2027-02-05 12:00")
    [_, result] = in_room(world, OFFICIALS)
    assert f"Region Dalarna · {said}" in result


def test_one_may_answer_for_oneself(world: World):
    question = ask(world, respondent="person", body="natverk-kompetens")
    assert "Du svarar för dig själv" in world.looks(KARIN, "question.card", question=question).text()
    assert "Karin Lind: ja" in answer(world, KARIN, question, 1)
    assert "1 av 8 ledamöter har svarat" in in_room(world, "natverk-kompetens")[0]


def test_one_may_answer_for_the_organisation_and_so_may_the_deputy(world: World):
    question = ask(world, respondent="organisation")
    assert "Region Kalmar län: ja" in answer(world, MATS, question, 1)
    assert "Region Dalarna: nej" in answer(world, NILS, question, 3)
    assert "2 av 21 organisationer har svarat" in in_room(world, OFFICIALS)[0]


def test_two_politicians_answer_together_for_their_region(world: World):
    question = ask(world, body=POLITICIANS)
    answer(world, KERSTIN, question, 1)
    answer(world, "leif-busk", question, 3)
    assert "1 av 21 regioner har svarat" in in_room(world, POLITICIANS)[0]


@pytest.mark.parametrize("who", [KERSTIN, HENNING, SECRETARY])
def test_who_is_not_asked_gets_a_reason_and_a_way_on(world: World, who: str):
    question = ask(world)
    told = "Den här frågan går till andra, så inget är sparat. Stämmer det inte? Skriv till kansliet."
    assert answer(world, who, question, 1) == told
    assert "Svar saknas" not in world.looks(who, "question.card", question=question).text()


def test_for_a_county_only_its_responsible_organ_answers(then: World):
    given = {"text": "Hur går det?", "closes": "fredag 8 maj", "body": "tjanstemannaforum", "sure": True}
    then.does("secretariat-head", "question.ask", **given)
    question = then.read(lambda db: questions.recent(db, 1)[0].id)
    responsible, beside = "stockholm-lansrad", "stockholm-landsting-director"
    assert "Länsstyrelsen" in answer(then, responsible, question, 1)
    told = answer(then, beside, question, 3)
    assert told.startswith("För ert län svarar Länsstyrelsen i Stockholms län, så inget är sparat.")
    assert "1 av 21 län har svarat" in in_room(then, "tjanstemannaforum")[0]


def test_chosen_counties_and_organisations_are_asked_privately(world: World):
    question = ask(world, chosen=["county:w", "organisation:region-skane"])
    assert in_room(world, OFFICIALS) == []
    assert [text.splitlines()[0] for text in to(world, SAMIR)] == ["Bör utlysningarna samordnas?"]
    assert to(world, MATS) == to(world, KERSTIN) == []
    assert "Region Skåne: ja" in answer(world, SAMIR, question, 1)
    for who in (MATS, KERSTIN):
        assert answer(world, who, question, 1).startswith("Den här frågan går till andra")
    assert "1 av 2 regioner har svarat" in to(world, KARIN)[0]


def test_the_chosen_are_not_disturbed_at_night_but_a_room_is_asked_at_once(world: World):
    world.goes_to("2027-02-05 21:00")
    chosen = {"chosen": ["organisation:region-skane"], "text": "Vad säger ni?", "closes": "onsdag"}
    read_back = world.does(SECRETARY, "question.ask", **chosen)
    assert "Öppnar: måndag 8 februari kl. 8.00" in read_back.text()
    told = world.presses(SECRETARY, read_back, "Skicka").text()
    assert told.startswith("Frågan går ut måndag 8 februari kl. 8.00.")
    ask(world, closes="onsdag")
    assert in_room(world, OFFICIALS) != []
    world.goes_to("2027-02-08 07:59")
    assert to(world, SAMIR) == []
    world.goes_to("2027-02-08 08:00")
    assert [text.startswith("Vad säger ni?") for text in to(world, SAMIR)].count(True) == 1


def test_the_chosen_are_asked_at_once_what_closes_before_the_morning(world: World):
    world.goes_to("2027-02-05 21:00")
    ask(world, chosen=["organisation:region-skane"], closes="lördag 12:00")
    assert len(to(world, SAMIR)) == 1


def test_the_chosen_may_have_no_seat_in_the_body(world: World):
    question = ask(world, body="arbetsgrupp-digitalt", chosen=["county:c"])
    assert "Region Uppsala: ja" in answer(world, "peter-wrede", question, 1)


def test_an_organisation_that_answers_for_no_county_is_asked_as_an_organisation(world: World):
    chosen = {"chosen": ["organisation:skr"], "text": "Vad säger ni?", "closes": "fredag", "sure": True}
    refused = world.does(SECRETARY, "question.ask", **chosen)
    assert "Ingen där kan svara" in str(refused.form)
    assert world.does(SECRETARY, "question.ask", respondent="organisation", **chosen).outcome == "done"


def test_the_deputy_of_an_empty_seat_is_asked(world: World):
    ask(world, chosen=["county:n"])
    assert len(to(world, IVAR)) == 1


def test_a_question_on_an_item_says_so(world: World):
    item = world.meeting("tjanstepersonsforum-next").items[3]
    question = ask(world, item=item.id)
    shown = world.looks(KARIN, "question.card", question=question).text()
    assert "Till punkt 4 på mötet 9 februari. Avstämning, inte remiss." in shown
    agenda = world.says(KARIN, "dagordning tjänstepersonsforum").text()
    assert "Fråga: Bör utlysningarna samordnas?" in agenda


def test_a_question_opens_later(world: World):
    question = ask(world, opens="onsdag 10:00")
    assert in_room(world, OFFICIALS) == []
    assert answer(world, KARIN, question, 1) == "Frågan öppnar onsdag 3 februari kl. 10.00. Inget är sparat än."
    world.goes_to("2027-02-03 10:00")
    assert "0 av 21 regioner har svarat" in in_room(world, OFFICIALS)[0]
    assert "Region Dalarna: ja" in answer(world, KARIN, question, 1)


def test_a_question_that_has_not_gone_out_can_be_taken_back(world: World):
    given = {"text": "Vad?", "opens": "onsdag 10:00", "closes": "fredag", "body": OFFICIALS, "sure": True}
    reply = world.does(SECRETARY, "question.ask", **given)
    told = world.presses(SECRETARY, reply, "Ta tillbaka").text()
    assert told == "Frågan är återtagen innan någon har sett den.\nFrågan: Vad?\n[Ångra]"
    world.goes_to("2027-02-05 17:00")
    assert "Vad?" not in world.seen_in(OFFICIALS)


def test_how_others_answer_is_hidden_until_the_question_closes(world: World):
    question = ask(world)
    answer(world, KARIN, question, 1)
    for who in (KARIN, MATS, SECRETARY):
        shown = world.looks(who, "question.card", question=question).text()
        assert "1 av 21 regioner har svarat" in shown
        assert "Hur andra svarar visas efter stängning." in shown
        assert "1 ja" not in shown
    world.goes_to("2027-02-05 12:00")
    assert "1 ja, 0 delvis, 0 nej" in in_room(world, OFFICIALS)[0]


def test_how_others_answer_is_shown_at_once_if_the_asker_chose_so(world: World):
    question = ask(world, bars="at once")
    answer(world, KARIN, question, 1)
    assert "1 ja, 0 delvis, 0 nej" in in_room(world, OFFICIALS)[0]
    assert "Hur andra svarar" not in in_room(world, OFFICIALS)[0]


def test_only_the_secretariat_can_run_an_open_question(world: World):
    question = ask(world)
    manages = ["Påminn de 21 som saknas", "Ändra stängningstid", "Stäng nu", "Skriv in ett svar"]
    assert buttons(world.looks(SECRETARY, "question.card", question=question)) == manages
    assert not {*manages} & {*buttons(world.looks(ASTRID, "question.card", question=question))}
    for action in ("question.remind", "question.close", "question.reschedule"):
        assert world.does(ASTRID, action, question=question).outcome == "refused"
