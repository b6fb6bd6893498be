"""Attachments: files of customers, known by their content, made harmless, kept under random names.

Images are decoded in a process of their own and written anew, so nothing of the file that came
stays but what is to be seen: no metadata, no place where it was taken, nothing behind the picture.
"""
