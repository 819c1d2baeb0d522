"""Imported once by the server that child processes are forked from, so that each starts with these modules loaded."""

import gc

import trafilatura  # noqa: F401

import pipelines.recipe  # noqa: F401

gc.freeze()  # the children share its memory with the server, and the server ends without walking through it
