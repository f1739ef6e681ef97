"""A term on an injected clock: real jobs, rules, dispatcher, intake, outbox and sender; students and staff are played.

`world.py` moves the clock from one happening to the next, `machine.py` is the assistant, rebuilt after every kill,
`channel.py` stands in for Telegram and shows every send to the `ledger.py`: what is due to whom, and what must never
come, kept from what students and staff did and saw, never from the rows that the assistant wrote.
"""
