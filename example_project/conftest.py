"""Puts the service's code on the import path of its tests."""
