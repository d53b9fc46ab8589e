"""Questions to the members: asked, answered by each in their own name or for many, counted, told and handed over.

A question is put in `asking`, stands on its card (`question_cards`) and is answered in `answers`, `picking` (more than
one press) or `anonymous`. For whom an answer counts: `respondents`. What came of it: `results` and `handover`.
"""
