"""Danger in other languages has the level of its English equals, and what is answered then is read."""

import pytest

from understanding.care.crisis_answers import Answer, read
from understanding.crisis import assess

EXPLICIT = (
    "я хочу умереть", "хочу покончить с собой", "Не хочу жить", "я хочу померти", "не хочу більше жити",
    "죽고 싶어요", "자살하고 싶어", "死にたい", "消えたい", "quiero morir", "je veux mourir", "je n'en peux plus",
    "أريد أن أموت", "ฉันอยากตาย", "Tôi muốn tự tử", "tự tử", "em muốn chết",
    "मैं मरना चाहता हूँ", "मुझे मरना है", "main marna chahta hoon", "میں مرنا چاہتا ہوں", "می‌خواهم بمیرم",
    "আমি মরতে চাই", "म मर्न चाहन्छु", "Өлгім келеді", "ölmək istəyirəm", "ölmek istiyorum", "သေချင်တယ်", "ຢາກຕາຍ",
    "ខ្ញុំចង់ស្លាប់", "quero morrer", "ich will sterben", "voglio morire",
)  # fmt: skip
NOT = (
    "не хочу умереть", "no quiero morir", "자살하고 싶지 않아요", "từ từ thôi", "আমি মরতে চাই না", "өлгім келмейді",
    "نمی‌خواهم بمیرم", "لا أريد أن أموت", "自傷是什麼意思", "где библиотека", "¿dónde está la biblioteca?",
    "तुम कैसे हो", "kütüphane nerede",
)  # fmt: skip


@pytest.mark.parametrize("words", EXPLICIT)
def test_what_is_said_plainly_is_a_crisis(words: str) -> None:
    assert assess(words).level == "crisis"
    assert assess(words).told_in


@pytest.mark.parametrize("words", NOT)
def test_what_denies_or_asks_for_something_is_no_plain_word_of_it(words: str) -> None:
    assert assess(words).told_in is None


ANSWERS = {
    Answer.YES: ("да", "네", "はい", "có", "sí", "oui", "نعم", "ใช่ครับ", "тийм", "iya", "evet", "हाँ", "بله"),
    Answer.NO: ("нет", "아니요", "いいえ", "không", "non", "لا", "ไม่มีค่ะ", "үгүй", "tidak", "hayır", "नहीं", "ไม่"),
    Answer.NOT_SURE: ("не знаю", "모르겠어요", "わかりません", "không biết", "je ne sais pas", "no sé", "ไม่แน่ใจ"),
    Answer.ALONE: (
        "я один в комнате", "нет, я одна", "혼자예요", "一人です", "không có ai", "non, je suis seule", "estoy sola",
        "أنا وحدي", "อยู่คนเดียว", "би ганцаараа", "tidak ada orang", "अकेला हूँ",
    ),
    Answer.ACCOMPANIED: ("со мной подруга", "친구가 있어요", "友達がいます", "có bạn ở đây", "mi amiga está aquí"),
    Answer.WHAT_TO_DO: ("помогите", "도와주세요", "助けて", "cứu tôi", "aidez-moi", "ayuda", "ساعدني", "tolong"),
    Answer.PERSON: ("хочу поговорить с человеком", "誰かと話したい", "quiero hablar con alguien"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "words"), [(answer, one) for answer, those in ANSWERS.items() for one in those])
def test_answers_in_other_languages_are_read(answer: Answer, words: str) -> None:
    assert read(words) == answer


@pytest.mark.parametrize(
    ("words", "answer"), [("no, I'm alone", Answer.ALONE), ("yes", Answer.YES), ("are you an ai", Answer.BOT)]
)
def test_english_stays_english(words: str, answer: Answer) -> None:
    assert read(words) == answer
