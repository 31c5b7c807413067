"""Notes as a rep writes them on customers abroad, by the stage a dealing has reached."""

from __future__ import annotations

from crmcli.verbs.demo.scene import Scene as S

# A scene a line, however long: it is read as a list.
# fmt: off
SCENES: dict[str, tuple[S, ...]] = {
    "first_exhibition": (
        S("exhibition", "Met {c} at {fair}. Spent half an hour on {p}, took two catalogues, buys about {q} a year", "real buyer, knew the standards by heart", "Send catalogue and price list", "fair"),
        S("exhibition", "{c} came by our booth at {fair}. They buy from {rival} now and are tired of late shipments", "we get in as second source first; delivery matters more than price", "Send our delivery record and test reports", "fair"),
        S("exhibition", "{c} stopped at the booth on day {n} of {fair} with an engineer, photographed the cut-away of {p} and wanted data sheets", "came with an engineer, so there is a project behind it", "Send the data sheets", "fair"),
        S("exhibition", "Short chat with {c} at {fair}, badge scanned. Asked whether we private-label {p}. We do from {q}", "", "Mail private-label terms", "fair oem"),
    ),
    "first_website": (
        S("email", "Inquiry through the website from {c}: {qp}, CIF {port}. Answered the same day and asked for the drawing", "specific enough to be serious", "Call to go through the specification", "inquiry"),
        S("email", "Website form: {c} asks for certificates of {p} before anything else. Mailed CE and ISO", "", "Ask what market the goods are for", "inquiry"),
        S("email", "{c} wrote in, {trade} from {city}, wants a price for {qp}. Three questions back before quoting: pressure class, packing, destination", "may be fishing for prices", "Chase the answers", "inquiry"),
    ),
    "first_search": (
        S("email", "{c} found us searching for {p}, asks if we are a factory or a trader. Told the truth: trader with our own inspection", "liked the straight answer", "Send inspection procedure and photos", "inquiry"),
        S("call", "Call from {c}, needs {q} fast because a supplier let them down. We have half in stock", "urgent, price is second", "Confirm stock and date for the rest", "urgent"),
    ),
    "first_referral": (
        S("call", "Called {c}, introduced by an old customer. {trade} in {city}, uses about {q} of {p} a year", "warm start, keep the promise small", "Set up a video call", "referral"),
        S("email", "{c} was given our name by a friend in the trade. Wants {p} to their own drawing, minimum would be {q}", "custom job, sticky once it runs", "Ask for the drawing", "referral oem"),
    ),
    "first_cold_call": (
        S("call", "Cold called {c}. First no, then ten minutes on why {rival} keeps changing prices", "not happy where they are", "Post a catalogue and one sample", "cold"),
        S("email", "Cold mail to {c} after seeing their tender results. Polite answer: maybe next year, but keep us posted on {p}", "", "Send the new price list", "cold"),
    ),
    "first_marketplace": (
        S("message", "Marketplace inquiry from {c}, {qp}, delivered {port}. Moved the talk to WhatsApp", "small but pays up front", "Work out freight and quote", "inquiry"),
        S("message", "{c} ordered {n} samples on the marketplace, remark says bulk to be discussed", "", "Call once samples have arrived", "inquiry samples"),
    ),
    "introduce": (
        S("introduction", "Video call with {c} and {c2}: went through materials and test data of {p}. Most questions on seal life", "{c2} is convinced, purchasing still to come", "Send third-party test report", "data"),
        S("introduction", "Walked {c} through the assembly line by phone camera. Screenshots all the way", "", "Cut the test video and send it"),
        S("call", "Long call with {c} on the two grades of {p}. Leaning to the middle one, boss looks at the total only", "quote both, sell the better one", "Prepare both versions"),
        S("introduction", "Presented the range to five people at {c}'s office over Teams. {c2} worried about spare parts", "afraid of being left without spares, put it in the contract", "List spares with prices", "spares"),
    ),
    "samples": (
        S("material", "Samples sent by DHL, {n} pieces of {p}, tracking number to {c}", "", "Check that samples arrived", "samples"),
        S("material", "Sent samples with material certificates. {c} will run a pressure test first", "a lab test costs them money, good sign", "Ask for test results", "samples"),
        S("material", "Made {n} samples with BSP thread as {c} asked and posted them, no tooling charge", "an investment, but they will not find that elsewhere", "Ask whether they fit", "samples oem"),
    ),
    "sample_ok": (
        S("email", "{c}: samples passed, {n} of {n} held 1.5 times nominal pressure. Ready to talk business", "quality is settled, now it is price", "Send formal quotation", "samples"),
        S("call", "{c} says our samples beat {rival}'s, question is whether the price works", "the squeeze is coming", "Recheck costs before quoting", "samples"),
        S("call", "{c2} signed the sample report, we are on the approved supplier list", "slow but sure from here", "Ask for this year's purchase plan", "samples"),
    ),
    "sample_bad": (
        S("email", "One of the samples leaks at the joint. {c} is friendly about it and gives us a second go", "no second mistake, inspect every piece", "Send new samples with inspection record", "samples quality"),
        S("message", "{c} sent photos: paint chipped in transit, packing too thin", "", "Resend in a wooden box", "samples quality"),
    ),
    "quote": (
        S("proposal", "Quoted {qp} at {u} FOB Ningbo, total {A}, {lead} days, {terms}", "", "Ask {c} for feedback on the quote", "quote", "A"),
        S("proposal", "Sent offer to {c}: {q}, {A} CIF {port}. They are comparing three suppliers", "one of them is surely {rival}", "Follow up the offer", "quote", "A"),
        S("proposal", "Quotation out the same day, {A} for {qp}. Kept two per cent in hand", "pushing for a price is not the same as buying", "Call for a reaction", "quote", "A"),
        S("proposal", "Two versions quoted, the better grade at {A}, the plain one {pct} per cent less. {c} passes it upstairs", "better grade has the chance", "Ask what management says", "quote", "A"),
    ),
    "haggle_price": (
        S("negotiation", "{c} wants {pct} per cent off and shows a quote from {rival}. Target is {t}. Did not give in, promised to check", "we can live with {f} if the quantity holds", "Give final price", "price"),
        S("call", "Call with {c}: {u} does not pass, {t} would. Offered it for double the quantity, silence on the line", "budget is there, they need a way to save face", "Ask {boss} whether {f} is possible", "price"),
        S("negotiation", "Two hours on price by video, from {u} down to {f}. Threw in three per mille spares instead of more discount", "this is the end of it, no more", "Send the pro forma", "price spares"),
        S("negotiation", "{c} proposes a yearly frame, {q} in lots, price fixed. Material is rising, we can fix three months at most", "the frame is worth it, the clause is the point", "Draft a frame with a price clause", "price frame"),
        S("message", "{c} forwards a competing quote, {pct} per cent lower, but in 201 steel", "not the same thing, show the difference", "Make a comparison of grades", "price"),
    ),
    "haggle_terms": (
        S("negotiation", "Price agreed, payment is not: we want {terms}, {c} wants {wish}", "ask for a credit report before giving in", "Get a credit opinion from finance", "payment"),
        S("negotiation", "{c2} insists on {wish}. Offered half deposit as middle way", "will take it in the end", "Send the amended terms", "payment"),
        S("email", "Terms of the contract going back and forth: penalty for delay in, retention down from ten to five per cent", "", "Send the amended contract", "contract"),
        S("negotiation", "Freight has doubled and {c} wants us to carry it. Met at FOB plus half the increase", "cost us less than one per cent", "Write it into the contract", "freight contract"),
    ),
    "visit": (
        S("visit", "{c} visited us in Ningbo, saw two factories and the test room. Lunch with {boss}. Asked twice about capacity", "capacity is the worry, give them a production plan", "Send production plan", "visit"),
        S("visit", "Visited {c} in {city}. Our goods on the left shelf, {rival}'s on the right", "half the shelf is still to be won", "Offer to replace the other half", "visit"),
        S("visit", "Met {c} and {c2} at their warehouse. A project needing {q} of {p} comes up, not tendered yet", "get our data into the specification early", "Send specification text to {c2}", "visit project"),
    ),
    "order": (
        S("email", "Order {po} received from {c}: {qp} at {f}, {F}, {terms}", "first order, must be on time", "Check that the deposit has come in", "order", "F"),
        S("call", "{c} called: it is ours. {F} for the first lot, two more if it goes well. Wants the pro forma today", "the first lot is the reference", "Send the pro forma invoice", "order", "F"),
        S("email", "Signed contract back from {c2}, {F}, {lead} days from deposit", "", "Confirm the shipping date", "order", "F"),
    ),
    "production": (
        S("email", "Sent production photos to {c}. Castings are in, machining on schedule", "", "Ask factory about two days earlier", "production"),
        S("call", "Told {c} that seals come three days late. A week is fine, no longer", "better from us than to be asked", "Push the factory on seals", "production"),
        S("email", "Inspection done, {n} pieces opened, one label crooked and redone. Report mailed to {c2}", "", "Book space on the next vessel", "inspection"),
    ),
    "shipped": (
        S("email", "{po} is on board, B/L draft to {c2} for approval", "", "Get approval of the B/L draft", "shipping"),
        S("email", "Documents for {po} mailed: packing list, invoice, certificate of origin. ETA {port} in about four weeks", "", "Courier the originals", "shipping"),
        S("message", "{c2} confirms arrival in {port}, count is right, two cartons wet outside, goods dry", "use pallets with film next time", "Tell the warehouse about film", "shipping"),
    ),
    "paid": (
        S("email", "Balance of {F} is in. {c} hints at a similar lot next month", "pays on the day, deserves better terms", "Reserve material", "payment", "F"),
        S("email", "{c} says the payment run is on the 25th. Noted for next time", "", "Check the bank after the 25th", "payment"),
        S("call", "Went through the account with {c2}, one bank charge of ours to be credited", "", "Issue the credit note", "payment"),
    ),
    "reorder": (
        S("email", "Repeat order {po}: {qp} at {f}, {F}", "do not let an old customer wait", "Confirm shipping date", "reorder", "F"),
        S("message", "{c} reorders {q} and asks for two new sizes", "some margin in the new sizes", "Quote the new sizes", "reorder"),
        S("email", "{po} in, {F}, wanted a week earlier than last time", "", "Check the schedule with the factory", "reorder", "F"),
    ),
    "complaint": (
        S("call", "{c} called, angry: {n} pieces from {po} leak, line stood still half a day. Apologised, promised an answer within 48 hours", "handled well this will bind them", "Send replacements and a technician's report", "complaint quality"),
        S("email", "{c2} mailed photos, labels on {n} cartons do not match the contents. Mixed up in our warehouse", "our fault, say so", "Send replacements by air", "complaint"),
        S("email", "{c} complains threads are tight. Pulled the record: within tolerance, at the upper end", "talk figures, be gentle", "Send the dimension report", "complaint quality"),
    ),
    "complaint_done": (
        S("call", "Replacements arrived and hold. {c} said nobody has ever answered that fast", "closer than before", "", "complaint"),
        S("email", "{c} accepted the 8D report and our credit note, matter closed", "", "Bring the lesson to the factory", "complaint quality"),
    ),
    "chase": (
        S("message", "Asked {c} about the offer on WhatsApp. Two blue ticks, no answer", "waiting for someone above", "Call instead"),
        S("call", "{c} not in, colleague says travelling until next week", "", "Call again"),
        S("email", "Follow-up number {n} with a reference from the same trade. Nothing yet", "try it through {c2}", "Ask {c2} what is going on"),
        S("call", "{c} picked up: project not released yet, ask again at the end of the month. Friendly enough", "not an excuse, it really is not released", "Ask about the release", "project"),
        S("email", "Told {c} that steel goes up and the offer is only good for two weeks. Reply: noted", "some pressure at least", "See whether they move"),
    ),
    "silent": (
        S("call", "No answer again. Leave it until the quarter is over", "not worth more effort now, down a level"),
        S("email", "Last mail for now: welcome any time. Two months without a word", "went with somebody else, most likely"),
    ),
    "lost": (
        S("email", "{c} writes that they chose {rival}: {pct} per cent cheaper and thirty days more credit. Thanked us for the effort", "lost on terms, not on goods; come back in half a year", "", "lost"),
        S("call", "{c} said frankly that the owner's cousin sells the same. No price would have helped", "we never reached the owner", "", "lost"),
        S("email", "Project cancelled, {c} says the client has no funds this year", "nobody else won it, keep in touch", "", "lost project"),
    ),
    "paused": (
        S("call", "{c}: budget used up, {qp} still wanted in the new year", "the need is real, timing is not ours", "Call before the new budget", "project"),
        S("email", "New purchasing manager at the customer, everything starts again. {c2} is still settling in", "build it up from scratch", "Introduce ourselves to {c2}"),
        S("email", "They are moving warehouse, {c} asks to talk in three months", "just remember it, do not press", "Ask how the move went"),
    ),
    "regular": (
        S("call", "Quarterly call with {c}. Happy with quality, delivery slow now and then. Moved them up the list", "", "Agree priority with the factory", "review"),
        S("email", "New price list to {c}, asks about a discount for old friends. One per cent back above {q}", "", "Update the bonus agreement", "price"),
        S("call", "{c} on the phone for half an hour, mostly about {rival} raising prices. Brought up a yearly frame", "the time for a frame has come", "Send the frame contract", "frame"),
        S("message", "{c} asks for photos of the new {p} for their catalogue", "", "Send high-resolution photos"),
        S("other", "Sent {c} a calendar and a tin of tea with a handwritten card"),
        S("visit", "{c} in Ningbo for two days, dinner on the old bund. New line planned next year, flanges and valves for all of it", "stay close to {c2}, the list is made there", "Prepare a list for the new line", "visit project"),
        S("email", "{c2} reports stock for another {n} weeks. Asked for a forecast", "reorder is due", "Chase the reorder", "review"),
    ),
}
# fmt: on

BIRTHDAY = "{c}'s birthday, send a card"
BALANCE = "Check the bank for the balance of {po}"
TAGS = ("key", "oem", "price-sensitive", "L/C", "growing", "distributor", "project")
CUSTOM = (
    ("Incoterm", "FOB Ningbo"),
    ("Label", "own brand"),
    ("Annual volume", "{q}"),
    ("Packing", "EUR pallets, 1.1 m"),
)
# Payment as we want it, and as the customer does.
TERMS = (
    ("30% T/T, balance against B/L copy", "60 days open account"), ("L/C at sight", "D/A 60 days"),
    ("T/T 30 days", "T/T 90 days"), ("100% T/T before shipment", "30% deposit and the rest on arrival"),
)  # fmt: skip
RIVALS = (
    "their present supplier",
    "a trader in Yiwu",
    "a factory in Taizhou",
    "an Indian maker",
    "a Turkish maker",
)
