"""The terminal screens: screening one citation after the other, and judging doubtful pairs.

In: an open `Review`, a reviewer's name, a stage. Out: nothing but calls of `Review`'s verbs.
`desk` is a sitting without a screen (what comes next, verdicts, undo), which the plain prompts of
`winnow_sr.faces.cli.plain` use too; `behind` renews the ranking and the recall bound in a process of its
own; `app`, `dialogs`, `text` and `pairs` draw with textual and are imported only on a terminal.
"""
