"""What the stand-in answers for a small shop: one text a shape."""

import json
from typing import Any

QUESTIONS: dict[str, Any] = {
    "id": "gift-cards",
    "title": "Gift cards",
    "questions": [
        {
            "id": "validity",
            "question": "How long is a card valid?",
            "why": "It decides what expires.",
            "options": ["1 year", "3 years"],
        },
        {
            "id": "refund",
            "question": "Can a card be refunded?",
            "why": "It decides who handles money.",
            "options": [],
        },
    ],
}
PRESS: dict[str, Any] = {
    "headline": "Give the shop to a friend",
    "customer_problem": "A present is hard to choose.",
    "solution": "A card that pays in the shop.",
    "customer_quote": "I gave it\nand she chose.",
    "how_to_start": "Choose an amount at the till.",
    "questions": [{"question": "Does it expire?", "answer": "After three years."}],
}
STORIES: dict[str, Any] = {
    "stories": [
        {
            "id": "buy-card",
            "as_a": "guest",
            "i_want": "to buy a card",
            "so_that": "I can give it",
            "acceptance": ["The card has a code."],
        },
        {
            "id": "pay-with-card",
            "as_a": "guest",
            "i_want": "to pay with it",
            "so_that": "I spend it",
            "acceptance": ["The rest stays on it."],
        },
    ]
}
NFRS: dict[str, Any] = {
    "nfrs": [
        {
            "id": "fast-check",
            "category": "speed",
            "requirement": "A code is checked at once.",
            "measure": "95 % under 300 ms",
        }
    ]
}
RISKS: dict[str, Any] = {
    "risks": [
        {
            "id": "guessing",
            "risk": "Codes are guessed.",
            "likelihood": "medium",
            "impact": "high",
            "mitigation": "Long codes.",
        }
    ]
}
MEASURES: dict[str, Any] = {
    "measures": [{"id": "sold", "measure": "Cards sold a month", "target": "100 by March"}]
}
UNITS: dict[str, Any] = {
    "units": [
        {
            "id": "issuing",
            "title": "Issuing",
            "purpose": "Cards come into being.",
            "depends_on": [],
            "stories": ["buy-card"],
            "bolts": [{"id": "sell-card", "goal": "A card is sold at the till.", "hours": 8}],
        },
        {
            "id": "redeeming",
            "title": "Redeeming",
            "purpose": "Cards pay.",
            "depends_on": ["issuing"],
            "stories": ["pay-with-card"],
            "bolts": [{"id": "pay", "goal": "A card pays part of a bill.", "hours": 6}],
        },
    ]
}
SYSTEM: dict[str, Any] = {
    "summary": "A shop in Python.",
    "components": [{"name": "Till", "purpose": "Takes money.", "paths": ["src/till.py"]}],
    "constraints": ["The till works without a network."],
    "unknown": ["How refunds work today."],
}
DOMAIN: dict[str, Any] = {
    "summary": "A card and what is on it.",
    "entities": [{"name": "GiftCard", "description": "A card with a code."}],
    "value_objects": [{"name": "Amount", "description": "Money on it."}],
    "aggregates": [],
    "domain_events": [{"name": "CardSold", "description": "A card was sold."}],
    "repositories": [],
}
ARCHITECTURE: dict[str, Any] = {
    "summary": "One service.",
    "components": [{"name": "Cards", "responsibility": "Keeps cards.", "interface": "sell(amount)"}],
    "nfrs": [{"id": "fast-check", "how": "An index on the code."}],
}
DECISIONS: dict[str, Any] = {
    "decisions": [
        {
            "id": "codes-are-random",
            "title": "Codes are random",
            "context": "Guessing.",
            "decision": "128 bits.",
            "consequences": "Long codes.",
        }
    ]
}
ALL: dict[str, str] = {
    name: json.dumps(value)
    for name, value in {
        "Clarification": {**QUESTIONS, "questions": []},
        "ExistingSystem": SYSTEM,
        "PressRelease": PRESS,
        "UserStories": STORIES,
        "Requirements": NFRS,
        "KnownRisks": RISKS,
        "Criteria": MEASURES,
        "Decomposition": UNITS,
        "DomainModel": DOMAIN,
        "Architecture": ARCHITECTURE,
        "Decisions": DECISIONS,
    }.items()
}
ASKING: dict[str, str] = {**ALL, "Clarification": json.dumps(QUESTIONS)}
