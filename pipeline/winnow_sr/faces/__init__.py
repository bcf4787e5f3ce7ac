"""The faces: how people meet a review. Command line, terminal screen, browser, packet.

In: what a person types, presses or sends. Out: calls of the parts of `Review`, and their answers
laid out. A face has no rule of its own. What several of them need is here: `sitting` (what is
ahead, put off, typed, taken back), `review_source` (where a sitting asks the review), and
`ranking_worker` with `ranking_process` (slow work behind a screen).
"""
