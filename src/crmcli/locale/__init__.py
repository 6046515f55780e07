"""Translations: zh.po, and the dictionary module generated from it."""
