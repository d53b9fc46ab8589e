"""Input from the members, and its way: sent, handed on, answered, reported back at a meeting. Who sees it and how it is
told: `input_words`; who hears of each step: `input_news`."""
