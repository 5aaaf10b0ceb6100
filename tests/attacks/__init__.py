"""Ways to open the gate without the people: each is tried for real, and names the rule that stops it.

Where one function is the rule, it is taken out for a second try, in which the attack succeeds: so the rule matters.
"""
