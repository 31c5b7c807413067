"""What the team writes on opportunities abroad: titles, problems, lessons, and what is said about them."""

from __future__ import annotations

from crmcli.verbs.demo.scene import Scene as S

# fmt: off
TITLE = "{qp}"
REORDER = "Reorder: {qp}"
FRAME = "Yearly frame: {p}"
LINE = "New line: {p}"

CARE: tuple[S, ...] = (
    S("visit", "Spent the morning at {c}'s site in {city} watching how {p} are used; wrote down what one stop of the line costs them", "the pain is the standstill, not the price"),
    S("introduction", "Took {c} and {c2} through the endurance test of {p}, and how two others in their trade run them", "how it is used convinces more than data"),
    S("call", "Went through quantity, duty, acceptance test of {p} and who signs, point by point; {c} said hardly any supplier asks", "need in one sentence first, price after they agree to it"),
    S("material", "Sent {n} samples of {p} to {c} with a test plan and a date for fitting them", "somebody must see the sample being fitted"),
    S("visit", "Fitted and took off {p} together with {c}'s people, wrote down three things that are awkward", "what is awkward is our proposal"),
    S("call", "Forty minutes with {c2} on what went wrong with {p} so far, not a word on prices", "engineering first, purchasing follows"),
)
TALK: tuple[S, ...] = (
    S("call", "Short call with {c} on {p}: quantity about {q}, delivery not before next month"),
    S("call", "Rang {c}; the need for {qp} is still there, {c2} checks the specification"),
    S("visit", "Dropped in on {c} while in {city}, same {p} as last time"),
    S("call", "{c} asks what {p} cost these days, {q}, to be decided this month"),
    S("introduction", "Ran through the catalogue of {p} with {c}, two questions and then: send a price"),
)
OFFER: tuple[S, ...] = (
    S("proposal", "Quoted {q} of {p} at {u}, total {A}, {terms}", "", "", "quote", "A"),
    S("proposal", "{c} in a hurry: offer out the same day, {A} for {qp}", "", "", "quote", "A"),
    S("proposal", "Offer for {qp} sent with test data and a supply plan, {A}; agreed to hear their answer on Friday", "the day of the answer is fixed", "", "quote", "A"),
    S("proposal", "Priced {c}'s list: {p} at {u}, {q}, {A} FOB Ningbo", "", "", "quote", "A"),
    S("proposal", "Offer for {p} to {c}, copy to {c2}, {A}, valid thirty days", "", "", "quote", "A"),
)
BARGAIN: tuple[S, ...] = (
    S("negotiation", "{c} came back with {t}, met at {f}, {terms}", "", "", "price"),
    S("negotiation", "Price and shipping date of {p} settled in one call with {c} and {c2}: {f} against four more weeks", "nothing given for nothing", "", "price"),
    S("negotiation", "{c} shows an offer from {rival} for {p}, {pct} per cent lower; gave half of it", "", "", "price"),
    S("negotiation", "Bonus on the yearly volume of {p}: {c} wanted {t} now, settled at {f} and a bonus in December", "", "", "price"),
)
REFUSED: tuple[S, ...] = (
    S("email", "{c}: the order for {p} went to {rival}, {pct} per cent cheaper", "quoted before the need was understood", "", "lost"),
    S("call", "{c} says they will not buy {p} this year after all", "never met the one who decides", "", "lost"),
    S("email", "{c} writes that {rival} got {p}, longer terms of payment", "", "", "lost"),
    S("call", "Reached {c} at the third try: {p} were signed with {rival} last week", "waited too long after the offer", "", "lost"),
)

PROBLEMS = (
    "Present {p} differ from lot to lot, the line stops twice a month", "{rival} ships late, {q} short before the season",
    "Old type of {p} is no longer made, the joint has to change", "{c} wants to change, {c2} is afraid to",
    "Half of the budget is released, {p} in two lots", "New acceptance test that their supplier does not pass",
)
STRENGTHS = ("our own inspection, with records", "no leak in the trial", "shipping date in the contract", "{c2} trusts us")
WEAKNESSES = ("{pct} per cent over {rival}", "cannot give {wish}", "few references in their trade", "never met the owner")
CHANCES = ("two more phases to come", "{rival} was out of stock last month", "budget must be spent this year")
THREATS = ("{rival} may go lower", "project may slip into next year", "freight is rising")

RISKS = ("no answer from {c} for two weeks, {rival} has samples on site", "{c2} asks everybody to quote again, somebody else decides now", "deposit promised three times and not paid")

LESSONS_WON = {
    "quality": "Ask for duty and cost of a standstill first, then samples, then the price: it is not the first question any more.",
    "service": "Every step had a date for the next one; they found that restful.",
    "delivery": "A shipping date in the contract is worth more than three per cent.",
    "relationship": "Have somebody to talk to in engineering and in purchasing.",
    "price": "Won on price: get something for it next time.",
    "product": "One change of the thread, and reorders ever since.",
}
LESSONS_LOST = {
    "price": "Quoted before the need was understood, so only the price was left to talk about.",
    "competitor": "{rival} had samples on site before we called.",
    "payment_terms": "Sound out the terms of payment before quoting.",
    "no_decision": "Talked to purchasing only, never to the one who decides.",
    "relationship": "Nobody above purchasing knew us.",
    "budget": "Ask in which month the budget is released.",
    "timing": "Have the date of a project confirmed by two people.",
}
LESSONS_GIVEN_UP = {"unreachable": "After three tries, try somebody else there.", "no_need": "See that a project is real before samples go out."}

FORCED = ("Offer wanted the same day, notes of the talk follow", "Reorder of an old customer", "Agreed at the fair, cards are entered later")
BACK = "Two more sizes wanted, the offer has to be made again"
REOPENED = "{c} called, the project is on again and they want our offer back"
# fmt: on
