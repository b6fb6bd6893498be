"""Words of two letters that stand before numbers, in the eleven languages."""

from __future__ import annotations

from typing import Final

_WORDS = """
am an as at be by do go he id if in is it me my no of ok on or pm so to up us we
au ce de du en et il je la le ma ne nr on ou sa se si ta te tu un
al ao ci da di do el em es eu ha la le li lo mi na ne no os se si su ti tu um va vi ya
ab da du er es im ja nr ob pl um wo zu ai ce cu na od om po pe ul un we za ze bu ev ki mu ve
"""
SHORT_WORDS: Final = frozenset(_WORDS.split())
