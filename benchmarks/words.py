"""The words and sentences that the benchmark's articles are made of. Pure.

Every pattern names its gaps; a gap is filled with a random entry of the pool of that name. Towns and
people are invented.
"""

from random import Random

TOWNS = (
    "Almyra", "Brenport", "Calder Bay", "Dorvena", "Eastmere", "Farrow", "Galtis", "Halden", "Istrova", "Jorvale",
    "Kelmos", "Lindara", "Marwick", "Nerida", "Ostrand", "Pellas", "Querran", "Rodhaven", "Selvia", "Tarnby",
    "Ulmoor", "Vassara", "Westhollow", "Yarrow", "Zelena", "Port Amra", "New Ostby", "Lake Tarsos", "Old Brine",
    "Kavros",
)  # fmt: skip
BODIES = (
    "council", "harbour board", "teachers' union", "city hospital", "regional court", "chamber of trade",
    "fire service", "farmers' league", "transport office", "university", "water company", "fishing fleet",
    "housing agency", "museum", "football club", "energy board", "parish", "shipyard", "library network",
    "coast guard",
)  # fmt: skip
DECISIONS = (
    "approves", "delays", "defends", "doubts", "reopens", "rejects", "reviews", "welcomes", "postpones", "abandons",
    "rethinks", "funds", "questions", "extends", "halts",
)  # fmt: skip
MATTERS = (
    "the ferry timetable", "the night bus", "new flood barriers", "the school meals plan", "a wind farm",
    "the old bridge", "cheaper rents", "the fish market", "a tax on empty flats", "the wage deal", "a cycle route",
    "the summer festival", "the rail link", "a second clinic", "water rationing", "the grain subsidy",
    "the stadium lease", "a data centre", "the coastal road", "the pension rule", "the landfill",
    "the border crossing", "the airport levy", "street lighting", "the archive", "a solar park",
    "the harbour dredging", "the shop hours", "the refugee shelter", "evening classes", "the budget",
    "the concert hall", "the recycling scheme", "the film fund", "a tram depot", "the forest reserve",
    "the youth centre", "the public wifi", "the heating grant", "the seed bank",
)  # fmt: skip
TAILS = (
    "after a long debate", "before the vote", "for a year", "against advice", "despite protests",
    "at the last minute", "in a close vote", "as costs rise", "after the storm", "until spring", "without a hearing",
    "once again",
)  # fmt: skip
SAYINGS = (
    "we will not wait another winter", "nobody asked the people who live here", "the figures speak for themselves",
    "this is a start and not an end", "we have heard such promises before", "there is no plan for the day after",
    "it costs less to mend than to rebuild", "we count on every pair of hands", "the door stays open",
    "our children will pay for this",
)  # fmt: skip
PEOPLE = (
    "the mayor", "a spokeswoman", "the chief engineer", "a shop owner", "the head teacher", "a union delegate",
    "the harbour master", "an opposition member", "a retired nurse", "the project's director", "a local farmer",
    "the finance officer",
)  # fmt: skip
VERBS = ("said", "told reporters", "wrote in a letter", "admitted", "insisted", "repeated", "warned", "explained")
DAYS = (
    "on Monday",
    "on Tuesday",
    "on Wednesday",
    "on Thursday",
    "on Friday",
    "at the weekend",
    "late last night",
    "this morning",
)
AMOUNTS = (
    "two million", "about forty", "more than three hundred", "nearly nine thousand", "some six hundred",
    "at least twelve", "one in five", "close to seventy",
)  # fmt: skip
THINGS = (
    "households",
    "jobs",
    "passengers a day",
    "tonnes a year",
    "pupils",
    "signatures",
    "square metres",
    "visitors",
)
CAUSES = (
    "rising prices", "a dry summer", "an ageing network", "a lack of staff", "a change in the law", "unpaid invoices",
    "poor maintenance", "an unusually cold spring", "the loss of a large employer", "late deliveries",
)  # fmt: skip
RESULTS = (
    "work could begin within weeks", "the case may go to a higher court", "services will be cut by a third",
    "a public hearing has been called", "the money must be found elsewhere", "two rival plans are now on the table",
    "a first report is due in the autumn", "residents are organising a petition",
    "the contract will be tendered again",
)  # fmt: skip

SENTENCES = (
    "The {body} of {town} met {day} to discuss {matter}, and {result}.",
    "According to {person}, {amount} {thing} depend on {matter}, a share that has grown because of {cause}.",
    "It is the second time in a year that {matter} has come before the {body}, which blames {cause} for the delay.",
    "{Person} {verb} {day} that {result}, although no date was given.",
    "In {town} and in {town} alike, {amount} {thing} are affected.",
    "Critics point to {cause}; supporters answer that {matter} would help {amount} {thing}.",
    "Nothing has been signed yet, and {result}.",
    "The {body} published its own figures {day}: {amount} {thing}, fewer than in any of the past five years.",
    "Much now depends on the {body} of {town}, whose members have been divided over {matter} since the spring.",
    "Officials in {town} expect {amount} {thing} within the decade, provided that {cause} does not get in the way.",
    "Whether that will be enough is another question.",
    "A draft seen by this newspaper mentions {cause} four times and {matter} only once.",
    "People who live near the site have complained about noise, dust and {cause}, and {result}.",
    "For years {matter} was treated as a detail, but {cause} has made it the first item on the agenda.",
)
QUOTATIONS = (
    '"{Saying}," {person} {verb}, "and {saying}."',
    'Asked about {matter}, {person} was brief: "{Saying}."',
    '"{Saying}" - that is how {person} of {town} sums it up, while others add that {result}.',
    '{Person} disagrees. "{Saying}," they {verb} {day}.',
    'The letter ends with a sentence that has been quoted ever since: "{Saying}".',
)
LINKED = (
    "The [full report](https://reports.example.org/{number}) puts the cost of {matter} down to {cause}.",
    "A [statement by the {body}](https://www.example.org/statements/{number}) {day} named {amount} {thing}.",
    'Minutes of the meeting are [online](https://minutes.example.org/{number} "Minutes"), with the names left out.',
)
STRESSED = (
    "What matters most, {person} {verb}, is *{matter}*, and not {cause}.",
    "The limit of **{amount} {thing}** was set long before {cause} became a concern.",
    "The *{town} Herald* was the first to write about {matter}.",
    "One clause stands out: **{result}**, it says, *whatever the cost*.",
)
HEADINGS = (
    "What happens next",
    "How {town} got here",
    "A question of money",
    "Who decides on {matter}",
    "The view from {town}",
)
POINTS = (
    "{matter}, with {amount} {thing}",
    "an answer to {cause}",
    "the role of the {body} of {town}",
    "a date by which {result}",
)
LEADS = ("Three points are still open:", "The plan rests on a few conditions:", "The {body} asks for the following:")
TITLES = (
    "{town} {body} {decision} {matter} {tail}",
    "{town}: {body} {decision} {matter} {tail}",
    "“{Saying}” – {town} {body} {decision} {matter}",
    "Why the {body} of {town} {decision} {matter} {tail}",
)
SUMMARIES = (
    "The {body} of {town} has to decide on {matter}; {result}.",
    "{Amount} {thing} depend on {matter}, and {person} warns of {cause}.",
    "After months of talks about {matter}, {result}.",
)

FIRST_NAMES = ("Anna", "Boris", "Clara", "Dimos", "Elif", "Farid", "Greta", "Hugh", "Irena", "Jonas")
LAST_NAMES = ("Ardel", "Benzor", "Castellin", "Drossos", "Evering", "Falkner")
TOPIC_KINDS = (
    "Coastal", "Urban", "Rural", "Regional", "National", "Public", "Private", "Local", "Northern", "Southern",
    "Eastern", "Western", "Island", "Alpine", "Winter", "Summer", "Digital", "Green", "Free", "Foreign", "Joint",
    "Open", "Early", "Modern", "Old", "New", "Civil", "Social", "Global", "Common", "Small", "Large", "Night",
    "River", "Border", "Student", "Senior", "Family", "Youth", "Maritime", "Municipal", "Federal", "European",
    "African", "Asian", "Arctic", "Nordic", "Baltic", "Balkan", "Atlantic",
)  # fmt: skip
TOPIC_SUBJECTS = (
    "Transport", "Housing", "Fishing", "Schools", "Hospitals", "Energy", "Water", "Farming", "Trade", "Courts",
    "Policing", "Elections", "Budgets", "Museums", "Music", "Cinema", "Theatre", "Football", "Athletics", "Sailing",
    "Tourism", "Shipping", "Railways", "Aviation", "Research", "Climate", "Forests", "Wildlife", "Floods", "Drought",
    "Migration", "Wages", "Pensions", "Taxes", "Banking", "Startups", "Media", "Security", "Diplomacy", "Food",
)  # fmt: skip

_POOLS: dict[str, tuple[str, ...]] = {
    "town": TOWNS, "body": BODIES, "decision": DECISIONS, "matter": MATTERS, "tail": TAILS, "saying": SAYINGS,
    "person": PEOPLE, "verb": VERBS, "day": DAYS, "amount": AMOUNTS, "thing": THINGS, "cause": CAUSES,
    "result": RESULTS,
}  # fmt: skip
_POOLS |= {name.capitalize(): tuple(text[0].upper() + text[1:] for text in pool) for name, pool in _POOLS.items()}


class Writer:
    """Fills the gaps of patterns from the pools; owns the dice."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice

    def __getitem__(self, gap: str) -> str:
        if gap == "number":
            return str(self.dice.randrange(1000, 100_000))
        return self.dice.choice(_POOLS[gap])

    def write(self, patterns: tuple[str, ...]) -> str:
        return self.dice.choice(patterns).format_map(self)
