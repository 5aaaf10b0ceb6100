"""A small Intent, handed in call by call."""

from tests.mcp_server.assistant import Answer, Assistant

STORY = {"id": "buy", "as_a": "visitor", "i_want": "to buy a thing", "so_that": "I have it"}
NFR = {"id": "fast", "category": "performance", "requirement": "Answers come within a second."}
RISK = {
    "id": "late",
    "risk": "It is late.",
    "likelihood": "low",
    "impact": "high",
    "mitigation": "Start early.",
}
MEASURE = {"id": "sales", "measure": "Things sold a day.", "target": "10"}


def record_inception(assistant: Assistant, intent: str = "shop") -> Answer:
    """Record everything an inception needs; the last answer."""
    assistant.call("record_intent", intent=intent, title="A shop", body="Sell things on the web.")
    assistant.call(
        "record_questions", intent=intent, questions=[{"id": "currency", "question": "Which currency?"}]
    )
    assistant.call("record_questions", intent=intent, questions=[{"id": "currency", "answer": "Euro."}])
    for kind, fields in (
        ("prfaq", {}),
        ("stories", {"stories": [STORY]}),
        ("nfrs", {"nfrs": [NFR]}),
        ("risks", {"risks": [RISK]}),
        ("measures", {"measures": [MEASURE]}),
    ):
        assistant.call("record_artifact", intent=intent, kind=kind, fields=fields, body=f"The {kind}.")
    unit = {"id": "cart", "title": "Cart", "stories": ["buy"], "paths": ["src/cart/**"]}
    assistant.call("record_units", intent=intent, units=[unit])
    return assistant.call(
        "record_bolts",
        intent=intent,
        unit="cart",
        bolts=[{"id": "add", "goal": "Add a thing.", "timebox": 8}],
    )
