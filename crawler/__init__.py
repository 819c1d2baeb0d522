"""The crawler: Scrapy collects pages and hands them to the pure core in `pipelines`."""

import os

# The matrices that numpy multiplies here are small: more threads would only wait for work, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
