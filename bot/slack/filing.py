"""Files that people fetch: made for the one who asks, and laid into their conversation with the bot."""

import aiohttp
from sqlalchemy.orm import Session

from bot.inbound import Failure, attempt
from bot.slack.answers import Answer
from bot.slack.doing import Deed, Doing
from bot.slack.ties import Ties
from bot.slack.who import Caller
from bot.slack.workspaces import NotDone
from handlers.call import Ask, File, Look, Refused, Reply, said
from handlers.words import LANGUAGES, N_
from storage import people
from storage.database import Unavailable

THERE = N_("{file} is in your conversation with me.")
NOT_SENT = N_("{file} could not be sent to you here ({reason}). Fetch it in the browser, or ask the secretariat.")
NOT_MADE = N_("The file could not be made just now. Try again soon.")
NOT_THERE = N_(
    "The file did not arrive. Try again, or fetch it in the browser; if it goes on, tell the secretariat: {reference}."
)
ERRAND = "a file for slack"


class Filing:
    def __init__(self, ties: Ties, doing: Doing) -> None:
        self._ties, self._doing = ties, doing

    async def give(self, caller: Caller, deed: Deed) -> Answer:
        """Make the file and send it; what they are told of that."""
        known = await attempt(self._doing.who(caller), during=ERRAND)
        if isinstance(known, Failure):
            return _told(LANGUAGES[0], NOT_THERE, reference=known.reference)
        person, language = known
        if isinstance(person, Reply):
            return Answer(person, language)
        given = await attempt(self._give(caller, person, language, deed), during=ERRAND)
        return _told(language, NOT_THERE, reference=given.reference) if isinstance(given, Failure) else given

    async def _give(self, caller: Caller, person: int, language: str, deed: Deed) -> Answer:
        try:
            made = await self._made(person, language, deed)
        except Refused as refused:
            return Answer(refused.reply, language)
        except Unavailable:
            return _told(language, NOT_MADE)
        try:
            await self._send(caller, made)
        except NotDone as error:
            return _told(language, NOT_SENT, file=made.name, reason=error.reason)
        return _told(language, THERE, file=made.name)

    async def _made(self, person: int, language: str, deed: Deed) -> File:
        """With the rights of the one who asks, once for each press. Raises Refused and Unavailable."""
        ties, file, values = self._ties, deed.press.file, deed.press.values
        ask = Ask(file, values | {"entrance": ties.entrance}, person, deed.event, language)
        if file in ties.capabilities.new_files:
            return await ties.database.write(lambda db: ties.capabilities.make(db, ask, ties.now()))
        await ties.database.write(lambda db: ties.capabilities.once(db, ask, ties.now()))

        def give(db: Session) -> File:
            return ties.capabilities.give(file, values, Look(db, ties.now(), people.get(db, person), language))

        return await ties.database.read(give)

    async def _send(self, caller: Caller, made: File) -> None:
        """Raises NotDone."""
        workspaces, team = self._ties.workspaces, caller.team
        opened = await workspaces.ask(team, "conversations.open", users=caller.address.id)
        size = len(made.content)
        place = await workspaces.look(team, "files.getUploadURLExternal", filename=made.name, length=size)
        try:
            async with workspaces.session.post(place["upload_url"], data=made.content) as answer:
                if answer.status != 200:
                    raise NotDone(str(answer.status))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotDone(type(error).__name__) from None
        files = [{"id": place["file_id"], "title": made.name}]
        channel = opened["channel"]["id"]
        await workspaces.ask(team, "files.completeUploadExternal", files=files, channel_id=channel)


def _told(language: str, text: str, **values: str) -> Answer:
    answer = Answer(Reply(), language)
    return Answer(Reply(card=said(answer.say(text).format(**values))), language)
