"""Notes of supervision in words: how many results of each kind, and letters."""

from api.words import speaker
from credentials.words.closed_lists import join_words, word_for
from desk.supervision.judge import LETTER, NO_LETTER
from desk.supervision.sheet import RESULT_WORDS
from signing.errors import Lang


def name_noted(subject: str, lang: Lang) -> str:
    """Return the subject of an act of supervision in the journal, such as `failed→passed 1、letter 2`."""
    say = speaker("desk")("journal", lang)
    words = {**RESULT_WORDS, LETTER: (say("care_letter"),) * 2, NO_LETTER: (say("care_no_letter"),) * 2}
    counted = (part.partition(" ") for part in subject.split("、"))
    names = (
        f"{' → '.join(word_for(words, one, lang) for one in name.split('→'))} {count}"
        for name, _, count in counted
    )
    return join_words(names, lang)
