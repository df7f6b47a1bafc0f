"""The verbs of `malbild`, one module each: what a command does, in the order in which it does it.

A module here is a recipe. How a step works stands in the room that owns it (`documents`, `extraction`, `warehouse`).
"""
