"""The terminal screens: screening one citation after the other, and judging doubtful pairs.

In: an open `Review`, a reviewer's name, a stage. Out: nothing but calls of `Review`'s verbs.
`desk` is a sitting with the citation in front and those ready behind it, which the plain prompts of
`winnow_sr.faces.cli.screen_prompts` use too; `pair_sitting` is the same for doubtful pairs;
`screening_app` and `pairs_app` draw them in one `frame`, with `dialogs`, `pages` and `content`, and
are imported only on a terminal.
"""
