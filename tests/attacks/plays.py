"""All plays of the book: importing this enters them."""

from tests.attacks import plays_content, plays_on_stage, plays_past, plays_people, plays_reviews
from tests.attacks.book import ATTACKS

__all__ = ["ATTACKS", "plays_content", "plays_on_stage", "plays_past", "plays_people", "plays_reviews"]
