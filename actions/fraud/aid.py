"""What to do at once about a fraud, tried or done, and about debts and pay: what it is, what stops it, who is called
for what."""

from collections.abc import Callable, Mapping

from actions.dialogue.cards import joined
from actions.dialogue.numbers import fraud_lines
from actions.dialogue.turn import Turn
from actions.dialogue.wording import noted
from community.cases.hotlines import LABOUR, LEGAL_AID, POLICE
from understanding.care.wrongs import Wrong

WHAT_IT_IS: Mapping[Wrong, str] = {
    "police": noted(
        "No police, prosecutor or court asks by phone or chat for money, a “safe account”, codes or a shared screen, "
        "or tells you to keep it secret: that is fraud. Hang up. A real officer doesn't mind if you call 110 yourself "
        "and ask."
    ),
    "account": noted(
        "Don't. Whoever wants to rent or buy a bank card, SIM card or payment account runs stolen money through it. "
        "Lending it is against the law, whatever you know of it, and your own accounts can be blocked. If you have "
        "given it away already: have it blocked by your bank today, then tell the police."
    ),
    "impostor": noted(
        "An account with the name and picture of a teacher, friend or relative can be anybody's, and no adviser "
        "needs students to transfer money by chat. Call them on a number you know, or ask in their office, before "
        "anything else."
    ),
    "papers": noted(
        "Don't send photos of your ID card together with a bank card to anybody who has not hired you: with both, "
        "loans and accounts can be opened in your name. Before a contract nobody needs your bank card. Offer to show "
        "your ID at their office, or write “only for my application to …” across the copy."
    ),
    "link": noted(
        "A message with a link that wants you to verify, unfreeze, update or claim something is how accounts are "
        "emptied, whoever it seems to come from. Don't tap it: open the official app yourself, or ask the office."
    ),
}
"""Also the sign of fraud to name when the student asks whether it is safe."""


def money(turn: Turn) -> str:
    """Money is lost: stop, call, freeze, keep."""
    return joined(
        turn.say("I'm sorry this happened. It happens to careful people too, and quick steps help now:"),
        turn.say("1. Stop: pay nothing more, answer them no more, give no code."),
        turn.say("2. Call at once; the sooner, the better the chance to stop the money:"),
        *_numbers(turn),
        turn.say(
            "The anti-fraud line tells you what to do and can ask banks to stop the money; the police take the report "
            "that a bank wants to see."
        ),
        turn.say("3. Call your bank or payment app: freeze the card or account and change the passwords."),
        turn.say("4. Keep everything: chats, numbers, receipts, screenshots. Delete nothing."),
    )


def _tried(wrong: Wrong) -> Callable[[Turn], str]:
    def lines(turn: Turn) -> str:
        return joined(
            turn.say(WHAT_IT_IS[wrong]),
            turn.say("Nothing is lost as long as you tap, pay and send nothing. Keep the message or the number."),
            turn.say("Ask before you do anything:"),
            *_numbers(turn),
            turn.say("Already paid, or sent a code? Write that to me, and call both at once."),
        )

    return lines


def _data(turn: Turn) -> str:
    return joined(
        turn.say("That happens quickly, and it can still be held up:"),
        turn.say("1. Stop: close the page or the app, send nothing more, give no code, pay no fee to “get it back”."),
        turn.say("2. A bank card or password among it: call your bank, have the card blocked, change the passwords."),
        turn.say("3. Look daily for loans, accounts or messages that aren't yours; your bank can check your name."),
        turn.say("4. Keep the chat, the address and the time."),
        turn.say("5. Ask what else to do, and report it the moment money or a loan turns up:"),
        *_numbers(turn),
    )


def _kidnap(turn: Turn) -> str:
    return joined(
        turn.say("That is most likely a fraud: somebody lies that a child was kidnapped or hurt, and wants money."),
        turn.say("1. Hang up. Pay nothing, whatever they threaten and however urgent it sounds."),
        turn.say("2. Call the one they speak of on their own number, then roommates, teachers or family."),
        turn.say("3. If it is you: tell your family by your own phone that you are safe."),
        turn.say("4. If they can't be reached, or money is gone, call at once:"),
        *_numbers(turn),
    )


def _loan(turn: Turn) -> str:
    return joined(
        turn.say("Owing money is nothing to be ashamed of, and it can be put in order, step by step:"),
        turn.say("1. Take no new loan for the old one, and pay nobody who promises to delete it."),
        turn.say("2. Write down who lent how much, what you got, what you have paid; keep contracts and chats."),
        turn.say(
            "3. Ask the lender in writing for a plan that you can pay. Interest above the legal limit isn't owed."
        ),
        turn.say(
            "4. Threats, calls to your contacts, your pictures: not allowed. Screenshots, then {police}.", police=POLICE
        ),
        turn.say(
            "5. Who helps: your adviser and the student aid office (grants for hardship), your family, and free legal "
            "advice at {legal}.",
            legal=LEGAL_AID,
        ),
        turn.say("If it gets too heavy to carry: a person is one tap away."),
    )


def _wages(turn: Turn) -> str:
    return joined(
        turn.say("Work has to be paid, part-time jobs and internships with a wage included. What helps:"),
        turn.say("1. Keep what shows it: contract or chat about the pay, your hours, what was paid so far."),
        turn.say("2. Ask for it once in writing, with the sum and a day."),
        turn.say(
            "3. The labour hotline {labour} advises you and takes complaints about pay, free of charge.", labour=LABOUR
        ),
        turn.say("4. The school's employment office helps with employers who hire here."),
        turn.say("Insulted, touched or threatened there? Write that to me: it is another matter, and not your fault."),
    )


AID: Mapping[Wrong, Callable[[Turn], str]] = {
    "money": money,
    "data": _data,
    "kidnap": _kidnap,
    "loan": _loan,
    "wages": _wages,
    **{wrong: _tried(wrong) for wrong in WHAT_IT_IS},
}


def _numbers(turn: Turn) -> list[str]:
    fraud = fraud_lines(turn) or [turn.say("96110 (anti-fraud line)")]
    return [*fraud, turn.say("{police} (police)", police=POLICE)]
