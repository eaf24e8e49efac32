"""Photographs and scans of a license: pictures to lines, each with its place and how sure the recognizer is of it."""
