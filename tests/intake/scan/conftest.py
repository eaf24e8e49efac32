"""Tests that run beside each other share the processors."""

from pytest_icplicense.intake.scan import recognizer

recognizer.THREADS = 1
