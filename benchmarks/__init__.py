import pipelines  # noqa: F401  # it tells numpy how many threads to keep, which must come before numpy
