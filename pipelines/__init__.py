"""The pure core: a Page goes in, an Article or a Rejection comes out; nothing here imports Scrapy."""

import os

# The matrices that numpy multiplies here are small: more threads would only wait for work, spinning.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
