"""The faces: how people meet a review. Command line, terminal screen, browser, packet.

In: what a person types, presses or sends. Out: calls of the parts of `Review`, and their answers
laid out. A face has no rule of its own.
"""
