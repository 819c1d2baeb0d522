"""The pure core: a Page goes in, an Article or a Rejection comes out; nothing here imports Scrapy."""
