"""Questions to the members: asked, answered by each in their own name or for many, counted, told and handed over.

A question is drafted (`drafting`), perhaps shown to somebody first (`first_look`, `looking`) and put in `asking`; it
stands on its card (`question_cards`) and is answered in `answers`, `picking` (more than one press) or `anonymous`, by
an assistant in `proposals`, by the secretariat in `recording`. For whom an answer counts: `respondents`. What came of
it: `results` and `handover`. Changed afterwards: `closing`, `correcting`; answered for the wrong one: `wrong_region`.
"""
